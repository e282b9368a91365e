#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Prints which part of the importer's lines the ordinary tests and the fuzzer's
# seeds run: coverage.sh [PERCENT]. Fails below PERCENT. Works in
# build-coverage/, where the table by file is left as coverage.txt.
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-0}
folder=$PWD/build-coverage
tools=$(llvm-config-22 --bindir)

mkdir -p "$folder"
if [ ! -e "$folder/build.ninja" ]; then
  launcher=""
  command -v ccache >/dev/null && launcher=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache
  cmake -S . -B "$folder" -G Ninja -DMNC_COVERAGE=ON -DCMAKE_CXX_FLAGS_RELEASE=-O1 \
    -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 $launcher \
    >"$folder/configure.log" 2>&1 ||
    { tail -n 20 "$folder/configure.log" >&2; exit 1; }
fi
NINJA_STATUS="[coverage %f/%t %es] " ninja -C "$folder" mnc mnc-opt

rm -rf "$folder/profiles"
mkdir "$folder/profiles"
export LLVM_PROFILE_FILE="$folder/profiles/%8m.profraw"
"$tools/lit" -q --filter=Import/ "$folder/test" || echo "warning: tests failed" >&2

python=/usr/bin/python3
[ -x $python ] || python=python3
$python test/Fuzz/Inputs/corpus.py "$folder/seeds"
for model in "$folder"/seeds/*.onnx; do
  "$folder/bin/mnc" --emit=import "$model" -o - >/dev/null 2>&1 || true
done

"$tools/llvm-profdata" merge -o "$folder/merged.profdata" "$folder"/profiles/*.profraw
"$tools/llvm-cov" report "$folder/bin/mnc" -instr-profile="$folder/merged.profdata" \
  -show-region-summary=false -show-branch-summary=false "$PWD/lib/Import" >"$folder/coverage.txt"
awk -v wanted="$wanted" '
  $1 == "TOTAL" {
    sub("%", "", $NF)
    printf "lines of lib/Import that run: %s %%\n", $NF
    exit $NF + 0 < wanted + 0
  }
' "$folder/coverage.txt"

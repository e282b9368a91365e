#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Fuzzes the importer and the passes: fuzz.sh [--build FOLDER] | SECONDS.
# Works in build-fuzz/: corpus/ grows from run to run, an input that fails is
# written to findings/. With --build it only builds, in FOLDER.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
--build) folder=${2:?} ;;
'' | *[!0-9]*)
  echo "usage: scripts/fuzz.sh SECONDS" >&2
  exit 2
  ;;
*) folder=build-fuzz ;;
esac

mkdir -p "$folder"
if [ ! -e "$folder/build.ninja" ]; then
  launcher=""
  command -v ccache >/dev/null && launcher=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache
  cmake -S . -B "$folder" -G Ninja -DMNC_FUZZ=ON -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 \
    $launcher >"$folder/configure.log" 2>&1 || { tail -n 20 "$folder/configure.log" >&2; exit 1; }
fi
NINJA_STATUS="[fuzzer %f/%t %es] " ninja -C "$folder" mnc-fuzz
[ "${1:-}" != --build ] || exit 0

python=/usr/bin/python3
[ -x $python ] || python=python3
$python test/Fuzz/Inputs/corpus.py "$folder/seeds"
mkdir -p "$folder/corpus" "$folder/findings"
MNC_FUZZ_FOLDER=$folder exec nice -n 19 "$folder/bin/mnc-fuzz" -artifact_prefix="$folder/findings/" \
  -max_total_time="$1" -rss_limit_mb=2048 -timeout=30 -max_len=16384 -print_final_stats=1 \
  "$folder/corpus" "$folder/seeds"

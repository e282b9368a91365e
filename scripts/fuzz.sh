#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Fuzzes the importer and the passes: fuzz.sh [--build FOLDER] | SECONDS.
# Works in build-fuzz/: corpus/ grows from run to run, an input that fails is
# written to findings/. The program is that of build/, or of build-fuzz/ if
# build/ is not Clang's. With --build it only builds, in FOLDER.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
--build) build=${2:?} ;;
'' | *[!0-9]*)
  echo "usage: scripts/fuzz.sh SECONDS" >&2
  exit 2
  ;;
*)
  build=build
  if [ -e build/build.ninja ] && ! grep -q '^CMAKE_CXX_COMPILER:.*clang' build/CMakeCache.txt; then
    echo "note: the fuzzer wants Clang, which did not compile build/: building in build-fuzz/" >&2
    build=build-fuzz
  fi
  ;;
esac

log=$build/configure.log
mkdir -p "$build"
compilers=""
[ -e "$build/build.ninja" ] ||
  compilers="-DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22"
# shellcheck disable=SC2086
cmake -S . -B "$build" -G Ninja $compilers >"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }
if grep 'no fuzzing' "$log" >&2; then
  exit 1
fi
NINJA_STATUS="[fuzzer %f/%t %es] " ninja -C "$build" mnc-fuzz
[ "${1:-}" != --build ] || exit 0

python=/usr/bin/python3
[ -x $python ] || python=python3
folder=build-fuzz
$python test/Fuzz/Inputs/corpus.py "$folder/seeds"
mkdir -p "$folder/corpus" "$folder/findings"
MNC_FUZZ_FOLDER=$folder exec nice -n 19 "$build/bin/mnc-fuzz" -artifact_prefix="$folder/findings/" \
  -max_total_time="$1" -rss_limit_mb=2048 -timeout=30 -max_len=16384 -print_final_stats=1 \
  "$folder/corpus" "$folder/seeds"

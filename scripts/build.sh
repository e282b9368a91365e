#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Builds targets of mnc in build/: build.sh TARGET...
set -eu
cd "$(dirname "$0")/.."
if [ ! -e build/build.ninja ]; then
  echo "== configuring (output in build/configure.log)"
  mkdir -p build
  if ! cmake -S . -B build -G Ninja >build/configure.log 2>&1; then
    tail -n 20 build/configure.log >&2
    rm -f build/build.ninja
    exit 1
  fi
fi
echo "== building: $*"
NINJA_STATUS="[%f/%t %es] " ninja -C build "$@"

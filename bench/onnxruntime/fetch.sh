#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Fetches the pinned ONNX Runtime from the npm registry into node_modules,
# unless it is there, and prints the path of its library. Progress and errors go
# to stderr.
set -eu
cd "$(dirname "$0")"

fail() {
  echo "error: $1" >&2
  exit 1
}

case "$(uname -s)-$(uname -m)" in
Linux-x86_64) platform=linux/x64 ;;
Linux-aarch64) platform=linux/arm64 ;;
*) fail "found $(uname -s) on $(uname -m), wanted Linux on x86_64 or aarch64" ;;
esac
library=node_modules/onnxruntime-node/bin/napi-v6/$platform/libonnxruntime.so.1

# npm writes this file last, so that an interrupted download is not taken for a
# complete one.
complete=node_modules/.package-lock.json
if [ ! -f "$library" ] || [ ! -f "$complete" ] ||
   [ package-lock.json -nt "$complete" ]; then
  command -v npm >/dev/null ||
    fail "npm is not installed, wanted to fetch ONNX Runtime"
  [ ! -L node_modules ] ||
    fail "node_modules is a symbolic link, whose target npm would empty"
  echo "fetching ONNX Runtime with npm (about 115 MB)" >&2
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if ! npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
    cat "$log" >&2
    fail "npm could not fetch ONNX Runtime, its messages are above"
  fi
  [ -f "$library" ] || fail "npm fetched no $library"
fi
echo "$PWD/$library"

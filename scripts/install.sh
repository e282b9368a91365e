#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Installs what is missing on Debian 12 to build mnc; with --test also what the
# tests need. Does nothing, and needs no network, when all is there.
set -eu

packages="g++ cmake ninja-build llvm-22-dev libmlir-22-dev mlir-22-tools llvm-22-tools clang-22
  libprotobuf-dev protobuf-compiler libfmt-dev"
if [ "${1:-}" = --test ]; then
  packages="$packages libgtest-dev libclang-rt-22-dev clang-tidy-22 python3 python3-numpy
    python3-onnx g++-aarch64-linux-gnu qemu-user"
  # ONNX Runtime, which results are compared with, comes from the npm registry.
  command -v npm >/dev/null || packages="$packages npm ca-certificates"
fi

missing=""
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
    missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
  echo "error: packages are missing; as root, run:" \
    "apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
echo "== installing:$missing"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
if ! { apt-get update -q && apt-get install -y -q --no-install-recommends $missing; } \
  >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "error: installing failed; the whole output is in $log" >&2
  exit 1
fi
rm -f "$log"

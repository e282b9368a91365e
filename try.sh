#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# From nothing to a running network: installs what is missing (Debian 12),
# builds mnc, compiles the digits network for this machine's CPU, builds a small
# C program with it and runs that on pictures.
set -eu
cd "$(dirname "$0")"
scripts/install.sh
scripts/build.sh mnc

echo "== compiling models/digits/digits.onnx for this CPU"
build/bin/mnc models/digits/digits.onnx --dim batch=1 -o build/digits
ls -l build/digits

echo "== building examples/digits/digits.c with it"
cc -std=c11 -O2 -Wall -Ibuild/digits examples/digits/digits.c build/digits/libdigits.a \
  -o build/digits/digits

echo "== running it"
build/digits/digits models/digits/pictures/*.pgm

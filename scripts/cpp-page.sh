#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Prints the page of C++ that docs/Cpp.md shows: one function of a network.
# Use: scripts/cpp-page.sh MODEL FUNCTION   (mnc is on the PATH)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mnc "$1" --cpu=haswell --target=x86_64-unknown-linux-gnu --name=v2 --emit=cpp -o "$folder"
sed -n "/^\[\[gnu::[a-z_]*\]\] void $2(/,/^}/p" "$folder/v2.cpp"

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Runs all tests: installs what is missing (Debian 12), fetches ONNX Runtime to
# compare with, builds, and ends with the line `N passed, N failed`.
set -eu
cd "$(dirname "$0")"
scripts/install.sh --test
# Without ONNX Runtime its tests are skipped, and counted as such.
bench/onnxruntime/fetch.sh >/dev/null ||
  echo "warning: no ONNX Runtime; tests that compare with it are skipped" >&2
# ONNX Runtime and the models are found when the build is configured.
[ ! -e build/build.ninja ] || cmake build >build/configure.log
status=0
scripts/build.sh check-mnc || status=$?
exec python3 scripts/summary.py build/test/results.json "$status"

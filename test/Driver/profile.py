# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""--profile: each layer of the network has a time, those of streamed groups too.

How long is not judged.

REQUIRES: onnx
RUN: %python %s mnc-run %models/v2_0.35_96.onnx %t
RUN: mnc-run %models/v2_0.35_96.onnx --profile | FileCheck %s
CHECK: node op shape kernel ms time GFLOP/s peak
CHECK: block2_dw conv2d 1x24x24x48 depthwise {{.*}} 0.{{[0-9]+}} {{[0-9.]+}}% {{[0-9.]+}} {{[0-9.]+}}%
CHECK: layers together {{[0-9.]+}} ms, without profile {{[0-9.]+}} ms ({{[-+0-9.]+}} %), {{[0-9.]+}} GFLOP/s of a peak of {{[0-9.]+}}: {{[0-9.]+}} %
CHECK: medians of 50 runs, 1 thread; {{[0-9]+}} ns subtracted for each look at the clock
"""

import json
import subprocess
import sys

runner, model, folder = sys.argv[1:]


def output(*options):
    return subprocess.run([runner, model, *options], check=True, stdout=subprocess.PIPE,
                          text=True).stdout


profile = json.loads(output("--profile=json", "--repeat=20"))
stats = json.loads(
    subprocess.run(["mnc", model, "--stats=json", "--emit=schedule", "-o", folder], check=True,
                   stdout=subprocess.PIPE, text=True).stdout)
keys = ("node", "op", "shape", "multiply_adds", "kernel")


def described(layers):
    return [[layer[key] for key in keys] for layer in layers]


if described(profile["layers"]) != described(stats["layers"]):
    sys.exit(f"error: other layers than the schedule has: {profile['layers']}")
slow = [layer for layer in profile["layers"] if not 0 < layer["ms"] < profile["layers_ms"]]
if slow or profile["runs"] != 20:
    sys.exit(f"error: {profile['runs']} runs; times out of range: {slow}")
total = sum(layer["ms"] for layer in profile["layers"])
if abs(total - profile["layers_ms"]) > 1e-6 * total:
    sys.exit(f"error: the layers take {total} ms, not {profile['layers_ms']}")

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times seeded random pointwise and depthwise layers, each alone, against the FMA peak of the same
run.

usage: bench/shapes.py [--count N] [--seed N] [--cpu NAME] [--results FILE] [--seconds N]

Each layer is compiled as the middle of a small network, so that it reads and writes the workspace;
its own time is taken from `mnc-run --profile`. Prints the 10th percentile of the share of the peak
(pointwise) and of GFLOP/s (depthwise), and the slowest layers with their kernels. With --results,
what was measured is kept in FILE (JSON), and a call with --seconds stops after that time; the next
one goes on.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RUNNER = os.path.join(ROOT, "build", "bin", "mnc-run")
USUAL_CHANNELS = [16, 24, 32, 48, 64, 96, 128, 144, 160, 192, 256, 320, 384, 512, 576, 960, 1024]
USUAL_SIZES = [7, 10, 14, 20, 28, 40, 56, 80, 112]
WORST = 10


def pick_shape(rng, kind):
    """A layer with maps no larger than those of MobileNetV2 (112x112x96), and not too little work
    for a clock."""
    while True:
        odd = rng.random() < 0.4
        channels = [rng.randint(8, 600) if odd else rng.choice(USUAL_CHANNELS) for _ in range(2)]
        height = width = rng.randint(5, 100) if odd else rng.choice(USUAL_SIZES)
        if odd:
            width = rng.randint(5, 100)
        shape = {"kind": kind, "height": height, "width": width, "inputs": channels[0]}
        if kind == "pointwise":
            shape.update(outputs=channels[1], kernel=1, stride=1)
            cost = height * width * channels[0] * channels[1]
        else:
            shape.update(outputs=channels[0], kernel=rng.choice([3, 3, 3, 5]),
                         stride=rng.choice([1, 1, 2]))
            cost = height * width * channels[0] * shape["kernel"] ** 2 // shape["stride"] ** 2
        largest = height * width * max(shape["inputs"], shape["outputs"])
        if largest <= 112 * 112 * 96 and (1e6 if kind == "pointwise" else 1e5) <= cost <= 60e6:
            return shape


def output_size(shape):
    """{height, width} of the result: the window is centred on a pixel of the input."""
    size, pad = shape["kernel"], shape["kernel"] // 2
    return [(shape[side] + 2 * pad - size) // shape["stride"] + 1 for side in ("height", "width")]


def network(shape, kernel=None):
    """The text of a graph that computes the layer between two others, by a kernel of our choice or
    mnc's."""
    size, stride, group = shape["kernel"], shape["stride"], 1
    if shape["kind"] == "depthwise":
        group = shape["inputs"]
    pad = size // 2
    out = output_size(shape)
    x = f"tensor<1x{shape['height']}x{shape['width']}x{shape['inputs']}xf32>"
    y = f"tensor<1x{out[0]}x{out[1]}x{shape['outputs']}xf32>"
    w = f"tensor<{shape['outputs']}x{shape['inputs'] // group}x{size}x{size}xf32>"
    b = f"tensor<{shape['outputs']}xf32>"
    wish = f", mnc.kernel = {kernel}" if kernel else ""
    return f"""func.func @main(%x: {x}) -> {y} {{
  %w = mnc.constant dense<0.01> : {w}
  %b = mnc.constant dense<0.5> : {b}
  %before = mnc.mul %x, %x : ({x}, {x}) -> {x}
  %layer = mnc.conv2d %before, %w steps(%b) {{strides = array<i64: {stride}, {stride}>,
    pads = array<i64: {pad}, {pad}, {pad}, {pad}>, dilations = array<i64: 1, 1>,
    group = {group} : i64, epilogue = [#mnc.bias, #mnc.clamp<0.0 : f32, 6.0 : f32>]{wish}}}
    : ({x}, {w}, {b}) -> {y} loc("layer")
  %after = mnc.mul %layer, %layer : ({y}, {y}) -> {y}
  return %after : {y}
}}
"""


def measure(shape, cpu, runs, kernel=None):
    with tempfile.NamedTemporaryFile("w", suffix=".mlir") as file:
        file.write(network(shape, kernel))
        file.flush()
        out = subprocess.run([
            RUNNER, file.name, "--name=shape", f"--cpu={cpu}", "--profile=json",
            f"--repeat={runs}", "--no-stream"
        ], check=True, stdout=subprocess.PIPE, text=True).stdout
    profile = json.loads(out)
    layer = next(layer for layer in profile["layers"] if layer["node"] == "layer")
    return {
        **shape, "ms": layer["ms"], "gflops": layer["gflops"],
        "share": layer["gflops"] / profile["peak_gflops"], "peak": profile["peak_gflops"],
        "block": layer["kernel"]
    }


def kibibytes(layer):
    """Of the maps that the layer reads and writes."""
    pixels = layer["height"] * layer["width"]
    return 4 * pixels * (layer["inputs"] + layer["outputs"] / layer["stride"] ** 2) / 1024


def percentile(values, percent):
    return sorted(values)[len(values) * percent // 100]


def report(layers, title, key, unit, scale):
    if not layers:
        return
    values = [layer[key] * scale for layer in layers]
    print(f"{title}: {len(values)} shapes, 10th percentile {percentile(values, 10):.1f} {unit},"
          f" median {percentile(values, 50):.1f}, least {min(values):.1f}; the slowest:")
    for layer in sorted(layers, key=lambda layer: layer[key])[:WORST]:
        print(f"  {layer['height']:3}x{layer['width']:<3} {layer['inputs']:4} ->"
              f" {layer['outputs']:<4} {layer['kernel']}x{layer['kernel']}/{layer['stride']}"
              f"  {layer['block']:<30} {kibibytes(layer):6.0f} KiB"
              f" {layer['ms']:8.4f} ms {layer['gflops']:6.1f} GFLOP/s {layer['share']:6.1%}")


def report_kind(layers, kind, key, unit, scale):
    layers = [layer for layer in layers if layer["kind"] == kind]
    report(layers, kind, key, unit, scale)
    done = subprocess.run(["getconf", "LEVEL2_CACHE_SIZE"], stdout=subprocess.PIPE, text=True)
    cache = int(done.stdout or 0) // 1024
    inside = [layer for layer in layers if kibibytes(layer) <= cache]
    if cache:
        report(inside, f"{kind}, maps within the second-level cache ({cache} KiB)", key, unit,
               scale)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu", default="host")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--results", metavar="FILE")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    arguments = parser.parse_args()
    end = time.monotonic() + arguments.seconds
    rng = random.Random(arguments.seed)
    shapes = [pick_shape(rng, ["pointwise", "depthwise"][i % 2]) for i in range(arguments.count)]
    layers = []
    if arguments.results and os.path.exists(arguments.results):
        with open(arguments.results) as file:
            layers = json.load(file)
    for shape in shapes[len(layers):]:
        if time.monotonic() > end:
            break
        layers.append(measure(shape, arguments.cpu, arguments.runs))
    if arguments.results:
        with open(arguments.results, "w") as file:
            json.dump(layers, file, indent=1)
            file.write("\n")
    print(f"{len(layers)} of {len(shapes)} shapes, seed {arguments.seed}, cpu {arguments.cpu}")
    report_kind(layers, "pointwise", "share", "% of the peak", 100)
    report_kind(layers, "depthwise", "gflops", "GFLOP/s", 1)


if __name__ == "__main__":
    sys.exit(main())

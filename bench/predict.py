#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the estimated cycles of networks with those measured on this machine.

usage: bench/predict.py [--cpu NAME] [--layers] MODEL.onnx...

For each network a row: milliseconds, measured and estimated cycles, their ratio, and of the layers
the median ratio, which one in ten exceeds, and the worst. Layers of less than 2 microseconds are
left out: the clock is not good enough. Cycles are those at the peak of multiply-adds in the same
process. With --layers, a row for each layer.
"""

import argparse
import json
import os
import subprocess
import sys

BIN = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "build", "bin")
LEAST_MS = 0.002


def read(tool, model, *arguments):
    command = [os.path.join(BIN, tool), model, *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def rounds(model, cpu, count=3):
    """The profile with the least time of each layer."""
    best = read("mnc-run", model, f"--cpu={cpu}", "--profile=json")
    for _ in range(count - 1):
        other = read("mnc-run", model, f"--cpu={cpu}", "--profile=json")
        for layer, again in zip(best["layers"], other["layers"]):
            layer["ms"] = min(layer["ms"], again["ms"])
        best["peak_gflops"] = max(best["peak_gflops"], other["peak_gflops"])
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", metavar="MODEL.onnx")
    parser.add_argument("--cpu", default="host")
    parser.add_argument("--flops", type=int, default=32,
                        help="of a core in a cycle (default: 32, Zen 4's)")
    parser.add_argument("--layers", action="store_true")
    arguments = parser.parse_args()
    print("network | ms | measured Mcycles | estimated | ratio | layers: median | one in ten"
          " beyond | worst")
    for model in arguments.models:
        profile = rounds(model, arguments.cpu)
        estimates = read("mnc", model, f"--cpu={arguments.cpu}", "--stats=json")["layers"]
        cycles_per_ms = profile["peak_gflops"] / arguments.flops * 1e6
        factors, measured, estimated = [], 0.0, 0.0
        for layer, estimate in zip(profile["layers"], estimates, strict=True):
            cycles = layer["ms"] * cycles_per_ms
            measured, estimated = measured + cycles, estimated + estimate["cycles"]
            if arguments.layers:
                print(f"  {layer['node']:<28} {layer['op']:<14} {layer['kernel']:<32}"
                      f" {cycles:12.0f} {estimate['cycles']:12}")
            if layer["ms"] >= LEAST_MS:
                ratio = cycles / estimate["cycles"]
                factors.append(max(ratio, 1 / ratio))
        factors.sort()
        name = os.path.splitext(os.path.basename(model))[0]
        print(f"{name} | {sum(layer['ms'] for layer in profile['layers']):.3f} |"
              f" {measured / 1e6:.2f} | {estimated / 1e6:.2f} | {estimated / measured:.3f} |"
              f" {factors[len(factors) // 2]:.2f} | {factors[len(factors) * 9 // 10]:.2f} |"
              f" {factors[-1]:.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

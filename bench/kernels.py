#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times a layer in every register tile of every kernel that supports it, and says which one mnc
chooses and how far it is from the best.

usage: bench/kernels.py [--cpu NAME] [--rounds N] KIND SIZE INPUTS [--outputs N] [--kernel N]
                        [--stride N]
       bench/kernels.py --assert [--cpu NAME] [--networks MODEL.onnx...] [--count N] [--seed N]
                        [--data FILE]

    bench/kernels.py pointwise 14x14 96 --outputs 576
    bench/kernels.py depthwise 56x56 144 --stride 2
    bench/kernels.py dense 224x224 3 --outputs 32 --kernel 3 --stride 2

Tilings come from the kernel table. The share is that of the peak of multiply-adds in the same
process, the best of the rounds: each is a process of its own, and where its memory lies changes
the time of a layer by up to a fifth. The estimate is what mnc chooses by, in cycles.

With --assert, the layers of the networks and random ones (bench/shapes.py): the dozen kernels that
are cheapest by estimate and six others are timed. Fails if the chosen one is more than 2 % (median)
or 12 % (worst) behind the best; what is beyond 12 % is timed again, in pairs. --data keeps what was
measured, for bench/data (bench/choice.py).
"""

import argparse
import sys

import choice
import shapes

def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="?", choices=["pointwise", "depthwise", "dense"])
    parser.add_argument("size", nargs="?", metavar="HEIGHTxWIDTH")
    parser.add_argument("inputs", nargs="?", type=int)
    parser.add_argument("--outputs", type=int, help="default: as many as inputs")
    parser.add_argument("--kernel", type=int, default=3,
                        help="of a depthwise or dense layer (default: 3)")
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--cpu", default="host")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=30, help="of each block in a round")
    parser.add_argument("--assert", action="store_true", dest="asserts",
                        help="time many layers, fail if a choice is far from the best")
    parser.add_argument("--networks", nargs="*", default=[], metavar="MODEL.onnx")
    parser.add_argument("--count", type=int, default=100, help="random layers (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="of the random layers (default: 1)")
    parser.add_argument("--data", metavar="FILE", help="keep what was measured")
    arguments = parser.parse_args()
    if not arguments.asserts and arguments.inputs is None:
        parser.error("wanted KIND SIZE INPUTS, or --assert")
    return arguments


def main():
    arguments = parse_arguments()
    if arguments.asserts:
        return choice.run(arguments)
    height, width = map(int, arguments.size.split("x"))
    shape = {"kind": arguments.kind, "height": height, "width": width, "inputs": arguments.inputs,
             "outputs": arguments.outputs or arguments.inputs, "stride": arguments.stride,
             "kernel": 1 if arguments.kind == "pointwise" else arguments.kernel}
    (estimates, chosen), = choice.estimates([shape], arguments.cpu)
    timed = {kernel: [] for kernel in estimates}
    for _ in range(arguments.rounds):
        for kernel, layers in timed.items():
            layers.append(shapes.measure(shape, arguments.cpu, arguments.runs, kernel))
    fastest = {
        kernel: max(layers, key=lambda layer: layer["share"]) for kernel, layers in timed.items()
    }
    share = {kernel: layer["share"] for kernel, layer in fastest.items()}
    for kernel in sorted(share, key=share.get, reverse=True):
        layer = fastest[kernel]
        print(f"{layer['block']:<30} {layer['share']:6.1%} {layer['ms']:9.4f} ms"
              f" {layer['gflops']:6.1f} GFLOP/s"
              f" {estimates[kernel]:10} cycles estimated{'   chosen' if kernel == chosen else ''}")
    best = max(share, key=share.get)
    print(f"chosen: {fastest[chosen]['block']}, {share[chosen] / share[best]:.1%} of the speed of"
          f" the best, {fastest[best]['block']}")


if __name__ == "__main__":
    sys.exit(main())

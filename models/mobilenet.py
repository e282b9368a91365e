#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Generates MobileNetV1, V2 and V3, and the networks that they are measured against, as ONNX files,
for tests and benchmarks. Needs python3-onnx and python3-numpy.

  mobilenet.py --version 1|2 --width W --resolution R [--folded] [--batch N|SYMBOL] -o FILE.onnx
  mobilenet.py --version 3-large|3-small [--hard-swish clip|hardsigmoid|hardswish] (as above)
  mobilenet.py --version NAME (as above)          another network, such as squeezenet1.1
  mobilenet.py --set v1|v2|v3|classics|all --out-dir DIR
                                                  many sizes, with BatchNormalization and folded;
                                                  all is V1, V2 and the smallest of the others
  mobilenet.py --check FILE...                    is every layer's output in a healthy range?

Networks. image [batch, 3, R, R] float. MobileNets have pads of half the kernel on all sides. V1
ends in probabilities [batch, 1000], all others in logits [batch, 1000]. A folded network has biases
where the other has BatchNormalization; the two are otherwise the same. Networks that differ in the
spelling of hard-swish have the same weights; activations.py says how each is spelled.

Same bytes on every machine. Weights come from an integer hash. Means and variances are measured by
a forward pass in double on hash-made pictures and then rounded: variances to 7 significant bits,
means to steps of 1/128 to 1/64 of the standard deviation. The order of sums in BLAS moves a
measured value by about 1e-15, too little to reach another rounded value.
"""

import argparse
import glob
import os
import sys
import time
from functools import partial

sys.dont_write_bytecode = True  # keeps the source tree clean
import forward  # noqa: E402
import classics  # noqa: E402
import tasks  # noqa: E402
from activations import SPELLINGS  # noqa: E402
from networks import VERSIONS  # noqa: E402

VERSIONS |= {
    "squeezenet1.0": partial(classics.squeezenet, classics.SQUEEZENET_1_0, (96, 7)),
    "squeezenet1.1": partial(classics.squeezenet, classics.SQUEEZENET_1_1, (64, 3)),
    "googlenet": partial(classics.googlenet, False),
    "googlenet-lrn": partial(classics.googlenet, True),
    "vgg16": classics.vgg16,
    "resnet18": classics.resnet18,
    "efficientnet-b0": classics.efficientnet_b0,
    "mnasnet": classics.mnasnet,
    "shufflenet-v2": classics.shufflenet_v2,
}
CLASSICS = [version for version in VERSIONS if not version[0].isdigit()]
TASKS = {"unet": tasks.unet, "lraspp-v3": tasks.lraspp, "ssdlite-v2": tasks.ssdlite,
         "recogniser": tasks.recogniser}
VERSIONS |= TASKS

# Sizes of --set: version, width, resolution and, for V3, spellings of hard-swish.
SETS = {
    "v1": [("1", width, resolution) for width in (0.25, 0.5, 0.75, 1.0)
           for resolution in (128, 160, 192, 224)],
    "v2": [("2", 0.35, 96), ("2", 0.35, 224), ("2", 1.0, 224), ("2", 1.4, 224)],
    "v3": [(version, 1.0, 224, spelling) for version in ("3-small", "3-large")
           for spelling in SPELLINGS],
    "classics": [(version, 1.0, 224) for version in CLASSICS],
    "tasks": [("unet", 0.5, 256), ("lraspp-v3", 1.0, 512), ("ssdlite-v2", 1.0, 320),
              ("recogniser", 1.0, 32)],
}
SETS["all"] = (SETS["v1"] + SETS["v2"] +
               [("3-small", 0.35, 96, spelling) for spelling in SPELLINGS] +
               [(version, 0.35 if version == "efficientnet-b0" else 0.25, 96)
                for version in CLASSICS])


def generate(version, width, resolution, *spelling, paths, batch=1):
    """Builds a network and writes paths: {is folded: path}."""
    start = time.time()
    net = VERSIONS[version](width, resolution, *spelling)
    for folded, path in paths.items():
        net.write(path, folded, batch)
        print(f"{path}: {net.parameters:,} parameters, {net.multiply_adds / 1e6:.1f} M "
              f"multiply-adds, {time.time() - start:.1f} s", flush=True)


def generate_set(which, folder):
    os.makedirs(folder, exist_ok=True)
    sources = glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), "*.py"))
    newest = max(os.path.getmtime(source) for source in sources)
    for network in SETS[which]:
        version, width, resolution, *spelling = network
        parts = [f"v{version}" if version[0].isdigit() else version, str(width), str(resolution)]
        parts += [name for name in spelling if name != SPELLINGS[0]]
        stem = os.path.join(folder, "_".join(parts))
        paths = {False: f"{stem}.onnx", True: f"{stem}_folded.onnx"}
        stale = {folded: path for folded, path in paths.items()
                 if not os.path.exists(path) or os.path.getmtime(path) <= newest}
        if stale:
            generate(*network, paths=stale)
        for path in (path for path in paths.values() if path not in stale.values()):
            print(f"{path}: up to date", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Generates networks as ONNX files.")
    parser.add_argument("--version", choices=VERSIONS, metavar="NAME",
                        help="1, 2, 3-large, 3-small, or one of: " + ", ".join([*CLASSICS, *TASKS]))
    parser.add_argument("--width", type=float, default=1.0, help="width multiplier")
    parser.add_argument("--resolution", type=int, default=224, help="a multiple of 32")
    parser.add_argument("--hard-swish", choices=SPELLINGS, help="its spelling in V3")
    parser.add_argument("--folded", action="store_true",
                        help="biases instead of BatchNormalization")
    parser.add_argument("--batch", default="1", help="a number, or a name for a symbolic batch")
    parser.add_argument("-o", dest="output", metavar="FILE", help="file to write")
    parser.add_argument("--set", choices=SETS, help="write many sizes")
    parser.add_argument("--out-dir", metavar="DIR", help="folder for --set")
    parser.add_argument("--check", nargs="+", metavar="FILE",
                        help="check the values inside networks")
    args = parser.parse_args()

    if sum(map(bool, (args.check, args.set, args.version))) != 1:
        parser.error("wanted exactly one of --version, --set and --check")
    if args.check:
        wrong = [text for path in args.check for text in forward.check(path)]
        print("\n".join(f"error: {text}" for text in wrong), file=sys.stderr,
              end="\n" if wrong else "")
        return 1 if wrong else 0
    if args.set:
        if not args.out_dir:
            parser.error("--set wants --out-dir")
        generate_set(args.set, args.out_dir)
        return 0
    if not args.output:
        parser.error("--version wants -o")
    if args.resolution < 32 or args.resolution % 32:
        parser.error(f"--resolution is {args.resolution}, wanted a multiple of 32")
    if args.width * 32 < 1:
        parser.error(f"--width is {args.width}, wanted at least 0.03125")
    spelling = [args.hard_swish] if args.hard_swish else []
    if spelling and not args.version.startswith("3-"):
        parser.error(f"--hard-swish goes with V3, --version is {args.version}")
    generate(args.version, args.width, args.resolution, *spelling,
             paths={args.folded: args.output},
             batch=int(args.batch) if args.batch.isdigit() else args.batch)
    return 0


if __name__ == "__main__":
    sys.exit(main())

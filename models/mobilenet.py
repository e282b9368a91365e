#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Generates MobileNetV1 and V2 as ONNX files, for tests and benchmarks. Needs python3-onnx and
python3-numpy.

  mobilenet.py --version 1|2 --width W --resolution R [--folded] [--batch N|SYMBOL] -o FILE.onnx
  mobilenet.py --set v1|v2|all --out-dir DIR      every size, BatchNormalization as nodes and folded
  mobilenet.py --check FILE...                    is every layer's output in a healthy range?

Networks. image [batch, 3, R, R] float, pads of 1 on all sides. V1 ends in probabilities [batch,
1000], V2 in logits [batch, 1000]. A folded network has biases where the other has
BatchNormalization; the two are otherwise the same.

Same bytes on every machine. Weights come from an integer hash. Means and variances are measured by
a forward pass in double on hash-made pictures and then rounded: variances to 7 significant bits,
means to steps of 1/128 to 1/64 of the standard deviation. The order of sums in BLAS moves a
measured value by about 1e-15, too little to reach another rounded value.
"""

import argparse
import os
import sys
import time

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

sys.dont_write_bytecode = True  # keeps the source tree clean
import forward  # noqa: E402

CLASSES = 1000
LOGITS_STD = 1.5  # of most classes
V1_BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1),
             (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)]  # channels, stride
V2_BLOCKS = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
             (6, 160, 3, 2), (6, 320, 1, 1)]  # expansion, channels, repeats, first stride


def round_mantissa(x, bits=7):
    """x >= 0 rounded to so many significant bits."""
    mantissa, exponent = np.frexp(x)
    return np.ldexp(np.rint(np.ldexp(mantissa, bits)), exponent - bits)


class Value:
    """A tensor of the network: its name in both graphs and its calibrated numbers, [N, H, W, C] in
    double."""

    def __init__(self, name, array):
        self.name, self.array = name, array


class Network:
    """Builds the graph with BatchNormalization and the folded one side by side, measuring
    statistics on the way.

    parameters counts two a channel for BatchNormalization; multiply_adds counts convolutions and
    the classifier of one picture.
    """

    def __init__(self, resolution, epsilon):
        self.resolution, self.epsilon = resolution, epsilon
        self.nodes, self.tensors = {False: [], True: []}, {False: [], True: []}  # by "is folded"
        self.count = self.parameters = self.multiply_adds = 0
        for folded in (False, True):
            self.tensor(folded, "relu6_min", np.float32(0))
            self.tensor(folded, "relu6_max", np.float32(6))
        # Two pictures at 224, four at 128: at least 64 samples a channel in the smallest maps.
        pairs = -(-32 // (resolution // 32) ** 2)
        self.input = Value(
            "image",
            forward.pictures(forward.CALIBRATION_INPUT, 2 * pairs, resolution).astype(np.float64))

    def hashed(self, *shape):
        self.count += 1
        return forward.hashed(self.count - 1, shape)

    def tensor(self, folded, name, array):
        array = np.asarray(array, np.float32)
        self.tensors[folded].append(numpy_helper.from_array(array, name))

    def node(self, folded, op, name, inputs, output, **attrs):
        self.nodes[folded].append(helper.make_node(op, inputs, [output], name=name, **attrs))

    def statistics(self, y):
        """Rounded (mean, variance) by channel. The variance is half the channel's and half the
        layer's average, so that a channel that hardly varies is not blown up."""
        variance = y.var((0, 1, 2))
        variance = round_mantissa((variance + variance.mean()) / 2)
        step = np.ldexp(1.0, np.frexp(variance)[1] // 2 - 7)
        mean = np.rint(y.mean((0, 1, 2)) / step) * step
        return mean.astype(np.float32), variance.astype(np.float32)

    def conv(self, x, name, outputs, kernel=1, stride=1, depthwise=False, clamp=True):
        """Convolution, BatchNormalization (or the bias that replaces it) and, with clamp, ReLU6."""
        inputs = x.array.shape[3]
        groups, depth = (inputs, 1) if depthwise else (1, inputs)
        bound = np.sqrt(6 / (depth * kernel * kernel))  # He: variance 2 / fan-in
        weight = (self.hashed(outputs, depth, kernel, kernel).astype(np.float64) * bound).astype(
            np.float32)
        y = forward.convolve(x.array, weight, stride, kernel // 2, groups)
        self.parameters += weight.size + 2 * outputs
        self.multiply_adds += weight.size * y.shape[1] * y.shape[2]

        # Before a clamp N(1, 2) on average: a third is cut off at 0, little at 6. Without one N(0,
        # 1).
        scale, bias = self.hashed(outputs), self.hashed(outputs)
        scale, bias = (2 + scale / 2, 1 + bias) if clamp else (1 + scale / 4, bias / 4)
        mean, variance = self.statistics(y)
        y = forward.normalize(y, scale, bias, mean, variance, self.epsilon)
        y = np.clip(y, 0, 6) if clamp else y

        factor = scale.astype(np.float64) / np.sqrt(variance.astype(np.float64) + self.epsilon)
        attrs = dict(kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[kernel // 2] * 4,
                     group=groups)
        out, weight_name = f"{name}_out", f"{name}_weight"
        before_clamp = f"{name}_linear" if clamp else out
        self.tensor(False, weight_name, weight)
        self.node(False, "Conv", name, [x.name, weight_name], f"{name}_conv", **attrs)
        norm = {"scale": scale, "bias": bias, "mean": mean, "var": variance}
        for key, value in norm.items():
            self.tensor(False, f"{name}_bn_{key}", value)
        self.node(False, "BatchNormalization", f"{name}_bn",
                  [f"{name}_conv"] + [f"{name}_bn_{key}" for key in norm], before_clamp,
                  epsilon=self.epsilon)
        self.tensor(True, weight_name, weight * factor[:, None, None, None])
        self.tensor(True, f"{name}_bias", bias - mean * factor)
        self.node(True, "Conv", name, [x.name, weight_name, f"{name}_bias"], before_clamp, **attrs)
        if clamp:
            for folded in (False, True):
                self.node(folded, "Clip", f"{name}_relu6", [before_clamp, "relu6_min", "relu6_max"],
                          out)
        return Value(out, y)

    def add(self, x, y, name):
        for folded in (False, True):
            self.node(folded, "Add", name, [x.name, y.name], f"{name}_out")
        return Value(f"{name}_out", x.array + y.array)

    def classify(self, x, version):
        """Global average pool and classifier: V1 Conv 1x1, Flatten, Softmax; V2 Flatten, Gemm.

        One class in fifty has weights three times as large, so that the first class is well ahead
        of the second."""
        features = x.array.mean((1, 2))
        channels = features.shape[1]
        power = np.mean(np.sum(features**2, 1))
        bound = np.sqrt(3 * LOGITS_STD**2 / round_mantissa(power))
        strength = np.where(self.hashed(CLASSES, 1) >= 0.96, 3, 1) * bound
        weight = (self.hashed(CLASSES, channels) * strength).astype(np.float32)
        self.parameters += weight.size + CLASSES
        self.multiply_adds += weight.size
        bias = self.hashed(CLASSES) / 4
        names = ["classifier_weight", "classifier_bias"]
        for folded in (False, True):
            self.node(folded, "GlobalAveragePool", "pool", [x.name], "pool_out")
            self.tensor(folded, names[0], weight[:, :, None, None] if version == 1 else weight)
            self.tensor(folded, names[1], bias)
            if version == 1:
                self.node(folded, "Conv", "classifier", ["pool_out"] + names, "classifier_out",
                          kernel_shape=[1, 1])
                self.node(folded, "Flatten", "flatten", ["classifier_out"], "flatten_out")
                self.node(folded, "Softmax", "softmax", ["flatten_out"], "probabilities", axis=-1)
            else:
                self.node(folded, "Flatten", "flatten", ["pool_out"], "flatten_out")
                self.node(folded, "Gemm", "classifier", ["flatten_out"] + names, "logits", transB=1)

    def write(self, path, folded, batch):
        """Writes one of the two graphs; the file appears whole or not at all."""
        size = self.resolution
        output = self.nodes[folded][-1].output[0]
        graph = helper.make_graph(
            self.nodes[folded], "mobilenet",
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, [batch, 3, size, size])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, [batch, CLASSES])],
            self.tensors[folded])
        model = helper.make_model(graph, producer_name="mobilenet.py", ir_version=7,
                                  opset_imports=[helper.make_opsetid("", 13)])
        onnx.checker.check_model(model)
        temporary = f"{path}.{os.getpid()}.tmp"
        with open(temporary, "wb") as file:
            file.write(model.SerializeToString(deterministic=True))
        os.replace(temporary, path)


def mobilenet_v1(width, resolution):
    """Howard et al. 2017: channels are int(width * c)."""
    net = Network(resolution, 1e-3)
    x = net.conv(net.input, "stem", int(32 * width), 3, 2)
    for i, (channels, stride) in enumerate(V1_BLOCKS, 1):
        x = net.conv(x, f"block{i}_dw", x.array.shape[3], 3, stride, depthwise=True)
        x = net.conv(x, f"block{i}_pw", int(channels * width))
    net.classify(x, 1)
    return net


def mobilenet_v2(width, resolution):
    """Sandler et al. 2018: channels are rounded to a multiple of 8 that is at least 90 % of width
    * c."""

    def rounded(channels):
        near = max(8, int(channels + 4) // 8 * 8)
        return near + 8 if near < 0.9 * channels else near

    net = Network(resolution, 1e-5)
    x = net.conv(net.input, "stem", rounded(32 * width), 3, 2)
    i = 0
    for expansion, channels, repeats, first_stride in V2_BLOCKS:
        for repeat in range(repeats):
            i += 1
            stride = first_stride if repeat == 0 else 1
            inputs, outputs = x.array.shape[3], rounded(channels * width)
            y = net.conv(x, f"block{i}_expand", inputs * expansion) if expansion > 1 else x
            y = net.conv(y, f"block{i}_dw", inputs * expansion, 3, stride, depthwise=True)
            y = net.conv(y, f"block{i}_project", outputs, clamp=False)
            x = net.add(x, y, f"block{i}_add") if stride == 1 and inputs == outputs else y
    x = net.conv(x, "head", rounded(1280 * max(1.0, width)))
    net.classify(x, 2)
    return net


def generate(version, width, resolution, paths, batch=1):
    """Builds a network and writes paths: {is folded: path}."""
    start = time.time()
    net = (mobilenet_v1 if version == 1 else mobilenet_v2)(width, resolution)
    for folded, path in paths.items():
        net.write(path, folded, batch)
        print(f"{path}: {net.parameters:,} parameters, "
              f"{net.multiply_adds / 1e6:.1f} M multiply-adds, "
              f"{time.time() - start:.1f} s", flush=True)


def generate_set(which, folder):
    sizes = []
    if which in ("v1", "all"):
        sizes += [(1, width, resolution)
                  for width in (0.25, 0.5, 0.75, 1.0)
                  for resolution in (128, 160, 192, 224)]
    if which in ("v2", "all"):
        sizes += [(2, 0.35, 96), (2, 0.35, 224), (2, 1.0, 224), (2, 1.4, 224)]
    os.makedirs(folder, exist_ok=True)
    newest = max(
        os.path.getmtime(os.path.abspath(source)) for source in (__file__, forward.__file__))
    for version, width, resolution in sizes:
        stem = os.path.join(folder, f"v{version}_{width}_{resolution}")
        paths = {False: f"{stem}.onnx", True: f"{stem}_folded.onnx"}
        stale = {folded: path for folded, path in paths.items()
                 if not os.path.exists(path) or os.path.getmtime(path) <= newest}
        if stale:
            generate(version, width, resolution, stale)
        for path in (path for path in paths.values() if path not in stale.values()):
            print(f"{path}: up to date", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Generates MobileNets as ONNX files.")
    parser.add_argument("--version", type=int, choices=(1, 2), help="MobileNetV1 or V2")
    parser.add_argument("--width", type=float, default=1.0, help="width multiplier")
    parser.add_argument("--resolution", type=int, default=224, help="a multiple of 32")
    parser.add_argument("--folded", action="store_true",
                        help="biases instead of BatchNormalization")
    parser.add_argument("--batch", default="1", help="a number, or a name for a symbolic batch")
    parser.add_argument("-o", dest="output", metavar="FILE", help="file to write")
    parser.add_argument("--set", choices=("v1", "v2", "all"), help="write every size")
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
    generate(args.version, args.width, args.resolution, {args.folded: args.output},
             int(args.batch) if args.batch.isdigit() else args.batch)
    return 0


if __name__ == "__main__":
    sys.exit(main())

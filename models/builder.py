# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Builds a network layer by layer: weights, measured statistics, and the nodes of both graphs."""

import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import forward
from activations import ACTIVATIONS

CLASSES = 1000


def round_mantissa(x, bits=7):
    """x >= 0 rounded to so many significant bits."""
    mantissa, exponent = np.frexp(x)
    return np.ldexp(np.rint(np.ldexp(mantissa, bits)), exponent - bits)


class Value:
    """A tensor of the network: its name in both graphs and its calibrated numbers in double.

    Maps are [N, H, W, C], vectors [N, C].
    """

    def __init__(self, name, array):
        self.name, self.array = name, array

    @property
    def channels(self):
        return self.array.shape[-1]


class Network:
    """Builds the graph with BatchNormalization and the folded one side by side.

    parameters counts two a channel for BatchNormalization; multiply_adds counts convolutions and
    matrix products of one picture. hard_swish is one of activations.SPELLINGS, or None.
    """

    def __init__(self, resolution, epsilon, hard_swish=None, columns=None):
        self.resolution, self.epsilon, self.hard_swish = resolution, epsilon, hard_swish
        self.columns = columns or resolution
        self.outputs = []  # (name, shape without the batch); logits or probabilities if empty
        self.nodes = {False: [], True: []}  # by "is folded"
        self.tensors = {False: [], True: []}
        self.constants = {}
        self.count = self.parameters = self.multiply_adds = 0
        # Two pictures at 224, four at 128: at least 64 samples a channel in the smallest maps.
        pairs = -(-32 // (resolution // 32) ** 2)
        pictures = forward.pictures(forward.CALIBRATION_INPUT, 2 * pairs, resolution,
                                    columns=self.columns)
        self.input = Value("image", pictures.astype(np.float64))

    def hashed(self, *shape):
        self.count += 1
        return forward.hashed(self.count - 1, shape)

    def constant(self, name, value):
        """The name of a scalar, which both graphs have once."""
        self.constants[name] = numpy_helper.from_array(np.float32(value), name)
        return name

    def tensor(self, folded, name, array):
        self.tensors[folded].append(numpy_helper.from_array(np.asarray(array, np.float32), name))

    def node(self, folded, op, name, inputs, output, **attrs):
        outputs = output if isinstance(output, list) else [output]
        self.nodes[folded].append(helper.make_node(op, inputs, outputs, name=name, **attrs))

    def emit(self, op, name, inputs, output, **attrs):
        """A node of both graphs."""
        for folded in (False, True):
            self.node(folded, op, name, inputs, output, **attrs)

    def statistics(self, y):
        """Rounded (mean, variance) by channel. The variance is half the channel's and half the
        layer's average, so that a channel that hardly varies is not blown up."""
        variance = y.var((0, 1, 2))
        variance = round_mantissa((variance + variance.mean()) / 2)
        step = np.ldexp(1.0, np.frexp(variance)[1] // 2 - 7)
        mean = np.rint(y.mean((0, 1, 2)) / step) * step
        return mean.astype(np.float32), variance.astype(np.float32)

    def activate(self, x, activation, name):
        """The activation of that name, or x where it is None."""
        if activation is None:
            return x
        values, emit = ACTIVATIONS[activation]
        emit(self, x.name, name, f"{name}_out")
        return Value(f"{name}_out", values(x.array))

    def conv(self, x, name, outputs, kernel=1, stride=1, depthwise=False, activation="relu6",
             pad=None, norm=True):
        """Convolution, BatchNormalization (or the bias that replaces it) and activation. Without
        `norm`, both graphs have the bias."""
        pad = kernel // 2 if pad is None else pad
        groups, depth = (x.channels, 1) if depthwise else (1, x.channels)
        bound = np.sqrt(6 / (depth * kernel * kernel))  # He: variance 2 / fan-in
        weight = self.hashed(outputs, depth, kernel, kernel).astype(np.float64) * bound
        weight = weight.astype(np.float32)
        y = forward.convolve(x.array, weight, stride, pad, groups)
        self.parameters += weight.size + (2 if norm else 1) * outputs
        self.multiply_adds += weight.size * y.shape[1] * y.shape[2]

        # Values before an activation are N(1, 2) on average: a third lies below 0, little above 6.
        # Others are N(0, 1).
        scale, bias = self.hashed(outputs), self.hashed(outputs)
        scale, bias = (2 + scale / 2, 1 + bias) if activation else (1 + scale / 4, bias / 4)
        mean, variance = self.statistics(y)
        y = forward.normalize(y, scale, bias, mean, variance, self.epsilon)

        attrs = dict(kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[pad] * 4, group=groups)
        out, weight_name = f"{name}_linear" if activation else f"{name}_out", f"{name}_weight"
        if norm:
            self.tensor(False, weight_name, weight)
            self.node(False, "Conv", name, [x.name, weight_name], f"{name}_conv", **attrs)
            statistics = {"scale": scale, "bias": bias, "mean": mean, "var": variance}
            statistics = {f"{name}_bn_{key}": value for key, value in statistics.items()}
            for key, value in statistics.items():
                self.tensor(False, key, value)
            self.node(False, "BatchNormalization", f"{name}_bn", [f"{name}_conv", *statistics], out,
                      epsilon=self.epsilon)
        factor = scale.astype(np.float64) / np.sqrt(variance.astype(np.float64) + self.epsilon)
        for folded in (True,) if norm else (False, True):
            self.tensor(folded, weight_name, weight * factor[:, None, None, None])
            self.tensor(folded, f"{name}_bias", bias - mean * factor)
            self.node(folded, "Conv", name, [x.name, weight_name, f"{name}_bias"], out, **attrs)
        return self.activate(Value(out, y), activation, name)

    def dense(self, x, name, outputs, std, mean=0, strength=1, activation=None, output=None):
        """Conv 1x1 on maps of one pixel, Gemm on vectors, with bias and without BatchNormalization.

        Results have about that standard deviation, times the strength of their output, and mean."""
        power = np.mean(np.sum(x.array**2, -1))
        bound = strength * np.sqrt(3 * std**2 / round_mantissa(power))
        weight = (self.hashed(outputs, x.channels).astype(np.float64) * bound).astype(np.float32)
        bias = mean + self.hashed(outputs) / 4
        self.parameters += weight.size + outputs
        self.multiply_adds += weight.size
        y = x.array @ weight.T.astype(np.float64) + bias

        is_map = x.array.ndim == 4
        op, attrs = ("Conv", dict(kernel_shape=[1, 1])) if is_map else ("Gemm", dict(transB=1))
        names = [f"{name}_weight", f"{name}_bias"]
        for folded in (False, True):
            self.tensor(folded, names[0], weight[:, :, None, None] if is_map else weight)
            self.tensor(folded, names[1], bias)
        out = output or (f"{name}_linear" if activation else f"{name}_out")
        self.emit(op, name, [x.name] + names, out, **attrs)
        return self.activate(Value(out, y), activation, name)

    def add(self, x, y, name):
        self.emit("Add", name, [x.name, y.name], f"{name}_out")
        return Value(f"{name}_out", x.array + y.array)

    def multiply(self, x, y, name):
        self.emit("Mul", name, [x.name, y.name], f"{name}_out")
        return Value(f"{name}_out", x.array * y.array)

    def concat(self, values, name):
        self.emit("Concat", name, [value.name for value in values], f"{name}_out", axis=1)
        return Value(f"{name}_out", np.concatenate([value.array for value in values], -1))

    def max_pool(self, x, name, kernel, stride, pad=0, ceil_mode=0):
        attrs = dict(kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[pad] * 4)
        self.emit("MaxPool", name, [x.name], f"{name}_out", ceil_mode=ceil_mode, **attrs)
        return Value(f"{name}_out", forward.max_pool(x.array, kernel, stride, pad, ceil_mode))

    def response_norm(self, x, name, size=5, alpha=1e-4, beta=0.75, bias=1.0):
        self.emit("LRN", name, [x.name], f"{name}_out", size=size, alpha=alpha, beta=beta,
                  bias=bias)
        return Value(f"{name}_out", forward.response_norm(x.array, size, alpha, beta, bias))

    def halves(self, x, name):
        """The first and the second half of the channels."""
        outputs = [f"{name}_first", f"{name}_second"]
        self.emit("Split", name, [x.name], outputs, axis=1)
        return [Value(*pair) for pair in zip(outputs, np.split(x.array, 2, -1))]

    def shuffle(self, x, name, groups=2):
        """The channels of groups in turns, as Reshape, Transpose and Reshape."""
        _, h, w, c = x.array.shape
        for key, shape in (("apart", [-1, groups, c // groups, h, w]), ("together", [-1, c, h, w])):
            self.constants[f"{name}_{key}"] = numpy_helper.from_array(
                np.array(shape, np.int64), f"{name}_{key}")
        self.emit("Reshape", f"{name}_split", [x.name, f"{name}_apart"], f"{name}_groups")
        self.emit("Transpose", f"{name}_swap", [f"{name}_groups"], f"{name}_swapped",
                  perm=[0, 2, 1, 3, 4])
        self.emit("Reshape", f"{name}_join", [f"{name}_swapped", f"{name}_together"],
                  f"{name}_out")
        return Value(f"{name}_out", forward.shuffle(x.array, groups))

    def pool(self, x, name):
        self.emit("GlobalAveragePool", name, [x.name], f"{name}_out")
        return Value(f"{name}_out", x.array.mean((1, 2), keepdims=True))

    def flatten(self, x, name):
        """The vectors of maps."""
        self.emit("Flatten", name, [x.name], f"{name}_out")
        return Value(f"{name}_out", x.array.transpose(0, 3, 1, 2).reshape(len(x.array), -1))

    def softmax(self, x, name, output):
        self.emit("Softmax", name, [x.name], output, axis=-1)
        return Value(output, forward.softmax(x.array))

    def write(self, path, folded, batch):
        """Writes one of the two graphs; the file appears whole or not at all."""
        nodes = self.nodes[folded]
        outputs = self.outputs or [(nodes[-1].output[0], [CLASSES])]
        ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, *shape])
                 for name, shape in [("image", [3, self.resolution, self.columns]), *outputs]]
        graph = helper.make_graph(nodes, "mobilenet", ports[:1], ports[1:],
                                  [*self.constants.values(), *self.tensors[folded]])
        opset = 14 if any(node.op_type == "HardSwish" for node in nodes) else 13
        model = helper.make_model(graph, producer_name="mobilenet.py", ir_version=7,
                                  opset_imports=[helper.make_opsetid("", opset)])
        onnx.checker.check_model(model)
        temporary = f"{path}.{os.getpid()}.tmp"
        with open(temporary, "wb") as file:
            file.write(model.SerializeToString(deterministic=True))
        os.replace(temporary, path)

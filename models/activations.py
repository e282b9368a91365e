# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Activations of the generated networks: values in numpy, and nodes as exporters write them.

Files spell the hard-swish x * clip(x + 3, 0, 6) / 6 in three ways, and the hard-sigmoid, which is
the same without x, in two:

  network.hard_swish  hard-swish                        hard-sigmoid
  clip                Add 3, Clip 0 to 6, Mul x, Div 6  Add 3, Clip 0 to 6, Div 6
  hardsigmoid         HardSigmoid 1/6 0.5, Mul x        HardSigmoid 1/6 0.5
  hardswish           HardSwish, from opset 14 on       HardSigmoid 1/6 0.5
"""

import numpy as np

SPELLINGS = ("clip", "hardsigmoid", "hardswish")


def emit_relu(net, x, name, output):
    net.emit("Relu", f"{name}_relu", [x], output)


def emit_relu6(net, x, name, output):
    bounds = [net.constant("relu6_min", 0), net.constant("relu6_max", 6)]
    net.emit("Clip", f"{name}_relu6", [x] + bounds, output)


def emit_shifted_clip(net, x, name):
    """Emits clip(x + 3, 0, 6) and returns its name."""
    net.emit("Add", f"{name}_add", [x, net.constant("three", 3)], f"{name}_shifted")
    bounds = [net.constant("zero", 0), net.constant("six", 6)]
    net.emit("Clip", f"{name}_clip", [f"{name}_shifted"] + bounds, f"{name}_clipped")
    return f"{name}_clipped"


def emit_hard_sigmoid(net, x, name, output):
    name = f"{name}_hard_sigmoid"
    if net.hard_swish == "clip":
        gate = emit_shifted_clip(net, x, name)
        net.emit("Div", f"{name}_div", [gate, net.constant("six", 6)], output)
    else:
        net.emit("HardSigmoid", name, [x], output, alpha=1 / 6, beta=0.5)


def emit_hard_swish(net, x, name, output):
    if net.hard_swish == "clip":
        name = f"{name}_hard_swish"
        gate = emit_shifted_clip(net, x, name)
        net.emit("Mul", f"{name}_mul", [x, gate], f"{name}_product")
        net.emit("Div", f"{name}_div", [f"{name}_product", net.constant("six", 6)], output)
    elif net.hard_swish == "hardsigmoid":
        emit_hard_sigmoid(net, x, name, f"{name}_gate")
        net.emit("Mul", f"{name}_hard_swish", [x, f"{name}_gate"], output)
    else:
        net.emit("HardSwish", f"{name}_hard_swish", [x], output)


def emit_sigmoid(net, x, name, output):
    net.emit("Sigmoid", f"{name}_sigmoid", [x], output)


def emit_swish(net, x, name, output):
    emit_sigmoid(net, x, name, f"{name}_gate")
    net.emit("Mul", f"{name}_swish", [x, f"{name}_gate"], output)


# Each activation's values and nodes.
ACTIVATIONS = {
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), emit_sigmoid),
    "swish": (lambda x: x / (1 + np.exp(-x)), emit_swish),
    "relu": (lambda x: np.maximum(x, 0), emit_relu),
    "relu6": (lambda x: np.clip(x, 0, 6), emit_relu6),
    "hard_sigmoid": (lambda x: np.clip(x + 3, 0, 6) / 6, emit_hard_sigmoid),
    "hard_swish": (lambda x: x * np.clip(x + 3, 0, 6) / 6, emit_hard_swish),
}

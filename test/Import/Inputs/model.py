# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small ONNX models for the tests of the importer."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT
INT64 = TensorProto.INT64

node = helper.make_node


def value(name, shape, type=FLOAT):
    """An input or output; a string in the shape is a symbol, None is no size."""
    return helper.make_tensor_value_info(name, type, shape)


def floats(*shape):
    """Distinct values of a shape."""
    return np.arange(1, np.prod(shape, dtype=int) + 1, dtype=np.float32).reshape(shape)


def tensor(array, name=""):
    """A stored tensor; lists of integers become int64."""
    return numpy_helper.from_array(np.asarray(array), name)


def model(nodes, inputs, outputs, weights={}, opset=13):
    """A model; inputs are values, outputs too or names of floats, weights arrays by name."""
    graph = helper.make_graph(
        nodes, "graph", inputs,
        [value(output, None) if isinstance(output, str) else output for output in outputs],
        [tensor(array, name) for name, array in weights.items()])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])


save = onnx.save

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How a case stands in files: model.onnx, in_NAME.npy, out_NAME.npy in a folder of its name."""

import copy
import os
import re
import subprocess

import numpy as np
import onnx
from onnx import TensorProto, mapping, numpy_helper

# How many inputs of an operator come at run time; the others are weights or
# parameters, which a network holds as initialisers. All, if not listed.
RUN_TIME_INPUTS = {
    "BatchNormalization": 1, "Clip": 1, "Conv": 1, "ConvTranspose": 1, "DequantizeLinear": 0,
    "Dropout": 1, "FusedConv": 1, "Gemm": 1, "MatMul": 1, "Pad": 1, "Pow": 1, "PRelu": 1,
    "Range": 0, "Resize": 1, "Upsample": 1,
}

# How many inputs of an operator may be integers or truth values that come at run time. None, if not
# listed; what the others read is known when a network is compiled.
RUN_TIME_INTEGERS = {
    "Add": 2, "And": 2, "ArgMax": 1, "ArgMin": 1, "Cast": 1, "Concat": 9, "Div": 2, "Equal": 2,
    "Expand": 1, "Flatten": 1, "Gather": 2, "GatherElements": 2, "Greater": 2, "GreaterOrEqual": 2,
    "Identity": 1, "Less": 2, "LessOrEqual": 2, "Max": 9, "Min": 9, "Mul": 2, "Neg": 1, "Not": 1,
    "Or": 2, "Reshape": 1, "Slice": 1, "Split": 1, "Squeeze": 1, "Sub": 2, "Sum": 9, "Tile": 1,
    "TopK": 1, "Transpose": 1, "Unsqueeze": 1, "Where": 3,
}
# The element types of inputs and outputs.
IO_TYPES = ("float32", "float16", "uint8", "int8", "int32", "int64", "bool")


def operator_name(node):
    """Its type, after its domain if that is not ONNX's."""
    return f"{node.domain}.{node.op_type}" if node.domain else node.op_type


def imported_rows():
    """The operators that the importer knows: name, first and last opset."""
    listing = subprocess.run(["mnc-cases", "--operators"], stdout=subprocess.PIPE, check=True,
                             text=True).stdout
    return [(name, int(first), int(last))
            for name, first, last in map(str.split, listing.splitlines())]


def file_name(prefix, name):
    return prefix + "_" + re.sub(r"[^A-Za-z0-9._-]", "_", name) + ".npy"


def is_shape_type(type):
    """Whether the values are integers, which are known when a network is compiled."""
    return type in (TensorProto.INT8, TensorProto.INT16, TensorProto.INT32, TensorProto.INT64,
                    TensorProto.UINT8, TensorProto.UINT16, TensorProto.UINT32, TensorProto.UINT64,
                    TensorProto.BOOL)


def is_tensor(value):
    return isinstance(value, np.ndarray) or np.isscalar(value)


def is_given(graph, info):
    """Whether an input of integers may come at run time."""
    type = mapping.TENSOR_TYPE_TO_NP_TYPE[info.type.tensor_type.elem_type].name
    reads = [(node, at) for node in graph.node
             for at, read in enumerate(node.input) if read == info.name]
    return (type in IO_TYPES and all(at < RUN_TIME_INTEGERS.get(node.op_type, 0)
                                     for node, at in reads))


def computes_shapes(graph):
    """Whether a node computes integers that another one has to know."""
    computed = {name for node in graph.node for name in node.output}
    return any(name in computed and at >= RUN_TIME_INTEGERS.get(node.op_type, len(node.input))
               for node in graph.node for at, name in enumerate(node.input))


def freeze_inputs(graph, values, gives_integers):
    """Makes initialisers of parameters, and of integers unless they are given; gives the rest of
    the inputs' values."""
    parameters = {name for node in graph.node
                  for name in node.input[RUN_TIME_INPUTS.get(node.op_type, len(node.input)):]}
    rest = {}
    for info, value in list(zip(graph.input, values)):
        is_known = (is_shape_type(info.type.tensor_type.elem_type)
                    and not (gives_integers and is_given(graph, info)))
        if is_tensor(value) and (info.name in parameters or is_known):
            graph.initializer.append(numpy_helper.from_array(np.asarray(value), info.name))
            graph.input.remove(info)
        else:
            rest[info.name] = value
    return rest


def write_files(folder, name, model, given, wanted):
    path = os.path.join(folder, name)
    os.makedirs(path, exist_ok=True)
    onnx.save(model, os.path.join(path, "model.onnx"))
    for prefix, values in (("in", given), ("out", wanted)):
        for value_name, value in values.items():
            if is_tensor(value) and np.asarray(value).dtype.name in IO_TYPES:
                np.save(os.path.join(path, file_name(prefix, value_name)),
                        np.asarray(value, order="C"))


def write_case(folder, name, model, inputs, outputs, may_be_known=True):
    """Writes one case; `inputs` and `outputs` are values in the order of the graph's. Where it has
    inputs of integers, there are two: with known ones, if they may be, and with given ones."""
    wanted = {info.name: value for info, value in zip(model.graph.output, outputs)}
    known, given = copy.deepcopy(model), copy.deepcopy(model)
    rest = freeze_inputs(known.graph, inputs, gives_integers=False)
    if may_be_known:
        write_files(folder, name, known, rest, wanted)
    all_given = freeze_inputs(given.graph, inputs, gives_integers=True)
    if len(all_given) > len(rest) and not computes_shapes(given.graph):
        write_files(folder, name + "_given", given, all_given, wanted)

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How a case stands in files: model.onnx, in_NAME.npy, out_NAME.npy in a folder of its name."""

import os
import re
import subprocess

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# How many inputs of an operator come at run time; the others are weights or
# parameters, which a network holds as initialisers. All, if not listed.
RUN_TIME_INPUTS = {
    "BatchNormalization": 1, "Clip": 1, "Conv": 1, "ConvTranspose": 1, "DequantizeLinear": 0,
    "Dropout": 1, "FusedConv": 1, "Gemm": 1, "MatMul": 1, "Pad": 1, "Pow": 1, "PRelu": 1,
    "Range": 0, "Resize": 1, "Upsample": 1,
}


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


def freeze_inputs(graph, values):
    """Makes initialisers of parameters; gives the rest of the inputs' values."""
    parameters = {name for node in graph.node
                  for name in node.input[RUN_TIME_INPUTS.get(node.op_type, len(node.input)):]}
    rest = {}
    for info, value in list(zip(graph.input, values)):
        type = info.type.tensor_type.elem_type
        if is_tensor(value) and (info.name in parameters or is_shape_type(type)):
            graph.initializer.append(numpy_helper.from_array(np.asarray(value), info.name))
            graph.input.remove(info)
        else:
            rest[info.name] = value
    return rest


def float_outputs(graph, values):
    """Makes integer outputs floats, which a network can return; gives all wanted values."""
    wanted = {}
    for info, value in zip(graph.output, values):
        if is_tensor(value) and is_shape_type(info.type.tensor_type.elem_type):
            name = info.name + "_as_float"
            graph.node.append(helper.make_node("Cast", [info.name], [name], to=TensorProto.FLOAT))
            info.CopyFrom(helper.make_tensor_value_info(name, TensorProto.FLOAT, np.shape(value)))
            value = np.asarray(value).astype(np.float32)
        wanted[info.name] = value
    return wanted


def write_case(folder, name, model, inputs, outputs):
    """Writes one case; `inputs` and `outputs` are values in the order of the graph's."""
    path = os.path.join(folder, name)
    os.makedirs(path, exist_ok=True)
    given = freeze_inputs(model.graph, inputs)
    wanted = float_outputs(model.graph, outputs)
    onnx.save(model, os.path.join(path, "model.onnx"))
    for prefix, values in (("in", given), ("out", wanted)):
        for value_name, value in values.items():
            if is_tensor(value) and np.asarray(value).dtype == np.float32:
                np.save(os.path.join(path, file_name(prefix, value_name)),
                        np.asarray(value, order="C"))

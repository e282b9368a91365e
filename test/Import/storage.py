# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Constants in every storage: the values of each are [1, 2].
# RUN: rm -rf %t && mkdir %t && %python %s %t/m.onnx && mnc --emit=import %t/m.onnx -o - | FileCheck %s

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

folder = os.path.dirname(sys.argv[1])
tensors, nodes = [], []
last = "x"


def add(name):
    """Adds the constant `name` to what the model computes."""
    global last
    nodes.append(node("Add", [last, name], [f"{name}_sum"]))
    last = f"{name}_sum"


def stored(name, type, cast=FLOAT, **fields):
    """An initialiser; what is not float goes through a Cast."""
    tensors.append(TensorProto(name=name, data_type=type, dims=[2], **fields))
    if type != FLOAT:
        nodes.append(node("Cast", [name], [f"{name}_cast"], to=cast))
    if cast != FLOAT:
        nodes.append(node("Cast", [f"{name}_cast"], [f"{name}_back"], to=FLOAT))
    add(name if type == FLOAT else f"{name}_back" if cast != FLOAT else f"{name}_cast")


def raw(dtype):
    return np.array([1, 2], dtype).tobytes()


# CHECK-COUNT-20: mnc.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
# CHECK-NOT: mnc.constant
stored("float_raw", FLOAT, raw_data=raw("<f4"))
stored("float_list", FLOAT, float_data=[1, 2])
stored("double_raw", TensorProto.DOUBLE, raw_data=raw("<f8"))
stored("double_list", TensorProto.DOUBLE, double_data=[1, 2])
for type, dtype in ((TensorProto.INT8, "<i1"), (TensorProto.UINT8, "<u1"),
                    (TensorProto.INT16, "<i2"), (TensorProto.UINT16, "<u2"), (TensorProto.INT32,
                                                                              "<i4"),
                    (TensorProto.UINT32, "<u4"), (INT64, "<i8"), (TensorProto.UINT64, "<u8")):
    stored("raw" + dtype[1:], type, raw_data=raw(dtype))
stored("int8_list", TensorProto.INT8, int32_data=[1, 2])
stored("int64_list", INT64, int64_data=[1, 2])
stored("uint64_list", TensorProto.UINT64, uint64_data=[1, 2])
stored("to_int", INT64, cast=TensorProto.INT32, int64_data=[1, 2])

# A file next to the model, at an address that is none of a float; keys that say nothing here.
with open(os.path.join(folder, "w.bin"), "wb") as file:
    file.write(b"abc" + raw("<f4"))
stored("external", FLOAT, data_location=TensorProto.EXTERNAL, external_data=[
    onnx.StringStringEntryProto(key=key, value=text)
    for key, text in (("location", "w.bin"), ("offset", "3"), ("checksum", "0"))])

nodes.append(node("Constant", [], ["value_floats"], value_floats=[1.0, 2.0]))
add("value_floats")
nodes += [node("Constant", [], ["value_ints"], value_ints=[1, 2]),
          node("Cast", ["value_ints"], ["ints_cast"], to=FLOAT)]
add("ints_cast")
# A float that becomes an integer loses its fraction.
nodes += [
    node("Constant", [], ["fractions"], value_floats=[1.75, 2.25]),
    node("Cast", ["fractions"], ["whole"], to=INT64),
    node("Cast", ["whole"], ["whole_cast"], to=FLOAT)
]
add("whole_cast")

made = model(nodes, [value("x", [2])], [last])
made.graph.initializer.extend(tensors)
with open(sys.argv[1], "wb") as file:
    file.write(made.SerializeToString())

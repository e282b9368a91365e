# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Each case is a broken model and the message that it gives.
# RUN: rm -rf %t && mkdir %t && %python %s mnc %t | FileCheck %s

import os
import subprocess
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

compiler, folder = sys.argv[1:]


def compile(path):
    """Prints the messages for a file, which must be an error of the user's."""
    print("case:", end=" ", flush=True)
    done = subprocess.run([compiler, "--emit=import", path, "-o", "-"],
                          stderr=subprocess.STDOUT)
    if done.returncode != 1:
        sys.exit(f"exit code is {done.returncode}, wanted 1")


def write(data):
    path = os.path.join(folder, "model.onnx")
    with open(path, "wb") as file:
        file.write(data)
    compile(path)


def case(nodes, weights={}, shape=[1, 4, 6, 6], opset=13, outputs=["y"], type=FLOAT):
    made = model(nodes, [value("x", shape, type)], outputs, weights, opset)
    write(made.SerializeToString())


relu = node("Relu", ["x"], ["y"], name="n")


def conv(inputs=["x", "w"], **attributes):
    return [node("Conv", inputs, ["y"], name="c", **attributes)]


filters = {"w": floats(8, 4, 3, 3), "b": floats(7)}

# The file.
# CHECK: case: {{.*}}model.onnx': not an ONNX model but empty
write(b"")
# CHECK: case: {{.*}}model.onnx': not an ONNX model
write(b"certainly not a network")
# CHECK: case: {{.*}}model.onnx': the model's graph has no outputs
case([], outputs=[])
# CHECK: case: {{.*}}model.onnx': the model does not name its opset
without = model([relu], [value("x", [1])], ["y"])
del without.opset_import[:]
write(without.SerializeToString())
# CHECK: case: {{.*}}model.onnx': the model's opset is 6, wanted 7 to 25
case([relu], opset=6)

# Names.
# CHECK: case: {{.*}}node 'n' (Relu): reads 'foo', which nothing defines
case([node("Relu", ["foo"], ["y"], name="n")])
# CHECK: case: {{.*}}node 'n' (Relu): defines 'y', which is already defined
case([node("Relu", ["x"], ["y"]), relu])
# CHECK: case: {{.*}}node 'n' (Relu): defines 'x', which is already defined
case([node("Relu", ["x"], ["x"], name="n")])
# CHECK: case: {{.*}}node 'Relu_1' (Relu): reads 'a', which depends on this node's outputs
case([node("Relu", ["b"], ["a"]), node("Relu", ["a"], ["b"])], outputs=["a"])
# CHECK: case: {{.*}}output 'z' is not produced by any node
case([relu], outputs=["z"])
# CHECK: case: {{.*}}output 'mask' is an output of its node that is not supported
case([node("Dropout", ["x"], ["y", "mask"])], outputs=["mask"])

# Inputs and stored tensors.
# CHECK: case: {{.*}}input 'x': the element type is double, wanted float, float16, uint8, int8, int32, int64 or bool
case([relu], type=TensorProto.DOUBLE)
# CHECK: case: {{.*}}input 'x': dimension 1 has no size
case([relu], shape=[1, -4])
# CHECK: case: {{.*}}input 'x': dimension 1 has no size, wanted --shape x=SIZE,SIZE,...
case([relu], shape=[1, None])
# CHECK: case: {{.*}}input 'x': has the shape 1048576x1048577, wanted dimensions of at least 1 and at most 2^34 elements
case([relu], shape=[2**20, 2**20 + 1])
# CHECK: case: {{.*}}node 'Add_0' (Add): input 'w' has elements of type double, which is not supported
case([node("Add", ["x", "w"], ["y"])], {"w": np.float64([1])})
# CHECK: case: {{.*}}node 'Add_0' (Add): the element types of 'tensor<1x4x6x6xf32>' and 'tensor<1xsi64>' differ
case([node("Add", ["x", "w"], ["y"])], {"w": [1]})
short = model([node("Add", ["x", "w"], ["y"])], [value("x", [3])], ["y"], {"w": floats(3)})
# CHECK: case: {{.*}}node 'Add_0' (Add): initialiser 'w' has 12 bytes of data, wanted 16 for the shape 4
short.graph.initializer[0].dims[0] = 4
write(short.SerializeToString())
# CHECK: case: {{.*}}node 'Add_0' (Add): initialiser 'w' has the shape 9223372036854775807x9223372036854775807, wanted dimensions of at least 1 and at most 2^34 elements
short.graph.initializer[0].dims[:] = [2**63 - 1, 2**63 - 1]
write(short.SerializeToString())
# CHECK: case: {{.*}}node 'Add_0' (Add): initialiser 'w' has 0 values, wanted 3 for the shape 3
short.graph.initializer[0].dims[:] = [3]
short.graph.initializer[0].ClearField("raw_data")
write(short.SerializeToString())

# Attributes.
# CHECK: case: {{.*}}node 'c' (Conv): attribute 'group' is of type float, wanted int
case(conv(group=1.5), filters)
# CHECK: case: {{.*}}node 'c' (Conv): attribute 'groups' is not supported in opset 13
case(conv(groups=1), filters)
# CHECK: case: {{.*}}node 'c' (Conv): 'group' is 7 but the input has 4 channels
case(conv(group=7), filters)
# CHECK: case: {{.*}}node 'c' (Conv): each filter has 4 channels but the input has 4 in 2 groups
case(conv(group=2), filters)
# CHECK: case: {{.*}}node 'c' (Conv): 'kernel_shape' is 2x2 but the filter is 3x3
case(conv(kernel_shape=[2, 2]), filters)
# CHECK: case: {{.*}}node 'c' (Conv): 'strides' contains 0, wanted 1 to 1048576
case(conv(strides=[0, 1]), filters)
# CHECK: case: {{.*}}node 'c' (Conv): 'pads' has 2 values, wanted 4
case(conv(pads=[1, 1]), filters)
# CHECK: case: {{.*}}node 'c' (Conv): 'auto_pad' is 'SAME', wanted NOTSET, SAME_UPPER, SAME_LOWER or VALID
case(conv(auto_pad="SAME"), filters)
# CHECK: case: {{.*}}node 'c' (Conv): 'pads' contradicts 'auto_pad' VALID
case(conv(auto_pad="VALID", pads=[1, 1, 1, 1]), filters)
# CHECK: case: {{.*}}node 'c' (Conv): the bias has the shape 7 but there are 8 filters
case(conv(["x", "w", "b"]), filters)
# CHECK: case: {{.*}}node 'c' (Conv): the input and the filter differ in rank
case(conv(), filters, shape=[1, 4, 6])
# CHECK: case: {{.*}}node 'c' (Conv): has 1 inputs, wanted 2 to 3
case(conv(["x"]), filters)
# CHECK: case: {{.*}}node 'c' (Conv): input 1 is left out, but it is required
case(conv(["x", "", "b"]), filters)
# CHECK: case: {{.*}}node 'c' (Conv): a window of 9 does not fit into 6 values padded by 0 and 0
case(conv(dilations=[4, 1]), filters)
# CHECK: case: {{.*}}node 'p' (MaxPool): 'kernel_shape' is missing
case([node("MaxPool", ["x"], ["y"], name="p")])
# CHECK: case: {{.*}}node 'p' (MaxPool): 'kernel_shape' is 9x9 with dilations, not supported
case([node("MaxPool", ["x"], ["y"], name="p", kernel_shape=[9, 9], dilations=[2, 2])])
# CHECK: case: {{.*}}node 'm' (ReduceMean): 'axes' contains 1 twice
case([node("ReduceMean", ["x"], ["y"], name="m", axes=[1, -3])])
# CHECK: case: {{.*}}node 'g' (Gemm): 'A' has the shape 1x3x3, wanted rank 2
case([node("Gemm", ["x", "m"], ["y"], name="g", transA=1)], {"m": floats(3, 3)}, shape=[1, 3, 3])
# CHECK: case: {{.*}}node 'g' (Gemm): the input has 2 columns but the filter wants 3
case([node("Gemm", ["x", "m"], ["y"], name="g")], {"m": floats(3, 3)}, shape=[3, 2])
# CHECK: case: {{.*}}node 'g' (Gemm): 'C' has the shape 2x1, wanted one that repeats to 3x3
case([node("Gemm", ["x", "m", "c"], ["y"], name="g")], {"m": floats(3, 3), "c": floats(2, 1)},
     shape=[3, 3])
# CHECK: case: {{.*}}node 'm' (MatMul): a row of 'tensor<3x4xf32>' and a column of 'tensor<3x4xf32>' differ in length; 'x' is 3x4, 'a' is 3x4 from node 'r'
case([node("Relu", ["x"], ["a"], name="r"), node("MatMul", ["x", "a"], ["y"], name="m")],
     shape=[3, 4])
# CHECK: case: {{.*}}node 'r' (Reshape): no size for -1 gives a tensor of 1x4x6x6 the shape 5x-1
case([node("Reshape", ["x", "s"], ["y"], name="r")], {"s": [5, -1]})
# CHECK: case: {{.*}}node 'r' (Reshape): a tensor of 1x4x6x6 cannot have the shape 5x5
case([node("Reshape", ["x", "s"], ["y"], name="r")], {"s": [5, 5]})
# CHECK: case: {{.*}}node 'r' (Reshape): input 'x' is not a tensor of integers that are known at compile time
case([node("Reshape", ["x", "x"], ["y"], name="r")])
# CHECK: case: {{.*}}node 's' (Squeeze): 'axes' contains 1 but that dimension has the size 4
case([node("Squeeze", ["x", "a"], ["y"], name="s")], {"a": [1]})
# CHECK: case: {{.*}}node 's' (Softmax): 'axis' is 4 but the tensor has rank 4
case([node("Softmax", ["x"], ["y"], name="s", axis=4)])
# CHECK: case: {{.*}}node 'p' (Pad): 'mode' is 'mirror', wanted constant, edge, reflect or wrap
case([node("Pad", ["x", "p"], ["y"], name="p", mode="mirror")], {"p": [1] * 8})
# CHECK: case: {{.*}}node 'a' (Add): shapes 'tensor<1x4x6x6xf32>' and 'tensor<5xf32>' do not broadcast
case([node("Add", ["x", "w"], ["y"], name="a")], {"w": floats(5)})
# CHECK: case: {{.*}}node 'd' (Div): the result for 1 and 0 is not a 64-bit integer
case([node("Div", ["one", "zero"], ["s"], name="d"), node("Reshape", ["x", "s"], ["y"])],
     {"one": [1], "zero": [0]})
# CHECK: case: {{.*}}input 'x' is left out: no output needs it
# CHECK-NEXT: node 'k' (Constant): has no value that is supported, wanted a tensor, floats or integers
case([node("Constant", [], ["y"], name="k", value_string="text")])
# CHECK: case: {{.*}}absent.onnx': {{.*}}o such file
compile(os.path.join(folder, "absent.onnx"))

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Operators whose inputs or attributes do not fit, or are not supported.
# RUN: rm -rf %t && mkdir %t && %python %s %t | FileCheck %s
# CHECK: refused: {{[0-9]+}}

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *
from refusal import Refusals

cases = Refusals(sys.argv[1])


def one(wanted, operator, inputs, weights={}, shape=[1, 4, 6, 6], opset=13, **attributes):
    """A node 'n' of which the error says `wanted`; its output is a shape, or the model's."""
    cases.graph(rf"node 'n' \({operator}\): {wanted}",
                [node(operator, inputs, ["y"], name="n", **attributes)], weights, shape,
                opset=opset)


# Attributes.
one("'transA' is 2, wanted 0 or 1", "Gemm", ["x", "w"], {"w": floats(4, 4)}, [4, 4], transA=2)
one("'axis' is -5 but the tensor has rank 4", "Flatten", ["x"], axis=-5)
one("attribute 'keepdims' is of type graph, wanted int", "ReduceMean", ["x"],
    keepdims=helper.make_graph([], "g", [], []))
cases.graph(r"node 'n' \(Relu\): attribute 'odd' is not supported",
            [node("Relu", ["x"], ["y"], name="n", odd=1)])

one("attribute 'ceil_mode' is of type float, wanted int", "MaxPool", ["x"], kernel_shape=[2, 2],
    dilations=[2, 1], ceil_mode=1.0)
one("attribute 'count_include_pad' is of type float, wanted int", "AveragePool", ["x"], opset=19,
    kernel_shape=[2, 2], dilations=[2, 1], count_include_pad=1.0)

# Scalars and second outputs.
one("input 'w' has 2 elements, wanted one", "Clip", ["x", "w"], {"w": floats(2)})
one("has 0 inputs, wanted 1 or more", "Concat", [], axis=0)
cases.graph(r"node 'n' \(Relu\): reads 'mask', an output that is not supported",
            [node("Dropout", ["x"], ["a", "mask"]), node("Relu", ["mask"], ["y"], name="n")])
one(".* do not broadcast; 'x' is 1x4x6x6, 'w' is 5", "Max", ["x", "w"], {"w": floats(5)})
one("input 0 is left out, but it is required", "Sum", [""])
one("the element types of 'tensor<1xsi64>' and .*xf32>' differ", "Min", ["w", "x"], {"w": [1]})

# Training, and statistics for each value.
one("'training_mode' is 1, wanted a network for inference", "BatchNormalization",
    ["x", "w", "w", "w", "w"], {"w": floats(4)}, opset=15, training_mode=1)
one("'spatial' is 0, not supported", "BatchNormalization", ["x", "w", "w", "w", "w"],
    {"w": floats(4)}, opset=7, spatial=0)
one("input '[sx]' is computed by the model, wanted a constant", "BatchNormalization",
    ["x", "w", "w", "w", "x"], {"w": floats(4)})
one("'training_mode' is true, wanted a network for inference", "Dropout", ["x", "", "t"],
    {"t": np.array(True)})
one("attribute 'noop_with_empty_axes' is of type float, wanted int", "ReduceMean", ["x"], opset=18,
    noop_with_empty_axes=1.0)

# Matrices.
one("'B' has the shape 4, wanted rank 2", "Gemm", ["x", "w"], {"w": floats(4)}, [4, 4])
one("'B' has the shape 1x4x6x6, wanted rank 2", "Gemm", ["w", "x"],
    {"w": floats(1, 10)}, momentum=1.0)
one("matrices of 1x4x6x6 and 3x6x6 do not repeat to each other's", "MatMul", ["x", "w"],
    {"w": floats(3, 6, 6)})
one("a row of .* differ in length; 'x' is 1x4x6x6, 'w' is 1x5x6", "MatMul", ["x", "w"],
    {"w": floats(1, 5, 6)})
one("the input has 6 columns but the filter wants 5", "MatMul", ["x", "w"], {"w": floats(5, 6)})

# Constants and conversions.
one("initialiser 'w' has the shape 0, wanted dimensions of at least 1", "Add", ["x", "w"],
    {"w": np.float32([])})
cases.graph(r"node 'n' \(Constant\): the constant has no elements",
            [node("Constant", [], ["y"], name="n", value_floats=[1.0])],
            change=lambda made: made.graph.node[0].attribute[0].ClearField("floats"))
one("has 65537 integers, wanted at most 65536", "Constant", [], value_ints=[1] * 65537)
one("a conversion from complex64 to float is not supported", "Cast", ["w"],
    {"w": np.complex64([1])}, to=FLOAT)
one("'to' is double, not supported", "Cast", ["x"], to=TensorProto.DOUBLE)
one("a conversion to uint16 is only supported for values that are known", "Cast", ["x"],
    to=TensorProto.UINT16)
one("a value of 'w' is not a 64-bit integer", "Cast", ["w"], {"w": np.float32(1e20)}, to=INT64)
one("a value of 'w' is not a 64-bit integer", "Cast", ["w"], {"w": np.float32(np.nan)}, to=INT64)
one("input 'x' has elements of type float, wanted bool", "And", ["x", "x"])
one("integers of type uint16 are only supported in shapes", "Equal", ["x", "w"],
    {"w": np.uint16([1])})
one("input 'w' has elements of type double, which is not supported", "ArgMax", ["w"],
    {"w": np.float64([1])})
one("'k' has 2 values, wanted one", "TopK", ["x", "w"], {"w": [1, 2]})
one("wanted 1 to 6 values, found 7", "TopK", ["x", "w"], {"w": [7]})
one("reads known integers with the shape 0", "Max", ["x", "w"], {"w": np.int64([])})


def short(type, dims=(3,)):
    """Makes initialiser 0 one of `type` with a list of two numbers, which is too short."""
    def change(made):
        stored = made.graph.initializer[0]
        stored.ClearField("raw_data")
        stored.data_type = type
        stored.dims[:] = dims
        stored.int32_data[:] = [1, 2]
    return change


cast = [node("Cast", ["w"], ["y"], name="n", to=FLOAT)]
cases.graph(r"node 'n' \(Cast\): initialiser 'w' has 2 values, wanted 3 for the shape 3", cast,
            {"w": [0]}, change=short(TensorProto.INT32))
cases.graph(r"node 'n' \(Cast\): initialiser 'w' has 0 values, wanted 3 for the shape 3", cast,
            {"w": [0]}, change=short(TensorProto.DOUBLE))
cases.graph(r"node 'n' \(Cast\): initialiser 'w' has the shape 0x3, wanted dimensions", cast,
            {"w": [0]}, change=short(TensorProto.DOUBLE, (0, 3)))
cases.graph(r"output 'w' cannot be read: initialiser 'w' has 2 values, wanted 3", [], {"w": [0]},
            outputs=["w"], change=short(TensorProto.INT8))
cases.graph(
    r"initialiser 'w' has external data without a location", cast, {"w": np.float64([0])},
    change=lambda made: (made.graph.initializer[0].ClearField("raw_data"),
                         setattr(made.graph.initializer[0], "data_location", TensorProto.EXTERNAL)))

# Shapes.
one("the shape copies dimension 4 of a tensor of 1x4x6x6", "Reshape", ["x", "w"],
    {"w": [1, 4, 6, 6, 0]})
one("an integer tensor of 3 cannot have the shape 2x2", "Reshape", ["w", "s"],
    {"w": [1, 2, 3], "s": [2, 2]})
one("'axes' contains 4 but|'axes' is 4 but the tensor has rank 4", "Squeeze", ["x", "w"],
    {"w": [4]})
one("'axes' is missing", "Unsqueeze", ["x"])
one("'axes' contains 1 twice", "Unsqueeze", ["x", "w"], {"w": [1, -5]})
one("'axes' is 7 but the tensor has rank 6", "Unsqueeze", ["x", "w"], {"w": [0, 7]})
one("'perm' is not a permutation", "Transpose", ["x"], perm=[0, 1, 1, 2])
one("'perm' is not a permutation of the dimensions", "Transpose", ["w"], {"w": [[1, 2]]},
    perm=[1, 1])
one("'pads' has 4 values, wanted 8", "Pad", ["x", "w"], {"w": [1, 1, 1, 1]})
for wanted, weights in (
        ("input 'v' is not one value of the tensor's element type",
         {"w": [1] * 8, "v": np.int64(3)}),
        ("'pads' would add 1x4x6x1000000 integers, not supported: wanted at most 4194304",
         {"w": [0, 0, 0, 10**6] + [0] * 4, "v": np.uint8(3)})):
    cases.graph(rf"node 'n' \(Pad\): {wanted}",
                [node("Cast", ["x"], ["c"], to=TensorProto.UINT8),
                 node("Pad", ["c", "w", "v"], ["y"], name="n")], weights)
cases.graph(r"node 'n' \(Pad\): 'value' of integers is not supported: wanted 0",
            [node("Cast", ["x"], ["c"], to=TensorProto.UINT8),
             node("Pad", ["c"], ["y"], name="n", pads=[1] * 8, value=1.0)], opset=9)
one("'pads' would make a dimension of 2000006", "Pad", ["x", "w"],
    {"w": [0, 0, 10**6, 0, 0, 0, 10**6, 0]}, mode="edge")
one("'pads' is missing", "Pad", ["x"])
one("'axes' is 4 but the tensor has rank 4", "Pad", ["x", "w", "", "a"], {"w": [1, 1], "a": [4]},
    opset=18)
one("input 'x' is not a tensor of integers that are known at compile time, "
    "others are not supported", "Pad", ["x", "w", "", "x"], {"w": [1, 1]}, opset=18)
one("'spatial' is 0, not supported: wanted statistics per channel", "BatchNormalization",
    ["x", "s", "s", "s", "s"], {"s": floats(4)}, opset=7, spatial=0)
one("'to' is double, not supported: wanted float or an integer type", "Cast", ["x"],
    to=TensorProto.DOUBLE)
one("wanted tensors of rank 1 or more", "MatMul", ["x", "s"], {"s": np.float32(2)})

# Arithmetic on shapes.
one("reduces a tensor without elements", "ReduceSum", ["w"], {"w": np.int64([])})
one("'value' has several elements, wanted one", "ConstantOfShape", ["w"], {"w": [2]},
    value=tensor(floats(2)))
one("input 1 has several values, wanted one", "Range", ["s", "w", "s"], {"s": 1, "w": [2, 3]})
one("'axis' is missing", "Concat", ["w", "w"], {"w": [1]})
one("cannot join integer tensors of 1x2 and 2", "Concat", ["w", "v"], {"w": [[1, 2]], "v": [1, 2]},
    axis=0)
one("index 2 is outside of a dimension of 2", "Gather", ["w", "i"], {"w": [1, 2], "i": [2]})
one("'axis' is 1 but the tensor has rank 1", "Gather", ["w", "i"], {"w": [1, 2], "i": [0]}, axis=1)
one("shapes 2 and 3 do not broadcast", "Mul", ["w", "v"], {"w": [1, 2], "v": [1, 2, 3]})
one("the result for 9223372036854775807 and 1 is not a 64-bit integer", "Add", ["w", "v"],
    {"w": [2**63 - 1], "v": [1]})
one("the result for -9223372036854775808 and -1 is not a 64-bit integer", "Div", ["w", "v"],
    {"w": [-2**63], "v": [-1]})
one("an integer tensor of 1000x1000 is too large for shape arithmetic", "Mul", ["w", "v"],
    {"w": [[1]] * 1000, "v": [1] * 1000})
cases.graph("node 'n' .*has the shape 134217728x0, wanted at most 32 dimensions",
            [node("Split", ["w"], ["y"], name="n")], {"w": np.int64([])},
            change=lambda made: made.graph.initializer[0].dims.insert(0, 1 << 27))
one("an integer tensor of 40000x2 is too large", "Gather", ["w", "i"],
    {"w": [[1, 2]], "i": [0] * 40000})
one("the result would have the shape 0x4x6x6", "Slice", ["x", "w", "w"], {"w": [1]})
one("'starts' or 'ends' is missing", "Slice", ["w", "w"], {"w": [1]})
one("'starts', 'ends', 'axes' and 'steps' differ in length", "Slice", ["w", "s", "w"],
    {"w": [1], "s": [0, 0]})
one("'steps' contains 0", "Slice", ["w", "s", "w", "s", "s"], {"w": [1], "s": [0]})
one("'axes' is 1 but the tensor has rank 1", "Slice", ["w", "w", "w", "w"], {"w": [1]})
cases.finish()

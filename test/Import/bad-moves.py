# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Operators that join, cut, resize, reduce and transpose, with inputs or attributes that do not fit.
# RUN: rm -rf %t && mkdir %t && %python %s %t | FileCheck %s
# CHECK: refused: {{[0-9]+}}

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *
from refusal import Refusals

cases = Refusals(sys.argv[1])


def one(wanted, operator, inputs=["x"], weights={}, shape=[1, 4, 6, 6], opset=13, outputs=["y"],
        **attributes):
    """A node 'n' of which the error says `wanted`."""
    cases.graph(rf"node 'n' \({operator}\): {wanted}",
                [node(operator, inputs, outputs, name="n", **attributes)], weights, shape,
                outputs=outputs, opset=opset)


# Joining and cutting.
one("cannot join .*; 'x' is 1x4x6x6, 'w' is 1x4x5x6", "Concat", ["x", "w"],
    {"w": floats(1, 4, 5, 6)}, axis=1)
one("'split' is 1x2, wanted 2 sizes that make 4", "Split", ["x", "s"], {"s": [1, 2]}, axis=1,
    outputs=["y", "z"])
one("a dimension of 4 cannot be split into 3 parts", "Split", axis=1, outputs=["y", "z", "w"])
one("the result would have the shape 1x0x6x6", "Slice", ["x", "s", "s", "a"],
    {"s": [2], "a": [1]})
one("index 4 is outside of a dimension of 4", "Gather", ["x", "i"], {"i": [4]}, axis=1)
one("the result would have the shape 1x0x6x6", "Gather", ["x", "i"], {"i": np.int64([])}, axis=1)
one("a tensor of 1x4x6x6 does not repeat to 3x6x6", "Expand", ["x", "s"], {"s": [3, 6, 6]})
one("'repeats' has 3 values, wanted 4", "Tile", ["x", "n"], {"n": [1, 1, 1]})
one("'repeats' contains 0, wanted at least 1", "Tile", ["x", "n"], {"n": [1, 0, 1, 1]})
one("'repeats' contains 4611686018427387904, wanted at least 1", "Tile", ["x", "n"],
    {"n": [1, 2**62, 1, 1]})
one("'blocksize' is 3, whose square does not divide the 4 channels", "DepthToSpace", blocksize=3)
one("'mode' is 'RCD', wanted DCR or CRD", "DepthToSpace", blocksize=2, mode="RCD")
one("'blocksize' is 4, which does not divide 6 rows of 6", "SpaceToDepth", blocksize=4)

# Resizing.
scales = {"s": np.float32([1, 1, 2, 2])}
one("has neither 'scales' nor 'sizes'", "Resize")
one("'mode' is 'best', wanted one of: nearest, linear, bilinear, cubic", "Resize",
    ["x", "", "s"], scales, mode="best")
one("'coordinate_transformation_mode' is 'none', wanted one of: half_pixel", "Resize",
    ["x", "", "s"], scales, coordinate_transformation_mode="none")
one("'nearest_mode' is 'up', wanted one of", "Resize", ["x", "", "s"], scales, nearest_mode="up")
one("'scales' has 3 values, wanted 4", "Resize", ["x", "", "s"], {"s": np.float32([1, 1, 2])})
one("'scales' contains .*, wanted one above 0", "Resize", ["x", "", "s"],
    {"s": np.float32([1, 1, -2, 2])})
one("'scales' contains .*, wanted one above 0 and a result of at most", "Resize", ["x", "", "s"],
    {"s": np.float32([1, 1, 1e30, 2])})
one("'sizes' has 3 values, wanted 4", "Resize", ["x", "", "", "s"], {"s": [1, 1, 2]})
one("a dimension of 6 would become one of 0, wanted at least 1", "Resize", ["x", "", "", "s"],
    {"s": [1, 4, 0, 2]})
one("a dimension of 6 would become one of 1073741824, wanted at least 1 and a table of at most",
    "Resize", ["x", "", "", "s"], {"s": [1, 4, 2**30, 2]})
one("'sizes' make a dimension of .*, wanted 1 to 2\\^34", "Resize", ["x", "", "", "s"],
    {"s": [-2**62, 7]}, opset=18, axes=[2, 3], keep_aspect_ratio_policy="not_larger")
one("'keep_aspect_ratio_policy' is 'most', wanted stretch", "Resize", ["x", "", "", "s"],
    {"s": [7, 8]}, opset=18, axes=[2, 3], keep_aspect_ratio_policy="most")
one("'axes' is 4 but the tensor has rank 4", "Resize", ["x", "", "", "s"], {"s": [7, 8]}, opset=18,
    axes=[2, 4])
one("'roi' has not two values for each dimension", "Resize", ["x", "r", "s"],
    {"r": floats(4), **scales}, coordinate_transformation_mode="tf_crop_and_resize")
one("'extrapolation_value' fills more than 16777216 places", "Resize", ["x", "r", "", "s"],
    {"r": np.float32([0, 0, -9, -9, 1, 1, 9, 9]), "s": [1, 4, 9000, 9000]},
    coordinate_transformation_mode="tf_crop_and_resize", extrapolation_value=1.0)
one("'scales' has 2 values, wanted 4", "Upsample", opset=7, scales=[1.0, 2.0])
unscaled = node("Upsample", ["x"], ["y"], name="n", scales=[1.0])
unscaled.attribute[0].ClearField("floats")
cases.graph(r"node 'n' \(Upsample\): 'scales' is missing", [unscaled], opset=7)

# Transposed convolutions.
filters = {"w": floats(4, 3, 2, 2)}
one("input 'w' is computed by the model|input 'x' is computed by the model", "ConvTranspose",
    ["x", "x"])
one("'group' is 3 and the filter has 4 input channels but the input has 4", "ConvTranspose",
    ["x", "w"], filters, group=3)
one("'pads' has 2 values, wanted 4", "ConvTranspose", ["x", "w"], filters, pads=[1, 1])
one("'pads' contains 9223372036854775807, wanted 0 to 1048576", "ConvTranspose", ["x", "w"],
    filters, pads=[2**63 - 1] * 4)
one("the input and the filter differ in rank", "ConvTranspose", ["x", "w"], {"w": floats(4, 3, 2)})
one("'auto_pad' is 'SAME', wanted NOTSET", "ConvTranspose", ["x", "w"], filters, auto_pad="SAME")
one("'output_padding' contains 2, wanted less than the stride", "ConvTranspose", ["x", "w"],
    filters, strides=[2, 2], output_padding=[2, 0])
one("'output_shape' contains 0, wanted 1 to 1048576", "ConvTranspose", ["x", "w"], filters,
    output_shape=[0, 7])
one("'output_shape' contains 1000, wanted less than 14", "ConvTranspose", ["x", "w"], filters,
    strides=[2, 2], output_shape=[1000, 12])
one("pads of 9 and 0 leave nothing of 7 values", "ConvTranspose", ["x", "w"], filters,
    pads=[9, 0, 0, 0])
one("'strides' are 100x100, not supported: wanted a product of at most 4096", "ConvTranspose",
    ["x", "w"], filters, strides=[100, 100])
one("the filter of 4x3x2x2 would become one of .*, not supported", "ConvTranspose", ["x", "w"],
    filters, dilations=[2**20, 1])
one("the bias has the shape 4 but there are 3 filters", "ConvTranspose", ["x", "w", "b"],
    {"b": floats(4), **filters})

# Reductions and normalisation.
one("'axes' contains 1 twice", "ReduceSum", ["x", "a"], {"a": [1, -3]})
one("on integers is not supported", "ReduceL2", ["w"], {"w": [1, 2]})
one("the input has rank 2, wanted at least 3", "InstanceNormalization", ["x", "w", "w"],
    {"w": floats(4)}, shape=[1, 4])
one("'axis' is 4 but the tensor has rank 4", "LayerNormalization", ["x", "w"], {"w": floats(6)},
    opset=17, axis=4)
one("'size' is 0 and the input has rank 4, wanted at least 1 and 2", "LRN", size=0)
one("has outputs for statistics, as in training", "BatchNormalization",
    ["x", "w", "w", "w", "w"], {"w": floats(4)}, opset=9, outputs=["y", "m", "v", "p", "q"])

# What is known.
branch = helper.make_graph([node("Relu", ["x"], ["r"])], "branch", [], [])
one("has 1 outputs, but its graph has 0", "If", ["c"], {"c": np.bool_(True)}, then_branch=branch,
    else_branch=branch)
one("wanted one condition and a graph for either case", "If", ["w"], {"w": np.bool_([True, False])})
one("'value' has 2 elements, wanted one", "ConstantOfShape", ["w"], {"w": [2]},
    value=tensor(np.int64([1, 2])))
one("'delta' is 0", "Range", ["w", "v", "z"], {"w": 0, "v": 5, "z": 0})
one("the range has more than 65536 values", "Range", ["w", "v", "z"],
    {"w": 0, "v": 10**9, "z": 1})
one("has 2 scales for a dimension of 3", "DequantizeLinear", ["w", "s"],
    {"w": np.int8([1, 2, 3]), "s": np.float32([1, 2])}, axis=0)
one("has 1 scales but 2 zero points", "DequantizeLinear", ["w", "s", "z"],
    {"w": np.int8([1, 2, 3]), "s": np.float32(1), "z": np.int8([1, 2])})
one("'block_size' is not supported", "DequantizeLinear", ["w", "s"], opset=21,
    weights={"w": np.int8([1, 2, 3, 4]), "s": np.float32([1, 2])}, axis=0, block_size=2)
one("'approximate' is 'sine', wanted none or tanh", "Gelu", opset=20, approximate="sine")
one("input 'w' is a tensor of integers|input 'w' has elements of type integer, wanted float", "Pow",
    ["w", "x"], {"w": [1, 2]})
cases.finish()

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Sizes that the file leaves open: -1, 0, '?' and none; --shape gives them. What nothing needs is
# left out.
# RUN: %python %s %t.onnx %t-layout.onnx %t-half.onnx
# RUN: mnc --emit=import %t.onnx --shape=a=b=1,3,24,20 --shape=c=2,5 -o - 2>&1 | FileCheck %s --implicit-check-not=warning
# RUN: not mnc %t.onnx 2>&1 | FileCheck %s --check-prefix=MISSING
# RUN: not mnc %t.onnx --shape=a=b=1,4,24,20 2>&1 | FileCheck %s --check-prefix=WRONG
# RUN: not mnc %t.onnx --shape=d=1 2>&1 | FileCheck %s --check-prefix=UNKNOWN
# RUN: not mnc %t.onnx --shape=c=1,x 2>&1 | FileCheck %s --check-prefix=USAGE
# RUN: mnc --emit=import %t-layout.onnx -o - 2>&1 | FileCheck %s --check-prefix=LAYOUT
# RUN: mnc --emit=import %t-half.onnx -o - 2>&1 | FileCheck %s --check-prefix=HALF
# RUN: mnc --emit=import %t-half.onnx --widen -o - 2>&1 | FileCheck %s --check-prefix=WIDE

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

# CHECK: remark: {{.*}}: 1 node that no output needs is left out, the first one is 'dead' (NonZero)
# CHECK: remark: {{.*}}: input 'unused' is left out: no output needs it
# CHECK: remark: {{.*}}: input 'e': dimension 0 has no size and becomes 1 (--shape sets it)
# CHECK: func.func @main(%arg0: tensor<1x3x24x20xf32> {{.*}}, %arg1: tensor<2x5xf32> {{.*}}, %arg2: tensor<1x4xf32>
# MISSING: input 'a=b': dimension 2 has no size, wanted --shape a=b=SIZE,SIZE,...
# WRONG: input 'a=b': --shape 1x4x24x20 is not one that the file and other options allow
# UNKNOWN: --shape d: no such input, the inputs are 'a=b', 'c', 'e'
# USAGE: --shape wants INPUT=SIZE,SIZE,... with sizes of at least 1, found 'c=1,x'
nodes = [node("Relu", ["a=b"], ["p"]), node("Relu", ["c"], ["q"]), node("Relu", ["e"], ["r"]),
         node("NonZero", ["c"], ["z"], name="dead")]
inputs = [value("a=b", [-1, 3, "?", "?"]), value("c", [None, 0]), value("unused", [1], INT64),
          value("e", ["?", 4])]
made = model(nodes, inputs, ["p", "q", "r"])
for output, shape in zip(made.graph.output, ([-1, 3, "?", "?"], [0, 0], ["?", 4])):
    output.CopyFrom(value(output.name, shape))
save(made, sys.argv[1])

# Only windows tell what the dimensions are.
# LAYOUT: mnc.layout = "NHWC", mnc.name = "rows"
# LAYOUT-SAME: mnc.layout = "NCHW", mnc.name = "planes"
# LAYOUT-SAME: mnc.layout = "", mnc.name = "numbers"
# LAYOUT-SAME: ->
# LAYOUT-SAME: mnc.layout = "NCHW", mnc.name = "a"
# LAYOUT-SAME: mnc.layout = "NHWC", mnc.name = "b"
# LAYOUT-SAME: mnc.layout = "", mnc.name = "c"
nodes = [
    node("Mul", ["rows", "half"], ["scaled"]),
    node("Transpose", ["scaled"], ["moved"], perm=[0, 3, 1, 2]),
    node("MaxPool", ["moved"], ["a"], kernel_shape=[2, 2]),
    node("MaxPool", ["planes"], ["pooled"], kernel_shape=[2, 2]),
    node("Transpose", ["pooled"], ["b"], perm=[0, 2, 3, 1]),
    node("Relu", ["numbers"], ["c"])
]
save(model(nodes, [value("rows", [1, 5, 6, 3]), value("planes", [1, 3, 5, 6]),
                   value("numbers", [1, 2, 3, 4])], ["a", "b", "c"], {"half": floats(1)}),
     sys.argv[2])

# HALF: func.func @main(%arg0: tensor<2xf16> {{.*}}) -> (tensor<2xf16>
# HALF: mnc.convert %arg0 {to = f32}
# HALF: mnc.add
# HALF: mnc.convert {{.*}} {to = f16}
# WIDE: func.func @main(%arg0: tensor<2xf32> {{.*}}) -> (tensor<2xf32>
# WIDE: mnc.constant dense<[5.000000e-01, -2.000000e+00]> : tensor<2xf32>
# WIDE: mnc.add
made = model([node("Add", ["x", "w"], ["y"])], [value("x", [2], TensorProto.FLOAT16)], ["y"],
             {"w": np.float16([0.5, -2])})
made.graph.output[0].CopyFrom(value("y", [2], TensorProto.FLOAT16))
save(made, sys.argv[3])

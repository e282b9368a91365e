# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The spellings of a clamp.
# RUN: %python %s attributes %t.onnx && mnc --emit=import %t.onnx -o - | FileCheck %s --check-prefix=OLD
# RUN: %python %s inputs %t.onnx && mnc --emit=import %t.onnx -o - | FileCheck %s

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

attributes = [
    # OLD: mnc.pointwise #mnc.clamp<0.000000e+00 : f32, 6.000000e+00 : f32> %
    node("Clip", ["x"], ["a"], min=0.0, max=6.0),
    # OLD: mnc.pointwise #mnc.clamp<0xFF800000 : f32, 6.000000e+00 : f32> %
    node("Clip", ["a"], ["y"], max=6.0),
]

inputs = [
    # CHECK-NOT: mnc.constant
    # CHECK: mnc.pointwise #mnc.clamp<0.000000e+00 : f32, 6.000000e+00 : f32> %
    node("Clip", ["x", "zero", "six"], ["a"]),
    # CHECK: mnc.pointwise #mnc.clamp<-1.000000e+00 : f32, 0x7F800000 : f32> %
    node("Constant", [], ["minus"], value=tensor(np.float32(-1))),
    node("Clip", ["a", "minus"], ["b"]),
    # CHECK: mnc.pointwise #mnc.clamp<0xFF800000 : f32, 3.000000e+00 : f32> %
    node("Constant", [], ["int"], value=tensor(np.int64(3))),
    node("Cast", ["int"], ["three"], to=FLOAT),
    node("Clip", ["b", "", "three"], ["c"]),
    # CHECK: mnc.pointwise #mnc.clamp<0xFF800000 : f32, 5.000000e-01 : f32> %
    node("Constant", [], ["double"], value=tensor(np.float64(0.5))),
    node("Cast", ["double"], ["half"], to=FLOAT),
    node("Clip", ["c", "", "half"], ["d"]),
    # CHECK: mnc.pointwise #mnc.clamp<0.000000e+00 : f32, 0x7F800000 : f32> %
    node("Relu", ["d"], ["e"]),
    # CHECK: mnc.pointwise #mnc.clamp<0xFF800000 : f32, 6.000000e+00 : f32> %
    node("Min", ["e", "six"], ["f"]),
    # CHECK: mnc.pointwise #mnc.clamp<0.000000e+00 : f32, 0x7F800000 : f32> %
    node("Max", ["zero", "f"], ["y"]),
]

old = sys.argv[1] == "attributes"
save(model(attributes if old else inputs, [value("x", [2, 3])], ["y"],
           {"zero": np.float32(0), "six": np.float32([6])}, opset=10 if old else 13),
     sys.argv[2])

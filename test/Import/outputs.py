# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Each result is a value of its own. Dropout and Identity leave nothing.
# RUN: %python %s %t.onnx && mnc --emit=import %t.onnx -o - | FileCheck %s

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

# CHECK: func.func @main(%[[X:[^:]*]]: tensor<2xf32>
# CHECK-SAME: mnc.layout = "", mnc.name = "same"
nodes = [
    # CHECK: %[[Y:.*]] = mnc.pointwise #mnc.clamp<{{.*}}> %[[X]]
    node("Relu", ["x"], ["y"]),
    node("Identity", ["x"], ["same"]),
    node("Dropout", ["y"], ["dropped", "unused"]),
    # CHECK: %[[SAME:.*]] = mnc.copy %[[X]]
    # CHECK: %[[DROPPED:.*]] = mnc.copy %[[Y]]
    # CHECK: %[[W:.*]] = mnc.constant
    # CHECK: %[[CONSTANT:.*]] = mnc.copy %[[W]]
    # CHECK: return %[[Y]], %[[SAME]], %[[DROPPED]], %[[CONSTANT]]
]

save(model(nodes, [value("x", [2])], ["y", "same", "dropped", "w"], {"w": floats(3)}),
     sys.argv[1])

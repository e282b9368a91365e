# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# All that is not supported is reported at once: each kind once, by the names of the operators, and
# nothing that follows from it.
# RUN: %python %s %t.onnx && not mnc --emit=import %t.onnx -o - 2>&1 | FileCheck %s

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

# CHECK: node 'Conv_4' (Conv): 'group' is 3 but the input has 4 channels (2 nodes)
# CHECK-NEXT: node 'LSTM_0' (LSTM): operator not supported (2 nodes)
# CHECK-NEXT: node 'own' (com.example.Own): operator not supported
# CHECK-NEXT: node 'Softmax_6' (Softmax): 'axis' is 9 but the tensor has rank 4
# CHECK-NOT: {{.}}
nodes = [
    node("LSTM", ["x"], ["a"]),
    node("Relu", ["a"], ["b"]),
    node("Own", ["b"], ["c"], domain="com.example", name="own"),
    node("LSTM", ["c"], ["d"]),
    node("Conv", ["x", "w"], ["e"], group=3),
    node("Conv", ["x", "w"], ["f"], group=3),
    node("Softmax", ["x"], ["g"], axis=9),
    node("Sum", ["d", "e", "f", "g"], ["y"])
]
save(model(nodes, [value("x", [1, 4, 6, 6])], ["y"], {"w": floats(2, 4, 3, 3)}), sys.argv[1])

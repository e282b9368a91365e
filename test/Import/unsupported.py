# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# All operators that are not supported are reported at once.
# RUN: %python %s %t.onnx && not mnc --emit=import %t.onnx -o - 2>&1 | FileCheck %s

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

nodes = [
    # CHECK: node 'LSTM_0' (LSTM): operator not supported (2 nodes)
    node("LSTM", ["x"], ["a"]),
    node("Relu", ["a"], ["b"]),
    # CHECK: node 'fused' (com.microsoft.FusedConv): operator not supported
    # CHECK-NOT: node
    node("FusedConv", ["b"], ["c"], domain="com.microsoft", name="fused"),
    node("LSTM", ["c"], ["y"]),
]
save(model(nodes, [value("x", [2])], ["y"]), sys.argv[1])

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Weights that are infinite or NaN give one warning for each tensor; bounds and
# pad values may be infinite.
# RUN: rm -rf %t && mkdir %t && %python %s %t/m.onnx && mnc --emit=import %t/m.onnx -o %t 2>&1 | FileCheck %s --implicit-check-not=warning

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

# CHECK: warning: {{.*}}node 'first' (Conv): 'w' has 2 of 16 values that are infinite or NaN
# CHECK: warning: {{.*}}node 'norm' (BatchNormalization): 'var' has 1 of 4 values that are infinite or NaN
# CHECK: warning: {{.*}}node 'head' (Gemm): 'b' has 3 of 3 values that are infinite or NaN
weights = {"w": floats(4, 4, 1, 1), "one": floats(4), "var": floats(4), "inf": np.float32(np.inf),
           "p": [0] * 8, "m": floats(4, 3), "b": np.full(3, np.nan, np.float32)}
weights["w"][0, 0], weights["w"][3, 3] = np.nan, np.inf
weights["var"][2] = -np.inf
nodes = [
    node("Conv", ["x", "w"], ["a"], name="first"),
    node("Conv", ["a", "w"], ["b0"], name="second"),
    node("BatchNormalization", ["b0", "one", "one", "one", "var"], ["c"], name="norm"),
    node("Pad", ["c", "p", "inf"], ["d"]),
    node("Clip", ["d", "", "inf"], ["e"]),
    node("GlobalAveragePool", ["e"], ["f"]),
    node("Flatten", ["f"], ["g"]),
    node("Gemm", ["g", "m", "b"], ["y"], name="head")
]
save(model(nodes, [value("x", [1, 4, 6, 6])], ["y"], weights), sys.argv[1])

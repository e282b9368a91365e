# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# An output of another shape than the file states gives a warning.
# RUN: rm -rf %t && mkdir %t && %python %s %t/m.onnx && mnc --emit=import %t/m.onnx -o %t 2>&1 | FileCheck %s --implicit-check-not=warning

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

# CHECK: warning: {{.*}}output 'y' has the shape 2x3, which is not the one that the file states
# CHECK: warning: {{.*}}output 'z' has the shape 2x3, which is not the one that the file states
made = model([node("Relu", ["x"], [name]) for name in "yzv"], [value("x", [2, 3])], ["y", "z", "v"])
for output, shape in zip(made.graph.output, ([1, 3], [6], ["N", 3])):
    output.CopyFrom(value(output.name, shape))
save(made, sys.argv[1])

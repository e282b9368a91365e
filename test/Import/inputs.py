# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Symbolic dimensions, and initialisers that are also inputs.
# RUN: %python %s %t.onnx
# RUN: mnc --emit=import --dim height=5 --dim width=7 %t.onnx -o - 2>&1 | FileCheck %s
# RUN: mnc --emit=import --dim batch=3 --dim height=5 --dim width=7 %t.onnx -o - 2>&1 | FileCheck %s --check-prefix=GIVEN
# RUN: not mnc --emit=import --dim height=5 %t.onnx -o - 2>&1 | FileCheck %s --check-prefix=MISSING
# RUN: not mnc --emit=import --dim heigth=5 %t.onnx -o - 2>&1 | FileCheck %s --check-prefix=UNKNOWN

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

# The batch of both inputs is one symbol, with one remark.
# CHECK: input 'image': symbolic dimension 'batch' becomes 1 (--dim batch=SIZE sets it)
# CHECK-NOT: 'batch' becomes 1
# CHECK: input 'last': dimension 0 has no size and becomes 1 (--shape sets it)
# CHECK: func.func @main(%{{.*}}: tensor<1x3x5x7xf32> {{.*}}, %{{.*}}: tensor<1x3x1x1xf32> {{.*}}, %{{.*}}: tensor<1xf32>
# GIVEN-NOT: 'batch'
# GIVEN: func.func @main(%{{.*}}: tensor<3x3x5x7xf32> {{.*}}, %{{.*}}: tensor<3x3x1x1xf32> {{.*}}, %{{.*}}: tensor<1xf32>
# MISSING: input 'image': symbolic dimension 'width' has no size, wanted --dim width=SIZE
# UNKNOWN: --dim heigth: no input has this symbol, the symbols are 'batch', 'height', 'width'
save(model(
    [node("Add", ["image", "offset"], ["a"]), node("Add", ["a", "w"], ["b"]),
     node("Add", ["b", "last"], ["y"])],
    [value("image", ["batch", 3, "height", "width"]), value("w", [1]),
     value("offset", ["batch", 3, 1, 1]), value("last", [None])],
    ["y"], {"w": floats(1)}), sys.argv[1])

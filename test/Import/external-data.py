# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Weights in files next to the model, and files that are refused.
# RUN: rm -rf %t && mkdir -p %t/inner
# RUN: %python %s w.bin 4 80 %t/m.onnx && mnc --emit=import %t/m.onnx -o - | FileCheck %s
# RUN: %python %s w.bin 4 76 %t/m.onnx && not mnc --emit=import %t/m.onnx -o - 2>&1 | FileCheck %s --check-prefix=LENGTH
# RUN: %python %s w.bin 8 80 %t/m.onnx && not mnc --emit=import %t/m.onnx -o - 2>&1 | FileCheck %s --check-prefix=OFFSET
# RUN: %python %s w.bin -4 80 %t/m.onnx && not mnc --emit=import %t/m.onnx -o - 2>&1 | FileCheck %s --check-prefix=NUMBER
# RUN: %python %s none.bin 0 80 %t/m.onnx && not mnc --emit=import %t/m.onnx -o - 2>&1 | FileCheck %s --check-prefix=NONE
# RUN: %python %s ../w.bin 4 80 %t/inner/m.onnx && not mnc --emit=import %t/inner/m.onnx -o - 2>&1 | FileCheck %s --check-prefix=PARENT
# RUN: %python %s %t/w.bin 4 80 %t/m.onnx && not mnc --emit=import %t/m.onnx -o - 2>&1 | FileCheck %s --check-prefix=ABSOLUTE
# A download cache keeps both behind symbolic links.
# RUN: %python %s w.bin 4 80 %t/m.onnx && mkdir %t/links && ln -s ../m.onnx %t/links/m.onnx && ln -s ../w.bin %t/links/w.bin
# RUN: mnc --emit=import %t/links/m.onnx -o - | FileCheck %s

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

location, offset, length, path = sys.argv[1:]
# CHECK: mnc.constant {{.*}} : tensor<20xf32>
# LENGTH: node 'sum' (Add): initialiser 'w' has 76 bytes of external data, wanted 80 for the shape 20
# OFFSET: node 'sum' (Add): initialiser 'w' has external data of 80 bytes at offset 8 of 'w.bin', which has 84 bytes
# NUMBER: node 'sum' (Add): initialiser 'w' has external data with 'offset' '-4', wanted a number of bytes
# NONE: node 'sum' (Add): initialiser 'w' has external data in '{{.*}}none.bin': {{.*}}o such file
# PARENT: node 'sum' (Add): initialiser 'w' has external data at '../w.bin', wanted a file in the model's folder
# ABSOLUTE: node 'sum' (Add): initialiser 'w' has external data at '/{{.*}}w.bin', wanted a file in the model's folder
made = model([node("Add", ["x", "w"], ["y"], name="sum")], [value("x", [20])], ["y"],
             {"w": floats(20)})
stored = made.graph.initializer[0]
if location == "w.bin":
    with open(os.path.join(os.path.dirname(path), location), "wb") as file:
        file.write(bytes(4) + stored.raw_data)
stored.ClearField("raw_data")
stored.data_location = TensorProto.EXTERNAL
for key, text in (("location", location), ("offset", offset), ("length", length)):
    entry = stored.external_data.add()
    entry.key, entry.value = key, text
with open(path, "wb") as file:
    file.write(made.SerializeToString())

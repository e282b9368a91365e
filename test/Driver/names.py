# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Names of tensors and nodes are any bytes: the header stays one that compiles
# as C and C++, the JSON stays JSON, and equal names stay apart. Nodes may have
# names that the library needs itself.
# RUN: rm -rf %t && mkdir %t && %python %s %t/m.onnx %t/own.onnx
# RUN: mnc %t/m.onnx -o %t
# RUN: %cc -std=c99 -Wall -Wextra -Werror -fsyntax-only -x c %t/m.h
# RUN: %cxx -std=c++11 -Wall -Wextra -Werror -fsyntax-only -x c++ %t/m.h
# RUN: %python -c "import json, sys; json.load(open(sys.argv[1]))" %t/m.json
# RUN: mnc %t/own.onnx --name=m -o %t

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "..", "Import", "Inputs"))
from model import *

NAMES = [
    "*/ #error no", "/* open", "a\n#error no", "trigraph ??/", "back\\\n", "RUN", "run", "INPUT0",
    "WORKSPACE", "\x01\x7f\0", "\u00e9\u4e2d", "n" * 50000, "'\"%s%n", "@@@@"
]
nodes = [node("Relu", [name], [name + "*/"], name=name) for name in NAMES]
made = model(nodes, [value(name, [3]) for name in NAMES], [name + "*/" for name in NAMES])
with open(sys.argv[1], "wb") as file:
    # Bytes that are no UTF-8.
    file.write(made.SerializeToString().replace(b"@@@@", b"\xff\xfe*/"))

# Functions of their own: each has another shape.
OWN = ["body", "check_weights", "cpu_state", "run", "weights"]
nodes = [node("Relu", [name], [name + "_out"], name=name) for name in OWN]
shapes = [value(name, [3 + number]) for number, name in enumerate(OWN)]
with open(sys.argv[2], "wb") as file:
    file.write(model(nodes, shapes, [name + "_out" for name in OWN]).SerializeToString())

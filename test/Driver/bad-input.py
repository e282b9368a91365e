# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Options that are wrong, models that need too much memory, and places that cannot be written.
# Nothing is left behind.
# RUN: rm -rf %t && mkdir %t && %python %s %t | FileCheck %s
# CHECK: refused: {{[0-9]+}}

import os
import resource
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "..", "Import", "Inputs"))
from model import *
from refusal import Refusals

cases = Refusals(sys.argv[1])
path = cases.write(model([node("Softmax", ["x"], ["y"])], [value("x", ["N", 400])], ["y"]),
                   "good.onnx")

# Options.
cases.refuse("unknown cpu 'potato' for x86", path, "--cpu=potato", "--target=x86_64-linux-gnu")
cases.refuse("target 'sparc-linux' has architecture 'sparc'", path, "--target=sparc-linux")
cases.refuse("target 'x86_64-windows-msvc' has system", path, "--target=x86_64-windows-msvc")
cases.refuse("--dim M: no input has this symbol, the symbols are 'N'", path, "--dim", "M=2")
cases.refuse("input 'x': has the shape 99999999999x400", path, "--dim=N=99999999999")
for text in ("N", "N=", "=1", "N=x", "N=0", "N=-1", "N=99999999999999999999"):
    cases.refuse("--dim wants SYMBOL=SIZE", path, f"--dim={text}", code=2)
cases.refuse("wants one ONNX file, found 0", code=2)
cases.refuse("wants one ONNX file, found 2", path, path, code=2)
cases.refuse("unknown option '--frobnicate'", path, "--frobnicate", code=2)
cases.refuse("--name wants a C identifier", path, "--name=*/", code=2)
cases.refuse("a library is several files", path, "-o", "-", code=2)

# Memory.
pool = dict(kernel_shape=[1, 1], name="p")
cases.model("node 'p': the workspace has [0-9]+ bytes",
            model([node("MaxPool", ["x"], ["a"], **pool)] +
                  [node("Softmax", ["a"], ["b"]), node("Add", ["a", "b"], ["c"]),
                   node("ReduceMean", ["c"], ["y"], axes=[2, 3])],
                  [value("x", [1, 1, 2**17, 2**17])], ["y"]))
wide = [
    node("MaxPool", ["x"], ["a"], **pool),
    node("Conv", ["a", "w"], ["y"], name="c", pads=[2**20] * 4, strides=[2**20, 2**20])
]
cases.model(
    "node 'p': the result with the padding of its consumers has the shape 1x2097153x2097153x8",
    model(wide, [value("x", [1, 8, 4, 4])], ["y"], {"w": floats(1, 8, 1, 1)}))
sparse = model([node("Add", ["x", "w"], ["y"])], [value("x", [1])], ["y"], {"w": floats(1)})
stored = sparse.graph.initializer[0]
stored.ClearField("raw_data")
stored.dims[:], stored.data_location = [2**29], TensorProto.EXTERNAL
stored.external_data.add(key="location", value="sparse.bin")
with open(cases.path("sparse.bin"), "wb") as file:
    file.truncate(2**31)
cases.model("the weights have 2147483648 bytes, wanted at most 2147483647", sparse)
os.remove(cases.path("sparse.bin"))

# Places.
blocked = cases.write(b"", "file")
cases.refuse("cannot write '.*file/out': ", path, "-o", os.path.join(blocked, "out"))
cases.refuse("cannot write '.*/good.h': .*irectory", path, "-o", "/proc/self")
full = cases.path("occupied")
os.makedirs(os.path.join(full, "good.h"))
cases.refuse("cannot write '.*good.h': .*s a directory", path, "-o", full)
assert os.listdir(full) == ["good.h"], os.listdir(full)
for emit in "lib", "cpp":
    cases.refuse("cannot write '.*file/w': ", path, f"--emit={emit}",
                 "--weights=" + os.path.join(blocked, "w"))
    cases.refuse("cannot write '.*occupied': .*s a directory", path, f"--emit={emit}",
                 "--weights=" + full)
    cases.refuse("cannot write '/dev/null': it is not a regular file", path, f"--emit={emit}",
                 "--weights=/dev/null")
    empty = cases.path("empty." + emit)
    cases.refuse("cannot write '.*good.h': another output has this name", path, f"--emit={emit}",
                 "-o", empty, "--weights=" + os.path.join(empty, ".", "good.h"))
    assert not os.listdir(empty), os.listdir(empty)
with open("/dev/full", "w") as device:
    cases.refuse("cannot write to standard output: No space left", path, "--emit=graph", "-o", "-",
                 stdout=device)
    cases.refuse("cannot write to standard output: No space left", "--help", stdout=device)


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


cases.refuse("cannot write '.*good.*': File too large", path, preexec_fn=limit_files)


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))


large = cases.path("large.onnx")
with open(large, "wb") as file:
    file.truncate(1 << 30)
cases.refuse("out of memory|not enough memory|large.onnx': ", large, preexec_fn=limit_memory)

# The text of a graph.
for text, wanted in (("", "has no function 'main'"), ("module {", "1:7: expected"),
                     ("func.func private @main()", "'main' has 0 blocks"),
                     ("func.func @main(%x: i32) { return }", "'main' takes or gives 'i32'"),
                     ("func.func @main(%x: tensor<0xf32>) { return }",
                      "'main' takes or gives 'tensor<0xf32>'"),
                     ("func.func @main(%x: tensor<?xf32>) { return }", "'main' takes or gives"),
                     ("func.func @main() { %0 = arith.constant 1 : i32 return }",
                      "'main' contains 'arith.constant'")):
    cases.refuse(wanted, cases.write(text.encode(), "graph.mlir"))
cases.finish()

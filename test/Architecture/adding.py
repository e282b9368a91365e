# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is added is complete: each line printed names what lacks where (docs/Adding.md).

- A function of Functions.td has a row in docs/Ops.md and tests, and some
  operator of ONNX becomes it.
- An operation of Ops.td has a section in docs/Ops.md and a case in the evaluator.
- A kernel of the table has a case in the unit test.
- A CPU of the table has a row and a source in docs/Targets.md.
- The paths that docs/Adding.md names exist.

RUN: %python %s %source
"""

import pathlib
import re
import sys

project = pathlib.Path(sys.argv[1])
wrong = []


def text(path):
    return (project / path).read_text()


def want(found, what, path):
    if not found:
        wrong.append(f"{what} is missing in {path}")


def room(name):
    return "".join(path.read_text() for path in sorted((project / "lib" / name).glob("*.cpp")))


def names(path, pattern, least):
    found = re.findall(pattern, text(path), re.M)
    if len(found) < least:
        sys.exit(f"error: found {len(found)} entries in {path}, wanted at least {least}")
    return found


# Steps that other operators end in: Add, and Mul with a factor for each channel.
BY_FUSION = {"bias", "residual", "scale"}
importer, random_graphs = room("Import"), text("test/Random/Functions.cpp")
for name, mnemonic in names("include/mnc/IR/Functions.td",
                            r'^def MNC_\w+Attr\s*: MNC_\w+<"(\w+)", "(\w+)"', 10):
    want(f"| `#mnc.{mnemonic}" in text("docs/Ops.md"), f"a row for #mnc.{mnemonic}", "docs/Ops.md")
    if mnemonic in BY_FUSION:
        continue
    attribute = f"{name}Attr"
    want(attribute in importer, f"an operator that becomes {attribute}",
         "lib/Import/Activations.cpp")
    want(attribute in random_graphs, f"a generator of {attribute}", "test/Random/Functions.cpp")
    want(f"#mnc.{mnemonic}" in text("test/Transforms/functions.mlir"),
         f"#mnc.{mnemonic} of a constant", "test/Transforms/functions.mlir")
    if any(f"emit{name}(" in text(f"lib/Kernels/{file}.cpp")
           for file in ("Exponential", "Logarithm", "ErrorFunction")):
        want(f"#mnc.{mnemonic}" in text("test/EndToEnd/Inputs/functions.mlir"),
             f"the walk of all floats for #mnc.{mnemonic}",
             "test/EndToEnd/Inputs/functions.{c,mlir}")

for name, mnemonic in names("include/mnc/IR/Ops.td",
                            r'^def MNC_(\w+)Op\s*: MNC_\w+<"(\w+)"', 12):
    want(re.search(rf"^### .*\bmnc\.{mnemonic}\b", text("docs/Ops.md"), re.M),
         f"a section for mnc.{mnemonic}", "docs/Ops.md")
    want(re.search(rf"\b{name}Op\b", text("lib/Reference/Evaluator.cpp")), f"a case for {name}Op",
         "lib/Reference/Evaluator.cpp")

for name in names("lib/Kernels/KernelTable.cpp", r'^    \{"(\w+)",', 6):
    want(f'"{name}"' in text("test/Unit/KernelTableTest.cpp"), f"a case for the kernel {name}",
         "test/Unit/KernelTableTest.cpp")

targets = text("docs/Targets.md")
sources = targets[targets.index("Sources of the numbers"):]
for name in names("lib/CPU/CpuTable.cpp",
                  r'\b(?:sse|avx2|avx512|neon|inOrderNeon)\("([\w-]+)"', 20):
    want(f"\n| {name} | " in targets, f"the row of {name}",
         "docs/Targets.md (scripts/targets.py makes it)")
    want(re.search(rf"\|.*(?<![\w-]){name}(?![\w-]).*\|.*\|$", sources, re.M),
         f"the source of the numbers of {name}", "docs/Targets.md")

for path in re.findall(r"`((?:lib|include|docs|test|runtime|scripts|bench)/[\w./-]*)`",
                       text("docs/Adding.md")):
    want((project / path).exists(), path, "the project, but docs/Adding.md names it")

print(*wrong, sep="\n")
sys.exit(1 if wrong else 0)

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs mnc-random with compilers of the C++ and the flags that C++ for this CPU needs.

usage: bits.py CPU FOLDER COMPILER... -- OPTION...

The options are mnc-random's. Graphs that fail are reduced into FOLDER.
"""

import os
import subprocess
import sys

sys.path.append(
    os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Emit", "Inputs"))
from cppflags import flags_of

# Any network: its C++ names the flags.
GRAPH = """func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
  %y = mnc.add %x, %x : (tensor<1xf32>, tensor<1xf32>) -> tensor<1xf32>
  return %y : tensor<1xf32>
}
"""


def main():
    split = sys.argv.index("--")
    cpu, folder, *compilers = sys.argv[1:split]
    os.makedirs(folder, exist_ok=True)
    graph = os.path.join(folder, "any.mlir")
    with open(graph, "w") as file:
        file.write(GRAPH)
    subprocess.run(["mnc", graph, f"--cpu={cpu}", "--emit=cpp", "-o", folder], check=True)
    commands = [
        f"--cxx={compiler} {flags_of(f'{folder}/any.cpp', compiler)}" for compiler in compilers
    ]
    options = sys.argv[split + 1:]
    return subprocess.run(["mnc-random", f"--cpu={cpu}", f"--reduce={folder}", *commands,
                           *options]).returncode


sys.exit(main())

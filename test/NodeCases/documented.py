# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The table of docs/Onnx.md names the operators that the importer knows, with their opsets, in
alphabetical order.

RUN: %python %s %source/docs/Onnx.md
"""

import os
import re
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from casefiles import imported_rows

documented = []
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        match = re.match(r"\| ([\w.]+) \| (\d+) to (\d+) \|", line)
        if match:
            documented.append((match[1], int(match[2]), int(match[3])))
known = imported_rows()
problems = ([f"is not in the table: {row}" for row in known if row not in documented]
            + [f"is not imported: {row}" for row in documented if row not in known])
if documented != sorted(documented):
    problems.append("the table is not in alphabetical order")
sys.exit("\n".join(problems) or None)

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rooms depend on each other in one direction: no file includes what this table does not allow.

RUN: %python %s %source
"""

import pathlib
import re
import sys

# A room may include its own headers and those of the rooms after the colon.
ALLOWED = {
    "CPU": "",
    "IR": "",
    "HostTensor": "",
    "Reference": "IR",
    "Import": "IR Reference",
    "Kernels": "CPU IR",
    "Emit": "CPU",
    "Transforms": "IR Reference",
    "Schedule": "CPU IR Kernels",
    "Codegen": "IR Kernels Emit",
    "Driver": "CPU IR HostTensor Reference Import Transforms Schedule Kernels Codegen Emit",
}
# The list of instruction sets and the sum of weights are shared with the runtime.
SHARED = {("CPU", "x86_features.def"), ("Emit", "mnc_checksum.h")}

project = pathlib.Path(sys.argv[1])
include = re.compile(r'^\s*#?\s*include\s+"([^"]+)"', re.MULTILINE)
wrong = []


def included(path):
    return include.findall(path.read_text())


def files(folder):
    endings = (".h", ".cpp", ".c", ".td", ".def")
    return sorted(path for path in folder.rglob("*") if path.suffix in endings)


checked = 0
for root in ("lib", "include/mnc"):
    for path in files(project / root):
        room = path.relative_to(project / root).parts[0]
        if room not in ALLOWED:
            wrong.append(f"{path}: room {room} is not in the table")
            continue
        for name in included(path):
            checked += 1
            match = re.match(r"mnc/(\w+)/", name)
            if match and match[1] != room and match[1] not in ALLOWED[room].split():
                wrong.append(f"{path}: room {room} may not include {name}")
            is_runtime = (project / "runtime" / name).exists()
            if name.startswith("..") or is_runtime and (room, name) not in SHARED:
                wrong.append(f"{path}: room {room} may not include {name}")
for path in files(project / "runtime"):
    for name in included(path):
        checked += 1
        if not (path.parent / name).exists():
            wrong.append(f"{path}: the runtime may not include {name}")

print(*wrong, sep="\n")
if checked < 100:
    sys.exit(f"error: found {checked} includes, wanted those of the project")
sys.exit(1 if wrong else 0)

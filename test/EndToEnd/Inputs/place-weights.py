# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Links FOLDER/at-end and FOLDER/at-start, whose section `weights` ends and begins at the edge of
a page, alone there.

usage: place-weights.py NAME FOLDER OBJCOPY READELF COMPILE...
"""

import json
import subprocess
import sys

name, folder, objcopy, readelf, *compile = sys.argv[1:]
EDGE = 0x40000000

archive = f"{folder}/guarded.a"
subprocess.run([
    objcopy, f"--rename-section=.rodata.{name}_weights=weights,alloc,load,readonly,data",
    f"{folder}/lib{name}.a", archive
], check=True)
out = subprocess.run([readelf, "--elf-output-style=JSON", "--sections", archive], check=True,
                     stdout=subprocess.PIPE, text=True).stdout
sizes = [entry["Section"]["Size"] for file in json.loads(out) for entry in file["Sections"]
         if entry["Section"]["Name"]["Name"] == "weights"]
if len(sizes) != 1:
    sys.exit(f"error: {archive} has {len(sizes)} sections of weights, wanted one")
for program, address in ("at-end", EDGE - sizes[0]), ("at-start", EDGE):
    subprocess.run([
        *compile, archive, "-no-pie", f"-Wl,--section-start=weights={address:#x}", "-lm", "-o",
        f"{folder}/{program}"
    ], check=True)

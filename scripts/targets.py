#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the table of docs/Targets.md anew: targets.py MNC MODEL [CPU...].

For each CPU that mnc knows: its lanes, registers and caches, the layer of MODEL with the most
multiply-adds, that layer's blocks, and how fast LLVM's model of the CPU (llvm-mca) thinks that its
loop runs, against a loop of multiply-adds alone. With CPUs, only prints their rows.
"""

import json
import os
import re
import subprocess
import sys

from loops import innermost_loops

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "docs", "Targets.md")
HEAD = [
    "| CPU | lanes | registers | L1 | L2 | tile | mca: per cycle | share |",
    "|---|---|---|---|---|---|---|---|"
]
TURNS = 200


def output(*command, text=None):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          input=text, text=True).stdout


def cycles(triple, cpu, instructions):
    """Cycles of one turn of a loop; None where LLVM has no model of the CPU."""
    try:
        text = output("llvm-mca-22", f"-mtriple={triple}", f"-mcpu={cpu}", f"-iterations={TURNS}",
                      text="\n".join(instructions))
    except subprocess.CalledProcessError:
        return None
    return int(re.search(r"Total Cycles:\s+(\d+)", text).group(1)) / TURNS


def peak(triple, cpu, bits, fma):
    """Multiply-adds for each cycle where nothing else happens."""
    if triple.startswith("aarch64"):
        loop = [f"fmla v{i}.4s, v30.4s, v31.s[0]" for i in range(24)]
    elif fma:
        name = {128: "xmm", 256: "ymm", 512: "zmm"}[bits]
        loop = [f"vfmadd231ps %{name}14, %{name}15, %{name}{i}" for i in range(12)]
    else:
        loop = [
            text for i in range(6)
            for text in (f"mulps %xmm15, %xmm{i}", f"addps %xmm14, %xmm{i + 6}")
        ]
    found = cycles(triple, cpu, loop)
    return found and sum("add" not in text or "fma" in text for text in loop) / found


def hottest(mnc, model, triple, cpu):
    """Blocks of the layer with the most multiply-adds, and its loop with the most."""
    common = [mnc, model, f"--target={triple}", f"--cpu={cpu}", "-o", "-"]
    # The text of the graph follows the statistics.
    text = output(*common, "--emit=schedule", "--stats=json")
    layers = json.JSONDecoder().raw_decode(text)[0]["layers"]
    layer = max(layers, key=lambda layer: layer["multiply_adds"])
    loops = [loop for loop in innermost_loops(output(*common, "--emit=asm"))
             if loop.function.endswith("_" + layer["node"])]
    return layer, max(loops, key=lambda loop: len(loop.multiplies))


def row(mnc, model, cpu, arch, bits, registers, fma, l1, l2):
    triple = ("x86_64" if arch == "x86-64" else arch) + "-linux-gnu"
    layer, loop = hottest(mnc, model, triple, cpu)
    best, found = peak(triple, cpu, int(bits), fma == "yes"), cycles(triple, cpu, loop.instructions)
    speed = ["no model", "-"]
    if best and found:
        rate = len(loop.multiplies) / found
        speed = [f"{rate:.2f} of {best:.2f}", f"{100 * rate / best:.0f} %"]
    blocks = "x".join(layer["kernel"].split()[1].split("x")[:2])
    cells = [cpu, int(bits) // 32, registers, f"{l1} KiB", f"{l2} KiB", blocks] + speed
    return "| " + " | ".join(map(str, cells)) + " |"


def main():
    mnc, model, *wanted = sys.argv[1:]
    table = re.findall(
        r"^(\S+) +(x86-64|aarch64) +(\d+) bit +(\d+) +(yes|no) +(\d+) KiB +(\d+) KiB$",
        output(mnc, "--cpu=help"), re.MULTILINE)
    rows = [row(mnc, model, *facts) for facts in table if not wanted or facts[0] in wanted]
    print("\n".join(HEAD + rows))
    if wanted:
        return
    with open(PAGE) as file:
        lines = file.read().split("\n")
    start = lines.index(HEAD[0])
    end = next(i for i in range(start, len(lines)) if not lines[i].startswith("|"))
    with open(PAGE, "w") as file:
        file.write("\n".join(lines[:start] + HEAD + rows + lines[end:]))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests say which CPU they are about, so that they give the same on every machine.

- mnc-opt with a pass that needs a CPU names triple and CPU by mnc-set-cpu, before that pass.
- mnc --cpu=NAME of an x86 CPU has --target, or the test requires that CPU.
- mnc-run and mnc-random, which run what they compile: the test requires the CPU of --cpu=NAME.

RUN: %python %s %source
"""

import pathlib
import re
import sys

PASSES = "fuse-input-scale schedule-groups pad-pixel-stride generate-loops".split()
NEEDS_CPU = re.compile(rf"\bmnc-({'|'.join(PASSES)})\b")
SET_CPU = re.compile(r"""\bmnc-set-cpu(=["']|\{)(?=[^"'}]*triple=)(?=[^"'}]*cpu=)""")
# Commands of a RUN line; a `|` inside of quotes, as in a pattern of grep, does no harm.
SEPARATOR = re.compile(r"&&|\|\||[|;]")
# Spelled so that lit does not take these lines for its own.
RUN = re.compile(r"^\s*(?://|#)?\s*RUN" r":\s*(.*)$")
REQUIRES = re.compile(r"\bREQUIRES" r":(.*)")

# (end of the path, part of the command): why it names no CPU.
ALLOWED = {}


def commands(text):
    """The commands of a test's RUN lines, joined where a line ends in a backslash."""
    joined = ""
    for line in text.splitlines():
        match = RUN.match(line)
        if not match:
            continue
        joined += match[1].strip()
        if joined.endswith("\\"):
            joined = joined[:-1] + " "
            continue
        yield from (part.strip() for part in SEPARATOR.split(joined))
        joined = ""


def problem(command, required, x86):
    """What is wrong with a command; None if nothing."""
    words = command.split()
    tool = next((word for word in words if word in ("mnc", "mnc-opt", "mnc-run", "mnc-random")), "")
    if tool == "mnc-opt":
        needs, found = NEEDS_CPU.search(command), SET_CPU.search(command)
        if needs and not (found and found.start() < needs.start()):
            return f"{needs[0]} wants mnc-set-cpu with triple and cpu before it"
        return None
    cpu = re.search(r"--cpu[= ](\S+)", command)
    if not tool or not cpu or cpu[1] not in x86 or cpu[1] in required:
        return None
    if tool == "mnc":
        return None if "--target" in command else f"--cpu={cpu[1]} wants --target"
    return f"{tool} --cpu={cpu[1]} wants REQUIRES of {cpu[1]}"


project = pathlib.Path(sys.argv[1])
table = (project / "lib" / "CPU" / "CpuTable.cpp").read_text()
x86 = set(re.findall(r'\b(?:sse|avx\d+)\("([^"]+)"', table))
if len(x86) < 10:
    sys.exit(f"error: found {len(x86)} x86 CPUs in lib/CPU/CpuTable.cpp, wanted those of the table")
wrong, count = [], 0
for path in sorted((project / "test").rglob("*")):
    if path.suffix not in (".mlir", ".py", ".test", ".c") or "Inputs" in path.parts:
        continue
    text, name = path.read_text(), path.relative_to(project).as_posix()
    required = set(re.findall(r"[\w-]+", " ".join(REQUIRES.findall(text))))
    for command in commands(text):
        count += 1
        allowed = any(name.endswith(end) and part in command for end, part in ALLOWED)
        found = None if allowed else problem(command, required, x86)
        if found:
            wrong.append(f"{name}: {found}: {command}")

print(*wrong, sep="\n")
if count < 100:
    sys.exit(f"error: found {count} commands, wanted those of the tests")
sys.exit(1 if wrong else 0)

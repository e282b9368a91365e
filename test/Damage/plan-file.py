# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A plan's file that is damaged in one place is refused with an error, or computes the same values:
nothing crashes, and nothing is computed wrong.

RUN: rm -rf %t && mkdir %t
RUN: %python %s %digits/digits.onnx %t 150
"""

import copy
import json
import pathlib
import random
import struct
import subprocess
import sys

model, folder, count = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])


def run(tool, *arguments):
    return subprocess.run([tool, model, *arguments], capture_output=True, text=True, timeout=60)


def outputs(name):
    """All floats of the .npy files in a folder."""
    values = []
    for path in sorted((folder / name).glob("*.npy")):
        data = path.read_bytes()
        begin = 10 + struct.unpack_from("<H", data, 8)[0]
        values += struct.unpack_from(f"<{(len(data) - begin) // 4}f", data, begin)
    return values


def places(value, path=()):
    """The paths to all fields and elements of a plan."""
    items = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield path + (key,)
        yield from places(inner, path + (key,))


def damage(plan, path, rng):
    """Changes, removes or repeats what lies at a path."""
    *before, key = path
    for step in before:
        plan = plan[step]
    value = plan[key]
    if isinstance(value, bool):
        plan[key] = not value
    elif isinstance(value, int):
        plan[key] = rng.choice([0, -1, value + 1, value * 2, value // 2, 1 << 31, 1 << 62])
    elif isinstance(value, str):
        plan[key] = rng.choice(["", "frob", "rows", "whole", "channel_tiles", "split_reduction",
                                "channels", "pixels", "dense", "dot", "split_k", "grouped"])
    elif isinstance(value, list) and len(value) > 1 and rng.random() < 0.7:
        one, other = rng.sample(range(len(value)), 2)
        if rng.random() < 0.5:
            value[one], value[other] = value[other], value[one]
        elif isinstance(value[one], dict) and "layers" in value[one]:
            value[other]["layers"] += value[one]["layers"]
            del value[one]
    elif isinstance(plan, list) and rng.random() < 0.5:
        plan.append(copy.deepcopy(value))
    else:
        del plan[key]


assert run("mnc-run", "--output-dir", str(folder / "wanted")).returncode == 0
wanted = outputs("wanted")
assert wanted
plan = json.loads(run("mnc", "--emit=plan", "-o", "-").stdout)
rng = random.Random(1)
paths = list(places(plan))
refused = right = 0
for number in range(count):
    damaged = copy.deepcopy(plan)
    path = rng.choice(paths)
    damage(damaged, path, rng)
    file = folder / "plan.json"
    file.write_text(json.dumps(damaged))
    done = run("mnc-run", f"--plan={file}", "--output-dir", str(folder / "found"))
    if done.returncode == 1 and "error: " in done.stderr:
        refused += 1
        continue
    found = outputs("found") if done.returncode == 0 else []
    close = len(found) == len(wanted) and all(
        abs(one - other) <= 1e-5 * max(map(abs, wanted)) for one, other in zip(found, wanted))
    if not close:
        sys.exit(f"error: damage {number}, at {path}, ends with {done.returncode} and other values:"
                 f" {file}\n{done.stderr}")
    right += 1
print(f"{refused} refused, {right} right")
if refused < count // 4 or right < count // 10:
    sys.exit("error: wanted more of both")

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""--max-workspace: of the plans that fit, the fastest by estimate; less memory never takes less
time; an error says how little is possible, and nothing is written.

REQUIRES: onnx
RUN: rm -rf %t && mkdir %t
RUN: %python %s %models/v2_1.0_224.onnx %t
"""

import json
import pathlib
import re
import subprocess
import sys

model, folder = sys.argv[1], pathlib.Path(sys.argv[2])


def mnc(*arguments):
    return subprocess.run(["mnc", model, "--name=net", "--target=x86_64-unknown-linux-gnu",
                           "--cpu=znver4", "-o", str(folder), *arguments],
                          capture_output=True, text=True)


def read(stage, *arguments):
    done = mnc(f"--emit={stage}", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / f"net.{stage}.json").read_text())


def cycles(plan):
    return sum(layer["cycles"] for group in plan["groups"] for layer in group["layers"])


done = mnc("--max-workspace=1000")
found = re.search(r"no plan has a workspace of at most 1000 bytes: the least is (\d+)", done.stderr)
assert done.returncode == 1 and found, done.stderr
assert not list(folder.iterdir())
least, usual = int(found[1]), read("memory")["workspace_bytes"]
assert least <= usual
before = 0.0
for budget in (4 * usual, usual, least):
    memory = read("memory", f"--max-workspace={budget}")
    assert memory["workspace_bytes"] <= budget, (memory["workspace_bytes"], budget)
    taken = cycles(read("plan", f"--max-workspace={budget}"))
    # Plans that take nearly the same time are told apart by their memory.
    assert taken >= 0.99 * before, (budget, taken, before)
    before = taken
    ends = [buffer["offset"] + buffer["bytes"] for buffer in memory["buffers"]]
    assert max(ends) <= memory["workspace_bytes"]
assert mnc(f"--max-workspace={least - 1}").returncode == 1
for wrong in ("", "-1", "1MB"):
    done = mnc(f"--max-workspace={wrong}")
    assert done.returncode == 2 and "--max-workspace wants a number of bytes" in done.stderr

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A plan goes to a file and comes back: unedited it gives the same bytes, edited by hand the same
values, and one that does not suit the network is refused by name.

RUN: rm -rf %t && mkdir %t
RUN: %python %s %digits/digits.onnx %t
"""

import json
import pathlib
import subprocess
import sys

model, folder = sys.argv[1], pathlib.Path(sys.argv[2])
CPU = ["--target=x86_64-unknown-linux-gnu", "--cpu=haswell"]


def mnc(*arguments):
    return subprocess.run(["mnc", model, "--name=net", *arguments], capture_output=True, text=True)


def library(name, *arguments):
    """The bytes of the library, the header and the JSON."""
    done = mnc(*CPU, "-o", str(folder / name), *arguments)
    assert done.returncode == 0, done.stderr
    return [(folder / name / file).read_bytes() for file in ("libnet.a", "net.h", "net.json")]


def write(plan, name="plan.json"):
    (folder / name).write_text(json.dumps(plan))
    return f"--plan={folder / name}"


def refused(plan, what, *cpu):
    done = mnc(*(cpu or CPU), write(plan), "-o", str(folder / "refused"))
    assert done.returncode == 1 and what in done.stderr, (what, done.returncode, done.stderr)
    assert not (folder / "refused").exists()


done = mnc(*CPU, "--emit=plan", "-o", "-")
assert done.returncode == 0, done.stderr
text = done.stdout


def fresh():
    return json.loads(text)


assert library("taken", write(fresh())) == library("searched")

# Another tile, and another cut: each group of several becomes groups of one.
edited = fresh()
kernels = [layer["kernel"] for group in edited["groups"] for layer in group["layers"]]
tile = next(kernel for kernel in kernels if kernel["name"] == "pointwise")
tile["pixels"] = 2 if tile["pixels"] != 2 else 3
assert library("tile", write(edited))[0] != library("searched")[0]
assert any(len(group["layers"]) > 1 for group in edited["groups"])
cut = fresh()
cut["groups"] = [
    {"mode": "whole", "reason": "by hand", "layers": [{**layer, "buffer": {}}]}
    for group in cut["groups"] for layer in group["layers"]
]
for group in cut["groups"]:
    group["layers"][0]["kernel"].pop("prefetch", None)
library("cut", write(cut))
for plan in (edited, cut):
    checked = subprocess.run(["mnc-run", model, *CPU, write(plan), "--compare-layers"],
                             capture_output=True, text=True)
    assert checked.returncode == 0 or "does not run here" in checked.stderr, checked.stderr

# What is for something else.
refused({**fresh(), "cpu": "znver4"}, "the plan is for the CPU 'znver4', wanted 'haswell'")
refused({**fresh(), "target": "frob"}, "the plan is for the target 'frob'")
refused({**fresh(), "graph": "0" * 64}, "the plan is for another network, or for other sizes")
refused({**fresh(), "schema": 1}, "is of another version of mnc at plan.schema")

# What is no plan.
refused({**fresh(), "grups": []}, "is not a field of a plan at plan.grups")
refused([], "wanted an object")
missing = fresh()
del missing["groups"][1]["layers"][0]["kernel"]["pixels"]
refused(missing, "missing value at plan.groups[1].layers[0].kernel.pixels")
(folder / "cut.json").write_text(text[:100])
done = mnc(*CPU, f"--plan={folder / 'cut.json'}", "-o", str(folder / "refused"))
assert done.returncode == 1 and "cut.json: [" in done.stderr, done.stderr
done = mnc(*CPU, f"--plan={folder / 'none.json'}", "-o", str(folder / "refused"))
assert done.returncode == 1 and "none.json: No such file" in done.stderr, done.stderr

# What does not suit the layers.
twice = fresh()
twice["groups"].append(twice["groups"][-1])
refused(twice, "is in two groups of the plan")
less = fresh()
del less["groups"][-1]
refused(less, "is in no group of the plan")
wrong = fresh()
wrong["groups"][0]["layers"][0]["node"] = "frob"
refused(wrong, "which the plan calls 'frob'")
mode = fresh()
mode["groups"][0]["mode"] = "split_reduction"
refused(mode, "the plan has a group of mode 'split_reduction' of 1 layers and channel tiles of 0")
kernel = fresh()
kernel["groups"][0]["layers"][0]["kernel"]["name"] = "frob"
refused(kernel, "has the unknown kernel 'frob'")
registers = fresh()
registers["groups"][0]["layers"][0]["kernel"]["pixels"] = 1000
refused(registers, "wanted 1 to 64 of each")
ring = fresh()
group = next(group for group in ring["groups"] if group["mode"] == "rows")
group["layers"][0]["buffer"]["ring"] = 1 << 40
refused(ring, "its result")

done = mnc(*CPU, write(fresh()), "--no-stream", "-o", str(folder / "refused"))
assert done.returncode == 2 and "--plan says all of the schedule" in done.stderr, done.stderr

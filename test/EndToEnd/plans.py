# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""No plan changes a bit: layer by layer, the plan of the search, one that suits no caches, one of
the least memory and one of other register tiles compute the same.

REQUIRES: onnx
RUN: rm -rf %t && mkdir %t
RUN: %python %s %t %digits/digits.onnx %models/v1_0.25_128.onnx %models/v2_0.35_96.onnx %models/v3-small_0.35_96.onnx %models/googlenet_0.25_96.onnx
"""

import json
import pathlib
import re
import subprocess
import sys

folder = pathlib.Path(sys.argv[1])


def run(tool, model, *arguments):
    return subprocess.run([tool, model, "--name=net", *arguments], capture_output=True, text=True)


def outputs(model, name, *arguments):
    done = run("mnc-run", model, "--output-dir", str(folder / name), *arguments)
    assert done.returncode == 0, done.stderr
    return [path.read_bytes() for path in sorted((folder / name).glob("*.npy"))]


def plan(model, *arguments):
    done = run("mnc", model, "--emit=plan", "-o", "-", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def taken(model, edited):
    (folder / "plan.json").write_text(json.dumps(edited))
    return outputs(model, "found", f"--plan={folder / 'plan.json'}")


for model in sys.argv[2:]:
    wanted = outputs(model, "wanted")
    assert wanted
    assert outputs(model, "found", "--no-stream") == wanted, model
    assert outputs(model, "found", "--no-cache-blocks") == wanted, model
    smallest = run("mnc", model, "--emit=plan", "-o", "-", "--max-workspace=0").stderr
    least = re.search(r"the least is (\d+)", smallest)[1]
    assert taken(model, plan(model, f"--max-workspace={least}")) == wanted, model
    edited = plan(model)
    for group in edited["groups"]:
        for layer in group["layers"]:
            kernel = layer["kernel"]
            if kernel["name"] in ("pointwise", "dense") and kernel["pixels"] > 3:
                kernel["pixels"] -= 2
    assert taken(model, edited) == wanted, model

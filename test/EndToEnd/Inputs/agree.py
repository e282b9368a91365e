# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""agree.py MODEL OUTPUT RESOLUTION FOLDER CPU CC [EMULATOR...]: runs a library that is compiled
for another architecture, with agree.c as its program, and compares with the evaluator. The model
has the input `image`."""

import os
import subprocess
import sys

import numpy as np

model, output, resolution, folder, cpu, cc, *emulator = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
os.makedirs(folder, exist_ok=True)


def run(*command):
    subprocess.run(command, check=True)


image = np.random.RandomState(1).uniform(-1, 1, (1, 3, int(resolution), int(resolution)))
np.save(f"{folder}/image.npy", image.astype(np.float32))
run("mnc-run", model, f"--input=image={folder}/image.npy", "--reference", "--output-dir", folder)
run("mnc", model, "--name=network", "--target=aarch64-linux-gnu", f"--cpu={cpu}", "-o", folder)
run(cc, "-std=c11", "-Wall", "-Werror", f"-I{folder}", f"-I{here}", f"{here}/agree.c",
    f"{folder}/libnetwork.a", "-lm", "-o", f"{folder}/agree")
run(*emulator, f"{folder}/agree", folder, f"out_{output}.npy")

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""agree.py MODEL OUTPUT RESOLUTION FOLDER CPU CC CXX [EMULATOR...]: runs a network that is compiled for another
architecture, as a library and as C++, with agree.c as its program, and compares with the evaluator. The model has the
input `image`."""

import os
import subprocess
import sys

import numpy as np

model, output, resolution, folder, cpu, cc, cxx, *emulator = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
flags = os.path.join(here, "..", "..", "..", "cmake", "mncFlags.cmake")
os.makedirs(folder, exist_ok=True)


def run(*command):
    subprocess.run(command, check=True)


image = np.random.RandomState(1).uniform(-1, 1, (1, 3, int(resolution), int(resolution)))
np.save(f"{folder}/image.npy", image.astype(np.float32))
run("mnc-run", model, f"--input=image={folder}/image.npy", "--reference", "--output-dir", folder)
compile_network = ["mnc", model, "--name=network", "--target=aarch64-linux-gnu", f"--cpu={cpu}"]
cpp = f"{folder}/cpp"
run(*compile_network, "-o", folder)
run(*compile_network, "--emit=cpp", "-o", cpp)
run("cmake", f"-DSOURCE={cpp}/network.cpp", f"-DCOMPILER={cxx}", f"-DOUTPUT={cpp}/flags", "-P", flags)
for name in ("network", "network_weights"):
    run(cxx, f"@{cpp}/flags", "-Wall", "-Wextra", "-Werror", "-c", f"{cpp}/{name}.cpp", "-o", f"{cpp}/{name}.o")

code = {folder: [f"{folder}/libnetwork.a"], cpp: [f"{cpp}/network.o", f"{cpp}/network_weights.o"]}
for place, files in code.items():
    run(cc, "-std=c11", "-Wall", "-Werror", f"-I{place}", f"-I{here}", f"{here}/agree.c", *files, "-lm", "-o",
        f"{place}/agree")
    run(*emulator, f"{place}/agree", folder, f"out_{output}.npy")

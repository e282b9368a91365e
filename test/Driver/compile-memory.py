# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What compiling MobileNetV2 1.0 takes beyond compiling a network of nearly no weights is at most
3 times its file, and 2 times up to the optimised graph. Times are printed, not judged: other tests
run beside this one.

REQUIRES: onnx
RUN: %python %s %models/v2_1.0_224.onnx %digits/digits.onnx %t
"""

import os
import shutil
import sys

MOST_COPIES = {"graph": 2, "cpp": 3, "lib": 3}


def compile_to(emit, path, folder):
    """Peak of memory in bytes, and seconds of processor time."""
    command = [shutil.which("mnc"), path, f"--emit={emit}", "-o", folder]
    pid = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"error: {' '.join(command)} failed")
    return used.ru_maxrss * 1024, used.ru_utime + used.ru_stime


network, small, output = sys.argv[1:]
failed = False
for emit, most in MOST_COPIES.items():
    peak, seconds = compile_to(emit, network, output)
    bare, _ = compile_to(emit, small, output)
    copies = (peak - bare) / os.path.getsize(network)
    print(f"{emit}: {seconds:.2f} s, {peak / 1e6:.0f} MB, {bare / 1e6:.0f} MB without weights: "
          f"{copies:.2f} times the file, at most {most}")
    failed |= copies > most
sys.exit(failed)

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiling MobileNetV2 1.0 takes at most 500 MB. The time is printed, not judged: other tests run beside this one.

REQUIRES: onnx
RUN: %python %s mnc %models/v2_1.0_224.onnx -o %t
"""

import resource
import subprocess
import sys

subprocess.run(sys.argv[1:], check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
megabytes = used.ru_maxrss * 1024 / 1e6
print(f"{used.ru_utime + used.ru_stime:.2f} s, {megabytes:.0f} MB")
if megabytes > 500:
    sys.exit(f"error: compiling took {megabytes:.0f} MB, wanted at most 500")

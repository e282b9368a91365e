# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The loops that multiply keep to registers of the CPU's full width, on every kind of CPU.

REQUIRES: onnx
RUN: %python %s mnc %models/v2_1.0_224.onnx x86_64-linux-gnu x86-64-v2 128
RUN: %python %s mnc %models/v2_1.0_224.onnx x86_64-linux-gnu haswell 256
RUN: %python %s mnc %models/v2_1.0_224.onnx x86_64-linux-gnu znver4 512
RUN: %python %s mnc %models/v2_1.0_224.onnx aarch64-linux-gnu cortex-a76 128
RUN: %python %s mnc %models/v2_1.0_224.onnx aarch64-linux-gnu cortex-a53 128
RUN: %python %s mnc %models/v2_1.0_224.onnx aarch64-linux-gnu cortex-a55 128
RUN: %python %s mnc %models/v2_1.0_224.onnx aarch64-linux-gnu neoverse-n1 128
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts"))
from loops import innermost_loops

mnc, model, triple, cpu, width = sys.argv[1:]
assembly = subprocess.run(
    [mnc, model, f"--target={triple}", f"--cpu={cpu}", "--emit=asm", "-o", "-"], check=True,
    stdout=subprocess.PIPE, text=True).stdout
# Smaller ones are the ends of rows and of channels.
loops = [loop for loop in innermost_loops(assembly) if len(loop.multiplies) >= 8]
wrong = []
if len(loops) < 20:
    wrong.append(f"{len(loops)} loops with 8 or more multiplications, wanted at least 20")
for loop in loops:
    place = f"{loop.function} {loop.label} ({len(loop.multiplies)} multiplications)"
    wrong += [f"{place} uses the stack: {text}" for text in loop.spills]
widths = [bits for loop in loops for bits in loop.widths()]
full = widths.count(int(width))
print(f"{cpu}: {len(loops)} loops, {full} of {len(widths)} multiplications have {width} bits")
if full * 10 < len(widths) * 9:
    wrong.append(f"{full} of {len(widths)} multiplications have {width} bits, wanted 90 %")
# Depthwise kernels multiply whole vectors; all others a lane.
dense = [loop for loop in loops if loop.lane_indexed()]
if triple.startswith("aarch64"):
    indexed = sum(len(loop.lane_indexed()) for loop in dense)
    total = sum(len(loop.multiplies) for loop in dense)
    print(f"{indexed} of {total} multiplications in {len(dense)} loops are by a lane")
    if len(dense) < 20 or indexed * 20 < total * 19:
        wrong.append("wanted at least 20 loops, and 95 % by a lane")
sys.exit("\n".join(f"error: {text}" for text in wrong) or None)

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The innermost loops of assembly that mnc has written: what they multiply, and whether they
spill."""

import re

LABEL = re.compile(r"([.\w$]+):")
BRANCH = re.compile(r"(?:j\w+|b\.\w+|cbn?z|tbn?z)\s")
# The multiplication of a multiply-add on vectors, fused or not.
MULTIPLY = re.compile(r"(?:fmla|vfn?madd\d+ps|v?mulps)\s")
# The stack: its pointer, on x86 with the frame pointer where that is one.
STACK = re.compile(r"\[sp\b|\(%rsp\b")
FRAME = re.compile(r"\(%rbp\b")
VECTOR = re.compile(r"\bq\d|%[xyz]mm")
# Bits of the registers of an instruction: the first name that occurs.
WIDTHS = (("%zmm", 512), ("%ymm", 256), ("%xmm", 128), (".4s", 128), (".2s", 64))


class Loop:
    """A loop of one basic block: its function, its label, and its instructions without the
    branch."""

    def __init__(self, function, label, instructions, has_frame):
        self.function, self.label, self.instructions = function, label, instructions
        self.multiplies = [text for text in instructions if MULTIPLY.match(text)]
        stack = [text for text in instructions
                 if STACK.search(text) or (has_frame and FRAME.search(text))]
        self.spills = [text for text in stack if VECTOR.search(text)]

    def widths(self):
        """The vector widths, in bits, of the multiplications."""
        return [next(bits for name, bits in WIDTHS if name in text) for text in self.multiplies]

    def lane_indexed(self):
        """The multiplications by one lane of a register (AArch64)."""
        return [text for text in self.multiplies if re.search(r"\.s\[\d\]", text)]


def innermost_loops(assembly):
    """All loops of one basic block that multiply vectors, in the order of the text."""
    loops, function, label, block, has_frame = [], "", "", [], False
    for line in assembly.splitlines():
        found = LABEL.match(line)
        if found:
            label, block = found.group(1), []
            if not label.startswith("."):
                function, has_frame = label, False
            continue
        text = re.split(r"\s# |//", line)[0].strip()
        if not text or text[0] in ".#":
            continue
        has_frame |= text.replace("\t", " ") == "movq %rsp, %rbp"
        if BRANCH.match(text):
            if text.split()[-1] == label:
                loops.append(Loop(function, label, list(block), has_frame))
            continue
        block.append(text)
    return [loop for loop in loops if loop.multiplies]

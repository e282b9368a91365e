# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every message of lib/Import stands in a test that provokes it, or below with the reason why not.

Of each statement that makes an error, one of the texts is looked for in the tests, of 12 characters
or the longest; patterns there count as what they match literally. Each line printed names a message
that no test provokes.

RUN: %python %s %source
"""

import pathlib
import re
import sys

project = pathlib.Path(sys.argv[1])

# A message, and why no test provokes it.
NOT_PROVOKED = {
    ": wanted a size of at least 1": "mnc refuses such a --dim itself",
}
ROOMS = ("Damage", "Driver", "EndToEnd", "Import", "NodeCases", "Unit")
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
ERROR = re.compile(r"\b(?:emit\w*Error|\w*[eE]rror)\([^;]*;")


def joined(text):
    """`text` with literals that continue in the next line in one piece."""
    return re.sub(r'"\s*\n\s*[rf]*"', "", text)


def tests():
    paths = (path for room in ROOMS for path in sorted((project / "test" / room).rglob("*")))
    text = "".join(joined(path.read_text()) for path in paths
                   if path.suffix in (".py", ".test", ".txt", ".cpp", ".mlir"))
    return re.sub(r"\\(.)", r"\1", text)


def messages():
    """The place of each message, and the texts that tell it from others."""
    for path in sorted((project / "lib" / "Import").glob("*.cpp")):
        text = joined(path.read_text())
        for error in ERROR.finditer(text):
            literals = [literal.strip(" '") for literal in LITERAL.findall(error[0])]
            longest = max(map(len, literals), default=0)
            if longest >= 4:
                yield (f"{path.name}:{text[:error.start()].count(chr(10)) + 1}",
                       [literal for literal in literals if len(literal) >= min(12, longest)])


provoked = tests()
found = list(messages())
if len(found) < 100:
    sys.exit(f"error: found {len(found)} messages in lib/Import, wanted at least 100")
wrong = []
unused = set(NOT_PROVOKED)
for place, texts in found:
    if any(text in provoked for text in texts):
        continue
    listed = NOT_PROVOKED.keys() & set(texts)
    unused -= listed
    if not listed:
        wrong.append(f"lib/Import/{place}: no test provokes '{max(texts, key=len)}'")
wrong += [f"'{text}' is listed, but a test provokes it or it is gone" for text in sorted(unused)]
sys.exit("\n".join(wrong) if wrong else 0)

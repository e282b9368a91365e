#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Lists the numbers that schedules and costs are chosen by and no row of the table of CPUs has.

usage: scripts/constants.py [--most N]

Every literal but 0, 1 and 2 in lib/Schedule and in the costs of kernels is listed, with the comment
before it, which says where it comes from. Free are positions in a shape, sizes of arrays and the
version of a file's format. With --most, fails if there are more, or if one has no comment.
"""

import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILES = [
    *sorted((ROOT / "lib" / "Schedule").glob("*.[ch]*")),
    *sorted((ROOT / "include" / "mnc" / "Schedule").glob("*.h")),
    *sorted((ROOT / "lib" / "Kernels").glob("*Tilings.cpp")),
    ROOT / "lib" / "Kernels" / "TilingCosts.h",
    ROOT / "lib" / "Kernels" / "DotConv.cpp",
]
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?(?:e\d+)?)(?![\w.])")
# A position in a shape or of a field, a size of an array, a version.
FREE = re.compile(r"\[[^\]\[]*\d\]|<[^<>;]*, \d+>|\w*schema\w* = \d+|\"[^\"]*\"")


def literals(path):
    """The line, the number, the code and the comment before it of each literal of a file."""
    comment = ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code, _, remark = line.partition("//")
        if not code.strip():
            comment = f"{comment} {remark.strip(' /')}" if remark else ""
            continue
        for found in NUMBER.findall(FREE.sub("", code)):
            if float(found) not in (0, 1, 2):
                yield number, found, code.strip(), (comment or remark).strip()
        if code.rstrip().endswith((";", "{", "}")):
            comment = ""


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, help="fail if there are more")
    arguments = parser.parse_args()
    found = [(path, *literal) for path in FILES for literal in literals(path)]
    for path, number, literal, code, comment in found:
        print(f"{path.relative_to(ROOT)}:{number}: {literal}")
        print(f"    {code}\n    {comment or 'no source'}")
    print(f"{len(found)} numbers")
    if arguments.most is None:
        return 0
    return len(found) > arguments.most or not all(comment for *_, comment in found)


if __name__ == "__main__":
    sys.exit(main())

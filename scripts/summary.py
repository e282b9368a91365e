# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints `N passed, N failed[, N skipped]` from lit's results, and before that
the counts of tests that are many in one.

usage: summary.py RESULTS.json STATUS

STATUS is the exit code of the command that ran the tests. Exits 1 if a test
failed, none ran, or the command failed for another reason.
"""

import collections
import json
import sys

SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}
PASSED = {"PASS", "FLAKYPASS"}
# How the lines with those counts begin; lit puts `# | ` before each.
COUNTS = ("# | node cases: ", "# | opset ", "# | random graphs: ", "# | damaged plans: ")


def main():
    path, status = sys.argv[1], int(sys.argv[2])
    try:
        with open(path) as file:
            tests = json.load(file)["tests"]
    except (OSError, ValueError) as error:
        sys.exit(f"error: no test ran: {error}")
    counts = collections.Counter()
    for test in tests:
        code = test["code"]
        for line in test.get("output", "").splitlines():
            if line.startswith(COUNTS):
                print(line[4:])
        counts["passed" if code in PASSED else "skipped" if code in SKIPPED else "failed"] += 1
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{counts['passed']} passed, {counts['failed']} failed{skipped}")
    return 1 if counts["failed"] or not counts["passed"] or status else 0


sys.exit(main())

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fails unless a text fits on a screen of 24 lines and 100 columns."""

import sys

lines = open(sys.argv[1]).read().splitlines()
if len(lines) > 24 or max(map(len, lines)) > 100:
    sys.exit(f"{len(lines)} lines of up to {max(map(len, lines))} columns, wanted 24 of 100")

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fails unless docs/Json.md names each field of some files of mnc: Json.md FILE.json..."""

import json
import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    known = set(re.findall(r"`(\w+)`", file.read()))


def fields(value):
    if isinstance(value, dict):
        return set(value) | set().union(*map(fields, value.values()))
    return set().union(*map(fields, value)) if isinstance(value, list) else set()


for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        described = json.load(file)
    lists = [key for key in ("layers", "groups", "buffers") if key in described]
    schema = 3 if "groups" in described else 1
    if described["schema"] != schema or not lists or not isinstance(described[lists[0]], list):
        sys.exit(f"{path}: wanted schema {schema} and an array of layers, groups or buffers")
    missing = fields(described) - known
    if missing:
        sys.exit(f"{path}: docs/Json.md lacks {', '.join(sorted(missing))}")

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures the rates of this machine's core that schedules are chosen by, as a row of the table of
CPUs wants them.

usage: bench/cpu.py [--json FILE]

    fmas          multiply-adds of a vector that start in a cycle
    fma_latency   cycles from one that waits for another to the next
    additions     of a vector that start in a cycle
    divide_cycles cycles from the start of a division of a vector to the next
    l1_loads ... memory_loads, l1_stores ...   bytes in a cycle, from and to blocks of half of a
                  cache, of four times the second-level cache, and of what no cache holds
    l1_latency ... memory_latency   cycles of a load whose address is that of the one before
    gigahertz     at which dependent additions of integers take a cycle each

Cycles are those of the core while it measures; other programs on the machine make them more.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def cache_bytes(level):
    """Of the data cache of the first core; 0 where the machine does not say."""
    root = "/sys/devices/system/cpu/cpu0/cache"
    for index in sorted(os.listdir(root)) if os.path.isdir(root) else []:
        def read(name):
            with open(os.path.join(root, index, name)) as file:
                return file.read().strip()
        if index.startswith("index") and read("level") == str(level) and read("type") != \
                "Instruction":
            return int(read("size").rstrip("K")) * 1024
    return 0


def measure():
    caches = [cache_bytes(level) or default
              for level, default in ((1, 32 << 10), (2, 512 << 10), (3, 8 << 20))]
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "cpu")
        subprocess.run(["cc", "-std=c11", "-O2", "-march=native", "-ffp-contract=fast",
                        os.path.join(HERE, "cpu.c"), "-o", program], check=True)
        done = subprocess.run([program, *map(str, caches)], check=True, stdout=subprocess.PIPE,
                              text=True)
    rates = dict(line.split() for line in done.stdout.splitlines())
    return {**dict(zip(("l1_bytes", "l2_bytes", "l3_bytes"), caches)),
            **{name: float(value) for name, value in rates.items()}}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", metavar="FILE", help="keep what was measured")
    arguments = parser.parse_args()
    measured = measure()
    for name, value in measured.items():
        print(f"{name:<16} {value:g}")
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(measured, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    sys.exit(main())

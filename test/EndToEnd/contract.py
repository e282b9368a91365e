# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The contract of a generated library: symbols, sections, relocations, header.

usage: contract.py NAME FOLDER NM READELF CC CXX [ENTRY...], with the entries other than NAME_run

REQUIRES: onnx
RUN: mnc %digits/digits.onnx -o %t && %python %s digits %t %nm %readelf %cc %cxx
RUN: mnc %models/v2_0.35_96.onnx --name=v2 -o %t && %python %s v2 %t %nm %readelf %cc %cxx
RUN: mnc %models/v2_0.35_96.onnx --name=apart --weights=%t/apart.bin -o %t
RUN: %python %s apart %t %nm %readelf %cc %cxx apart_check_weights
RUN: rm -rf %t.twin && mkdir %t.twin && %python %S/Inputs/twin.py %t.twin
RUN: mnc %t.twin/twin.onnx -o %t && %python %s twin %t %nm %readelf %cc %cxx
"""

import json
import subprocess
import sys

name, folder, nm, readelf, cc, cxx, *entries = sys.argv[1:]
archive, header = f"{folder}/lib{name}.a", f"{folder}/{name}.h"


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def expect(what, found, holds):
    print(f"{what}: {found}")
    if not holds:
        sys.exit(f"error: {what} is {found}")


def symbols(*flags):
    return sorted(line.split()[0]
                  for line in output(nm, "--format=posix", *flags, archive).splitlines()
                  if line and not line.endswith(":"))


defined = symbols("--extern-only", "--defined-only")
expect("external definitions", defined, defined == [*entries, f"{name}_run"])
undefined = symbols("--undefined-only")
expect("undefined symbols", undefined, set(undefined) <= {"memcpy", "memset", "memmove"})

facts = json.loads(output(readelf, "--elf-output-style=JSON", "--sections", archive))
sections = [entry["Section"] for file in facts for entry in file["Sections"]]


def flags_of(section):
    return {flag["Name"] for flag in section["Flags"]["Flags"]}


def text(field):
    """Of a name, which is text or holds it."""
    return field["Name"] if isinstance(field, dict) else field


inside = {text(s["Name"]): s["Size"] for s in sections if text(s["Name"]).startswith(".rodata.")}
expect("sections of weights", inside, (f".rodata.{name}_weights" in inside) == (not entries))
writable = {
    text(s["Name"]): s["Size"] for s in sections if {"SHF_WRITE", "SHF_ALLOC"} <= flags_of(s)
}
expect("writable sections", writable, sum(writable.values()) <= 4)
stack = [flags_of(s) for s in sections if text(s["Name"]) == ".note.GNU-stack"]
expect("flags of .note.GNU-stack", stack, len(stack) == 1 and "SHF_EXECINSTR" not in stack[0])
constructors = [
    text(s["Name"]) for s in sections if text(s["Name"]).startswith((".init", ".ctors", ".fini"))
]
expect("constructors", constructors, not constructors)

# Position independent: a shared library without relocations of its text.
output(cc, "-shared", "-Wl,-z,text", "-Wl,--fatal-warnings", "-Wl,--whole-archive", archive,
       "-Wl,--no-whole-archive", "-o", f"{folder}/{name}.so")

strict = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only"]
output(cc, "-std=c99", "-x", "c", *strict, header)
for standard in "c++11", "c++17", "c++20":
    output(cxx, f"-std={standard}", "-x", "c++", *strict, header)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows whether two builds of mnc generate the same code: same-code.py BEFORE AFTER [options].

BEFORE and AFTER are build folders. The mnc of each compiles the same networks for the same CPUs, to
a library and to C++. Archives and headers are compared byte for byte. C++ is compared without
comments and white space, which move when a name gets longer, and with the names of BEFORE changed
as --renames says. JSON is not compared. Each file gives a line, with one hash or, if it differs,
both; `N same, N different` is the last line.

Exit status: 0 all is the same, 1 something differs, 2 an error.
"""

import argparse
import concurrent.futures
import hashlib
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NETWORKS = ["v1_1.0_224", "v1_0.25_128", "v2_1.0_224", "v2_0.35_96", "digits"]
X86 = "x86_64-unknown-linux-gnu"
CPUS = {"znver4": X86, "haswell": X86, "x86-64-v2": X86, "cortex-a76": "aarch64-linux-gnu"}

STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"' + r"|'(?:[^'\\]|\\.)'"
COMMENT = re.compile(rf"({STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
# A line of the preprocessor is one token, because its end matters; where it is wrapped, does not.
TOKEN = re.compile(rf"{STRING}|#(?:[^\\\n]|\\.)*|\w+|([-+&|<>=:])\1|->|[-+*/%&|^<>=!]=|\S",
                   re.DOTALL | re.ASCII)
NAME = re.compile(r"\b[A-Za-z_]\w*", re.ASCII)


class Failure(Exception):
    """What keeps the builds from being compared; the text is for the user."""


def read_renames(path):
    """The list as {old name: new name}; no name stands twice on one side."""
    renames = {}
    with open(path) as file:
        for number, line in enumerate(file, 1):
            words = line.partition("#")[0].split()
            if words and (len(words) != 2 or not all(NAME.fullmatch(word) for word in words)):
                raise Failure(f"{path}:{number}: wanted two names, `old new`")
            if words and (words[0] in renames or words[1] in renames.values()):
                raise Failure(f"{path}:{number}: a line before has one of these names")
            renames.update([words] if words else [])
    return renames


def call(*command, cwd=None, hint=""):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        what = f"status {done.returncode} of {' '.join(command)}"
        raise Failure(f"{hint}{what}\n{done.stderr.rstrip()}")


def model(name, folder, temporary):
    """The path of a network, which is there or gets generated."""
    if name == "digits":
        return os.path.join(ROOT, "models", "digits", "digits.onnx")
    for place in (folder or temporary, temporary):
        path = os.path.join(os.path.abspath(place), name + ".onnx")
        if os.path.exists(path):
            return path
    print(f"generating {name}", file=sys.stderr)
    version, width, resolution = name[1:].split("_")
    call("/usr/bin/python3", os.path.join(ROOT, "models", "mobilenet.py"), "--version", version,
         "--width", width, "--resolution", resolution, "-o", path,
         hint="networks that --models does not have want python3-onnx and python3-numpy: ")
    return path


def compiled(command, emit):
    """What mnc writes, as {name of a file: its text}. Latin-1 keeps each byte."""
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        call(*command, "--emit=" + emit, "-o", ".", cwd=folder)
        for name in os.listdir(folder):
            if not name.endswith(".json"):
                with open(os.path.join(folder, name), "rb") as file:
                    files[f"{emit}/{name}"] = file.read().decode("latin-1")
    return files


def pieces(name, text, renames):
    """What is compared of a file: strings, each with its offset in the text."""
    if not name.endswith(".cpp"):
        return [(line[0], line.start()) for line in re.finditer(r"[^\n]*\n|[^\n]+", text)]
    text = COMMENT.sub(lambda found: found[1] or re.sub(r"[^\n]", " ", found[0]), text)
    names = set(NAME.findall(re.sub(STRING, " ", text)))
    for old in names & renames.keys():
        if renames[old] in names - renames.keys():
            raise Failure(f"--renames makes one name of two in {name}: {old}, {renames[old]}")

    def renamed(token):
        if token[0] == "#":
            token = re.sub(r"\s*\\\n\s*", " ", token)
        if token[0] in "\"'" or names.isdisjoint(renames):
            return token
        return NAME.sub(lambda found: renames.get(found[0], found[0]), token)

    return [(renamed(found[0]), found.start()) for found in TOKEN.finditer(text)]


def compare(name, texts, renames):
    """The distinct hashes of a file, and for each side the line from which text differs."""
    sides = [pieces(name, texts[0], renames), pieces(name, texts[1], {})]
    contents = [[piece for piece, _ in side] for side in sides]
    whole = [("\n" if name.endswith(".cpp") else "").join(content) for content in contents]
    hashes = [hashlib.sha256(text.encode("latin-1")).hexdigest()[:12] for text in whole]
    notes = []
    if whole[0] != whole[1] and name.endswith((".cpp", ".h")):
        index = len(os.path.commonprefix(contents))
        for which, text, side in zip(("BEFORE", "AFTER "), texts, sides):
            number = text.count("\n", 0, side[index][1] if index < len(side) else len(text))
            line = text.split("\n")[number].strip()
            notes.append(f"  {which} line {number + 1}: {line[:160]}")
    return list(dict.fromkeys(hashes)), notes


def run(args):
    builds = (args.before, args.after)
    tools = [os.path.join(os.path.abspath(build), "bin", "mnc") for build in builds]
    for path, build in zip(tools, builds):
        if not os.access(path, os.X_OK):
            raise Failure(f"{path} is missing; build it: ninja -C {build} mnc")
    renames = read_renames(args.renames) if args.renames else {}
    if args.models and not os.path.isdir(args.models):
        raise Failure(f"--models names no folder: {args.models}")
    count = [0, 0]
    with (tempfile.TemporaryDirectory() as temporary,
          concurrent.futures.ThreadPoolExecutor(min(4, os.cpu_count())) as pool):
        for network, cpu in [(n, c) for n in args.only or NETWORKS for c in args.cpu or CPUS]:
            options = [model(network, args.models, temporary), f"--cpu={cpu}",
                       f"--target={CPUS[cpu]}", *args.also]
            options += ["--dim=batch=1"] if network == "digits" else []
            print(f"compiling {network} for {cpu}", file=sys.stderr)
            jobs = [[pool.submit(compiled, [mnc, *options], emit) for emit in ("lib", "cpp")]
                    for mnc in tools]
            before, after = (library.result() | cpp.result() for library, cpp in jobs)
            for name in sorted(before.keys() | after.keys()):
                hashes, notes = compare(name, (before.get(name, ""), after.get(name, "")), renames)
                count[len(hashes) - 1] += 1
                print(f"{('same', 'DIFFERENT')[len(hashes) - 1]:9}  {network:11}  {cpu:10}  "
                      f"{name}  {' '.join(hashes)}", *notes, sep="\n", flush=True)
    print(f"{count[0]} same, {count[1]} different")
    return 1 if count[1] else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0] + ".")
    parser.add_argument("before", metavar="BEFORE", help="a build folder")
    parser.add_argument("after", metavar="AFTER", help="another one")
    parser.add_argument("--renames", metavar="FILE", help="lines `old new`; # comments")
    parser.add_argument("--models", metavar="FOLDER", help="has networks: BUILD/test/models")
    for option, table in (("--only", NETWORKS), ("--cpu", CPUS)):
        parser.add_argument(option, action="append", choices=table, help="repeatable")
    parser.add_argument("--also", metavar="OPTION", action="append", default=[],
                        help="for both builds, as --also=--no-stream; repeatable")
    try:
        return run(parser.parse_args())
    except (Failure, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())

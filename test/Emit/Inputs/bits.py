# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles a model to an object and to C++, the C++ with each of several compilers and the flags
that its head names, without warnings; runs all on the same inputs, compares the bits of their
outputs and measures their stack.

usage: bits.py [--target=TRIPLE] [--run=EMULATOR] [--flags=FLAGS] [--weights]
               MODEL CPU FOLDER COMPILER...

The program runs in EMULATOR; FLAGS are added to those of the compilers. With --weights there are
also an object and C++ of the first compiler whose weights are files.
"""

import argparse
import os
import re
import subprocess

from cppflags import flags_of

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command):
    subprocess.run(command, check=True)


def longest_function(source):
    """The number of lines of the longest function; one begins at a line's start and ends in `}`."""
    longest = begin = 0
    with open(source) as file:
        for number, line in enumerate(file, 1):
            if line.rstrip().endswith("{") or line.startswith("[["):
                begin = number if line[0] not in " }/" else begin
            if line == "}\n":
                longest = max(longest, number - begin + 1)
    return longest


def declarations(names, apart):
    """A table of the networks' entry points, for bits.c; `apart` are those with external
    weights."""
    text = "".join('#include "%s.h"\n' % name for name in names)
    with open(names[0] + ".h") as file:
        tensors = re.findall(r"^#define NET0_((?:IN|OUT)PUT\d+)_ELEMENTS", file.read(), re.M)
    inputs = [tensor for tensor in tensors if tensor.startswith("IN")]
    text += "#define NETWORKS %d\n" % len(names)
    text += "static int runNetwork(int which, float **in, float **out, void *workspace) {\n"
    text += "  switch (which) {\n"
    for number, name in enumerate(names):
        arguments = ["in[%d]" % i for i in range(len(inputs))]
        arguments += ["out[%d]" % i for i in range(len(tensors) - len(inputs))] + ["workspace"]
        if name in apart:
            upper = name.upper()
            arguments.append(
                f'readWeights("{name}.bin", {upper}_WEIGHTS_BYTES, {name}_check_weights)')
        text += "  case %d:\n    return %s_run(%s);\n" % (number, name, ", ".join(arguments))
    text += "  }\n  return -1;\n}\n"
    text += "static const unsigned statedStack[] = {%s};\n" % (
        ", ".join("%s_STACK_BYTES" % name.upper() for name in names))
    for kind, group in (("input", inputs), ("output", tensors[len(inputs):])):
        text += "static const unsigned %sElements[] = {%s};\n" % (
            kind, ", ".join("NET0_%s_ELEMENTS" % tensor for tensor in group))
    return text


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--target", default="x86_64-unknown-linux-gnu")
    parser.add_argument("--run", type=str.split, default=[])
    parser.add_argument("--flags", type=str.split, default=[])
    parser.add_argument("--weights", action="store_true")
    for name in ("model", "cpu", "folder"):
        parser.add_argument(name)
    parser.add_argument("compilers", nargs="+")
    return parser.parse_args()


def main():
    arguments = parse()
    compilers, more = arguments.compilers, arguments.flags
    os.makedirs(arguments.folder, exist_ok=True)
    os.chdir(arguments.folder)
    mnc = [
        "mnc", arguments.model, f"--cpu={arguments.cpu}", f"--target={arguments.target}", "-o", "."
    ]
    run(*mnc, "--name=net0")
    names, objects, apart = ["net0"], ["libnet0.a"], []
    builds = [(compiler, []) for compiler in compilers]
    if arguments.weights:
        apart = ["apart", "net%d" % (len(builds) + 1)]
        builds.append((compilers[0], [f"--weights={apart[1]}.bin"]))
        run(*mnc, "--name=apart", "--weights=apart.bin")
        objects.append("libapart.a")
    for number, (compiler, options) in enumerate(builds, 1):
        name = "net%d" % number
        run(*mnc, f"--name={name}", "--emit=cpp", *options)
        for part in (name, name + "_weights"):
            if not os.path.exists(part + ".cpp"):
                continue
            run(compiler, flags_of(name + ".cpp", compiler), "-Wall", "-Wextra", "-Werror", *more,
                "-c", part + ".cpp", "-o", part + ".o")
            objects.append(part + ".o")
        names.append(name)
        assert longest_function(name + ".cpp") <= 120, "a function is too long"
    names += apart[:1]
    with open("networks.h", "w") as file:
        file.write(declarations(names, apart))
    run(compilers[0], "-x", "c", "-std=c11", "-O1", "-I.", os.path.join(HERE, "bits.c"), "-x",
        "none", *more, *objects, "-o", "bits")
    with open(names[1] + ".cpp") as file:
        print(
            "%d lines, longest function %d" %
            (len(file.readlines()), longest_function(names[1] + ".cpp")), flush=True)
    run(*arguments.run, "./bits")


main()

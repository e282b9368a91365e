# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs mnc on bad input and checks how it is refused."""

import os
import re
import subprocess
import sys
import tempfile

import model


class Refusals:
    """Cases of one test; `folder` is emptied before by the test."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def path(self, name="model.onnx"):
        return os.path.join(self.folder, name)

    def write(self, data, name="model.onnx"):
        """Writes bytes or a message to a file; its path."""
        with open(self.path(name), "wb") as file:
            file.write(data if isinstance(data, bytes) else data.SerializeToString())
        return self.path(name)

    def refuse(self, wanted, *arguments, tool="mnc", code=1, **options):
        """The tool must print one error that matches `wanted`, end with `code`
        and write nothing into the folder of its output."""
        with tempfile.TemporaryDirectory(dir=self.folder) as out:
            folder = [] if any(a.startswith("-o")
                               for a in arguments) or tool != "mnc" else ["-o", out]
            done = subprocess.run([tool, *arguments, *folder],
                                  stdout=options.pop("stdout", subprocess.DEVNULL),
                                  stderr=subprocess.PIPE, timeout=60, **options)
            text = done.stderr.decode(errors="replace")
            left = os.listdir(out)
        errors = [line for line in text.splitlines() if line.startswith("error: ")]
        problem = ("" if done.returncode == code else f"exit code {done.returncode}, wanted {code}")
        if len(errors) != 1:
            problem = problem or f"{len(errors)} errors, wanted one"
        elif not re.search(wanted, errors[0]):
            problem = problem or "another message"
        if left:
            problem = problem or f"files were left: {left}"
        if problem:
            sys.exit(f"{problem}\n  ran: {tool} {' '.join(arguments)[:500]}\n  wanted: {wanted}\n"
                     f"  found: {text[:2000]}")
        self.count += 1

    def model(self, wanted, made, *arguments):
        """The same for a model, which is compiled to a library."""
        self.refuse(wanted, self.write(made), *arguments)

    def graph(self, wanted, nodes, weights={}, shape=[1, 4, 6, 6], outputs=["y"], opset=13,
              change=None):
        """The same for nodes that read the input x; `change` is called with the model."""
        made = model.model(nodes, [model.value("x", shape)], outputs, weights, opset)
        if change:
            change(made)
        self.model(wanted, made)

    def finish(self):
        print(f"refused: {self.count}")

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the ONNX standard's own cases of every operator that is imported: FOLDER."""

import sys

import numpy as np

# The generators use names that numpy has dropped.
for old, new in (("float", float), ("int", int), ("bool", bool), ("object", object), ("str", str)):
    setattr(np, old, new)

from onnx import defs
from onnx.backend.test.case.node import collect_testcases

from casefiles import imported_rows, operator_name, write_case


def raise_opset(model):
    """Makes opset 7, the least that is imported, of an older one if the operators are the same."""
    opset = model.opset_import[0]
    if opset.version < 7 and all(defs.get_schema(node.op_type, 7).since_version <= opset.version
                                 for node in model.graph.node):
        opset.version = 7


def main(folder):
    operators = {name for name, _, _ in imported_rows()}
    np.random.seed(1)
    for case in collect_testcases(None):
        nodes = case.model.graph.node
        if all(operator_name(node) in operators for node in nodes):
            raise_opset(case.model)
            inputs, outputs = case.data_sets[0]
            write_case(folder, case.name, case.model, inputs, outputs)


main(sys.argv[1])

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Nodes and arrays that cases are made of."""

import numpy as np
from onnx import helper

node = helper.make_node


def random_values(seed):
    """A function that gives floats in [-1, 1) of a shape, the same for the same seed."""
    random = np.random.RandomState(seed)
    return lambda *shape: random.uniform(-1, 1, shape).astype(np.float32)


def ints(*numbers):
    return np.array(numbers, np.int64)


def f32(array):
    return np.asarray(array, np.float32)

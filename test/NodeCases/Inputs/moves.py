# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of operators that move, join, cut, repeat, resize and reduce."""

import numpy as np
from onnx import TensorProto, helper

from arrays import f32, ints, node, random_values

values = random_values(7)


def join_cases(case):
    a, b, c = values(2, 3, 4, 5), values(2, 6, 4, 5), values(2, 1, 4, 5)
    case("concat_three", node("Concat", ["a", "b", "c"], ["y"], axis=1), {"a": a, "b": b, "c": c},
         np.concatenate([a, b, c], axis=1))
    case("concat_twice", node("Concat", ["a", "a"], ["y"], axis=-1), {"a": a},
         np.concatenate([a, a], axis=3))
    case("slice", node("Slice", ["b", "from", "to", "axes", "steps"], ["y"]),
         {"b": b, "from": ints(-1, 1), "to": ints(-100, 5), "axes": ints(1, -1),
          "steps": ints(-2, 3)}, b[:, ::-2, :, 1:5:3])
    case("split", node("Split", ["b", "sizes"], ["p", "q"], axis=1), {"b": b, "sizes": ints(2, 4)},
         {"p": b[:, :2], "q": b[:, 2:]})
    case("split_halves", node("Split", ["b"], ["p", "q"], axis=2, num_outputs=2), {"b": b},
         {"p": b[:, :, :2], "q": b[:, :, 2:]})
    case("split_last_is_smaller", node("Split", ["a"], ["p", "q", "r"], axis=-1, num_outputs=3),
         {"a": a}, {"p": a[..., :2], "q": a[..., 2:4], "r": a[..., 4:]})
    case("gather", node("Gather", ["b", "at"], ["y"], axis=1), {"b": b, "at": ints(5, 0, -3, 0)},
         b[:, [5, 0, 3, 0]])
    case("gather_one", node("Gather", ["b", "at"], ["y"], axis=-1), {"b": b, "at": np.array(2)},
         b[..., 2])
    case("expand", node("Expand", ["c", "s"], ["y"]), {"c": c, "s": ints(3, 2, 5, 1, 1)},
         np.broadcast_to(c, (3, 2, 5, 4, 5)))
    case("tile", node("Tile", ["a", "n"], ["y"]), {"a": a, "n": ints(1, 2, 1, 3)},
         np.tile(a, (1, 2, 1, 3)))
    x = values(2, 12, 3, 5)
    parts = x.reshape(2, 2, 2, 3, 3, 5).transpose(0, 3, 4, 1, 5, 2)
    case("depth_to_space", node("DepthToSpace", ["x"], ["y"], blocksize=2), {"x": x},
         parts.reshape(2, 3, 6, 10))
    parts = x.reshape(2, 3, 2, 2, 3, 5).transpose(0, 1, 4, 2, 5, 3)
    case("depth_to_space_crd", node("DepthToSpace", ["x"], ["y"], blocksize=2, mode="CRD"),
         {"x": x}, parts.reshape(2, 3, 6, 10))
    x = values(2, 3, 4, 6)
    parts = x.reshape(2, 3, 2, 2, 3, 2).transpose(0, 3, 5, 1, 2, 4)
    case("space_to_depth", node("SpaceToDepth", ["x"], ["y"], blocksize=2), {"x": x},
         parts.reshape(2, 12, 2, 3))


def lines(x, size, positions, axis):
    """Linear interpolation of `x` at `positions` of one axis."""
    positions = np.clip(positions, 0, size - 1)
    low = np.floor(positions).astype(int)
    part = (positions - low).reshape([-1 if d == axis else 1 for d in range(x.ndim)])
    return (np.take(x, low, axis) * (1 - part) +
            np.take(x, np.minimum(low + 1, size - 1), axis) * part)


def resize_cases(case):
    x = values(1, 3, 4, 5)
    case("resize_nearest", node("Resize", ["x", "", "scales"], ["y"],
                                coordinate_transformation_mode="asymmetric", nearest_mode="floor"),
         {"x": x, "scales": f32([1, 1, 2, 3])}, x.repeat(2, 2).repeat(3, 3))
    wanted = lines(lines(x, 4, (np.arange(7) + 0.5) * 4 / 7 - 0.5, 2), 5,
                   (np.arange(3) + 0.5) * 5 / 3 - 0.5, 3)
    case("resize_linear", node("Resize", ["x", "", "", "sizes"], ["y"], mode="linear"),
         {"x": x, "sizes": ints(1, 3, 7, 3)}, f32(wanted))
    wanted = lines(lines(x, 4, np.arange(7) * 3 / 6, 2), 5, np.arange(9) * 4 / 8, 3)
    case("resize_corners", node("Resize", ["x", "", "", "sizes"], ["y"], mode="linear", axes=[3, 2],
                                coordinate_transformation_mode="align_corners"),
         {"x": x, "sizes": ints(9, 7)}, f32(wanted))
    one = values(1, 1, 1, 14)
    # 14 / 2 is 7 exactly, but the scale is a float above 1/7 of which 1 gives a little less.
    case("resize_sevenths", node("Resize", ["x", "", "scales"], ["y"], nearest_mode="floor",
                                 coordinate_transformation_mode="asymmetric"),
         {"x": one, "scales": f32([1, 1, 1, 1 / 7])},
         one[..., [0, int(np.float32(1) / np.float32(1 / 7))]])


def reduce_cases(case):
    x = values(2, 3, 4, 5)
    for name, function in (("ReduceSum", np.sum), ("ReduceMax", np.max), ("ReduceMin", np.min),
                           ("ReduceProd", np.prod), ("ReduceMean", np.mean),
                           ("ReduceL1", lambda x, axis, keepdims: np.abs(x).sum(axis, None, None,
                                                                                keepdims)),
                           ("ReduceL2", lambda x, axis, keepdims: np.sqrt(
                               (x * x).sum(axis, None, None, keepdims))),
                           ("ReduceSumSquare", lambda x, axis, keepdims:
                            (x * x).sum(axis, None, None, keepdims))):
        for suffix, axes, keep in (("", (2, 3), 1), ("_apart", (0, 2), 0), ("_last", (-1,), 0)):
            case(name.lower() + suffix, node(name, ["x", "axes"], ["y"], keepdims=keep),
                 {"x": x, "axes": ints(*axes)},
                 f32(function(x, axis=axes, keepdims=bool(keep))))
        case(name.lower() + "_all", node(name, ["x"], ["y"], keepdims=0), {"x": x},
             f32(function(x, axis=(0, 1, 2, 3), keepdims=False)))
    case("global_max_pool", node("GlobalMaxPool", ["x"], ["y"]), {"x": x},
         x.max(axis=(2, 3), keepdims=True))
    case("sum_of_shape", [node("Shape", ["x"], ["s"]), node("ReduceProd", ["s"], ["n"], keepdims=1),
                          node("Reshape", ["x", "n"], ["y"])], {"x": x}, x.reshape(-1))


def known_cases(case):
    """What is evaluated: shapes, and choices between them."""
    x = values(2, 3, 4, 5)
    nodes = [
        node("Shape", ["x"], ["shape"]), node("Size", ["x"], ["size"]),
        node("ReduceMax", ["shape"], ["most"], keepdims=0),
        node("Equal", ["shape", "most"], ["is_most"]), node("Not", ["is_most"], ["is_other"]),
        node("Greater", ["shape", "two"], ["above"]), node("Less", ["shape", "two"], ["below"]),
        node("GreaterOrEqual", ["shape", "two"], ["at_least"]),
        node("LessOrEqual", ["shape", "two"], ["at_most"]),
        node("And", ["is_other", "above"], ["some"]), node("Or", ["below", "some"], ["three_four"]),
        node("And", ["at_least", "at_most"], ["is_two"]),
        node("Or", ["three_four", "is_two"], ["all_but_five"]),
        node("Where", ["all_but_five", "shape", "minus"], ["wanted"]),
        node("Where", ["is_most", "one", "one"], ["ones"]),
        node("Mul", ["wanted", "ones"], ["again"]), node("Neg", ["again"], ["negative"]),
        node("Neg", ["negative"], ["positive"]), node("Range", ["zero", "four", "two"], ["starts"]),
        node("Reshape", ["x", "positive"], ["same"]),
        node("ConstantOfShape", ["shape"], ["zeros"]), node("Add", ["same", "zeros"], ["sum"]),
        node("Cast", ["starts"], ["numbers"], to=TensorProto.FLOAT),
        node("Slice", ["sum", "starts", "ends", "axes"], ["y"])
    ]
    case("known", nodes, {
        "x": x, "two": ints(2), "minus": ints(-1), "one": ints(1), "zero": np.array(0),
        "four": np.array(4), "ends": ints(9, 9), "axes": ints(2, 3)
    }, x[:, :, 0:, 2:])
    then = helper.make_graph([node("Relu", ["x"], ["r"])], "then",
                             [], [helper.make_tensor_value_info("r", TensorProto.FLOAT, None)])
    other = helper.make_graph([node("Neg", ["x"], ["r"])], "else",
                              [], [helper.make_tensor_value_info("r", TensorProto.FLOAT, None)])
    for name, on, wanted in (("then", True, np.maximum(x, 0)), ("else", False, -x)):
        case("if_" + name, node("If", ["on"], ["y"], then_branch=then, else_branch=other),
             {"on": np.array(on), "x": x}, wanted)
    case("dequantize", [node("DequantizeLinear", ["w", "s", "z"], ["d"], axis=0),
                        node("Add", ["x", "d"], ["y"])],
         {"x": x[0, 0, :2], "w": np.int8(np.arange(10).reshape(2, 5)), "s": f32([0.5, 2]),
          "z": np.int8([1, -3])},
         x[0, 0, :2] + f32([[0.5], [2]]) * (np.arange(10).reshape(2, 5) - f32([[1], [-3]])))


def add_cases(case):
    join_cases(case)
    resize_cases(case)
    reduce_cases(case)
    known_cases(case)

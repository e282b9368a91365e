# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of operators that convert, compare, choose, rank and take values, of all element types."""

import numpy as np
from onnx import TensorProto

from arrays import f32, ints, node, random_values

values = random_values(11)


def conversion_cases(case):
    x = f32([-1e30, -300.7, -1.5, -0.0, 0.5, 2.5, 127.9, 255.9, 3e9, 1e19, np.inf, -np.inf, np.nan])
    for name, type, wanted in (
            ("uint8", TensorProto.UINT8, [0, 0, 0, 0, 0, 2, 127, 255, 255, 255, 255, 0, 0]),
            ("int8", TensorProto.INT8, [-128, -128, -1, 0, 0, 2, 127, 127, 127, 127, 127, -128, 0]),
            ("int32", TensorProto.INT32,
             [-2**31, -300, -1, 0, 0, 2, 127, 255, 2**31 - 1, 2**31 - 1, 2**31 - 1, -2**31, 0]),
            ("int64", TensorProto.INT64,
             [-2**63, -300, -1, 0, 0, 2, 127, 255, 3 * 10**9, 2**63 - 1, 2**63 - 1, -2**63, 0]),
            ("bool", TensorProto.BOOL, [1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1])):
        case("cast_to_" + name, node("Cast", ["x"], ["y"], to=type), {"x": x},
             np.array(wanted, name if name != "bool" else bool), [18, 25])
    n = ints(-2**63, -2**31, -129, -1, 0, 1, 255, 256, 2**24 + 1, 2**53 + 1, 2**63 - 1)
    for name, type in (("uint8", TensorProto.UINT8), ("int8", TensorProto.INT8),
                       ("int32", TensorProto.INT32), ("bool", TensorProto.BOOL),
                       ("float32", TensorProto.FLOAT)):
        case("cast_int64_to_" + name, node("Cast", ["n"], ["y"], to=type), {"n": n},
             n.astype(name), [18, 25])
    h = np.array([1.0, -2.5, 65504, 6e-8, 1e-5, -0.0, np.inf, np.nan, 0.1], np.float16)
    case("float16", [node("Mul", ["h", "h"], ["s"]), node("Add", ["s", "h"], ["y"])],
         {"h": h}, (h.astype(np.float32) ** 2 + h.astype(np.float32)).astype(np.float16), [18, 25])
    picture = np.arange(2 * 4 * 5 * 3, dtype=np.uint8).reshape(2, 4, 5, 3)
    case("picture", [node("Transpose", ["p"], ["t"], perm=[0, 3, 1, 2]),
                     node("Cast", ["t"], ["f"], to=TensorProto.FLOAT),
                     node("Div", ["f", "n"], ["y"])],
         {"p": picture, "n": f32(255)}, picture.transpose(0, 3, 1, 2).astype(np.float32) / f32(255))


def rank_cases(case):
    x = np.round(values(2, 3, 4, 5) * 4) / 4
    for axis in (1, -1):
        for last in (0, 1):
            turned = np.flip(x, axis) if last else x
            def index(found):
                found = x.shape[axis] - 1 - found if last else found
                return np.expand_dims(found, axis)
            name = f"_{axis % 4}_{'last' if last else 'first'}"
            attributes = dict(axis=axis, select_last_index=last)
            case("arg_max" + name, node("ArgMax", ["x"], ["y"], **attributes), {"x": x},
                 index(turned.argmax(axis)))
            case("arg_min" + name, node("ArgMin", ["x"], ["y"], **attributes), {"x": x},
                 index(turned.argmin(axis)))
    case("arg_max_squeezed", node("ArgMax", ["x"], ["y"], axis=2, keepdims=0), {"x": x},
         x.argmax(2))
    case("arg_max_of_int8", node("ArgMax", ["n"], ["y"], axis=0),
         {"n": np.array([[3, -128], [3, 127]], np.int8)}, ints([0, 1]))
    special = f32([[np.nan, 1, -0.0, 0.0, -1e-40, np.nan], [-np.inf, 0, 3, np.inf, 2, -5]])
    case("arg_max_special", node("ArgMax", ["x"], ["y"], axis=1), {"x": special}, ints([0], [3]))
    case("arg_min_special", node("ArgMin", ["x"], ["y"], axis=1, select_last_index=1),
         {"x": special}, ints([4], [0]))
    for axis, k, largest in ((1, 2, 1), (3, 5, 1), (-1, 3, 0), (2, 1, 0)):
        order = np.argsort(-x if largest else x, axis, kind="stable").take(range(k), axis)
        case(f"top_{k}_of_{axis % 4}", node("TopK", ["x", "k"], ["v", "i"], axis=axis,
                                            largest=largest), {"x": x, "k": ints(k)},
             {"v": np.take_along_axis(x, order, axis), "i": order})
    case("top_k_of_int64", node("TopK", ["n", "k"], ["v", "i"]),
         {"n": ints(5, -2**63, 2**63 - 1, 5), "k": ints(4)},
         {"v": ints(2**63 - 1, 5, 5, -2**63), "i": ints(2, 0, 3, 1)}, [18, 25])


def take_cases(case):
    x, at = values(3, 5, 4), ints([4, -1, 0], [-5, 2, 2])
    case("gather_computed", node("Gather", ["x", "at"], ["y"], axis=1), {"x": x, "at": at},
         x.take(at, 1))
    case("gather_rows", node("Gather", ["x", "at"], ["y"], axis=-1),
         {"x": x, "at": np.array([3, -4], np.int32)}, x.take([3, -4], 2))
    # What lies outside is the first or the last.
    case("gather_outside", node("Gather", ["x", "at"], ["y"]),
         {"x": x, "at": ints(2**31, -2**63, 2**63 - 1, 3)}, x[[2, 0, 2, 2]], [18, 25],
         may_be_known=False)
    at = ints([[0, -1, 2, 1]], [[3, 4, -5, 0]])
    case("gather_elements", node("GatherElements", ["x", "at"], ["y"], axis=1),
         {"x": x, "at": at}, np.take_along_axis(x[:2], at, 1))


def choice_cases(case):
    x, y, c = values(3, 4), values(4), values(3, 1) > 0
    case("where_computed", [node("Greater", ["x", "z"], ["g"]), node("Not", ["g"], ["n"]),
                            node("Or", ["n", "c"], ["o"]), node("And", ["o", "n"], ["a"]),
                            node("Where", ["a", "x", "z"], ["y"])], {"x": x, "z": y, "c": c},
         np.where(~(x > y), x, y))
    n, d = np.array([7, -7, -2**31, 5, -2**31], np.int32), np.array([2, 2, -1, 0, 0], np.int32)
    case("div_int32", node("Div", ["n", "d"], ["y"]), {"n": n, "d": d},
         np.array([3, -3, -2**31, 0, 0], np.int32), [18, 25], may_be_known=False)
    small = np.array([100, 200, 255], np.uint8)
    case("add_uint8", node("Add", ["n", "n"], ["y"]), {"n": small}, small + small, [18, 25])


def limited_cases(case):
    n, b = ints(-2**40, -3, 0, 5, 2**33), np.uint8([[0, 7], [200, 255]])
    low, high = np.int64(-3), np.int64(4)
    for name, inputs, wanted in (("both", {"l": low, "h": high}, np.clip(n, -3, 4)),
                                 ("low", {"l": low}, np.maximum(n, -3)),
                                 ("high", {"h": high}, np.minimum(n, 4)),
                                 ("crossed", {"l": np.int64(9), "h": high}, np.full_like(n, 4))):
        case("clip_int64_" + name,
             node("Clip", ["n", "l" if "l" in inputs else "", "h" if "h" in inputs else ""], ["y"]),
             {"n": n, **inputs}, wanted, [18, 25])
    case("clip_uint8", node("Clip", ["b", "l", "h"], ["y"]),
         {"b": b, "l": np.uint8(7), "h": np.uint8(200)}, np.clip(b, 7, 200), [18, 25])


def power_cases(case):
    x = f32([0, -0.0, 0.3, 1, 2.5, -1, -2.5, -0.5, 3e38, -3e38, np.inf, -np.inf, np.nan])[:, None]
    z = f32([0, -0.0, 1, 2, 3, -1, -2, -3, 0.5, -0.5, 2.5, 16777217, np.inf, -np.inf, np.nan])
    with np.errstate(all="ignore"):
        case("pow_special", node("Pow", ["x", "z"], ["y"]), {"x": x, "z": z},
             f32(np.power(x.astype(np.float64), z.astype(np.float64))))
    base, exponent = f32([[0.5, 2, 7]]), np.int32([[-2], [0], [3]])
    case("pow_int32", node("Pow", ["x", "n"], ["y"]), {"x": base, "n": exponent},
         f32(base.astype(np.float64) ** exponent))


def pad_cases(case):
    picture = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4) * 10
    pads, sides = ints(0, 1, 2, 1, 0, 3), ((0, 1), (1, 0), (2, 3))
    case("pad_uint8", node("Pad", ["p", "s", "v"], ["y"]),
         {"p": picture, "s": pads, "v": np.uint8(114)}, np.pad(picture, sides, constant_values=114),
         [18, 25])
    case("pad_uint8_zeros", node("Pad", ["p", "s"], ["y"]),
         {"p": picture, "s": ints(0, -1, 1, 0, 0, -2)},
         np.pad(picture[:, 1:, :2], ((0, 0), (0, 0), (1, 0))), [18, 25])
    for mode in ("edge", "reflect"):
        case("pad_uint8_" + mode, node("Pad", ["p", "s"], ["y"], mode=mode),
             {"p": picture, "s": pads}, np.pad(picture, sides, mode=mode), [18, 25])
    truths = picture % 20 == 0
    case("pad_bool", node("Pad", ["p", "s", "v"], ["y"]),
         {"p": truths, "s": pads, "v": np.bool_(True)}, np.pad(truths, sides, constant_values=True),
         [18, 25])


def add_cases(case):
    limited_cases(case)
    pad_cases(case)
    power_cases(case)
    conversion_cases(case)
    rank_cases(case)
    take_cases(case)
    choice_cases(case)

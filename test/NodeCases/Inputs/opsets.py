# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes cases for the opsets 18 to 25, each operator in each of them: FOLDER.

Wanted values come from numpy. Attributes and inputs that an opset adds stand in cases of their
own. Every operator that is imported must have a case in each of these opsets; prints the number of
cases."""

import collections
import sys

import numpy as np
from onnx import TensorProto, helper, mapping

import choices
import moves
import numbers_of_each
from arrays import f32, ints, node, random_values
from casefiles import imported_rows, operator_name, write_case

values = random_values(18)
OPSETS = range(18, 26)
# The opsets in which an operator has a case.
covered = collections.defaultdict(set)
counts = collections.Counter()


def info(name, value):
    type = mapping.NP_TYPE_TO_TENSOR_TYPE[value.dtype]
    return helper.make_tensor_value_info(name, type, value.shape)


def narrow(value):
    """Doubles as floats."""
    value = np.asarray(value)
    return value.astype(np.float32) if value.dtype == np.float64 else value


def case(name, nodes, inputs, wanted, opsets=OPSETS, may_be_known=True):
    """`inputs` are arrays by name; `wanted` is the value of output y, or those of the outputs by
    name."""
    outputs = wanted if isinstance(wanted, dict) else {"y": wanted}
    outputs = {key: narrow(value) for key, value in outputs.items()}
    nodes = nodes if isinstance(nodes, list) else [nodes]
    for opset in opsets:
        graph = helper.make_graph(nodes, name, [info(*item) for item in inputs.items()],
                                  [info(*item) for item in outputs.items()])
        domains = sorted({each.domain for each in nodes} - {""})
        imports = [helper.make_opsetid("", opset)] + [helper.make_opsetid(d, 1) for d in domains]
        model = helper.make_model(graph, opset_imports=imports)
        write_case(folder, f"opset{opset}_{name}", model, list(inputs.values()),
                   list(outputs.values()), may_be_known)
        counts[opset] += 1
        for each in nodes:
            covered[operator_name(each)].add(opset)


def windows(x, kernel, strides, pads, dilations=(1, 1), fill=0.0):
    """[N, C, OH, OW, KH, KW] of an NCHW tensor; pads are top, left, bottom, right."""
    padded = np.pad(x, ((0, 0), (0, 0), (pads[0], pads[2]), (pads[1], pads[3])),
                    constant_values=fill)
    counts = [(padded.shape[2 + d] - (kernel[d] - 1) * dilations[d] - 1) // strides[d] + 1
              for d in (0, 1)]
    result = np.empty(x.shape[:2] + tuple(counts) + tuple(kernel))
    for i in range(counts[0]):
        for j in range(counts[1]):
            y, x0 = i * strides[0], j * strides[1]
            result[:, :, i, j] = padded[:, :, y:y + (kernel[0] - 1) * dilations[0] + 1:dilations[0],
                                        x0:x0 + (kernel[1] - 1) * dilations[1] + 1:dilations[1]]
    return result


def conv(x, w, strides=(1, 1), pads=(0, 0, 0, 0), dilations=(1, 1), group=1):
    taps = windows(x, w.shape[2:], strides, pads, dilations)
    per_group, filters = x.shape[1] // group, w.shape[0] // group
    return np.concatenate([
        np.einsum("ncyxij,ocij->noyx", taps[:, g * per_group:(g + 1) * per_group],
                  w[g * filters:(g + 1) * filters]) for g in range(group)
    ], axis=1).astype(np.float32)


def windowed_cases():
    x = values(1, 4, 7, 6)
    w, b = values(5, 4, 3, 2), values(5)
    case("conv", node("Conv", ["x", "w", "b"], ["y"], strides=[2, 1], pads=[1, 0, 2, 1]),
         {"x": x, "w": w, "b": b}, conv(x, w, (2, 1), (1, 0, 2, 1)) + b[:, None, None])
    w = values(8, 1, 3, 3)
    case("conv_depthwise",
         node("Conv", ["x", "w"], ["y"], group=4, dilations=[2, 1], auto_pad="SAME_UPPER"),
         {"x": x, "w": w}, conv(x, w, (1, 1), (2, 1, 2, 1), (2, 1), 4))
    taps = windows(x, (3, 2), (2, 2), (1, 0, 1, 1), fill=np.nan)
    case("average_pool", node("AveragePool", ["x"], ["y"], kernel_shape=[3, 2], strides=[2, 2],
                              pads=[1, 0, 1, 1]), {"x": x}, f32(np.nanmean(taps, axis=(4, 5))))
    taps = windows(x, (3, 2), (1, 1), (1, 0, 1, 1))
    case(
        "average_pool_counts_padding",
        node("AveragePool", ["x"], ["y"], kernel_shape=[3, 2], pads=[1, 0, 1, 1],
             count_include_pad=1), {"x": x}, f32(taps.mean(axis=(4, 5))))
    case(
        "average_pool_ceil",
        node("AveragePool", ["x"], ["y"], kernel_shape=[2, 2], strides=[3, 3], ceil_mode=1),
        {"x": x[:, :, :, :4]},
        f32(
            np.nanmean(windows(x[:, :, :, :4], (2, 2), (3, 3), (0, 0, 1, 1), fill=np.nan),
                       axis=(4, 5))))
    case("average_pool_unit_dilations",
         node("AveragePool", ["x"], ["y"], kernel_shape=[2, 2], dilations=[1, 1]), {"x": x},
         f32(windows(x, (2, 2), (1, 1), (0, 0, 0, 0)).mean(axis=(4, 5))), range(19, 26))
    case("average_pool_dilations",
         node("AveragePool", ["x"], ["y"], kernel_shape=[2, 2], dilations=[2, 1]), {"x": x},
         f32(windows(x, (2, 2), (1, 1), (0, 0, 0, 0), (2, 1)).mean(axis=(4, 5))), [19, 22])
    taps = windows(x, (3, 3), (2, 1), (1, 1, 0, 1), fill=-np.inf)
    case("max_pool",
         node("MaxPool", ["x"], ["y"], kernel_shape=[3, 3], strides=[2, 1], pads=[1, 1, 0, 1]),
         {"x": x}, f32(taps.max(axis=(4, 5))))
    taps = windows(x[:, :, :, :5], (2, 2), (3, 3), (0, 0, 1, 0), fill=-np.inf)
    case("max_pool_ceil",
         node("MaxPool", ["x"], ["y"], kernel_shape=[2, 2], strides=[3, 3], ceil_mode=1),
         {"x": x[:, :, :, :5]}, f32(taps.max(axis=(4, 5))))
    case("max_pool_same", node("MaxPool", ["x"], ["y"], kernel_shape=[3, 2], strides=[2, 2],
                               auto_pad="SAME_LOWER"), {"x": x[:, :, :, :5]},
         f32(windows(x[:, :, :, :5], (3, 2), (2, 2), (1, 1, 1, 0), fill=-np.inf).max(axis=(4, 5))))
    case("max_pool_dilations", node("MaxPool", ["x"], ["y"], kernel_shape=[2, 2], dilations=[2, 2]),
         {"x": x}, f32(windows(x, (2, 2), (1, 1), (0, 0, 0, 0), (2, 2)).max(axis=(4, 5))), [18, 22])
    case("global_average_pool", node("GlobalAveragePool", ["x"], ["y"]), {"x": x},
         x.mean(axis=(2, 3), keepdims=True))
    s, b, m, v = values(4), values(4), values(4), values(4) ** 2 + f32(0.5)
    wide = [array[:, None, None] for array in (s, b, m, v)]
    case(
        "batch_normalization",
        node("BatchNormalization", ["x", "s", "b", "m", "v"], ["y"], epsilon=1e-3, training_mode=0),
        {"x": x, "s": s, "b": b, "m": m, "v": v},
        f32((x - wide[2]) / np.sqrt(wide[3] + 1e-3) * wide[0] + wide[1]))


def mean_cases():
    x = values(2, 3, 4, 5)
    for name, axes in (("map", (2, 3)), ("nhwc", (1, 2)), ("channels", (1, )), ("apart", (0, 2)),
                       ("last", (-1, ))):
        case("reduce_mean_" + name, node("ReduceMean", ["x", "axes"], ["y"]),
             {"x": x, "axes": ints(*axes)}, x.mean(axis=axes, keepdims=True))
        case("reduce_mean_drops_" + name, node("ReduceMean", ["x", "axes"], ["y"], keepdims=0),
             {"x": x, "axes": ints(*axes)}, x.mean(axis=axes))
    case("reduce_mean_all", node("ReduceMean", ["x"], ["y"], keepdims=0), {"x": x}, x.mean())
    case("reduce_mean_noop", node("ReduceMean", ["x"], ["y"], noop_with_empty_axes=1), {"x": x}, x)


def value_cases():
    x, row, one = values(2, 3, 4), values(4), f32(0.25)
    case("clip", node("Clip", ["x", "low", "high"], ["y"]), {"x": x, "low": f32(-0.5), "high": one},
         np.clip(x, f32(-0.5), one))
    case("clip_above", node("Clip", ["x", "", "high"], ["y"]), {"x": x, "high": one},
         np.minimum(x, one))
    case("relu", node("Relu", ["x"], ["y"]), {"x": x}, np.maximum(x, f32(0)))
    for name, function in (("Add", np.add), ("Sub", np.subtract), ("Mul", np.multiply),
                           ("Div", np.divide)):
        case(name.lower(), node(name, ["x", "row"], ["y"]), {"x": x, "row": row}, function(x, row))
    limit = [node("Constant", [], ["limit"], value_float=0.25)]
    case("max", limit + [node("Max", ["x", "limit"], ["y"])], {"x": x}, np.maximum(x, one))
    case("min", limit + [node("Min", ["limit", "x"], ["y"])], {"x": x}, np.minimum(x, one))
    a, m, c = values(3, 5), values(5, 4), values(3, 4)
    case("gemm", node("Gemm", ["a", "m", "row"], ["y"], alpha=0.5, beta=2.0),
         {"a": a, "m": m, "row": row},
         f32(0.5) * (a @ m) + 2 * row)
    case("gemm_transposed", node("Gemm", ["a", "m", "c"], ["y"], transA=1, transB=1),
         {"a": a.T.copy(), "m": m.T.copy(), "c": c}, a @ m + c)
    case("matmul", node("MatMul", ["x", "m"], ["y"]), {"x": x, "m": m[:4]}, x @ m[:4])
    power = np.exp(x - x.max(axis=1, keepdims=True))
    case("softmax", node("Softmax", ["x"], ["y"], axis=1), {"x": x},
         power / power.sum(axis=1, keepdims=True))
    case("identity", node("Identity", ["x"], ["y"]), {"x": x}, x)
    case("dropout", node("Dropout", ["x", "ratio", "training"], ["y"]),
         {"x": x, "ratio": f32(0.5), "training": np.array(False)}, x)
    case("cast", node("Cast", ["x"], ["y"], to=TensorProto.FLOAT, saturate=1), {"x": x}, x,
         range(19, 26))
    case("cast_of_ints",
         [node("Shape", ["x"], ["s"]),
          node("Cast", ["s"], ["y"], to=TensorProto.FLOAT)], {"x": x}, f32(x.shape))
    case("cast_round_mode", node("Cast", ["x"], ["y"], to=TensorProto.FLOAT, round_mode="up"),
         {"x": x}, x, [24, 25])


def activation_cases():
    """Each function of numbers, infinities, NaN and zeros of both signs."""
    wide = f32(np.linspace(-9, 9, 37))
    x = np.append(wide, f32([-np.inf, np.inf, np.nan, -0.0, 0.0, 1e30, -1e30]))
    exact = x.astype(np.float64)
    with np.errstate(all="ignore"):
        sigmoid = 1 / (1 + np.exp(-exact))
        swish = np.where(np.isneginf(x), 0, exact / (1 + np.exp(-exact)))
        twice = np.where(np.isneginf(x), 0, exact / (1 + np.exp(-2 * exact)))
        hard_swish = np.where(np.isneginf(x), 0, exact * np.clip(exact / 6 + 0.5, 0, 1))
        power = np.exp(exact[x < 8.5])
        cases = [
            ("Sigmoid", {}, sigmoid, OPSETS), ("Tanh", {}, np.tanh(exact), OPSETS),
            ("HardSigmoid", {}, np.clip(0.2 * exact + 0.5, 0, 1), OPSETS),
            ("HardSigmoid", {"alpha": -0.5, "beta": 0.25}, np.clip(0.25 - 0.5 * exact, 0, 1),
             OPSETS), ("HardSwish", {}, hard_swish, OPSETS),
            ("LeakyRelu", {}, np.where(x < 0, f32(0.01) * x, x), OPSETS),
            ("LeakyRelu", {"alpha": -2.0}, np.where(x < 0, -2 * x, x), OPSETS),
            ("Swish", {}, swish, [24, 25]), ("Swish", {"alpha": 2.0}, twice, [24, 25])
        ]
    case("exp", node("Exp", ["x"], ["y"]), {"x": x[x < 8.5]}, f32(power))
    case("exp_ends", node("Exp", ["x"], ["y"]), {"x": f32([-np.inf, -200, np.nan, np.inf, 200])},
         f32([0, 0, np.nan, np.inf, np.inf]))
    for operator, attributes, wanted, opsets in cases:
        name = "_".join([operator.lower(), *attributes])
        # Values beyond 1e30 would leave no error to the others.
        few = np.abs(x) != f32(1e30)
        for end, those, which in (("", few, opsets), ("_large", ~few, opsets[-1:])):
            case(name + end, node(operator, ["x"], ["y"], **attributes), {"x": x[those]},
                 f32(wanted[those]), which)

    x = np.concatenate([x[:36]] * 2).reshape(2, 3, 4, 3)
    x[0, 0, 0] = [np.nan, -0.0, -np.inf]
    for name, slope in (("one", f32([[0.25]])), ("scalar", f32(-0.5)), ("channel", values(3, 1, 1)),
                        ("channel_of_four", values(1, 3, 1, 1)), ("column", values(3)),
                        ("row", values(4, 1)), ("map", values(4, 3)), ("image", values(2, 1, 1, 1)),
                        ("whole", values(2, 3, 4, 3))):
        case("prelu_" + name, node("PRelu", ["x", "slope"], ["y"]), {"x": x, "slope": slope},
             np.where(x < 0, x * slope, x), OPSETS if name == "channel" else [18, 25])
    matrix, slope = x.reshape(12, 6), values(6)
    case("prelu_matrix", node("PRelu", ["x", "slope"], ["y"]), {"x": matrix, "slope": slope},
         np.where(matrix < 0, matrix * slope, matrix), [18, 25])
    case("prelu_computed_slope", [node("Tanh", ["x"], ["slope"]),
                                  node("PRelu", ["x", "slope"], ["y"])], {"x": x},
         f32(np.where(x < 0, x * np.tanh(x), x)), [18, 25])


def shape_cases():
    x = values(2, 3, 4)
    case("flatten", node("Flatten", ["x"], ["y"], axis=-1), {"x": x}, x.reshape(6, 4))
    case("reshape", node("Reshape", ["x", "s"], ["y"], allowzero=0),
         {"x": x, "s": ints(0, -1, 2, 2)}, x.reshape(2, 3, 2, 2))
    case("squeeze", node("Squeeze", ["x", "axes"], ["y"]), {"x": x[:, None], "axes": ints(-3)}, x)
    case("squeeze_all", node("Squeeze", ["x"], ["y"]), {"x": x[:, None, :, :, None]}, x)
    case("unsqueeze", node("Unsqueeze", ["x", "axes"], ["y"]), {"x": x, "axes": ints(1, -1)},
         x[:, None, :, :, None])
    case("transpose", node("Transpose", ["x"], ["y"], perm=[2, 0, 1]), {"x": x},
         x.transpose(2, 0, 1))
    case("transpose_default", node("Transpose", ["x"], ["y"]), {"x": x}, x.transpose())
    case("pad", node("Pad", ["x", "p", "v"], ["y"]),
         {"x": x, "p": ints(0, 1, 0, 2, 0, 3), "v": f32(0.5)},
         np.pad(x, ((0, 2), (1, 0), (0, 3)), constant_values=0.5))
    case("pad_axes", node("Pad", ["x", "p", "", "axes"], ["y"]),
         {"x": x, "p": ints(1, 2, 3, 0), "axes": ints(2, -3)}, np.pad(x, ((2, 0), (0, 0), (1, 3))))
    for mode, opsets in (("edge", [18, 25]), ("reflect", [18, 25]), ("wrap", [19, 25])):
        case("pad_" + mode, node("Pad", ["x", "p"], ["y"],
                                 mode=mode), {"x": x, "p": ints(0, 0, 1, 0, 0, 1)},
             np.pad(x, ((0, 0), (0, 0), (1, 1)), mode=mode), opsets)


def integer_cases():
    x = values(2, 3, 4, 5)
    nodes = [
        node("Shape", ["x"], ["shape"]),
        node("Gather", ["shape", "zero"], ["batch"], axis=0),
        node("Unsqueeze", ["batch", "first"], ["rows"]),
        node("Slice", ["shape", "from", "to"], ["sizes"]),
        node("Mul", ["sizes", "two"], ["more"]),
        node("Div", ["more", "two"], ["same"]),
        node("Add", ["same", "two"], ["larger"]),
        node("Sub", ["larger", "two"], ["again"]),
        node("Concat", ["rows", "minus", "again"], ["wanted"], axis=0),
        node("Reshape", ["x", "wanted"], ["y"])
    ]
    case(
        "shape_arithmetic", nodes, {
            "x": x, "zero": np.array(0), "first": ints(0), "from": ints(2), "to": ints(4),
            "two": ints(2), "minus": ints(-1)
        }, x.reshape(2, 3, 4, 5))
    case("shape_range", node("Shape", ["x"], ["y"], start=1, end=-1), {"x": x}, ints(3, 4))
    case("constant_floats", [
        node("Constant", [], ["c"], value_floats=[1.0, 2.0, 3.0, 4.0, 5.0]),
        node("Add", ["x", "c"], ["y"])
    ], {"x": x}, x + np.arange(1, 6, dtype=np.float32))
    case("constant_ints", [node("Constant", [], ["c"], value_ints=[6, 20]),
                           node("Reshape", ["x", "c"], ["y"])], {"x": x}, x.reshape(6, 20))


folder = sys.argv[1]
windowed_cases()
mean_cases()
value_cases()
activation_cases()
shape_cases()
integer_cases()
choices.add_cases(case)
moves.add_cases(case)
numbers_of_each.add_cases(case)
for name, first, last in imported_rows():
    missing = set(OPSETS) & set(range(first, last + 1)) - covered[name]
    if missing:
        sys.exit(f"error: {name} has no case in opset {min(missing)}")
print(f"opset {OPSETS[0]}..{OPSETS[-1]}: {sum(counts.values())} cases,",
      ", ".join(f"{counts[opset]} in {opset}" for opset in OPSETS))

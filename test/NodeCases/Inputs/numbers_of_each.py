# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of functions of each value, of several operands, of normalisation and transposed
convolution."""

import math

import numpy as np
from onnx import helper

from arrays import f32, node, random_values

values = random_values(9)
erf = np.vectorize(math.erf)


def function_cases(case):
    x = f32(np.append(np.linspace(-9, 9, 37), [-np.inf, np.inf, np.nan, -0.0, 0.0]))
    positive = f32(np.append(np.linspace(0.01, 9, 37), [np.inf, np.nan, 0.0]))
    e = x.astype(np.float64)
    with np.errstate(all="ignore"):
        softplus = np.maximum(e, 0) + np.log1p(np.exp(-np.abs(e)))
        softplus = np.where(np.isnan(e), np.nan, softplus)
        mish = np.where(np.isneginf(e), 0, e * np.tanh(softplus))
        gelu = np.where(np.isneginf(e), 0, e * (1 + erf(e / math.sqrt(2))) / 2)
        elu = np.where(e < 0, np.expm1(e), e)
        every = [("Abs", {}, np.abs(e)), ("Ceil", {}, np.ceil(e)), ("Floor", {}, np.floor(e)),
                 ("Round", {}, np.rint(e)), ("Sign", {}, np.sign(e)), ("Erf", {}, erf(e)),
                 ("Elu", {}, elu), ("Elu", {"alpha": 0.5}, np.where(e < 0, elu / 2, e)),
                 ("Softplus", {}, softplus), ("Neg", {}, -e), ("Mish", {}, mish)]
        roots = [("Sqrt", {}, np.sqrt(positive)), ("Log", {}, np.log(positive)),
                 ("Reciprocal", {}, 1 / positive[:-1])]
    for operator, attributes, wanted in every + roots:
        name = "_".join([operator.lower(), *attributes])
        given = x if len(wanted) == len(x) else positive[:len(wanted)]
        case(name, node(operator, ["x"], ["y"], **attributes), {"x": given}, f32(wanted))
    case("gelu", node("Gelu", ["x"], ["y"]), {"x": x}, f32(gelu), range(20, 26))
    some = f32(np.linspace(-6, 6, 25))
    cubic = math.sqrt(2 / math.pi) * (some + 0.044715 * some**3)
    case("gelu_tanh", node("Gelu", ["x"], ["y"], approximate="tanh"), {"x": some},
         f32(some * (1 + np.tanh(cubic)) / 2), range(20, 26))
    for exponent in (2, 3, 0.5, -1, 0.75, -0.5, 1, 0):
        case(f"pow_{exponent}", node("Pow", ["x", "e"], ["y"]),
             {"x": positive[:37], "e": f32(exponent)}, f32(positive[:37]**exponent))
    case("pow_5", node("Pow", ["x", "e"], ["y"]), {"x": some, "e": np.int64(5).reshape(())},
         f32(some**5))
    a, b, c = values(2, 3, 4), values(3, 1), values(2, 1, 4)
    three = {"a": a, "b": b, "c": c}
    for operator, wanted in (("Sum", a + b + c), ("Mean", (a + b + c) / 3),
                             ("Max", np.maximum(np.maximum(a, b), c)),
                             ("Min", np.minimum(np.minimum(a, b), c))):
        case(operator.lower() + "_three", node(operator, ["a", "b", "c"], ["y"]), three,
             f32(wanted))


def product_cases(case):
    a, b = values(2, 3, 4, 5), values(3, 5, 6)
    case("matmul_computed", node("MatMul", ["a", "t"], ["y"]), {"a": a, "t": b}, a @ b)
    case("matmul_both", [node("Tanh", ["b"], ["t"]), node("MatMul", ["a", "t"], ["y"])],
         {"a": a, "b": b}, a @ np.tanh(b))
    matrix = values(7, 4)
    case("matmul_left", [node("Tanh", ["a"], ["t"]), node("Constant", [], ["m"],
         value=helper.make_tensor("m", 1, matrix.shape, matrix.ravel())),
         node("MatMul", ["m", "t"], ["y"])], {"a": a}, matrix @ np.tanh(a))
    p, q, r = values(3, 4), values(5, 4), values(5)
    case("gemm_computed", [node("Tanh", ["q"], ["t"]), node("Tanh", ["r"], ["u"]),
                           node("Gemm", ["p", "t", "u"], ["y"], transB=1, alpha=0.5, beta=2.0)],
         {"p": p, "q": q, "r": r}, f32(0.5 * (p @ np.tanh(q).T) + 2 * np.tanh(r)))


def normalisation_cases(case):
    x, s, b = values(2, 6, 4, 5), values(6), values(6)
    mean = x.mean(axis=(2, 3), keepdims=True)
    wanted = (x - mean) / np.sqrt(x.var(axis=(2, 3), keepdims=True) + 1e-5)
    case("instance_normalization", node("InstanceNormalization", ["x", "s", "b"], ["y"]),
         {"x": x, "s": s, "b": b}, f32(wanted * s[:, None, None] + b[:, None, None]))
    s, b = values(4, 5), values(4, 5)
    mean = x.mean(axis=(2, 3), keepdims=True)
    inverse = 1 / np.sqrt(x.var(axis=(2, 3), keepdims=True) + 1e-3)
    case("layer_normalization", node("LayerNormalization", ["x", "s", "b"], ["y", "m", "i"],
                                     axis=2, epsilon=1e-3), {"x": x, "s": s, "b": b},
         {"y": f32((x - mean) * inverse * s + b), "m": mean, "i": f32(inverse)})
    squares = np.pad(x * x, ((0, 0), (1, 2), (0, 0), (0, 0)))
    total = sum(squares[:, k:k + 6] for k in range(4))
    case("lrn", node("LRN", ["x"], ["y"], size=4, alpha=0.5, beta=0.6, bias=2.0), {"x": x},
         f32(x / (2 + 0.5 / 4 * total)**0.6))


def conv_transpose(x, w, stride, dilation, group):
    """Without padding."""
    n, inputs, height, width = x.shape
    outputs, rows, columns = w.shape[1:]
    y = np.zeros((n, group * outputs, (height - 1) * stride[0] + (rows - 1) * dilation[0] + 1,
                  (width - 1) * stride[1] + (columns - 1) * dilation[1] + 1), np.float32)
    per = inputs // group
    for g in range(group):
        for i in range(rows):
            for j in range(columns):
                part = np.einsum("nchw,co->nohw", x[:, g * per:(g + 1) * per],
                                 w[g * per:(g + 1) * per, :, i, j])
                y[:, g * outputs:(g + 1) * outputs,
                  i * dilation[0]:i * dilation[0] + (height - 1) * stride[0] + 1:stride[0],
                  j * dilation[1]:j * dilation[1] + (width - 1) * stride[1] + 1:stride[1]] += part
    return y


def transposed_cases(case):
    x, bias = values(2, 4, 3, 5), values(6)
    for name, kernel, stride, dilation, group, pads, more in (
            ("2x2", (2, 2), (2, 2), (1, 1), 1, (0, 0, 0, 0), (0, 0)),
            ("3x3", (3, 3), (2, 2), (1, 1), 1, (0, 0, 1, 1), (0, 0)),
            ("output_padding", (3, 2), (2, 3), (1, 1), 1, (1, 0, 1, 1), (1, 2)),
            ("groups", (3, 3), (1, 2), (1, 1), 2, (1, 1, 0, 1), (0, 0)),
            ("dilated", (2, 3), (1, 2), (2, 2), 1, (0, 1, 1, 0), (0, 1))):
        w = values(4, 6 // group, *kernel)
        y = conv_transpose(x, w, stride, dilation, group)
        y = np.pad(y, ((0, 0), (0, 0), (0, more[0]), (0, more[1])))
        y = y[:, :, pads[0]:y.shape[2] - pads[2], pads[1]:y.shape[3] - pads[3]]
        case("conv_transpose_" + name,
             node("ConvTranspose", ["x", "w", "b"], ["y"], strides=stride, dilations=dilation,
                  group=group, pads=pads, output_padding=more), {"x": x, "w": w, "b": bias},
             y + bias[:, None, None])
    row, w = values(2, 4, 5), values(4, 6, 3)
    y = conv_transpose(row[:, :, None], w[:, :, None], (1, 2), (1, 1), 1)[:, :, 0]
    for name, wanted, attributes in (
            ("pads", np.pad(y[:, :, 1:], ((0, 0), (0, 0), (0, 1))),
             {"pads": [1, 0], "output_padding": [1]}),
            ("output_shape", y[:, :, 1:10], {"output_shape": [9]})):
        case("conv_transpose_of_rank_3_" + name,
             node("ConvTranspose", ["x", "w", "b"], ["y"], strides=[2], **attributes),
             {"x": row, "w": w, "b": bias}, wanted + bias[:, None])
    row, w = values(2, 4, 9), values(6, 4, 3)
    padded = np.pad(row, ((0, 0), (0, 0), (1, 1)))
    wanted = sum(np.einsum("ncw,oc->now", padded[:, :, k:k + 9:2], w[:, :, k]) for k in range(3))
    case("conv_of_rank_3", node("Conv", ["x", "w"], ["y"], pads=[1, 1], strides=[2]),
         {"x": row, "w": w}, f32(wanted))


def fused_cases(case):
    x, w, z = values(1, 4, 3, 5), values(6, 4, 1, 1), values(1, 6, 3, 5)
    y = np.einsum("nchw,ockl->nohw", x, w)
    for activation, parameters, added, wanted in (
            ("Relu", None, False, np.maximum(y, 0)), ("Relu", None, True, np.maximum(y + z, 0)),
            ("Clip", [0.0, 0.5], False, np.clip(y, 0, 0.5)),
            ("LeakyRelu", [0.1], False, np.where(y < 0, y * np.float32(0.1), y)),
            ("Tanh", None, False, np.tanh(y)), ("Sigmoid", None, False, 1 / (1 + np.exp(-y))),
            ("HardSigmoid", [0.25, 0.5], False, np.clip(y * 0.25 + 0.5, 0, 1))):
        inputs = {"x": x, "w": w} | ({"z": z} if added else {})
        extra = {"activation_params": parameters} if parameters else {}
        case(f"fused_conv_{activation.lower()}{'_sum' if added else ''}",
             node("FusedConv", ["x", "w"] + (["", "z"] if added else []), ["y"],
                  domain="com.microsoft", activation=activation, **extra), inputs, f32(wanted))


def add_cases(case):
    fused_cases(case)
    function_cases(case)
    product_cases(case)
    normalisation_cases(case)
    transposed_cases(case)

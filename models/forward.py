# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Numbers of the generated networks: hash-made tensors, a forward pass in numpy, and a health check
of ONNX files."""

import numpy as np
import onnx
from onnx import numpy_helper

STD_RANGE = (0.1, 10.0)
MAX_CLAMPED = 0.8
CLAMPS = {"Clip": (0, 6), "Relu": (0, np.inf), "HardSigmoid": (0, 1)}  # and their bounds
CALIBRATION_INPUT = 1_000_000  # tensor numbers of the made pictures, beyond those of any weights
CHECK_INPUT = 1_000_001
ARITHMETIC = {"Add": np.add, "Mul": np.multiply, "Div": np.divide}


def hashed(number, shape):
    """Tensor `number` of the integer hash: float32 in [-1, 1), the same bytes on every machine."""
    z = np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64) + np.uint64(number << 40)
    z *= np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    z = (z >> np.uint64(40)).astype(np.float32)
    return (z * np.float32(2.0**-23) - np.float32(1)).reshape(shape)


def pictures(number, count, resolution, channels=3, block=16, columns=None):
    """Pictures [count, resolution, columns, channels] in [-1, 1), square unless `columns` says
    otherwise: in turn noise by pixel and noise by block."""
    x = hashed(number, (count, resolution, columns or resolution, channels))
    rows, across = (np.arange(size) // block * block for size in x.shape[1:3])
    x[1::2] = x[1::2][:, rows][:, :, across]
    return x


def pool_windows(x, kernel, stride, pad, ceil_mode, fill):
    """The values at each place of a window, one array for each place; `fill` outside."""
    sizes = []
    for size in x.shape[1:3]:
        room = size + 2 * pad - kernel
        count = room // stride + 1
        if ceil_mode and room % stride and count * stride < size + pad:
            count += 1
        sizes.append((count, max(0, (count - 1) * stride + kernel - size - pad)))
    (rows, below), (columns, right) = sizes
    x = np.pad(x, ((0, 0), (pad, below), (pad, right), (0, 0)), constant_values=fill)
    for r in range(kernel):
        for c in range(kernel):
            yield x[:, r::stride, c::stride][:, :rows, :columns]


def max_pool(x, kernel, stride, pad=0, ceil_mode=False):
    result = None
    for place in pool_windows(x, kernel, stride, pad, ceil_mode, -np.inf):
        result = place if result is None else np.maximum(result, place)
    return result


def response_norm(x, size, alpha, beta, bias):
    """LRN over the last axis."""
    before = (size - 1) // 2
    squares = np.pad(x * x, [(0, 0)] * (x.ndim - 1) + [(before, size - 1 - before)])
    total = sum(squares[..., k:k + x.shape[-1]] for k in range(size))
    return x / (bias + alpha / size * total)**beta


def shuffle(x, groups):
    """Channels [groups, C / groups] as [C / groups, groups]."""
    parts = x.reshape(*x.shape[:-1], groups, -1)
    return np.swapaxes(parts, -1, -2).reshape(x.shape)


def convolve(x, weight, stride=1, pad=0, groups=1):
    """2-d convolution: x [N, H, W, C], weight [O, C / groups, K, K] with groups 1 or C = O; the
    dtype is that of x."""
    kernel = weight.shape[2]
    weight = weight.astype(x.dtype).transpose(2, 3, 1, 0)  # [K, K, C / groups, O]
    if groups not in (1, x.shape[3]) or (groups > 1 and weight.shape[2:] != (1, groups)):
        raise ValueError(f"'group' is {groups}, wanted 1 or the {x.shape[3]} channels of input and "
                         "output")
    if pad:
        x = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    rows = (x.shape[1] - kernel) // stride + 1
    columns = (x.shape[2] - kernel) // stride + 1
    result = 0
    for r in range(kernel):
        for c in range(kernel):
            tap = x[:, r::stride, c::stride][:, :rows, :columns]
            result = result + (tap @ weight[r, c] if groups == 1 else tap * weight[r, c, 0])
    return result


def normalize(x, scale, bias, mean, var, epsilon):
    """BatchNormalization over the last axis."""
    factor = scale.astype(x.dtype) / np.sqrt(var.astype(x.dtype) + x.dtype.type(epsilon))
    return (x - mean.astype(x.dtype)) * factor + bias.astype(x.dtype)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def hard_sigmoid(x, alpha, beta):
    return np.clip(x.dtype.type(alpha) * x + x.dtype.type(beta), 0, 1)


def run_node(node, args):
    """The output of one ONNX node; images are [N, H, W, C] here."""
    attrs = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    x = args[0] if args else None
    if node.op_type == "Constant":
        return numpy_helper.to_array(attrs["value"])
    if node.op_type == "Conv":
        pads, strides = attrs.get("pads", [0]), attrs.get("strides", [1])
        y = convolve(x, args[1], strides[0], pads[0], attrs.get("group", 1))
        return y + args[2].astype(x.dtype) if len(args) > 2 else y
    if node.op_type == "BatchNormalization":
        return normalize(*args, attrs.get("epsilon", 1e-5))
    if node.op_type == "Clip":
        return np.clip(x, args[1].astype(x.dtype), args[2].astype(x.dtype))
    if node.op_type == "Relu":
        return np.maximum(x, 0)
    if node.op_type == "HardSigmoid":
        return hard_sigmoid(x, attrs.get("alpha", 0.2), attrs.get("beta", 0.5))
    if node.op_type == "HardSwish":
        return x * hard_sigmoid(x, 1 / 6, 0.5)
    if node.op_type in ARITHMETIC:
        return ARITHMETIC[node.op_type](x, args[1].astype(x.dtype))
    if node.op_type == "Sigmoid":
        return 1 / (1 + np.exp(-x))
    if node.op_type == "MaxPool":
        return max_pool(x, attrs["kernel_shape"][0], attrs["strides"][0],
                        attrs.get("pads", [0])[0], attrs.get("ceil_mode", 0))
    if node.op_type == "LRN":
        return response_norm(x, attrs["size"], attrs["alpha"], attrs["beta"], attrs["bias"])
    if node.op_type == "Concat":
        return np.concatenate(args, -1)
    if node.op_type == "Split":
        return np.split(x, 2, -1)
    if node.op_type == "Reshape":
        # [N, G, C / G, H, W] and back; here the channels are last.
        n, *groups, h, w = args[1]
        return x.reshape(len(x), h, w, *groups)
    if node.op_type == "Transpose":
        return np.swapaxes(x, -1, -2)
    if node.op_type == "GlobalAveragePool":
        return x.mean((1, 2), keepdims=True)
    if node.op_type == "Flatten":
        return x.reshape(len(x), -1) if x.ndim == 2 else x.transpose(0, 3, 1, 2).reshape(len(x), -1)
    if node.op_type == "Gemm" and attrs.get("transB", 0):
        return x @ args[1].T.astype(x.dtype) + args[2].astype(x.dtype)
    if node.op_type == "Softmax":
        return softmax(x)
    raise ValueError(f"node '{node.name}' ({node.op_type}): not supported by this forward pass")


def run_model(model, x):
    """Runs a network on x [N, H, W, C], in the dtype of x; yields (node, output) in order."""
    graph = model.graph
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    values[graph.input[0].name] = x
    last_use = {name: at for at, node in enumerate(graph.node) for name in node.input}
    for at, node in enumerate(graph.node):
        result = run_node(node, [values[name] for name in node.input])
        values.update(zip(node.output, result if isinstance(result, list) else [result]))
        yield node, values[node.output[0]]
        for name in node.input:
            if last_use[name] == at:
                values.pop(name, None)


def check(path):
    """Prints one line on the network at `path` and returns what is wrong, as a list of texts.

    Every layer's output has a standard deviation in STD_RANGE; a convolution's is taken after its
    BatchNormalization, a hard-swish's or hard-sigmoid's after its Div, sigmoid and softmax are left
    out. Of every output of CLAMPS less than MAX_CLAMPED lies at a bound.
    """
    model = onnx.load(path)
    dims = [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim]
    unfinished = {n.input[0] for n in model.graph.node
                  if n.op_type in ("BatchNormalization", "Div")}
    stds, clamped, logits = [], [(0.0, "none")], None
    for node, y in run_model(model, pictures(CHECK_INPUT, 2, dims[2], dims[1])):
        if node.op_type in CLAMPS:
            least, greatest = CLAMPS[node.op_type]
            clamped.append((float(np.mean((y <= least) | (y >= greatest))), node.name))
        is_left_out = node.op_type in ("Softmax", "Flatten", "Constant", "Reshape", "Sigmoid")
        if is_left_out or node.output[0] in unfinished:
            continue
        stds.append((float(y.std(dtype=np.float64)), node.name))
        logits = y.reshape(len(y), -1)
    low, high, most = min(stds), max(stds), max(clamped)
    top = np.sort(logits, 1)
    print(f"{path}: {len(stds)} layers; std {low[0]:.2f} ({low[1]}) .. {high[0]:.2f} ({high[1]}); "
          f"clamped at most {100 * most[0]:.0f} % ({most[1]}); logits std {logits.std():.2f}, "
          f"top-1 ahead by {np.min(top[:, -1] - top[:, -2]):.2f}", flush=True)
    wrong = [f"{path}: node '{name}': standard deviation is {std:.3g}, "
             f"wanted {STD_RANGE[0]} to {STD_RANGE[1]}"
             for std, name in stds if not STD_RANGE[0] <= std <= STD_RANGE[1]]
    return wrong + [f"{path}: node '{name}': {100 * share:.1f} % of the values are clamped, "
                    f"wanted under {100 * MAX_CLAMPED:.0f} %"
                    for share, name in clamped if not share < MAX_CLAMPED]

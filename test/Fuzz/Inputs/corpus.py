# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes small models over all operators, the fuzzer's seeds: corpus.py FOLDER.

Beside the folder it writes w.bin, which one model reads as external data."""

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "..", "..", "Import", "Inputs"))
from model import *

MAP = [1, 4, 6, 6]


def one(op, inputs=["x"], shape=MAP, weights={}, opset=13, **attributes):
    """A model of a single node, of the name of its operator."""
    made = node(op, inputs, ["y"], name=op, **attributes)
    return model([made], [value("x", shape)], ["y"], weights, opset)


def chain(*nodes, shape=MAP, weights={}, opset=13):
    """A model of nodes that each read the one before; (op, more inputs, attributes)."""
    made = []
    for index, (op, more, attributes) in enumerate(nodes):
        name = "x" if index == 0 else f"v{index}"
        made.append(node(op, [name, *more], [f"v{index + 1}"], name=f"{op}{index}", **attributes))
    return model(made, [value("x", shape)], [made[-1].output[0]], weights, opset)


def norm(channels):
    return {name: floats(channels) for name in ("scale", "bias", "mean", "var")}


NORM = ["scale", "bias", "mean", "var"]


def convolutions():
    filters = {"w": floats(8, 4, 3, 3), "b": floats(8)}
    yield one("Conv", ["x", "w", "b"], weights=filters, pads=[1, 1, 1, 1])
    yield one("Conv", ["x", "w"], weights=filters, strides=[2, 1], dilations=[1, 2])
    yield one("Conv", ["x", "w"], weights=filters, auto_pad="SAME_UPPER", strides=[2, 2])
    yield one("Conv", ["x", "w"], weights=filters, auto_pad="SAME_LOWER", opset=7)
    yield one("Conv", ["x", "w"], weights=filters, auto_pad="VALID", opset=22)
    yield one("Conv", ["x", "w"], weights={"w": floats(8, 1, 3, 3)}, group=4, pads=[1, 0, 0, 1])
    yield one("Conv", ["x", "w"], weights={"w": floats(6, 2, 1, 1)}, group=2)
    yield one("BatchNormalization", ["x"] + NORM, weights=norm(4), epsilon=1e-3)
    yield one("BatchNormalization", ["x"] + NORM, weights=norm(4), opset=7, spatial=1)
    yield chain(("Conv", ["w"], {}), ("BatchNormalization", NORM, {}), ("Relu", [], {}),
                weights={"w": floats(8, 4, 1, 1), **norm(8)})
    yield chain(("Pad", ["p"], {}), ("Conv", ["w"], {}), ("Clip", ["lo", "hi"], {}),
                weights={"p": [0, 0, 1, 1, 0, 0, 0, 0], "w": floats(8, 4, 3, 3),
                         "lo": np.float32(0), "hi": np.float32(6)})
    residual = [node("Conv", ["x", "w"], ["a"]), node("Add", ["a", "x"], ["b"]),
                node("Relu", ["b"], ["c"]), node("Conv", ["c", "w"], ["d"]),
                node("Add", ["c", "d"], ["y"])]
    yield model(residual, [value("x", MAP)], ["y", "c"], {"w": floats(4, 4, 1, 1)})


def elementwise():
    for op in ("Add", "Sub", "Mul", "Div"):
        yield one(op, ["x", "w"], weights={"w": floats(4, 1, 1)})
        yield one(op, ["w", "x"], weights={"w": floats(1)}, shape=[2, 3])
    yield model([node("Mul", ["x", "z"], ["y"])],
                [value("x", [2, 3]), value("z", [4, 1, 3])], ["y"])
    yield one("Relu")
    yield one("Clip", opset=7, min=0.0, max=6.0)
    yield one("Clip", ["x", "", "hi"], weights={"hi": np.float32(6)})
    yield one("Max", ["x", "w"], weights={"w": floats(1)})
    yield one("Min", ["w", "x"], weights={"w": floats(1)})
    yield one("Identity")
    yield one("Dropout", opset=7, ratio=0.5)
    yield one("Dropout", ["x", "", "t"], weights={"t": np.bool_(False)})
    yield one("Softmax", opset=7, axis=1)
    yield one("Softmax", opset=13, axis=1)


def pools():
    for op in ("AveragePool", "MaxPool"):
        yield one(op, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
        yield one(op, kernel_shape=[2, 2], strides=[3, 2], ceil_mode=1, opset=19)
        yield one(op, kernel_shape=[3, 2], auto_pad="SAME_UPPER")
    yield one("AveragePool", kernel_shape=[3, 3], pads=[1, 1, 1, 1], count_include_pad=1)
    yield one("GlobalAveragePool")
    yield one("ReduceMean", axes=[2, 3], keepdims=0)
    yield one("ReduceMean", ["x", "a"], weights={"a": [-1, -2]}, opset=18)


def shapes():
    yield one("Flatten", axis=1)
    yield one("Reshape", ["x", "s"], weights={"s": [0, -1]})
    yield one("Squeeze", ["x", "a"], weights={"a": [0]})
    yield one("Squeeze", opset=7, axes=[0])
    yield one("Unsqueeze", ["x", "a"], weights={"a": [0, -1]})
    yield one("Transpose", perm=[0, 2, 3, 1])
    yield one("Transpose")
    yield one("Pad", opset=7, pads=[0, 0, 1, 1, 0, 0, 2, 2], mode="constant", value=1.0)
    yield one("Pad", ["x", "p", "v", "a"], weights={"p": [1, 2], "v": np.float32(3), "a": [-1]},
              opset=18)
    yield chain(("Transpose", [], {"perm": [0, 2, 3, 1]}), ("Softmax", [], {"axis": -1}),
                ("Transpose", [], {"perm": [0, 3, 1, 2]}))


def moves():
    yield one("Concat", ["x", "w", "x"], weights={"w": floats(1, 2, 6, 6)}, axis=1)
    yield one("Slice", ["x", "s", "e", "a", "t"],
              weights={"s": [-1, 1], "e": [-9, 5], "a": [1, 3], "t": [-2, 2]})
    yield one("Slice", opset=7, starts=[1], ends=[3], axes=[2])
    yield model([node("Split", ["x", "s"], ["y", "z"], axis=1)], [value("x", MAP)], ["y", "z"],
                {"s": [1, 3]})
    yield one("Gather", ["x", "i"], weights={"i": [[0, -1], [2, 2]]}, axis=1)
    yield one("Expand", ["x", "s"], weights={"s": [2, 1, 1, 1, 1]})
    yield one("Tile", ["x", "n"], weights={"n": [1, 2, 1, 3]})
    yield one("DepthToSpace", blocksize=2, mode="CRD")
    yield one("SpaceToDepth", blocksize=2)
    yield one("Pad", ["x", "p"], weights={"p": [0, 0, 2, -1, 0, 0, 1, 1]}, mode="reflect")
    for mode in ("nearest", "linear", "cubic"):
        yield one("Resize", ["x", "", "s"], weights={"s": np.float32([1, 1, 2, 0.5])}, mode=mode)
        yield one("Resize", ["x", "", "", "s"], weights={"s": [9, 4]}, opset=19, axes=[2, 3],
                  mode=mode, antialias=int(mode != "nearest"),
                  keep_aspect_ratio_policy="not_larger")
    yield one("Upsample", ["x", "s"], weights={"s": np.float32([1, 1, 2, 2])}, opset=9)
    yield one("ConvTranspose", ["x", "w"], weights={"w": floats(4, 3, 3, 2)}, strides=[2, 3],
              output_padding=[1, 0], pads=[0, 1, 1, 0])
    yield one("ConvTranspose", ["x", "w"], shape=[1, 4, 9], weights={"w": floats(4, 3, 3)},
              strides=[2], output_shape=[18])
    yield one("MaxPool", kernel_shape=[2, 2], dilations=[2, 1], ceil_mode=1)
    yield one("Conv", ["x", "w"], shape=[1, 4, 9], weights={"w": floats(6, 4, 3)}, pads=[1, 1])


def functions():
    for op in ("Abs", "Ceil", "Elu", "Erf", "Floor", "Gelu", "Log", "Mish", "Neg", "Reciprocal",
               "Round", "Sign", "Softplus", "Sqrt", "GlobalMaxPool"):
        yield one(op, opset=20)
    yield model([node("Size", ["x"], ["y"])], [value("x", MAP)], [value("y", None, INT64)])
    for op in ("Sum", "Mean", "Max", "Min"):
        yield one(op, ["x", "w", "x"], weights={"w": floats(6)})
    for op in ("L1", "L2", "Max", "Min", "Prod", "Sum", "SumSquare"):
        yield one("Reduce" + op, ["x", "a"], weights={"a": [1, -1]}, opset=18, keepdims=0)
    yield one("Pow", ["x", "e"], weights={"e": np.float32(0.75)})
    yield one("Pow", ["x", "x"])
    yield one("Pow", ["x", "n"], weights={"n": [[2], [3]]}, shape=[1, 4, 2, 3])
    yield one("InstanceNormalization", ["x", "s", "s"], weights={"s": floats(4)})
    yield one("LayerNormalization", ["x", "s"], weights={"s": floats(6)}, opset=17)
    yield one("LRN", size=3)
    yield one("MatMul", ["x", "x"])
    yield one("MatMul", ["w", "x"], weights={"w": floats(5, 6)})
    yield one("Gemm", ["x", "x", "x"], shape=[3, 3], alpha=0.5)


def elements():
    """Elements of other types than float."""
    for type in ("UINT8", "INT8", "INT32", "INT64", "BOOL", "FLOAT16"):
        code = getattr(TensorProto, type)
        yield model([node("Cast", ["x"], ["f"], to=FLOAT), node("Cast", ["f"], ["y"], to=code)],
                    [value("x", MAP, code)], [value("y", None, code)])
    yield model([node("Equal", ["x", "z"], ["e"]), node("Less", ["x", "z"], ["l"]),
                 node("Not", ["l"], ["n"]), node("Or", ["e", "n"], ["o"]),
                 node("Where", ["o", "x", "z"], ["y"])], [value("x", MAP)], ["y"],
                {"z": floats(6)})
    yield model([node("ArgMax", ["x"], ["a"], axis=1, keepdims=0), node("Mul", ["a", "two"], ["y"]),
                 node("TopK", ["x", "k"], ["v", "i"], axis=-1)], [value("x", MAP)],
                [value("y", None, INT64), "v", value("i", None, INT64)], {"two": 2, "k": [2]})
    byte = TensorProto.UINT8
    yield model([node("Clip", ["x", "l", "h"], ["c"]), node("Pad", ["c", "p", "h"], ["d"]),
                 node("Pad", ["d", "p"], ["y"], mode="edge")], [value("x", [3, 4], byte)],
                [value("y", None, byte)],
                {"l": np.uint8(3), "h": np.uint8(200), "p": [0, 1, 2, 1]})
    yield model([node("Gather", ["w", "x"], ["g"], axis=1), node("Transpose", ["g"], ["y"])],
                [value("x", [2, 3], INT64)], ["y"], {"w": floats(4, 5)})
    yield model([node("GatherElements", ["w", "x"], ["y"], axis=1)], [value("x", [4, 2], INT64)],
                [value("y", None, INT64)], {"w": [[1, 2, 3]] * 4})


def known():
    """What is evaluated: choices, ranges, conditions, functions, dequantised weights."""
    chosen = [node("Shape", ["x"], ["s"]), node("Equal", ["s", "four"], ["e"]),
              node("Where", ["e", "s", "minus"], ["w"]), node("Reshape", ["x", "w"], ["y"])]
    yield model(chosen, [value("x", [4, 6])], ["y"], {"four": 4, "minus": [-1]})
    branch = helper.make_graph([node("Relu", ["x"], ["r"])], "branch", [], [value("r", None)])
    yield model([node("If", ["c"], ["y"], then_branch=branch, else_branch=branch)],
                [value("x", MAP)], ["y"], {"c": np.bool_(True)})
    yield one("DequantizeLinear", ["w", "s"], weights={"w": np.int8([1, 2]), "s": np.float32(0.5)})
    called = one("Twice", domain="own")
    called.functions.append(helper.make_function(
        "own", "Twice", ["a"], ["b"], [node("Add", ["a", "a"], ["b"])],
        [helper.make_opsetid("", 13)]))
    called.opset_import.append(helper.make_opsetid("own", 1))
    yield called


def heads():
    matrix = {"w": floats(4, 10), "b": floats(10)}
    yield one("Gemm", ["x", "w", "b"], shape=[1, 4], weights=matrix)
    yield one("Gemm", ["x", "w", "b"], shape=[2, 4], alpha=0.5, beta=2.0, transB=1,
              weights={"w": floats(10, 4), "b": floats(1)})
    yield one("MatMul", ["x", "w"], shape=[2, 3, 4], weights=matrix)
    yield chain(("GlobalAveragePool", [], {}), ("Flatten", [], {}), ("Gemm", ["w", "b"], {}),
                ("Softmax", [], {}), weights=matrix)


def arithmetic():
    """A shape computed as PyTorch writes it."""
    reshape = [
        node("Shape", ["x"], ["s"]),
        node("Gather", ["s", "zero"], ["n"]),
        node("Unsqueeze", ["n", "axis"], ["u"]),
        node("Mul", ["two", "u"], ["m"]),
        node("Slice", ["s", "axis", "one", "axis", "one"], ["l"]),
        node("Cast", ["l"], ["i"], to=TensorProto.INT32),
        node("Concat", ["m", "i", "rest"], ["c"], axis=0),
        node("Reshape", ["x", "c"], ["y"])
    ]
    yield model(reshape, [value("x", MAP)], ["y"],
                {"zero": 0, "axis": [0], "two": [2], "one": [1], "rest": [-1]})
    constants = [node("Constant", [], ["k"], value=tensor(np.float32([1, 2, 3]))),
                 node("Constant", [], ["f"], value_floats=[1.0, 2.0, 3.0]),
                 node("Constant", [], ["i"], value_ints=[1, 3]),
                 node("Cast", ["d"], ["e"], to=FLOAT), node("Add", ["k", "e"], ["a"]),
                 node("Reshape", ["a", "i"], ["r"]), node("Mul", ["x", "r"], ["b"]),
                 node("Sub", ["b", "f"], ["y"])]
    yield model(constants, [value("x", [1, 3])], ["y"], {"d": np.float64([1, 2, 3])})


def storage():
    """Ways to store the same weights."""
    made = one("Add", ["x", "w"], shape=[20], weights={"w": floats(20)})
    stored = made.graph.initializer[0]
    raw = stored.raw_data
    stored.ClearField("raw_data")
    stored.float_data.extend(np.frombuffer(raw, np.float32))
    yield made
    made = one("Add", ["x", "w"], shape=[20], weights={"w": floats(20)})
    stored = made.graph.initializer[0]
    stored.ClearField("raw_data")
    stored.data_location = TensorProto.EXTERNAL
    for key, text in (("location", "w.bin"), ("offset", "4"), ("length", "80")):
        entry = stored.external_data.add()
        entry.key, entry.value = key, text
    yield made
    for type in (np.int32, np.uint8, np.int8, np.int16, np.uint16, np.uint32, np.uint64):
        yield one("Reshape", ["x", "s"], weights={"s": np.asarray([4, 36], type)})
        listed = one("Reshape", ["x", "s"], weights={"s": np.asarray([4, 36], type)})
        stored = listed.graph.initializer[0]
        stored.ClearField("raw_data")
        large = type in (np.uint32, np.uint64)
        (stored.uint64_data if large else stored.int32_data).extend([4, 36])
        yield listed
    yield one("Relu", shape=["N", 3])
    yield one("Relu", shape=[None, 3])


def main(folder):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "..", "w.bin"), "wb") as file:
        file.write(bytes(4) + floats(20).tobytes())
    for family in (convolutions, elementwise, pools, shapes, moves, functions, elements, known,
                   heads, arithmetic, storage):
        for index, made in enumerate(family()):
            with open(os.path.join(folder, f"{family.__name__}-{index}.onnx"), "wb") as file:
                file.write(made.SerializeToString())


main(sys.argv[1])

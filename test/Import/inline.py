# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Functions that the file defines become their nodes; an If with a known condition its branch.
# RUN: %python %s %t.onnx %t-endless.onnx %t-opset.onnx %t-many.onnx && mnc --emit=import %t.onnx -o - | FileCheck %s
# RUN: not mnc %t-endless.onnx 2>&1 | FileCheck %s --check-prefix=ENDLESS
# RUN: not mnc %t-opset.onnx 2>&1 | FileCheck %s --check-prefix=OPSET
# RUN: not mnc %t-many.onnx 2>&1 | FileCheck %s --check-prefix=MANY

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *


def function(name, inputs, outputs, nodes, attributes=[], opset=13):
    imports = [helper.make_opsetid("", opset), helper.make_opsetid("own", 1)]
    return helper.make_function("own", name, inputs, outputs, nodes, imports, attributes)


def with_functions(made, *functions):
    made.functions.extend(functions)
    made.opset_import.append(helper.make_opsetid("own", 1))
    return made


def call(called, inputs, outputs, **attributes):
    return node(called, inputs, outputs, domain="own", **attributes)


def reference(op, inputs, outputs, name, type):
    """A node whose attribute `name` is that of the function."""
    made = node(op, inputs, outputs)
    attribute = made.attribute.add()
    attribute.name, attribute.ref_attr_name, attribute.type = name, name, type
    return made


# A parameter, and one function inside another.
leaky = function("Leaky", ["a"], ["b"],
                 [reference("LeakyRelu", ["a"], ["b"], "alpha", onnx.AttributeProto.FLOAT)],
                 ["alpha"])
twice = function("Twice", ["p", "unused"], ["r", "p"],
                 [call("Leaky", ["p"], ["q"], name="inner", alpha=0.25), node("Neg", ["q"], ["r"])])
branch = [helper.make_graph([node(op, ["s"], ["y"], name=op)], "branch", [], [value("y", None)])
          for op in ("Relu", "Tanh")]
nodes = [
    # CHECK: mnc.pointwise #mnc.leaky_relu<2.500000e-01 : f32> %arg0 {{.*}} loc("outer/inner/LeakyRelu")
    # CHECK: mnc.mul {{.*}} loc("outer/Neg")
    call("Twice", ["x"], ["t", "same"], name="outer"),
    # CHECK: mnc.pointwise #mnc.leaky_relu<5.000000e-01 : f32> %arg0 {{.*}} loc("Leaky/LeakyRelu")
    call("Leaky", ["same"], ["l"], alpha=0.5),
    # Without a value, an attribute is left out.
    # CHECK: mnc.pointwise #mnc.leaky_relu<0.00999999977 : f32> %arg0 {{.*}} loc("Leaky_2/LeakyRelu")
    call("Leaky", ["same"], ["m"]),
    # CHECK: mnc.add {{.*}} loc("sum")
    node("Sum", ["t", "l", "m"], ["s"], name="sum"),
    # CHECK-NOT: clamp
    # CHECK: mnc.pointwise #mnc.tanh {{.*}} loc("Tanh")
    node("If", ["no"], ["z"], then_branch=branch[0], else_branch=branch[1])
]
save(with_functions(model(nodes, [value("x", [2])], ["z"], {"no": np.bool_(False)}), leaky, twice),
     sys.argv[1])

# ENDLESS: function 'own.Again' is called by functions that call each other without an end
again = function("Again", ["a"], ["b"], [call("Again", ["a"], ["b"])])
save(with_functions(model([call("Again", ["x"], ["y"])], [value("x", [2])], ["y"]), again),
     sys.argv[2])

# OPSET: function 'own.Old' is written for opset 9, wanted 13 as the graph that calls it
old = function("Old", ["a"], ["b"], [node("Relu", ["a"], ["b"])], opset=9)
save(with_functions(model([call("Old", ["x"], ["y"])], [value("x", [2])], ["y"]), old),
     sys.argv[3])

# MANY: the functions of the model become more than 262144 nodes
doubled = [function(f"Double{level}", ["a"], ["b"],
                    [call(f"Double{level + 1}", ["a"], ["c"]),
                     call(f"Double{level + 1}", ["c"], ["b"])]) for level in range(18)]
doubled.append(function("Double18", ["a"], ["b"], [node(op, [name], [result]) for op, name, result
                                                  in (("Relu", "a", "c"), ("Neg", "c", "b"))]))
save(with_functions(model([call("Double0", ["x"], ["y"])], [value("x", [2])], ["y"]), *doubled),
     sys.argv[4])

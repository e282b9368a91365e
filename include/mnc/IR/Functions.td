// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pointwise functions: attributes that serve as an operation (`mnc.pointwise`) and as a step of an
// epilogue. docs/Ops.md gives the formula of each; lib/Reference has a row for its meaning, and
// lib/Kernels one for its code. docs/Adding.md lists all that a new one wants.

#ifndef MNC_IR_FUNCTIONS_TD
#define MNC_IR_FUNCTIONS_TD

include "mnc/IR/Dialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"

def MNC_PointwiseFn : AttrInterface<"PointwiseFn"> {
  let cppNamespace = "::mnc";
  let description = [{
    A function of each value of a tensor, of parameters, and of at most one operand that is
    broadcast to the tensor.
  }];
  let methods = [
    InterfaceMethod<"How the operand is broadcast; FnOperand::None if there is none.",
      "::mnc::FnOperand", "getOperandKind", (ins), [{}], [{ return ::mnc::FnOperand::None; }]>
  ];
}

class MNC_Fn<string name, string fnMnemonic, string operandKind = "">
    : AttrDef<MNC_Dialect, name, [MNC_PointwiseFn]> {
  let mnemonic = fnMnemonic;
  let extraClassDeclaration = !if(!empty(operandKind), "",
    "::mnc::FnOperand getOperandKind() const { return ::mnc::FnOperand::" # operandKind # "; }");
}

/// A function with one f32 parameter.
class MNC_ParameterFn<string name, string fnMnemonic> : MNC_Fn<name, fnMnemonic> {
  let parameters = (ins "::mlir::FloatAttr":$value);
  let assemblyFormat = "`<` $value `>`";
  let genVerifyDecl = 1;
}

def MNC_BiasAttr : MNC_Fn<"Bias", "bias", "Channel"> {
  let summary = "y + operand[channel]";
}

def MNC_ResidualAttr : MNC_Fn<"Residual", "residual", "Full"> {
  let summary = "y + operand";
}

def MNC_ScaleAttr : MNC_Fn<"Scale", "scale", "ImageChannel"> {
  let summary = "y * operand[image, channel]";
}

def MNC_PReluAttr : MNC_Fn<"PRelu", "prelu", "Channel"> {
  let summary = "y < 0 ? y * operand[channel] : y";
}

def MNC_ClampAttr : MNC_Fn<"Clamp", "clamp"> {
  let summary = "min(max(y, min), max); an infinite bound does not limit";
  let parameters = (ins "::mlir::FloatAttr":$min, "::mlir::FloatAttr":$max);
  let assemblyFormat = "`<` $min `,` $max `>`";
  let genVerifyDecl = 1;
}

def MNC_HardSigmoidAttr : MNC_Fn<"HardSigmoid", "hard_sigmoid"> {
  let summary = "min(max(alpha * y + beta, 0), 1)";
  let parameters = (ins "::mlir::FloatAttr":$alpha, "::mlir::FloatAttr":$beta);
  let assemblyFormat = "`<` $alpha `,` $beta `>`";
  let genVerifyDecl = 1;
}

def MNC_HardSwishAttr : MNC_Fn<"HardSwish", "hard_swish"> {
  let summary = "y * min(max(y / 6 + 1/2, 0), 1)";
}

def MNC_LeakyReluAttr : MNC_ParameterFn<"LeakyRelu", "leaky_relu"> {
  let summary = "y < 0 ? y * value : y";
}

def MNC_SwishAttr : MNC_ParameterFn<"Swish", "swish"> {
  let summary = "y * sigmoid(value * y)";
}

def MNC_SigmoidAttr : MNC_Fn<"Sigmoid", "sigmoid"> {
  let summary = "1 / (1 + exp(-y))";
}

def MNC_TanhAttr : MNC_Fn<"Tanh", "tanh"> {
  let summary = "tanh(y)";
}

def MNC_ExpAttr : MNC_Fn<"Exp", "exp"> {
  let summary = "exp(y)";
}

def MNC_LogAttr : MNC_Fn<"Log", "log"> {
  let summary = "the natural logarithm";
}

def MNC_SqrtAttr : MNC_Fn<"Sqrt", "sqrt"> {
  let summary = "the square root";
}

def MNC_PowAttr : MNC_ParameterFn<"Pow", "pow"> {
  let summary = "y to the power of value";
}

def MNC_SoftplusAttr : MNC_Fn<"Softplus", "softplus"> {
  let summary = "log(1 + exp(y))";
}

def MNC_MishAttr : MNC_Fn<"Mish", "mish"> {
  let summary = "y * tanh(log(1 + exp(y)))";
}

def MNC_EluAttr : MNC_ParameterFn<"Elu", "elu"> {
  let summary = "y < 0 ? value * (exp(y) - 1) : y";
}

def MNC_ErfAttr : MNC_Fn<"Erf", "erf"> {
  let summary = "the error function";
}

def MNC_GeluAttr : MNC_Fn<"Gelu", "gelu"> {
  let summary = "y * (1 + erf(y / sqrt(2))) / 2";
}

def MNC_AbsAttr : MNC_Fn<"Abs", "abs"> {
  let summary = "y without its sign";
}

def MNC_SignAttr : MNC_Fn<"Sign", "sign"> {
  let summary = "-1, 0 or 1";
}

def MNC_FloorAttr : MNC_Fn<"Floor", "floor"> {
  let summary = "the largest integer that is not above y";
}

def MNC_CeilAttr : MNC_Fn<"Ceil", "ceil"> {
  let summary = "the smallest integer that is not below y";
}

def MNC_RoundAttr : MNC_Fn<"Round", "round"> {
  let summary = "the nearest integer, the even one of two";
}

#endif // MNC_IR_FUNCTIONS_TD

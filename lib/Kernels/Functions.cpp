// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table of what pointwise functions become.

#include "mnc/Kernels/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace mnc {

static float valueOf(FloatAttr parameter) { return parameter.getValue().convertToFloat(); }

static Value emitSum(KernelBuilder &kernel, Attribute, Value y, Value operand) {
  return arith::AddFOp::create(kernel.builder, kernel.loc, y, operand);
}

static Value emitProduct(KernelBuilder &kernel, Attribute, Value y, Value operand) {
  return kernel.product(y, operand);
}

/// y < 0 ? y * slope : y, so that NaN and zeros stay what they are.
static Value emitPRelu(KernelBuilder &kernel, Attribute, Value y, Value slope) {
  OpBuilder &builder = kernel.builder;
  Value product = kernel.product(y, slope);
  Value zero = kernel.splat(0.0f, kernel.widthOf(y));
  Value isNegative = arith::CmpFOp::create(builder, kernel.loc, arith::CmpFPredicate::OLT, y, zero);
  return arith::SelectOp::create(builder, kernel.loc, isNegative, product, y);
}

static Value emitLeakyRelu(KernelBuilder &kernel, Attribute fn, Value y, Value) {
  float slope = valueOf(cast<LeakyReluAttr>(fn).getValue());
  return emitPRelu(kernel, fn, y, kernel.splat(slope, kernel.widthOf(y)));
}

static Value emitClamp(KernelBuilder &kernel, Attribute fn, Value y, Value) {
  auto bounds = cast<ClampAttr>(fn);
  return kernel.clamp(y, valueOf(bounds.getMin()), valueOf(bounds.getMax()));
}

static Value emitLine(KernelBuilder &kernel, Value y, float alpha, float beta) {
  int64_t width = kernel.widthOf(y);
  Value line = kernel.fma(y, kernel.splat(alpha, width), kernel.splat(beta, width));
  return kernel.clamp(line, 0, 1);
}

static Value emitHardSigmoid(KernelBuilder &kernel, Attribute fn, Value y, Value) {
  auto line = cast<HardSigmoidAttr>(fn);
  return emitLine(kernel, y, valueOf(line.getAlpha()), valueOf(line.getBeta()));
}

/// From -3 down the line is 0 exactly; -inf, where the product would be NaN, is raised first.
static Value emitHardSwish(KernelBuilder &kernel, Attribute, Value y, Value) {
  Value raised = kernel.clamp(y, -4, std::numeric_limits<float>::infinity());
  return kernel.product(raised, emitLine(kernel, raised, 1.0f / 6, 0.5f));
}

template <Value (*emit)(KernelBuilder &, Value)>
static Value emitUnary(KernelBuilder &kernel, Attribute, Value y, Value) {
  return emit(kernel, y);
}

template <typename FnAttr, Value (*emit)(KernelBuilder &, Value, float)>
static Value emitParameter(KernelBuilder &kernel, Attribute fn, Value y, Value) {
  return emit(kernel, y, valueOf(cast<FnAttr>(fn).getValue()));
}

ArrayRef<FunctionEmitter> functionEmitters() {
  static const FunctionEmitter rows[] = {
      {TypeID::get<BiasAttr>(), emitSum},
      {TypeID::get<ResidualAttr>(), emitSum},
      {TypeID::get<ScaleAttr>(), emitProduct},
      {TypeID::get<PReluAttr>(), emitPRelu, /*choosesInput=*/true},
      {TypeID::get<ClampAttr>(), emitClamp, /*choosesInput=*/true},
      {TypeID::get<LeakyReluAttr>(), emitLeakyRelu, /*choosesInput=*/true},
      {TypeID::get<HardSigmoidAttr>(), emitHardSigmoid},
      {TypeID::get<HardSwishAttr>(), emitHardSwish},
      {.fn = TypeID::get<SwishAttr>(), .emit = emitParameter<SwishAttr, emitSwish>, .isLong = true},
      {.fn = TypeID::get<SigmoidAttr>(), .emit = emitUnary<emitSigmoid>, .isLong = true},
      {.fn = TypeID::get<TanhAttr>(), .emit = emitUnary<emitTanh>, .isLong = true},
      {.fn = TypeID::get<ExpAttr>(), .emit = emitUnary<emitExp>, .isLong = true},
      {.fn = TypeID::get<LogAttr>(), .emit = emitUnary<emitLog>, .isLong = true},
      {TypeID::get<SqrtAttr>(), emitUnary<emitSqrt>},
      {.fn = TypeID::get<PowAttr>(), .emit = emitParameter<PowAttr, emitPow>, .isLong = true},
      {.fn = TypeID::get<SoftplusAttr>(), .emit = emitUnary<emitSoftplus>, .isLong = true},
      {.fn = TypeID::get<MishAttr>(), .emit = emitUnary<emitMish>, .isLong = true},
      {.fn = TypeID::get<EluAttr>(), .emit = emitParameter<EluAttr, emitElu>, .isLong = true},
      {.fn = TypeID::get<ErfAttr>(), .emit = emitUnary<emitErf>, .isLong = true},
      {.fn = TypeID::get<GeluAttr>(), .emit = emitUnary<emitGelu>, .isLong = true},
      {TypeID::get<AbsAttr>(), emitUnary<emitAbs>},
      {TypeID::get<SignAttr>(), emitUnary<emitSign>},
      {TypeID::get<FloorAttr>(), emitUnary<emitFloor>},
      {TypeID::get<CeilAttr>(), emitUnary<emitCeil>},
      {TypeID::get<RoundAttr>(), emitUnary<emitRound>},
  };
  return rows;
}

const FunctionEmitter &emitterOf(PointwiseFn fn) {
  for (const FunctionEmitter &row : functionEmitters())
    if (row.fn == Attribute(fn).getTypeID())
      return row;
  llvm::report_fatal_error(Attribute(fn).getAbstractAttribute().getName() +
                           " has no row in lib/Kernels/Functions.cpp");
}

Value emitFunction(KernelBuilder &kernel, PointwiseFn fn, Value y, Value operand) {
  return emitterOf(fn).emit(kernel, fn, y, operand);
}

} // namespace mnc

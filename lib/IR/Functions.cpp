// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Constraints of pointwise functions, and of the epilogues that are made of them.

#include "mnc/IR/IR.h"

using namespace mlir;
using namespace mnc;

//--- Parameters --------------------------------------------------------------

using EmitError = function_ref<InFlightDiagnostic()>;

static LogicalResult checkParameters(EmitError emitError, ArrayRef<FloatAttr> parameters) {
  for (FloatAttr parameter : parameters) {
    if (!parameter || !parameter.getType().isF32()) // fn_c1
      return emitError() << "a function has the parameter " << parameter << ", wanted f32";
    if (parameter.getValue().isNaN()) // fn_c2
      return emitError() << "a function has a parameter that is not a number";
  }
  return success();
}

LogicalResult ClampAttr::verify(EmitError emitError, FloatAttr min, FloatAttr max) {
  return checkParameters(emitError, {min, max});
}

static LogicalResult checkFinite(EmitError emitError, ArrayRef<FloatAttr> parameters) {
  if (failed(checkParameters(emitError, parameters)))
    return failure();
  for (FloatAttr parameter : parameters)
    if (!parameter.getValue().isFinite()) // fn_c3
      return emitError() << "a function has the parameter " << parameter << ", wanted a finite one";
  return success();
}

LogicalResult HardSigmoidAttr::verify(EmitError emitError, FloatAttr alpha, FloatAttr beta) {
  return checkFinite(emitError, {alpha, beta});
}

LogicalResult LeakyReluAttr::verify(EmitError emitError, FloatAttr slope) {
  return checkFinite(emitError, slope);
}

LogicalResult SwishAttr::verify(EmitError emitError, FloatAttr alpha) {
  return checkFinite(emitError, alpha);
}

LogicalResult PowAttr::verify(EmitError emitError, FloatAttr exponent) {
  return checkFinite(emitError, exponent);
}

LogicalResult EluAttr::verify(EmitError emitError, FloatAttr alpha) {
  return checkFinite(emitError, alpha);
}

//--- Operands ----------------------------------------------------------------

RankedTensorType mnc::operandTypeOf(PointwiseFn fn, RankedTensorType result) {
  int64_t rank = result.getRank();
  switch (fn.getOperandKind()) {
  case FnOperand::None:
    return nullptr;
  case FnOperand::Full:
    return result;
  case FnOperand::Channel:
    return RankedTensorType::get(rank ? result.getShape().take_back() : ArrayRef<int64_t>{1},
                                 result.getElementType());
  case FnOperand::ImageChannel: {
    SmallVector<int64_t> shape(rank, 1);
    if (rank > 1) {
      shape.front() = result.getShape().front();
      shape.back() = result.getShape().back();
    }
    return RankedTensorType::get(shape, result.getElementType());
  }
  }
  llvm_unreachable("unknown kind of operand");
}

StringRef mnc::nameOf(const AbstractAttribute &fn) {
  return fn.getName().drop_front(StringRef("mnc.").size());
}

StringRef mnc::nameOf(Operation *op) {
  auto pointwise = dyn_cast<PointwiseOp>(op);
  return pointwise ? nameOf(Attribute(pointwise.getFn()).getAbstractAttribute())
                   : op->getName().stripDialect();
}

//--- pointwise ---------------------------------------------------------------

LogicalResult PointwiseOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  auto fn = dyn_cast_if_present<PointwiseFn>(adaptor.getFnAttr());
  if (!input || !fn)
    return emitOptionalError(loc, "wanted a tensor and a function");
  RankedTensorType wanted = operandTypeOf(fn, input);
  size_t count = wanted ? 1 : 0;
  if (adaptor.getFnOperands().size() != count) // pointwise_c1
    return emitOptionalError(loc, fn, " takes ", count, " operands beside its input but has ",
                             adaptor.getFnOperands().size());
  if (wanted && adaptor.getFnOperands()[0].getType() != wanted) // pointwise_c2
    return emitOptionalError(loc, fn, " has an operand of type ",
                             adaptor.getFnOperands()[0].getType(), " but wants ", wanted);
  types.push_back(input);
  return success();
}

/// clamp<-inf, inf>(x) => x
OpFoldResult PointwiseOp::fold(FoldAdaptor) {
  auto clamp = dyn_cast<ClampAttr>(getFn());
  if (!clamp)
    return {};
  APFloat min = clamp.getMin().getValue(), max = clamp.getMax().getValue();
  bool unbounded = min.isInfinity() && min.isNegative() && max.isInfinity() && !max.isNegative();
  return unbounded ? OpFoldResult(getInput()) : OpFoldResult();
}

/// The operand of a channel, or of an image and a channel, names the first and last dimension.
LogicalResult PointwiseOp::permuteDimensions(ArrayRef<int64_t> perm) {
  FnOperand kind = cast<PointwiseFn>(getFn()).getOperandKind();
  bool keepsChannels = perm.empty() || perm.back() == int64_t(perm.size()) - 1;
  return success(kind == FnOperand::None || (kind == FnOperand::Channel && keepsChannels));
}

//--- Epilogue ----------------------------------------------------------------

LogicalResult mnc::verifyEpilogue(Operation *op) {
  auto fused = cast<EpilogueOpInterface>(op);
  auto result = cast<RankedTensorType>(op->getResult(0).getType());
  OperandRange operands = fused.getStepOperands();
  size_t next = 0;
  SmallVector<Attribute> steps;
  if (ArrayAttr epilogue = fused.getEpilogueSteps())
    steps.append(epilogue.begin(), epilogue.end());
  if (!steps.empty() && !result.getElementType().isF32()) // epilogue_c4
    return op->emitOpError("has an epilogue but gives ") << result;
  for (Attribute step : steps) {
    auto fn = dyn_cast<PointwiseFn>(step);
    if (!fn)
      return op->emitOpError("epilogue has an unknown step ") << step; // epilogue_c1
    RankedTensorType wanted = operandTypeOf(fn, result);
    if (!wanted)
      continue;
    if (next == operands.size())
      return op->emitOpError("epilogue has more steps with operands than operands"); // epilogue_c2
    auto type = cast<RankedTensorType>(operands[next++].getType());
    if (type != wanted)
      return op->emitOpError("epilogue step ") << step << " has an operand of type " << type
                                               << " but wants " << wanted; // epilogue_c3
  }
  if (next != operands.size())
    return op->emitOpError("epilogue takes ")
           << next << " operands but has " << operands.size(); // epilogue_c2
  return success();
}

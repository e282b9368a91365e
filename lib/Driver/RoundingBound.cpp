// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Driver/RoundingBound.h"

#include "mlir/IR/OwningOpRef.h"
#include "mnc/IR/IR.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace mnc {

static constexpr double eps = 0x1p-23, smallestNormal = 0x1p-126;

BoundedTensor exactBound(Tensor value) {
  Tensor error = value;
  for (double &one : error.values)
    one = std::fabs(one) < smallestNormal ? std::fabs(one) : 0;
  return {std::move(value), std::move(error)};
}

static double mostTerms(ArrayRef<BoundedTensor> operands) {
  double terms = 0;
  for (const BoundedTensor &operand : operands)
    terms = std::max(terms, operand.terms);
  return terms;
}

/// Roundings of one value, at most, for what computes.
static double termsOf(Operation *op, ArrayRef<BoundedTensor> operands) {
  if (auto sums = dyn_cast<EpilogueOpInterface>(op)) {
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    double products = double(operands[1].value.values.size()) / type.getShape().back();
    return std::max(products + sums.getStepOperands().size(), mostTerms(operands));
  }
  if (auto pool = dyn_cast<AvgPool2dOp>(op))
    return double(pool.getWindow()[0]) * pool.getWindow()[1] + 1;
  if (isa<BatchNormOp>(op))
    return mostTerms(operands) + 4;
  return isa<AddOp, SubOp>(op) ? mostTerms(operands) + 1 : 1;
}

/// A copy of `op` without clamps, which make no error larger.
static OwningOpRef<Operation *> withoutClamps(Operation *op) {
  OwningOpRef<Operation *> plain = op->clone();
  if (auto chain = op->getAttrOfType<ArrayAttr>("epilogue")) {
    SmallVector<Attribute> links;
    llvm::copy_if(chain, std::back_inserter(links),
                  [](Attribute link) { return !isa<ClampAttr>(link); });
    (*plain)->setAttr("epilogue", ArrayAttr::get(op->getContext(), links));
  }
  return plain;
}

/// Of an operation that only grows when all magnitudes do: a value of operand
/// number `index` that makes the result largest, when it is off by `error`.
static double farthest(Operation *op, size_t index, double value, double error) {
  double size = std::fabs(value);
  // A quotient grows when its divisor shrinks.
  if (isa<DivOp>(op) && index == 1)
    return std::max(size - error, 0.0);
  if (isa<BatchNormOp>(op) && index == 4)
    return value;
  // A difference is a sum with one sign changed; the mean is subtracted.
  bool isSubtracted = (isa<SubOp>(op) && index == 1) || (isa<BatchNormOp>(op) && index == 3);
  return isSubtracted ? -(size + error) : size + error;
}

/// For operations that only grow when all magnitudes do: with magnitudes |x| and
/// errors e, op(|x| + e) - op(|x|) and the rounding of what is largest.
static FailureOr<Tensor> errorByMagnitude(Operation *op, ArrayRef<BoundedTensor> operands) {
  SmallVector<Tensor> exact, off;
  for (auto [index, operand] : llvm::enumerate(operands)) {
    Tensor &low = exact.emplace_back(operand.value);
    Tensor &high = off.emplace_back(operand.value);
    for (auto [l, h, error] : llvm::zip_equal(low.values, high.values, operand.error.values)) {
      l = farthest(op, index, l, 0);
      h = farthest(op, index, h, error);
    }
  }
  OwningOpRef<Operation *> plain = withoutClamps(op);
  FailureOr<Tensor> least = evaluateOp(*plain, exact), most = evaluateOp(*plain, off);
  if (failed(least) || failed(most))
    return failure();
  double terms = termsOf(op, operands);
  for (auto [high, low] : llvm::zip_equal(most->values, least->values)) {
    bool fits = std::fabs(high) <= std::numeric_limits<float>::max();
    high = fits ? high - low + terms * (2 * eps * high + smallestNormal)
                : std::numeric_limits<double>::infinity();
  }
  return most;
}

static Tensor errorOfSoftmax(SoftmaxOp softmax, const BoundedTensor &input, const Tensor &result) {
  auto [least, most] = std::minmax_element(input.value.values.begin(), input.value.values.end());
  double error = *std::max_element(input.error.values.begin(), input.error.values.end());
  // exp of anything lower is below the smallest normal number.
  double range = std::min(*most - *least, 88.0);
  double terms = input.value.shape[softmax.getAxis()] + 2 * range + 8;
  Tensor errors = result;
  for (double &value : errors.values)
    value = (std::expm1(2 * error) + terms * eps) * value + smallestNormal;
  return errors;
}

/// Errors move with the values; what is added around them has none.
static FailureOr<Tensor> movedError(Operation *op, const Tensor &error) {
  OwningOpRef<Operation *> plain = op->clone();
  if (auto pad = dyn_cast<PadOp>(*plain))
    pad.setValue(llvm::APFloat(0.0f));
  return evaluateOp(*plain, error);
}

static FailureOr<Tensor> errorOf(Operation *op, ArrayRef<BoundedTensor> operands,
                                 const Tensor &result) {
  if (isa<ConstantOp>(op))
    return exactBound(result).error;
  if (isa<EpilogueOpInterface, AvgPool2dOp, AddOp, SubOp, MulOp, DivOp, BatchNormOp>(op))
    return errorByMagnitude(op, operands);
  if (auto softmax = dyn_cast<SoftmaxOp>(op))
    return errorOfSoftmax(softmax, operands[0], result);
  if (isa<ClampOp>(op))
    return operands[0].error;
  if (isa<MaxPool2dOp, TransposeOp, ReshapeOp, PadOp, CopyOp>(op))
    return movedError(op, operands[0].error);
  return op->emitError("rounding of '") << op->getName() << "' has no bound";
}

FailureOr<BoundedTensor> boundedResult(Operation *op, ArrayRef<BoundedTensor> operands) {
  SmallVector<Tensor> values;
  for (const BoundedTensor &operand : operands)
    values.push_back(operand.value);
  FailureOr<Tensor> result = evaluateOp(op, values);
  if (failed(result))
    return failure();
  FailureOr<Tensor> error = errorOf(op, operands, *result);
  if (failed(error))
    return failure();
  double terms = mostTerms(operands);
  if (isa<EpilogueOpInterface, AddOp, SubOp, BatchNormOp>(op))
    terms = termsOf(op, operands);
  return BoundedTensor{std::move(*result), std::move(*error), terms};
}

} // namespace mnc

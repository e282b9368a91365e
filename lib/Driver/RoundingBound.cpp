// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Driver/RoundingBound.h"

#include "mlir/IR/OwningOpRef.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/KernelTable.h"
#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Reference/Functions.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace mnc {

static constexpr double eps = 0x1p-23, smallestNormal = 0x1p-126;

static constexpr double infinity = std::numeric_limits<double>::infinity();

/// As many errors of 0 as `value` has values.
static Tensor noErrors(const Tensor &value) {
  return {value.shape, std::vector<double>(value.size())};
}

BoundedTensor exactBound(Tensor value) {
  Tensor error = noErrors(value);
  for (auto [one, exact] : llvm::zip(error.values, value.values))
    one = std::fabs(exact) < smallestNormal ? std::fabs(exact) : 0;
  return {std::move(value), std::move(error)};
}

static double mostTerms(ArrayRef<BoundedTensor> operands) {
  double terms = 0;
  for (const BoundedTensor &operand : operands)
    terms = std::max(terms, operand.terms);
  return terms;
}

/// Roundings of one value, at most, of a sum.
static double termsOf(Operation *op, ArrayRef<BoundedTensor> operands) {
  if (isa<MatmulOp, InterpolateOp>(op))
    return std::max(double(operands[isa<MatmulOp>(op) ? 0 : 1].value.shape.back()),
                    mostTerms(operands));
  if (isa<Conv2dOp>(op)) {
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    double products = double(operands[1].value.values.size()) / type.getShape().back();
    return std::max(products + double(operands.size() - 2), mostTerms(operands));
  }
  if (auto pool = dyn_cast<AvgPool2dOp>(op))
    return double(pool.getWindow()[0]) * pool.getWindow()[1] + 1;
  if (isa<BatchNormOp>(op))
    return mostTerms(operands) + 4;
  return isa<AddOp, SubOp>(op) ? mostTerms(operands) + double(operands.size() - 1) : 1;
}

/// An operation without the steps of its epilogue that follow the first one that is no addition,
/// and those steps.
struct SplitEpilogue {
  OwningOpRef<Operation *> sums;
  SmallVector<PointwiseFn> steps;
};

static SplitEpilogue splitEpilogue(Operation *op) {
  SplitEpilogue split{op->clone(), {}};
  auto fused = dyn_cast<EpilogueOpInterface>(op);
  if (!fused || !fused.getEpilogueSteps())
    return split;
  SmallVector<Attribute> sums;
  for (Attribute step : fused.getEpilogueSteps())
    if (split.steps.empty() && isAddition(step) && isa<Conv2dOp, AddOp, SubOp>(op))
      sums.push_back(step);
    else
      split.steps.push_back(cast<PointwiseFn>(step));
  SmallVector<Value> operands(fused.getStepOperands().take_front(sums.size()));
  cast<EpilogueOpInterface>(*split.sums).setSteps(ArrayAttr::get(op->getContext(), sums), operands);
  return split;
}

/// fn of each value of `bounded`. `operand` is null where `fn` has none.
static void applyFunction(PointwiseFn fn, BoundedTensor &bounded, const BoundedTensor *operand) {
  const FunctionMeaning &meaning = meaningOf(fn);
  FnIndex index(fn.getOperandKind(), bounded.value.shape);
  for (size_t i = 0; i < bounded.value.values.size(); ++i) {
    double &value = bounded.value.values[i], &error = bounded.error.values[i];
    double other = operand ? operand->value.values[index(i)] : 0;
    double otherError = operand ? operand->error.values[index(i)] : 0;
    double moved =
        error == 0 && otherError == 0 ? 0 : meaning.moves(fn, value, error, other, otherError);
    double rounded = meaning.rounding(fn, value, other);
    double result = meaning.eval(fn, value, other);
    error = moved * (1 + 8 * eps) + (rounded > 0 ? eps * rounded + smallestNormal : 0);
    bool fits = std::fabs(result) <= std::numeric_limits<float>::max() && error >= 0;
    if (!fits && !std::isnan(result))
      error = infinity;
    value = result;
  }
}

/// Returns a value of operand number `index` that makes the result largest, when it is off by
/// `error`; for an operation that only grows when all magnitudes do.
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

/// Returns the error of a sum in units of eps for each of its terms: what the kernel of `op`
/// states, or 2 where none is chosen.
static double errorFactorOf(Operation *op) {
  const ConvKernel *kernel = convKernelOf(op);
  return kernel ? kernel->errorFactor : 2;
}

/// Returns the side of the tiles of Winograd's form in which `op` is computed, or may be where it
/// has no kernel yet; 0 if it is not.
static int64_t winogradTileOf(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  if (!conv || conv->hasAttr(directAttr))
    return 0;
  if (const ConvKernel *kernel = convKernelOf(op))
    return kernel->winogradTile;
  ConvSpec spec = convSpecOf(conv);
  return supportsWinograd(4, spec) ? 4 : supportsWinograd(2, spec) ? 2 : 0;
}

/// Adds to `errors` of a convolution of a constant filter what Winograd's form adds to them.
static void addWinogradErrors(Operation *op, const BoundedTensor &input, const Tensor &filter,
                              Tensor &errors) {
  int64_t m = winogradTileOf(op);
  if (!m)
    return;
  double largest = 0;
  for (auto [value, error] : llvm::zip_equal(input.value.values, input.error.values))
    largest = std::max(largest, std::fabs(value) + error);
  ArrayRef<int64_t> shape = shapeOf(op->getOperand(1));
  std::vector<double> added =
      winogradErrors(m, shape[0], shape[1], [&](int64_t o, int64_t i, int64_t y, int64_t x) {
        return float(filter.values[((o * shape[1] + i) * 3 + y) * 3 + x]);
      });
  for (auto [index, error] : llvm::enumerate(errors.values))
    error += eps * largest * added[index % added.size()];
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
  FailureOr<Tensor> least = evaluateOp(op, exact), most = evaluateOp(op, off);
  if (failed(least) || failed(most))
    return failure();
  double terms = termsOf(op, operands), factor = errorFactorOf(op);
  for (auto [high, low] : llvm::zip_equal(most->values, least->values)) {
    bool fits = std::fabs(high) <= std::numeric_limits<float>::max();
    high = fits ? high - low + terms * (factor * eps * high + smallestNormal) : infinity;
  }
  addWinogradErrors(op, operands.front(), operands.size() > 1 ? operands[1].value : Tensor(),
                    *most);
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

static SmallVector<Tensor> errorsOf(ArrayRef<BoundedTensor> operands) {
  return llvm::map_to_vector(operands, [](const BoundedTensor &operand) { return operand.error; });
}

/// Errors move with the values; what is added around them has none.
static FailureOr<Tensor> movedError(Operation *op, ArrayRef<BoundedTensor> operands) {
  OwningOpRef<Operation *> plain = op->clone();
  if (auto pad = dyn_cast<PadOp>(*plain))
    pad.setValue(llvm::APFloat(0.0f));
  return evaluateOp(*plain, errorsOf(operands));
}

/// The larger or smaller one of two values is off by the larger error at most.
static FailureOr<Tensor> chosenError(Operation *op, ArrayRef<BoundedTensor> operands) {
  OpBuilder builder(op->getContext());
  OwningOpRef<Operation *> larger =
      MaxOp::create(builder, op->getLoc(), op->getOperand(0), op->getOperand(1)).getOperation();
  return evaluateOp(*larger, errorsOf(operands));
}

//--- Integers ----------------------------------------------------------------

static bool hasErrors(const BoundedTensor &tensor) {
  return llvm::any_of(tensor.error.values, [](double error) { return error != 0; });
}

/// Converted floats have no bound where another one within the error gives another integer, and
/// truth values where 0 is within it.
static FailureOr<Tensor> errorOfConverted(ConvertOp op, const BoundedTensor &input,
                                          const Tensor &result) {
  Tensor errors = noErrors(result);
  for (int sign : {-1, 1}) {
    Tensor moved = input.value;
    for (auto [value, error] : llvm::zip(moved.values, input.error.values))
      value += sign * error;
    FailureOr<Tensor> other = evaluateOp(op, moved);
    if (failed(other))
      return failure();
    for (auto [error, one, two] : llvm::zip(errors.values, result.integers, other->integers))
      error = one == two ? error : infinity;
  }
  bool isTruth = op.getTo().isInteger(1);
  for (auto [at, error] : llvm::enumerate(errors.values)) {
    double value = input.value.values[at], own = input.error.values[at];
    if (isTruth && own != 0 && std::fabs(value) <= own)
      error = infinity;
  }
  return errors;
}

/// A comparison has no bound where the operands are no farther apart than their errors.
static FailureOr<Tensor> errorOfCompared(CompareOp op, ArrayRef<BoundedTensor> operands,
                                         const Tensor &result) {
  OpBuilder builder(op->getContext());
  Value lhs = op.getLhs(), rhs = op.getRhs();
  OwningOpRef<Operation *> sub = SubOp::create(builder, op.getLoc(), lhs, rhs).getOperation();
  OwningOpRef<Operation *> add = AddOp::create(builder, op.getLoc(), lhs, rhs).getOperation();
  FailureOr<Tensor> apart = evaluateOp(*sub, {operands[0].value, operands[1].value});
  FailureOr<Tensor> allowed = evaluateOp(*add, {operands[0].error, operands[1].error});
  if (failed(apart) || failed(allowed))
    return failure();
  Tensor errors = noErrors(result);
  for (auto [error, distance, most] : llvm::zip(errors.values, apart->values, allowed->values))
    error = most == 0 || std::fabs(distance) > most ? 0 : infinity;
  return errors;
}

/// An integer is right or has no bound: everywhere, if an integer that the operation reads has an
/// error, or a float of another one than conversions and comparisons.
static FailureOr<Tensor> errorOfIntegers(Operation *op, ArrayRef<BoundedTensor> operands,
                                         const Tensor &result) {
  Tensor errors = noErrors(result);
  if (llvm::none_of(operands, hasErrors))
    return errors;
  bool readsIntegers = llvm::any_of(
      operands, [](const BoundedTensor &operand) { return operand.value.holdsIntegers(); });
  if (auto convert = dyn_cast<ConvertOp>(op); convert && !readsIntegers)
    return errorOfConverted(convert, operands[0], result);
  if (auto compare = dyn_cast<CompareOp>(op); compare && !readsIntegers)
    return errorOfCompared(compare, operands, result);
  std::fill(errors.values.begin(), errors.values.end(), infinity);
  return errors;
}

/// A float of an integer is rounded once; so is a float16.
static Tensor errorOfConversion(ConvertOp op, const BoundedTensor &input, const Tensor &result) {
  Tensor errors = noErrors(result);
  bool toHalf = op.getTo().isF16();
  for (auto [at, error] : llvm::enumerate(errors.values)) {
    double size = std::fabs(result.values[at]);
    error = input.error.values[at];
    if (toHalf)
      error = size > 65000 ? (error ? infinity : 0) : error + size * 0x1p-10 + 0x1p-24;
    else if (size > 0x1p24)
      error += size * eps;
  }
  return errors;
}

/// Values that an integer operand chooses: where that has an error, any other one may come.
static FailureOr<Tensor> errorOfSelected(Operation *op, ArrayRef<BoundedTensor> operands) {
  size_t chooser = isa<SelectOp>(op) ? 0 : 1;
  SmallVector<Tensor> errors = errorsOf(operands);
  errors[chooser] = operands[chooser].value;
  FailureOr<Tensor> error = evaluateOp(op, errors);
  if (failed(error) || !hasErrors(operands[chooser]))
    return error;
  if (!isa<SelectOp>(op)) {
    std::fill(error->values.begin(), error->values.end(), infinity);
    return error;
  }
  // The distance of the two values is added where the condition has an error.
  Tensor undecided{operands[0].value.shape, {}};
  for (double one : operands[0].error.values)
    undecided.integers.push_back(one != 0);
  Tensor far = operands[1].error, near = operands[2].error;
  std::fill(far.values.begin(), far.values.end(), infinity);
  std::fill(near.values.begin(), near.values.end(), 0);
  FailureOr<Tensor> more = evaluateOp(op, {undecided, far, near});
  if (failed(more))
    return failure();
  for (auto [one, other] : llvm::zip(error->values, more->values))
    one += other;
  return error;
}

static FailureOr<Tensor> errorOf(Operation *op, ArrayRef<BoundedTensor> operands,
                                 const Tensor &result) {
  if (isa<ConstantOp>(op))
    return exactBound(result).error;
  auto rounds = dyn_cast<RoundingOpInterface>(op);
  if (!rounds)
    return op->emitError("rounding of '") << op->getName() << "' has no bound";
  if (result.holdsIntegers() && rounds.getErrorRule() != ErrorRule::Moved)
    return errorOfIntegers(op, operands, result);
  switch (rounds.getErrorRule()) {
  case ErrorRule::Magnitude:
    return errorByMagnitude(op, operands);
  case ErrorRule::Softmax:
    return errorOfSoftmax(cast<SoftmaxOp>(op), operands[0], result);
  case ErrorRule::Moved:
    return movedError(op, operands);
  case ErrorRule::Chosen:
    return chosenError(op, operands);
  case ErrorRule::Selected:
    return errorOfSelected(op, operands);
  case ErrorRule::Converted:
    return errorOfConversion(cast<ConvertOp>(op), operands[0], result);
  case ErrorRule::Pointwise:
    break;
  }
  llvm_unreachable("functions are applied one by one");
}

/// The result of an operation that computes no function.
static FailureOr<BoundedTensor> boundedSums(Operation *op, ArrayRef<BoundedTensor> operands) {
  SmallVector<Tensor> values;
  for (const BoundedTensor &operand : operands)
    values.push_back(operand.value);
  FailureOr<Tensor> result = evaluateOp(op, values);
  if (failed(result))
    return failure();
  FailureOr<Tensor> error = errorOf(op, operands, *result);
  if (failed(error))
    return failure();
  bool isSum = isa<Conv2dOp, AddOp, SubOp, BatchNormOp, MatmulOp, InterpolateOp>(op);
  double terms = isSum ? termsOf(op, operands) : mostTerms(operands);
  return BoundedTensor{std::move(*result), std::move(*error), terms};
}

FailureOr<BoundedTensor> boundedResult(Operation *op, ArrayRef<BoundedTensor> operands) {
  if (auto pointwise = dyn_cast<PointwiseOp>(op)) {
    BoundedTensor result = operands[0];
    applyFunction(cast<PointwiseFn>(pointwise.getFn()), result,
                  operands.size() > 1 ? &operands[1] : nullptr);
    return result;
  }
  SplitEpilogue split = splitEpilogue(op);
  size_t numSums = (*split.sums)->getNumOperands();
  FailureOr<BoundedTensor> result = boundedSums(*split.sums, operands.take_front(numSums));
  if (failed(result))
    return failure();
  ArrayRef<BoundedTensor> rest = operands.drop_front(numSums);
  for (PointwiseFn fn : split.steps) {
    bool hasOperand = fn.getOperandKind() != FnOperand::None;
    applyFunction(fn, *result, hasOperand ? &rest.front() : nullptr);
    rest = rest.drop_front(hasOperand);
  }
  return result;
}

} // namespace mnc

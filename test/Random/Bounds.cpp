// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Errors are propagated by the evaluator itself: an operation that is linear
// in its operands is evaluated once more on their magnitudes and errors.

#include "Bounds.h"

#include "mnc/IR/IR.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace mnc {

namespace {

constexpr double eps = 0x1p-23;

/// A value with its error, and how many terms the longest sum has that later
/// additions may join.
struct Known {
  Tensor value, error;
  double terms = 1;
};

using Operands = ArrayRef<const Known *>;

Tensor zerosLike(const Tensor &tensor) {
  return {tensor.shape, std::vector<double>(tensor.values.size())};
}

/// function(a[i]) for each value.
template <typename Function> Tensor map(const Tensor &tensor, Function function) {
  Tensor result = tensor;
  for (double &value : result.values)
    value = function(value);
  return result;
}

/// The largest magnitude that a value may have in compiled code.
Tensor magnitude(const Known &known) {
  Tensor result = known.value;
  for (auto [value, error] : llvm::zip_equal(result.values, known.error.values))
    value = std::fabs(value) + error;
  return result;
}

/// to += from * factor
void addScaled(Tensor &to, const Tensor &from, double factor) {
  for (auto [sum, value] : llvm::zip_equal(to.values, from.values))
    sum += value * factor;
}

class BoundedEvaluation {
public:
  FailureOr<Known> compute(Operation *op, Operands operands);

private:
  /// `op` on other operands; what it links to is left out.
  Tensor evaluate(Operation *op, ArrayRef<Tensor> operands) {
    FailureOr<Tensor> result = evaluateOp(op, operands);
    hasFailed |= failed(result);
    return failed(result) ? Tensor() : std::move(*result);
  }
  Tensor errorOf(EpilogueOpInterface op, Operands operands, double &terms);
  Tensor errorOfBatchNorm(BatchNormOp op, Operands operands, double terms);
  Tensor errorOfBinary(Operation *op, Operands operands, const Tensor &result, double terms);
  Tensor errorOfSoftmax(SoftmaxOp op, const Known &input, const Tensor &result);
  Tensor errorOfPad(PadOp op, const Known &input);

  bool hasFailed = false;
};

Tensor BoundedEvaluation::errorOf(EpilogueOpInterface op, Operands operands, double &terms) {
  Operation *plain = op->clone();
  plain->removeAttr("epilogue");
  TypeSwitch<Operation *>(plain).Case<Conv2dOp, FullyConnectedOp>(
      [](auto linear) { linear.getLinksMutable().clear(); });
  const Known &input = *operands[0], &filter = *operands[1];
  // Products of one result: those of all results, over the number of results.
  Tensor weights = map(filter.value, [](double) { return 1.0; });
  Tensor counts = evaluate(plain, {map(input.value, [](double) { return 1.0; }), weights});
  double products = counts.values.empty() ? 0 : *llvm::max_element(counts.values);
  Tensor sizes = evaluate(plain, {magnitude(input), magnitude(filter)});
  Tensor error = evaluate(plain, {input.error, magnitude(filter)});
  addScaled(error, evaluate(plain, {magnitude(input), filter.error}), 1);
  plain->destroy();

  terms = std::max(products + double(operands.size()), terms);
  double factor = 2 * terms * eps;
  addScaled(error, sizes, factor);
  ArrayAttr chain = op.getEpilogueChain();
  operands = operands.drop_front(2);
  for (Attribute link : chain ? chain.getValue() : ArrayRef<Attribute>()) {
    if (isa<ClampLinkAttr>(link))
      continue;
    const Known &operand = *operands.front();
    operands = operands.drop_front();
    Tensor sizes = magnitude(operand);
    // A bias repeats over the pixels.
    for (size_t i = 0; i < error.values.size(); ++i) {
      size_t at = i % sizes.values.size();
      error.values[i] += factor * sizes.values[at] + operand.error.values[at];
    }
  }
  return error;
}

Tensor BoundedEvaluation::errorOfBatchNorm(BatchNormOp op, Operands operands, double terms) {
  // Its values are |x| |s| + |mean| |s| + |bias| with everything made positive
  // and the mean negative.
  SmallVector<Tensor> positive = {magnitude(*operands[0])};
  auto absolute = [](double value) { return std::fabs(value); };
  positive.push_back(map(operands[1]->value, absolute));
  positive.push_back(map(operands[2]->value, absolute));
  positive.push_back(map(operands[3]->value, [](double value) { return -std::fabs(value); }));
  positive.push_back(operands[4]->value);
  Tensor sizes = evaluate(op, positive);
  SmallVector<Tensor> slope = {operands[0]->error, positive[1], zerosLike(positive[2]),
                               zerosLike(positive[3]), operands[4]->value};
  Tensor error = evaluate(op, slope);
  addScaled(error, sizes, (8 + 2 * terms) * eps);
  return error;
}

Tensor BoundedEvaluation::errorOfBinary(Operation *op, Operands operands, const Tensor &result,
                                        double terms) {
  // Broadcast each property of the operands to the result: 0 + property.
  OpBuilder builder(op->getContext());
  Operation *add = AddOp::create(builder, op->getLoc(), op->getResult(0).getType(),
                                 op->getOperand(0), op->getOperand(1), KernelAttr());
  auto left = [&](const Tensor &tensor) {
    return evaluate(add, {tensor, zerosLike(operands[1]->value)}).values;
  };
  auto right = [&](const Tensor &tensor) {
    return evaluate(add, {zerosLike(operands[0]->value), tensor}).values;
  };
  auto leftSize = left(magnitude(*operands[0])), leftError = left(operands[0]->error);
  auto rightSize = right(magnitude(*operands[1])), rightError = right(operands[1]->error);
  add->destroy();
  Tensor error = zerosLike(result);
  for (size_t i = 0; i < error.values.size(); ++i) {
    double size = std::fabs(result.values[i]);
    if (isa<AddOp, SubOp>(op)) {
      error.values[i] =
          leftError[i] + rightError[i] + 2 * (terms + 1) * eps * (leftSize[i] + rightSize[i]);
    } else if (isa<MulOp>(op)) {
      error.values[i] = leftSize[i] * rightError[i] + rightSize[i] * leftError[i] +
                        2 * eps * leftSize[i] * rightSize[i];
    } else {
      double least = rightSize[i] - 2 * rightError[i];
      error.values[i] = least > 0 ? (leftError[i] + size * rightError[i]) / least +
                                        4 * eps * (leftSize[i] / least)
                                  : std::numeric_limits<double>::infinity();
    }
  }
  return error;
}

Tensor BoundedEvaluation::errorOfSoftmax(SoftmaxOp op, const Known &input, const Tensor &result) {
  double worst = 0, largest = 0;
  for (double error : input.error.values)
    worst = std::max(worst, error);
  for (double size : magnitude(input).values)
    largest = std::max(largest, size);
  double count = input.value.shape[op.getAxis()];
  double relative = std::expm1(2 * worst + 4 * eps * largest) + 2 * (count + 8) * eps;
  return map(result, [&](double value) { return value * relative + 0x1p-120; });
}

Tensor BoundedEvaluation::errorOfPad(PadOp op, const Known &input) {
  auto zero = cast<PadOp>(op->clone());
  zero.setValue(llvm::APFloat(0.0f));
  Tensor error = evaluate(zero, input.error);
  zero->destroy();
  return error;
}

FailureOr<Known> BoundedEvaluation::compute(Operation *op, Operands operands) {
  SmallVector<Tensor> values;
  Known known;
  for (const Known *operand : operands) {
    values.push_back(operand->value);
    known.terms = std::max(known.terms, operand->terms);
  }
  FailureOr<Tensor> result = evaluateOp(op, values);
  if (failed(result))
    return failure();
  known.value = std::move(*result);
  known.error =
      TypeSwitch<Operation *, Tensor>(op)
          .Case([&](EpilogueOpInterface linear) { return errorOf(linear, operands, known.terms); })
          .Case([&](BatchNormOp norm) { return errorOfBatchNorm(norm, operands, known.terms); })
          .Case<AddOp, SubOp, MulOp, DivOp>([&](Operation *binary) {
            return errorOfBinary(binary, operands, known.value, known.terms);
          })
          .Case([&](SoftmaxOp softmax) {
            return errorOfSoftmax(softmax, *operands[0], known.value);
          })
          .Case([&](PadOp pad) { return errorOfPad(pad, *operands[0]); })
          .Case([&](AvgPool2dOp pool) {
            double count = pool.getWindow()[0] * pool.getWindow()[1] + 1;
            Tensor error = evaluate(pool, operands[0]->error);
            addScaled(error, evaluate(pool, magnitude(*operands[0])), 2 * count * eps);
            return error;
          })
          .Case<MaxPool2dOp, TransposeOp, ReshapeOp, CopyOp>(
              [&](Operation *mover) { return evaluate(mover, operands[0]->error); })
          .Case([&](ClampOp) { return operands[0]->error; })
          .Default([&](Operation *) { return zerosLike(known.value); });
  if (hasFailed)
    return failure();
  return known;
}

} // namespace

FailureOr<SmallVector<BoundedTensor>> evaluateWithBounds(func::FuncOp function,
                                                         ArrayRef<Tensor> inputs) {
  llvm::DenseMap<Value, Known> known;
  for (auto [argument, input] : llvm::zip_equal(function.getArguments(), inputs))
    known[argument] = {input, zerosLike(input)};
  SmallVector<BoundedTensor> results;
  for (Operation &op : function.getBody().front()) {
    if (isa<func::ReturnOp>(op)) {
      for (Value operand : op.getOperands())
        results.push_back({known[operand].value, known[operand].error});
      break;
    }
    SmallVector<const Known *> operands;
    for (Value operand : op.getOperands())
      operands.push_back(&known.find(operand)->second);
    FailureOr<Known> result = BoundedEvaluation().compute(&op, operands);
    if (failed(result))
      return failure();
    known[op.getResult(0)] = std::move(*result);
  }
  return results;
}

} // namespace mnc

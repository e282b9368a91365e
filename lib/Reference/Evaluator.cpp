// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs blocks of operations and keeps each tensor until its last use.

#include "mnc/Reference/Evaluator.h"

#include "Compute.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/IR/ConstantData.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mnc {

Tensor makeZeros(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  Tensor tensor{SmallVector<int64_t>(type.getShape()), {}};
  if (isa<FloatType>(type.getElementType()))
    tensor.values.resize(type.getNumElements());
  else
    tensor.integers.resize(type.getNumElements());
  return tensor;
}

std::optional<Tensor> constantTensor(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  if (!constant)
    return std::nullopt;
  Tensor tensor{SmallVector<int64_t>(shapeOf(value)), {}};
  if (std::optional<ConstantFloats> floats = ConstantFloats::get(value)) {
    tensor.values.reserve(floats->size());
    for (int64_t i = 0; i < floats->size(); ++i)
      tensor.values.push_back((*floats)[i]);
    return tensor;
  }
  std::optional<SmallVector<int64_t>> integers = integersOf(constant.getValue());
  if (!integers)
    return std::nullopt;
  tensor.integers.assign(integers->begin(), integers->end());
  return tensor;
}

namespace {

class Evaluation {
public:
  explicit Evaluation(Observer observe) : observe(observe) {}

  void define(Value value, Tensor tensor) { tensors[value] = std::move(tensor); }

  /// Runs `block`, all of whose arguments are defined, up to its terminator,
  /// and gives the values of that one's operands.
  FailureOr<SmallVector<Tensor>> run(Block &block);

private:
  FailureOr<SmallVector<Tensor>> run(Operation &op);

  Observer observe;
  llvm::DenseMap<Value, Tensor> tensors;
};

/// For each operation of `block`, the values of `block` that nothing reads
/// after it. An operation reads what the operations inside it read.
llvm::DenseMap<Operation *, SmallVector<Value>> findLastUses(Block &block) {
  llvm::DenseMap<Operation *, SmallVector<Value>> lastUses;
  auto visit = [&](Value value, Operation *last) {
    for (Operation *user : value.getUsers()) {
      Operation *consumer = block.findAncestorOpInBlock(*user);
      if (!last || last->isBeforeInBlock(consumer))
        last = consumer;
    }
    lastUses[last ? last : &block.front()].push_back(value);
  };
  for (Value argument : block.getArguments())
    visit(argument, nullptr);
  for (Operation &op : block)
    for (Value result : op.getResults())
      visit(result, &op);
  return lastUses;
}

FailureOr<Tensor> computeConstant(ConstantOp op) {
  std::optional<Tensor> tensor = constantTensor(op);
  if (!tensor)
    return op.emitError("the values of the constant were left out of the text");
  return std::move(*tensor);
}

FailureOr<Tensor> computeOne(Operation &op, Operands operands) {
  auto apply = [&](auto typed) -> FailureOr<Tensor> { return compute(typed, operands); };
  return llvm::TypeSwitch<Operation *, FailureOr<Tensor>>(&op)
      .Case([](ConstantOp constant) { return computeConstant(constant); })
      .Case<Conv2dOp, BatchNormOp, PointwiseOp, AddOp, SubOp, MulOp, DivOp, MaxOp, MinOp, MatmulOp,
            SoftmaxOp, MaxPool2dOp, AvgPool2dOp, TransposeOp, ReshapeOp, PadOp, CopyOp, ConcatOp,
            SliceOp, BroadcastOp, GatherOp, InterpolateOp, ConvertOp, CompareOp, SelectOp, ArgMaxOp,
            TopKOp, TakeOp, GatherElementsOp>(apply)
      .Default([](Operation *other) -> FailureOr<Tensor> {
        return other->emitError("the evaluator does not know '") << other->getName() << "'";
      });
}

FailureOr<SmallVector<Tensor>> Evaluation::run(Operation &op) {
  if (auto group = dyn_cast<GroupOp>(op))
    return run(group.getBody().front());
  SmallVector<const Tensor *> operands;
  for (Value operand : op.getOperands())
    operands.push_back(&tensors.find(operand)->second);
  FailureOr<Tensor> result = computeOne(op, operands);
  if (failed(result))
    return failure();
  SmallVector<Tensor> results;
  results.push_back(std::move(*result));
  return results;
}

FailureOr<SmallVector<Tensor>> Evaluation::run(Block &block) {
  auto lastUses = findLastUses(block);
  SmallVector<Tensor> yielded;
  for (Operation &op : block) {
    if (isa<func::ReturnOp, YieldOp>(op)) {
      for (Value operand : op.getOperands())
        yielded.push_back(tensors.find(operand)->second);
    } else {
      FailureOr<SmallVector<Tensor>> results = run(op);
      if (failed(results))
        return failure();
      if (observe)
        observe(&op, *results);
      for (auto [value, tensor] : llvm::zip_equal(op.getResults(), *results))
        define(value, std::move(tensor));
    }
    for (Value value : lastUses[&op])
      tensors.erase(value);
  }
  return yielded;
}

bool matches(Type type, const Tensor &tensor) {
  auto ranked = dyn_cast<RankedTensorType>(type);
  return ranked && ranked.hasStaticShape() &&
         isa<FloatType>(ranked.getElementType()) != tensor.holdsIntegers() &&
         ranked.getShape() == ArrayRef<int64_t>(tensor.shape) &&
         ranked.getNumElements() == int64_t(tensor.size());
}

} // namespace

FailureOr<Tensor> evaluateOp(Operation *op, ArrayRef<Tensor> operands) {
  return computeOne(*op, llvm::to_vector(llvm::make_pointer_range(operands)));
}

FailureOr<SmallVector<Tensor>> evaluate(func::FuncOp function, ArrayRef<Tensor> inputs,
                                        Observer observe) {
  if (!llvm::hasSingleElement(function.getBody()))
    return function.emitError("the evaluator wants one block, found ")
           << function.getBody().getBlocks().size();
  if (function.getNumArguments() != inputs.size())
    return function.emitError("the function wants ")
           << function.getNumArguments() << " inputs, found " << inputs.size();
  Evaluation evaluation(observe);
  for (auto [argument, input] : llvm::zip(function.getArguments(), inputs)) {
    if (!matches(argument.getType(), input)) {
      InFlightDiagnostic error = function.emitError("input ");
      error << argument.getArgNumber() << " wants " << argument.getType() << ", found "
            << input.size() << " values of shape [";
      llvm::interleaveComma(input.shape, error);
      return error << "]";
    }
    evaluation.define(argument, input);
  }
  return evaluation.run(function.getBody().front());
}

} // namespace mnc

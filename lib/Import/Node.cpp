// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The conversion of a node, and creation of its operations.

#include "Node.h"
#include "Graph.h"
#include "Registry.h"
#include "mlir/IR/Verifier.h"
#include "mnc/Reference/Fold.h"

using namespace mlir;

namespace mnc {

InFlightDiagnostic Node::emitError() {
  if (hasError)
    return {};
  hasError = true;
  return mlir::emitError(loc);
}

LogicalResult Node::convert() {
  const OperatorRow *row = findOperator(proto.op_type(), proto.domain(), getOpset());
  assert(row && "operators are checked before");
  int given = getNumInputs();
  if (given < row->minInputs || given > row->maxInputs) {
    InFlightDiagnostic error = emitError();
    error << "has " << given << " inputs, wanted " << row->minInputs;
    if (row->maxInputs == anyNumber)
      error << " or more";
    else if (row->maxInputs != row->minInputs)
      error << " to " << row->maxInputs;
    return failure();
  }
  llvm::StringSet<> names;
  for (const onnx::AttributeProto &attribute : proto.attribute())
    if (!names.insert(attribute.name()).second)
      return emitError() << "attribute '" << StringRef(attribute.name()) << "' is given twice";
  // After a first error, further ones are silent and say success.
  if (failed(row->convert(*this)) || hasError)
    return failure();
  for (const onnx::AttributeProto &attribute : proto.attribute())
    if (!readAttributes.contains(attribute.name()))
      return emitError() << "attribute '" << StringRef(attribute.name())
                         << "' is not supported in opset " << getOpset();
  return success();
}

//--- Results -----------------------------------------------------------------

/// The problem of `types` as types of results, or nothing.
static std::string checkSize(ArrayRef<Type> types) {
  for (Type type : types) {
    std::string problem = shapeError(cast<RankedTensorType>(type).getShape());
    if (!problem.empty())
      return "the result would have " + problem;
  }
  return "";
}

std::string Node::describeInputs() {
  std::string text;
  int count = 0;
  for (StringRef name : proto.input()) {
    llvm::Expected<const Definition *> found = importer.resolve(name);
    if (!found) {
      llvm::consumeError(found.takeError());
      continue;
    }
    const auto *value = *found ? std::get_if<Value>(*found) : nullptr;
    if (!value)
      continue;
    text += (count++ ? ", '" : "; '") + name.str() + "' is ";
    if (Type element = elementTypeOf(*value); !element.isF32())
      text += elementTypeName(onnxTypeOf(element)) + " ";
    text += shapeText(shapeOf(*value));
    Operation *op = value->getDefiningOp();
    if (op && !isa<ConstantOp>(op))
      text += " from node '" + nodeNameOf(op->getLoc()).str() + "'";
  }
  return count > 1 ? text : "";
}

Value Node::insert(OperationState &state,
                   llvm::function_ref<LogicalResult(SmallVectorImpl<Type> &)> inferTypes) {
  std::string message;
  Operation *op = nullptr;
  {
    // The dialect's own messages do not name the node.
    ScopedDiagnosticHandler handler(getBuilder().getContext(),
                                    [&](Diagnostic &diagnostic) { message = diagnostic.str(); });
    SmallVector<Type> types;
    if (succeeded(inferTypes(types)))
      message = checkSize(types);
    if (message.empty()) {
      state.types.assign(types.begin(), types.end());
      op = getBuilder().create(state);
      if (failed(verify(op)))
        op = nullptr;
    }
  }
  if (!op) {
    emitError() << message << describeInputs();
    return {};
  }
  if (ElementsAttr value = foldOnConstants(op)) {
    op->erase();
    return createConstant(value);
  }
  return op->getResult(0);
}

Value Node::createConstant(ElementsAttr value) {
  return hasError ? Value() : Value(ConstantOp::create(getBuilder(), loc, value));
}

Value Node::createFloats(ArrayRef<int64_t> shape, std::vector<float> values) {
  auto type = RankedTensorType::get(shape, getBuilder().getF32Type());
  return createConstant(makeConstantData(type, std::move(values)));
}

Value Node::createSplat(ArrayRef<int64_t> shape, float value) {
  auto type = RankedTensorType::get(shape, getBuilder().getF32Type());
  return createConstant(DenseElementsAttr::get(type, ArrayRef<float>(value)));
}

Value Node::createIntegers(const IntTensor &tensor) {
  if (hasError)
    return {};
  Type element = graphTypeOf(getBuilder().getContext(), tensor.type);
  if (!element)
    emitError() << "integers of type " << elementTypeName(tensor.type)
                << " are only supported in shapes";
  else if (std::string problem = shapeError(tensor.shape); !problem.empty())
    emitError() << "reads known integers with " << problem;
  else
    return createConstant(
        makeIntegers(RankedTensorType::get(tensor.shape, element), tensor.values));
  return {};
}

Value Node::createConvert(Value input, Type to) {
  return hasError || elementTypeOf(input) == to ? input : create<ConvertOp>(input, to);
}

Value Node::createReshape(Value input, ArrayRef<int64_t> shape) {
  if (hasError)
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  if (type.getShape() == shape)
    return input;
  if (countElements(shape, maxElements) != type.getNumElements()) {
    emitError() << "a tensor of " << shapeText(type.getShape()) << " cannot have the shape "
                << shapeText(shape);
    return {};
  }
  if (std::string problem = shapeError(shape); !problem.empty()) {
    emitError() << "the result would have " << problem;
    return {};
  }
  auto newType = RankedTensorType::get(shape, type.getElementType());
  if (auto constant = input.getDefiningOp<ConstantOp>())
    return createConstant(reshapeConstant(constant.getValue(), newType));
  return ReshapeOp::create(getBuilder(), loc, newType, input);
}

Value Node::createToNHWC(Value input) {
  return create<TransposeOp>(input, ArrayRef<int64_t>{0, 2, 3, 1});
}

Value Node::createToNCHW(Value input) {
  return create<TransposeOp>(input, ArrayRef<int64_t>{0, 3, 1, 2});
}

LogicalResult Node::define(Definition definition, int output) {
  if (hasError)
    return failure();
  if (hasOutput(output))
    importer.define(proto.output(output), std::move(definition));
  return success();
}

LogicalResult Node::defineAsBranch(onnx::GraphProto &branch) {
  if (branch.output_size() != getNumOutputs())
    return emitError() << "has " << getNumOutputs() << " outputs, but its graph has "
                       << branch.output_size();
  FailureOr<SmallVector<Definition>> results = importer.importBranch(branch);
  if (failed(results))
    hasError = true;
  for (int output = 0; !hasError && output < getNumOutputs(); ++output)
    if (failed(define((*results)[output], output)))
      return failure();
  return success(!hasError);
}

LogicalResult Node::defineInts(llvm::Expected<IntTensor> tensor, int output) {
  if (!tensor)
    return emitError() << llvm::toString(tensor.takeError());
  return define(Definition(std::move(*tensor)), output);
}

} // namespace mnc

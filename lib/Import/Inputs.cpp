// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Replaces symbolic dimensions of inputs by sizes.

#include "Inputs.h"
#include "TensorReader.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace mnc {

namespace {

class InputResolver {
public:
  InputResolver(MLIRContext *context, const onnx::GraphProto &graph, const ImportOptions &options)
      : loc(UnknownLoc::get(context)), graph(graph), options(options) {}

  FailureOr<SmallVector<ModelInput>> run();

private:
  using Dimension = onnx::TensorShapeProto::Dimension;

  InFlightDiagnostic inputError(const onnx::ValueInfoProto &input) {
    return emitError(loc) << "input '" << StringRef(input.name()) << "': ";
  }
  LogicalResult checkOptions();
  FailureOr<RankedTensorType> resolveType(const onnx::ValueInfoProto &input);
  FailureOr<int64_t> resolveDim(const onnx::ValueInfoProto &input, int index);
  FailureOr<int64_t> resolveSymbol(const onnx::ValueInfoProto &input, int index);

  Location loc;
  const onnx::GraphProto &graph;
  const ImportOptions &options;
  SmallVector<const onnx::ValueInfoProto *> inputs;
  /// Batch symbols whose remark has been given.
  llvm::StringSet<> remarked;
};

} // namespace

LogicalResult InputResolver::checkOptions() {
  llvm::SetVector<StringRef> symbols;
  for (const onnx::ValueInfoProto *input : inputs)
    for (const Dimension &dim : input->type().tensor_type().shape().dim())
      if (!dim.dim_param().empty())
        symbols.insert(dim.dim_param());
  for (const auto &[symbol, size] : options.dims) {
    if (size < 1)
      return emitError(loc) << "--dim " << symbol << "=" << size << ": wanted a size of at least 1";
    if (symbols.contains(symbol))
      continue;
    InFlightDiagnostic error = emitError(loc);
    error << "--dim " << symbol << ": no input has this symbol, ";
    if (symbols.empty())
      error << "and none has any other";
    else
      error << "the symbols are '" << llvm::join(symbols, "', '") << "'";
    return error;
  }
  return success();
}

FailureOr<int64_t> InputResolver::resolveSymbol(const onnx::ValueInfoProto &input, int index) {
  StringRef symbol = input.type().tensor_type().shape().dim(index).dim_param();
  if (auto option = options.dims.find(symbol.str()); option != options.dims.end())
    return option->second;
  if (index != 0)
    return inputError(input) << "symbolic dimension '" << symbol << "' has no size, wanted --dim "
                             << symbol << "=VALUE";
  if (remarked.insert(symbol).second)
    emitRemark(loc) << "input '" << StringRef(input.name()) << "': symbolic dimension '" << symbol
                    << "' becomes 1 (--dim " << symbol << "=N sets it)";
  return 1;
}

FailureOr<int64_t> InputResolver::resolveDim(const onnx::ValueInfoProto &input, int index) {
  const Dimension &dim = input.type().tensor_type().shape().dim(index);
  if (!dim.dim_param().empty())
    return resolveSymbol(input, index);
  if (dim.has_dim_value()) {
    if (dim.dim_value() < 1)
      return inputError(input) << "dimension " << index << " is " << dim.dim_value()
                               << ", wanted at least 1";
    return dim.dim_value();
  }
  if (index != 0)
    return inputError(input) << "dimension " << index
                             << " has neither a size nor a name, wanted a size";
  emitRemark(loc) << "input '" << StringRef(input.name())
                  << "': dimension 0 has neither a size nor a name and "
                     "becomes 1";
  return 1;
}

FailureOr<RankedTensorType> InputResolver::resolveType(const onnx::ValueInfoProto &input) {
  if (!input.type().has_tensor_type())
    return inputError(input) << "is not a tensor";
  const onnx::TypeProto::Tensor &tensor = input.type().tensor_type();
  if (tensor.elem_type() != element_type::Float)
    return inputError(input) << "the element type is " << elementTypeName(tensor.elem_type())
                             << ", wanted float";
  if (!tensor.has_shape())
    return inputError(input) << "the file does not state the shape";
  SmallVector<int64_t> shape;
  for (int index = 0; index < tensor.shape().dim_size(); ++index) {
    FailureOr<int64_t> size = resolveDim(input, index);
    if (failed(size))
      return failure();
    shape.push_back(*size);
  }
  if (std::string problem = shapeError(shape); !problem.empty())
    return inputError(input) << "has " << problem;
  return RankedTensorType::get(shape, Float32Type::get(loc.getContext()));
}

FailureOr<SmallVector<ModelInput>> InputResolver::run() {
  llvm::StringSet<> initialisers;
  for (const onnx::TensorProto &tensor : graph.initializer())
    initialisers.insert(tensor.name());
  for (const onnx::ValueInfoProto &input : graph.input())
    if (!initialisers.contains(input.name()))
      inputs.push_back(&input);
  if (failed(checkOptions()))
    return failure();
  SmallVector<ModelInput> result;
  for (const onnx::ValueInfoProto *input : inputs) {
    FailureOr<RankedTensorType> type = resolveType(*input);
    if (failed(type))
      return failure();
    result.push_back({input->name(), *type});
  }
  return result;
}

FailureOr<SmallVector<ModelInput>>
resolveInputs(MLIRContext *context, const onnx::GraphProto &graph, const ImportOptions &options) {
  return InputResolver(context, graph, options).run();
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Replaces unknown sizes of inputs: symbols, -1, 0, '?', and what the file does not state.

#include "Inputs.h"
#include "Graph.h"
#include "TensorReader.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace mnc {

namespace {

using Dimension = onnx::TensorShapeProto::Dimension;

/// The symbol of a dimension; empty if it has a size, or is unknown. Some converters call every
/// unknown dimension '?'.
StringRef symbolOf(const Dimension &dim) {
  return dim.dim_param() == "?" ? StringRef() : StringRef(dim.dim_param());
}

/// The size that the file states, if it does.
std::optional<int64_t> statedSize(const Dimension &dim) {
  return dim.has_dim_value() && dim.dim_value() > 0 ? std::optional(dim.dim_value()) : std::nullopt;
}

class InputResolver {
public:
  InputResolver(MLIRContext *context, const onnx::GraphProto &graph, const ImportOptions &options)
      : loc(UnknownLoc::get(context)), graph(graph), options(options), sizes(options.dims) {}

  FailureOr<SmallVector<ModelInput>> run(ArrayRef<int> needed);

private:
  InFlightDiagnostic inputError(const onnx::ValueInfoProto &input) {
    return emitError(loc) << "input '" << StringRef(input.name()) << "': ";
  }
  void findInputs(ArrayRef<int> needed);
  LogicalResult checkDims();
  LogicalResult checkShapes();
  FailureOr<RankedTensorType> resolveType(const onnx::ValueInfoProto &input);
  FailureOr<SmallVector<int64_t>> resolveShape(const onnx::ValueInfoProto &input);
  FailureOr<int64_t> resolveDim(const onnx::ValueInfoProto &input, int index);

  Location loc;
  const onnx::GraphProto &graph;
  const ImportOptions &options;
  /// Sizes of symbols, by --dim, or by --shape of an input that has them.
  std::map<std::string, int64_t> sizes;
  SmallVector<const onnx::ValueInfoProto *> inputs;
  /// Batch symbols whose remark has been given.
  llvm::StringSet<> remarked;
};

} // namespace

void InputResolver::findInputs(ArrayRef<int> needed) {
  llvm::StringSet<> initialisers, reads;
  for (const onnx::TensorProto &tensor : graph.initializer())
    initialisers.insert(tensor.name());
  for (int node : needed)
    forEachRead(graph.node(node), [&](StringRef name) { reads.insert(name); });
  for (const onnx::ValueInfoProto &output : graph.output())
    reads.insert(output.name());
  for (const onnx::ValueInfoProto &input : graph.input()) {
    if (initialisers.contains(input.name()))
      continue;
    if (reads.contains(input.name()))
      inputs.push_back(&input);
    else
      emitRemark(loc) << "input '" << StringRef(input.name())
                      << "' is left out: no output needs it";
  }
}

LogicalResult InputResolver::checkDims() {
  llvm::SetVector<StringRef> symbols;
  for (const onnx::ValueInfoProto *input : inputs)
    for (const Dimension &dim : input->type().tensor_type().shape().dim())
      if (!symbolOf(dim).empty())
        symbols.insert(symbolOf(dim));
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

LogicalResult InputResolver::checkShapes() {
  for (const auto &[name, shape] : options.shapes) {
    auto *found =
        llvm::find_if(inputs, [&, &name = name](auto *input) { return input->name() == name; });
    if (found == inputs.end()) {
      auto names = llvm::map_range(inputs, [](auto *input) { return input->name(); });
      return emitError(loc) << "--shape " << name << ": no such input, the inputs are '"
                            << llvm::join(names, "', '") << "'";
    }
    const onnx::TypeProto::Tensor &tensor = (*found)->type().tensor_type();
    if (!tensor.has_shape())
      continue;
    bool fits = tensor.shape().dim_size() == int64_t(shape.size());
    for (auto [dim, size] : llvm::zip(tensor.shape().dim(), shape)) {
      fits &= statedSize(dim).value_or(size) == size;
      if (!symbolOf(dim).empty())
        fits &= sizes.insert({symbolOf(dim).str(), size}).first->second == size;
    }
    if (!fits)
      return inputError(**found) << "--shape " << shapeText(shape)
                                 << " is not one that the file and other options allow";
  }
  return success();
}

FailureOr<int64_t> InputResolver::resolveDim(const onnx::ValueInfoProto &input, int index) {
  const Dimension &dim = input.type().tensor_type().shape().dim(index);
  if (std::optional<int64_t> size = statedSize(dim))
    return *size;
  StringRef symbol = symbolOf(dim);
  if (auto found = sizes.find(symbol.str()); !symbol.empty() && found != sizes.end())
    return found->second;
  if (index == 0) {
    bool isNew = symbol.empty() || remarked.insert(symbol).second;
    if (isNew && symbol.empty())
      emitRemark(loc) << "input '" << StringRef(input.name())
                      << "': dimension 0 has no size and becomes 1 (--shape sets it)";
    else if (isNew)
      emitRemark(loc) << "input '" << StringRef(input.name()) << "': symbolic dimension '" << symbol
                      << "' becomes 1 (--dim " << symbol << "=SIZE sets it)";
    return 1;
  }
  if (!symbol.empty())
    return inputError(input) << "symbolic dimension '" << symbol << "' has no size, wanted --dim "
                             << symbol << "=SIZE";
  return inputError(input) << "dimension " << index << " has no size, wanted --shape "
                           << StringRef(input.name()) << "=SIZE,SIZE,...";
}

FailureOr<SmallVector<int64_t>> InputResolver::resolveShape(const onnx::ValueInfoProto &input) {
  if (auto given = options.shapes.find(input.name()); given != options.shapes.end())
    return SmallVector<int64_t>(ArrayRef<int64_t>(given->second));
  const onnx::TypeProto::Tensor &tensor = input.type().tensor_type();
  if (!tensor.has_shape())
    return inputError(input) << "the file does not state the shape, wanted --shape "
                             << StringRef(input.name()) << "=SIZE,SIZE,...";
  SmallVector<int64_t> shape;
  for (int index = 0; index < tensor.shape().dim_size(); ++index) {
    FailureOr<int64_t> size = resolveDim(input, index);
    if (failed(size))
      return failure();
    shape.push_back(*size);
  }
  return shape;
}

FailureOr<RankedTensorType> InputResolver::resolveType(const onnx::ValueInfoProto &input) {
  if (!input.type().has_tensor_type())
    return inputError(input) << "is not a tensor";
  int32_t type = input.type().tensor_type().elem_type();
  Type element = graphTypeOf(loc.getContext(), type);
  if (!element)
    return inputError(input) << "the element type is " << elementTypeName(type)
                             << ", wanted float, float16, uint8, int8, int32, int64 or bool";
  if (element.isF16() && options.widen)
    element = Float32Type::get(loc.getContext());
  FailureOr<SmallVector<int64_t>> shape = resolveShape(input);
  if (failed(shape))
    return failure();
  if (std::string problem = shapeError(*shape); !problem.empty())
    return inputError(input) << "has " << problem;
  return RankedTensorType::get(*shape, element);
}

FailureOr<SmallVector<ModelInput>> InputResolver::run(ArrayRef<int> needed) {
  findInputs(needed);
  if (failed(checkDims()) || failed(checkShapes()))
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

FailureOr<SmallVector<ModelInput>> resolveInputs(MLIRContext *context,
                                                 const onnx::GraphProto &graph,
                                                 ArrayRef<int> needed,
                                                 const ImportOptions &options) {
  return InputResolver(context, graph, options).run(needed);
}

} // namespace mnc

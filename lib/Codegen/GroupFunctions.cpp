// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "GroupFunctions.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace mnc {

size_t GroupLayer::outputArgument() const {
  return isa<Conv2dOp>(op) ? convOutputArgument : arguments.size() - 1;
}

func::CallOp GroupFunctions::emitGroupCall(
    OpBuilder &body, ArrayRef<GroupLayer> layers,
    function_ref<void(KernelBuilder &, const GroupArguments &)> build) const {
  // What one layer writes and the next reads is one argument, since arguments do not overlap; so
  // are buffers that do.
  llvm::MapVector<Value, int64_t> buffers;
  for (const GroupLayer &layer : layers)
    for (const LayerArgument &buffer : layer.arguments)
      buffers.insert({buffer.value, buffer.alignment});
  SmallVector<LayerArgument> arguments;
  for (auto [value, alignment] : buffers)
    arguments.push_back({value, alignment});
  return functions.call(
      body, layers.back().op->getLoc(), arguments, [&](KernelBuilder &kernel, ValueRange values) {
        llvm::DenseMap<Value, Value> inner;
        for (auto [buffer, value] : llvm::zip_equal(buffers, values))
          inner[buffer.first] = value;
        llvm::DenseMap<std::pair<Value, int64_t>, Value> parts;
        auto innerOf = [&](const LayerArgument &buffer) {
          Value whole = inner[buffer.value];
          if (!buffer.part)
            return whole;
          Value &part = parts[{buffer.value, buffer.partOffset}];
          if (!part)
            part = memref::ViewOp::create(kernel.builder, kernel.loc, buffer.part, whole,
                                          kernel.index(buffer.partOffset), ValueRange());
          return part;
        };
        GroupArguments bound;
        for (const GroupLayer &layer : layers) {
          bound.emplace_back();
          for (const LayerArgument &buffer : layer.arguments)
            bound.back().push_back({innerOf(buffer), buffer.alignment});
        }
        build(kernel, bound);
      });
}

void GroupFunctions::callSlice(KernelBuilder &kernel, const GroupLayer &layer,
                               ArrayRef<LayerArgument> bound, ArrayRef<LayerArgument> extra,
                               function_ref<ConvCall(ValueRange)> makeCall) const {
  SmallVector<LayerArgument> arguments(bound);
  llvm::append_range(arguments, extra);
  functions.call(kernel.builder, layer.op->getLoc(), arguments,
                 [&](KernelBuilder &inner, ValueRange values) {
                   layer.layer.emitCall(inner, values.drop_back(extra.size()),
                                        makeCall(values.take_back(extra.size())));
                 });
  callback.call(kernel.builder, kernel.loc, layer.number);
}

} // namespace mnc

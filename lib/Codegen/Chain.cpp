// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Chain.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace mnc {

void ChainFunction::call(size_t layer, StringRef part, ArrayRef<Value> indices, Build build) {
  SmallVector<LayerArgument> arguments = bound[layer];
  for (Value index : indices)
    arguments.push_back({index, 0});
  functions.call(kernel.builder, layers[layer].op->getLoc(),
                 layers[layer].layer.key + " " + part.str(), arguments,
                 [&](KernelBuilder &inner, ValueRange values) {
                   build(inner, values.drop_back(indices.size()),
                         values.take_back(indices.size()));
                 });
  hook.call(kernel.builder, kernel.loc, layers[layer].number);
}

func::CallOp callChain(LayerFunctions &functions, const LayerHook &hook, OpBuilder &body,
                       ArrayRef<ChainLayer> layers, StringRef kind,
                       function_ref<void(ChainFunction &)> build) {
  // What is written by one layer and read by the next is one argument, since
  // arguments do not overlap. The key tells which layers share one.
  std::string key = kind.str();
  llvm::MapVector<Value, int64_t> buffers;
  for (const ChainLayer &layer : layers) {
    key += ' ';
    key += layer.layer.key;
    for (const LayerArgument &buffer : layer.arguments) {
      auto entry = buffers.insert({buffer.value, buffer.alignment}).first;
      key += ' ';
      key += std::to_string(entry - buffers.begin());
    }
  }
  key += hook.key(layers.front().number);
  SmallVector<LayerArgument> arguments;
  for (auto [value, alignment] : buffers)
    arguments.push_back({value, alignment});
  return functions.call(
      body, layers.back().op->getLoc(), key, arguments,
      [&](KernelBuilder &kernel, ValueRange values) {
        ChainFunction function{functions, hook, layers, kernel, {}};
        for (const ChainLayer &layer : layers) {
          SmallVector<LayerArgument> own;
          for (const LayerArgument &buffer : layer.arguments) {
            size_t position = buffers.find(buffer.value) - buffers.begin();
            own.push_back({values[position], buffer.alignment});
          }
          function.bound.push_back(std::move(own));
        }
        build(function);
      });
}

} // namespace mnc

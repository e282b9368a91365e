// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A chain of convolutions that is computed row by row.

#include "Chain.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mnc/Kernels/Elementwise.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

class Stream {
public:
  Stream(ChainFunction &chain, std::optional<int64_t> panel)
      : chain(chain), layers(chain.layers), kernel(chain.kernel), panel(panel) {
    for (const ChainLayer &layer : layers)
      specs.push_back(convSpecOf(cast<Conv2dOp>(layer.op)));
  }

  void build() {
    const Layout &output = specs.back().output;
    kernel.loop(0, output.shape[0], 1, [&](Value n) {
      image = n;
      for (size_t layer = 0; layer + 1 < layers.size(); ++layer)
        buildFill(kernel, chain.result(layer), kernel.index(0), specs[layer].output.bufferElements,
                  lanesOf(layers[layer].op->getResult(0)), 0.0f);
      kernel.loop(0, panel ? output.shape[3] : 1, panel.value_or(1), [&](Value channel) {
        first = channel;
        kernel.loop(0, output.shape[1], 1, [&](Value y) { produce(layers.size() - 1, y); });
      });
    });
  }

private:
  /// Row `y` of a layer, after the rows that it is the first to need.
  void produce(size_t layer, Value y) {
    if (layer > 0)
      demandRows(layer, y);
    SmallVector<Value> indices{image, y};
    std::string name = "row";
    if (panel) {
      indices.push_back(first);
      name += " of " + std::to_string(*panel);
    }
    chain.call(layer, name, indices,
               [&](KernelBuilder &inner, ValueRange buffers, ValueRange indices) {
                 ConvPart part{RowIndex{indices[0], indices[1]}, panel ? indices[2] : Value()};
                 layers[layer].layer.buildPart(inner, buffers, part, panel.value_or(0));
               });
  }

  /// The rows of the layer before that no row above `y` needed. Counted from
  /// the top of the padding, row y needs y * stride ... y * stride + span.
  void demandRows(size_t layer, Value y) {
    const ConvSpec &spec = specs[layer];
    int64_t span = (spec.kernel[0] - 1) * spec.dilation[0] + 1, stride = spec.stride[0];
    bool hasPadding = spec.pad[0] > 0 || spec.output.shape[1] > spec.input.shape[1];
    if (span == 1 && stride == 1 && !hasPadding)
      return produce(layer - 1, y);
    OpBuilder &builder = kernel.builder;
    Location loc = kernel.loc;
    Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, y, kernel.index(0));
    Value end = kernel.add(kernel.mul(y, stride), span);
    Value begin = arith::SelectOp::create(builder, loc, isFirst, kernel.index(0),
                                          kernel.add(end, -stride));
    auto loop = scf::ForOp::create(builder, loc, begin, end, kernel.index(1));
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    Value row = loop.getInductionVar();
    // One unsigned comparison: inside the map, neither above nor below it.
    Value inMap = kernel.add(row, -spec.pad[0]);
    Value exists = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, inMap,
                                         kernel.index(spec.input.shape[1]));
    auto choice = scf::IfOp::create(builder, loc, exists, /*withElseRegion=*/true);
    builder.setInsertionPointToStart(choice.thenBlock());
    produce(layer - 1, inMap);
    builder.setInsertionPointToStart(choice.elseBlock());
    fillRow(layer - 1, inMap);
  }

  /// A row of the padding.
  void fillRow(size_t layer, Value y) {
    const Layout &layout = specs[layer].output;
    Value at = kernel.add(kernel.address(layout, {kernel.index(0), y}), -layout.origin);
    buildFill(kernel, chain.result(layer), at, layout.strides[1], lanesOf(layers[layer].op->getResult(0)),
              0.0f);
  }

  ChainFunction &chain;
  ArrayRef<ChainLayer> layers;
  KernelBuilder &kernel;
  std::vector<ConvSpec> specs;
  std::optional<int64_t> panel;
  /// Of the rows that are being computed.
  Value image, first;
};

} // namespace

func::CallOp generateStream(LayerFunctions &functions, const LayerHook &hook, OpBuilder &body,
                            ArrayRef<ChainLayer> layers, std::optional<int64_t> panel) {
  std::string kind = "stream " + std::to_string(panel.value_or(0));
  return callChain(functions, hook, body, layers, kind,
                   [&](ChainFunction &chain) { Stream(chain, panel).build(); });
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conv.

#include "Registry.h"
#include "Window.h"

using namespace mlir;

namespace mnc {

/// Reads a bias as the steps of an epilogue and their operands; both stay empty without one.
static LogicalResult readBias(Node &node, int64_t filters, SmallVector<Value> &steps,
                              ArrayAttr &epilogue) {
  if (!node.hasInput(2))
    return success();
  auto bias = node.getTensor(2);
  if (!bias || !node.getWeights(2))
    return failure();
  if (bias.getType().getShape() != ArrayRef<int64_t>{filters})
    return node.emitError() << "the bias has the shape " << shapeText(bias.getType().getShape())
                            << " but there are " << filters << " filters";
  steps.push_back(bias);
  epilogue = node.getBuilder().getArrayAttr(BiasAttr::get(node.getBuilder().getContext()));
  return success();
}

static LogicalResult convertConv(Node &node) {
  auto input = node.getMap(0);
  auto filter = node.getMap(1);
  if (!input || !filter || !node.getWeights(1))
    return failure();
  ArrayRef<int64_t> filterShape = filter.getType().getShape();
  std::optional<Window> window =
      readWindow(node, input.getType().getShape(), filterShape.take_back(2));
  int64_t channels = input.getType().getDimSize(1);
  int64_t group = node.getInt("group", 1);
  if (group < 1 || channels % group != 0)
    return node.emitError() << "'group' is " << group << " but the input has " << channels
                            << " channels";
  SmallVector<Value> steps;
  ArrayAttr epilogue;
  if (!window || failed(readBias(node, filterShape[0], steps, epilogue)))
    return failure();
  Value output =
      node.create<Conv2dOp>(node.createToNHWC(input), filter, Value(), steps, window->strides,
                            window->pads, window->dilations, uint64_t(group), epilogue);
  return node.define(node.createToNCHW(output));
}

ArrayRef<OperatorRow> getConvolutionOperators() {
  static constexpr OperatorRow rows[] = {
      {"Conv", "", 7, 25, 2, 3, convertConv},
  };
  return rows;
}

} // namespace mnc

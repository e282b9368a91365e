// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// BatchNormalization with the statistics of training.

#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

static LogicalResult convertBatchNormalization(Node &node) {
  node.ignoreAttribute("momentum");
  if (!node.getBool("spatial", true))
    return node.emitError() << "'spatial' is 0, not supported: wanted statistics per channel";
  if (node.getBool("training_mode", false))
    return node.emitError() << "'training_mode' is 1, wanted a network for "
                               "inference";
  float epsilon = node.getFloat("epsilon", 1e-5f);
  SmallVector<Value> operands;
  for (int index : llvm::seq(5)) {
    operands.push_back(node.getTensor(index));
    // The scale, the bias, the mean and the variance.
    if (index > 0 && !node.getWeights(index))
      return failure();
  }
  if (node.hasFailed())
    return failure();
  Builder &builder = node.getBuilder();
  return node.define(node.create<BatchNormOp>(operands[0], operands[1], operands[2], operands[3],
                                              operands[4], builder.getF32FloatAttr(epsilon),
                                              builder.getI64IntegerAttr(1)));
}

ArrayRef<OperatorRow> getNormalizationOperators() {
  static constexpr OperatorRow rows[] = {
      {"BatchNormalization", "", 7, 25, 5, 5, convertBatchNormalization},
  };
  return rows;
}

} // namespace mnc

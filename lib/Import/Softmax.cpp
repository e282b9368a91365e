// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Softmax, along one dimension or along all behind it.

#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

static LogicalResult convertSoftmax(Node &node) {
  auto input = node.getTensor(0);
  int64_t axis = node.getInt("axis", -1);
  if (!input)
    return failure();
  axis = node.checkAxis(axis, input.getType().getRank());
  return node.define(node.create<SoftmaxOp>(input, uint64_t(axis)));
}

/// Softmax over all dimensions from `axis` on.
static LogicalResult convertFlatSoftmax(Node &node) {
  auto input = node.getTensor(0);
  int64_t axis = node.getInt("axis", 1);
  if (!input)
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  axis = node.checkAxis(axis, shape.size());
  if (node.hasFailed())
    return failure();
  int64_t rows = 1;
  for (int64_t size : shape.take_front(axis))
    rows *= size;
  Value flat = input;
  if (axis + 1 != int64_t(shape.size()))
    flat = node.createReshape(input, {rows, input.getType().getNumElements() / rows});
  int64_t last = cast<RankedTensorType>(flat.getType()).getRank() - 1;
  Value output = node.create<SoftmaxOp>(flat, uint64_t(last));
  return node.define(node.createReshape(output, shape));
}

ArrayRef<OperatorRow> getSoftmaxOperators() {
  static constexpr OperatorRow rows[] = {
      {"Softmax", "", 7, 12, 1, 1, convertFlatSoftmax},
      {"Softmax", "", 13, 25, 1, 1, convertSoftmax},
  };
  return rows;
}

} // namespace mnc

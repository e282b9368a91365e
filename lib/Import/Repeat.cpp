// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that repeat a tensor; on known integers, they are evaluated.

#include "Node.h"
#include "Registry.h"

#include "mlir/Dialect/Traits.h"

using namespace mlir;

namespace mnc {

static LogicalResult convertExpand(Node &node) {
  std::optional<SmallVector<int64_t>> shape = node.getShape(0);
  std::optional<IntTensor> wanted = node.getIntTensor(1);
  if (!shape || !wanted)
    return failure();
  if (node.isIntTensor(0)) {
    llvm::Expected<IntTensor> ones = filled(wanted->values, 1);
    if (!ones)
      return node.defineInts(std::move(ones));
    return node.defineInts(
        combine(*node.getIntTensor(0), *ones, [](int64_t value, int64_t) { return value; }));
  }
  SmallVector<int64_t> both;
  if (!OpTrait::util::getBroadcastedShape(*shape, wanted->values, both))
    return node.emitError() << "a tensor of " << shapeText(*shape) << " does not repeat to "
                            << shapeText(wanted->values);
  if (std::string problem = shapeError(both); !problem.empty())
    return node.emitError() << "the result would have " << problem;
  return node.define(node.create<BroadcastOp>(node.getValue(0), both));
}

/// Tile: each dimension becomes one of repetitions and one of values, then one again.
static LogicalResult convertTile(Node &node) {
  std::optional<SmallVector<int64_t>> shape = node.getShape(0);
  std::optional<IntTensor> repeats = node.getIntTensor(1);
  if (!shape || !repeats)
    return failure();
  if (repeats->values.size() != shape->size())
    return node.emitError() << "'repeats' has " << repeats->values.size() << " values, wanted "
                            << shape->size();
  if (node.isIntTensor(0)) {
    llvm::Expected<IntTensor> tensor = *node.getIntTensor(0);
    for (auto [dim, count] : llvm::enumerate(repeats->values)) {
      SmallVector<int64_t> indices;
      for (int64_t at = 0; at < std::min(count, maxIntElements) * (*shape)[dim]; ++at)
        indices.push_back(at % (*shape)[dim]);
      if (tensor)
        tensor = take(*tensor, dim, indices);
    }
    return node.defineInts(std::move(tensor));
  }
  SmallVector<int64_t> once, repeated, result;
  for (auto [size, count] : llvm::zip_equal(*shape, repeats->values)) {
    if (count < 1 || count > maxElements / size)
      return node.emitError() << "'repeats' contains " << count << ", wanted at least 1 and a "
                              << "result of at most " << maxElementsText << " elements";
    // Pairs only where something repeats, so that there are not too many dimensions.
    if (count > 1) {
      once.push_back(1);
      repeated.push_back(count);
    }
    once.push_back(size);
    repeated.push_back(size);
    result.push_back(size * count);
  }
  Value pairs = node.createReshape(node.getValue(0), once);
  if (std::string problem = shapeError(repeated); !problem.empty())
    return node.emitError() << "the result would have " << problem;
  return node.define(node.createReshape(node.create<BroadcastOp>(pairs, repeated), result));
}

ArrayRef<OperatorRow> getRepetitionOperators() {
  static constexpr OperatorRow rows[] = {
      {"Expand", "", 8, 25, 2, 2, convertExpand},
      {"Tile", "", 7, 25, 2, 2, convertTile},
  };
  return rows;
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pad: a constant, or values of the tensor, around it; what negative pads take away is cut off.

#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

/// `pads` of some `axes` as pads of all dimensions: those before, those after.
static FailureOr<SmallVector<int64_t>> expandPads(Node &node, ArrayRef<int64_t> pads,
                                                  ArrayRef<int64_t> axes, int64_t rank) {
  if (pads.size() != 2 * axes.size())
    return node.emitError() << "'pads' has " << pads.size() << " values, wanted "
                            << 2 * axes.size();
  SmallVector<int64_t> all(2 * rank);
  for (auto [index, axis] : llvm::enumerate(axes)) {
    int64_t dim = node.checkAxis(axis, rank, "axes");
    if (node.hasFailed())
      return failure();
    all[dim] = pads[index];
    all[rank + dim] = pads[axes.size() + index];
  }
  if (llvm::any_of(pads, [](int64_t pad) { return pad > maxElements || pad < -maxElements; }))
    return node.emitError() << "'pads' contains a value beyond " << maxElementsText;
  return all;
}

/// Cuts off what negative pads take away, and makes them zero.
static Value createCropped(Node &node, Value input, MutableArrayRef<int64_t> pads) {
  ArrayRef<int64_t> shape = shapeOf(input);
  size_t rank = shape.size();
  SmallVector<int64_t> starts, sizes, steps(rank, 1);
  for (size_t dim = 0; dim < rank; ++dim) {
    int64_t &before = pads[dim], &after = pads[rank + dim];
    starts.push_back(std::max<int64_t>(0, -before));
    sizes.push_back(shape[dim] - starts[dim] - std::max<int64_t>(0, -after));
    before = std::max<int64_t>(0, before);
    after = std::max<int64_t>(0, after);
    if (sizes[dim] < 1) {
      node.emitError() << "'pads' leave nothing of a dimension of " << shape[dim];
      return {};
    }
  }
  return node.create<SliceOp>(input, starts, sizes, steps);
}

/// The index that stands for `index` outside of a dimension of `size`.
static int64_t indexInside(StringRef mode, int64_t index, int64_t size) {
  if (mode == "edge" || size == 1)
    return std::clamp<int64_t>(index, 0, size - 1);
  int64_t period = mode == "wrap" ? size : 2 * (size - 1);
  index = (index % period + period) % period;
  return index < size ? index : period - index;
}

/// Pads with values of the tensor.
static Value createMirrored(Node &node, Value value, StringRef mode, ArrayRef<int64_t> pads) {
  constexpr int64_t mostIndices = 1 << 20;
  for (int64_t dim = 0, rank = pads.size() / 2; dim < rank && !node.hasFailed(); ++dim) {
    int64_t size = shapeOf(value)[dim], before = pads[dim], after = pads[rank + dim];
    if (before + after == 0)
      continue;
    if (before + size + after > mostIndices) {
      node.emitError() << "'pads' would make a dimension of " << before + size + after;
      return {};
    }
    SmallVector<int64_t> indices;
    for (int64_t at = -before; at < size + after; ++at)
      indices.push_back(indexInside(mode, at, size));
    value = node.create<GatherOp>(value, uint64_t(dim), indices);
  }
  return value;
}

/// `value`, integers, between constants in each dimension that is padded.
static Value createSurrounded(Node &node, Value value, ArrayRef<int64_t> pads, IntTensor fill) {
  constexpr int64_t mostFilled = 1 << 22;
  for (int64_t dim = 0, rank = pads.size() / 2; dim < rank && !node.hasFailed(); ++dim) {
    auto filled = [&](int64_t size) {
      SmallVector<int64_t> shape(shapeOf(value));
      shape[dim] = size;
      std::optional<int64_t> count = countElements(shape, mostFilled);
      if (!count) {
        node.emitError() << "'pads' would add " << shapeText(shape)
                         << " integers, not supported: wanted at most " << mostFilled;
        return Value();
      }
      return node.createIntegers({shape, SmallVector<int64_t>(*count, fill.values[0]), fill.type});
    };
    SmallVector<Value> parts;
    if (pads[dim] > 0)
      parts.push_back(filled(pads[dim]));
    parts.push_back(value);
    if (pads[rank + dim] > 0)
      parts.push_back(filled(pads[rank + dim]));
    if (parts.size() > 1)
      value = node.create<ConcatOp>(parts, uint64_t(dim));
  }
  return value;
}

/// Pads `input`, integers, with the value of input 2, or zeros.
static LogicalResult padIntegers(Node &node, Value input, ArrayRef<int64_t> pads, float value) {
  IntTensor fill{{}, {0}, onnxTypeOf(elementTypeOf(input))};
  if (node.hasInput(2)) {
    std::optional<IntTensor> given = node.getIntTensor(2);
    if (!given)
      return failure();
    if (given->values.size() != 1 || given->type != fill.type)
      return node.emitError() << "input '" << node.getInputName(2)
                              << "' is not one value of the tensor's element type";
    fill = *std::move(given);
  } else if (value != 0) {
    return node.emitError() << "'value' of integers is not supported: wanted 0";
  }
  return node.define(createSurrounded(node, input, pads, std::move(fill)));
}

static LogicalResult convertPad(Node &node) {
  auto input = node.getValue(0);
  bool isFloat = input && input.getType().getElementType().isF32();
  StringRef mode = node.getString("mode", "constant");
  if (mode != "constant" && mode != "edge" && mode != "reflect" && mode != "wrap")
    return node.emitError() << "'mode' is '" << mode << "', wanted constant, edge, reflect or wrap";
  std::optional<float> value = node.getFloat("value", 0);
  if (isFloat && node.hasInput(2))
    value = node.getScalar(2);
  auto pads = node.getIntList("pads", 1);
  if (!input || node.hasFailed())
    return failure();
  if (!pads)
    return node.emitError() << "'pads' is missing";
  int64_t rank = input.getType().getRank();
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (node.hasInput(3)) {
    std::optional<IntTensor> given = node.getIntTensor(3);
    if (!given)
      return failure();
    axes = std::move(given->values);
  }
  FailureOr<SmallVector<int64_t>> all = expandPads(node, *pads, axes, rank);
  if (failed(all))
    return failure();
  bool isNegative = llvm::any_of(*all, [](int64_t pad) { return pad < 0; });
  Value cropped = isNegative ? createCropped(node, input, *all) : Value(input);
  if (node.hasFailed())
    return failure();
  ArrayRef<int64_t> each = *all;
  if (mode != "constant")
    return node.define(createMirrored(node, cropped, mode, each));
  if (!isFloat)
    return padIntegers(node, cropped, each, *value);
  return node.define(node.create<PadOp>(cropped, each.take_front(rank), each.drop_front(rank),
                                        llvm::APFloat(*value)));
}

ArrayRef<OperatorRow> getPadOperators() {
  static constexpr OperatorRow rows[] = {
      {"Pad", "", 7, 25, 1, 4, convertPad},
  };
  return rows;
}

} // namespace mnc

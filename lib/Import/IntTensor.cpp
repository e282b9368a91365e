// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on small integer tensors.

#include "IntTensor.h"
#include "Model.h"

using namespace llvm;

namespace mnc {

std::optional<int64_t> countIntegers(ArrayRef<int64_t> shape, int64_t most) {
  bool isLarge = any_of(shape, [&](int64_t size) { return size > most; });
  return isLarge ? std::nullopt : countElements(shape, most);
}

std::optional<int64_t> normalizeAxis(int64_t axis, int64_t rank) {
  if (axis < -rank || axis >= rank)
    return std::nullopt;
  return axis < 0 ? axis + rank : axis;
}

Expected<IntTensor> filled(ArrayRef<int64_t> shape, int64_t value) {
  std::optional<int64_t> count = countIntegers(shape);
  if (!count || int64_t(shape.size()) > maxRank)
    return createStringError("an integer tensor of " + shapeText(shape) +
                             " is too large for shape arithmetic");
  return IntTensor{SmallVector<int64_t>(shape), SmallVector<int64_t>(*count, value)};
}

/// The product of the dimensions in front of `axis` and behind it.
static std::pair<int64_t, int64_t> outerAndInner(ArrayRef<int64_t> shape, int64_t axis) {
  int64_t outer = 1, inner = 1;
  for (int64_t size : shape.take_front(axis))
    outer *= size;
  for (int64_t size : shape.drop_front(axis + 1))
    inner *= size;
  return {outer, inner};
}

Expected<IntTensor> take(const IntTensor &tensor, int64_t axis, ArrayRef<int64_t> indices) {
  int64_t size = tensor.shape[axis];
  SmallVector<int64_t> shape = tensor.shape;
  shape[axis] = int64_t(indices.size());
  Expected<IntTensor> result = filled(shape, 0);
  if (!result)
    return result;
  for (int64_t index : indices)
    if (!normalizeAxis(index, size))
      return createStringError("index " + Twine(index) + " is outside of a dimension of " +
                               Twine(size));
  result->type = tensor.type;
  if (result->values.empty())
    return result;
  auto [outer, inner] = outerAndInner(tensor.shape, axis);
  auto *next = result->values.begin();
  for (int64_t block = 0; block < outer; ++block)
    for (int64_t index : indices)
      next =
          std::copy_n(tensor.values.begin() + (block * size + *normalizeAxis(index, size)) * inner,
                      inner, next);
  return result;
}

Expected<IntTensor> concat(ArrayRef<IntTensor> tensors, int64_t axis) {
  SmallVector<int64_t> shape = tensors.front().shape;
  shape[axis] = 0;
  for (const IntTensor &tensor : tensors) {
    SmallVector<int64_t> others = tensor.shape;
    if (tensor.rank() == int64_t(shape.size()))
      others[axis] = shape[axis];
    if (others != shape)
      return createStringError("cannot join integer tensors of " +
                               shapeText(tensors.front().shape) + " and " +
                               shapeText(tensor.shape));
    shape[axis] += tensor.shape[axis];
  }
  Expected<IntTensor> result = filled(shape, 0);
  if (!result)
    return result;
  result->type = tensors.front().type;
  if (result->values.empty())
    return result;
  auto [outer, inner] = outerAndInner(shape, axis);
  auto *next = result->values.begin();
  for (int64_t block = 0; block < outer; ++block)
    for (const IntTensor &tensor : tensors) {
      int64_t length = tensor.shape[axis] * inner;
      next = std::copy_n(tensor.values.begin() + block * length, length, next);
    }
  return result;
}

IntTensor cast(const IntTensor &tensor, int32_t type) {
  IntTensor result = tensor;
  result.type = type;
  dispatchInteger(type, [&](auto element) {
    for (int64_t &value : result.values)
      value = static_cast<decltype(element)>(value);
  });
  return result;
}

/// The position in `tensor` of the value that is broadcast to `position` of a
/// tensor of `shape`.
static int64_t sourcePosition(const IntTensor &tensor, ArrayRef<int64_t> shape, int64_t position) {
  int64_t source = 0, stride = 1;
  for (int64_t back = 1; back <= tensor.rank(); ++back) {
    int64_t size = tensor.shape[tensor.rank() - back];
    int64_t wanted = shape[shape.size() - back];
    source += size == 1 ? 0 : position % wanted * stride;
    stride *= size;
    position /= wanted;
  }
  return source;
}

Expected<IntTensor> combine(const IntTensor &lhs, const IntTensor &rhs,
                            function_ref<std::optional<int64_t>(int64_t, int64_t)> function) {
  SmallVector<int64_t> shape(std::max(lhs.rank(), rhs.rank()), 1);
  for (const IntTensor *tensor : {&lhs, &rhs})
    for (int64_t back = 1; back <= tensor->rank(); ++back) {
      int64_t size = tensor->shape[tensor->rank() - back];
      int64_t &wanted = shape[shape.size() - back];
      if (size != 1 && wanted != 1 && size != wanted)
        return createStringError("shapes " + shapeText(lhs.shape) + " and " + shapeText(rhs.shape) +
                                 " do not broadcast");
      wanted = wanted == 1 ? size : wanted;
    }
  Expected<IntTensor> result = filled(shape, 0);
  if (!result)
    return result;
  result->type = lhs.type;
  for (auto [position, value] : llvm::enumerate(result->values)) {
    int64_t left = lhs.values[sourcePosition(lhs, shape, position)];
    int64_t right = rhs.values[sourcePosition(rhs, shape, position)];
    std::optional<int64_t> combined = function(left, right);
    if (!combined)
      return createStringError("the result for " + Twine(left) + " and " + Twine(right) +
                               " is not a 64-bit integer");
    value = *combined;
  }
  return result;
}

} // namespace mnc

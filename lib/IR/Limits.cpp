// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks of shapes.

#include "mnc/IR/Limits.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace mnc {

std::optional<int64_t> countElements(ArrayRef<int64_t> shape, int64_t limit) {
  if (any_of(shape, [](int64_t size) { return size < 0; }))
    return std::nullopt;
  if (is_contained(shape, 0))
    return 0;
  int64_t count = 1;
  for (int64_t size : shape) {
    if (size > limit / count)
      return std::nullopt;
    count *= size;
  }
  return count;
}

std::string shapeError(ArrayRef<int64_t> shape) {
  std::string text = "the shape " + shapeText(shape) + ", wanted ";
  if (int64_t(shape.size()) > maxRank)
    return text + "at most " + std::to_string(maxRank) + " dimensions";
  if (any_of(shape, [](int64_t size) { return size < 1; }) || !countElements(shape, maxElements))
    return text + "dimensions of at least 1 and at most " + maxElementsText + " elements";
  return "";
}

std::string shapeText(ArrayRef<int64_t> shape) {
  if (shape.empty())
    return "scalar";
  std::string text = join(map_range(shape.take_front(maxRank + 1), itostr), "x");
  return int64_t(shape.size()) > maxRank + 1 ? text + "x..." : text;
}

} // namespace mnc

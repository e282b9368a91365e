// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Comparison of tensors, and the names of the files that are compared.

#include "mnc/HostTensor/Compare.h"

#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace mnc {

/// The elements as numbers that can be compared: float16 as float.
template <typename T> static auto numbersOf(const HostTensor &tensor) {
  if constexpr (std::is_same_v<T, Half>) {
    return llvm::map_to_vector(tensor.data<Half>(), [](Half half) { return toFloat(half); });
  } else {
    return tensor.data<T>();
  }
}

/// |a - b|; never 0 for elements that differ, never NaN.
template <typename T> static double errorBetween(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (a == b || (std::isnan(a) && std::isnan(b)))
      return 0;
    double difference = std::fabs(double(a) - double(b));
    return std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
  } else {
    return a > b ? double(uint64_t(a) - uint64_t(b)) : double(uint64_t(b) - uint64_t(a));
  }
}

/// Index of the first largest element of a row that is not empty; NaN is never
/// the largest.
template <typename T> static size_t indexOfLargest(llvm::ArrayRef<T> row) {
  return std::max_element(row.begin(), row.end(),
                          [](T a, T b) { return a < b || (a != a && b == b); }) -
         row.begin();
}

template <typename T>
static bool sameTopOne(llvm::ArrayRef<T> found, llvm::ArrayRef<T> wanted, double allowed) {
  size_t top = indexOfLargest(wanted), foundTop = indexOfLargest(found);
  return top == foundTop || errorBetween(wanted[top], wanted[foundTop]) <= allowed;
}

template <typename Element>
static Comparison compareElements(const HostTensor &foundTensor, const HostTensor &wantedTensor) {
  auto foundNumbers = numbersOf<Element>(foundTensor),
       wantedNumbers = numbersOf<Element>(wantedTensor);
  llvm::ArrayRef found(foundNumbers), wanted(wantedNumbers);
  using T = std::remove_const_t<std::remove_reference_t<decltype(found[0])>>;
  Comparison result;
  for (auto [index, value] : llvm::enumerate(wanted)) {
    double magnitude = std::fabs(double(value));
    if (std::isfinite(magnitude))
      result.maxWanted = std::max(result.maxWanted, magnitude);
    double error = errorBetween(found[index], value);
    if (error > result.maxError) {
      result.maxError = error;
      result.worstIndex = index;
    }
  }
  if constexpr (std::is_floating_point_v<T>)
    result.allowed =
        std::max((std::is_same_v<Element, Half> ? 1e-3 : 1e-4) * result.maxWanted, 1e-7);

  size_t rowLength = wantedTensor.shape.empty() ? 1 : wantedTensor.shape.back();
  if (rowLength > 1)
    for (size_t start = 0; start < wanted.size() && result.topOneEqual; start += rowLength)
      result.topOneEqual =
          sameTopOne(found.slice(start, rowLength), wanted.slice(start, rowLength), result.allowed);
  return result;
}

llvm::Expected<Comparison> compareTensors(const HostTensor &found, const HostTensor &wanted) {
  if (found.type != wanted.type)
    return llvm::createStringError(llvm::Twine("element type is ") + elementTypeName(found.type) +
                                   ", wanted " + elementTypeName(wanted.type));
  if (found.shape != wanted.shape)
    return llvm::createStringError("shape is " + formatShape(found.shape) + ", wanted " +
                                   formatShape(wanted.shape));
  return dispatchElementType(
      wanted.type, [&](auto element) { return compareElements<decltype(element)>(found, wanted); });
}

static std::string cleanName(llvm::StringRef name) {
  // The longest that file systems take, less what stands around it.
  constexpr size_t mostBytes = 200;
  bool isText = llvm::json::isUTF8(name);
  std::string clean;
  for (char c : name) {
    bool isOther = isText && (c & 0x80);
    clean += llvm::isAlnum(c) || llvm::StringRef("._-").contains(c) || isOther ? c : '_';
  }
  if (clean.size() > mostBytes)
    clean.resize(mostBytes);
  // Not in the middle of a character.
  while (!llvm::json::isUTF8(clean))
    clean.pop_back();
  return clean;
}

std::vector<std::string> outputFileNames(llvm::ArrayRef<std::string> names) {
  std::vector<std::string> clean;
  // File systems may take 'A' for 'a'.
  llvm::StringMap<int> uses;
  for (const std::string &name : names) {
    clean.push_back(cleanName(name));
    ++uses[llvm::StringRef(clean.back()).lower()];
  }
  for (auto [index, name] : llvm::enumerate(clean)) {
    if (uses[llvm::StringRef(name).lower()] > 1)
      name += "~" + std::to_string(index);
    name = "out_" + name + ".npy";
  }
  return clean;
}

} // namespace mnc

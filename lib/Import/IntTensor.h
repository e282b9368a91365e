// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Small integer tensors and the arithmetic that models compute shapes with.

#ifndef MNC_LIB_IMPORT_INTTENSOR_H
#define MNC_LIB_IMPORT_INTTENSOR_H

#include "ElementType.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace mnc {

/// A tensor of integers or booleans whose values are known, in row-major order.
/// An empty shape is a scalar. `values` has as many elements as `shape`, at
/// most maxIntElements.
struct IntTensor {
  llvm::SmallVector<int64_t> shape;
  llvm::SmallVector<int64_t> values;
  int32_t type = element_type::Int64;

  int64_t rank() const { return int64_t(shape.size()); }
  static IntTensor vector(llvm::ArrayRef<int64_t> values) {
    return {{int64_t(values.size())}, llvm::SmallVector<int64_t>(values)};
  }
};

inline constexpr int64_t maxIntElements = int64_t(1) << 16;

/// The number of elements of known integers of `shape`; nothing if that, or a dimension of a tensor
/// without elements, exceeds `most`.
std::optional<int64_t> countIntegers(llvm::ArrayRef<int64_t> shape, int64_t most = maxIntElements);

/// `axis`, which may count from the end, as 0 .. rank - 1; nothing if it is
/// outside of that.
std::optional<int64_t> normalizeAxis(int64_t axis, int64_t rank);

/// A tensor of `value`; fails if it would be too large.
llvm::Expected<IntTensor> filled(llvm::ArrayRef<int64_t> shape, int64_t value);

/// The slices of `tensor` at `indices` of dimension `axis`, which becomes as
/// long as `indices`. A negative index counts from the end. Fails if an index
/// lies outside.
llvm::Expected<IntTensor> take(const IntTensor &tensor, int64_t axis,
                               llvm::ArrayRef<int64_t> indices);

/// Joins tensors of one rank, and of one shape apart from dimension `axis`.
llvm::Expected<IntTensor> concat(llvm::ArrayRef<IntTensor> tensors, int64_t axis);

/// `tensor` as integers of another type: their low bits, or whether they are 0.
IntTensor cast(const IntTensor &tensor, int32_t type);

/// Applies `function` to the pairs of values of two tensors that are broadcast
/// as in numpy. Nothing from `function` means that the result does not exist
/// (overflow, division by zero) and fails. The result has the type of `lhs`.
llvm::Expected<IntTensor>
combine(const IntTensor &lhs, const IntTensor &rhs,
        llvm::function_ref<std::optional<int64_t>(int64_t, int64_t)> function);

} // namespace mnc

#endif // MNC_LIB_IMPORT_INTTENSOR_H

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is computed with elements of other types than f32. In memory an element has its own width;
// in registers it is f32, i32 (from truth values, ui8, si8, si32) or i64 (from si64), and an i1 is
// as wide as what was compared. docs/Ops.md states the results.

#ifndef MNC_LIB_KERNELS_ELEMENTMATH_H
#define MNC_LIB_KERNELS_ELEMENTMATH_H

#include "mnc/Kernels/KernelBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace mnc {

/// A vector of `value` of the type of `like`, a vector of integers.
mlir::Value splatInteger(KernelBuilder &kernel, mlir::Value like, int64_t value);

/// What was loaded of elements of type `element`, as it is computed with.
mlir::Value widen(KernelBuilder &kernel, mlir::Value loaded, mlir::Type element);

/// The low bits of a result as elements of type `element` are stored; of floats, the value.
mlir::Value narrow(KernelBuilder &kernel, mlir::Value value, mlir::Type element);

mlir::Value compareIntegers(KernelBuilder &kernel, mlir::arith::CmpIPredicate predicate,
                            mlir::Value lhs, mlir::Value rhs);

/// 0 or 1, as a truth value is stored.
mlir::Value storedTruth(KernelBuilder &kernel, mlir::Value condition, mlir::Value compared);

/// Elements of type `from` as type `to`, both as they lie in memory.
mlir::Value emitConversion(KernelBuilder &kernel, mlir::Value loaded, mlir::Type from,
                           mlir::Type to);

/// Toward zero; 0 for a divisor of 0, and the lowest value for itself and -1.
mlir::Value emitQuotient(KernelBuilder &kernel, mlir::Value lhs, mlir::Value rhs);

/// An integer for each float that orders as they do: NaN above all numbers, zeros equal.
mlir::Value emitSortKey(KernelBuilder &kernel, mlir::Value x);

} // namespace mnc

#endif // MNC_LIB_KERNELS_ELEMENTMATH_H

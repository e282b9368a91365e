// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Small damages to a graph that no verifier sees.

#ifndef MNC_TEST_DAMAGE_H
#define MNC_TEST_DAMAGE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <functional>
#include <random>

namespace mnc {

enum class DamageKind {
  /// One number of a constant operand grows by 64 times the largest.
  Weight,
  /// Padding moves from one side to the other.
  Pad,
  /// One bound of a clamp moves to the middle.
  Clamp,
  /// A convolution's stride grows by one, and its padding so that the result
  /// keeps its shape.
  Stride,
  /// An operand becomes an earlier value of the same type.
  Edge
};

inline constexpr DamageKind damageKinds[] = {DamageKind::Weight, DamageKind::Pad, DamageKind::Clamp,
                                             DamageKind::Stride, DamageKind::Edge};

llvm::StringRef damageName(DamageKind kind);

/// One way to damage a graph.
struct DamageSite {
  mlir::Operation *op;
  std::function<void()> apply;
};

/// Returns all ways to do damage of `kind` to `graph`, in its order. Choices that a site leaves
/// open are drawn from `random` when it is applied.
std::vector<DamageSite> damageSites(mlir::func::FuncOp graph, DamageKind kind,
                                    std::mt19937_64 &random);

} // namespace mnc

#endif // MNC_TEST_DAMAGE_H

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Small damages to the memory plan of a graph.

#ifndef MNC_TEST_PLANDAMAGE_H
#define MNC_TEST_PLANDAMAGE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <functional>
#include <random>
#include <vector>

namespace mnc {

enum class PlanDamageKind {
  /// A buffer begins within another one that the same group uses.
  Overlap,
  /// A buffer begins off the alignment, or leaves the workspace.
  Place,
  /// A buffer is read once more, after another one has taken its place.
  Life,
  /// A ring has fewer rows than the window that reads it, or fewer channels than
  /// are computed together.
  Ring,
  /// A border is narrower than its consumers want, or does not hold zeros.
  Border,
  /// A result of the function lies in the output of another one.
  Output,
};

inline constexpr PlanDamageKind planDamageKinds[] = {
    PlanDamageKind::Overlap, PlanDamageKind::Place,  PlanDamageKind::Life,
    PlanDamageKind::Ring,    PlanDamageKind::Border, PlanDamageKind::Output};

llvm::StringRef planDamageName(PlanDamageKind kind);

/// The damages of a kind that `graph`, whose memory is planned, can take. Each
/// makes the plan wrong for certain; calling one does it. `random` decides how much.
std::vector<std::function<void()>> planDamages(mlir::func::FuncOp graph, PlanDamageKind kind,
                                               std::mt19937_64 &random);

} // namespace mnc

#endif // MNC_TEST_PLANDAMAGE_H

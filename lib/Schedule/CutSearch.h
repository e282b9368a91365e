// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cuts the chains of a network into groups: of all cuts, and of all ways to compute a group, those
// that cost least together.

#ifndef MNC_LIB_SCHEDULE_CUTSEARCH_H
#define MNC_LIB_SCHEDULE_CUTSEARCH_H

#include "Candidates.h"
#include "KernelCache.h"

#include <map>

namespace mnc {

/// Numbers of layers.
using LayerSet = llvm::DenseSet<int64_t>;

class CutSearch {
public:
  CutSearch(mlir::func::FuncOp graph, const SearchOptions &options, const CpuModel &cpu);

  /// Fails with an error unless all operations are alone in their groups and have kernels that
  /// compute them, or none.
  mlir::LogicalResult check();

  /// Returns the plan of the least cost of those in which no group ends with a layer of `avoided`,
  /// as far as that can be. Fails with an error at a layer that no kernel computes.
  mlir::FailureOr<Plan> run(const LayerSet &avoided);

  /// Returns the layers whose results need not exist in full.
  LayerSet inner() const;

private:
  /// A group with its kernels and its cost; without layers if there is none.
  struct Choice {
    GroupPlan group;
    double cycles = std::numeric_limits<double>::infinity();
  };

  mlir::LogicalResult cut(Chain chain, const LayerSet &avoided, std::vector<GroupPlan> &groups);
  mlir::FailureOr<const Choice *> cheapest(Chain chain);
  double costAlone(Chain chain) const;
  std::string reasonOf(Chain chain, const Choice &choice) const;
  std::string reasonAlone(Chain chain, size_t layer) const;

  int64_t numberOf(mlir::Operation *op) const { return network.numbers.lookup(op); }
  /// The numbers of the first and the last layer.
  std::pair<int64_t, int64_t> numbersOf(Chain chain) const {
    return {numberOf(chain.front()), numberOf(chain.back())};
  }

  Network network;
  const SearchOptions &options;
  KernelCache kernels;
  /// All layers, each chain as long as can be.
  std::vector<llvm::SmallVector<mlir::Operation *>> chains;
  /// The choices so far, by `numbersOf`.
  std::map<std::pair<int64_t, int64_t>, Choice> choices;
};

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_CUTSEARCH_H

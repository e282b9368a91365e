// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The kernels of the layers of many plans: those of equal calls are chosen once.

#ifndef MNC_LIB_SCHEDULE_KERNELCACHE_H
#define MNC_LIB_SCHEDULE_KERNELCACHE_H

#include "Geometry.h"

#include <map>

namespace mnc {

class KernelCache {
public:
  /// Without `cacheBlocks`, loops are ordered as for a CPU whose caches hold everything.
  KernelCache(const Network &network, bool cacheBlocks)
      : network(network), cacheBlocks(cacheBlocks) {}

  /// Gives each layer of `group` its kernel: the one that it has in the graph, or the cheapest.
  /// Fails if no kernel computes one of them so.
  mlir::LogicalResult chooseAll(GroupPlan &group);

private:
  KernelAttr choose(const LayerGeometry &layer);
  KernelAttr inPlainOrder(const LayerGeometry &layer, KernelAttr kernel) const;

  const Network &network;
  bool cacheBlocks;
  /// By the operation and what of its geometry decides.
  std::map<std::vector<int64_t>, KernelAttr> chosen;
};

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_KERNELCACHE_H

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelCache.h"

#include "mnc/Kernels/KernelTable.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

LogicalResult KernelCache::chooseAll(GroupPlan &group) {
  for (auto [index, layer] : llvm::enumerate(group.layers)) {
    LayerGeometry geometry = geometryOf(network, group, index);
    KernelAttr kernel = kernelOf(geometry.op);
    if (!kernel)
      kernel = choose(geometry);
    if (!kernel)
      return failure();
    layer.kernel = kernel.getName().str();
    layer.tiling = tilingOf(kernel);
  }
  return success();
}

KernelAttr KernelCache::choose(const LayerGeometry &layer) {
  std::vector<int64_t> key = {network.numbers.lookup(layer.op)};
  if (isa<Conv2dOp>(layer.op)) {
    const Layout &in = layer.spec.input, &out = layer.spec.output;
    // Rows, images and pixels that are computed as one, and how the input lies.
    for (int64_t part : {int64_t(layer.addsKTiles), layer.channelTile, in.ringRows > 0 ? 1l : 0l,
                         out.ringRows > 0 ? 1l : 0l, layer.spec.contiguousK(), in.strides[1],
                         int64_t(in.pixelsAreContiguous()), int64_t(out.pixelsAreContiguous())})
      key.push_back(part);
  }
  auto [found, isNew] = chosen.try_emplace(key);
  if (isNew) {
    found->second = chooseKernel(layer, network.cpu);
    if (found->second && !cacheBlocks)
      found->second = inPlainOrder(layer, found->second);
  }
  return found->second;
}

KernelAttr KernelCache::inPlainOrder(const LayerGeometry &layer, KernelAttr kernel) const {
  CpuModel cpu = network.cpu;
  cpu.l1Bytes = cpu.l2Bytes = std::numeric_limits<unsigned>::max();
  Tiling wanted = tilingOf(kernel);
  for (const KernelCandidate &candidate : kernelCandidates(layer, cpu)) {
    Tiling tiling = tilingOf(candidate.kernel);
    wanted.outer = tiling.outer;
    if (candidate.kernel.getName() == kernel.getName() && tiling == wanted)
      return candidate.kernel;
  }
  llvm_unreachable("caches decide nothing but the order");
}

} // namespace mnc

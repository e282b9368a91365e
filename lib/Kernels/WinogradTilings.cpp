// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tilings and costs of convolutions in Winograd's form.

#include "TilingCosts.h"
#include "Winograd.h"
#include "WinogradMatrices.h"

namespace mnc {

llvm::SmallVector<Tiling> winogradTilings(int64_t m, const ConvSpec &spec, const CpuModel &cpu) {
  return denseTilings(winogradProducts(spec, WinogradTiles(spec, m), floatLanes(cpu)), cpu);
}

/// Returns the cycles in which `count` vectors of tiles are loaded, transformed and stored.
static double transformCycles(double count, double operations, double loads, double stores,
                              const CpuModel &cpu) {
  return count * std::max({operations / cpu.operationsPerCycle, loads / cpu.loadsPerCycle,
                           stores / cpu.storesPerCycle});
}

double winogradCycles(int64_t m, const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu) {
  WinogradTiles tiles(spec, m);
  double strips = double(spec.output.shape[0] * llvm::divideCeil(tiles.perImage, tiles.strip));
  ConvSpec products = winogradProducts(spec, tiles, tiling.lanes);
  auto vectorsOf = [&](const Layout &layout) {
    return double(tiles.strip * llvm::divideCeil(layout.shape[3], tiling.lanes));
  };
  auto [input, output] = winogradOperations(m);
  double side = double(tiles.side), all = side * side, pixels = double(m * m);
  double scratchBytes = 2 * sizeof(float) * double(products.output.bufferElements);
  // Strip after strip reads the weights from where they find room.
  double weightBytes =
      sizeof(float) * double(tiles.products() * spec.input.shape[3]) * double(spec.output.shape[3]);
  double rate = weightBytes < cpu.l2Bytes   ? cpu.l2PerCycle
                : weightBytes < cpu.l3Bytes ? cpu.l3PerCycle
                                            : cpu.memoryPerCycle;
  double strip =
      std::max(denseCycles(products, tiling, cpu), weightBytes / rate) +
      scratchBytes / cpu.l2PerCycle +
      transformCycles(vectorsOf(spec.input), 2 * side * input, all, all, cpu) +
      transformCycles(vectorsOf(spec.output), (side + double(m)) * output, all, pixels, cpu);
  return strips * strip;
}

} // namespace mnc

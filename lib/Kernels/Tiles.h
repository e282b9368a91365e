// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elementwise kernels by square tiles that are transposed in registers.

#ifndef MNC_LIB_KERNELS_TILES_H
#define MNC_LIB_KERNELS_TILES_H

#include "mnc/Kernels/Elementwise.h"
#include <optional>

namespace mnc {

/// Tiles of `size` x `size` values over the last dimension, where the output is contiguous, and
/// `dim`, where the input is.
struct Tiles {
  int64_t dim, size;
};

/// Returns the tiles; nothing if there is no such dimension after the first `kept`, or if one of
/// the two has one value only.
std::optional<Tiles> tilesOf(const Layout &output, const Layout &input, int64_t lanes,
                             int64_t kept);

/// Builds `buildElementwise` of one input by tiles. `function` computes each value from that value
/// alone, and may compute it twice. `outer` are the indices of the first dimensions.
void buildTiles(KernelBuilder &kernel, const Operand &output, const Operand &input,
                const Tiles &tiles,
                llvm::function_ref<mlir::Value(llvm::ArrayRef<mlir::Value>)> function,
                llvm::ArrayRef<mlir::Value> outer);

} // namespace mnc

#endif // MNC_LIB_KERNELS_TILES_H

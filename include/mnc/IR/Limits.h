// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Limits that no network exceeds, so that sizes are refused before memory is taken and their
// arithmetic does not overflow.

#ifndef MNC_IR_LIMITS_H
#define MNC_IR_LIMITS_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <optional>
#include <string>

namespace mnc {

/// Dimensions of a tensor, as in numpy.
inline constexpr int64_t maxRank = 32;

/// Elements of a tensor: 64 GiB.
inline constexpr int64_t maxElements = int64_t(1) << 34;
inline constexpr const char *maxElementsText = "2^34";

/// Strides and dilations of a window.
inline constexpr int64_t maxStride = int64_t(1) << 20;

/// Bytes of the workspace: 64 GiB.
inline constexpr int64_t maxWorkspaceBytes = int64_t(1) << 36;

/// Bytes of the packed weights, which code reaches by 32-bit offsets.
inline constexpr int64_t maxWeightBytes = (int64_t(1) << 31) - 1;

/// The number of elements of a tensor of `shape`; nothing if a dimension is
/// negative or the product exceeds `limit`.
std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape, int64_t limit);

/// Returns the reason why `shape` is none of a tensor of the graph; empty if it has at most maxRank
/// dimensions, each at least 1, and at most maxElements elements.
std::string shapeError(llvm::ArrayRef<int64_t> shape);

/// "1x3x224x224"; "scalar" for rank 0; the end of a long one is left out.
std::string shapeText(llvm::ArrayRef<int64_t> shape);

/// Bytes that buffers of the workspace, weights and the workspace itself begin at multiples of: a
/// line of the cache, and the widest vector.
inline constexpr int64_t bufferAlignment = 64;

} // namespace mnc

#endif // MNC_IR_LIMITS_H

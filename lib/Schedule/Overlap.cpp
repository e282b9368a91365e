// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Overlap.h"

#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

/// An operand of a layer that is read from outside of its group, row by row.
struct RowRead {
  size_t layer;
  WindowDim window;
  int64_t rowBytes;
};

} // namespace

/// `layout` is that of an activation of rank 4.
static bool isPlainImage(const Layout &layout) {
  return layout.shape[0] == 1 && !layout.ringRows && !layout.channelBlock;
}

/// Returns how `layers` read `buffer`; nothing if one does not read it row by row.
static std::optional<SmallVector<RowRead>> readsOf(ArrayRef<Operation *> layers, Value buffer) {
  SmallVector<RowRead> reads;
  for (auto [number, op] : llvm::enumerate(layers))
    for (OpOperand &operand : op->getOpOperands()) {
      if (underlyingBuffer(operand.get()) != buffer)
        continue;
      std::optional<WindowDim> window = rowWindowOf(operand);
      Layout layout = layoutOf(operand.get());
      if (!window || operand.get() != buffer || !isPlainImage(layout))
        return std::nullopt;
      reads.push_back({number, *window, layout.strides[1] * elementBytesOf(operand.get())});
    }
  return reads;
}

/// Returns how many rows of each layer exist when the last one has `rows` rows.
static SmallVector<int64_t> rowsBehind(ArrayRef<Operation *> layers, int64_t rows) {
  SmallVector<int64_t> computed(layers.size());
  computed.back() = rows;
  for (size_t layer = layers.size() - 1; layer > 0; --layer) {
    std::optional<WindowDim> window = rowWindowOf(layers[layer]);
    if (!window)
      return {};
    int64_t last = computed[layer] ? (computed[layer] - 1) * window->stride + window->span() : 0;
    computed[layer - 1] = std::clamp<int64_t>(last - window->padBefore, 0, window->input);
  }
  return computed;
}

std::optional<int64_t> overlapLead(GroupOp group, Value buffer) {
  SmallVector<Operation *> layers = computeOps(group);
  Value result = group.getResult(0);
  if (layers.size() < 2 || !llvm::all_of(layers, computesRows) || group.getChannelTile() ||
      isSplitReduction(layers.back()) || underlyingBuffer(result) != result ||
      !bufferOf(result).getBorder().empty())
    return std::nullopt;
  Layout output = layoutOf(result);
  std::optional<SmallVector<RowRead>> reads = readsOf(layers, buffer);
  if (!isPlainImage(output) || !reads || elementTypeOf(buffer) != elementTypeOf(result))
    return std::nullopt;
  int64_t height = output.shape[1], lead = std::numeric_limits<int64_t>::min();
  for (int64_t row = 0; row < height; row += group.getRows()) {
    SmallVector<int64_t> computed = rowsBehind(layers, row);
    if (computed.empty())
      return std::nullopt;
    int64_t end = std::min<int64_t>(row + group.getRows(), height);
    int64_t written =
        end == height ? output.bufferElements : output.origin + end * output.strides[1];
    for (const RowRead &read : *reads) {
      int64_t next = computed[read.layer] * read.window.stride - read.window.padBefore;
      lead = std::max(lead, written * elementBytesOf(result) -
                                std::max<int64_t>(next, 0) * read.rowBytes);
    }
  }
  return lead;
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/CheckMemory.h"

#include "mnc/Kernels/KernelInstance.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/MemoryPlan.h"

#include "llvm/ADT/TypeSwitch.h"
#include <climits>

using namespace mlir;

namespace mnc {

namespace {

bool isPadded(BufferAttr buffer) {
  return buffer && (buffer.getRing() || buffer.getPixelPad() || !buffer.getBorder().empty());
}

/// Returns the bytes that `value` takes in `buffer`, with its border and its pixel padding.
int64_t bytesOf(Value value, BufferAttr buffer) {
  SmallVector<int64_t> shape(shapeOf(value));
  if (ArrayRef<int64_t> border = buffer.getBorder(); !border.empty()) {
    shape[1] += border[0] + border[2];
    shape[2] += border[1] + border[3];
  }
  if (buffer.getRing()) {
    shape[0] = 1;
    shape[1] = buffer.getRing();
  }
  if (buffer.getChannelTile() && channelTileOf(value.getDefiningOp()))
    shape[3] = buffer.getChannelTile();
  if (buffer.getPixelPad())
    shape[3] += buffer.getPixelPad();
  int64_t bytes = llvm::divideCeil(elementTypeOf(value).getIntOrFloatBitWidth(), CHAR_BIT);
  for (int64_t size : shape)
    bytes *= size;
  return bytes;
}

/// Returns how many pixels {top, left, bottom, right} the windows of `conv` read beyond its input.
std::array<int64_t, 4> readsBeyond(Conv2dOp conv) {
  std::array<int64_t, 4> sides;
  for (int dim : {0, 1}) {
    int64_t first = -conv.getPads()[dim];
    int64_t last = first + (shapeOf(conv.getResult())[1 + dim] - 1) * conv.getStrides()[dim] +
                   (shapeOf(conv.getFilter())[2 + dim] - 1) * conv.getDilations()[dim];
    sides[dim] = std::max<int64_t>(0, -first);
    sides[2 + dim] = std::max<int64_t>(0, last - (shapeOf(conv.getInput())[1 + dim] - 1));
  }
  return sides;
}

/// True if `value` is a part of the buffer of another value.
bool isSliced(Value value) {
  Operation *op = value.getDefiningOp();
  return op && isa<SliceOp>(op) && op->hasAttr(inPlaceAttr);
}

/// The window of an operation along the rows of its first operand.
struct RowWindow {
  int64_t rows = 1, stride = 1, pad = 0;
};

RowWindow rowsReadBy(Operation *op) {
  return llvm::TypeSwitch<Operation *, RowWindow>(op)
      .Case([](Conv2dOp conv) {
        return RowWindow{(shapeOf(conv.getFilter())[2] - 1) * conv.getDilations()[0] + 1,
                         conv.getStrides()[0], conv.getPads()[0]};
      })
      .Case<AvgPool2dOp, MaxPool2dOp>([](auto pool) {
        return RowWindow{pool.getWindow()[0], pool.getStrides()[0], pool.getPads()[0]};
      })
      .Default([](Operation *) { return RowWindow(); });
}

/// Returns the most rows of `op` that are computed in one call before its consumer goes on. The
/// last layer of a group computes those of a step. Where both compute a channel tile of a row,
/// those are the rows that a row of the consumer is the first to need; 1 otherwise.
int64_t rowsPerCall(Operation *op) {
  auto ring = op->getAttrOfType<BufferAttr>(intermediateAttr);
  if (auto group = dyn_cast<GroupOp>(op->getParentOp()); group && !ring)
    return group.getRows();
  if (!ring || !ring.getChannelTile() || channelTileOf(op))
    return 1;
  RowWindow consumer = rowsReadBy(op->getNextNode());
  return std::max(consumer.rows - consumer.pad, consumer.stride);
}

/// Checks that the ring behind `operand`, which an operation reads beside its input, still holds
/// the rows of a call. All that computes from it what the operation reads as its input runs ahead
/// of that by the rest of each window.
LogicalResult checkLaterConsumer(OpOperand &operand) {
  Operation *op = operand.getOwner();
  BufferAttr buffer = bufferOf(underlyingBuffer(operand.get()));
  if (!buffer || !buffer.getRing())
    return success();
  int64_t ahead = 0;
  for (Operation *next = operand.get().getDefiningOp(); next != op;) {
    next = next->getNextNode();
    RowWindow window = rowsReadBy(next);
    ahead += window.rows - 1 - window.pad;
    if (window.stride != 1 || ahead < 0)
      return op->emitOpError("reads rows of operand ")
             << operand.getOperandNumber() << " that are not computed yet";
  }
  int64_t rows = ahead + rowsPerCall(op);
  if (buffer.getRing() < rows)
    return op->emitOpError() << "reads rows of operand " << operand.getOperandNumber()
                             << " when a ring of " << buffer.getRing() << " has lost them, wanted "
                             << rows;
  return success();
}

/// Checks that the rings that `op` reads hold the windows of all rows of a call.
LogicalResult checkRings(Operation *op) {
  for (OpOperand &operand : op->getOpOperands().drop_front())
    if (failed(checkLaterConsumer(operand)))
      return failure();
  BufferAttr buffer = bufferOf(underlyingBuffer(op->getOperand(0)));
  if (!buffer || !buffer.getRing())
    return success();
  RowWindow window = rowsReadBy(op);
  int64_t rows = window.rows + (rowsPerCall(op) - 1) * window.stride;
  if (buffer.getRing() < rows)
    return op->emitOpError() << "reads " << rows << " rows at once of a ring of "
                             << buffer.getRing();
  return success();
}

/// Checks the channel tile and the channel blocks of the buffer that `consumer` reads.
LogicalResult checkChannels(Operation *consumer, BufferAttr buffer) {
  if (!buffer || (!buffer.getChannelTile() && !buffer.getChannelBlock()))
    return success();
  auto conv = dyn_cast<Conv2dOp>(consumer);
  bool isDepthwise = conv && hasDepthwiseKernel(conv);
  int64_t channels = shapeOf(consumer->getOperand(0)).back(), together = channelTileOf(consumer);
  int64_t channelTile = buffer.getChannelTile() ? buffer.getChannelTile() : channels;
  bool isComputed = together ? channelTile == together && !isSplitReduction(consumer)
                             : channels % channelTile == 0 && isDepthwise;
  if (!isComputed)
    return consumer->emitOpError()
           << "reads " << channelTile
           << " channels of its input, which its group does not compute together";
  int64_t block = buffer.getChannelBlock();
  for (Operation *op : {consumer, consumer->getOperand(0).getDefiningOp()}) {
    auto kernel = kernelOf(op);
    if (block &&
        (!isDepthwise || channelTile % block != 0 || !kernel || kernel.getLanes() != block))
      return op->emitOpError() << "does not compute blocks of " << block << " channels of "
                               << channelTile;
    if (kernel && buffer.getChannelTile() &&
        channelTile % (kernel.getVectors() * kernel.getLanes()) != 0)
      return op->emitOpError() << "does not compute tiles of " << channelTile << " channels";
  }
  return success();
}

LogicalResult checkWindow(Conv2dOp conv) {
  BufferAttr buffer = bufferOf(underlyingBuffer(conv.getInput()));
  std::array<int64_t, 4> wanted = readsBeyond(conv);
  for (size_t side = 0; side < wanted.size(); ++side) {
    bool hasBorder = buffer && !buffer.getBorder().empty();
    int64_t found = hasBorder ? buffer.getBorder()[side] : 0;
    if (found < wanted[side])
      return conv.emitOpError() << "reads a border of " << wanted[side] << " at side " << side
                                << " of its input, which has " << found;
    if (wanted[side] > 0 && isSliced(conv.getInput()))
      return conv.emitOpError("reads a border of a part of a buffer");
    if (wanted[side] > 0 && !buffer.getFill().getValue().isZero())
      return conv.emitOpError() << "reads a border of " << buffer.getFill() << ", wanted zeros";
  }
  return checkChannels(conv, buffer);
}

/// Checks the buffers that `op` reads against what it needs of them.
LogicalResult checkConsumer(Operation *op) {
  if (isa_and_nonnull<GroupOp>(op->getParentOp()) && op->getNumOperands() > 0 &&
      failed(checkRings(op)))
    return failure();
  if (isa<AvgPool2dOp, MaxPool2dOp>(op))
    return checkChannels(op, bufferOf(underlyingBuffer(op->getOperand(0))));
  if (auto conv = dyn_cast<Conv2dOp>(op))
    return checkWindow(conv);
  if (auto reshape = dyn_cast<ReshapeOp>(op)) {
    if (isPadded(bufferOf(underlyingBuffer(reshape))))
      return op->emitOpError("gives another shape to a buffer with padding");
    if (isSliced(reshape.getInput()))
      return op->emitOpError("gives another shape to a part of a buffer");
  }
  if (!isa<func::ReturnOp>(op))
    return success();
  for (auto [index, value] : llvm::enumerate(op->getOperands())) {
    BufferAttr buffer = bufferOf(underlyingBuffer(value));
    if (!buffer || buffer.getSpace() != Space::Output || buffer.getOffset() != int64_t(index) ||
        isPadded(buffer) || isSliced(value))
      return op->emitOpError() << "returns value " << index << ", which is not in that output";
  }
  return success();
}

/// Counts the rows of each layer of a group while the last one computes one after the other.
class RowCount {
public:
  explicit RowCount(ArrayRef<Operation *> layers) : layers(layers), done(layers.size()) {}

  /// Computes row `row` of the last layer, and what it needs that is not there yet.
  void compute(int64_t row) {
    done.back() = row + 1;
    for (size_t layer = layers.size() - 1; layer > 0; --layer) {
      RowWindow window = rowsReadBy(layers[layer]);
      int64_t wanted = (done[layer] - 1) * window.stride - window.pad + window.rows;
      int64_t height = shapeOf(layers[layer - 1]->getResult(0))[1];
      done[layer - 1] = std::max(done[layer - 1], std::min(wanted, height));
    }
  }

  /// Returns the first row of `operand` of a layer that is still to be read.
  int64_t firstUnread(size_t layer, OpOperand &operand) const {
    RowWindow window = operand.getOperandNumber() == 0 ? rowsReadBy(layers[layer]) : RowWindow();
    return std::max<int64_t>(0, done[layer] * window.stride - window.pad);
  }

private:
  ArrayRef<Operation *> layers;
  std::vector<int64_t> done;
};

/// True if `value`, of rank 4, is an image whose rows lie one after the other in a buffer of its
/// own.
bool hasPlainRows(Value value) {
  BufferAttr buffer = bufferOf(value);
  return underlyingBuffer(value) == value && buffer && shapeOf(value)[0] == 1 &&
         !buffer.getRing() && !buffer.getChannelTile() && !buffer.getChannelBlock();
}

/// Returns the bytes of a row of `value`; those of its border above it stand before the first.
int64_t rowBytesOf(Value value) {
  BufferAttr buffer = bufferOf(value);
  int64_t border = buffer.getBorder().empty() ? 0 : buffer.getBorder()[0] + buffer.getBorder()[2];
  return bytesOf(value, buffer) / (shapeOf(value)[1] + border);
}

/// Returns how many bytes before `read`, which nobody reads after `group`, its result may begin and
/// overlap it, since no step writes a row that it or a later one reads. Nothing if it may not.
std::optional<int64_t> leadOf(GroupOp group, Value read) {
  SmallVector<Operation *> layers = computeOps(group);
  Value written = group.getResult(0);
  if (group.getChannelTile() || isSplitReduction(layers.back()) || layers.size() < 2 ||
      !llvm::all_of(layers, computesRows) || !hasPlainRows(written) ||
      !bufferOf(written).getBorder().empty())
    return std::nullopt;
  SmallVector<std::pair<size_t, OpOperand *>> uses;
  for (auto [number, op] : llvm::enumerate(layers))
    for (OpOperand &operand : op->getOpOperands())
      if (underlyingBuffer(operand.get()) == read)
        uses.push_back({number, &operand});
  bool areRows = llvm::all_of(uses, [&](auto use) {
    bool isInput = use.second->getOperandNumber() == 0 && rowWindowOf(use.second->getOwner());
    return use.second->get() == read && (isInput || isReadRowByRow(*use.second));
  });
  if (!areRows || !hasPlainRows(read))
    return std::nullopt;
  RowCount rows(layers);
  std::optional<int64_t> lead;
  for (int64_t row = 0, height = shapeOf(written)[1]; row < height;) {
    int64_t end = std::min<int64_t>(row + group.getRows(), height);
    for (auto [layer, operand] : uses)
      lead = std::max(lead.value_or(INT64_MIN),
                      end * rowBytesOf(written) -
                          rows.firstUnread(layer, *operand) * rowBytesOf(read));
    for (; row < end; ++row)
      rows.compute(row);
  }
  return lead;
}

/// The buffers of the workspace with their live ranges, in the order of their definition.
struct Workspace {
  std::vector<LiveRange> ranges;
  MemoryPlan plan;
  llvm::DenseMap<Value, size_t> indices;

  void define(Value result, int64_t step) {
    Value value = underlyingBuffer(result);
    BufferAttr buffer = bufferOf(value);
    if (!buffer || buffer.getSpace() != Space::Workspace || indices.contains(value))
      return;
    indices[value] = ranges.size();
    ranges.push_back({bytesOf(value, buffer), step, step});
    plan.offsets.push_back(buffer.getOffset());
  }

  /// Notes over which buffers, read last by `group`, its result may lie.
  void addOverlaps(GroupOp group, int64_t step) {
    if (group.getNumResults() != 1 || !indices.contains(group.getResult(0)))
      return;
    LiveRange &result = ranges[indices[group.getResult(0)]];
    for (auto [value, index] : indices)
      if (ranges[index].first < step && ranges[index].last == step && result.first == step)
        if (std::optional<int64_t> lead = leadOf(group, value))
          result.overlaps.push_back({index, *lead});
  }

  /// Adds the scratch memory of the kernel of `op`, if it has some.
  LogicalResult defineScratch(Operation *op, int64_t step) {
    int64_t floats = scratchFloatsOf(op);
    auto offset = op->getAttrOfType<IntegerAttr>(scratchAttr);
    if (!floats && !offset)
      return success();
    if (!floats || !offset)
      return op->emitOpError("has ") << floats << " floats of scratch memory and "
                                     << (offset ? "a" : "no") << " place for them";
    ranges.push_back({floats * int64_t(sizeof(float)), step, step});
    plan.offsets.push_back(offset.getInt());
    return success();
  }

  void read(Value value, int64_t step) {
    if (auto found = indices.find(underlyingBuffer(value)); found != indices.end())
      ranges[found->second].last = step;
  }
};

} // namespace

LogicalResult checkMemory(func::FuncOp graph) {
  auto bytes = graph->getAttrOfType<IntegerAttr>(workspaceBytesAttr);
  if (!bytes)
    return graph.emitOpError("has no planned workspace");
  Workspace workspace;
  workspace.plan.bytes = bytes.getInt();
  int64_t step = 0;
  for (Operation &top : graph.getBody().getOps()) {
    ++step;
    WalkResult walk = top.walk<WalkOrder::PreOrder>([&](Operation *op) {
      for (Value operand : op->getOperands())
        workspace.read(operand, step);
      for (Value result : op->getResults())
        workspace.define(result, step);
      if (failed(workspace.defineScratch(op, step)))
        return WalkResult::interrupt();
      return WalkResult(checkConsumer(op));
    });
    if (walk.wasInterrupted())
      return failure();
  }
  step = 0;
  for (Operation &top : graph.getBody().getOps()) {
    ++step;
    if (auto group = dyn_cast<GroupOp>(top))
      workspace.addOverlaps(group, step);
  }
  if (llvm::Error error = checkPlan(workspace.ranges, workspace.plan))
    return graph.emitOpError(llvm::toString(std::move(error)));
  return success();
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a schedule's attributes require of the operations around them: chains of several
// operations, buffers that suit what they hold, attributes where they belong.

#include "ScheduleConstraints.h"

#include "mnc/IR/Limits.h"

using namespace mlir;
using namespace mnc;

//--- buffers -----------------------------------------------------------------

/// Whether a buffer for `shape` has few enough elements, all that surrounds these included.
static bool isWithinLimit(ArrayRef<int64_t> shape, BufferAttr buffer) {
  SmallVector<int64_t> padded(shape);
  if (ArrayRef<int64_t> border = buffer.getBorder(); !border.empty()) {
    padded[1] += border[0] + border[2];
    padded[2] += border[1] + border[3];
  }
  if (buffer.getRing())
    padded[1] = buffer.getRing();
  if (shape.size() == 4)
    padded.back() += buffer.getPixelPad();
  return countElements(padded, maxElements).has_value();
}

/// `channelTile` is that of the group around an intermediate value.
static LogicalResult verifyBuffer(Operation *op, Value value, BufferAttr buffer,
                                  std::optional<int64_t> channelTile) {
  ArrayRef<int64_t> shape = shapeOf(value);
  bool isPlain = !buffer.getRing() && !buffer.getChannelTile() && !buffer.getChannelBlock();
  if (shape.size() != 4 &&
      (!isPlain || buffer.getPixelPad() || !buffer.getBorder().empty())) // buffer_c7
    return op->emitOpError(
               "has a buffer with a border, padded pixels or parts of an activation for ")
           << value.getType();
  if (!isWithinLimit(shape, buffer)) // buffer_c8
    return op->emitOpError("has a buffer for ") << value.getType() << " that has more than "
                                                << maxElementsText << " elements: " << buffer;
  int64_t tile = buffer.getChannelTile() ? buffer.getChannelTile()
                 : shape.empty()         ? 1
                                         : shape.back();
  bool divides = isPlain || (shape.back() % tile == 0 &&
                             (!buffer.getChannelBlock() || tile % buffer.getChannelBlock() == 0));
  bool isOfGroup =
      !channelTile || !buffer.getChannelTile() || buffer.getChannelTile() == *channelTile;
  if (!divides || !isOfGroup) // buffer_c9
    return op->emitOpError("has a buffer for parts of ")
           << shape.back() << " channels that do not suit them or the group: " << buffer;
  return success();
}

static LogicalResult verifyResult(GroupOp group, OpResult result, BufferAttr buffer) {
  if (buffer.getRing() || buffer.getChannelTile() || buffer.getChannelBlock() ||
      buffer.getSpace() == Space::Input) // group_c12
    return group.emitOpError("has a result in ")
           << buffer << ", wanted all of it in the workspace or an output";
  return verifyBuffer(group, result, buffer, std::nullopt);
}

static LogicalResult verifyIntermediate(GroupOp group, Operation *op, BufferAttr buffer) {
  bool sums = isSplitReduction(computeOps(group).back());
  bool isWhole = !buffer.getRing() && buffer.getBorder().empty();
  bool isRing = buffer.getRing() > 0;
  if (buffer.getSpace() != Space::Workspace || !(sums ? isWhole : isRing)) // group_c11
    return op->emitOpError("is between others in ")
           << buffer << ", wanted " << (sums ? "no ring and no border" : "a ring of rows")
           << ", in the workspace";
  return verifyBuffer(op, op->getResult(0), buffer, group.getChannelTile());
}

//--- chains ------------------------------------------------------------------

/// Whether `next` reads the result of `op` as its input, and nothing else does; row by row, others
/// after it in the group may read the same row.
static bool isReadBy(Operation *op, Operation *next, bool byRows) {
  if (next->getOperand(0) != op->getResult(0))
    return false;
  return llvm::all_of(op->getUses(), [&](OpOperand &use) {
    bool isInput = use.getOwner() == next && use.getOperandNumber() == 0;
    return isInput ||
           (byRows && use.getOwner()->getBlock() == op->getBlock() && isReadRowByRow(use));
  });
}

LogicalResult mnc::verifyChain(GroupOp group) {
  SmallVector<Operation *> ops = computeOps(group);
  if (group.getChannelTile() && ops.size() < 2) // group_c9
    return group.emitOpError("has channel tiles of one operation, wanted several");
  bool sums = !ops.empty() && isSplitReduction(ops.back());
  if (ops.size() > 1 && !sums && !computesRows(ops.front())) // group_c9
    return ops.front()->emitOpError("does not compute rows for the operation after it");
  for (auto [op, next] : llvm::zip(ops, ArrayRef(ops).drop_front(!ops.empty()))) {
    if (!sums && !rowWindowOf(next)) // group_c9
      return next->emitOpError("cannot be computed by rows of the operation before it");
    if (!isReadBy(op, next, !sums && !group.getChannelTile())) // group_c10
      return next->emitOpError("does not alone read the result of the operation before it");
    auto buffer = op->getAttrOfType<BufferAttr>(intermediateAttr);
    if (!buffer) // group_c11
      return op->emitOpError("is between others without '") << intermediateAttr << "'";
    if (failed(verifyIntermediate(group, op, buffer)))
      return failure();
  }
  // The last has the buffer of the result.
  if (!ops.empty() && ops.back()->hasAttr(intermediateAttr)) // group_c11
    return ops.back()->emitOpError("is the last of its group but has '") << intermediateAttr << "'";
  return success();
}

LogicalResult mnc::verifyResultBuffers(GroupOp group) {
  if (ArrayAttr buffers = group.getBuffersAttr())
    for (auto [result, buffer] : llvm::zip_equal(group->getResults(), buffers))
      if (failed(verifyResult(group, result, cast<BufferAttr>(buffer))))
        return failure();
  return success();
}

//--- attributes --------------------------------------------------------------

LogicalResult MNCDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  StringRef name = attribute.getName();
  Attribute value = attribute.getValue();
  auto refuse = [&](StringRef wanted) {
    return op->emitError("has '") << name << "' = " << value << ", wanted " << wanted;
  };
  if (name == kernelAttrName && !isa<KernelAttr>(value)) // schedule_c1
    return refuse("a #mnc.kernel");
  bool isInside = isa_and_nonnull<GroupOp>(op->getParentOp()) && op->getNumResults() == 1;
  if (name == intermediateAttr && !(isa<BufferAttr>(value) && isInside)) // schedule_c2
    return refuse("a #mnc.buffer of an operation inside a group");
  if (name == workspaceBytesAttr || name == scratchAttr) { // schedule_c3
    auto bytes = dyn_cast<IntegerAttr>(value);
    if (!bytes || !bytes.getType().isInteger(64) || bytes.getInt() < 0 ||
        bytes.getInt() > maxWorkspaceBytes)
      return refuse("an i64 from 0 to 2^36");
  }
  return success();
}

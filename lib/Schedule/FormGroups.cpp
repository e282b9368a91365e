// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Makes each operation a fusion group of its own, and gives every result a buffer that all of its
// consumers can use.

#include "mnc/IR/Limits.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Kernels/Views.h"
#include "mnc/Schedule/Passes.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_FORMGROUPS
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct FormGroupsPass : impl::FormGroupsBase<FormGroupsPass> {
  void runOnOperation() override {
    Block &block = getOperation().getBody().front();
    readSlicesInPlace(block);
    giveWindowsBuffersOfTheirOwn(block);
    giveResultsBuffersOfTheirOwn(block);
    giveConcatsOperandsOfTheirOwn(block);
    for (Operation &op : llvm::make_early_inc_range(block.without_terminator()))
      if (!isa<ConstantOp, ReshapeOp, GroupOp>(op) && !isReadInPlace(op))
        wrap(&op);
    if (failed(assignBuffers(block)))
      signalPassFailure();
  }

  /// Makes views of slices wherever all that reads them allows it.
  static void readSlicesInPlace(Block &block) {
    for (auto slice : block.getOps<SliceOp>())
      if (canBePart(slice))
        slice->setAttr(inPlaceAttr, UnitAttr::get(slice.getContext()));
  }

  static bool isReadInPlace(Operation &op) {
    return isa<SliceOp>(op) && sliceInPlace(op.getResult(0));
  }

  static Value copyBefore(Operation *user, Value value) {
    OpBuilder builder(user);
    return CopyOp::create(builder, value.getLoc(), value.getType(), value);
  }

  /// Adds copies, so that an activation with a border has no consumer that needs it contiguous.
  void giveWindowsBuffersOfTheirOwn(Block &block) {
    llvm::MapVector<Value, SmallVector<Conv2dOp>> windows;
    for (auto conv : block.getOps<Conv2dOp>())
      if (!borderFor(conv).empty())
        windows[conv.getInput()].push_back(conv);
    for (auto &[input, convs] : windows) {
      bool needsContiguous = isa<BlockArgument>(input) || !input.getDefiningOp() ||
                             isa<ConstantOp, ReshapeOp>(input.getDefiningOp()) ||
                             llvm::any_of(input.getUsers(), [](Operation *user) {
                               return isa<func::ReturnOp, ReshapeOp>(user);
                             });
      if (!needsContiguous)
        continue;
      Operation *earliest = convs.front();
      for (Conv2dOp conv : convs)
        earliest = conv->isBeforeInBlock(earliest) ? conv.getOperation() : earliest;
      Value copy = copyBefore(earliest, input);
      for (Conv2dOp conv : convs)
        conv.getInputMutable().assign(copy);
    }
  }

  /// Adds copies, so that each returned value is computed into the caller's memory, once.
  void giveResultsBuffersOfTheirOwn(Block &block) {
    llvm::SmallSetVector<Value, 4> owners;
    Operation *end = block.getTerminator();
    for (OpOperand &operand : end->getOpOperands()) {
      Value owner = underlyingBuffer(operand.get());
      bool computed = owner.getDefiningOp() && !isa<ConstantOp>(owner.getDefiningOp());
      if (!computed || !owners.insert(owner))
        operand.set(copyBefore(end, operand.get()));
    }
  }

  /// Makes each concat one that is computed in place: adds copies of operands that nothing
  /// computes, that others read, too, or whose kernel fills all of a buffer.
  static void giveConcatsOperandsOfTheirOwn(Block &block) {
    for (auto concat : block.getOps<ConcatOp>()) {
      for (OpOperand &operand : concat->getOpOperands()) {
        Operation *op = operand.get().getDefiningOp();
        bool isOwn = op && operand.get().hasOneUse() && !isa<ConstantOp, ReshapeOp, PadOp>(op);
        OpBuilder builder(concat);
        if (!isOwn)
          operand.set(
              CopyOp::create(builder, concat.getLoc(), operand.get().getType(), operand.get()));
      }
      concat->setAttr(inPlaceAttr, UnitAttr::get(concat.getContext()));
    }
  }

  static void wrap(Operation *op) {
    OpBuilder builder(op);
    auto group =
        GroupOp::create(builder, op->getLoc(), op->getResultTypes(), ArrayAttr(), IntegerAttr(),
                        /*rows=*/1);
    Block &body = group.getBody().emplaceBlock();
    op->replaceAllUsesWith(group.getResults());
    op->moveBefore(&body, body.end());
    builder.setInsertionPointToEnd(&body);
    YieldOp::create(builder, op->getLoc(), op->getResults());
  }

  LogicalResult assignBuffers(Block &block) {
    for (auto group : block.getOps<GroupOp>()) {
      SmallVector<Attribute> buffers;
      for (Value result : group.getResults()) {
        BufferAttr buffer = bufferFor(result, block.getTerminator());
        if (failed(checkBuffer(result, buffer)))
          return failure();
        buffers.push_back(buffer);
      }
      group.setBuffersAttr(ArrayAttr::get(&getContext(), buffers));
    }
    return success();
  }

  /// Fails if `result` with its border has more than `maxElements` elements: a border may be much
  /// larger than the activation inside.
  static LogicalResult checkBuffer(Value result, BufferAttr buffer) {
    SmallVector<int64_t> shape(shapeOf(result));
    if (ArrayRef<int64_t> border = buffer.getBorder(); !border.empty()) {
      shape[1] += border[0] + border[2];
      shape[2] += border[1] + border[3];
    }
    if (countElements(shape, maxElements))
      return success();
    return emitError(result.getLoc())
           << "the result with the padding of its consumers has the shape " << shapeText(shape)
           << ", wanted at most " << maxElementsText << " elements";
  }

  BufferAttr bufferFor(Value result, Operation *end) {
    for (OpOperand &operand : end->getOpOperands())
      if (underlyingBuffer(operand.get()) == result)
        return BufferAttr::of(&getContext(), Space::Output, operand.getOperandNumber(), {});
    SmallVector<int64_t> border;
    for (Operation *user : result.getUsers()) {
      auto conv = dyn_cast<Conv2dOp>(user);
      if (!conv || conv.getInput() != result)
        continue;
      SmallVector<int64_t> wanted = borderFor(conv);
      border.resize(std::max(border.size(), wanted.size()));
      for (size_t side = 0; side < wanted.size(); ++side)
        border[side] = std::max(border[side], wanted[side]);
    }
    return BufferAttr::of(&getContext(), Space::Workspace, 0, border);
  }
};

} // namespace
} // namespace mnc

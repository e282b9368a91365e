// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/ValueLayout.h"

#include "mnc/Kernels/Views.h"

using namespace mlir;

namespace mnc {

SmallVector<Operation *> opsInExecutionOrder(func::FuncOp graph) {
  SmallVector<Operation *> ops;
  for (auto group : graph.getBody().getOps<GroupOp>())
    llvm::append_range(ops, computeOps(group));
  return ops;
}

/// Returns the result of a group that `value`, computed inside, becomes; `value` if it is none.
static Value groupResultOf(Value value) {
  Operation *op = value.getDefiningOp();
  auto group = op ? dyn_cast_or_null<GroupOp>(op->getParentOp()) : GroupOp();
  if (!group)
    return value;
  Operation *yield = group.getBody().front().getTerminator();
  auto use = llvm::find(yield->getOperands(), value);
  return use == yield->operand_end()
             ? value
             : Value(group.getResult(std::distance(yield->operand_begin(), use)));
}

/// Returns the concat into whose buffer the group computes `result`; null if there is none.
static ConcatOp concatAround(Value result) {
  if (!result.getDefiningOp<GroupOp>() || !result.hasOneUse())
    return nullptr;
  auto concat = dyn_cast<ConcatOp>(*result.getUsers().begin());
  return concat && concat->hasAttr(inPlaceAttr) ? concat : nullptr;
}

Value underlyingBuffer(Value value) {
  while (true) {
    if (auto reshape = value.getDefiningOp<ReshapeOp>())
      value = reshape.getInput();
    else if (SliceOp slice = sliceInPlace(value))
      value = slice.getInput();
    else if (Value result = groupResultOf(value); result != value)
      value = result;
    else if (ConcatOp concat = concatAround(value))
      value = concat.getResult();
    else
      return value;
  }
}

BufferAttr bufferOf(Value owner) {
  if (Operation *op = owner.getDefiningOp())
    if (auto ring = op->getAttrOfType<BufferAttr>(intermediateAttr))
      return ring;
  auto group = owner.getDefiningOp<GroupOp>();
  if (!group || !group.getBuffersAttr())
    return nullptr;
  return cast<BufferAttr>(group.getBuffersAttr()[cast<OpResult>(owner).getResultNumber()]);
}

void setBufferAttr(OpResult owner, BufferAttr buffer) {
  auto group = dyn_cast<GroupOp>(owner.getOwner());
  if (!group)
    return owner.getOwner()->setAttr(intermediateAttr, buffer);
  SmallVector<Attribute> buffers(group.getBuffersAttr().getValue());
  buffers[owner.getResultNumber()] = buffer;
  group.setBuffersAttr(ArrayAttr::get(owner.getContext(), buffers));
}

int64_t channelTileOf(Operation *op) {
  auto group = dyn_cast<GroupOp>(op->getParentOp());
  return group ? group.getChannelTile().value_or(0) : 0;
}

/// Returns the part of `concat` that its operand `value` is.
static Layout layoutInside(ConcatOp concat, Value value) {
  SmallVector<int64_t> starts(shapeOf(value).size(), 0), steps(starts.size(), 1);
  for (Value input : concat.getInputs()) {
    if (input == value)
      break;
    starts[concat.getAxis()] += shapeOf(input)[concat.getAxis()];
  }
  return slicedLayout(layoutOf(concat.getResult()), starts, shapeOf(value), steps);
}

Layout layoutIn(BufferAttr buffer, ArrayRef<int64_t> shape, bool holdsChannelTile) {
  int64_t channelTile = holdsChannelTile ? buffer.getChannelTile() : 0;
  if (buffer.getRing())
    return ringLayout(shape, buffer.getBorder(), buffer.getRing(), buffer.getPixelPad(),
                      channelTile, buffer.getChannelBlock());
  return channelTile ? channelTileLayout(shape, channelTile, buffer.getPixelPad())
                     : borderedLayout(shape, buffer.getBorder(), buffer.getPixelPad());
}

Layout layoutOf(Value value) {
  if (SliceOp slice = sliceInPlace(value))
    return slicedLayout(layoutOf(slice.getInput()), slice.getStarts(), slice.getSizes(),
                        slice.getSteps());
  Value result = groupResultOf(value);
  if (ConcatOp concat = concatAround(result))
    return layoutInside(concat, result);
  ArrayRef<int64_t> shape = shapeOf(value);
  BufferAttr buffer = bufferOf(underlyingBuffer(value));
  if (!buffer)
    return denseLayout(shape);
  return layoutIn(buffer, shape, channelTileOf(value.getDefiningOp()) > 0);
}

ConvSpec convSpecOf(Conv2dOp op) {
  ArrayRef<int64_t> filter = shapeOf(op.getFilter());
  ArrayRef<int64_t> strides = op.getStrides(), dilations = op.getDilations(), pads = op.getPads();
  ConvSpec spec;
  spec.input = layoutOf(op.getInput());
  spec.output = layoutOf(op.getResult());
  spec.kernel = {filter[2], filter[3]};
  spec.stride = {strides[0], strides[1]};
  spec.dilation = {dilations[0], dilations[1]};
  spec.pad = {pads[0], pads[1]};
  spec.groups = op.getGroup();
  spec.scalesInput = !!op.getInputScale();
  if (spec.scalesInput)
    spec.inputScale = layoutOf(op.getInputScale());
  return spec;
}

bool hasDepthwiseKernel(Conv2dOp op) { return hasDepthwiseKernel(convSpecOf(op)); }

Tiling tilingOf(KernelAttr kernel) {
  return {kernel.getPixels(), kernel.getVectors(),    kernel.getLanes(), kernel.getOuter(),
          kernel.getTileK(),  kernel.getFilterRows(), kernel.getSplitK()};
}

KernelAttr kernelAttr(MLIRContext *context, StringRef name, const Tiling &tiling) {
  return KernelAttr::get(context, name, tiling.pixels, tiling.vectors, tiling.lanes, tiling.outer,
                         tiling.tileK, tiling.filterRows, tiling.splitK);
}

/// Returns the layout of the operand of a step, broadcast to the result.
static Layout operandLayout(PointwiseFn fn, Value operand, ArrayRef<int64_t> result) {
  if (fn.getOperandKind() == FnOperand::Channel)
    return layoutOf(operand);
  Layout layout = layoutOf(operand);
  return fn.getOperandKind() == FnOperand::Full ? layout : broadcastLayout(layout, result);
}

SmallVector<EpilogueStep> epilogueOf(EpilogueOpInterface op) {
  SmallVector<EpilogueStep> epilogue;
  OperandRange operands = op.getStepOperands();
  ArrayAttr steps = op.getEpilogueSteps();
  for (size_t next = 0; Attribute attr : steps ? steps.getValue() : ArrayRef<Attribute>()) {
    EpilogueStep &step = epilogue.emplace_back(EpilogueStep{cast<PointwiseFn>(attr)});
    if (step.hasOperand())
      step.layout = operandLayout(step.fn, operands[next++], shapeOf(op->getResult(0)));
  }
  return epilogue;
}

} // namespace mnc

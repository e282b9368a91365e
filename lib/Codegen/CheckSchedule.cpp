// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "CheckSchedule.h"

#include "mnc/IR/ConstantData.h"
#include "mnc/Kernels/KernelTable.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Kernels/Views.h"

using namespace mlir;

namespace mnc {

static LogicalResult checkFunction(func::FuncOp graph) {
  if (!llvm::hasSingleElement(graph.getBody())) // loops_c1
    return graph.emitError("has ") << graph.getBody().getBlocks().size() << " blocks, wanted one";
  for (Type type : llvm::concat<const Type>(graph.getArgumentTypes(), graph.getResultTypes()))
    if (!isGraphTensor(type)) // loops_c1
      return graph.emitError("takes or gives ") << type << ", wanted tensors of a graph";
  if (!graph->hasAttr(workspaceBytesAttr)) // loops_c2
    return graph.emitError("memory is not planned yet");
  for (Operation &op : graph.getBody().front().without_terminator()) {
    auto slice = dyn_cast<SliceOp>(op);
    bool isView = slice && sliceInPlace(slice);
    if (!isa<ConstantOp, ReshapeOp, GroupOp>(op) && !isView) // loops_c3
      return op.emitError("is in no group");
    if (isView && !canBePart(slice)) // loops_c16
      return op.emitError("is read in place by what cannot read a part of a buffer");
    auto constant = dyn_cast<ConstantOp>(op);
    if (constant && !hasValues(constant.getValue())) // loops_c4
      return op.emitError("has no values");
  }
  return success();
}

/// True if `op` may have `prefetchConsumerAttr`.
static bool canPrefetchForConsumer(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  auto consumer = dyn_cast<Conv2dOp>(op->getNextNode());
  return conv && conv.getGroup() == 1 && consumer && hasDepthwiseKernel(consumer) &&
         isa<YieldOp>(consumer->getNextNode());
}

/// A kernel of several filters at once takes no part of the channels of a depthwise convolution.
static LogicalResult checkKernel(Operation *op, const CpuModel &cpu) {
  FailureOr<const Kernel *> kernel = assignedKernel(op, cpu); // loops_c5
  if (failed(kernel))
    return failure();
  if (isa<SliceOp>(op) && op->hasAttr(inPlaceAttr)) // loops_c16
    return op->emitOpError("is read in place, but is computed by a group");
  if (isSplitReduction(op) && (*kernel)->conv && !(*kernel)->conv->addsKTiles) // loops_c12
    return op->emitOpError("has the kernel '")
           << (*kernel)->name << "', which cannot add to what its output holds";
  int64_t scratchBytes = scratchFloatsOf(op) * int64_t(sizeof(float));
  auto scratch = op->getAttrOfType<IntegerAttr>(scratchAttr);
  auto graph = op->getParentOfType<func::FuncOp>();
  int64_t workspace = graph->getAttrOfType<IntegerAttr>(workspaceBytesAttr).getInt();
  if (scratchBytes && (!scratch || scratch.getInt() + scratchBytes > workspace)) // loops_c18
    return op->emitOpError("has no place in the workspace for ")
           << scratchBytes << " bytes of scratch memory";
  if (scratchBytes && op->hasAttr(prefetchAttr)) // loops_c18
    return op->emitOpError("has '") << prefetchAttr << "', but its kernel prefetches nothing";
  if (auto concat = dyn_cast<ConcatOp>(op))
    for (Value input : concat.getInputs())
      if (underlyingBuffer(input) != underlyingBuffer(concat.getResult())) // loops_c14
        return concat.emitOpError("has an operand that is not computed into its buffer");
  if (op->hasAttr(prefetchConsumerAttr) && !canPrefetchForConsumer(op)) // loops_c17
    return op->emitOpError("has '") << prefetchConsumerAttr << "', wanted a dense convolution "
                                    << "before a depthwise one at the end of a group";
  auto conv = dyn_cast<Conv2dOp>(op);
  if (conv && conv.isDepthwise() && channelTileOf(op) &&
      *kernel != findKernel("depthwise")) // loops_c6
    return op->emitOpError("has the kernel '")
           << (*kernel)->name << "', which computes no channel tiles of it";
  return success();
}

static LogicalResult checkGroup(GroupOp group, const CpuModel &cpu) {
  SmallVector<Operation *> ops = computeOps(group);
  OperandRange yielded = group.getBody().front().getTerminator()->getOperands();
  if (ops.empty() || yielded.size() != 1 || yielded[0].getDefiningOp() != ops.back()) // loops_c7
    return group.emitOpError("has other results than that of its last operation");
  if (!group.getBuffersAttr()) // loops_c8
    return group.emitOpError("has no buffers yet");
  for (Operation *op : ops)
    if (failed(checkKernel(op, cpu)))
      return failure();
  return success();
}

/// Each result of the function is computed into its output, and nothing else is.
static LogicalResult checkOutputs(func::FuncOp graph) {
  Operation *end = graph.getBody().front().getTerminator();
  SmallVector<Value> returned;
  for (auto [index, value] : llvm::enumerate(end->getOperands())) {
    Value owner = underlyingBuffer(value);
    BufferAttr buffer = bufferOf(owner);
    if (!buffer || buffer.getSpace() != Space::Output ||
        buffer.getOffset() != int64_t(index)) // loops_c9
      return end->emitOpError() << "returns value " << index << ", which is not in that output";
    returned.push_back(owner);
  }
  for (auto group : graph.getBody().getOps<GroupOp>())
    for (Value result : group.getResults())
      if (BufferAttr buffer = bufferOf(result);
          buffer.getSpace() == Space::Output && !llvm::is_contained(returned, result)) // loops_c9
        return group.emitOpError()
               << "has a result in output " << buffer.getOffset() << " that is not returned";
  return success();
}

LogicalResult checkSchedule(func::FuncOp graph, const CpuModel &cpu) {
  if (failed(checkFunction(graph)))
    return failure();
  for (auto group : graph.getBody().getOps<GroupOp>())
    if (failed(checkGroup(group, cpu)))
      return failure();
  return checkOutputs(graph);
}

} // namespace mnc

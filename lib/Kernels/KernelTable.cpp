// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/KernelTable.h"

#include "Describe.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

/// More rows, vectors or lanes than the registers of any CPU hold.
static constexpr int64_t mostOfBlock = 64;

static bool isOneFilterPerChannel(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  return conv && isDepthwise(convSpecOf(conv));
}

static bool isGrouped(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  return conv && conv.getGroup() > 1;
}

static bool isPointwise(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  return conv && conv.isPointwise();
}

template <typename... Ops>
static bool isOneOf(Operation *op) {
  return isa<Ops...>(op);
}

static constexpr ConvKernel denseConv = {denseBlocks, denseCycles, packDense, packedFloats,
                                         buildDenseConv};
static constexpr ConvKernel depthwiseConv = {depthwiseBlocks, depthwiseCycles, packDepthwise,
                                             packedDepthwiseFloats, buildDepthwiseConv};

static constexpr KernelRow table[] = {
    {"depthwise", isOneFilterPerChannel, describeConv2d, &depthwiseConv},
    {"grouped", isGrouped, describeConv2d, &denseConv},
    {"pointwise", isPointwise, describeConv2d, &denseConv},
    {"dense", isOneOf<Conv2dOp>, describeConv2d, &denseConv},
    {"fully_connected", isOneOf<FullyConnectedOp>, describeFullyConnected, &denseConv},
    {"pool", isOneOf<MaxPool2dOp, AvgPool2dOp>, describePool},
    {"softmax", isOneOf<SoftmaxOp>, describeSoftmax},
    {"map", isOneOf<AddOp, SubOp, MulOp, DivOp, ClampOp, PadOp, CopyOp, TransposeOp>, describeMap},
};

ArrayRef<KernelRow> kernelTable() { return table; }

const KernelRow *findKernel(StringRef name) {
  for (const KernelRow &row : table)
    if (row.name == name)
      return &row;
  return nullptr;
}

const KernelRow *kernelFor(Operation *op) {
  for (const KernelRow &row : table)
    if (row.computes(op))
      return &row;
  return nullptr;
}

/// Taps of a dense convolution that are loaded as one vector, or a depthwise one's row.
static bool areTaps(Operation *op, int64_t taps) {
  return isOneFilterPerChannel(op) ? taps == 1 || taps == convSpecOf(cast<Conv2dOp>(op)).kernel[1]
                                   : llvm::isPowerOf2_64(taps);
}

static bool isBlock(Operation *op, KernelAttr kernel) {
  auto isCount = [](int64_t count) { return count >= 1 && count <= mostOfBlock; };
  return isCount(kernel.getRows()) && isCount(kernel.getVectors()) && isCount(kernel.getLanes()) &&
         llvm::isPowerOf2_64(kernel.getLanes()) && isCount(kernel.getTaps()) &&
         areTaps(op, kernel.getTaps()) &&
         (kernel.getOrder() == "rows" || kernel.getOrder() == "channels");
}

FailureOr<const KernelRow *> kernelRowOf(Operation *op) {
  KernelAttr kernel = kernelOf(op);
  if (!kernel)
    return op->emitOpError("has no kernel yet");
  const KernelRow *row = findKernel(kernel.getName());
  if (!row)
    return op->emitOpError("has the unknown kernel '") << kernel.getName() << "'";
  if (!row->computes(op))
    return op->emitOpError("has the kernel '")
           << kernel.getName() << "', which does not compute it";
  if (!isBlock(op, kernel))
    return op->emitOpError("has the block ")
           << kernel << ", wanted 1 to " << mostOfBlock
           << " rows, vectors, lanes and taps, lanes and taps powers of two (depthwise: the taps of a row or 1), and \"rows\" or \"channels\"";
  return row;
}

FailureOr<Layer> describeLayer(Operation *op) {
  FailureOr<const KernelRow *> row = kernelRowOf(op);
  if (failed(row))
    return failure();
  return (*row)->describe(op, **row);
}

} // namespace mnc

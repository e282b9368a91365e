// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/KernelTable.h"

#include "Describe.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

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
  const KernelRow *row = llvm::find_if(table, [&](const KernelRow &row) { return row.name == name; });
  return row == std::end(table) ? nullptr : row;
}

const KernelRow *kernelFor(Operation *op) {
  const KernelRow *row = llvm::find_if(table, [&](const KernelRow &row) { return row.computes(op); });
  return row == std::end(table) ? nullptr : row;
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
  return row;
}

FailureOr<Layer> describeLayer(Operation *op) {
  FailureOr<const KernelRow *> row = kernelRowOf(op);
  if (failed(row))
    return failure();
  return (*row)->describe(op, **row);
}

} // namespace mnc

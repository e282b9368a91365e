// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/KernelTable.h"

#include "Instantiate.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

static bool hasDepthwiseKernel(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  return conv && hasDepthwiseKernel(conv);
}

static bool isGrouped(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  return conv && conv.getGroup() > 1;
}

static bool isPointwise(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  return conv && conv.isPointwise();
}

template <typename... Ops> static bool isOneOf(Operation *op) { return isa<Ops...>(op); }

static constexpr ConvKernel denseConv = {denseTilings, denseCycles, packDense, buildDenseConv};
static constexpr ConvKernel depthwiseConv = {depthwiseTilings, depthwiseCycles, packDepthwise,
                                             buildDepthwiseConv};

static constexpr Kernel table[] = {
    {"depthwise", hasDepthwiseKernel, instantiateConv2d, &depthwiseConv},
    {"grouped", isGrouped, instantiateConv2d, &denseConv},
    {"pointwise", isPointwise, instantiateConv2d, &denseConv},
    {"dense", isOneOf<Conv2dOp>, instantiateConv2d, &denseConv},
    {"fully_connected", isOneOf<FullyConnectedOp>, instantiateFullyConnected, &denseConv},
    {"pool", isOneOf<MaxPool2dOp, AvgPool2dOp>, instantiatePool},
    {"softmax", isOneOf<SoftmaxOp>, instantiateSoftmax},
    {"elementwise", isOneOf<AddOp, SubOp, MulOp, DivOp, PointwiseOp, PadOp, CopyOp, TransposeOp>,
     instantiateElementwise},
};

ArrayRef<Kernel> kernelTable() { return table; }

const Kernel *findKernel(StringRef name) {
  for (const Kernel &row : table)
    if (row.name == name)
      return &row;
  return nullptr;
}

const Kernel *selectKernel(Operation *op) {
  for (const Kernel &row : table)
    if (row.supports(op))
      return &row;
  return nullptr;
}

/// True if `kernel`, which names `row`, has no field that only other kernels use.
static bool suits(const Kernel &row, KernelAttr kernel) {
  bool hasFilterRows = row.conv == &depthwiseConv;
  return (row.conv && !hasFilterRows ? kernel.getFilterRows() == 0 : kernel.getTileK() == 1) &&
         (hasFilterRows || kernel.getFilterRows() == 0);
}

FailureOr<const Kernel *> assignedKernel(Operation *op) {
  KernelAttr kernel = kernelOf(op);
  if (!kernel)
    return op->emitOpError("has no kernel yet");
  const Kernel *row = findKernel(kernel.getName());
  if (!row)
    return op->emitOpError("has the unknown kernel '") << kernel.getName() << "'";
  if (!row->supports(op))
    return op->emitOpError("has the kernel '")
           << kernel.getName() << "', which does not compute it";
  if (!suits(*row, kernel))
    return op->emitOpError("has ") << kernel
                                   << ": only a dense kernel has 'tile_k', and only "
                                      "a depthwise one 'filter_rows'";
  return row;
}

FailureOr<KernelInstance> instantiate(Operation *op) {
  FailureOr<const Kernel *> row = assignedKernel(op);
  if (failed(row))
    return failure();
  return (*row)->describe(op, **row);
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types and constraints of pooling.

#include "mnc/IR/IR.h"
#include "mnc/IR/Limits.h"
#include "mnc/IR/Windows.h"

using namespace mlir;
using namespace mnc;

template <typename Adaptor>
static LogicalResult inferPool(std::optional<Location> loc, Adaptor adaptor,
                               SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  if (!input || input.getRank() != 4) // pool_c1
    return emitOptionalError(loc, "input must have rank 4, found ", adaptor.getInput().getType());
  ArrayRef<int64_t> kernel = adaptor.getWindow(), strides = adaptor.getStrides(),
                    pads = adaptor.getPads();
  if (kernel.size() != 2 || strides.size() != 2 || pads.size() != 4) // pool_c2
    return emitOptionalError(loc, "'window', 'strides' and 'pads' must have 2, 2 and 4 values");
  SmallVector<int64_t> shape(input.getShape());
  for (int dim : {0, 1}) {
    WindowDim window{input.getDimSize(1 + dim), kernel[dim], strides[dim], pads[dim],
                     pads[2 + dim]};
    auto isSize = [](int64_t size) { return size >= 1 && size <= maxElements; };
    if (!isSize(window.kernel) || !isSize(window.stride) || window.padBefore < 0 ||
        window.padAfter < 0) // pool_c3
      return emitOptionalError(loc,
                               "'window' and 'strides' must be 1 to 2^34 and 'pads' at least 0");
    if (window.padBefore >= window.kernel || window.padAfter >= window.kernel) // pool_c4
      return emitOptionalError(loc, "a pad of ", std::max(window.padBefore, window.padAfter),
                               " leaves windows of ", window.kernel, " without any value");
    shape[1 + dim] = window.output(adaptor.getCeilMode());
    if (shape[1 + dim] < 1) // pool_c5
      return emitOptionalError(loc, "a window of ", window.kernel, " does not fit into ",
                               window.input, " values padded by ", window.padBefore, " and ",
                               window.padAfter);
  }
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

LogicalResult MaxPool2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferPool(loc, adaptor, types);
}

LogicalResult AvgPool2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  std::optional<uint64_t> divisor = adaptor.getDivisor();
  if (divisor && (*divisor < 1 || *divisor > uint64_t(maxElements))) // pool_c6
    return emitOptionalError(loc, "'divisor' must be 1 to 2^34, found ", *divisor);
  return inferPool(loc, adaptor, types);
}

template <typename PoolOp> static WindowDim windowAlongRows(PoolOp pool) {
  return {shapeOf(pool.getInput())[1], pool.getWindow()[0], pool.getStrides()[0], pool.getPads()[0],
          pool.getPads()[2]};
}

WindowDim MaxPool2dOp::getRowWindow() { return windowAlongRows(*this); }

WindowDim AvgPool2dOp::getRowWindow() { return windowAlongRows(*this); }

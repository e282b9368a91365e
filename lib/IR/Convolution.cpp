// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types and constraints of convolution and batch norm.

#include "mnc/IR/IR.h"
#include "mnc/IR/Limits.h"
#include "mnc/IR/Windows.h"

using namespace mlir;
using namespace mnc;

bool Conv2dOp::isDepthwise() {
  int64_t group = getGroup();
  return group > 1 && group == shapeOf(getInput())[3] && group == shapeOf(getResult())[3];
}

bool Conv2dOp::isPointwise() {
  ArrayRef<int64_t> filter = shapeOf(getFilter());
  return getGroup() == 1 && filter[2] == 1 && filter[3] == 1;
}

LogicalResult Conv2dOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  auto filter = dyn_cast<RankedTensorType>(adaptor.getFilter().getType());
  if (!input || !filter || input.getRank() != 4 || filter.getRank() != 4) // conv2d_c1
    return emitOptionalError(loc, "input and filter must have rank 4, found ",
                             adaptor.getInput().getType(), " and ", adaptor.getFilter().getType());
  ArrayRef<int64_t> strides = adaptor.getStrides(), pads = adaptor.getPads(),
                    dilations = adaptor.getDilations();
  if (strides.size() != 2 || pads.size() != 4 || dilations.size() != 2) // conv2d_c2
    return emitOptionalError(loc, "'strides', 'pads' and 'dilations' must have 2, 4 and 2 values");
  auto isStep = [](int64_t step) { return step >= 1 && step <= maxStride; };
  auto isPad = [](int64_t pad) { return pad >= 0 && pad <= 2 * maxElements; };
  if (!llvm::all_of(strides, isStep) || !llvm::all_of(dilations, isStep) ||
      !llvm::all_of(pads, isPad)) // conv2d_c3
    return emitOptionalError(loc,
                             "'strides' and 'dilations' must be 1 to 2^20 and 'pads' 0 to 2^35");
  int64_t group = adaptor.getGroup(), channels = input.getDimSize(3),
          filters = filter.getDimSize(0);
  if (group < 1 || channels % group != 0) // conv2d_c4
    return emitOptionalError(loc, "'group' is ", group, " but the input has ", channels,
                             " channels");
  if (filters % group != 0) // conv2d_c5
    return emitOptionalError(loc, "'group' is ", group, " but there are ", filters, " filters");
  if (filter.getDimSize(1) * group != channels) // conv2d_c6
    return emitOptionalError(loc, "each filter has ", filter.getDimSize(1),
                             " channels but the input has ", channels, " in ", group, " groups");
  SmallVector<int64_t> shape = {input.getDimSize(0), 0, 0, filters};
  for (int dim : {0, 1}) {
    WindowDim window{input.getDimSize(1 + dim),
                     filter.getDimSize(2 + dim),
                     strides[dim],
                     pads[dim],
                     pads[2 + dim],
                     dilations[dim]};
    shape[1 + dim] = window.output();
    if (shape[1 + dim] < 1) // conv2d_c7
      return emitOptionalError(loc, "a window of ", window.span(), " does not fit into ",
                               window.input, " values padded by ", window.padBefore, " and ",
                               window.padAfter);
  }
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  Value scale = adaptor.getInputScale();
  if (!scale)
    return success();
  bool isPixel = filter.getDimSize(2) == 1 && filter.getDimSize(3) == 1;
  if (group != 1 || !isPixel ||
      !llvm::all_of(pads, [](int64_t pad) { return pad == 0; })) // conv2d_c8
    return emitOptionalError(loc, "only a pointwise convolution without padding has 'input_scale'");
  auto wanted = operandTypeOf(ScaleAttr::get(context), input);
  if (scale.getType() != wanted) // conv2d_c9
    return emitOptionalError(loc, "'input_scale' has the type ", scale.getType(), ", wanted ",
                             wanted);
  return success();
}

LogicalResult BatchNormOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  int64_t axis = adaptor.getAxis();
  if (!input || axis < 0 || axis >= input.getRank()) // batch_norm_c1
    return emitOptionalError(loc, "axis ", axis, " is not one of ", adaptor.getInput().getType());
  for (Value operand : adaptor.getOperands().drop_front()) {
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    if (!type || type.getRank() != 1 ||
        type.getDimSize(0) != input.getDimSize(axis)) // batch_norm_c2
      return emitOptionalError(loc,
                               "scale, bias, mean and variance must have one value for each of ",
                               input.getDimSize(axis), " channels, found ", operand.getType());
  }
  types.push_back(input);
  return success();
}

LogicalResult BatchNormOp::permuteDimensions(ArrayRef<int64_t> perm) {
  setAxis(perm[getAxis()]);
  return success();
}

WindowDim Conv2dOp::getRowWindow() {
  return {shapeOf(getInput())[1], shapeOf(getFilter())[2], getStrides()[0], getPads()[0],
          getPads()[2],           getDilations()[0]};
}

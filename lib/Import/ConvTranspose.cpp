// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ConvTranspose, as one convolution that computes all positions between two values of the input at
// once, each as channels of its own; they become pixels afterwards.
//
//   result, stride 2   a b a b a b      a and b read the same window of the input, each with its
//   input              x   x   x        own part of the filter: taps 0, 2, 4 ... and 1, 3, 5 ...

#include "Registry.h"
#include "Window.h"

using namespace mlir;

namespace mnc {

namespace {

/// One dimension of a transposed convolution.
struct TransposedDim {
  int64_t input, kernel, stride, dilation, padBefore, padAfter, outputPad;

  int64_t span() const { return (kernel - 1) * dilation + 1; }
  /// Values of the result before padding is cut off.
  int64_t whole() const { return (input - 1) * stride + span() + outputPad; }
  int64_t output() const { return whole() - padBefore - padAfter; }
  /// Values of the input that one of the result reads.
  int64_t taps() const { return (span() + outputPad + stride - 1) / stride; }
  /// The tap of the filter at which phase `phase` reads its value `tap` (the first is the one
  /// farthest before it), or -1 where that is none.
  int64_t filterTap(int64_t phase, int64_t tap) const {
    int64_t place = phase + (taps() - 1 - tap) * stride;
    return place % dilation == 0 && place < span() ? place / dilation : -1;
  }
};

} // namespace

/// The filter [group * phases * outputs, I / group, taps, taps] of the convolution, from the one of
/// the node: [I, outputs, KH, KW].
static Value createPhases(Node &node, const ConstantFloats &filter, ArrayRef<int64_t> shape,
                          int64_t group, const TransposedDim &rows, const TransposedDim &columns) {
  int64_t inputs = shape[0] / group, outputs = shape[1];
  int64_t phases = rows.stride * columns.stride;
  SmallVector<int64_t> phasesShape = {group * phases * outputs, inputs, rows.taps(),
                                      columns.taps()};
  // Padding of the result and dilation make it larger by zeros.
  constexpr int64_t few = 1 << 22, factor = 16;
  std::optional<int64_t> count = countElements(phasesShape, maxElements);
  if (!count || *count > std::max(few, factor * filter.size())) {
    node.emitError() << "the filter of " << shapeText(shape) << " would become one of "
                     << shapeText(phasesShape) << ", not supported";
    return {};
  }
  auto type = RankedTensorType::get(phasesShape, node.getBuilder().getF32Type());
  std::vector<float> values;
  values.reserve(type.getNumElements());
  for (int64_t filterIndex = 0; filterIndex < phasesShape[0]; ++filterIndex) {
    int64_t output = filterIndex % outputs, phase = filterIndex / outputs % phases;
    int64_t part = filterIndex / (outputs * phases);
    for (int64_t input = part * inputs; input < (part + 1) * inputs; ++input)
      for (int64_t y = 0; y < rows.taps(); ++y)
        for (int64_t x = 0; x < columns.taps(); ++x) {
          int64_t row = rows.filterTap(phase / columns.stride, y);
          int64_t column = columns.filterTap(phase % columns.stride, x);
          int64_t at = ((input * outputs + output) * shape[2] + row) * shape[3] + column;
          values.push_back(row < 0 || column < 0 ? 0 : filter[at]);
        }
  }
  return node.createConstant(makeConstantData(type, std::move(values)));
}

/// Reads the sizes that output_shape or auto_pad wants, and splits what is more than them so that
/// the odd one is cut off at the end, or with SAME_LOWER at the start.
static LogicalResult readOutputShape(Node &node, bool isLine, AutoPad mode,
                                     MutableArrayRef<TransposedDim> dims) {
  bool hasShape = node.hasAttribute("output_shape");
  auto shape = readWindowValues(node, "output_shape", {1, 1}, 1, isLine, /*leading=*/2);
  for (auto [index, dim] : llvm::enumerate(dims)) {
    int64_t wanted = hasShape ? shape[index] : dim.input * dim.stride;
    // More than there is: zeros behind it.
    dim.outputPad += std::max<int64_t>(0, wanted - dim.whole());
    int64_t limit = std::max(dim.stride, dim.dilation);
    if (dim.outputPad >= limit)
      return node.emitError() << "'output_shape' contains " << wanted << ", wanted less than "
                              << dim.whole() - dim.outputPad + limit;
    int64_t total = dim.whole() - wanted;
    bool isLower = mode == AutoPad::SameLower || (mode != AutoPad::SameUpper && hasShape);
    dim.padBefore = isLower ? total - total / 2 : total / 2;
    dim.padAfter = total - dim.padBefore;
  }
  return success();
}

/// Reads what is padded and cut off of the result.
static LogicalResult readPads(Node &node, bool isLine, MutableArrayRef<TransposedDim> dims) {
  auto pads = readWindowValues(node, "pads", {0, 0, 0, 0}, 0, isLine);
  auto outputPads = readWindowValues(node, "output_padding", {0, 0}, 0, isLine);
  AutoPad mode = readAutoPad(node);
  if (node.hasFailed())
    return failure();
  bool isSame = mode == AutoPad::SameUpper || mode == AutoPad::SameLower;
  for (auto [index, dim] : llvm::enumerate(dims)) {
    dim.outputPad = outputPads[index];
    if (dim.outputPad >= std::max(dim.stride, dim.dilation))
      return node.emitError() << "'output_padding' contains " << dim.outputPad
                              << ", wanted less than the stride";
    dim.padBefore = mode == AutoPad::Valid ? 0 : pads[index];
    dim.padAfter = mode == AutoPad::Valid ? 0 : pads[2 + index];
  }
  if ((isSame || node.hasAttribute("output_shape")) &&
      failed(readOutputShape(node, isLine, mode, dims)))
    return failure();
  for (const TransposedDim &dim : dims)
    if (dim.output() < 1)
      return node.emitError() << "pads of " << dim.padBefore << " and " << dim.padAfter
                              << " leave nothing of " << dim.whole() << " values";
  return failure(node.hasFailed());
}

/// `value`, the phases [N, H, W, group * phases * outputs], as pixels of which pads are cut off.
static Value createPixels(Node &node, Value value, int64_t group, int64_t outputs,
                          const TransposedDim &rows, const TransposedDim &columns) {
  if (node.hasFailed())
    return {};
  SmallVector<int64_t> shape(shapeOf(value));
  int64_t n = shape[0], h = shape[1], w = shape[2];
  Value parts = node.createReshape(value, {n, h, w, group, rows.stride, columns.stride, outputs});
  Value moved = node.create<TransposeOp>(parts, ArrayRef<int64_t>{0, 1, 4, 2, 5, 3, 6});
  Value pixels =
      node.createReshape(moved, {n, h * rows.stride, w * columns.stride, group * outputs});
  return node.create<SliceOp>(
      pixels, ArrayRef<int64_t>{0, rows.padBefore, columns.padBefore, 0},
      ArrayRef<int64_t>{n, rows.output(), columns.output(), group * outputs},
      ArrayRef<int64_t>{1, 1, 1, 1});
}

static LogicalResult convertConvTranspose(Node &node) {
  WindowInput input = readWindowInput(node, 0), filter = readWindowInput(node, 1);
  std::optional<ConstantFloats> weights = node.getWeights(1);
  if (!input.value || !filter.value || !weights)
    return failure();
  if (input.isLine != filter.isLine)
    return node.emitError() << "the input and the filter differ in rank";
  ArrayRef<int64_t> shape = input.shape(), filterShape = filter.shape();
  int64_t group = node.getInt("group", 1);
  if (group < 1 || shape[1] % group != 0 || filterShape[0] != shape[1])
    return node.emitError() << "'group' is " << group << " and the filter has " << filterShape[0]
                            << " input channels but the input has " << shape[1];
  std::optional<Kernel2d> kernel = readKernel(node, input.isLine, filterShape.take_back(2));
  if (!kernel)
    return failure();
  std::array<TransposedDim, 2> dims;
  for (int dim : {0, 1})
    dims[dim] = {
        shape[2 + dim], kernel->size[dim], kernel->strides[dim], kernel->dilations[dim], 0, 0, 0};
  if (failed(readPads(node, input.isLine, dims)))
    return failure();
  auto &[rows, columns] = dims;
  constexpr int64_t mostPhases = 1 << 12;
  if (rows.stride * columns.stride > mostPhases)
    return node.emitError() << "'strides' are " << shapeText(kernel->strides)
                            << ", not supported: wanted a product of at most " << mostPhases;
  int64_t outputs = filterShape[1];
  Value phases = createPhases(node, *weights, filterShape, group, rows, columns);
  SmallVector<int64_t> pads = {rows.taps() - 1, columns.taps() - 1, rows.taps() - 1,
                               columns.taps() - 1};
  Value value = node.create<Conv2dOp>(node.createToNHWC(input.value), phases, Value(), ValueRange(),
                                      ArrayRef<int64_t>{1, 1}, pads, ArrayRef<int64_t>{1, 1},
                                      uint64_t(group), ArrayAttr());
  value = createPixels(node, value, group, outputs, rows, columns);
  std::optional<Value> bias = readBias(node, group * outputs);
  if (!bias)
    return failure();
  if (*bias)
    value = node.create<PointwiseOp>(value, *bias, BiasAttr::get(bias->getContext()));
  return defineLike(node, input, node.createToNCHW(value));
}

ArrayRef<OperatorRow> getConvTransposeOperators() {
  static constexpr OperatorRow rows[] = {
      {"ConvTranspose", "", 7, 25, 2, 3, convertConvTranspose},
  };
  return rows;
}

} // namespace mnc

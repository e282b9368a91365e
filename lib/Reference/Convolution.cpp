// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of convolution and batch norm.

#include "Compute.h"
#include "mnc/Reference/Functions.h"
#include <cmath>
#include <optional>

using namespace mlir;

namespace mnc {

/// [O, I / G, H, W] => [H, W, G, I / G, O / G]: all filters of one position side by side.
static std::vector<double> gatherTaps(const Tensor &filter, int64_t groups) {
  int64_t channels = filter.shape[1], taps = filter.shape[2] * filter.shape[3];
  int64_t perGroup = filter.shape[0] / groups;
  std::vector<double> gathered;
  gathered.reserve(filter.values.size());
  for (int64_t tap = 0; tap < taps; ++tap)
    for (int64_t group = 0; group < groups; ++group)
      for (int64_t i = 0; i < channels; ++i)
        for (int64_t o = group * perGroup; o < (group + 1) * perGroup; ++o)
          gathered.push_back(filter.values[(o * channels + i) * taps + tap]);
  return gathered;
}

/// Adds to one pixel of the result what one position of the filter contributes. `pixel` has
/// `groups` x `channels` values, `sums` has `groups` x `filters`, and `weights` is [groups,
/// channels, filters].
static void addTap(double *sums, const double *pixel, const double *weights, int64_t groups,
                   int64_t channels, int64_t filters) {
  for (int64_t group = 0; group < groups; ++group, sums += filters)
    for (int64_t i = 0; i < channels; ++i, weights += filters) {
      double value = *pixel++;
      for (int64_t o = 0; o < filters; ++o)
        sums[o] += value * weights[o];
    }
}

/// Returns `input` with channel c of image n multiplied by scale[n, c].
static Tensor scaled(Tensor input, const Tensor &scale) {
  FnIndex index(FnOperand::ImageChannel, input.shape);
  for (size_t i = 0; i < input.values.size(); ++i)
    input.values[i] *= scale.values[index(i)];
  return input;
}

Tensor compute(Conv2dOp op, Operands operands) {
  const Tensor &filter = *operands[1];
  std::optional<Tensor> scaledInput;
  if (op.getInputScale())
    scaledInput = scaled(*operands[0], *operands[2]);
  const Tensor &input = scaledInput ? *scaledInput : *operands[0];
  ArrayRef<int64_t> strides = op.getStrides(), pads = op.getPads(), dilations = op.getDilations();
  int64_t groups = op.getGroup(), channels = filter.shape[1];
  int64_t kernelHeight = filter.shape[2], kernelWidth = filter.shape[3];
  int64_t height = input.shape[1], width = input.shape[2];
  std::vector<double> weights = gatherTaps(filter, groups);
  Tensor result = makeZeros(op);
  int64_t filters = result.shape[3], weightsPerTap = channels * filters;

  double *sums = result.values.data();
  for (int64_t n = 0; n < result.shape[0]; ++n)
    for (int64_t oh = 0; oh < result.shape[1]; ++oh)
      for (int64_t ow = 0; ow < result.shape[2]; ++ow, sums += filters)
        for (int64_t kh = 0; kh < kernelHeight; ++kh)
          for (int64_t kw = 0; kw < kernelWidth; ++kw) {
            int64_t ih = oh * strides[0] - pads[0] + kh * dilations[0];
            int64_t iw = ow * strides[1] - pads[1] + kw * dilations[1];
            if (ih < 0 || ih >= height || iw < 0 || iw >= width)
              continue;
            addTap(sums, &input.values[((n * height + ih) * width + iw) * input.shape[3]],
                   &weights[(kh * kernelWidth + kw) * weightsPerTap], groups, channels,
                   filters / groups);
          }
  applyEpilogue(op, operands.take_back(op.getSteps().size()), result);
  return result;
}

Tensor compute(BatchNormOp op, Operands operands) {
  const Tensor &input = *operands[0];
  double epsilon = op.getEpsilon().convertToFloat();
  int64_t axis = op.getAxis(), channels = input.shape[axis], inner = 1;
  for (int64_t size : ArrayRef(input.shape).drop_front(axis + 1))
    inner *= size;
  Tensor result = makeZeros(op);
  for (size_t i = 0; i < result.values.size(); ++i) {
    int64_t c = int64_t(i) / inner % channels;
    double scale = operands[1]->values[c], bias = operands[2]->values[c];
    double mean = operands[3]->values[c], variance = operands[4]->values[c];
    result.values[i] = (input.values[i] - mean) / std::sqrt(variance + epsilon) * scale + bias;
  }
  return result;
}

} // namespace mnc

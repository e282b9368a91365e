// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of pooling.

#include "Compute.h"
#include <algorithm>
#include <limits>

using namespace mlir;

namespace mnc {
namespace {

/// The positions of one window in one dimension, from `begin` to `end`.
struct Range {
  int64_t begin, end;

  Range within(int64_t first, int64_t last) const {
    return {std::max(begin, first), std::min(end, last)};
  }
  int64_t size() const { return end - begin; }
};

/// Calls `reduce(rows, columns, valueAt)` for each value of the result of `op`,
/// with the window before it is cut to the input, and with a function of a row
/// and a column of the input. Stores what that gives.
template <typename OpTy, typename Reduce>
Tensor computePool(OpTy op, const Tensor &input, Reduce reduce) {
  ArrayRef<int64_t> window = op.getWindow(), strides = op.getStrides(), pads = op.getPads();
  Tensor result = makeZeros(op);
  int64_t height = input.shape[1], width = input.shape[2];
  int64_t channels = input.shape[3];
  double *next = result.values.data();
  for (int64_t n = 0; n < result.shape[0]; ++n)
    for (int64_t oh = 0; oh < result.shape[1]; ++oh)
      for (int64_t ow = 0; ow < result.shape[2]; ++ow)
        for (int64_t c = 0; c < channels; ++c) {
          int64_t top = oh * strides[0] - pads[0];
          int64_t left = ow * strides[1] - pads[1];
          *next++ = reduce(Range{top, top + window[0]}, Range{left, left + window[1]},
                           [&](int64_t h, int64_t w) {
                             return input.values[((n * height + h) * width + w) * channels + c];
                           });
        }
  return result;
}

} // namespace

Tensor compute(MaxPool2dOp op, Operands operands) {
  const Tensor &input = *operands[0];
  int64_t height = input.shape[1], width = input.shape[2];
  return computePool(op, input, [&](Range rows, Range columns, auto valueAt) {
    rows = rows.within(0, height);
    columns = columns.within(0, width);
    double largest = -std::numeric_limits<double>::infinity();
    for (int64_t h = rows.begin; h < rows.end; ++h)
      for (int64_t w = columns.begin; w < columns.end; ++w) {
        double value = valueAt(h, w);
        bool isNaN = value != value;
        if (value > largest || isNaN)
          largest = value;
      }
    return largest;
  });
}

Tensor compute(AvgPool2dOp op, Operands operands) {
  const Tensor &input = *operands[0];
  int64_t height = input.shape[1], width = input.shape[2];
  ArrayRef<int64_t> pads = op.getPads();
  return computePool(op, input, [&](Range rows, Range columns, auto valueAt) {
    int64_t padded = rows.within(-pads[0], height + pads[2]).size() *
                     columns.within(-pads[1], width + pads[3]).size();
    rows = rows.within(0, height);
    columns = columns.within(0, width);
    double sum = 0;
    for (int64_t h = rows.begin; h < rows.end; ++h)
      for (int64_t w = columns.begin; w < columns.end; ++w)
        sum += valueAt(h, w);
    int64_t counted = op.getCountIncludePad() ? padded : rows.size() * columns.size();
    return sum / double(op.getDivisor().value_or(counted));
  });
}

} // namespace mnc

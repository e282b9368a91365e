// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Interpolation.h"

#include "llvm/ADT/STLExtras.h"
#include <cmath>

namespace mnc {

/// The place in the input of value `at` of the result.
static float positionOf(const ResizedDim &dim, int64_t at) {
  float x = float(at), scale = dim.scale, input = float(dim.input), output = float(dim.output);
  switch (dim.coordinates) {
  case Coordinates::HalfPixel:
    return (x + 0.5f) / scale - 0.5f;
  case Coordinates::HalfPixelSymmetric: {
    float adjustment = output / (scale * input), center = input / 2;
    float offset = center * (1 - adjustment);
    return offset + (x + 0.5f) / scale - 0.5f;
  }
  case Coordinates::PytorchHalfPixel:
    return dim.output > 1 ? (x + 0.5f) / scale - 0.5f : 0;
  case Coordinates::AlignCorners: {
    // The size by a given scale need not be whole.
    float length = dim.isScaleGiven ? scale * input : output;
    return dim.output == 1 ? 0 : x * (input - 1) / (length - 1);
  }
  case Coordinates::Asymmetric:
    return x / scale;
  case Coordinates::TfHalfPixelForNn:
    return (x + 0.5f) / scale;
  case Coordinates::TfCropAndResize:
    break;
  }
  float start = dim.cropStart * (input - 1), length = (dim.cropEnd - dim.cropStart) * (input - 1);
  return dim.output > 1 ? start + x * length / (output - 1)
                        : 0.5f * (dim.cropStart + dim.cropEnd) * (input - 1);
}

static int64_t nearestTo(const ResizedDim &dim, float position) {
  switch (dim.nearest) {
  case Nearest::RoundPreferFloor:
    return position == float(int64_t(position)) + 0.5f ? int64_t(position)
                                                       : int64_t(std::round(position));
  case Nearest::RoundPreferCeil:
    return int64_t(std::round(position));
  case Nearest::Floor:
    return int64_t(std::floor(position));
  case Nearest::Ceil:
    return int64_t(std::ceil(position));
  case Nearest::Simple:
    break;
  }
  return dim.scale < 1 ? int64_t(std::ceil(position)) : int64_t(position);
}

/// The cubic of Keys at the distance `x`.
static double cubicAt(double x, double a) {
  x = std::fabs(x);
  if (x <= 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/// Weights of the values from `first` on, which are relative to the value left of the position, at
/// `ratio` (above 0, at most 1) from it.
static llvm::SmallVector<double> filterAt(const ResizedDim &dim, double ratio, int64_t &first) {
  double radius = dim.mode == Interpolation::Linear ? 1 : 2;
  double scale = dim.antialias ? std::min(double(dim.scale), 1.0) : 1;
  first = int64_t(std::floor(-radius / scale)) + 1;
  int64_t count = 2 - 2 * first;
  llvm::SmallVector<double> weights;
  double sum = 0;
  for (int64_t at = first; at < first + count; ++at) {
    double x = scale * (double(at) - ratio);
    weights.push_back(dim.mode == Interpolation::Linear ? std::max(0.0, 1 - std::fabs(x))
                                                        : cubicAt(x, dim.cubicCoefficient));
    sum += weights.back();
  }
  for (double &weight : weights)
    weight /= dim.antialias ? sum : 1;
  return weights;
}

static void addInterpolated(const ResizedDim &dim, float position, Taps &taps) {
  double left = std::ceil(double(position)) - 1;
  int64_t first = 0;
  llvm::SmallVector<double> weights = filterAt(dim, double(position) - left, first);
  double sum = 1;
  if (dim.excludeOutside) {
    sum = 0;
    for (auto [offset, weight] : llvm::enumerate(weights)) {
      double index = left + double(first) + double(offset);
      weight = index < 0 || index > double(dim.input - 1) ? 0 : weight;
      sum += weight;
    }
  }
  taps.taps = weights.size();
  for (auto [offset, weight] : llvm::enumerate(weights)) {
    double index = left + double(first) + double(offset);
    taps.indices.push_back(int64_t(std::clamp(index, 0.0, double(dim.input - 1))));
    taps.weights.push_back(float(weight / sum));
  }
}

Taps tapsOf(const ResizedDim &dim) {
  Taps taps{1, {}, {}, {}};
  for (int64_t at = 0; at < dim.output; ++at) {
    float position = positionOf(dim, at);
    bool isOutside = dim.coordinates == Coordinates::TfCropAndResize &&
                     !(position >= 0 && position <= float(dim.input - 1));
    taps.outside.push_back(isOutside);
    if (isOutside)
      position = 0;
    if (dim.mode == Interpolation::Nearest) {
      // In range first: far away from the input, a float may be no integer.
      position = std::clamp(position, -1.0f, float(dim.input));
      taps.indices.push_back(std::clamp<int64_t>(nearestTo(dim, position), 0, dim.input - 1));
      taps.weights.push_back(1);
    } else {
      addInterpolated(dim, std::clamp(position, -float(dim.input) - 4, 2 * float(dim.input) + 4),
                      taps);
    }
    if (isOutside)
      std::fill(taps.weights.end() - taps.taps, taps.weights.end(), 0.0f);
  }
  return taps;
}

bool Taps::chooses() const {
  return taps == 1 && llvm::none_of(outside, [](bool is) { return is; });
}

} // namespace mnc

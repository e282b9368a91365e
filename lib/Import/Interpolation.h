// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which values of a dimension Resize reads, and with which weights.

#ifndef MNC_LIB_IMPORT_INTERPOLATION_H
#define MNC_LIB_IMPORT_INTERPOLATION_H

#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace mnc {

/// How a position in the result becomes one in the input, by ONNX's names.
enum class Coordinates {
  HalfPixel,
  HalfPixelSymmetric,
  PytorchHalfPixel,
  AlignCorners,
  Asymmetric,
  TfHalfPixelForNn,
  TfCropAndResize
};

/// Which value is nearest. Simple is that of files before opset 11: the next lower one, or with
/// fewer values in the result the next higher one.
enum class Nearest { RoundPreferFloor, RoundPreferCeil, Floor, Ceil, Simple };

enum class Interpolation { Nearest, Linear, Cubic };

/// Resizing of one dimension of `input` values to `output` values.
struct ResizedDim {
  int64_t input, output;
  /// Output values per input value; where a file gives scales they are used as they are.
  float scale;
  bool isScaleGiven = false;
  Interpolation mode = Interpolation::Nearest;
  Coordinates coordinates = Coordinates::HalfPixel;
  Nearest nearest = Nearest::RoundPreferFloor;
  float cubicCoefficient = -0.75f;
  /// Lower weights of values outside to zero, instead of giving them to the edge.
  bool excludeOutside = false;
  /// Widen the filter where the result is smaller.
  bool antialias = false;
  /// The part of the input that is taken, for TfCropAndResize: 0 is its first value, 1 its last
  /// one.
  float cropStart = 0, cropEnd = 1;
};

/// `taps` values of the input for each one of the result, in order: result[i] is the sum of
/// input[indices[i * taps + t]] * weights[i * taps + t].
struct Taps {
  int64_t taps = 1;
  llvm::SmallVector<int64_t> indices;
  llvm::SmallVector<float> weights;
  /// For each value of the result, whether it lies outside the input, which TfCropAndResize fills.
  /// All its weights are 0 then.
  llvm::SmallVector<bool> outside;

  /// Each value of the result is one of the input.
  bool chooses() const;
};

/// Positions are computed in f32 as ONNX Runtime computes them, which decides between two nearest
/// values; weights as the standard defines them.
Taps tapsOf(const ResizedDim &dim);

} // namespace mnc

#endif // MNC_LIB_IMPORT_INTERPOLATION_H

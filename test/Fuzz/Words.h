// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What changed models are made of: numbers at which something changes, and names.

#ifndef MNC_TEST_WORDS_H
#define MNC_TEST_WORDS_H

#include "Registry.h"
#include <array>
#include <limits>
#include <string>
#include <vector>

namespace mnc {

/// Limits of checks and of types.
inline constexpr auto numbers = std::to_array<int64_t>({-1,
                                                        0,
                                                        1,
                                                        2,
                                                        3,
                                                        4,
                                                        5,
                                                        7,
                                                        8,
                                                        16,
                                                        17,
                                                        -2,
                                                        -3,
                                                        -4,
                                                        100,
                                                        1000,
                                                        65536,
                                                        65537,
                                                        1 << 20,
                                                        (1 << 20) + 1,
                                                        int64_t(1) << 31,
                                                        int64_t(1) << 32,
                                                        int64_t(1) << 34,
                                                        int64_t(1) << 40,
                                                        (int64_t(1) << 40) + 1,
                                                        int64_t(1) << 62,
                                                        std::numeric_limits<int64_t>::max(),
                                                        std::numeric_limits<int64_t>::min()});

/// All operators that are imported, and one that is not.
inline const std::vector<std::string> &operatorNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = {"LSTM"};
    forEachOperator([&](const OperatorRow &row) { all.push_back(row.type.str()); });
    return all;
  }();
  return names;
}

inline constexpr auto attributeNames =
    std::to_array<const char *>({"activation",
                                 "activation_params",
                                 "align_corners",
                                 "allowzero",
                                 "alpha",
                                 "antialias",
                                 "approximate",
                                 "auto_pad",
                                 "axes",
                                 "axis",
                                 "beta",
                                 "bias",
                                 "block_size",
                                 "blocksize",
                                 "ceil_mode",
                                 "coordinate_transformation_mode",
                                 "count_include_pad",
                                 "cubic_coeff_a",
                                 "dilations",
                                 "end",
                                 "ends",
                                 "epsilon",
                                 "exclude_outside",
                                 "extrapolation_value",
                                 "group",
                                 "k",
                                 "keepdims",
                                 "kernel_shape",
                                 "largest",
                                 "max",
                                 "min",
                                 "mode",
                                 "momentum",
                                 "nearest_mode",
                                 "noop_with_empty_axes",
                                 "num_outputs",
                                 "output_padding",
                                 "output_shape",
                                 "pads",
                                 "perm",
                                 "ratio",
                                 "scales",
                                 "select_last_index",
                                 "size",
                                 "sorted",
                                 "spatial",
                                 "split",
                                 "start",
                                 "starts",
                                 "storage_order",
                                 "strides",
                                 "to",
                                 "training_mode",
                                 "transA",
                                 "transB",
                                 "unknown",
                                 "value",
                                 "value_float",
                                 "value_ints"});

inline constexpr auto words = std::to_array<const char *>({"",
                                                           "SAME_UPPER",
                                                           "SAME_LOWER",
                                                           "VALID",
                                                           "NOTSET",
                                                           "constant",
                                                           "edge",
                                                           "reflect",
                                                           "wrap",
                                                           "N",
                                                           "nearest",
                                                           "linear",
                                                           "cubic",
                                                           "asymmetric",
                                                           "align_corners",
                                                           "half_pixel",
                                                           "pytorch_half_pixel",
                                                           "half_pixel_symmetric",
                                                           "tf_crop_and_resize",
                                                           "floor",
                                                           "ceil",
                                                           "round_prefer_floor",
                                                           "round_prefer_ceil",
                                                           "not_larger",
                                                           "not_smaller",
                                                           "stretch",
                                                           "DCR",
                                                           "CRD",
                                                           "tanh",
                                                           "none",
                                                           "Relu"});

} // namespace mnc

#endif // MNC_TEST_WORDS_H

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one rule by which a tensor found counts as equal to the tensor wanted.

#ifndef MNC_HOSTTENSOR_COMPARE_H
#define MNC_HOSTTENSOR_COMPARE_H

#include "mnc/HostTensor/HostTensor.h"
#include "llvm/Support/Error.h"

namespace mnc {

struct Comparison {
  /// Largest |found - wanted|; infinite where just one of them is NaN or where
  /// they differ and one is infinite.
  double maxError = 0;
  /// Largest error that passes.
  double allowed = 0;
  /// Largest finite |wanted|.
  double maxWanted = 0;
  /// Index in C order of the first element with the error maxError; -1 if all
  /// elements are equal.
  int64_t worstIndex = -1;
  /// True if the largest element of every row (over the last dimension, if that
  /// is more than 1) stands at the same place. Floats: another place counts as
  /// equal if wanted's two elements there differ by at most `allowed`.
  bool topOneEqual = true;

  bool passed() const { return maxError <= allowed && topOneEqual; }
};

/// Compares element by element. Floats: allowed is 1e-4 * maxWanted, at least
/// 1e-7; float16: 1e-3 * maxWanted, two of its units. Integers and bool: allowed is 0. A tensor of
/// another shape or element type is an error.
llvm::Expected<Comparison> compareTensors(const HostTensor &found, const HostTensor &wanted);

/// Returns the names of the files that hold outputs `names`: out_NAME.npy, letters of any script
/// kept and what file systems do not take replaced by '_'. Names that would be equal then, or but
/// for their case, get '~' and their number among `names`; long ones are cut off.
std::vector<std::string> outputFileNames(llvm::ArrayRef<std::string> names);

} // namespace mnc

#endif // MNC_HOSTTENSOR_COMPARE_H

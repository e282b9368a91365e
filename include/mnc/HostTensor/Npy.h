// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Host tensors as numpy's .npy files.

#ifndef MNC_HOSTTENSOR_NPY_H
#define MNC_HOSTTENSOR_NPY_H

#include "mnc/HostTensor/HostTensor.h"
#include "llvm/Support/Error.h"

namespace mnc {

/// Reads a .npy file of format version 1.0, 2.0 or 3.0, little-endian, C order,
/// with an element type of HostTensor. The file's length must be exactly what
/// its header promises. Errors name the path; no memory is allocated for the
/// elements before the sizes are checked.
llvm::Expected<HostTensor> readNpy(llvm::StringRef path);

/// Writes `tensor` as format version 1.0, first under a temporary name beside
/// `path`, which is then renamed. Errors name the path and leave a file of that
/// name as it was.
llvm::Error writeNpy(llvm::StringRef path, const HostTensor &tensor);

} // namespace mnc

#endif // MNC_HOSTTENSOR_NPY_H

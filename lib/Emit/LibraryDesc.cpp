// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Facts that follow from the description of a library.

#include "mnc/Emit/LibraryDesc.h"

namespace mnc {

int64_t IoTensorDesc::numElements() const {
  int64_t product = 1;
  for (int64_t extent : shape)
    product *= extent;
  return product;
}

bool LibraryDesc::mayBeNull(size_t argument) const {
  if (argument < numIoTensors())
    return false;
  return (argument == numIoTensors() ? workspaceBytes : weightBytes) == 0;
}

llvm::SmallVector<std::string> LibraryDesc::entries() const {
  llvm::SmallVector<std::string> names = {name + "_run"};
  if (externalWeights)
    names.push_back(name + "_check_weights");
  return names;
}

} // namespace mnc

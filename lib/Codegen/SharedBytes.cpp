// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SharedBytes.h"

#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

/// Returns the buffers of the workspace that the layers of `group` read, each once.
static llvm::SetVector<Value> buffersReadBy(GroupOp group) {
  llvm::SetVector<Value> read;
  for (Operation *op : computeOps(group))
    for (Value operand : op->getOperands()) {
      Value owner = underlyingBuffer(operand);
      if (BufferAttr buffer = bufferOf(owner); buffer && buffer.getSpace() == Space::Workspace)
        read.insert(owner);
    }
  return read;
}

SharedBytes sharedBytesOf(GroupOp group) {
  Value result = underlyingBuffer(group.getResult(0));
  if (bufferOf(result).getSpace() != Space::Workspace)
    return {};
  auto spanOf = [](Value owner) {
    int64_t begin = bufferOf(owner).getOffset();
    return std::pair(begin, begin + layoutOf(owner).bufferElements * elementBytesOf(owner));
  };
  auto [begin, end] = spanOf(result);
  SharedBytes shared{begin, end, {result}};
  for (Value owner : buffersReadBy(group)) {
    auto [first, last] = spanOf(owner);
    if (owner == result || last <= begin || end <= first)
      continue;
    shared.owners.push_back(owner);
    shared.begin = std::min(shared.begin, first);
    shared.end = std::max(shared.end, last);
  }
  return shared.owners.size() > 1 ? shared : SharedBytes();
}

} // namespace mnc

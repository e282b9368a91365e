// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Streaming.h"

namespace mnc {

static int64_t heldBytes(const ChainFacts &chain) { return chain.weightBytes + chain.ringBytes; }

bool worthExtending(const ChainFacts &both, int64_t betweenBytes, const CpuRow &cpu) {
  // A map that leaves the cache costs more than a chain that crowds it.
  int64_t cache = cpu.l2Bytes;
  return heldBytes(both) <= cache * 3 / 4 && betweenBytes > cache / 2;
}

bool worthStreaming(const ChainFacts &chain, const CpuRow &cpu) {
  return heldBytes(chain) <= int64_t(cpu.l2Bytes) / 2 && chain.innerBytes > int64_t(cpu.l1Bytes) &&
         chain.innerBytes > chain.weightBytes;
}

bool worthPanels(int64_t inputBytes, int64_t betweenBytes, int64_t outputBytes,
                 const CpuRow &cpu) {
  int64_t most = int64_t(cpu.l2Bytes) / 2;
  return betweenBytes > int64_t(cpu.l1Bytes) && inputBytes <= most && outputBytes <= most;
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Streaming.h"

namespace mnc {

static bool staysInCache(const ChainFacts &chain, const CpuRow &cpu) {
  return chain.weightBytes + chain.ringBytes <= int64_t(cpu.l2Bytes) / 2;
}

bool worthExtending(const ChainFacts &both, int64_t betweenBytes, const CpuRow &cpu) {
  return staysInCache(both, cpu) && betweenBytes > int64_t(cpu.l2Bytes) / 2;
}

bool worthStreaming(const ChainFacts &chain, const CpuRow &cpu) {
  return staysInCache(chain, cpu) && chain.innerBytes > int64_t(cpu.l1Bytes) &&
         chain.innerBytes > chain.weightBytes;
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Streaming.h"

namespace mnc {

bool worthStreaming(const ChainFacts &chain, const CpuRow &cpu) {
  bool staysInCache = chain.weightBytes + chain.ringBytes <= int64_t(cpu.l2Bytes) / 2;
  return staysInCache && chain.innerBytes > int64_t(cpu.l1Bytes) &&
         chain.innerBytes > chain.weightBytes;
}

} // namespace mnc

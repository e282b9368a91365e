// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Streaming.h"

#include <algorithm>

namespace mnc {

static int64_t heldBytes(const ChainFacts &chain) { return chain.weightBytes + chain.ringBytes; }

/// What passes by, rows of the chain's input and result, needs the rest of the cache.
static bool staysInCache(const ChainFacts &chain, const CpuRow &cpu) {
  return heldBytes(chain) <= int64_t(cpu.l2Bytes) * 3 / 4;
}

bool worthExtending(const ChainFacts &both, int64_t betweenBytes, const CpuRow &cpu) {
  return staysInCache(both, cpu) && betweenBytes > int64_t(cpu.l2Bytes) / 2;
}

static std::string sizeText(int64_t bytes) { return std::to_string((bytes + 1023) / 1024) + " KiB"; }

std::string whyWhole(const ChainFacts &chain, const CpuRow &cpu) {
  std::string held = sizeText(heldBytes(chain)) + " of weights and rings";
  std::string inner = sizeText(chain.innerBytes) + " of maps between the layers";
  if (!staysInCache(chain, cpu))
    return held + " do not stay in three quarters of the second-level cache";
  if (chain.innerBytes <= int64_t(cpu.l1Bytes))
    return inner + " stay in the first-level cache";
  if (chain.innerBytes <= chain.weightBytes)
    return sizeText(chain.weightBytes) + " of weights outweigh " + inner;
  return "";
}

std::string whyStreamed(const ChainFacts &chain) {
  return sizeText(heldBytes(chain)) + " of weights and rings stay in the second-level cache, " +
         sizeText(chain.innerBytes) + " of maps between the layers never exist";
}

std::string whyPanels(int64_t betweenBytes) {
  return "input and output stay in the second-level cache, " + sizeText(betweenBytes) +
         " of map between the layers never exist";
}

bool worthStreaming(const ChainFacts &chain, const CpuRow &cpu) {
  return whyWhole(chain, cpu).empty();
}

bool worthPanels(int64_t inputBytes, int64_t betweenBytes, int64_t outputBytes,
                 const CpuRow &cpu) {
  return betweenBytes > int64_t(cpu.l1Bytes) && inputBytes <= int64_t(cpu.l2Bytes) &&
         outputBytes <= int64_t(cpu.l2Bytes) / 2;
}

int64_t panelRows(int64_t height, int64_t stride, int64_t span, int64_t ringRowBytes,
                  const CpuRow &cpu) {
  int64_t ringRows = int64_t(cpu.l1Bytes) * 3 / 4 / ringRowBytes;
  int64_t most = std::clamp<int64_t>((ringRows - span) / stride + 1, 1, height);
  int64_t steps = (height + most - 1) / most;
  return (height + steps - 1) / steps;
}

} // namespace mnc

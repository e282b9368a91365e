/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The checksum of weights: four words at a time, each with a sum of its own, so
 * that multiplications overlap and memory sets the speed.
 */
#include "mnc_checksum.h"

/* One word more. For each word this is a permutation of the sums, and for each
 * sum one of the words: what differs once stays different. */
static uint64_t add(uint64_t sum, uint64_t word) {
  uint64_t product = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
  return product ^ product >> 32;
}

uint64_t mnc_checksum(const void *bytes, uint64_t size) {
  const unsigned char *at = (const unsigned char *)bytes, *end = at + size;
  uint64_t sums[4] = {1, 2, 3, 4}, whole = size;
  for (; at != end; at += sizeof sums)
    for (int i = 0; i != 4; ++i) {
      uint64_t word; /* little endian on all architectures of the runtime */
      __builtin_memcpy(&word, at + i * sizeof word, sizeof word);
      sums[i] = add(sums[i], word);
    }
  for (int i = 0; i != 4; ++i)
    whole = add(whole, sums[i]);
  return whole;
}

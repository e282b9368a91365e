/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The check that the CPU has the instructions that a library uses.
 */
#include "mnc_runtime.h"

#if defined(__x86_64__)

struct feature {
  uint32_t leaf;
  uint8_t bit, subleaf, reg, position, state;
};

static const struct feature features[] = {
#define MNC_X86_FEATURE(BIT, NAME, LEAF, SUBLEAF, REGISTER, POSITION, STATE)                       \
  {LEAF, BIT, SUBLEAF, REGISTER, POSITION, STATE},
#include "x86_features.def"
};

static void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t out[4]) {
  __asm__ volatile("cpuid"
                   : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3])
                   : "a"(leaf), "c"(subleaf));
}

/* The register sets that the operating system saves (XCR0); 0 without XSAVE. */
static uint32_t savedState(void) {
  uint32_t regs[4], low, high;
  cpuid(1, 0, regs);
  if (!(regs[2] >> 27 & 1))
    return 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

/* Reads a leaf; one that the CPU does not have reads as zeros. */
static void readLeaf(uint32_t leaf, uint32_t subleaf, uint32_t out[4]) {
  cpuid(leaf & 0x80000000u, 0, out);
  int known = out[0] >= leaf;
  if (known && subleaf) {
    cpuid(leaf, 0, out);
    known = out[0] >= subleaf;
  }
  if (known) {
    cpuid(leaf, subleaf, out);
    return;
  }
  out[0] = out[1] = out[2] = out[3] = 0;
}

__attribute__((noinline)) static uint32_t inspect(uint64_t required) {
  uint32_t state = savedState();
  uint32_t regs[4] = {0, 0, 0, 0}, leaf = 0, subleaf = 0;
  for (unsigned i = 0; i != sizeof features / sizeof features[0]; ++i) {
    const struct feature *f = &features[i];
    if (!(required >> f->bit & 1))
      continue;
    if (f->leaf != leaf || f->subleaf != subleaf) {
      leaf = f->leaf;
      subleaf = f->subleaf;
      readLeaf(leaf, subleaf, regs);
    }
    if (!(regs[f->reg] >> f->position & 1) || (state & f->state) != f->state)
      return MNC_CPU_LACKING;
  }
  return MNC_CPU_OK;
}

int mnc_cpu_check(uint64_t required, uint32_t *cache) {
  if (!required)
    return 1;
  uint32_t known = __atomic_load_n(cache, __ATOMIC_RELAXED);
  if (known == MNC_CPU_UNKNOWN) {
    known = inspect(required);
    __atomic_store_n(cache, known, __ATOMIC_RELAXED);
  }
  return known == MNC_CPU_OK;
}

#elif defined(__aarch64__)

int mnc_cpu_check(uint64_t required, uint32_t *cache) {
  (void)required;
  (void)cache;
  return 1;
}

#else
#error "the runtime knows x86-64 and AArch64"
#endif

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The checksum by which a library knows its weights when they come from a file.
 */
#ifndef MNC_CHECKSUM_H
#define MNC_CHECKSUM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A sum of the `size` bytes at `bytes`, and of `size`, a multiple of 32. Bytes
 * that differ in one aligned group of 8 never have the same sum.
 */
uint64_t mnc_checksum(const void *bytes, uint64_t size);

#ifdef __cplusplus
}
#endif

#endif /* MNC_CHECKSUM_H */

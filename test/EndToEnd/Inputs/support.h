/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the C programs of these tests share: files of floats, comparison. */

#ifndef SUPPORT_H
#define SUPPORT_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition, ...)                                                                      \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);                                              \
      fprintf(stderr, __VA_ARGS__);                                                                \
      fprintf(stderr, "\n");                                                                       \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)

/* Aligned memory for a workspace, filled with `byte`. */
static inline void *makeWorkspace(size_t bytes, size_t alignment, int byte) {
  size_t rounded = (bytes + alignment) / alignment * alignment;
  void *memory = aligned_alloc(alignment, rounded);
  CHECK(memory, "no memory");
  return memset(memory, byte, rounded);
}

/* The `bytes` of the file that follow its first `skip`. */
static inline void readBytes(const char *path, long skip, void *data, size_t bytes) {
  FILE *file = fopen(path, "rb");
  CHECK(file && fseek(file, skip, SEEK_SET) == 0 && fread(data, 1, bytes, file) == bytes,
        "cannot read %zu bytes of %s", bytes, path);
  fclose(file);
}

/* `count` floats of folder/name, an .npy file of version 1. */
static inline void readNpy(const char *folder, const char *name, float *values, size_t count) {
  char path[4096];
  unsigned char start[10];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  readBytes(path, 0, start, sizeof start);
  readBytes(path, 10 + start[8] + 256 * start[9], values, count * sizeof *values);
}

/* Picture number `index` of an IDX file of 32x32 bytes, as pixel / 255. */
static inline void readPicture(const char *path, size_t index, float *pixels) {
  unsigned char bytes[32 * 32];
  readBytes(path, 16 + (long)(index * sizeof bytes), bytes, sizeof bytes);
  for (size_t i = 0; i < sizeof bytes; ++i)
    pixels[i] = (float)bytes[i] / 255.0f;
}

/* Fails unless all |found - wanted| <= 1e-4 max|wanted|. */
static inline void checkClose(const char *what, const float *found, const float *wanted,
                              size_t count) {
  float largest = 0;
  for (size_t i = 0; i < count; ++i)
    largest = fmaxf(largest, fabsf(wanted[i]));
  for (size_t i = 0; i < count; ++i)
    CHECK(fabsf(found[i] - wanted[i]) <= 1e-4f * largest, "%s[%zu] is %g, wanted %g", what, i,
          found[i], wanted[i]);
}

#endif /* SUPPORT_H */

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The rates of this machine's core that a schedule is chosen by, in cycles of the core:
 * bench/cpu.py compiles and runs it. A line each: name and value.
 */
#define _POSIX_C_SOURCE 199309L
#include "vector.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#define USE(vector) __asm__ volatile("" : : "v"(vector))
#define KEEP(vector) __asm__ volatile("" : "+v"(vector))
#define MEMORY_CHANGES() __asm__ volatile("" : : : "memory")
#else
#define USE(vector) __asm__ volatile("" : : "w"(vector))
#define KEEP(vector) __asm__ volatile("" : "+w"(vector))
#define MEMORY_CHANGES() __asm__ volatile("" : : : "memory")
#endif

enum { attempts = 7 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Returns the seconds of the fastest of some calls. */
static double fastest(void (*work)(void *, long), void *data, long count) {
  double best = 1e9;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    double begin = seconds();
    work(data, count);
    double taken = seconds() - begin;
    best = taken < best ? taken : best;
  }
  return best;
}

/* Integer additions of which each waits for the one before: a cycle each. */
static void addIntegers(void *data, long count) {
  uint64_t sum = (uint64_t)count;
  for (long step = 0; step < count; step += 8) {
#define ADD                                                                                        \
  __asm__ volatile("" : "+r"(sum));                                                                \
  sum += 1;
    ADD ADD ADD ADD ADD ADD ADD ADD
  }
  memcpy(data, &sum, sizeof sum);
}

/* Multiply-adds of which each waits for the one before. */
static void multiplyInChain(void *data, long count) {
  Vector a, m = (Vector){0} + 0.999f, n = (Vector){0} + 0.001f;
  memcpy(&a, data, sizeof a);
  for (long step = 0; step < count; step += 4) {
    a = a * m + n, a = a * m + n, a = a * m + n, a = a * m + n;
  }
  memcpy(data, &a, sizeof a);
}

/* Multiply-adds of 12 chains. */
static void multiplyInChains(void *data, long count) {
  Vector m = (Vector){0} + 0.999f, n = (Vector){0} + 0.001f;
  Vector a = n, b = n * 2, c = n * 3, d = n * 4, e = n * 5, f = n * 6, g = n * 7, h = n * 8,
         i = n * 9, j = n * 10, k = n * 11, l = n * 12;
  for (long step = 0; step < count; step += 12) {
    a = a * m + n, b = b * m + n, c = c * m + n, d = d * m + n;
    e = e * m + n, f = f * m + n, g = g * m + n, h = h * m + n;
    i = i * m + n, j = j * m + n, k = k * m + n, l = l * m + n;
  }
  a = a + b + c + d + e + f + g + h + i + j + k + l;
  memcpy(data, &a, sizeof a);
}

/* Additions of 8 chains. */
static void add(void *data, long count) {
  Vector n = (Vector){0} + 0.001f;
  Vector a = n, b = n * 2, c = n * 3, d = n * 4, e = n * 5, f = n * 6, g = n * 7, h = n * 8;
  for (long step = 0; step < count; step += 8) {
    a += n, b += n, c += n, d += n, e += n, f += n, g += n, h += n;
    KEEP(n);
  }
  a = a + b + c + d + e + f + g + h;
  memcpy(data, &a, sizeof a);
}

/* Divisions of 4 chains. */
static void divide(void *data, long count) {
  Vector n = (Vector){0} + 1.001f, a = n, b = n * 2, c = n * 3, d = n * 4;
  for (long step = 0; step < count; step += 4) {
    a = n / a, b = n / b, c = n / c, d = n / d;
    KEEP(n);
  }
  a = a + b + c + d;
  memcpy(data, &a, sizeof a);
}

typedef struct {
  Vector *values;
  long vectors;
} Block;

/* Loads of vectors, the block over and over. */
static void load(void *data, long count) {
  const Block *block = data;
  for (long done = 0; done < count; done += block->vectors)
    for (long at = 0; at < block->vectors; at += 8) {
      const Vector *from = block->values + at;
      Vector a = from[0], b = from[1], c = from[2], d = from[3];
      USE(a);
      USE(b);
      USE(c);
      USE(d);
      a = from[4], b = from[5], c = from[6], d = from[7];
      USE(a);
      USE(b);
      USE(c);
      USE(d);
    }
}

static void store(void *data, long count) {
  const Block *block = data;
  Vector value = (Vector){0} + 1.0f;
  for (long done = 0; done < count; done += block->vectors)
    for (long at = 0; at < block->vectors; at += 8) {
      Vector *to = block->values + at;
      KEEP(value);
      to[0] = value, to[1] = value, to[2] = value, to[3] = value;
      to[4] = value, to[5] = value, to[6] = value, to[7] = value;
      MEMORY_CHANGES();
    }
}

/* Loads of which each has its address from the one before; the lines are in random order. */
static void follow(void *data, long count) {
  void **at = *(void ***)data;
  for (long step = 0; step < count; ++step) {
    at = *at;
    __asm__ volatile("" : "+r"(at));
  }
  *(void ***)data = at;
}

enum { lineBytes = 64 };

static void shuffle(char *memory, long lines) {
  uint64_t state = 88172645463325252u;
  long *order = malloc((size_t)lines * sizeof *order);
  if (!order)
    exit(1);
  for (long line = 0; line < lines; ++line)
    order[line] = line;
  for (long line = lines - 1; line > 0; --line) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    long other = (long)(state % (uint64_t)(line + 1)), held = order[line];
    order[line] = order[other], order[other] = held;
  }
  for (long line = 0; line < lines; ++line) {
    char *next = memory + order[(line + 1) % lines] * lineBytes;
    memcpy(memory + order[line] * lineBytes, &next, sizeof next);
  }
  free(order);
}

/* usage: cpu L1_BYTES L2_BYTES L3_BYTES */
int main(int count, char **arguments) {
  if (count != 4)
    return fprintf(stderr, "usage: cpu L1_BYTES L2_BYTES L3_BYTES\n"), 2;
  long l1 = atol(arguments[1]), l2 = atol(arguments[2]), l3 = atol(arguments[3]);
  long most = l3 * 4 > (128 << 20) ? l3 * 4 : (128 << 20);
  char *memory = aligned_alloc(4096, (size_t)most);
  if (!memory)
    return fprintf(stderr, "error: no memory\n"), 1;
  memset(memory, 0, (size_t)most);
  double hertz = 4e8 / fastest(addIntegers, memory, 400000000);
  printf("gigahertz %.3f\n", hertz / 1e9);
  printf("vector_bytes %d\n", vectorBytes);
  printf("fmas %.2f\n", 12e7 / fastest(multiplyInChains, memory, 120000000) / hertz);
  printf("fma_latency %.2f\n", fastest(multiplyInChain, memory, 40000000) * hertz / 4e7);
  printf("additions %.2f\n", 8e7 / fastest(add, memory, 80000000) / hertz);
  printf("divide_cycles %.2f\n", fastest(divide, memory, 8000000) * hertz / 8e6);
  const struct {
    const char *name;
    long bytes, vectors;
  } levels[] = {{"l1", l1 / 2, 1 << 26},
                {"l2", l2 / 2, 1 << 25},
                {"l3", l2 * 4 < l3 / 2 ? l2 * 4 : l3 / 2, 1 << 24},
                {"memory", most, 1 << 23}};
  for (int level = 0; level < 4; ++level) {
    Block block = {(Vector *)memory, levels[level].bytes / vectorBytes / 8 * 8};
    long turns = (levels[level].vectors + block.vectors - 1) / block.vectors;
    double vectors = (double)turns * (double)block.vectors;
    long total = turns * block.vectors;
    printf("%s_loads %.2f\n", levels[level].name,
           vectors / fastest(load, &block, total) / hertz * vectorBytes);
    printf("%s_stores %.2f\n", levels[level].name,
           vectors / fastest(store, &block, total) / hertz * vectorBytes);
  }
  for (int level = 0; level < 4; ++level) {
    shuffle(memory, levels[level].bytes / lineBytes);
    void *at = memory;
    printf("%s_latency %.1f\n", levels[level].name, fastest(follow, &at, 4000000) * hertz / 4e6);
  }
  free(memory);
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs NETWORKS builds of one network on seeded inputs and compares the bits of their outputs with those
 * of the first. NaN equals NaN: which one comes out of two is not specified. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The contents of a file, which the network's own check accepts; kept to the end. */
static void *readWeights(const char *path, size_t bytes, int (*check)(const void *, size_t)) {
  static const char *paths[8];
  static void *contents[8];
  int known = 0;
  while (paths[known] && strcmp(paths[known], path) != 0)
    ++known;
  if (paths[known])
    return contents[known];
  FILE *file = fopen(path, "rb");
  void *weights = aligned_alloc(64, bytes);
  if (!file || !weights || check(weights, fread(weights, 1, bytes, file)) != 0)
    exit(3);
  fclose(file);
  paths[known] = path;
  return contents[known] = weights;
}

#include "networks.h"

static float *makeFloats(size_t count) {
  float *values = calloc(count, sizeof(float));
  if (!values)
    exit(2);
  return values;
}

enum { inputs = sizeof inputElements / sizeof *inputElements };
enum { outputs = sizeof outputElements / sizeof *outputElements };

/* Values in -1 ... 1; in the second round one NaN and one infinity. */
static void fill(float **in, unsigned round) {
  unsigned state = round + 1;
  for (int port = 0; port < inputs; ++port) {
    for (unsigned i = 0; i < inputElements[port]; ++i) {
      state = state * 1664525u + 1013904223u;
      in[port][i] = (float)(int)(state >> 8) / 8388608.0f - 1.0f;
    }
    if (round == 1) {
      in[port][inputElements[port] / 3] = 0.0f / 0.0f;
      in[port][inputElements[port] / 2] = 1.0f / 0.0f;
    }
  }
}

static unsigned differences(float **wanted, float **found) {
  unsigned count = 0;
  for (int port = 0; port < outputs; ++port)
    for (unsigned i = 0; i < outputElements[port]; ++i) {
      float a = wanted[port][i], b = found[port][i];
      count += !(a != a && b != b) && memcmp(&a, &b, sizeof a) != 0;
    }
  return count;
}

int main(void) {
  float *in[inputs], *out[2][outputs];
  for (int port = 0; port < inputs; ++port)
    in[port] = makeFloats(inputElements[port]);
  for (int port = 0; port < outputs; ++port)
    for (int side = 0; side < 2; ++side)
      out[side][port] = makeFloats(outputElements[port]);
  size_t bytes = (NET0_WORKSPACE_BYTES / 64 + 1) * 64;
  void *workspace = aligned_alloc(64, bytes);
  unsigned count = 0;
  for (unsigned round = 0; round < 3; ++round) {
    fill(in, round);
    for (int network = 0; network < NETWORKS; ++network) {
      memset(workspace, 255, bytes);
      int status = runNetwork(network, in, out[network != 0], workspace);
      if (status != 0) {
        printf("network %d returns %d\n", network, status);
        return 1;
      }
      if (network)
        count += differences(out[0], out[1]);
    }
  }
  printf("%d other builds, %u differences\n", NETWORKS - 1, count);
  for (int port = 0; port < inputs; ++port)
    free(in[port]);
  for (int port = 0; port < outputs; ++port)
    for (int side = 0; side < 2; ++side)
      free(out[side][port]);
  free(workspace);
  return count != 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs NETWORKS builds of one network on seeded inputs and compares the bits of their outputs with
 * those of the first. NaN equals NaN: which one comes out of two is not specified. Each build stays
 * within the stack that its header states. */

#define _GNU_SOURCE
#include <pthread.h>
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

static float *makeConstantData(size_t count) {
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
  for (int tensor = 0; tensor < inputs; ++tensor) {
    for (unsigned i = 0; i < inputElements[tensor]; ++i) {
      state = state * 1664525u + 1013904223u;
      in[tensor][i] = (float)(int)(state >> 8) / 8388608.0f - 1.0f;
    }
    if (round == 1) {
      in[tensor][inputElements[tensor] / 3] = 0.0f / 0.0f;
      in[tensor][inputElements[tensor] / 2] = 1.0f / 0.0f;
    }
  }
}

static unsigned differences(float **wanted, float **found) {
  unsigned count = 0;
  for (int tensor = 0; tensor < outputs; ++tensor)
    for (unsigned i = 0; i < outputElements[tensor]; ++i) {
      float a = wanted[tensor][i], b = found[tensor][i];
      count += !(a != a && b != b) && memcmp(&a, &b, sizeof a) != 0;
    }
  return count;
}

/* A run on a stack of its own, and how many bytes of it are other than `unused` then. */
enum { stackBytes = 1 << 20, frameBytes = 128, unused = 0xa5 };
struct Call {
  int network, status;
  float **in, **out;
  void *workspace;
  unsigned char *stack;
  size_t usedBytes;
};

static void *runCall(void *argument) {
  struct Call *call = argument;
  unsigned char here, *top = &here, *lowest = call->stack;
  memset(lowest, unused, top - frameBytes - lowest);
  call->status = runNetwork(call->network, call->in, call->out, call->workspace);
  while (*lowest == unused)
    ++lowest;
  call->usedBytes = top - lowest;
  return NULL;
}

/* The bytes of stack that a network writes. */
static size_t stackOf(int network, float **in, float **out, void *workspace) {
  unsigned char *stack = aligned_alloc(4096, stackBytes);
  struct Call call = {network, -1, in, out, workspace, stack, 0};
  pthread_attr_t attributes;
  pthread_t thread;
  if (pthread_attr_init(&attributes) || pthread_attr_setstack(&attributes, stack, stackBytes) ||
      pthread_create(&thread, &attributes, runCall, &call) || pthread_join(thread, NULL) ||
      call.status)
    exit(4);
  free(stack);
  return call.usedBytes;
}

/* Whether all keep what their headers state; sanitizers need more. */
static int keepStack(float **in, float **out, void *workspace) {
  size_t most = 0;
  int kept = 1;
  for (int network = 0; network < NETWORKS; ++network) {
    size_t bytes = stackOf(network, in, out, workspace);
#ifndef __SANITIZE_ADDRESS__
    if (bytes > statedStack[network]) {
      printf("network %d takes %zu bytes of stack, its header states %u\n", network, bytes,
             statedStack[network]);
      kept = 0;
    }
#endif
    most = bytes > most ? bytes : most;
  }
  printf("at most %zu bytes of stack\n", most);
  return kept;
}

int main(void) {
  float *in[inputs], *out[2][outputs];
  for (int tensor = 0; tensor < inputs; ++tensor)
    in[tensor] = makeConstantData(inputElements[tensor]);
  for (int tensor = 0; tensor < outputs; ++tensor)
    for (int side = 0; side < 2; ++side)
      out[side][tensor] = makeConstantData(outputElements[tensor]);
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
  int kept = keepStack(in, out[1], workspace);
  printf("%d other builds, %u differences\n", NETWORKS - 1, count);
  for (int tensor = 0; tensor < inputs; ++tensor)
    free(in[tensor]);
  for (int tensor = 0; tensor < outputs; ++tensor)
    for (int side = 0; side < 2; ++side)
      free(out[side][tensor]);
  free(workspace);
  return count != 0 || !kept;
}

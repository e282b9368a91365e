/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Weights in a file: the same results as with weights in the library; what is not the file is
 * refused; no byte beside the weights is read, and none of them written.
 *
 * REQUIRES: onnx
 * RUN: rm -rf %t && mkdir %t && mnc %models/v2_0.35_96.onnx --name=inside -o %t
 * RUN: mnc %models/v2_0.35_96.onnx --name=net --weights=%t/net.bin -o %t
 * RUN: %cc -std=gnu11 -Wall -Werror -I%t -I%S/Inputs %s %t/libnet.a %t/libinside.a -lm -o %t/lib
 * RUN: %t/lib %t/net.bin
 *
 * The C++ has the same header and file.
 * RUN: mnc %models/v2_0.35_96.onnx --name=net --emit=cpp --weights=%t/cpp/net.bin -o %t/cpp
 * RUN: cmp %t/net.bin %t/cpp/net.bin && not ls %t/cpp/net_weights.cpp
 * RUN: %cmake -DSOURCE=%t/cpp/net.cpp -DCOMPILER=%cxx -DOUTPUT=%t/flags -P \
 * RUN:   %source/cmake/mncFlags.cmake
 * RUN: %cxx @%t/flags -Wall -Wextra -Werror -c %t/cpp/net.cpp -o %t/net.o
 * RUN: %cc -std=gnu11 -Wall -Werror -I%t/cpp -I%t -I%S/Inputs %s %t/net.o %t/libinside.a -lm -o \
 * RUN:   %t/cpp/cpp
 * RUN: %t/cpp/cpp %t/net.bin
 */

#define _GNU_SOURCE
#include "inside.h"
#include "net.h"
#include "support.h"
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static float input[NET_INPUT0_ELEMENTS], wanted[NET_OUTPUT0_ELEMENTS], output[NET_OUTPUT0_ELEMENTS];
static unsigned char file[NET_WEIGHTS_BYTES];
static void *workspace;

/* Between two pages without access: at the end of the space, or at its start. */
static unsigned char *makeGuarded(int atEnd) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), inner = (NET_WEIGHTS_BYTES / page + 2) * page;
  unsigned char *all =
      mmap(NULL, inner + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(all != MAP_FAILED, "no memory");
  unsigned char *weights = all + page + (atEnd ? inner - NET_WEIGHTS_BYTES : 0);
  memcpy(weights, file, NET_WEIGHTS_BYTES);
  mprotect(all, inner + 2 * page, PROT_NONE);
  unsigned char *first = all + page + (atEnd ? (size_t)(weights - all - page) / page * page : 0);
  mprotect(first, atEnd ? (size_t)(all + page + inner - first) : inner, PROT_READ);
  return weights;
}

static void checkRun(const void *weights) {
  CHECK(net_check_weights(weights, NET_WEIGHTS_BYTES) == NET_OK, "the file is refused");
  memset(output, 0xff, sizeof output);
  memset(workspace, 0xff, NET_WORKSPACE_BYTES);
  CHECK(net_run(input, output, workspace, weights) == NET_OK, "refused");
  CHECK(memcmp(output, wanted, sizeof wanted) == 0, "the results differ");
}

/* Damaged contents at `at`, which has room for 64 bytes more. */
static void checkDamage(unsigned char *at) {
  for (size_t bytes = 0; bytes < NET_WEIGHTS_BYTES; bytes += NET_WEIGHTS_BYTES / 16)
    CHECK(net_check_weights(at, bytes) == NET_ERROR_WEIGHTS, "%zu bytes are accepted", bytes);
  for (int more = -64; more <= 64; ++more)
    CHECK(!more || net_check_weights(at, NET_WEIGHTS_BYTES + more) == NET_ERROR_WEIGHTS,
          "%d bytes more are accepted", more);
  /* Every bit of the first and the last bytes, and some between. */
  for (size_t byte = 0; byte < NET_WEIGHTS_BYTES;
       byte += byte < 64 || byte + 65 > NET_WEIGHTS_BYTES ? 1 : (NET_WEIGHTS_BYTES - 128) / 32)
    for (int bit = 0; bit < 8; ++bit) {
      at[byte] ^= 1 << bit;
      CHECK(net_check_weights(at, NET_WEIGHTS_BYTES) == NET_ERROR_WEIGHTS, "bit %d of byte %zu",
            bit, byte);
      at[byte] ^= 1 << bit;
    }
  /* The signs of two weights. */
  at[31] ^= 0x80, at[63] ^= 0x80;
  CHECK(net_check_weights(at, NET_WEIGHTS_BYTES) == NET_ERROR_WEIGHTS, "two signs");
  at[31] ^= 0x80, at[63] ^= 0x80;
  /* Two pieces of the file that changed places. */
  CHECK(memcmp(file, file + 64, 64) != 0, "the pieces are equal");
  memcpy(at, file + 64, 64);
  memcpy(at + 64, file, 64);
  CHECK(net_check_weights(at, NET_WEIGHTS_BYTES) == NET_ERROR_WEIGHTS,
        "two pieces in the wrong order");
  memcpy(at, file, sizeof file);
}

static void checkArguments(unsigned char *weights) {
  memset(output, 0xff, sizeof output);
  CHECK(net_check_weights(NULL, NET_WEIGHTS_BYTES) == NET_ERROR_NULL_POINTER, "null");
  CHECK(net_run(input, output, workspace, NULL) == NET_ERROR_NULL_POINTER, "null weights");
  CHECK(net_run(input, output, NULL, weights) == NET_ERROR_NULL_POINTER, "null workspace");
  CHECK(net_run(input, output, (char *)workspace + 4, weights) == NET_ERROR_WORKSPACE_ALIGNMENT,
        "workspace + 4");
  for (int shift = 1; shift < NET_WEIGHTS_ALIGNMENT; ++shift) {
    CHECK(net_check_weights(weights + shift, NET_WEIGHTS_BYTES) == NET_ERROR_WEIGHTS_ALIGNMENT,
          "shift %d", shift);
    CHECK(net_run(input, output, workspace, weights + shift) == NET_ERROR_WEIGHTS_ALIGNMENT,
          "shift %d", shift);
  }
  for (size_t i = 0; i < sizeof output; ++i)
    CHECK(((unsigned char *)output)[i] == 0xff, "byte %zu of the output was written", i);
}

int main(int argc, char **argv) {
  CHECK(argc == 2, "wants the file of weights");
  FILE *stream = fopen(argv[1], "rb");
  CHECK(stream && fread(file, 1, sizeof file, stream) == sizeof file && fgetc(stream) == EOF,
        "cannot read %d bytes and no more", NET_WEIGHTS_BYTES);
  fclose(stream);
  size_t most =
      NET_WORKSPACE_BYTES > INSIDE_WORKSPACE_BYTES ? NET_WORKSPACE_BYTES : INSIDE_WORKSPACE_BYTES;
  workspace = makeWorkspace(most, NET_WORKSPACE_ALIGNMENT, 0);
  for (int i = 0; i < NET_INPUT0_ELEMENTS; ++i)
    input[i] = (float)(i % 255) / 127.0f - 1.0f;
  CHECK(inside_run(input, wanted, workspace) == INSIDE_OK,
        "the network with its weights inside refuses to run");

  checkRun(makeGuarded(0));
  checkRun(makeGuarded(1));
  unsigned char *copy = makeWorkspace(sizeof file + 64, NET_WEIGHTS_ALIGNMENT, 0);
  memcpy(copy, file, sizeof file);
  checkDamage(copy);
  checkArguments(copy);
  checkRun(copy);
  free(copy);
  free(workspace);
  return 0;
}

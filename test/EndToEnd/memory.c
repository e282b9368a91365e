/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Inputs and outputs need only their element's alignment, and nothing beyond them is touched: they
 * lie against pages without access, between bytes that are looked at, at every place that a float
 * may have. The inputs cannot be written, and what the workspace holds before does not matter.
 *
 * REQUIRES: onnx
 * RUN: rm -rf %t && mkdir %t && %python %S/Inputs/twin.py %t
 * RUN: mnc %t/twin.onnx -o %t && mnc %digits/digits.onnx -o %t
 * RUN: mnc %digits/digits.onnx --name=three --dim batch=3 -o %t
 * RUN: mnc %models/v1_0.25_128.onnx --name=v1 -o %t && mnc %models/v2_0.35_96.onnx --name=v2 -o %t
 * RUN: %cc -std=gnu11 -Wall -Werror -I%t -I%S/Inputs %s %t/libtwin.a %t/libdigits.a %t/libthree.a \
 * RUN:   %t/libv1.a %t/libv2.a -lm -o %t/memory
 * RUN: %t/memory
 */

#include "digits.h"
#include "support.h"
#include "three.h"
#include "twin.h"
#include "v1.h"
#include "v2.h"
#include <sys/mman.h>
#include <unistd.h>

enum { mostPorts = 4, poison = 0xff };

struct Network {
  const char *name;
  int inputs, outputs;
  size_t bytes[mostPorts]; /* inputs first */
  size_t workspaceBytes, workspaceAlignment;
  int (*run)(void **tensors, void *workspace);
};

static int runTwin(void **p, void *workspace) {
  return twin_run(p[0], p[1], p[2], p[3], workspace);
}
static int runDigits(void **p, void *workspace) { return digits_run(p[0], p[1], workspace); }
static int runThree(void **p, void *workspace) { return three_run(p[0], p[1], workspace); }
static int runV1(void **p, void *workspace) { return v1_run(p[0], p[1], workspace); }
static int runV2(void **p, void *workspace) { return v2_run(p[0], p[1], workspace); }

static const struct Network networks[] = {
    {"twin",
     2,
     2,
     {TWIN_INPUT0_BYTES, TWIN_INPUT1_BYTES, TWIN_OUTPUT0_BYTES, TWIN_OUTPUT1_BYTES},
     TWIN_WORKSPACE_BYTES,
     TWIN_WORKSPACE_ALIGNMENT,
     runTwin},
    {"digits",
     1,
     1,
     {DIGITS_INPUT0_BYTES, DIGITS_OUTPUT0_BYTES},
     DIGITS_WORKSPACE_BYTES,
     DIGITS_WORKSPACE_ALIGNMENT,
     runDigits},
    {"three",
     1,
     1,
     {THREE_INPUT0_BYTES, THREE_OUTPUT0_BYTES},
     THREE_WORKSPACE_BYTES,
     THREE_WORKSPACE_ALIGNMENT,
     runThree},
    {"v1",
     1,
     1,
     {V1_INPUT0_BYTES, V1_OUTPUT0_BYTES},
     V1_WORKSPACE_BYTES,
     V1_WORKSPACE_ALIGNMENT,
     runV1},
    {"v2",
     1,
     1,
     {V2_INPUT0_BYTES, V2_OUTPUT0_BYTES},
     V2_WORKSPACE_BYTES,
     V2_WORKSPACE_ALIGNMENT,
     runV2},
};

/* Readable pages, filled with poison, between two without access. */
struct Pages {
  unsigned char *begin, *end;
};

static struct Pages makePages(size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), inner = (bytes + page - 1) / page * page;
  unsigned char *all =
      mmap(NULL, inner + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(all != MAP_FAILED, "no memory");
  CHECK(mprotect(all, page, PROT_NONE) == 0 && mprotect(all + page + inner, page, PROT_NONE) == 0,
        "cannot protect pages");
  struct Pages pages = {all + page, all + page + inner};
  memset(pages.begin, poison, inner);
  return pages;
}

static void freePages(struct Pages pages) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  munmap(pages.begin - page, (size_t)(pages.end - pages.begin) + 2 * page);
}

static int isPoison(const unsigned char *from, const unsigned char *to) {
  while (from < to)
    if (*from++ != poison)
      return 0;
  return 1;
}

/* Values in [-1, 1) that differ. */
static void fillInput(float *values, size_t count) {
  unsigned state = 1;
  for (size_t i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;
    values[i] = (float)(state >> 8) * 0x1p-23f - 1.0f;
  }
}

/* Runs with all inputs and outputs `shift` bytes from a page without access: the one after them
 * with `atEnd`, else the one before. Compares the outputs with `wanted`, or stores them there with
 * `isFirst`. */
static void run(const struct Network *network, int atEnd, size_t shift, int spaceFill,
                unsigned char **wanted, int isFirst) {
  int tensors = network->inputs + network->outputs;
  struct Pages pages[mostPorts], space = makePages(network->workspaceBytes);
  void *pointers[mostPorts];
  for (int i = 0; i < tensors; ++i) {
    size_t bytes = network->bytes[i];
    pages[i] = makePages(bytes + shift);
    unsigned char *start = atEnd ? pages[i].end - bytes - shift : pages[i].begin + shift;
    pointers[i] = start;
    if (i >= network->inputs)
      continue;
    fillInput((float *)start, bytes / sizeof(float));
    mprotect(pages[i].begin, (size_t)(pages[i].end - pages[i].begin), PROT_READ);
  }
  CHECK(network->workspaceBytes % network->workspaceAlignment == 0, "workspace has a tail");
  unsigned char *workspace = atEnd ? space.end - network->workspaceBytes : space.begin;
  memset(workspace, spaceFill, network->workspaceBytes);
  int code = network->run(pointers, workspace);
  CHECK(code == 0, "%s returned %d", network->name, code);
  CHECK(isPoison(space.begin, workspace) &&
            isPoison(workspace + network->workspaceBytes, space.end),
        "%s wrote beyond its workspace", network->name);
  for (int i = network->inputs; i < tensors; ++i) {
    unsigned char *start = pointers[i], *end = start + network->bytes[i];
    CHECK(isPoison(pages[i].begin, start) && isPoison(end, pages[i].end),
          "%s wrote beyond output %d", network->name, i - network->inputs);
    if (isFirst)
      memcpy(wanted[i], start, network->bytes[i]);
    CHECK(memcmp(wanted[i], start, network->bytes[i]) == 0,
          "%s: output %d differs when it lies %zu bytes from the %s", network->name,
          i - network->inputs, shift, atEnd ? "end" : "start");
  }
  for (int i = 0; i < tensors; ++i)
    freePages(pages[i]);
  freePages(space);
}

int main(void) {
  for (size_t n = 0; n < sizeof networks / sizeof *networks; ++n) {
    unsigned char *wanted[mostPorts] = {0};
    for (int i = 0; i < mostPorts; ++i)
      wanted[i] = makeWorkspace(networks[n].bytes[i], 64, 0);
    run(&networks[n], 0, 0, 0, wanted, 1);
    for (int atEnd = 0; atEnd < 2; ++atEnd)
      for (size_t shift = 0; shift < 64; shift += sizeof(float))
        run(&networks[n], atEnd, shift, poison, wanted, 0);
    for (int i = 0; i < mostPorts; ++i)
      free(wanted[i]);
  }
  return 0;
}

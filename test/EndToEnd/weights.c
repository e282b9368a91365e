/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* No byte before or after the weights is read: linked so that they end, or begin, at a page
 * without access.
 *
 * REQUIRES: onnx
 * RUN: rm -rf %t && mkdir %t && mnc %models/v1_0.25_128.onnx --name=net -o %t
 * RUN: %python %S/Inputs/place-weights.py net %t %objcopy %readelf %cc -std=gnu11 -Wall -Werror \
 * RUN:   -I%t -I%S/Inputs %s
 * RUN: %t/at-end end && %t/at-start start
 * RUN: rm -rf %t && mkdir %t && mnc %models/v2_0.35_96.onnx --name=net -o %t
 * RUN: %python %S/Inputs/place-weights.py net %t %objcopy %readelf %cc -std=gnu11 -Wall -Werror \
 * RUN:   -I%t -I%S/Inputs %s
 * RUN: %t/at-end end && %t/at-start start
 */

#define _GNU_SOURCE
#include "net.h"
#include "support.h"
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where the linker put the section `weights`. */
extern const unsigned char __start_weights[], __stop_weights[];

/* Takes the page at `address`, which must be free, so that it has no access. */
static void guard(const unsigned char *address, size_t page) {
  CHECK((uintptr_t)address % page == 0, "the weights are not at the edge of a page");
  void *found = mmap((void *)(uintptr_t)address, page, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  CHECK(found == address, "the page beside the weights is in use");
}

int main(int argc, char **argv) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  CHECK(argc == 2, "wants 'start' or 'end'");
  if (strcmp(argv[1], "end") == 0)
    guard(__stop_weights, page);
  else
    guard(__start_weights - page, page);
  static float input[NET_INPUT0_ELEMENTS], output[NET_OUTPUT0_ELEMENTS];
  void *workspace = makeWorkspace(NET_WORKSPACE_BYTES, NET_WORKSPACE_ALIGNMENT, 0xff);
  CHECK(net_run(input, output, workspace) == NET_OK, "refused");
  for (int i = 0; i < NET_OUTPUT0_ELEMENTS; ++i)
    CHECK(isfinite(output[i]), "output[%d] is %g", i, output[i]);
  free(workspace);
  return 0;
}

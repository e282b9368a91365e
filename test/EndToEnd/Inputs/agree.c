/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs the library `network`, of one input and one output: agree FOLDER OUTPUT reads
 * FOLDER/image.npy and compares with FOLDER/OUTPUT. */

#include "network.h"
#include "support.h"

int main(int count, char **arguments) {
  static float input[NETWORK_INPUT0_ELEMENTS], output[NETWORK_OUTPUT0_ELEMENTS];
  static float wanted[NETWORK_OUTPUT0_ELEMENTS];
  void *workspace = makeWorkspace(NETWORK_WORKSPACE_BYTES, NETWORK_WORKSPACE_ALIGNMENT, 0xff);
  CHECK(count == 3, "wanted a folder and the name of a file");
  readNpy(arguments[1], "image.npy", input, NETWORK_INPUT0_ELEMENTS);
  readNpy(arguments[1], arguments[2], wanted, NETWORK_OUTPUT0_ELEMENTS);
  CHECK(network_run(input, output, workspace) == NETWORK_OK, "the network refuses to run");
  checkClose("output", output, wanted, NETWORK_OUTPUT0_ELEMENTS);
  float largest = 0, error = 0;
  for (size_t i = 0; i < NETWORK_OUTPUT0_ELEMENTS; ++i) {
    largest = fmaxf(largest, fabsf(wanted[i]));
    error = fmaxf(error, fabsf(output[i] - wanted[i]));
  }
  printf("largest error %.1e of the largest value\n", error / largest);
  free(workspace);
  return 0;
}

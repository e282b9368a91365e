/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs the network with the weights in a file. */

#include "digits.h"
#include <stdio.h>

int main(int count, char **arguments) {
  static float image[DIGITS_INPUT0_ELEMENTS], probabilities[DIGITS_OUTPUT0_ELEMENTS];
  static _Alignas(DIGITS_WORKSPACE_ALIGNMENT) unsigned char workspace[DIGITS_WORKSPACE_BYTES];
  static _Alignas(DIGITS_WEIGHTS_ALIGNMENT) unsigned char weights[DIGITS_WEIGHTS_BYTES];
  FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!file || digits_check_weights(weights, fread(weights, 1, sizeof weights, file)) != DIGITS_OK)
    return 1;
  fclose(file);
  return digits_run(image, probabilities, workspace, weights) == DIGITS_OK ? 0 : 2;
}

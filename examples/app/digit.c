/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Prints the digit that a picture shows (binary PGM, 32 x 32, 8 bits).
 */
#include "digits.h"

#include <stdio.h>

int main(int count, char **arguments) {
  static float image[DIGITS_INPUT0_ELEMENTS], probabilities[DIGITS_OUTPUT0_ELEMENTS];
  static _Alignas(DIGITS_WORKSPACE_ALIGNMENT) unsigned char workspace[DIGITS_WORKSPACE_BYTES];
  unsigned char pixels[DIGITS_INPUT0_ELEMENTS];

  FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!file || fscanf(file, "P5 32 32 %*d%*c") == EOF ||
      fread(pixels, 1, sizeof pixels, file) != sizeof pixels) {
    fprintf(stderr, "error: wants one picture of 32 x 32 pixels\n");
    return 1;
  }
  fclose(file);
  for (int i = 0; i < DIGITS_INPUT0_ELEMENTS; ++i)
    image[i] = pixels[i] / 255.0f;

  if (digits_run(image, probabilities, workspace) != DIGITS_OK) {
    fprintf(stderr, "error: this machine cannot run the network\n");
    return 1;
  }
  int best = 0;
  for (int digit = 1; digit < DIGITS_OUTPUT0_ELEMENTS; ++digit)
    best = probabilities[digit] > probabilities[best] ? digit : best;
  printf("%d\n", best);
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The shipped network as a compiled library is right on 98 % of its held-out pictures.
 *
 * RUN: mnc %digits/digits.onnx -o %t
 * RUN: %cc -std=c11 -Wall -Werror -I%t -I%S/Inputs %s %t/libdigits.a -lm -o %t/accuracy
 * RUN: %t/accuracy %digits/heldout-images.idx3-ubyte %digits/heldout-labels.idx1-ubyte
 */

#include "digits.h"
#include "support.h"

enum { pictures = 360, classes = 10 };

int main(int count, char **paths) {
  static float input[DIGITS_INPUT0_ELEMENTS], output[DIGITS_OUTPUT0_ELEMENTS];
  unsigned char labels[pictures];
  void *workspace = makeWorkspace(DIGITS_WORKSPACE_BYTES, DIGITS_WORKSPACE_ALIGNMENT, 0);
  CHECK(count == 3, "wanted the paths of pictures and labels");
  readBytes(paths[2], 8, labels, pictures);
  int right = 0;
  for (int i = 0; i < pictures; ++i) {
    readPicture(paths[1], i, input);
    CHECK(digits_run(input, output, workspace) == DIGITS_OK, "the network refuses to run");
    int best = 0;
    for (int k = 1; k < classes; ++k)
      best = output[k] > output[best] ? k : best;
    right += best == labels[i];
  }
  printf("%d of %d right\n", right, pictures);
  CHECK(right * 100 >= pictures * 98, "%d of %d right, wanted 98 %%", right, pictures);
  free(workspace);
  return 0;
}

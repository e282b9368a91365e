/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A batch of four gives the results of four runs of one, within rounding: kernels are chosen for
 * the size of the activations, and some add up in another order.
 *
 * RUN: mnc %digits/digits.onnx --name=one -o %t 2>&1 | FileCheck %s
 * RUN: mnc %digits/digits.onnx --name=four --dim batch=4 -o %t
 * RUN: %cc -std=c11 -Wall -Werror -I%t -I%S/Inputs %s %t/libone.a %t/libfour.a -lm -o %t/batch
 * RUN: %t/batch %digits/heldout-images.idx3-ubyte
 * CHECK: remark: {{.*}}symbolic dimension 'batch' becomes 1
 */

#include "four.h"
#include "one.h"
#include "support.h"
#include <math.h>

int main(int count, char **paths) {
  static float input[FOUR_INPUT0_ELEMENTS], together[FOUR_OUTPUT0_ELEMENTS];
  static float apart[FOUR_OUTPUT0_ELEMENTS];
  CHECK(count == 2, "wanted pictures");
  CHECK(FOUR_INPUT0_BYTES == 4 * ONE_INPUT0_BYTES, "the batch is not four times as large");
  void *workspace = makeWorkspace(FOUR_WORKSPACE_BYTES, FOUR_WORKSPACE_ALIGNMENT, 0);
  for (int i = 0; i < 4; ++i)
    readPicture(paths[1], i, input + i * ONE_INPUT0_ELEMENTS);
  CHECK(four_run(input, together, workspace) == FOUR_OK, "the batch refuses to run");
  for (int i = 0; i < 4; ++i)
    CHECK(one_run(input + i * ONE_INPUT0_ELEMENTS, apart + i * ONE_OUTPUT0_ELEMENTS, workspace) ==
              ONE_OK,
          "picture %d refuses to run", i);
  for (int i = 0; i < FOUR_OUTPUT0_ELEMENTS; ++i)
    CHECK(fabsf(together[i] - apart[i]) <= 1e-6f, "result %d is %g in a batch and %g alone", i,
          together[i], apart[i]);
  free(workspace);
  return 0;
}

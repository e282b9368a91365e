/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Two generated libraries in one program; one of them has two inputs and two outputs.
 *
 * REQUIRES: onnx
 * RUN: rm -rf %t && mkdir %t && %python %S/Inputs/twin.py %t
 * RUN: mnc %t/twin.onnx -o %t && mnc %digits/digits.onnx -o %t
 * RUN: mnc-run %t/twin.onnx --input left=%t/left.npy --input right=%t/right.npy --reference \
 * RUN:   --output-dir %t
 * RUN: %cc -std=c11 -Wall -Werror -I%t -I%S/Inputs %s %t/libtwin.a %t/libdigits.a -lm -o %t/two
 * RUN: %t/two %t %digits/heldout-images.idx3-ubyte
 */

#include "digits.h"
#include "support.h"
#include "twin.h"

int main(int count, char **paths) {
  static float left[TWIN_LEFT_ELEMENTS], right[TWIN_RIGHT_ELEMENTS];
  static float map[TWIN_MAP_ELEMENTS], scores[TWIN_SCORES_ELEMENTS];
  static float wantedMap[TWIN_MAP_ELEMENTS], wantedScores[TWIN_SCORES_ELEMENTS];
  static float picture[DIGITS_INPUT0_ELEMENTS];
  static float before[DIGITS_OUTPUT0_ELEMENTS], after[DIGITS_OUTPUT0_ELEMENTS];
  CHECK(count == 3, "wanted a folder and pictures");
  readNpy(paths[1], "left.npy", left, TWIN_LEFT_ELEMENTS);
  readNpy(paths[1], "right.npy", right, TWIN_RIGHT_ELEMENTS);
  readNpy(paths[1], "out_map.npy", wantedMap, TWIN_MAP_ELEMENTS);
  readNpy(paths[1], "out_scores.npy", wantedScores, TWIN_SCORES_ELEMENTS);
  readPicture(paths[2], 0, picture);
  void *twinSpace = makeWorkspace(TWIN_WORKSPACE_BYTES, TWIN_WORKSPACE_ALIGNMENT, 0);
  void *digitsSpace = makeWorkspace(DIGITS_WORKSPACE_BYTES, DIGITS_WORKSPACE_ALIGNMENT, 0);
  CHECK(digits_run(picture, before, digitsSpace) == DIGITS_OK, "digits refuses to run");
  CHECK(twin_run(left, right, map, scores, twinSpace) == TWIN_OK, "twin refuses to run");
  CHECK(digits_run(picture, after, digitsSpace) == DIGITS_OK, "digits refuses to run again");
  checkClose("map", map, wantedMap, TWIN_MAP_ELEMENTS);
  checkClose("scores", scores, wantedScores, TWIN_SCORES_ELEMENTS);
  CHECK(memcmp(before, after, sizeof before) == 0, "the second run of digits differs");
  free(twinSpace);
  free(digitsSpace);
  return 0;
}

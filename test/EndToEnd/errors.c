/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Each argument that is null and a misaligned workspace are refused, and nothing is written.
 *
 * REQUIRES: onnx
 * RUN: rm -rf %t && mkdir %t && %python %S/Inputs/twin.py %t && mnc %t/twin.onnx -o %t
 * RUN: %cc -std=c11 -Wall -Werror -I%t -I%S/Inputs %s %t/libtwin.a -lm -o %t/errors
 * RUN: %t/errors
 */

#include "support.h"
#include "twin.h"

int main(void) {
  static float left[TWIN_LEFT_ELEMENTS], right[TWIN_RIGHT_ELEMENTS];
  static float map[TWIN_MAP_ELEMENTS], scores[TWIN_SCORES_ELEMENTS];
  unsigned char *workspace = makeWorkspace(TWIN_WORKSPACE_BYTES + TWIN_WORKSPACE_ALIGNMENT,
                                           TWIN_WORKSPACE_ALIGNMENT, 0xff);
  memset(map, 0xff, sizeof map);
  memset(scores, 0xff, sizeof scores);
  CHECK(twin_run(NULL, right, map, scores, workspace) == TWIN_ERROR_NULL_POINTER, "input 0");
  CHECK(twin_run(left, NULL, map, scores, workspace) == TWIN_ERROR_NULL_POINTER, "input 1");
  CHECK(twin_run(left, right, NULL, scores, workspace) == TWIN_ERROR_NULL_POINTER, "output 0");
  CHECK(twin_run(left, right, map, NULL, workspace) == TWIN_ERROR_NULL_POINTER, "output 1");
  CHECK(twin_run(left, right, map, scores, NULL) == TWIN_ERROR_NULL_POINTER, "workspace");
  for (int shift = 1; shift < TWIN_WORKSPACE_ALIGNMENT; ++shift)
    CHECK(twin_run(left, right, map, scores, workspace + shift) == TWIN_ERROR_WORKSPACE_ALIGNMENT,
          "workspace misaligned by %d", shift);
  const unsigned char *values = (const unsigned char *)map;
  for (size_t i = 0; i < sizeof map; ++i)
    CHECK(values[i] == 0xff, "byte %zu of the map was written", i);
  values = (const unsigned char *)scores;
  for (size_t i = 0; i < sizeof scores; ++i)
    CHECK(values[i] == 0xff, "byte %zu of the scores was written", i);
  for (size_t i = 0; i < TWIN_WORKSPACE_BYTES; ++i)
    CHECK(workspace[i] == 0xff, "byte %zu of the workspace was written", i);
  CHECK(twin_run(left, right, map, scores, workspace) == TWIN_OK, "good arguments are refused");
  free(workspace);
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Two threads with workspaces of their own get the bits that one gets.
 *
 * RUN: mnc %digits/digits.onnx -o %t
 * RUN: %cc -std=c11 -Wall -Werror -pthread -I%t -I%S/Inputs %s %t/libdigits.a -lm -o %t/threads
 * RUN: %t/threads %digits/heldout-images.idx3-ubyte
 */

#include "digits.h"
#include "support.h"
#include <pthread.h>

enum { pictures = 32, rounds = 8 };

struct Job {
  const float *inputs;
  float outputs[pictures][DIGITS_OUTPUT0_ELEMENTS];
};

static void *runAll(void *argument) {
  struct Job *job = argument;
  void *workspace = makeWorkspace(DIGITS_WORKSPACE_BYTES, DIGITS_WORKSPACE_ALIGNMENT, 0xff);
  for (int round = 0; round < rounds; ++round)
    for (int i = 0; i < pictures; ++i)
      CHECK(digits_run(job->inputs + i * DIGITS_INPUT0_ELEMENTS, job->outputs[i], workspace) ==
                DIGITS_OK,
            "the network refuses to run");
  free(workspace);
  return NULL;
}

int main(int count, char **paths) {
  static float inputs[pictures * DIGITS_INPUT0_ELEMENTS];
  static struct Job alone, first, second;
  pthread_t threads[2];
  CHECK(count == 2, "wanted pictures");
  for (int i = 0; i < pictures; ++i)
    readPicture(paths[1], i, inputs + i * DIGITS_INPUT0_ELEMENTS);
  alone.inputs = first.inputs = second.inputs = inputs;
  /* Together first, so that they meet in the CPU check. */
  pthread_create(&threads[0], NULL, runAll, &first);
  pthread_create(&threads[1], NULL, runAll, &second);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  runAll(&alone);
  CHECK(memcmp(alone.outputs, first.outputs, sizeof alone.outputs) == 0, "the first differs");
  CHECK(memcmp(alone.outputs, second.outputs, sizeof alone.outputs) == 0, "the second differs");
  return 0;
}

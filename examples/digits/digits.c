/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Tells which handwritten digit a picture shows, with a library that mnc made
 * of models/digits/digits.onnx:
 *
 *   digits PICTURE.pgm...
 *
 * A picture is binary PGM, 32 x 32, 8 bits.
 */
#define _POSIX_C_SOURCE 199309L
#include "digits.h"

#include <stdio.h>
#include <time.h>

enum { side = 32, runs = 200 };

static _Alignas(DIGITS_WORKSPACE_ALIGNMENT) unsigned char workspace[DIGITS_WORKSPACE_BYTES];

/* Fills `image` with the picture's values in 0 ... 1; 0 on failure. */
static int readPicture(const char *path, float image[DIGITS_INPUT0_ELEMENTS]) {
  unsigned char pixels[side * side];
  int width = 0, height = 0, most = 0, ok = 0;
  FILE *file = fopen(path, "rb");
  if (!file)
    return 0;
  if (fscanf(file, "P5 %d %d %d", &width, &height, &most) == 3 && width == side && height == side &&
      most == 255 && fgetc(file) != EOF)
    ok = fread(pixels, 1, sizeof pixels, file) == sizeof pixels;
  fclose(file);
  for (int i = 0; ok && i < side * side; ++i)
    image[i] = pixels[i] / 255.0f;
  return ok;
}

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec * 1e-3;
}

/* The shortest of several runs, in microseconds; negative on failure. */
static double run(const float *image, float *probabilities) {
  double best = 1e30;
  for (int i = 0; i < runs; ++i) {
    double start = microseconds();
    if (digits_run(image, probabilities, workspace) != DIGITS_OK)
      return -1;
    double elapsed = microseconds() - start;
    best = elapsed < best ? elapsed : best;
  }
  return best;
}

int main(int argc, char **argv) {
  static float image[DIGITS_INPUT0_ELEMENTS], probabilities[DIGITS_OUTPUT0_ELEMENTS];
  if (argc < 2) {
    fprintf(stderr, "usage: %s PICTURE.pgm...\n", argv[0]);
    return 2;
  }
  printf("%-40s %5s %12s %12s\n", "picture", "class", "probability", "latency us");
  for (int i = 1; i < argc; ++i) {
    if (!readPicture(argv[i], image)) {
      fprintf(stderr, "error: '%s' is not a binary PGM of %d x %d with 8 bits\n", argv[i], side,
              side);
      return 1;
    }
    double latency = run(image, probabilities);
    if (latency < 0) {
      fprintf(stderr, "error: this machine cannot run the compiled network\n");
      return 1;
    }
    int best = 0;
    for (int c = 1; c < DIGITS_OUTPUT0_ELEMENTS; ++c)
      best = probabilities[c] > probabilities[best] ? c : best;
    printf("%-40s %5d %12.4f %12.1f\n", argv[i], best, probabilities[best], latency);
  }
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs a network with tensors of every element type and compares each value. C11 and C++20. */

#include "elements.h"
#include "support.h"
#include <sys/mman.h>
#include <unistd.h>

/* `bytes` that end at a page without access. */
static void *atPage(size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = bytes / page + 1;
  char *memory = (char *)mmap(NULL, (pages + 1) * page, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(memory != MAP_FAILED, "no memory");
  CHECK(mprotect(memory + pages * page, page, PROT_NONE) == 0, "no guard");
  return memory + pages * page - bytes;
}

static int run(const uint8_t *picture, const int8_t *bytes, const int32_t *words,
               const int64_t *indices, const uint8_t *truths, const uint16_t *halves,
               const float *rows, float *o0, uint8_t *o1, int8_t *o2, int32_t *o3, int64_t *o4,
               uint8_t *o5, uint16_t *o6, float *o7, void *workspace, const void *weights) {
#ifdef ELEMENTS_WEIGHTS_BYTES
  return elements_run(picture, bytes, words, indices, truths, halves, rows, o0, o1, o2, o3, o4, o5,
                      o6, o7, workspace, weights);
#else
  (void)weights;
  return elements_run(picture, bytes, words, indices, truths, halves, rows, o0, o1, o2, o3, o4, o5,
                      o6, o7, workspace);
#endif
}

#if defined(__cplusplus) && !defined(ELEMENTS_WEIGHTS_BYTES)
using Spans = decltype(
    [](elements_network::Workspace &w, std::span<const uint8_t, 48> p, std::span<const int8_t, 5> b,
       std::span<const int32_t, 5> n, std::span<const int64_t, 4> i, std::span<const uint8_t, 5> t,
       std::span<const uint16_t, 5> h, std::span<const float, 120> r, std::span<float, 48> o0,
       std::span<uint8_t, 5> o1, std::span<int8_t, 5> o2, std::span<int32_t, 5> o3,
       std::span<int64_t, 3> o4, std::span<uint8_t, 5> o5, std::span<uint16_t, 5> o6,
       std::span<float, 160> o7) {
      return elements_network::run(p, b, n, i, t, h, r, o0, o1, o2, o3, o4, o5, o6, o7, w);
    });
static_assert(sizeof(Spans) == 1);
#endif

int main(int argc, char **argv) {
  uint8_t *picture = (uint8_t *)atPage(ELEMENTS_INPUT0_BYTES);
  int8_t *bytes = (int8_t *)atPage(ELEMENTS_INPUT1_BYTES);
  int32_t *words = (int32_t *)atPage(ELEMENTS_INPUT2_BYTES);
  int64_t *indices = (int64_t *)atPage(ELEMENTS_INPUT3_BYTES);
  uint8_t *truths = (uint8_t *)atPage(ELEMENTS_INPUT4_BYTES);
  uint16_t *halves = (uint16_t *)atPage(ELEMENTS_INPUT5_BYTES);
  float *rows = (float *)atPage(ELEMENTS_INPUT6_BYTES);
  float *floats = (float *)atPage(ELEMENTS_OUTPUT0_BYTES);
  uint8_t *small = (uint8_t *)atPage(ELEMENTS_OUTPUT1_BYTES);
  int8_t *quotients = (int8_t *)atPage(ELEMENTS_OUTPUT2_BYTES);
  int32_t *chosen = (int32_t *)atPage(ELEMENTS_OUTPUT3_BYTES);
  int64_t *places = (int64_t *)atPage(ELEMENTS_OUTPUT4_BYTES);
  uint8_t *isLess = (uint8_t *)atPage(ELEMENTS_OUTPUT5_BYTES);
  uint16_t *doubled = (uint16_t *)atPage(ELEMENTS_OUTPUT6_BYTES);
  float *taken = (float *)atPage(ELEMENTS_OUTPUT7_BYTES);
  void *workspace = makeWorkspace(ELEMENTS_WORKSPACE_BYTES, ELEMENTS_WORKSPACE_ALIGNMENT, 0xff);
  void *weights = NULL;
#ifdef ELEMENTS_WEIGHTS_BYTES
  CHECK(argc == 2, "wanted the file of weights");
  weights = makeWorkspace(ELEMENTS_WEIGHTS_BYTES, ELEMENTS_WEIGHTS_ALIGNMENT, 0);
  readBytes(argv[1], 0, weights, ELEMENTS_WEIGHTS_BYTES);
  CHECK(elements_check_weights(weights, ELEMENTS_WEIGHTS_BYTES) == ELEMENTS_OK, "other weights");
#else
  (void)argc, (void)argv;
#endif

  const int8_t someBytes[] = {-128, -1, 0, 1, 127};
  const int32_t someWords[] = {-1, INT32_MAX, INT32_MIN, 300, 0};
  const int64_t farIndices[] = {(int64_t)1 << 31, INT64_MIN, INT64_MAX, -2};
  /* 1, -2, 65504, the smallest number, NaN */
  const uint16_t someHalves[] = {0x3c00, 0xc000, 0x7bff, 0x0001, 0x7e00};
  const uint16_t wantedHalves[] = {0x4000, 0xc400, 0x7c00, 0x0002, 0x7e00};
  const uint8_t wantedSmall[] = {255, 255, 0, 44, 0};
  const int8_t wantedQuotients[] = {1, 1, 0, 1, 1};
  const int64_t wantedPlaces[] = {3, 20, 37}, wantedRows[] = {2, 0, 2, 1};
  for (int i = 0; i < ELEMENTS_INPUT0_ELEMENTS; ++i)
    picture[i] = (uint8_t)(5 * i);
  memcpy(bytes, someBytes, sizeof someBytes);
  memcpy(words, someWords, sizeof someWords);
  memcpy(indices, farIndices, sizeof farIndices);
  memcpy(halves, someHalves, sizeof someHalves);
  for (int i = 0; i < 5; ++i)
    truths[i] = i % 2;
  for (int row = 0; row < 3; ++row)
    for (int i = 0; i < 40; ++i)
      rows[40 * row + i] = (float)(100 * row - (i - 3 - 17 * row) * (i - 3 - 17 * row));

  CHECK(run(picture, bytes, words, indices, truths, halves, rows, floats, small, quotients, chosen,
            places, isLess, doubled, taken, workspace, weights) == ELEMENTS_OK,
        "the network refuses to run");
  for (int i = 0; i < ELEMENTS_OUTPUT0_ELEMENTS; ++i)
    CHECK(floats[i] == picture[i], "picture[%d] becomes %g", i, floats[i]);
  for (int i = 0; i < 5; ++i) {
    CHECK(small[i] == wantedSmall[i], "words[%d] becomes %d", i, small[i]);
    CHECK(quotients[i] == wantedQuotients[i], "quotient %d is %d", i, quotients[i]);
    CHECK(chosen[i] == (truths[i] ? words[i] : 0), "choice %d is %d", i, (int)chosen[i]);
    CHECK(isLess[i] == (words[i] < 0), "comparison %d is %d", i, isLess[i]);
    CHECK(doubled[i] == wantedHalves[i], "half %d becomes 0x%x", i, doubled[i]);
  }
  for (int row = 0; row < 3; ++row)
    CHECK(places[row] == wantedPlaces[row], "the largest of row %d is at %d", row,
          (int)places[row]);
  for (int row = 0; row < 4; ++row)
    CHECK(memcmp(taken + 40 * row, rows + 40 * wantedRows[row], 40 * sizeof *rows) == 0,
          "index %d takes another row", row);
  return 0;
}

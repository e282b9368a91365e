// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a network whose weights are in a file through the header's part for C++20.

#include "apart.h"
#include "support.h"
#include <memory>

static float image[APART_INPUT0_ELEMENTS], found[APART_OUTPUT0_ELEMENTS],
    wanted[APART_OUTPUT0_ELEMENTS];

static_assert(sizeof(apart_network::Weights) == APART_WEIGHTS_BYTES);
static_assert(alignof(apart_network::Weights) == APART_WEIGHTS_ALIGNMENT);

int main(int count, char **arguments) {
  static apart_network::Workspace workspace;
  auto weights = std::make_unique<apart_network::Weights>();
  CHECK(count == 2, "wants the file of weights");
  readBytes(arguments[1], 0, weights->bytes, sizeof weights->bytes);
  CHECK(apart_network::check_weights(weights->bytes) == APART_OK, "the weights are refused");
  std::span<const unsigned char> all = weights->bytes;
  CHECK(apart_network::check_weights(all.first(64)) == APART_ERROR_WEIGHTS,
        "a piece of the weights is accepted");
  for (int i = 0; i < APART_INPUT0_ELEMENTS; ++i)
    image[i] = static_cast<float>(i % 7) / 7.0f;
  CHECK(apart_run(image, wanted, workspace.bytes, weights->bytes) == APART_OK,
        "the network refuses to run");
  CHECK(apart_network::run(image, found, workspace, *weights) == APART_OK,
        "the network refuses to run");
  CHECK(memcmp(found, wanted, sizeof found) == 0, "the results differ");
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the network through the header's part for C++20, where there is one, and through the C
// function.

#include "digits.h"
#include "support.h"

static float image[DIGITS_INPUT0_ELEMENTS], found[DIGITS_OUTPUT0_ELEMENTS],
    wanted[DIGITS_OUTPUT0_ELEMENTS];
alignas(DIGITS_WORKSPACE_ALIGNMENT) static unsigned char memory[DIGITS_WORKSPACE_BYTES];

#if __cplusplus >= 202002L

template <size_t N>
concept Accepted = requires(float (&in)[N], digits_network::Workspace &workspace) {
  digits_network::run(in, found, workspace);
};
static_assert(Accepted<DIGITS_INPUT0_ELEMENTS>);
static_assert(!Accepted<DIGITS_INPUT0_ELEMENTS + 1>);
static_assert(!Accepted<DIGITS_INPUT0_ELEMENTS - 1>);
static_assert(sizeof(digits_network::Workspace) >= DIGITS_WORKSPACE_BYTES);
static_assert(alignof(digits_network::Workspace) == DIGITS_WORKSPACE_ALIGNMENT);

static int runNew() {
  static digits_network::Workspace workspace;
  return digits_network::run(image, found, workspace);
}

#else

namespace digits {} // namespace digits

static int runNew() { return digits_run(image, found, memory); }

#endif

int main() {
  for (int i = 0; i < DIGITS_INPUT0_ELEMENTS; ++i)
    image[i] = static_cast<float>(i % 7) / 7.0f;
  CHECK(digits_run(image, wanted, memory) == DIGITS_OK, "the network refuses to run");
  CHECK(runNew() == DIGITS_OK, "the network refuses to run");
  CHECK(memcmp(found, wanted, sizeof found) == 0, "the results differ");
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints the digit that a picture shows (binary PGM, 32 x 32, 8 bits).
#include "digits.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <string>

int main(int count, char **arguments) {
  static digits_network::Workspace workspace;
  std::array<char, DIGITS_INPUT0_ELEMENTS> pixels{};
  std::array<float, DIGITS_INPUT0_ELEMENTS> image{};
  std::array<float, DIGITS_OUTPUT0_ELEMENTS> probabilities{};

  std::ifstream file(count == 2 ? arguments[1] : "", std::ios::binary);
  std::string kind;
  int width = 0, height = 0, most = 0;
  file >> kind >> width >> height >> most;
  file.get();
  if (!file.read(pixels.data(), pixels.size()) || kind != "P5" || width != 32 || height != 32) {
    std::cerr << "error: wants one picture of 32 x 32 pixels\n";
    return 1;
  }
  std::ranges::transform(pixels, image.begin(),
                         [](char pixel) { return static_cast<unsigned char>(pixel) / 255.0f; });

  if (digits_network::run(image, probabilities, workspace) != DIGITS_OK) {
    std::cerr << "error: this machine cannot run the network\n";
    return 1;
  }
  std::cout << std::ranges::max_element(probabilities) - probabilities.begin() << '\n';
}

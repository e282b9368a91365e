// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Weights as string literals, which compilers read fast.

#include "CppPrelude.h"
#include "llvm/ADT/StringExtras.h"

namespace mnc {

/// Appends `byte` as a character of a string literal; `next` follows it.
static void append(std::string &text, uint8_t byte, uint8_t next) {
  bool isPlain =
      llvm::isPrint(byte) && byte != '"' && byte != '\\' && byte != '?';
  if (isPlain) {
    text += static_cast<char>(byte);
    return;
  }
  // Octal escapes end after three digits, or before what is not one.
  bool wantsAll = next >= '0' && next <= '7';
  text += '\\';
  if (wantsAll || byte >= 64)
    text += static_cast<char>('0' + byte / 64);
  if (wantsAll || byte >= 8)
    text += static_cast<char>('0' + byte / 8 % 8);
  text += static_cast<char>('0' + byte % 8);
}

std::string cppWeights(llvm::StringRef name, llvm::ArrayRef<uint8_t> weights) {
  std::string text = "// The weights of " + name.str() +
                     ", in the order in which the kernels read them.\n\n"
                     "extern \"C\" {\n"
                     "__attribute__((visibility(\"hidden\"))) extern const "
                     "unsigned char\n    " +
                     name.str() +
                     "_weights[];\n"
                     "alignas(64) const unsigned char\n    " +
                     name.str() + "_weights[" +
                     std::to_string(weights.size() + 1) + "] =\n";
  text.reserve(text.size() + weights.size() * 7 / 2);
  constexpr size_t bytesPerLine = 1024;
  for (size_t from = 0; from < weights.size(); from += bytesPerLine) {
    size_t end = std::min(from + bytesPerLine, weights.size());
    text += '"';
    for (size_t at = from; at < end; ++at)
      append(text, weights[at], at + 1 < end ? weights[at + 1] : 0);
    text += "\"\n";
  }
  text += ";\n}\n";
  return text;
}

} // namespace mnc

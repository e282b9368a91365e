// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Weights as string literals, which compilers read fast.

#include "mnc/Emit/EmitCpp.h"
#include "llvm/ADT/StringExtras.h"

namespace mnc {

/// Writes `byte` as a character of a string literal; `next` follows it.
static void write(llvm::raw_ostream &stream, uint8_t byte, uint8_t next) {
  bool isPlain = llvm::isPrint(byte) && byte != '"' && byte != '\\' && byte != '?';
  if (isPlain) {
    stream << static_cast<char>(byte);
    return;
  }
  // Octal escapes end after three digits, or before what is not one.
  bool wantsAll = next >= '0' && next <= '7';
  stream << '\\';
  if (wantsAll || byte >= 64)
    stream << static_cast<char>('0' + byte / 64);
  if (wantsAll || byte >= 8)
    stream << static_cast<char>('0' + byte / 8 % 8);
  stream << static_cast<char>('0' + byte % 8);
}

void writeCppWeights(llvm::raw_ostream &stream, llvm::StringRef name,
                     llvm::ArrayRef<uint8_t> weights) {
  if (weights.empty()) {
    stream << "// " << name << " has no weights.\n";
    return;
  }
  stream << "// The weights of " << name
         << ", in the order in which the kernels read them.\n\n"
            "extern \"C\" {\n"
            "__attribute__((visibility(\"hidden\"))) extern const "
            "unsigned char\n    "
         << name
         << "_weights[];\n"
            "alignas(64) const unsigned char\n    "
         << name << "_weights[" << weights.size() + 1 << "] =\n";
  constexpr size_t bytesPerLine = 1024;
  for (size_t from = 0; from < weights.size(); from += bytesPerLine) {
    size_t end = std::min(from + bytesPerLine, weights.size());
    stream << '"';
    for (size_t at = from; at < end; ++at)
      write(stream, weights[at], at + 1 < end ? weights[at + 1] : 0);
    stream << "\"\n";
  }
  stream << ";\n}\n";
}

} // namespace mnc

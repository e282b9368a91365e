// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the pieces of an MLIR text are that damages exchange.

#ifndef MNC_TEST_TEXTPIECES_H
#define MNC_TEST_TEXTPIECES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace mnc {

/// Characters `begin` ... `end` - 1 of a text.
struct Piece {
  size_t begin, end;

  llvm::StringRef of(llvm::StringRef text) const { return text.slice(begin, end); }
};

/// Integers, those of shapes among them, with their signs.
std::vector<Piece> integersOf(llvm::StringRef text);

/// `%name`s.
std::vector<Piece> valuesOf(llvm::StringRef text);

/// From `open` to the `>` or `]` that belongs to its last character, such as `tensor<...>`.
std::vector<Piece> bracketsOf(llvm::StringRef text, llvm::StringRef open);

/// What commas part, outside of inner brackets, in each `{...}` of attributes, or in each list:
/// `[...]`, `array<i64: ...>` and the operands of `steps(...)`.
std::vector<std::vector<Piece>> dictionariesOf(llvm::StringRef text);
std::vector<std::vector<Piece>> listsOf(llvm::StringRef text);

std::vector<Piece> linesOf(llvm::StringRef text);

/// A copy of `text` with `piece` replaced.
std::string replaced(llvm::StringRef text, Piece piece, llvm::StringRef by);

/// A copy with two pieces exchanged; the same text if they overlap.
std::string exchanged(llvm::StringRef text, Piece left, Piece right);

/// A copy with an entry of a list left out, and the comma beside it.
std::string withoutEntry(llvm::StringRef text, llvm::ArrayRef<Piece> list, size_t entry);

} // namespace mnc

#endif // MNC_TEST_TEXTPIECES_H

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "TextPieces.h"

#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

namespace mnc {

static bool isWord(char c) { return llvm::isAlnum(c) || c == '_'; }

std::vector<Piece> integersOf(StringRef text) {
  std::vector<Piece> pieces;
  for (size_t at = 0; at < text.size(); ++at) {
    if (!llvm::isDigit(text[at]))
      continue;
    size_t end = std::min(text.find_if_not(llvm::isDigit, at), text.size());
    char before = at > 0 ? text[at - 1] : ' ';
    bool inShape = before == 'x' && at > 1 && llvm::isDigit(text[at - 2]);
    if (inShape || !(isWord(before) || before == '%' || before == '.' || before == '@'))
      pieces.push_back({before == '-' ? at - 1 : at, end});
    at = end - 1;
  }
  return pieces;
}

std::vector<Piece> valuesOf(StringRef text) {
  std::vector<Piece> pieces;
  for (size_t at = text.find('%'); at != StringRef::npos; at = text.find('%', at + 1))
    pieces.push_back({at, std::min(text.find_if_not(isWord, at + 1), text.size())});
  return pieces;
}

/// The place after the bracket that closes what `text[at - 1]` opens.
static size_t endOfBracket(StringRef text, size_t at) {
  for (int depth = 1; at < text.size(); ++at) {
    bool isArrow = text[at] == '>' && text[at - 1] == '-';
    depth += StringRef("<[({").contains(text[at]);
    depth -= StringRef(">])}").contains(text[at]) && !isArrow;
    if (depth == 0)
      return at + 1;
  }
  return text.size();
}

std::vector<Piece> bracketsOf(StringRef text, StringRef open) {
  std::vector<Piece> pieces;
  for (size_t at = text.find(open); at != StringRef::npos; at = text.find(open, at + 1))
    pieces.push_back({at, endOfBracket(text, at + open.size())});
  return pieces;
}

/// What commas part from `begin` to the end of the bracket.
static std::vector<Piece> entriesFrom(StringRef text, size_t begin) {
  std::vector<Piece> entries;
  size_t last = endOfBracket(text, begin) - 1;
  for (size_t at = begin; at < last; ++at) {
    if (StringRef("<[({").contains(text[at])) {
      at = endOfBracket(text, at + 1) - 1;
    } else if (text[at] == ',') {
      entries.push_back({begin, at});
      begin = at + (text.substr(at).starts_with(", ") ? 2 : 1);
    }
  }
  entries.push_back({begin, last});
  return entries;
}

std::vector<std::vector<Piece>> dictionariesOf(StringRef text) {
  std::vector<std::vector<Piece>> all;
  // Regions begin at the end of a line.
  for (Piece brace : bracketsOf(text, "{"))
    if (!text.substr(brace.begin + 1).starts_with("\n"))
      all.push_back(entriesFrom(text, brace.begin + 1));
  return all;
}

std::vector<std::vector<Piece>> listsOf(StringRef text) {
  std::vector<std::vector<Piece>> all;
  for (StringRef open : {"[", "array<i64: ", "steps("})
    for (Piece list : bracketsOf(text, open))
      all.push_back(entriesFrom(text, list.begin + open.size()));
  return all;
}

std::vector<Piece> linesOf(StringRef text) {
  std::vector<Piece> lines;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    lines.push_back({begin, end});
    begin = end;
  }
  return lines;
}

std::string replaced(StringRef text, Piece piece, StringRef by) {
  return (text.take_front(piece.begin) + by + text.substr(piece.end)).str();
}

std::string exchanged(StringRef text, Piece left, Piece right) {
  if (left.begin > right.begin)
    std::swap(left, right);
  if (left.end > right.begin)
    return text.str();
  return replaced(replaced(text, right, left.of(text)), left, right.of(text));
}

std::string withoutEntry(StringRef text, llvm::ArrayRef<Piece> list, size_t entry) {
  if (entry + 1 < list.size())
    return replaced(text, {list[entry].begin, list[entry + 1].begin}, "");
  if (entry > 0)
    return replaced(text, {list[entry - 1].end, list[entry].end}, "");
  return replaced(text, list[entry], "");
}

} // namespace mnc

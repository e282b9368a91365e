// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text of C++.

#include "CppText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <charconv>
#include <cmath>

using llvm::StringRef;

namespace mnc {

std::string cppCall(StringRef name, llvm::ArrayRef<std::string> arguments) {
  return (name + "(" + llvm::join(arguments, ", ") + ")").str();
}

std::string cppFloat(float value) {
  if (std::isinf(value))
    return value < 0 ? "-__builtin_inff()" : "__builtin_inff()";
  char digits[64];
  auto end = std::to_chars(digits, std::end(digits), value).ptr;
  std::string text(digits, end);
  bool isInteger = text.find_first_of(".e") == std::string::npos;
  return text + (isInteger ? ".0f" : "f");
}

std::string cppIdentifier(StringRef text) {
  std::string result;
  for (char c : text)
    if (llvm::isAlnum(c))
      result += c;
    else if (!result.empty() && result.back() != '_')
      result += '_';
  if (!result.empty() && result.back() == '_')
    result.pop_back();
  return result;
}

std::string cppComment(StringRef text) {
  std::string result;
  for (char c : text)
    result += llvm::isPrint(c) && c != '\\' && c != '?' ? c : '_';
  return result;
}

/// Returns the position at which `text` breaks, so that its first part has at most `room`
/// characters: after a comma if there is one, or else between words; after the first word if that
/// is longer.
static size_t breakAt(StringRef text, size_t room) {
  StringRef head = text.take_front(room + 1);
  size_t comma = head.rfind(", ");
  if (comma != StringRef::npos)
    return comma + 1;
  size_t space = head.rfind(' ');
  return space != StringRef::npos ? space : text.find(' ');
}

static void wrap(std::vector<std::string> &lines, StringRef text, size_t indent,
                 StringRef further) {
  std::string first(indent, ' ');
  while (first.size() + text.size() > CppLines::width) {
    size_t room = CppLines::width - std::min(CppLines::width, first.size());
    size_t at = breakAt(text, room);
    if (at == StringRef::npos)
      break;
    lines.push_back(first + text.take_front(at).str());
    text = text.drop_front(at + 1);
    first = std::string(indent, ' ') + further.str();
  }
  lines.push_back(first + text.str());
}

void CppLines::line(const std::string &text) {
  lastKind.clear();
  lines.push_back(text.empty() ? text : std::string(2 * depth, ' ') + text);
}

void CppLines::comment(StringRef text) {
  lastKind.clear();
  wrap(lines, "// " + cppComment(text), 2 * depth, "//   ");
}

void CppLines::statement(const std::string &text) {
  lastKind.clear();
  wrap(lines, text, 2 * depth, "    ");
}

bool CppLines::joins(const std::string &kind, size_t length) const {
  return kind == lastKind && lines.back().size() + length <= width;
}

void CppLines::packed(StringRef kind, const std::string &text) {
  if (joins(kind.str(), text.size() + 1)) {
    lines.back() += " " + text;
    return;
  }
  statement(text);
  lastKind = kind;
}

void CppLines::declare(const std::string &type, const std::string &name, const std::string &value) {
  std::string next = name + " = " + value + ";";
  if (joins(type, next.size() + 1)) {
    lines.back().back() = ',';
    lines.back() += " " + next;
    return;
  }
  size_t before = lines.size();
  statement(type + " " + next);
  if (lines.size() == before + 1)
    lastKind = type;
}

void CppLines::open(const std::string &head) {
  statement(head + " {");
  ++depth;
}

void CppLines::close(const std::string &tail) {
  --depth;
  line(tail);
}

std::string CppLines::text() const { return lines.empty() ? "" : llvm::join(lines, "\n") + "\n"; }

} // namespace mnc

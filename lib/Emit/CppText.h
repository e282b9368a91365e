// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text of C++: expressions with their binding strength, and lines.

#ifndef MNC_LIB_EMIT_CPPTEXT_H
#define MNC_LIB_EMIT_CPPTEXT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace mnc {

/// Binding strength of the outermost operator of an expression.
enum class Binding { Choice, Compare, Shift, Sum, Product, Prefix, Whole };

/// `name(arguments)`.
std::string cppCall(llvm::StringRef name, llvm::ArrayRef<std::string> arguments);

/// An expression of C++.
struct CppExpr {
  std::string text;
  Binding binding = Binding::Whole;

  /// The text, in parentheses if it binds less than `least`.
  std::string within(Binding least) const { return binding < least ? cppCall("", text) : text; }
};

/// The shortest literal that reads as exactly `value`, which is not NaN.
std::string cppFloat(float value);

/// `text` as an identifier: other characters become '_', which stands neither
/// at an end nor twice in a row. May be empty or begin with a digit.
std::string cppIdentifier(llvm::StringRef text);

/// Text that can stand in a comment of one line.
std::string cppComment(llvm::StringRef text);

/// Indented lines of at most `width` columns, as far as words allow.
class CppLines {
public:
  static constexpr size_t width = 100;

  /// One line as it is.
  void line(const std::string &text);
  /// Words of a comment, wrapped.
  void comment(llvm::StringRef text);
  /// A statement, wrapped after commas or between words.
  void statement(const std::string &text);
  /// A statement that joins the line before it, if that is one of the same
  /// `kind` and has room.
  void packed(llvm::StringRef kind, const std::string &text);
  /// `type name = value;`, in one declaration with those before it.
  void declare(const std::string &type, const std::string &name, const std::string &value);
  /// `head {` and one level more, or one level less and `}`.
  void open(const std::string &head);
  void close(const std::string &tail = "}");
  /// One level more, after a line that ends in `{`.
  void deepen() { ++depth; }

  size_t size() const { return lines.size(); }
  /// All lines, each with its end.
  std::string text() const;

private:
  bool joins(const std::string &kind, size_t length) const;

  std::vector<std::string> lines;
  size_t depth = 0;
  /// The kind of the last line where others may join it.
  std::string lastKind;
};

} // namespace mnc

#endif // MNC_LIB_EMIT_CPPTEXT_H

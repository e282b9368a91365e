// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "TextDamage.h"

#include "TextPieces.h"
#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

namespace mnc {

namespace {

class TextDamage {
public:
  TextDamage(StringRef text, llvm::ArrayRef<std::string> donors, Rng &rng)
      : text(text), donor(rng.chance(50) ? text : StringRef(rng.pick(donors))), rng(rng) {}

  std::string run() {
    using Kind = std::string (TextDamage::*)();
    // Those that most often leave a text that parses stand several times.
    static constexpr Kind kinds[] = {&TextDamage::attributeNumber,  &TextDamage::attributeNumber,
                                     &TextDamage::attributeNumber,  &TextDamage::bufferKeyword,
                                     &TextDamage::bufferKeyword,    &TextDamage::bufferKeyword,
                                     &TextDamage::wholeBracket,     &TextDamage::wholeBracket,
                                     &TextDamage::kernelName,       &TextDamage::groups,
                                     &TextDamage::groups,           &TextDamage::groups,
                                     &TextDamage::attribute,        &TextDamage::attribute,
                                     &TextDamage::listEntry,        &TextDamage::number,
                                     &TextDamage::numberEverywhere, &TextDamage::shape,
                                     &TextDamage::operand,          &TextDamage::line};
    return (this->*rng.pick<Kind>(kinds))();
  }

private:
  /// One of `choices`, which are not empty.
  template <typename T> T draw(const std::vector<T> &choices) { return rng.pick<T>(choices); }

  std::string otherNumber(StringRef number) {
    int64_t value = 0;
    number.getAsInteger(10, value);
    std::vector<Piece> others = integersOf(donor);
    switch (rng.between(0, 8)) {
    case 0:
      return "0";
    case 1:
      return "-1";
    case 2:
      return llvm::itostr(value + 1);
    case 3:
      return llvm::itostr(value - 1);
    case 4:
      return llvm::itostr(value * 2);
    case 5:
      return llvm::itostr(value / 2);
    case 6:
      return llvm::itostr(rng.pick({64, 1 << 16, 1 << 20, 1ll << 31, 1ll << 34, 1ll << 36,
                                    1ll << 40, 1ll << 62, std::numeric_limits<int64_t>::max()}));
    default:
      return others.empty() ? "1" : draw(others).of(donor).str();
    }
  }

  std::string number() { return number(integersOf(text)); }

  std::string attributeNumber() {
    static constexpr StringRef opens[] = {"#mnc.buffer<", "#mnc.kernel<", "array<i64: ", "{"};
    std::vector<Piece> brackets = bracketsOf(text, rng.pick<StringRef>(opens));
    if (brackets.empty())
      return text.str();
    Piece bracket = draw(brackets);
    std::vector<Piece> numbers;
    for (Piece piece : integersOf(text))
      if (bracket.begin < piece.begin && piece.end < bracket.end)
        numbers.push_back(piece);
    return number(numbers);
  }

  std::string number(const std::vector<Piece> &numbers) {
    if (numbers.empty())
      return text.str();
    Piece piece = draw(numbers);
    return replaced(text, piece, otherNumber(piece.of(text)));
  }

  /// All numbers that are the same become another one.
  std::string numberEverywhere() {
    std::vector<Piece> numbers = integersOf(text);
    if (numbers.empty())
      return text.str();
    StringRef old = draw(numbers).of(text);
    std::string other = otherNumber(old), result = text.str();
    for (Piece piece : llvm::reverse(numbers))
      if (piece.of(text) == old)
        result = replaced(result, piece, other);
    return result;
  }

  /// A type in one place or in all becomes another one.
  std::string shape() {
    std::vector<Piece> types = bracketsOf(text, "tensor<");
    if (types.empty())
      return text.str();
    Piece piece = draw(types);
    StringRef old = piece.of(text);
    std::vector<Piece> sizes = integersOf(old);
    std::string other = draw(types).of(text).str();
    if (!sizes.empty() && rng.chance(70)) {
      Piece size = draw(sizes);
      other = replaced(old, size, otherNumber(size.of(old)));
    }
    if (rng.chance(50))
      return replaced(text, piece, other);
    std::string result = text.str();
    for (Piece type : llvm::reverse(types))
      if (type.of(text) == old)
        result = replaced(result, type, other);
    return result;
  }

  std::string entryOf(const std::vector<std::vector<Piece>> &lists,
                      const std::vector<std::vector<Piece>> &others) {
    if (lists.empty())
      return text.str();
    std::vector<Piece> list = draw(lists);
    size_t entry = rng.between(0, list.size() - 1);
    Piece after{list[entry].end, list[entry].end};
    switch (rng.between(0, 3)) {
    case 0:
      return withoutEntry(text, list, entry);
    case 1:
      return exchanged(text, list[entry], draw(draw(lists)));
    case 2:
      return replaced(text, after, ", " + list[entry].of(text).str());
    default:
      return others.empty() ? text.str()
                            : replaced(text, after, ", " + draw(draw(others)).of(donor).str());
    }
  }

  std::string attribute() { return entryOf(dictionariesOf(text), dictionariesOf(donor)); }
  std::string listEntry() { return entryOf(listsOf(text), listsOf(donor)); }

  /// A part of a buffer or a kernel that may be missing is left out or added.
  std::string bufferKeyword() {
    static constexpr StringRef words[] = {" ring ",      " channel_tile ", " channel_block ",
                                          " pixel_pad ", " tile_k ",       " filter_rows "};
    int64_t which = rng.between(0, 5);
    StringRef word = words[which];
    std::vector<Piece> found = bracketsOf(text, which < 4 ? "#mnc.buffer<" : "#mnc.kernel<");
    if (found.empty())
      return text.str();
    Piece piece = draw(found);
    std::string attribute = piece.of(text).str();
    if (size_t at = attribute.find(word.str()); at != std::string::npos) {
      size_t end = StringRef(attribute).find_if_not(llvm::isDigit, at + word.size());
      return replaced(text, piece, replaced(attribute, {at, end}, ""));
    }
    size_t at = attribute.find(", fill");
    at = at == std::string::npos ? attribute.find(", outer") : at;
    if (at == std::string::npos)
      return text.str();
    std::string number = which == 5       ? "1"
                         : rng.chance(70) ? llvm::itostr(rng.pick({1, 2, 3, 4, 6, 8, 16, 32}))
                                          : otherNumber("8");
    return replaced(text, piece, replaced(attribute, {at, at}, word.str() + number));
  }

  std::string kernelName() {
    static constexpr StringRef names[] = {"depthwise", "grouped", "pointwise",  "dense",
                                          "pool",      "softmax", "elementwise"};
    std::vector<Piece> kernels = bracketsOf(text, "#mnc.kernel<");
    if (kernels.empty())
      return text.str();
    Piece piece = draw(kernels);
    auto [head, tail] = piece.of(text).split(", tile");
    if (rng.chance(30)) {
      bool byPixels = tail.ends_with("pixels>");
      StringRef tile = tail.take_front(tail.rfind('=') + 1);
      return replaced(text, piece,
                      (head + ", tile" + tile + (byPixels ? " channels>" : " pixels>")).str());
    }
    std::string name = "#mnc.kernel<\"" + rng.pick<StringRef>(names).str() + "\", tile";
    return replaced(text, piece, name + tail.str());
  }

  /// A buffer, a kernel or an epilogue becomes another one of the same kind.
  std::string wholeBracket() {
    static constexpr StringRef opens[] = {"#mnc.buffer<", "#mnc.kernel<", "epilogue = [",
                                          "array<i64: "};
    StringRef open = rng.pick<StringRef>(opens);
    std::vector<Piece> own = bracketsOf(text, open), others = bracketsOf(donor, open);
    return own.empty() || others.empty() ? text.str()
                                         : replaced(text, draw(own), draw(others).of(donor));
  }

  std::string operand() {
    std::vector<Piece> values = valuesOf(text);
    if (values.empty())
      return text.str();
    Piece left = draw(values), right = draw(values);
    return rng.chance(50) ? exchanged(text, left, right) : replaced(text, left, right.of(text));
  }

  std::string line() {
    std::vector<Piece> lines = linesOf(text);
    Piece line = draw(lines), other = draw(lines);
    switch (rng.between(0, 2)) {
    case 0:
      return replaced(text, line, "");
    case 1:
      return exchanged(text, line, other);
    default:
      return replaced(text, {other.begin, other.begin}, line.of(text));
    }
  }

  std::string groups() { return mergeGroups(text, rng); }

  StringRef text, donor;
  Rng &rng;
};

} // namespace

std::string damageText(StringRef text, llvm::ArrayRef<std::string> donors, Rng &rng) {
  return TextDamage(text, donors, rng).run();
}

} // namespace mnc

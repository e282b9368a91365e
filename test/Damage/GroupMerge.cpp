// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two groups of a text become one, which need not make sense.

#include "TextDamage.h"
#include "TextPieces.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

namespace mnc {

namespace {

/// The lines `mnc.group ... {`, what it computes, `mnc.yield`, and `}`.
struct Group {
  size_t first, yield, last;
};

std::vector<Group> groupsOf(StringRef text, llvm::ArrayRef<Piece> lines) {
  std::vector<Group> groups;
  for (size_t at = 0; at < lines.size(); ++at) {
    StringRef line = lines[at].of(text);
    if (line.contains("= mnc.group"))
      groups.push_back({at, 0, 0});
    else if (!groups.empty() && line.trim().starts_with("mnc.yield"))
      groups.back().yield = at;
    else if (!groups.empty() && line.trim() == "}" && !groups.back().last)
      groups.back().last = at;
  }
  llvm::erase_if(groups, [](Group group) {
    return group.yield < group.first + 2 || group.last != group.yield + 1;
  });
  return groups;
}

std::string withName(StringRef text, StringRef old, StringRef name) {
  std::string result = text.str();
  std::vector<Piece> values = valuesOf(text);
  for (Piece value : llvm::reverse(values))
    if (value.of(text) == old)
      result = replaced(result, value, name);
  return result;
}

/// The first value of a line: of an operation, its result.
std::string firstValue(StringRef line) {
  std::vector<Piece> values = valuesOf(line);
  return values.empty() ? "%none" : values.front().of(line).str();
}

/// Adds `entry` to the first attributes of `line`.
std::string withEntry(StringRef line, StringRef entry) {
  size_t at = line.find('{');
  return at == StringRef::npos ? line.str()
                               : replaced(line, {at + 1, at + 1}, (entry + ", ").str());
}

/// The first buffer of `line` as one between operations, with a ring or not.
std::string intermediateFrom(StringRef line, Rng &rng) {
  std::vector<Piece> buffers = bracketsOf(line, "#mnc.buffer<");
  std::string buffer = buffers.empty() ? "#mnc.buffer<workspace : 0, fill = 0.0 : f32>"
                                       : buffers.front().of(line).str();
  if (size_t at = buffer.find(", fill"); at != std::string::npos && rng.chance(70))
    buffer.insert(at, " ring " + llvm::itostr(rng.between(1, 5)));
  return "mnc.intermediate = " + buffer;
}

} // namespace

std::string mergeGroups(StringRef text, Rng &rng) {
  std::vector<Piece> lines = linesOf(text);
  std::vector<Group> groups = groupsOf(text, lines);
  if (groups.size() < 2)
    return text.str();
  size_t number = rng.between(0, groups.size() - 2);
  Group before = groups[number], after = groups[number + 1];
  auto line = [&](size_t at) { return lines[at].of(text); };
  auto lineRange = [&](size_t first, size_t end) {
    return text.slice(lines[first].begin, lines[end - 1].end);
  };
  std::string end = line(before.yield - 1).str();
  if (rng.chance(70))
    end = withEntry(end, intermediateFrom(line(before.first), rng));
  std::string moved = lineRange(before.first + 1, before.yield - 1).str() + end;
  std::string result = firstValue(line(before.yield));
  // Groups number their values alike.
  for (size_t at = before.first + 1; at < before.yield; ++at) {
    std::string name = firstValue(line(at));
    moved = withName(moved, name, "%moved" + name.substr(1));
    result = result == name ? "%moved" + name.substr(1) : result;
  }
  std::string head = line(after.first).str();
  if (rng.chance(30))
    head = withEntry(head, "channel_tile = " + llvm::itostr(8 * rng.between(1, 4)) + " : i64");
  std::string rest =
      withName(text.substr(lines[after.first + 1].begin), firstValue(line(before.first)), result);
  std::string between =
      before.last + 1 < after.first ? lineRange(before.last + 1, after.first).str() : std::string();
  return text.take_front(lines[before.first].begin).str() + between + head + moved + rest;
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Damages to the text of a scheduled graph, most of which still parse.

#ifndef MNC_TEST_TEXTDAMAGE_H
#define MNC_TEST_TEXTDAMAGE_H

#include "../Random/Rng.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace mnc {

/// `text` as MLIR prints it, without locations, after one damage at a place that `rng` draws: a
/// number, a shape, an attribute or a part of one, an operand, a line or a group is another one,
/// stands twice, is left out or has changed its place with another. `donors` are texts that parts
/// may come from. The same text if the damage finds no place.
std::string damageText(llvm::StringRef text, llvm::ArrayRef<std::string> donors, Rng &rng);

/// Two neighbouring groups of `text` as one, with an intermediate buffer or without.
std::string mergeGroups(llvm::StringRef text, Rng &rng);

} // namespace mnc

#endif // MNC_TEST_TEXTDAMAGE_H

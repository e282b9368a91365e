// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What becomes of the text of a scheduled graph.

#ifndef MNC_TEST_RUNTEXT_H
#define MNC_TEST_RUNTEXT_H

#include "mlir/IR/DialectRegistry.h"

namespace mnc {

enum class TextOutcome : char {
  /// Reading or verifying it gave an error.
  NotParsed,
  /// So did the check of its memory; loops may have been generated or not.
  WrongMemory,
  /// So did generating loops, or the check of these.
  NoLoops,
  /// So did lowering and machine code.
  NoObject,
  /// No error up to loops, or up to machine code.
  Loops,
  Object,
  /// A step failed without an error, or went on in spite of one.
  NotExplained
};

/// Reads and verifies `text`, compiles it to loops as a graph that is not scheduled yet, checks its
/// memory, generates loops in any case and, if `toObject` and nothing was wrong, machine code.
/// `print` prints errors to standard error.
TextOutcome runText(llvm::StringRef text, const mlir::DialectRegistry &registry, bool toObject,
                    bool print = false);

} // namespace mnc

#endif // MNC_TEST_RUNTEXT_H

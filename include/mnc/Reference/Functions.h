// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The meaning of each pointwise function, a row each: its value, and how far an error of what it
// reads moves it.

#ifndef MNC_REFERENCE_FUNCTIONS_H
#define MNC_REFERENCE_FUNCTIONS_H

#include "mnc/IR/IR.h"

namespace mnc {

struct FunctionMeaning {
  mlir::TypeID fn;
  /// The exact value of `fn` at `y`; `operand` is 0 where it has none.
  double (*eval)(mlir::Attribute fn, double y, double operand);
  /// A bound of |fn(y', operand') - fn(y, operand)| for all |y' - y| <= error and all
  /// |operand' - operand| <= operandError.
  double (*moves)(mlir::Attribute fn, double y, double error, double operand, double operandError);
  /// Returns what compiled code may add by rounding, an absolute error in units of eps = 2^-23: 4
  /// |result| for a function within 4 eps. The sum that a bias or residual joins has been counted
  /// already.
  double (*rounding)(mlir::Attribute fn, double y, double operand);
};

/// All rows.
llvm::ArrayRef<FunctionMeaning> functionMeanings();

/// Returns the row of `fn`. Ends the program where a new function has none yet.
const FunctionMeaning &meaningOf(mlir::Attribute fn);

/// Where the operand of a function has its value for element `i` of a tensor of `shape`, both in
/// row-major order.
class FnIndex {
public:
  FnIndex(FnOperand kind, llvm::ArrayRef<int64_t> shape);

  size_t operator()(size_t i) const {
    size_t channel = i % channels;
    return kind == FnOperand::Full           ? i
           : kind == FnOperand::ImageChannel ? i / perImage * channels + channel
                                             : channel;
  }

private:
  FnOperand kind;
  size_t channels, perImage;
};

} // namespace mnc

#endif // MNC_REFERENCE_FUNCTIONS_H

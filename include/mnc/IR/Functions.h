// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the interfaces of the dialect speak of.

#ifndef MNC_IR_FUNCTIONS_H
#define MNC_IR_FUNCTIONS_H

namespace mnc {

/// How the operand of a pointwise function is broadcast to the tensor that it is applied to.
///   None          there is no operand
///   Channel       [C]: one value for each index of the last dimension
///   ImageChannel  [N, 1, ..., 1, C]: one for each index of the first and the last dimension
///   Full          the shape of the tensor
enum class FnOperand { None, Channel, ImageChannel, Full };

/// How an error of the operands passes through an operation.
///   Magnitude  the result only grows when all magnitudes do: sums, products and quotients
///   Pointwise  by the functions of each value
///   Softmax    by the exponentials along the axis
///   Moved      with the values, which are moved and not computed
///   Chosen     one of two values is taken: by the larger of their errors
///   Selected   an integer operand says which value is taken
///   Converted  by the rounding to another element type
/// An integer is right or wrong, whatever the operation: it has no bound where an error may change
/// it.
enum class ErrorRule { Magnitude, Pointwise, Softmax, Moved, Chosen, Selected, Converted };

} // namespace mnc

#endif // MNC_IR_FUNCTIONS_H

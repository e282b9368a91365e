// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The dialect `mnc`: its operations, attributes and interfaces.

#ifndef MNC_IR_IR_H
#define MNC_IR_IR_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "mnc/IR/ElementTypes.h"
#include "mnc/IR/Functions.h"
#include "mnc/IR/Windows.h"

#include "mnc/IR/Dialect.h.inc"
#include "mnc/IR/Enums.h.inc"

#include "mnc/IR/AttrInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "mnc/IR/Attributes.h.inc"

namespace mnc {
/// True if `type` is a tensor of the graph: of a known element type, of static shape, and within
/// the limits of shapeError.
bool isGraphTensor(mlir::Type type);

/// Infers the broadcast of two operands of one element type, as in numpy. Fails with an error at
/// `loc`.
mlir::LogicalResult inferBroadcast(std::optional<mlir::Location> loc,
                                   std::array<mlir::Value, 2> operands,
                                   llvm::SmallVectorImpl<mlir::Type> &types);

/// The shape of a tensor of the graph, and how many elements it has.
llvm::ArrayRef<int64_t> shapeOf(mlir::Value value);
int64_t elementsOf(mlir::Value value);

/// True if `value` is an activation with pixels, NHWC, of which there are several.
bool hasPixels(mlir::Value value);

/// The name of the ONNX node that something comes from; null if it has none.
mlir::StringAttr nodeNameOf(mlir::Location loc);

/// The name of the ONNX node that `op` comes from; empty if it has none.
llvm::StringRef nodeTextOf(mlir::Operation *op);

/// True if rows (dimension H of NHWC) of the result of `op`, an activation of f32, can be computed
/// one by one from operands that exist in full.
bool computesRows(mlir::Operation *op);

/// Returns the window of rows of its first operand that each row of the result of `op` needs, where
/// these rows may come one by one, too; nothing if they may not.
std::optional<WindowDim> rowWindowOf(mlir::Operation *op);

/// The same of any operand that is read row by row.
std::optional<WindowDim> rowWindowOf(mlir::OpOperand &operand);

/// True if each row of the result of its operation needs the row of `operand` at the same place and
/// no other: a residual, or an operand of an elementwise operation, of the result's shape.
bool isReadRowByRow(mlir::OpOperand &operand);

/// Checks that the epilogue of `op` has known steps only, and an operand of the right type for each
/// step that takes one. Fails with an error at `op`.
mlir::LogicalResult verifyEpilogue(mlir::Operation *op);

/// Returns the name of a function, as the text of a graph spells it, without its dialect.
llvm::StringRef nameOf(const mlir::AbstractAttribute &fn);

/// The name of `op` for people, without its dialect: that of the function for `mnc.pointwise`.
llvm::StringRef nameOf(mlir::Operation *op);

/// The type that the operand of `fn` has where it is applied to a tensor of the type `result`; null
/// where `fn` has none.
mlir::RankedTensorType operandTypeOf(PointwiseFn fn, mlir::RankedTensorType result);

/// Whether `fn` adds its operand and does nothing else.
inline bool isAddition(mlir::Attribute fn) { return llvm::isa<BiasAttr, ResidualAttr>(fn); }
} // namespace mnc

#include "mnc/IR/Interfaces.h.inc"

#define GET_OP_CLASSES
#include "mnc/IR/Ops.h.inc"

namespace mnc {
/// The attribute of an operation that names its kernel: `#mnc.kernel`, once the schedule or the
/// text of a graph has chosen one.
inline constexpr llvm::StringLiteral kernelAttrName = "mnc.kernel";

/// The kernel that was chosen for `op`; null before.
KernelAttr kernelOf(mlir::Operation *op);

/// Function attribute: bytes of the workspace.
inline constexpr llvm::StringLiteral workspaceBytesAttr = "mnc.workspace_bytes";

/// A convolution that no kernel of Winograd's form may compute.
inline constexpr llvm::StringLiteral directAttr = "mnc.direct";

/// The byte of the workspace, an i64, where the scratch memory of an operation's kernel begins.
inline constexpr llvm::StringLiteral scratchAttr = "mnc.scratch";

/// Of an operation inside a group of several: the ring of rows that holds its
/// result until the next operation has read it.
inline constexpr llvm::StringLiteral intermediateAttr = "mnc.intermediate";

/// Of a concat: its operands are computed into its own buffer, and it copies nothing. Of a slice,
/// which is in no group then: what reads it reads its part of the input's buffer.
inline constexpr llvm::StringLiteral inPlaceAttr = "mnc.in_place";

/// The attribute of a module that names its CPU: `#mnc.cpu`.
inline constexpr llvm::StringLiteral cpuAttrName = "mnc.cpu";

/// Returns the operations of a group, in order, without its terminator.
llvm::SmallVector<mlir::Operation *> computeOps(GroupOp group);

/// True if the reduction of `op` can be split along K: it is a dense layer of one pixel whose sums
/// begin with a bias or zeros and pass through nothing else.
bool canSplitReduction(mlir::Operation *op);

/// True if `op` accumulates K tiles, the channel tiles that the group around it computes: a dense
/// layer that is not the first of its group.
bool isSplitReduction(mlir::Operation *op);
} // namespace mnc

#endif // MNC_IR_IR_H

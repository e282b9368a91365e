// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves transposes towards the results:
//   f(transpose(x))               => transpose(f(x))     f: one that has PermutableOpInterface
//   g(transpose(x), transpose(y)) => transpose(g(x, y))  g: add, sub, mul, div, max, min, compare,
//                                                           select, concat
//   g(transpose(x), c)            => transpose(g(x, c')) c: constant
//   reshape(transpose(x))         => transpose(reshape(x)), see SinkBelowReshape.cpp
// A reshape that moves dimensions of size 1 only counts as a transpose. The
// canonical forms of transpose cancel those that meet.

#include "SinkTransposes.h"

#include "mnc/Transforms/Passes.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_SINKTRANSPOSES
#include "mnc/Transforms/Passes.h.inc"

namespace {

/// Replaces `op`, whose first operand is a transpose by `perm`, by that transpose of `inner`, which
/// computes the same from the operand of the first one.
void sinkBelow(PatternRewriter &rewriter, Operation *op, ArrayRef<int64_t> perm, Value inner) {
  rewriter.replaceOpWithNewOp<TransposeOp>(op, op->getResult(0).getType(), inner,
                                           rewriter.getDenseI64ArrayAttr(perm));
}

/// `values` of the transposed dimensions in the order before the transpose.
SmallVector<int64_t> untranspose(ArrayRef<int64_t> values, ArrayRef<int64_t> perm) {
  SmallVector<int64_t> result(values.size());
  for (auto [dim, from] : llvm::enumerate(perm))
    result[from] = values[dim];
  return result;
}

/// A value that is `input` transposed by `perm`; a null `input` if it is not.
struct Transposed {
  Value input;
  SmallVector<int64_t> perm;

  static Transposed get(Value value);
};

/// The permutation that makes shape `to` of `from` without a change of the
/// values' order: dimensions of size 1 keep theirs, and so do the others.
std::optional<SmallVector<int64_t>> matchUnitDims(ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  auto sorted = [](ArrayRef<int64_t> shape) {
    auto dims = llvm::to_vector(llvm::seq<int64_t>(shape.size()));
    llvm::stable_sort(dims, [&](int64_t a, int64_t b) { return shape[a] == 1 && shape[b] != 1; });
    return dims;
  };
  if (from.size() != to.size())
    return std::nullopt;
  SmallVector<int64_t> perm(to.size());
  for (auto [source, target] : llvm::zip(sorted(from), sorted(to))) {
    if (from[source] != to[target])
      return std::nullopt;
    perm[target] = source;
  }
  return perm;
}

Transposed Transposed::get(Value value) {
  if (auto transpose = value.getDefiningOp<TransposeOp>())
    return {transpose.getInput(), SmallVector<int64_t>(transpose.getPerm())};
  auto reshape = value.getDefiningOp<ReshapeOp>();
  if (!reshape)
    return {};
  auto perm = matchUnitDims(shapeOf(reshape.getInput()), shapeOf(reshape));
  return perm ? Transposed{reshape.getInput(), std::move(*perm)} : Transposed();
}

/// op(transpose(x)) => transpose(op(x))
struct BelowUnary : OpInterfaceRewritePattern<PermutableOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;
  LogicalResult matchAndRewrite(PermutableOpInterface op,
                                PatternRewriter &rewriter) const override {
    auto [input, perm] = Transposed::get(op->getOperand(0));
    if (!input)
      return rewriter.notifyMatchFailure(op, "input is not a transpose");
    auto inner = cast<PermutableOpInterface>(rewriter.clone(*op));
    if (failed(inner.permuteDimensions(perm))) {
      rewriter.eraseOp(inner);
      return rewriter.notifyMatchFailure(op, "another operand names dimensions");
    }
    inner->setOperand(0, input);
    auto outer = cast<RankedTensorType>(op->getResult(0).getType());
    inner->getResult(0).setType(
        RankedTensorType::get(untranspose(outer.getShape(), perm), outer.getElementType()));
    sinkBelow(rewriter, op, perm, inner->getResult(0));
    return success();
  }
};

struct BelowBinary : RewritePattern {
  BelowBinary(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    bool isBinary = isa<AddOp, SubOp, MulOp, DivOp, MaxOp, MinOp, CompareOp>(op);
    if (!isa<SelectOp>(op) && (!isBinary || op->getNumOperands() != 2))
      return failure();
    auto outer = cast<RankedTensorType>(op->getResult(0).getType());
    SmallVector<int64_t> perm;
    for (Value operand : op->getOperands()) {
      // A reshape that is then repeated would cost a transpose of the result.
      bool isFree = operand.getDefiningOp<TransposeOp>() || operand.getType() == outer;
      if (perm.empty() && isFree)
        perm = Transposed::get(operand).perm;
    }
    if (perm.empty())
      return rewriter.notifyMatchFailure(op, "no operand is a transpose");
    if (outer.getRank() != int64_t(perm.size()))
      return rewriter.notifyMatchFailure(op,
                                         "the result has dimensions that the transpose has not");
    // A pattern that fails must not have created anything: all are looked at first.
    if (!llvm::all_of(op->getOperands(), [&](Value operand) { return canMove(operand, perm); }))
      return rewriter.notifyMatchFailure(op, "operands are transposed in different ways");
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(operandBefore(rewriter, operand, perm, outer.getRank()));
    Operation *inner = rewriter.clone(*op);
    inner->setOperands(operands);
    inner->getResult(0).setType(
        RankedTensorType::get(untranspose(outer.getShape(), perm), outer.getElementType()));
    sinkBelow(rewriter, op, perm, inner->getResult(0));
    return success();
  }

  /// Whether `operandBefore` has an answer.
  static bool canMove(Value value, ArrayRef<int64_t> perm) {
    return value.getDefiningOp<ConstantOp>() || Transposed::get(value).perm == perm;
  }

  /// Returns what becomes `value` when transposed by `perm`.
  static Value operandBefore(PatternRewriter &rewriter, Value value, ArrayRef<int64_t> perm,
                             int64_t rank) {
    Transposed transposed = Transposed::get(value);
    return transposed.perm == perm ? transposed.input : constantBefore(rewriter, value, perm, rank);
  }

  /// The constant that becomes `value` when transposed by `perm`.
  static Value constantBefore(PatternRewriter &rewriter, Value value, ArrayRef<int64_t> perm,
                              int64_t rank) {
    auto type = cast<RankedTensorType>(value.getType());
    SmallVector<int64_t> shape(rank - type.getRank(), 1);
    llvm::append_range(shape, type.getShape());
    auto fullType = RankedTensorType::get(shape, type.getElementType());
    Value full = rewriter.createOrFold<ReshapeOp>(value.getLoc(), fullType, value);
    auto before = RankedTensorType::get(untranspose(shape, perm), type.getElementType());
    return TransposeOp::create(rewriter, value.getLoc(), before, full,
                               rewriter.getDenseI64ArrayAttr(invertPermutationVector(perm)));
  }
};

/// concat(transpose(x), transpose(y)) => transpose(concat(x, y))
struct BelowConcat : OpRewritePattern<ConcatOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConcatOp op, PatternRewriter &rewriter) const override {
    SmallVector<int64_t> perm;
    for (Value operand : op.getInputs()) {
      auto transpose = operand.getDefiningOp<TransposeOp>();
      if (!transpose)
        continue;
      if (!perm.empty() && transpose.getPerm() != ArrayRef(perm))
        return rewriter.notifyMatchFailure(op, "operands are transposed in different ways");
      perm.assign(transpose.getPerm().begin(), transpose.getPerm().end());
    }
    if (perm.empty())
      return rewriter.notifyMatchFailure(op, "no operand is a transpose");
    for (Value operand : op.getInputs())
      if (!BelowBinary::canMove(operand, perm))
        return rewriter.notifyMatchFailure(op, "an operand is no transpose");
    SmallVector<Value> operands;
    for (Value operand : op.getInputs())
      operands.push_back(BelowBinary::operandBefore(rewriter, operand, perm, perm.size()));
    auto outer = cast<RankedTensorType>(op.getType());
    auto type = RankedTensorType::get(untranspose(outer.getShape(), perm), outer.getElementType());
    Value inner = ConcatOp::create(rewriter, op.getLoc(), type, operands,
                                   rewriter.getI64IntegerAttr(perm[op.getAxis()]));
    sinkBelow(rewriter, op, perm, inner);
    return success();
  }
};

struct SinkTransposesPass : impl::SinkTransposesBase<SinkTransposesPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<BelowUnary, BelowBinary, BelowConcat>(&getContext());
    populateBelowReshape(patterns);
    TransposeOp::getCanonicalizationPatterns(patterns, &getContext());
    ReshapeOp::getCanonicalizationPatterns(patterns, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves transposes towards the results past reshapes that split dimensions or join them, as channel
// shuffles do between activations that are NCHW in the file.

#include "SinkTransposes.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mnc/IR/IR.h"

using namespace mlir;

namespace mnc {

namespace {

using Dims = SmallVector<int64_t>;

RankedTensorType typeLike(Value value, ArrayRef<int64_t> shape) {
  return RankedTensorType::get(shape, elementTypeOf(value));
}

Value transposed(PatternRewriter &rewriter, Location loc, Value value, ArrayRef<int64_t> perm) {
  if (isIdentityPermutation(perm))
    return value;
  auto type = typeLike(value, applyPermutation(shapeOf(value), perm));
  return TransposeOp::create(rewriter, loc, type, value, rewriter.getDenseI64ArrayAttr(perm));
}

/// The dimensions of a reshape's operand that become one of its result, or the other way round.
std::optional<SmallVector<ReassociationIndices>> groupsOf(ReshapeOp op) {
  return getReassociationIndicesForReshape(cast<ShapedType>(op.getInput().getType()),
                                           cast<ShapedType>(op.getType()));
}

/// reshape(transpose(x)), which splits dimensions => transpose(reshape(x))
struct BelowSplit : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReshapeOp op, PatternRewriter &rewriter) const override {
    auto transpose = op.getInput().getDefiningOp<TransposeOp>();
    auto groups = groupsOf(op);
    if (!transpose || !groups || shapeOf(op).size() <= shapeOf(op.getInput()).size())
      return rewriter.notifyMatchFailure(op, "splits no dimension of a transpose");
    ArrayRef<int64_t> perm = transpose.getPerm(), result = shapeOf(op);
    // The dimensions of x, each split as the one that it becomes.
    Dims shape, begins(perm.size());
    for (auto [dim, becomes] : llvm::enumerate(invertPermutationVector(perm))) {
      begins[dim] = shape.size();
      for (int64_t part : (*groups)[becomes])
        shape.push_back(result[part]);
    }
    Dims after(result.size());
    for (auto [dim, parts] : llvm::enumerate(*groups))
      for (auto [number, part] : llvm::enumerate(parts))
        after[part] = begins[perm[dim]] + int64_t(number);
    Value x = transpose.getInput();
    Value split = ReshapeOp::create(rewriter, op.getLoc(), typeLike(x, shape), x);
    rewriter.replaceOpWithNewOp<TransposeOp>(op, op.getType(), split,
                                             rewriter.getDenseI64ArrayAttr(after));
    return success();
  }
};

/// reshape(transpose(x)), which joins dimensions that lie beside each other in x, in any order
///   => transpose(reshape(transpose(x)))
/// where the inner transpose moves only what is joined, and the outer one whole dimensions.
struct BelowJoin : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReshapeOp op, PatternRewriter &rewriter) const override {
    auto transpose = op.getInput().getDefiningOp<TransposeOp>();
    auto groups = groupsOf(op);
    if (!transpose || !groups || shapeOf(op).size() >= shapeOf(op.getInput()).size())
      return rewriter.notifyMatchFailure(op, "joins no dimensions of a transpose");
    ArrayRef<int64_t> perm = transpose.getPerm();
    SmallVector<Dims> sources;
    for (const ReassociationIndices &parts : *groups) {
      Dims &dims = sources.emplace_back();
      for (int64_t part : parts)
        dims.push_back(perm[part]);
      auto [least, most] = std::minmax_element(dims.begin(), dims.end());
      if (*most - *least + 1 != int64_t(dims.size()))
        return rewriter.notifyMatchFailure(op, "joins dimensions from different places");
    }
    Dims order = llvm::to_vector(llvm::seq<int64_t>(0, sources.size()));
    llvm::sort(order, [&](int64_t l, int64_t r) { return sources[l][0] < sources[r][0]; });
    if (isIdentityPermutation(order))
      return rewriter.notifyMatchFailure(op, "no whole dimension moves");
    Dims inside, shape;
    for (int64_t group : order) {
      llvm::append_range(inside, sources[group]);
      shape.push_back(shapeOf(op)[group]);
    }
    Value moved = transposed(rewriter, op.getLoc(), transpose.getInput(), inside);
    Value joined = ReshapeOp::create(rewriter, op.getLoc(), typeLike(moved, shape), moved);
    rewriter.replaceOpWithNewOp<TransposeOp>(
        op, op.getType(), joined, rewriter.getDenseI64ArrayAttr(invertPermutationVector(order)));
    return success();
  }
};

} // namespace

void populateBelowReshape(RewritePatternSet &patterns) {
  patterns.add<BelowSplit, BelowJoin>(patterns.getContext());
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions that are spelled out. For scalar constants k, l, h, a, b, and clamp from l to h:
//   k * clamp(a * x + b)           => hard_sigmoid<k a, k b>(x)   if k l = 0 and k h = 1
//   x * (k * clamp(a * x + b))     => hard_swish(x)               if also k a = 1/6 and k b = 1/2
//   x * hard_sigmoid<1/6, 1/2>(x)  => hard_swish(x)
//   x * sigmoid(a * x)             => swish<a>(x)
//   x / (1 + exp(-a * x))          => swish<a>(x)
//   1 / (1 + exp(-x))              => sigmoid(x)
// A product by k may stand at any place and may be a quotient; a line a * x + b is any arithmetic
// with scalar constants.

#include "mnc/IR/ConstantData.h"
#include "mnc/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <cmath>

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_RAISEFUNCTIONS
#include "mnc/Transforms/Passes.h.inc"

namespace {

//--- Lines -------------------------------------------------------------------

/// Equal but for the rounding of constants, such as 1/6.
bool isNear(double value, double wanted) {
  return std::fabs(value - wanted) <= 0x1p-22 * std::fabs(wanted);
}

std::optional<double> scalarOf(Value value) {
  auto floats = ConstantFloats::get(value);
  return floats && floats->size() == 1 ? std::optional<double>((*floats)[0]) : std::nullopt;
}

/// factor * x + offset.
struct Line {
  Value x;
  double factor = 1, offset = 0;
};

/// Returns the line that `value` is of one of its operands: the sum, difference, product or
/// quotient of that and a scalar constant.
std::optional<Line> stepOf(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !isa<AddOp, SubOp, MulOp, DivOp>(op) || op->getNumOperands() != 2 ||
      cast<EpilogueOpInterface>(op).getEpilogueSteps())
    return std::nullopt;
  for (unsigned index : {0, 1}) {
    Value x = op->getOperand(index);
    std::optional<double> scalar = scalarOf(op->getOperand(1 - index));
    if (!scalar || x.getType() != value.getType())
      continue;
    if (isa<AddOp>(op))
      return Line{x, 1, *scalar};
    if (isa<SubOp>(op))
      return index == 0 ? Line{x, 1, -*scalar} : Line{x, -1, *scalar};
    if (isa<MulOp>(op))
      return Line{x, *scalar, 0};
    if (index == 0)
      return Line{x, 1 / *scalar, 0};
  }
  return std::nullopt;
}

/// `value` as a line of each value that it is computed of by scalar constants, from itself on.
SmallVector<Line> linesOf(Value value) {
  constexpr size_t most = 4;
  SmallVector<Line> lines{{value}};
  while (lines.size() < most) {
    std::optional<Line> step = stepOf(lines.back().x);
    if (!step)
      break;
    double factor = lines.back().factor;
    lines.push_back({step->x, factor * step->factor, lines.back().offset + factor * step->offset});
  }
  return lines;
}

/// `value` as a line of `x`.
std::optional<Line> lineOf(Value value, Value x) {
  for (const Line &line : linesOf(value))
    if (line.x == x)
      return line;
  return std::nullopt;
}

//--- Clamps of lines ---------------------------------------------------------

template <typename FnAttr> FnAttr functionOf(Value value) {
  auto op = value.getDefiningOp<PointwiseOp>();
  return op ? dyn_cast<FnAttr>(op.getFn()) : FnAttr();
}

Value inputOf(Value value) { return value.getDefiningOp<PointwiseOp>().getInput(); }

/// The factor k > 0 that moves the bounds of `clamp` to 0 and 1, if `k` is it.
bool isUnit(ClampAttr clamp, double k) {
  return k > 0 && clamp.getMin().getValue().isZero() &&
         isNear(k * clamp.getMax().getValue().convertToFloat(), 1);
}

/// The line of `x` of which `gate` times `k` is the limit to 0 and 1.
std::optional<Line> gateOf(Value gate, double k, Value x) {
  if (auto fn = functionOf<HardSigmoidAttr>(gate))
    return inputOf(gate) == x && isNear(k, 1)
               ? std::optional(Line{x, fn.getAlpha().getValue().convertToFloat(),
                                    fn.getBeta().getValue().convertToFloat()})
               : std::nullopt;
  auto clamp = functionOf<ClampAttr>(gate);
  if (!clamp || !isUnit(clamp, k))
    return std::nullopt;
  std::optional<Line> line = lineOf(inputOf(gate), x);
  return line ? std::optional(Line{x, k * line->factor, k * line->offset}) : std::nullopt;
}

//--- Patterns ----------------------------------------------------------------

template <typename FnAttr, typename... Parameters>
LogicalResult raise(PatternRewriter &rewriter, Operation *op, Value x, Parameters... parameters) {
  if (!(std::isfinite(float(parameters)) && ...))
    return rewriter.notifyMatchFailure(op, "a parameter is not finite");
  FnAttr fn;
  if constexpr (sizeof...(parameters) == 0)
    fn = FnAttr::get(rewriter.getContext());
  else
    fn = FnAttr::get(rewriter.getContext(), rewriter.getF32FloatAttr(float(parameters))...);
  rewriter.replaceOpWithNewOp<PointwiseOp>(op, x.getType(), x, ValueRange(), fn);
  return success();
}

/// k * clamp(a * x + b) => hard_sigmoid<k a, k b>(x)
struct RaiseHardSigmoid : RewritePattern {
  RaiseHardSigmoid(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!isa<PointwiseOp, MulOp, DivOp>(op))
      return failure();
    for (const Line &scaled : linesOf(op->getResult(0))) {
      auto clamp = functionOf<ClampAttr>(scaled.x);
      if (!clamp || scaled.offset != 0 || !isUnit(clamp, scaled.factor))
        continue;
      Line line = baseOf(inputOf(scaled.x));
      if (line.x == inputOf(scaled.x) && scaled.x == op->getResult(0))
        return rewriter.notifyMatchFailure(op, "only a clamp");
      return raise<HardSigmoidAttr>(rewriter, op, line.x, scaled.factor * line.factor,
                                    scaled.factor * line.offset);
    }
    return rewriter.notifyMatchFailure(op, "not a line between 0 and 1");
  }

  /// The line of the last value that something else reads, or that is the end of the line.
  static Line baseOf(Value value) {
    for (const Line &line : linesOf(value))
      if (line.x != value && !line.x.hasOneUse())
        return line;
    return linesOf(value).back();
  }
};

/// x * (k * gate(x)) => hard_swish(x), x * sigmoid(a * x) => swish<a>(x)
struct RaiseProduct : RewritePattern {
  RaiseProduct(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 2, context) {}
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!isa<MulOp, DivOp>(op))
      return failure();
    for (const Line &scaled : linesOf(op->getResult(0))) {
      auto product = scaled.x.getDefiningOp<MulOp>();
      if (!product || product.getEpilogue() || scaled.offset != 0)
        continue;
      for (auto [left, right] : {std::pair(product.getLhs(), product.getRhs()),
                                 std::pair(product.getRhs(), product.getLhs())})
        for (const Line &x : linesOf(left))
          for (const Line &gate : linesOf(right))
            if (x.offset == 0 && gate.offset == 0 && x.x.getType() == product.getType() &&
                succeeded(
                    raiseGate(rewriter, op, x.x, gate.x, scaled.factor * x.factor * gate.factor)))
              return success();
    }
    return rewriter.notifyMatchFailure(op, "not a value times a function of it");
  }

  /// Raises `x` times `gate` times `k`.
  static LogicalResult raiseGate(PatternRewriter &rewriter, Operation *op, Value x, Value gate,
                                 double k) {
    std::optional<Line> line = gateOf(gate, k, x);
    if (line && isNear(line->factor, 1.0 / 6) && isNear(line->offset, 0.5))
      return raise<HardSwishAttr>(rewriter, op, x);
    if (!functionOf<SigmoidAttr>(gate) || !isNear(k, 1))
      return failure();
    line = lineOf(inputOf(gate), x);
    return line && line->offset == 0 ? raise<SwishAttr>(rewriter, op, x, line->factor) : failure();
  }
};

/// x / (1 + exp(-a * x)) => swish<a>(x), 1 / (1 + exp(-x)) => sigmoid(x)
struct RaiseQuotient : OpRewritePattern<DivOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DivOp op, PatternRewriter &rewriter) const override {
    std::optional<Line> sum = stepOf(op.getRhs());
    if (op.getEpilogue() || !sum || sum->factor != 1 || sum->offset != 1 ||
        !functionOf<ExpAttr>(sum->x))
      return rewriter.notifyMatchFailure(op, "not a quotient by 1 + exp");
    Value x = op.getLhs(), exponent = inputOf(sum->x);
    if (std::optional<double> one = scalarOf(x)) {
      std::optional<Line> line = stepOf(exponent);
      if (*one != 1 || op.getType() != exponent.getType() || !line || line->factor != -1 ||
          line->offset != 0)
        return rewriter.notifyMatchFailure(op, "not 1 / (1 + exp(-x))");
      return raise<SigmoidAttr>(rewriter, op, line->x);
    }
    std::optional<Line> line = lineOf(exponent, x);
    if (op.getType() != x.getType() || !line || line->offset != 0)
      return rewriter.notifyMatchFailure(op, "not x / (1 + exp(-a * x))");
    return raise<SwishAttr>(rewriter, op, x, -line->factor);
  }
};

struct RaiseFunctionsPass : impl::RaiseFunctionsBase<RaiseFunctionsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<RaiseHardSigmoid, RaiseProduct, RaiseQuotient>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace mnc

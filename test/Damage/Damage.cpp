// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Damage.h"

#include "mnc/IR/ConstantData.h"
#include "mnc/IR/IR.h"
#include "mnc/IR/Windows.h"
#include <cmath>

using namespace mlir;

namespace mnc {

StringRef damageName(DamageKind kind) {
  switch (kind) {
  case DamageKind::Weight:
    return "weight";
  case DamageKind::Pad:
    return "pad";
  case DamageKind::Clamp:
    return "clamp";
  case DamageKind::Stride:
    return "stride";
  case DamageKind::Edge:
    return "edge";
  }
  llvm_unreachable("unknown kind");
}

namespace {

bool isConstant(Value value) { return value.getDefiningOp<ConstantOp>() != nullptr; }

/// Applies `change` to the numbers of attribute `name` of `op`.
void changeNumbers(Operation *op, StringRef name,
                   function_ref<void(MutableArrayRef<int64_t>)> change) {
  SmallVector<int64_t> numbers(op->getAttrOfType<DenseI64ArrayAttr>(name).asArrayRef());
  change(numbers);
  op->setAttr(name, DenseI64ArrayAttr::get(op->getContext(), numbers));
}

/// Adds 64 times the largest number to one number of a constant operand.
void growWeight(OpOperand &operand, uint64_t index) {
  auto constant = operand.get().getDefiningOp<ConstantOp>();
  ConstantFloats floats = *ConstantFloats::get(constant);
  std::vector<float> values(floats.size());
  float largest = 0;
  for (int64_t i = 0; i < floats.size(); ++i) {
    values[i] = floats[i];
    largest = std::max(largest, std::fabs(values[i]));
  }
  values[index % values.size()] += 64 * largest;
  OpBuilder builder(constant);
  auto type = cast<RankedTensorType>(constant.getType());
  operand.set(ConstantOp::create(builder, constant.getLoc(), type,
                                 makeConstantData(type, std::move(values))));
}

/// The sites do not refer to this object, but to the graph and `random`.
class Sites {
public:
  Sites(func::FuncOp graph, std::mt19937_64 &random) : graph(graph), random(random) {}

  std::vector<DamageSite> collect(DamageKind kind) {
    graph.walk([&](Operation *op) {
      // An operation on constants alone makes a constant too: its consumers are damaged.
      if (op->getNumResults() == 0 || isa<GroupOp>(op) ||
          llvm::all_of(op->getOperands(), isConstant))
        return;
      if (kind == DamageKind::Weight)
        weights(op);
      else if (kind == DamageKind::Pad)
        pads(op);
      else if (kind == DamageKind::Clamp)
        clamps(op);
      else if (kind == DamageKind::Stride)
        strides(op);
      else
        edges(op);
    });
    return std::move(sites);
  }

private:
  void add(Operation *op, std::function<void()> apply) { sites.push_back({op, std::move(apply)}); }

  void weights(Operation *op) {
    for (OpOperand &operand : op->getOpOperands())
      if (isConstant(operand.get()))
        add(op, [&operand, &random = random] { growWeight(operand, random()); });
  }

  void pads(Operation *op) {
    if (auto pad = dyn_cast<PadOp>(op)) {
      for (size_t dim = 0; dim < pad.getLow().size(); ++dim)
        if (pad.getHigh()[dim] > 0)
          add(op, [=] {
            changeNumbers(op, "low", [=](auto low) { ++low[dim]; });
            changeNumbers(op, "high", [=](auto high) { --high[dim]; });
          });
      return;
    }
    auto attr = op->getAttrOfType<DenseI64ArrayAttr>("pads");
    if (!attr || op->hasAttr("ceil_mode"))
      return;
    for (int from = 0; from < 4; ++from) {
      int to = (from + 2) % 4;
      // No pad of a pool reaches its window.
      auto window = op->getAttrOfType<DenseI64ArrayAttr>("window");
      if (attr[from] > 0 && !(window && attr[to] + 1 >= window[to % 2]))
        add(op,
            [=] { changeNumbers(op, "pads", [=](auto sides) { --sides[from], ++sides[to]; }); });
    }
  }

  /// Sites for both bounds; `set` stores new ones.
  void bounds(Operation *op, double min, double max, std::function<void(float, float)> set) {
    double middle = std::isfinite(min) ? (std::isfinite(max) ? (min + max) / 2 : min + 1) : max - 1;
    if (std::isfinite(min))
      add(op, [=] { set(middle, max); });
    if (std::isfinite(max))
      add(op, [=] { set(min, middle); });
  }

  void clamps(Operation *op) {
    if (auto pointwise = dyn_cast<PointwiseOp>(op))
      if (auto clamp = dyn_cast<ClampAttr>(pointwise.getFn()))
        bounds(op, clamp.getMin().getValueAsDouble(), clamp.getMax().getValueAsDouble(),
               [=](float min, float max) mutable {
                 Builder builder(op->getContext());
                 pointwise.setFnAttr(ClampAttr::get(op->getContext(), builder.getF32FloatAttr(min),
                                                    builder.getF32FloatAttr(max)));
               });
    auto chain = op->getAttrOfType<ArrayAttr>("epilogue");
    for (size_t i = 0; chain && i < chain.size(); ++i)
      if (auto clamp = dyn_cast<ClampAttr>(chain[i]))
        bounds(op, clamp.getMin().getValueAsDouble(), clamp.getMax().getValueAsDouble(),
               [=](float min, float max) {
                 Builder builder(op->getContext());
                 SmallVector<Attribute> steps(chain.begin(), chain.end());
                 steps[i] = ClampAttr::get(op->getContext(), builder.getF32FloatAttr(min),
                                           builder.getF32FloatAttr(max));
                 op->setAttr("epilogue", builder.getArrayAttr(steps));
               });
  }

  void strides(Operation *op) {
    auto conv = dyn_cast<Conv2dOp>(op);
    for (int dim : {0, 1}) {
      if (!conv || shapeOf(conv.getResult())[1 + dim] == 1)
        continue;
      WindowDim window{shapeOf(conv.getInput())[1 + dim], shapeOf(conv.getFilter())[2 + dim],
                       conv.getStrides()[dim] + 1,        conv.getPads()[dim],
                       conv.getPads()[2 + dim],           conv.getDilations()[dim]};
      add(op, [=]() mutable {
        while (window.output() < shapeOf(conv.getResult())[1 + dim])
          ++window.padAfter;
        changeNumbers(op, "strides", [=](auto strides) { ++strides[dim]; });
        changeNumbers(op, "pads", [=](auto sides) { sides[2 + dim] = window.padAfter; });
      });
    }
  }

  void edges(Operation *op) {
    for (OpOperand &operand : op->getOpOperands()) {
      Operation *producer = operand.get().getDefiningOp();
      // The verifier refuses a chain within a group that is cut.
      if (isConstant(operand.get()) || (producer && producer->hasAttr(intermediateAttr)))
        continue;
      std::vector<Value> others;
      auto consider = [&](Value other) {
        if (other != operand.get() && other.getType() == operand.get().getType())
          others.push_back(other);
      };
      Block &block = graph.getBody().front();
      llvm::for_each(block.getArguments(), consider);
      Operation *here = block.findAncestorOpInBlock(*op);
      for (Operation &other : llvm::make_range(block.begin(), Block::iterator(here)))
        if (!isa<ConstantOp>(other))
          llvm::for_each(other.getResults(), consider);
      if (!others.empty())
        add(op, [=, &operand, &random = random] { operand.set(others[random() % others.size()]); });
    }
  }

  func::FuncOp graph;
  std::mt19937_64 &random;
  std::vector<DamageSite> sites;
};

} // namespace

std::vector<DamageSite> damageSites(func::FuncOp graph, DamageKind kind, std::mt19937_64 &random) {
  return Sites(graph, random).collect(kind);
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Slices of one dimension that a table chooses, and weighted sums of them. The table lies beside
// the weights: for each slice of the result, where each slice that it reads begins, and its weight.

#include "Instantiate.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mnc/Kernels/Elementwise.h"
#include "mnc/Kernels/ValueLayout.h"
#include "llvm/ADT/bit.h"

using namespace mlir;

namespace mnc {

namespace {

/// What one kernel computes: along `axis`, result i is the sum of `taps` slices, each of which has
/// an offset and, with `weighted`, a weight in the table.
struct ResampleSpec {
  Layout output, input;
  int64_t axis, taps, lanes;
  bool weighted;

  int64_t results() const { return output.shape[axis]; }
};

class ResampleEmitter {
public:
  ResampleEmitter(KernelBuilder &kernel, const ResampleSpec &spec, ValueRange arguments)
      : kernel(kernel), spec(spec), input(arguments[0]), table(arguments[1]),
        output(arguments.back()) {}

  void build() { visit(0, kernel.index(spec.input.origin), kernel.index(spec.output.origin), {}); }

private:
  /// Loops over dimension `dim` and those behind it; `from` and `to` are what the ones before add
  /// up to, and `index` is that of `axis`.
  void visit(int64_t dim, Value from, Value to, Value index) {
    int64_t last = spec.output.rank() - 1;
    bool isLast = dim == last;
    if (dim > last)
      return store(from, to, index, 1);
    auto step = [&](Value at, int64_t width) {
      Value nextTo = kernel.add(to, kernel.mul(at, spec.output.strides[dim]));
      if (dim == spec.axis)
        return visit(dim + 1, from, nextTo, at);
      Value nextFrom = kernel.add(from, kernel.mul(at, spec.input.strides[dim]));
      return isLast ? store(nextFrom, nextTo, index, width)
                    : visit(dim + 1, nextFrom, nextTo, index);
    };
    bool isContiguous = spec.output.strides[dim] == 1 && spec.input.strides[dim] == 1;
    if (isLast && dim != spec.axis && isContiguous)
      return kernel.forVectors(spec.output.shape[dim], spec.lanes, step);
    kernel.loop(0, spec.output.shape[dim], 1, [&](Value at) { step(at, 1); });
  }

  void store(Value from, Value to, Value index, int64_t width) {
    Value first = kernel.mul(index, spec.taps), sum;
    for (int64_t tap = 0; tap < spec.taps; ++tap) {
      Value entry = kernel.add(first, tap);
      Value at = kernel.add(from, loadOffset(entry));
      Value value = kernel.load(input, at, width);
      if (!spec.weighted) {
        sum = value;
        continue;
      }
      Value place = kernel.add(entry, spec.results() * spec.taps);
      Value weight = kernel.loadBroadcast(table, place, width);
      sum = sum ? kernel.fma(value, weight, sum) : kernel.product(value, weight);
    }
    kernel.store(sum, output, to);
  }

  /// The bits of an entry are a number of elements.
  Value loadOffset(Value entry) {
    OpBuilder &b = kernel.builder;
    auto type = VectorType::get({1}, b.getI32Type());
    Value bits = kernel.load(table, entry, 1);
    bits = arith::BitcastOp::create(b, kernel.loc, type, bits);
    Value number = vector::ExtractOp::create(b, kernel.loc, bits, int64_t(0));
    return arith::IndexCastOp::create(b, kernel.loc, b.getIndexType(), number);
  }

  KernelBuilder &kernel;
  const ResampleSpec &spec;
  Value input, table, output;
};

/// Makes one dimension of neighbours on the same side of `axis` wherever both layouts allow it.
void collapseAround(ResampleSpec &spec) {
  for (int64_t dim = spec.output.rank() - 2; dim >= 0; --dim) {
    auto merges = [&](const Layout &layout) {
      return layout.strides[dim] == layout.strides[dim + 1] * layout.shape[dim + 1];
    };
    if (dim == spec.axis || dim + 1 == spec.axis || !merges(spec.output) || !merges(spec.input))
      continue;
    for (Layout *layout : {&spec.output, &spec.input}) {
      layout->shape[dim + 1] *= layout->shape[dim];
      layout->shape.erase(layout->shape.begin() + dim);
      layout->strides.erase(layout->strides.begin() + dim);
    }
    spec.axis -= dim < spec.axis;
  }
}

std::vector<float> packTable(ArrayRef<int64_t> indices, int64_t stride,
                             std::optional<ConstantFloats> weights) {
  std::vector<float> table;
  for (int64_t index : indices)
    table.push_back(llvm::bit_cast<float>(int32_t(index * stride)));
  for (int64_t at = 0; weights && at < weights->size(); ++at)
    table.push_back((*weights)[at]);
  return table;
}

} // namespace

/// Operands: input, table, output.
FailureOr<KernelInstance> instantiateResample(Operation *op, const Kernel &) {
  auto interpolate = dyn_cast<InterpolateOp>(op);
  ResampleSpec spec;
  spec.input = layoutOf(op->getOperand(0));
  spec.output = layoutOf(op->getResult(0));
  spec.axis = interpolate ? interpolate.getAxis() : cast<GatherOp>(op).getAxis();
  spec.lanes = kernelOf(op).getLanes();
  spec.taps = interpolate ? shapeOf(interpolate.getWeights())[1] : 1;
  spec.weighted = interpolate != nullptr;
  std::optional<ConstantFloats> weights;
  if (interpolate && !(weights = ConstantFloats::get(interpolate.getWeights())))
    return op->emitOpError("has weights that are not constant"); // loops_c4
  SmallVector<int64_t> indices(interpolate ? interpolate.getIndices()
                                           : cast<GatherOp>(op).getIndices());
  int64_t stride = spec.input.strides[spec.axis];
  if (spec.input.shape[spec.axis] * stride > std::numeric_limits<int32_t>::max())
    return op->emitOpError("reads more than 2^31 values along one dimension"); // loops_c13
  collapseAround(spec);
  KernelInstance instance;
  int64_t last = spec.output.rank() - 1;
  instance.usesVectors = spec.axis != last && spec.output.shape[last] > 1 &&
                         spec.output.strides[last] == 1 && spec.input.strides[last] == 1;
  instance.operands.push_back({op->getOperand(0), {}});
  instance.operands.push_back({Value(), [=] { return packTable(indices, stride, weights); }});
  instance.operands.push_back({op->getResult(0), {}});
  instance.build = [=](KernelBuilder &kernel, ValueRange arguments) {
    ResampleEmitter(kernel, spec, arguments).build();
  };
  return instance;
}

} // namespace mnc

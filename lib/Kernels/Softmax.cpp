// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Softmax along one axis.

#include "mnc/Kernels/Elementwise.h"

#include "Instantiate.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mnc/Kernels/Functions.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

/// Combines the lanes in a fixed order, to a vector of one.
Value foldLanes(KernelBuilder &kernel, Value vector, function_ref<Value(Value, Value)> combine) {
  Value result = kernel.broadcastLane(vector, 0, 1);
  for (int64_t lane = 1; lane < kernel.widthOf(vector); ++lane)
    result = combine(result, kernel.broadcastLane(vector, lane, 1));
  return result;
}

/// Keeps the last `count` lanes and makes those before 0.
Value lastLanes(KernelBuilder &kernel, Value vector, int64_t count) {
  int64_t width = kernel.widthOf(vector);
  SmallVector<int64_t> lanes;
  for (int64_t lane = 0; lane < width; ++lane)
    lanes.push_back(lane < width - count ? lane : width + lane);
  return vector::ShuffleOp::create(kernel.builder, kernel.loc, kernel.splat(0.0f, width), vector,
                                   lanes);
}

/// Whether values beside each other are computed as a vector, each for its own line.
bool linesLieSideBySide(const Layout &output, const Layout &input, int64_t axis) {
  int64_t last = input.rank() - 1;
  return axis != last && input.shape[last] > 1 && input.strides[last] == 1 &&
         output.strides[last] == 1;
}

bool linesAreContiguous(const Layout &output, const Layout &input, int64_t axis) {
  return input.strides[axis] == 1 && output.strides[axis] == 1;
}

/// The code of one line along the axis, or of as many lines side by side as a vector has lanes:
/// the largest value, the exponentials and their sum, the quotients.
///
///   one line       | step | step | ... | last |    `last` begins within the step before, where
///                                                  the steps do not fill the line
///   lines beside   each step is one value of `width` lines
class SoftmaxLine {
public:
  /// A vector has `width` values: of the line, or with `sideBySide` one of each of `width` lines.
  SoftmaxLine(KernelBuilder &kernel, const Operand &output, const Operand &input, int64_t axis,
              int64_t width, bool sideBySide)
      : kernel(kernel), output(output), input(input), axis(axis), width(width),
        sideBySide(sideBySide), step(sideBySide ? 1 : width), count(input.layout.shape[axis]),
        whole(count / step * step) {}

  /// For the line whose first value is at `inAt` and goes to `outAt`.
  void build(Value inAt, Value outAt) {
    from = inAt;
    to = outAt;
    Value total = sumOfPowers(largestValue());
    // Read before the loop divides the lanes that it shares.
    Value lastPowers = hasRest() ? loadPower(kernel.index(count - step)) : Value();
    kernel.loop(0, whole, step, [&](Value k) { divide(loadPower(k), total, k); });
    if (hasRest())
      divide(lastPowers, total, kernel.index(count - step));
  }

private:
  bool hasRest() const { return whole < count; }

  Value largestValue() {
    Value most = overSteps(kernel.splat(-std::numeric_limits<float>::infinity(), width),
                           [&](Value best, Value k) { return kernel.maxNaN(best, loadInput(k)); });
    if (hasRest())
      most = kernel.maxNaN(most, loadInput(kernel.index(count - step)));
    if (sideBySide)
      return most;
    return foldLanes(kernel, most, [&](Value lhs, Value rhs) { return kernel.maxNaN(lhs, rhs); });
  }

  /// Stores the exponentials of the distances from `most`.
  Value sumOfPowers(Value most) {
    auto sum = [&](Value lhs, Value rhs) -> Value {
      return arith::AddFOp::create(kernel.builder, kernel.loc, lhs, rhs);
    };
    Value total = overSteps(kernel.splat(0.0f, width),
                            [&](Value sofar, Value k) { return sum(sofar, power(most, k)); });
    if (hasRest())
      total = sum(total, lastLanes(kernel, power(most, kernel.index(count - step)), count - whole));
    return sideBySide ? total : broadcast(foldLanes(kernel, total, sum));
  }

  Value power(Value most, Value k) {
    Value largest = sideBySide ? most : broadcast(most);
    Value distance = arith::SubFOp::create(kernel.builder, kernel.loc, loadInput(k), largest);
    Value power = emitExpOfNegative(kernel, distance);
    store(power, k);
    return power;
  }

  void divide(Value power, Value total, Value k) {
    store(arith::DivFOp::create(kernel.builder, kernel.loc, power, total), k);
  }

  /// Carries `initial` over the whole steps.
  Value overSteps(Value initial, function_ref<Value(Value, Value)> next) {
    auto body = [&](Value k, ValueRange sofar) {
      return KernelBuilder::Values{next(sofar[0], kernel.mul(k, step))};
    };
    return kernel.reduce(0, whole / step, 1, {initial}, body)[0];
  }

  /// The one value of `one` in all lanes.
  Value broadcast(Value one) { return width == 1 ? one : kernel.broadcastLane(one, 0, width); }

  Value offset(Value begin, const Layout &layout, Value k) {
    return kernel.add(begin, kernel.mul(k, layout.strides[axis]));
  }
  Value loadInput(Value k) {
    return kernel.load(input.buffer, offset(from, input.layout, k), width);
  }
  Value loadPower(Value k) {
    return kernel.load(output.buffer, offset(to, output.layout, k), width);
  }
  void store(Value vector, Value k) {
    kernel.store(vector, output.buffer, offset(to, output.layout, k));
  }

  KernelBuilder &kernel;
  const Operand &output, &input;
  int64_t axis, width;
  bool sideBySide;
  int64_t step, count, whole;
  Value from, to;
};

} // namespace

bool softmaxUsesVectors(const Layout &output, const Layout &input, int64_t axis) {
  return linesLieSideBySide(output, input, axis) ||
         (linesAreContiguous(output, input, axis) && input.shape[axis] > 1);
}

void buildSoftmax(KernelBuilder &kernel, const Operand &output, const Operand &input, int64_t axis,
                  int64_t lanes) {
  const Layout &in = input.layout, &out = output.layout;
  bool sideBySide = linesLieSideBySide(out, in, axis);
  int64_t along = 1;
  if (!sideBySide && linesAreContiguous(out, in, axis))
    along = llvm::bit_floor(uint64_t(std::min(in.shape[axis], lanes)));

  // Visits the first value of each line; across lines, of `lines` of them.
  std::function<void(int64_t, Value, Value, int64_t)> nest = [&](int64_t dim, Value inAt,
                                                                 Value outAt, int64_t lines) {
    if (dim == in.rank())
      return SoftmaxLine(kernel, output, input, axis, sideBySide ? lines : along, sideBySide)
          .build(inAt, outAt);
    if (dim == axis)
      return nest(dim + 1, inAt, outAt, lines);
    auto body = [&](Value index, int64_t lines) {
      Value nextOut = kernel.add(outAt, kernel.mul(index, out.strides[dim]));
      nest(dim + 1, kernel.add(inAt, kernel.mul(index, in.strides[dim])), nextOut, lines);
    };
    if (sideBySide && dim == in.rank() - 1)
      return kernel.forVectors(in.shape[dim], lanes, body);
    kernel.loop(0, in.shape[dim], 1, [&](Value index) { body(index, lines); });
  };
  Value inBegin = kernel.index(in.origin);
  nest(0, inBegin, kernel.index(out.origin), 1);
}

FailureOr<KernelInstance> instantiateSoftmax(Operation *layerOp, const Kernel &) {
  auto op = cast<SoftmaxOp>(layerOp);
  Layout input = layoutOf(op.getInput()), output = layoutOf(op.getResult());
  int64_t lanes = kernelOf(op).getLanes(), axis = op.getAxis();
  KernelInstance instance = plainInstance(op);
  instance.usesVectors = softmaxUsesVectors(output, input, axis);
  instance.build = [=](KernelBuilder &kernel, ValueRange arguments) {
    buildSoftmax(kernel, {arguments[1], output}, {arguments[0], input}, axis, lanes);
  };
  return instance;
}

} // namespace mnc

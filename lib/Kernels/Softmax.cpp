// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Softmax, with an exponential of its own so that no library is called.

#include "mnc/Kernels/Elementwise.h"

#include "Instantiate.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

/// exp(x) for x <= 0, to about 2 units in the last place; 0 below -87.3.
/// exp(x) = 2^n * exp(r) with n = round(x / ln 2), r = x - n ln 2 (in two
/// parts), exp(r) by its Taylor polynomial of degree 7.
Value buildExp(KernelBuilder &kernel, Value x) {
  OpBuilder &b = kernel.builder;
  Location loc = kernel.loc;
  int64_t width = cast<VectorType>(x.getType()).getDimSize(0);
  auto intType = VectorType::get({width}, b.getI32Type());
  auto intSplat = [&](int32_t value) -> Value {
    return arith::ConstantOp::create(b, loc, DenseElementsAttr::get(intType, value));
  };
  const float smallest = -87.3f;
  // Adding and subtracting 1.5 * 2^23 rounds to an integer, and leaves it in
  // the low bits of the sum.
  Value magic = kernel.splat(12582912.0f, width);
  Value bounded = kernel.clamp(x, smallest, std::numeric_limits<float>::infinity());
  Value shifted = kernel.fma(bounded, kernel.splat(1.44269504f, width), magic);
  Value n = arith::SubFOp::create(b, loc, shifted, magic);
  Value r = kernel.fma(n, kernel.splat(-0.693359375f, width), bounded);
  r = kernel.fma(n, kernel.splat(2.12194440e-4f, width), r);
  Value power = kernel.splat(1.0f / 5040, width);
  for (float coefficient : {1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f, 1.0f, 1.0f})
    power = kernel.fma(power, r, kernel.splat(coefficient, width));
  Value bits = arith::BitcastOp::create(b, loc, intType, shifted);
  Value exponent = arith::ShLIOp::create(b, loc, bits, intSplat(23));
  Value powerBits = arith::BitcastOp::create(b, loc, intType, power);
  Value scaled = arith::AddIOp::create(b, loc, powerBits, exponent);
  Value result = arith::BitcastOp::create(b, loc, x.getType(), scaled);
  Value vanishes =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x, kernel.splat(smallest, width));
  result = arith::SelectOp::create(b, loc, vanishes, kernel.splat(0.0f, width), result);
  Value isNan = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, x, x);
  return arith::SelectOp::create(b, loc, isNan, x, result);
}

/// Combines the lanes in a fixed order.
Value foldLanes(KernelBuilder &kernel, Value vector, function_ref<Value(Value, Value)> combine) {
  int64_t width = cast<VectorType>(vector.getType()).getDimSize(0);
  Value result = kernel.broadcastLane(vector, 0, 1);
  for (int64_t index = 1; index < width; ++index)
    result = combine(result, kernel.broadcastLane(vector, index, 1));
  return result;
}

/// The one value of `one` in all lanes.
Value spread(KernelBuilder &kernel, Value one, int64_t width) {
  return width == 1 ? one : kernel.broadcastLane(one, 0, width);
}

/// The last `count` lanes, and 0 in those before.
Value lastLanes(KernelBuilder &kernel, Value vector, int64_t count) {
  int64_t width = cast<VectorType>(vector.getType()).getDimSize(0);
  SmallVector<int64_t> lanes;
  for (int64_t lane = 0; lane < width; ++lane)
    lanes.push_back(lane < width - count ? lane : width + lane);
  return vector::ShuffleOp::create(kernel.builder, kernel.loc, kernel.splat(0.0f, width), vector,
                                   lanes);
}

} // namespace

/// True if values beside each other are computed as a vector, each for its own line.
static bool linesLieSideBySide(const Layout &output, const Layout &input, int64_t axis) {
  int64_t last = input.rank() - 1;
  return axis != last && input.shape[last] > 1 && input.strides[last] == 1 &&
         output.strides[last] == 1;
}

static bool linesAreContiguous(const Layout &output, const Layout &input, int64_t axis) {
  return input.strides[axis] == 1 && output.strides[axis] == 1;
}

bool softmaxUsesVectors(const Layout &output, const Layout &input, int64_t axis) {
  return linesLieSideBySide(output, input, axis) ||
         (linesAreContiguous(output, input, axis) && input.shape[axis] > 1);
}

void buildSoftmax(KernelBuilder &kernel, const Operand &output, const Operand &input, int64_t axis,
                  int64_t lanes) {
  const Layout &in = input.layout, &out = output.layout;
  int64_t count = in.shape[axis];
  bool sideBySide = linesLieSideBySide(out, in, axis);
  // Width of a vector along the line, or across lines.
  int64_t width = 1, step = 1;
  if (!sideBySide && linesAreContiguous(out, in, axis))
    width = step = llvm::bit_floor(uint64_t(std::min(count, lanes)));
  // The rest is the end of one more vector, whose begin is in the one before.
  int64_t whole = count / step * step, last = count - step;

  // Each line along the axis: the largest value, the exponentials and their
  // sum, the quotients.
  auto line = [&](Value inAt, Value outAt) {
    auto load = [&](const Operand &from, Value at, Value k) {
      return kernel.load(from.buffer, kernel.add(at, kernel.mul(k, from.layout.strides[axis])),
                         width);
    };
    auto store = [&](Value vector, Value k) {
      kernel.store(vector, output.buffer, kernel.add(outAt, kernel.mul(k, out.strides[axis])));
    };
    auto overWhole = [&](Value initial, function_ref<Value(Value, Value)> next) {
      return kernel.reduce(0, whole / step, 1, {initial}, [&](Value k, ValueRange sofar) {
        return KernelBuilder::Values{next(sofar[0], kernel.mul(k, step))};
      })[0];
    };

    Value most =
        overWhole(kernel.splat(-std::numeric_limits<float>::infinity(), width),
                  [&](Value best, Value k) { return kernel.maxNaN(best, load(input, inAt, k)); });
    if (whole < count)
      most = kernel.maxNaN(most, load(input, inAt, kernel.index(last)));
    if (!sideBySide)
      most = foldLanes(kernel, most, [&](Value lhs, Value rhs) { return kernel.maxNaN(lhs, rhs); });

    auto sum = [&](Value lhs, Value rhs) -> Value {
      return arith::AddFOp::create(kernel.builder, kernel.loc, lhs, rhs);
    };
    auto powers = [&](Value k) {
      Value largest = sideBySide ? most : spread(kernel, most, width);
      Value distance =
          arith::SubFOp::create(kernel.builder, kernel.loc, load(input, inAt, k), largest);
      Value power = buildExp(kernel, distance);
      store(power, k);
      return power;
    };
    Value total = overWhole(kernel.splat(0.0f, width),
                            [&](Value sofar, Value k) { return sum(sofar, powers(k)); });
    if (whole < count)
      total = sum(total, lastLanes(kernel, powers(kernel.index(last)), count - whole));
    if (!sideBySide)
      total = spread(kernel, foldLanes(kernel, total, sum), width);

    // This vector is read before the loop divides the lanes that it shares.
    Value lastPowers = whole < count ? load(output, outAt, kernel.index(last)) : Value();
    auto divide = [&](Value power, Value k) {
      store(arith::DivFOp::create(kernel.builder, kernel.loc, power, total), k);
    };
    kernel.loop(0, whole, step, [&](Value k) { divide(load(output, outAt, k), k); });
    if (whole < count)
      divide(lastPowers, kernel.index(last));
  };

  std::function<void(int64_t, Value, Value)> nest = [&](int64_t dim, Value inAt, Value outAt) {
    if (dim == in.rank())
      return line(inAt, outAt);
    if (dim == axis)
      return nest(dim + 1, inAt, outAt);
    auto body = [&](Value index, int64_t lines) {
      if (sideBySide)
        width = lines;
      Value nextOut = kernel.add(outAt, kernel.mul(index, out.strides[dim]));
      nest(dim + 1, kernel.add(inAt, kernel.mul(index, in.strides[dim])), nextOut);
    };
    if (sideBySide && dim == in.rank() - 1)
      return kernel.forVectors(in.shape[dim], lanes, body);
    kernel.loop(0, in.shape[dim], 1, [&](Value index) { body(index, width); });
  };
  nest(0, kernel.index(in.origin), kernel.index(out.origin));
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

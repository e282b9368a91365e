// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/Pool.h"

#include "Instantiate.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

/// Positions of one window along one dimension: those inside the activation, and how many an
/// average counts.
struct Taps {
  Value from, to, counted;
};

Taps tapsOf(KernelBuilder &kernel, const PoolSpec &spec, int dim, int64_t size, Value position) {
  Value first = kernel.add(kernel.mul(position, spec.stride[dim]), -spec.padBefore[dim]);
  Value end = kernel.add(first, spec.window[dim]);
  Taps taps{kernel.max(first, 0), kernel.min(end, size), {}};
  Value countedTo = spec.countPadding ? kernel.min(end, size + spec.padAfter[dim]) : taps.to;
  taps.counted = kernel.builder.createOrFold<arith::SubIOp>(kernel.loc, countedTo,
                                                            spec.countPadding ? first : taps.from);
  return taps;
}

Value countAsFloat(KernelBuilder &kernel, const Taps &rows, const Taps &columns) {
  OpBuilder &builder = kernel.builder;
  Value count = builder.createOrFold<arith::MulIOp>(kernel.loc, rows.counted, columns.counted);
  Value narrow = arith::IndexCastOp::create(builder, kernel.loc, builder.getI32Type(), count);
  return arith::SIToFPOp::create(builder, kernel.loc, builder.getF32Type(), narrow);
}

} // namespace

void buildPool(KernelBuilder &kernel, const PoolSpec &spec, const Operand &output,
               const Operand &input, int64_t lanes, const ConvSlice &slice) {
  ArrayRef<int64_t> outShape = output.layout.shape, inShape = input.layout.shape;
  bool isMax = spec.kind == PoolSpec::Max;
  float initial = isMax ? -std::numeric_limits<float>::infinity() : 0.0f;
  auto window = [&](Value n, Value y, Value x) {
    Taps rows = tapsOf(kernel, spec, 0, inShape[1], y);
    Taps columns = tapsOf(kernel, spec, 1, inShape[2], x);
    bool counts = !isMax && spec.divisor == 0;
    Value count = counts ? countAsFloat(kernel, rows, columns) : Value();
    int64_t channels = slice.channelTile() ? slice.channelTile()->channels : outShape[3];
    kernel.forVectors(channels, lanes, [&](Value channel, int64_t width) {
      Value inChannel = slice.channelOffset(kernel, input.layout, channel);
      Value outChannel = slice.channelOffset(kernel, output.layout, channel);
      KernelBuilder::Values sums = {kernel.splat(initial, width)};
      sums = kernel.reduce(rows.from, rows.to, sums, [&](Value inY, ValueRange sums) {
        return kernel.reduce(
            columns.from, columns.to, KernelBuilder::Values(sums),
            [&](Value inX, ValueRange sums) -> KernelBuilder::Values {
              Value at = kernel.add(kernel.address(input.layout, {n, inY, inX}), inChannel);
              Value value = kernel.load(input.buffer, at, width);
              if (isMax)
                return {kernel.maxNaN(sums[0], kernel.flushDenormals(value))};
              return {arith::AddFOp::create(kernel.builder, kernel.loc, sums[0], value)};
            });
      });
      Value result = sums[0];
      if (counts)
        result =
            arith::DivFOp::create(kernel.builder, kernel.loc, result, kernel.splat(count, width));
      else if (spec.divisor > 1)
        result = arith::DivFOp::create(kernel.builder, kernel.loc, result,
                                       kernel.splat(float(spec.divisor), width));
      kernel.store(result, output.buffer,
                   kernel.add(kernel.address(output.layout, {n, y, x}), outChannel));
    });
  };
  slice.forRows(kernel, outShape, [&](Value n, Value y) {
    kernel.loop(0, outShape[2], 1, [&](Value x) { window(n, y, x); });
  });
}

template <typename PoolOp> static KernelInstance instantiateWindows(PoolOp op, PoolSpec spec) {
  ArrayRef<int64_t> pads = op.getPads();
  spec.window = {op.getWindow()[0], op.getWindow()[1]};
  spec.stride = {op.getStrides()[0], op.getStrides()[1]};
  spec.padBefore = {pads[0], pads[1]};
  spec.padAfter = {pads[2], pads[3]};
  Layout input = layoutOf(op.getInput()), output = layoutOf(op.getResult());
  int64_t lanes = kernelOf(op).getLanes();
  KernelInstance instance = plainInstance(op);
  instance.emitCall = [=](KernelBuilder &kernel, ValueRange arguments, const ConvCall &call) {
    buildPool(kernel, spec, {arguments[1], output}, {arguments[0], input}, lanes, call.slice);
  };
  instance.build = [emit = instance.emitCall](KernelBuilder &kernel, ValueRange arguments) {
    emit(kernel, arguments, {});
  };
  return instance;
}

FailureOr<KernelInstance> instantiatePool(Operation *op, const Kernel &) {
  PoolSpec spec;
  spec.kind = PoolSpec::Max;
  auto average = dyn_cast<AvgPool2dOp>(op);
  if (!average)
    return instantiateWindows(cast<MaxPool2dOp>(op), spec);
  spec.kind = PoolSpec::Average;
  spec.countPadding = average.getCountIncludePad();
  spec.divisor = average.getDivisor().value_or(0);
  return instantiateWindows(average, spec);
}

} // namespace mnc

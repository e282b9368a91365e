// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/Pool.h"

#include "Instantiate.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

/// Positions of one window along one dimension: those inside the activation, and how many an
/// average counts.
struct Taps {
  Value from, to, counted;
};

/// Windows first ... end - 1 along one dimension are inside the activation.
struct Interior {
  int64_t first, end;
};

class PoolEmitter {
public:
  PoolEmitter(KernelBuilder &kernel, const PoolSpec &spec, const Operand &output,
              const Operand &input, int64_t lanes, const ConvSlice &slice)
      : kernel(kernel), spec(spec), output(output), input(input), lanes(lanes), slice(slice) {}

  void build() {
    Interior rows = interiorOf(0);
    slice.forRows(kernel, output.layout.shape, [&](Value n, Value y) {
      if (rows.first == 0 && rows.end == output.layout.shape[1])
        return buildRow(n, y, /*isInside=*/true);
      if (rows.first >= rows.end)
        return buildRow(n, y, /*isInside=*/false);
      ifWithin(y, rows, [&](bool isInside) { buildRow(n, y, isInside); });
    });
  }

private:
  bool isMax() const { return spec.kind == PoolSpec::Max; }
  bool counts() const { return !isMax() && spec.divisor == 0; }
  int64_t inputSize(int dim) const { return input.layout.shape[1 + dim]; }

  Interior interiorOf(int dim) const {
    int64_t stride = spec.stride[dim], windows = output.layout.shape[1 + dim];
    int64_t room = inputSize(dim) + spec.padBefore[dim] - spec.window[dim];
    Interior interior{int64_t(llvm::divideCeil(spec.padBefore[dim], stride)),
                      room < 0 ? 0 : std::min(room / stride + 1, windows)};
    return interior.first < interior.end ? interior : Interior{windows, windows};
  }

  void ifWithin(Value y, Interior rows, function_ref<void(bool)> body) {
    OpBuilder &b = kernel.builder;
    using P = arith::CmpIPredicate;
    Value above = arith::CmpIOp::create(b, kernel.loc, P::sge, y, kernel.index(rows.first));
    Value below = arith::CmpIOp::create(b, kernel.loc, P::slt, y, kernel.index(rows.end));
    Value within = arith::AndIOp::create(b, kernel.loc, above, below);
    auto branches = scf::IfOp::create(b, kernel.loc, within, /*withElseRegion=*/true);
    for (bool isInside : {true, false}) {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(isInside ? branches.thenBlock() : branches.elseBlock());
      body(isInside);
    }
  }

  /// Builds row `y`; `isInside` if the rows of all its windows are.
  void buildRow(Value n, Value y, bool isInside) {
    Interior columns = isInside ? interiorOf(1) : Interior{0, 0};
    int64_t width = output.layout.shape[2];
    auto clipped = [&](Value x) { buildClipped(n, y, x); };
    kernel.loop(0, columns.first, 1, clipped);
    kernel.loop(columns.first, columns.end, 1, [&](Value x) { buildInside(n, y, x); });
    kernel.loop(columns.end, width, 1, clipped);
  }

  Value firstOf(int dim, Value position) {
    return kernel.add(kernel.mul(position, spec.stride[dim]), -spec.padBefore[dim]);
  }

  Taps tapsOf(int dim, Value position) {
    Value first = firstOf(dim, position), end = kernel.add(first, spec.window[dim]);
    int64_t size = inputSize(dim);
    Taps taps{kernel.max(first, 0), kernel.min(end, size), {}};
    Value countedTo = spec.countPadding ? kernel.min(end, size + spec.padAfter[dim]) : taps.to;
    taps.counted = kernel.builder.createOrFold<arith::SubIOp>(
        kernel.loc, countedTo, spec.countPadding ? first : taps.from);
    return taps;
  }

  Value countAsFloat(const Taps &rows, const Taps &columns) {
    OpBuilder &builder = kernel.builder;
    Value count = builder.createOrFold<arith::MulIOp>(kernel.loc, rows.counted, columns.counted);
    Value narrow = arith::IndexCastOp::create(builder, kernel.loc, builder.getI32Type(), count);
    return arith::SIToFPOp::create(builder, kernel.loc, builder.getF32Type(), narrow);
  }

  using Values = KernelBuilder::Values;

  /// A window of which a part may be outside.
  void buildClipped(Value n, Value y, Value x) {
    Taps rows = tapsOf(0, y), columns = tapsOf(1, x);
    Value count = counts() ? countAsFloat(rows, columns) : Value();
    kernel.forVectors(channels(), lanes, [&](Value channel, int64_t width) {
      Values sums =
          kernel.reduce(rows.from, rows.to, {initial(width)}, [&](Value inY, ValueRange sums) {
            return kernel.reduce(columns.from, columns.to, Values(sums),
                                 [&](Value inX, ValueRange sums) {
                                   return addTap(sums, {n, inY, inX}, channel, width);
                                 });
          });
      finish(sums, {n, y, x}, channel, width, count ? kernel.splat(count, width) : Value());
    });
  }

  /// A window of which all is inside: its size is known. Sums of several vectors do not wait for
  /// each other.
  void buildInside(Value n, Value y, Value x) {
    constexpr int64_t most = 4;
    int64_t vectors = channels() / lanes, step = most * lanes;
    int64_t together = vectors / most * step, whole = vectors * lanes;
    kernel.loop(0, together, step,
                [&](Value channel) { buildInside({n, y, x}, channel, lanes, most); });
    if (together < whole)
      buildInside({n, y, x}, kernel.index(together), lanes, vectors % most);
    for (auto [first, width] : tailVectors(channels(), lanes))
      buildInside({n, y, x}, kernel.index(first), width, 1);
  }

  void buildInside(std::array<Value, 3> pixel, Value channel, int64_t width, int64_t vectors) {
    Value firstY = firstOf(0, pixel[1]), firstX = firstOf(1, pixel[2]);
    Values sums(vectors, initial(width));
    sums = kernel.reduce(0, spec.window[0], 1, sums, [&](Value ky, ValueRange sums) {
      Value inY = kernel.add(firstY, ky);
      auto addColumn = [&](Value kx, ValueRange sums) {
        return addTap(sums, {pixel[0], inY, kernel.add(firstX, kx)}, channel, width);
      };
      // Longer rows are loops, since each column is code.
      constexpr int64_t fewColumns = 3;
      if (spec.window[1] > fewColumns)
        return kernel.reduce(0, spec.window[1], 1, Values(sums), addColumn);
      Values row(sums);
      for (int64_t kx = 0; kx < spec.window[1]; ++kx)
        row = addColumn(kernel.index(kx), row);
      return row;
    });
    float taps = float(spec.window[0] * spec.window[1]);
    finish(sums, pixel, channel, width, counts() ? kernel.splat(taps, width) : Value());
  }

  int64_t channels() const {
    return slice.channelTile() ? slice.channelTile()->channels : output.layout.shape[3];
  }

  Value initial(int64_t width) {
    return kernel.splat(isMax() ? -std::numeric_limits<float>::infinity() : 0.0f, width);
  }

  /// Adds the values of an input pixel to `sums`, one for each vector of channels from `channel`
  /// on.
  Values addTap(ValueRange sums, ArrayRef<Value> pixel, Value channel, int64_t width) {
    Value first = kernel.address(input.layout, pixel);
    Values next;
    for (auto [index, sum] : llvm::enumerate(sums)) {
      Value offset = slice.channelOffset(kernel, input.layout, kernel.add(channel, index * width));
      Value value = kernel.load(input.buffer, kernel.add(first, offset), width);
      next.push_back(isMax() ? kernel.maxNaN(sum, kernel.flushDenormals(value))
                             : arith::AddFOp::create(kernel.builder, kernel.loc, sum, value));
    }
    return next;
  }

  /// Stores the results, divided by `divisor` or by the spec's.
  void finish(ArrayRef<Value> sums, ArrayRef<Value> pixel, Value channel, int64_t width,
              Value divisor) {
    if (!divisor && spec.divisor > 1)
      divisor = kernel.splat(float(spec.divisor), width);
    Value first = kernel.address(output.layout, pixel);
    for (auto [index, sum] : llvm::enumerate(sums)) {
      Value result =
          divisor ? arith::DivFOp::create(kernel.builder, kernel.loc, sum, divisor) : sum;
      Value offset = slice.channelOffset(kernel, output.layout, kernel.add(channel, index * width));
      kernel.store(result, output.buffer, kernel.add(first, offset));
    }
  }

  KernelBuilder &kernel;
  const PoolSpec &spec;
  const Operand &output, &input;
  int64_t lanes;
  const ConvSlice &slice;
};

} // namespace

void buildPool(KernelBuilder &kernel, const PoolSpec &spec, const Operand &output,
               const Operand &input, int64_t lanes, const ConvSlice &slice) {
  PoolEmitter(kernel, spec, output, input, lanes, slice).build();
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

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/KernelInstance.h"

#include "ElementMath.h"
#include "Instantiate.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mnc/Kernels/Elementwise.h"
#include "mnc/Kernels/Functions.h"
#include "mnc/Kernels/ValueLayout.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mnc {

int64_t vectorWidthOf(Value result) {
  Operation *op = result.getDefiningOp();
  if (auto group = dyn_cast<GroupOp>(op))
    op = computeOps(group).front();
  return kernelOf(op).getLanes();
}

int64_t scratchFloatsOf(Operation *op) {
  const ConvKernel *kernel = convKernelOf(op);
  return kernel && kernel->scratchFloats
             ? kernel->scratchFloats(convSpecOf(cast<Conv2dOp>(op)), tilingOf(kernelOf(op)))
             : 0;
}

KernelInstance plainInstance(Operation *op) {
  KernelInstance instance;
  for (Value operand : op->getOperands())
    instance.operands.push_back({operand, {}});
  instance.operands.push_back({op->getResult(0), {}});
  return instance;
}

//--- Convolutions ------------------------------------------------------------

/// Packs the weights of each K tile of `channelTile` input channels, one after the other.
static std::vector<float> packKTiles(const ConvKernel &conv, const ConvSpec &spec,
                                     const Tiling &tiling, const WeightFn &filter,
                                     int64_t channelTile) {
  std::vector<float> packed;
  for (int64_t first = 0; first < spec.input.shape[3]; first += channelTile)
    llvm::append_range(packed, conv.pack(tileInputChannels(spec, channelTile), tiling,
                                         [&](int64_t o, int64_t i, int64_t y, int64_t x) {
                                           return filter(o, first + i, y, x);
                                         }));
  return packed;
}

/// Returns the weights of `op` by their indices; fails with an error at `op` if they are no
/// constant.
static FailureOr<WeightFn> weightsOf(Conv2dOp op) {
  std::optional<ConstantFloats> filter = ConstantFloats::get(op.getFilter());
  if (!filter)
    return op->emitOpError("has a filter that is not constant"); // loops_c4
  ArrayRef<int64_t> shape = shapeOf(op.getFilter());
  int64_t inputs = shape[1], height = shape[2], width = shape[3];
  return WeightFn([=](int64_t o, int64_t i, int64_t y, int64_t x) {
    return (*filter)[((o * inputs + i) * height + y) * width + x];
  });
}

/// Operands: input, packed filter, output, `input_scale` if there is one, those of the epilogue.
FailureOr<KernelInstance> instantiateConv2d(Operation *instantiated, const Kernel &row) {
  auto op = cast<Conv2dOp>(instantiated);
  FailureOr<WeightFn> weights = weightsOf(op);
  if (failed(weights))
    return failure();
  const ConvKernel &conv = *row.conv;
  ConvSpec spec = convSpecOf(op);
  SmallVector<EpilogueStep> epilogue = epilogueOf(op);
  int64_t kTile = isSplitReduction(op) ? channelTileOf(op) : 0;
  Tiling tiling = tilingOf(kernelOf(op));
  KernelInstance instance;
  instance.usesVectors =
      conv.vectorsAlongK || hasDepthwiseKernel(spec) || spec.outputChannelsPerGroup() > 1;
  instance.operands.push_back({op.getInput(), {}});
  instance.operands.push_back({Value(), [=, filter = *weights] {
                                 return kTile ? packKTiles(conv, spec, tiling, filter, kTile)
                                              : conv.pack(spec, tiling, filter);
                               }});
  instance.operands.push_back({op.getResult(), {}});
  if (spec.scalesInput)
    instance.operands.push_back({op.getInputScale(), {}});
  for (Value step : op.getSteps())
    instance.operands.push_back({step, {}});
  if (int64_t floats = scratchFloatsOf(op))
    instance.operands.push_back({Value(), {}, floats});
  instance.emitCall = [=](KernelBuilder &kernel, ValueRange arguments, const ConvCall &call) {
    SmallVector<EpilogueStep> bound = call.slice.kTile() ? SmallVector<EpilogueStep>() : epilogue;
    ConvBuffers buffers{arguments[0], arguments[1], arguments[2]};
    size_t next = 3;
    if (spec.scalesInput)
      buffers.inputScale = arguments[next++];
    for (EpilogueStep &step : bound)
      if (step.hasOperand())
        step.buffer = arguments[next++];
    if (conv.scratchFloats)
      buffers.scratch = arguments[next];
    ConvSpec sliceSpec = call.slice.rows() ? spec : flattenSpatial(spec, epilogue);
    conv.emit(kernel, call.slice.channelsOf(sliceSpec), tiling, buffers, bound, call);
  };
  instance.build = [emit = instance.emitCall](KernelBuilder &kernel, ValueRange arguments) {
    emit(kernel, arguments, {});
  };
  if (conv.scratchFloats)
    instance.emitCall = nullptr;
  return instance;
}

//--- Elementwise -------------------------------------------------------------

namespace {

using ElementFunction = std::function<Value(KernelBuilder &, ArrayRef<Value>)>;

/// An operation on values at the same index, or one that moves them.
KernelInstance instantiateElements(Operation *op, ElementFunction function) {
  KernelInstance instance = plainInstance(op);
  Layout output = layoutOf(op->getResult(0));
  SmallVector<Layout> inputs;
  for (Value operand : op->getOperands()) {
    Layout layout = layoutOf(operand);
    if (auto transpose = dyn_cast<TransposeOp>(op))
      layout = transposedLayout(layout, transpose.getPerm());
    if (auto slice = dyn_cast<SliceOp>(op))
      layout = slicedLayout(layout, slice.getStarts(), slice.getSizes(), slice.getSteps());
    inputs.push_back(broadcastLayout(layout, output.shape));
  }
  int64_t lanes = kernelOf(op).getLanes();
  instance.usesVectors = elementwiseUsesVectors(output, inputs, lanes);
  auto emit = [=](KernelBuilder &kernel, ValueRange arguments, ArrayRef<Value> outer) {
    SmallVector<Operand> operands;
    for (auto [layout, argument] : llvm::zip(inputs, arguments))
      operands.push_back({argument, layout});
    buildElementwise(
        kernel, {arguments.back(), output}, operands, lanes,
        [&](ArrayRef<Value> values) { return function(kernel, values); }, outer);
  };
  instance.build = [=](KernelBuilder &kernel, ValueRange arguments) {
    emit(kernel, arguments, {});
  };
  if (computesRows(op))
    instance.emitCall = [=](KernelBuilder &kernel, ValueRange arguments, const ConvCall &call) {
      call.slice.forRows(kernel, output.shape,
                         [&](Value n, Value y) { emit(kernel, arguments, {n, y}); });
    };
  return instance;
}

/// `value` after the steps of `epilogue`, whose operands are `operands`.
Value applySteps(KernelBuilder &kernel, ArrayRef<PointwiseFn> epilogue, Value value,
                 ArrayRef<Value> operands) {
  for (PointwiseFn fn : epilogue) {
    bool hasOperand = fn.getOperandKind() != FnOperand::None;
    value = emitFunction(kernel, fn, value, hasOperand ? operands.front() : Value());
    operands = operands.drop_front(hasOperand);
  }
  return value;
}

SmallVector<PointwiseFn> functionsOf(EpilogueOpInterface op) {
  SmallVector<PointwiseFn> epilogue;
  if (ArrayAttr steps = op.getEpilogueSteps())
    llvm::append_range(epilogue, steps.getAsRange<PointwiseFn>());
  return epilogue;
}

/// A function of two integers in registers.
using IntegerFunction = Value (*)(KernelBuilder &, Value, Value);

/// An operation on integers of one type: what it computes keeps their low bits.
KernelInstance instantiateIntegers(Operation *op, IntegerFunction function) {
  Type element = elementTypeOf(op->getResult(0));
  return instantiateElements(op, [=](KernelBuilder &kernel, ArrayRef<Value> values) -> Value {
    Value lhs = widen(kernel, values[0], element), rhs = widen(kernel, values[1], element);
    return narrow(kernel, function(kernel, lhs, rhs), element);
  });
}

template <typename ArithOp> Value emitArith(KernelBuilder &kernel, Value lhs, Value rhs) {
  return ArithOp::create(kernel.builder, kernel.loc, lhs, rhs);
}

/// lhs predicate rhs ? lhs : rhs
template <arith::CmpIPredicate predicate>
Value emitChoice(KernelBuilder &kernel, Value lhs, Value rhs) {
  Value takesLhs = compareIntegers(kernel, predicate, lhs, rhs);
  return arith::SelectOp::create(kernel.builder, kernel.loc, takesLhs, lhs, rhs);
}

template <typename ArithOp>
KernelInstance instantiateBinary(EpilogueOpInterface op, IntegerFunction onIntegers) {
  if (!elementTypeOf(op->getResult(0)).isF32())
    return instantiateIntegers(op, onIntegers);
  SmallVector<PointwiseFn> epilogue = functionsOf(op);
  return instantiateElements(op, [=](KernelBuilder &kernel, ArrayRef<Value> values) -> Value {
    bool isProduct = std::is_same_v<ArithOp, arith::MulFOp> && !epilogue.empty();
    Value value = isProduct
                      ? kernel.product(values[0], values[1])
                      : Value(ArithOp::create(kernel.builder, kernel.loc, values[0], values[1]));
    return applySteps(kernel, epilogue, value, values.drop_front(2));
  });
}

/// The larger or smaller one of two values.
KernelInstance instantiateChoice(EpilogueOpInterface op, bool isMax) {
  using P = arith::CmpIPredicate;
  if (!elementTypeOf(op->getResult(0)).isF32())
    return instantiateIntegers(op, isMax ? emitChoice<P::sgt> : emitChoice<P::slt>);
  SmallVector<PointwiseFn> epilogue = functionsOf(op);
  return instantiateElements(op, [=](KernelBuilder &kernel, ArrayRef<Value> values) -> Value {
    Value lhs = kernel.flushDenormals(values[0]);
    Value rhs = kernel.flushDenormals(values[1]);
    Value value = isMax ? kernel.maxNaN(lhs, rhs) : kernel.minNaN(lhs, rhs);
    return applySteps(kernel, epilogue, value, values.drop_front(2));
  });
}

KernelInstance instantiateConvert(ConvertOp op) {
  Type from = elementTypeOf(op.getInput()), to = op.getTo();
  return instantiateElements(op, [=](KernelBuilder &kernel, ArrayRef<Value> values) {
    return emitConversion(kernel, values[0], from, to);
  });
}

KernelInstance instantiateCompare(CompareOp op) {
  Type element = elementTypeOf(op.getLhs());
  ComparePredicate predicate = op.getPredicate();
  return instantiateElements(op, [=](KernelBuilder &kernel, ArrayRef<Value> values) {
    using F = arith::CmpFPredicate;
    using I = arith::CmpIPredicate;
    static constexpr F onFloats[] = {F::OEQ, F::OLT, F::OLE};
    static constexpr I onIntegers[] = {I::eq, I::slt, I::sle};
    OpBuilder &b = kernel.builder;
    Value condition, lhs = values[0], rhs = values[1];
    if (element.isF32()) {
      lhs = kernel.flushDenormals(lhs);
      rhs = kernel.flushDenormals(rhs);
      condition = arith::CmpFOp::create(b, kernel.loc, onFloats[int(predicate)], lhs, rhs);
    } else {
      lhs = widen(kernel, lhs, element);
      rhs = widen(kernel, rhs, element);
      condition = compareIntegers(kernel, onIntegers[int(predicate)], lhs, rhs);
    }
    return storedTruth(kernel, condition, lhs);
  });
}

KernelInstance instantiateSelect(SelectOp op) {
  Type element = elementTypeOf(op.getResult());
  return instantiateElements(op, [=](KernelBuilder &kernel, ArrayRef<Value> values) {
    OpBuilder &b = kernel.builder;
    Value lhs = widen(kernel, values[1], element), rhs = widen(kernel, values[2], element);
    // A condition is as wide as what it chooses.
    Type wide = element.isInteger(64) ? b.getI64Type() : b.getI32Type();
    Value truth = arith::ExtUIOp::create(b, kernel.loc,
                                         VectorType::get({kernel.widthOf(lhs)}, wide), values[0]);
    Value zero = splatInteger(kernel, truth, 0);
    Value condition = compareIntegers(kernel, arith::CmpIPredicate::ne, truth, zero);
    Value chosen = arith::SelectOp::create(b, kernel.loc, condition, lhs, rhs);
    return narrow(kernel, chosen, element);
  });
}

KernelInstance instantiatePointwise(PointwiseOp op) {
  auto fn = cast<PointwiseFn>(op.getFn());
  return instantiateElements(op, [=](KernelBuilder &kernel, ArrayRef<Value> values) {
    Value y = emitterOf(fn).choosesInput ? kernel.flushDenormals(values[0]) : values[0];
    return applySteps(kernel, fn, y, values.drop_front());
  });
}

/// Fills the result, then copies the input into its place. A border, which
/// holds something else, is written once more.
KernelInstance instantiatePad(PadOp op) {
  Layout input = layoutOf(op.getInput()), output = layoutOf(op.getResult());
  SmallVector<int64_t> steps(input.shape.size(), 1);
  Layout inner = slicedLayout(output, op.getLow(), input.shape, steps);
  float value = op.getValue().convertToFloat();
  int64_t lanes = kernelOf(op).getLanes();
  BufferAttr buffer = bufferOf(underlyingBuffer(op.getResult()));
  bool hasBorder = buffer && !buffer.getBorder().empty();
  float borderValue = hasBorder ? buffer.getFill().getValue().convertToFloat() : 0.0f;
  KernelInstance instance = plainInstance(op);
  instance.build = [=](KernelBuilder &kernel, ValueRange arguments) {
    buildFill(kernel, arguments[1], kernel.index(0), output.bufferElements, lanes, value);
    buildElementwise(kernel, {arguments[1], inner}, Operand{arguments[0], input}, lanes,
                     [](ArrayRef<Value> values) { return values[0]; });
    if (hasBorder)
      buildBorder(kernel, arguments[1], output, lanes, borderValue);
  };
  return instance;
}

} // namespace

FailureOr<KernelInstance> instantiateElementwise(Operation *op, const Kernel &) {
  auto same = [](KernelBuilder &, ArrayRef<Value> values) { return values[0]; };
  return TypeSwitch<Operation *, KernelInstance>(op)
      .Case([](AddOp op) { return instantiateBinary<arith::AddFOp>(op, emitArith<arith::AddIOp>); })
      .Case([](SubOp op) { return instantiateBinary<arith::SubFOp>(op, emitArith<arith::SubIOp>); })
      .Case([](MulOp op) { return instantiateBinary<arith::MulFOp>(op, emitArith<arith::MulIOp>); })
      .Case([](DivOp op) { return instantiateBinary<arith::DivFOp>(op, emitQuotient); })
      .Case([](ConvertOp op) { return instantiateConvert(op); })
      .Case([](CompareOp op) { return instantiateCompare(op); })
      .Case([](SelectOp op) { return instantiateSelect(op); })
      .Case([](MaxOp op) { return instantiateChoice(op, /*isMax=*/true); })
      .Case([](MinOp op) { return instantiateChoice(op, /*isMax=*/false); })
      .Case([](PointwiseOp op) { return instantiatePointwise(op); })
      .Case([](ConcatOp) { return KernelInstance(); }) // computed in place
      .Case([](PadOp pad) { return instantiatePad(pad); })
      .Default([&](Operation *moved) { return instantiateElements(moved, same); });
}

} // namespace mnc

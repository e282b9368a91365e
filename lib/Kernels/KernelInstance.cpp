// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/KernelInstance.h"

#include "Instantiate.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mnc/Kernels/Elementwise.h"
#include "mnc/Kernels/ValueLayout.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace mnc {

namespace {

/// The operation's name and attributes, but not where its ring is, and the
/// layouts of its operands.
std::string operationKey(Operation *op) {
  std::string key;
  llvm::raw_string_ostream stream(key);
  stream << op->getName();
  for (NamedAttribute attribute : op->getAttrDictionary())
    if (attribute.getName() != intermediateAttr)
      stream << ' ' << attribute.getName().getValue() << '=' << attribute.getValue();
  for (Value operand : op->getOperands())
    stream << ' ' << layoutKey(layoutOf(operand));
  stream << " -> " << layoutKey(layoutOf(op->getResult(0)));
  return key;
}

} // namespace

std::string packingKey(ConstantOp constant, StringRef packing) {
  // Attributes are unique: equal pointers are equal values.
  std::string key;
  llvm::raw_string_ostream(key) << constant.getValue().getAsOpaquePointer() << ' ' << packing;
  return key;
}

int64_t vectorWidthOf(Value result) {
  Operation *op = result.getDefiningOp();
  if (auto group = dyn_cast<GroupOp>(op))
    op = &group.getBody().front().front();
  return kernelOf(op).getLanes();
}

KernelInstance plainInstance(Operation *op) {
  KernelInstance instance;
  instance.key = operationKey(op);
  for (Value operand : op->getOperands())
    instance.operands.push_back({operand, {}, {}, 0});
  instance.operands.push_back({op->getResult(0), {}, {}, 0});
  return instance;
}

//--- Convolutions ------------------------------------------------------------

/// The weights of each panel of `panel` input channels, one after the other.
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

/// Input, packed filter, output, links.
static KernelInstance instantiateConv(EpilogueOpInterface op, Value input, Value filter,
                                      const ConvSpec &spec, const ConvKernel &conv,
                                      WeightFn weightFn) {
  SmallVector<EpilogueStep> epilogue = epilogueOf(op);
  int64_t kTile = isSplitReduction(op) ? channelTileOf(op) : 0;
  Tiling tiling = tilingOf(kernelOf(op));
  KernelInstance instance;
  instance.key = operationKey(op);
  instance.usesVectors = isDepthwise(spec) || spec.outputChannelsPerGroup() > 1;
  instance.operands.push_back({input, {}, {}, 0});
  std::string packing;
  llvm::raw_string_ostream(packing) << kernelOf(op) << spec.groups << ' ' << kTile
                                    << (op->hasAttr("transposed") ? " transposed" : "");
  instance.operands.push_back({Value(),
                               [=] {
                                 return kTile ? packKTiles(conv, spec, tiling, weightFn, kTile)
                                              : conv.pack(spec, tiling, weightFn);
                               },
                               packingKey(filter.getDefiningOp<ConstantOp>(), packing),
                               conv.packedSize(spec, tiling)});
  instance.operands.push_back({op->getResult(0), {}, {}, 0});
  for (Value step : op.getStepOperands())
    instance.operands.push_back({step, {}, {}, 0});
  auto build = [=](KernelBuilder &kernel, ValueRange arguments, const ConvSpec &spec,
                   const ConvSlice &slice) {
    SmallVector<EpilogueStep> bound = slice.kTile ? SmallVector<EpilogueStep>() : epilogue;
    size_t next = 3;
    for (EpilogueStep &step : bound)
      if (step.kind != EpilogueStep::Clamp)
        step.buffer = arguments[next++];
    conv.build(kernel, spec, tiling, {arguments[0], arguments[1], arguments[2]}, bound, slice);
  };
  instance.emitSlice = [=](KernelBuilder &kernel, ValueRange arguments, const ConvSlice &slice) {
    ConvSpec sliceSpec = slice.rows ? spec : flattenSpatial(spec, epilogue);
    if (slice.channelTile)
      sliceSpec = tileChannels(sliceSpec, slice.channelTile->channels);
    if (slice.kTile)
      sliceSpec = tileInputChannels(sliceSpec, slice.kTile->channels);
    build(kernel, arguments, sliceSpec, slice);
  };
  instance.build = [=, slice = instance.emitSlice](KernelBuilder &kernel, ValueRange arguments) {
    slice(kernel, arguments, {});
  };
  return instance;
}

static FailureOr<ConstantFloats> constantFilter(Operation *op, Value filter) {
  if (auto values = ConstantFloats::get(filter))
    return *values;
  return op->emitOpError("has a filter that is not constant");
}

FailureOr<KernelInstance> instantiateConv2d(Operation *instance, const Kernel &row) {
  auto op = cast<Conv2dOp>(instance);
  FailureOr<ConstantFloats> filter = constantFilter(op, op.getFilter());
  if (failed(filter))
    return failure();
  ConvSpec spec = convSpecOf(op);
  int64_t inputs = spec.inputChannelsPerGroup(), height = spec.kernel[0], width = spec.kernel[1];
  return instantiateConv(op, op.getInput(), op.getFilter(), spec, *row.conv,
                         [=](int64_t o, int64_t i, int64_t y, int64_t x) {
                           return (*filter)[((o * inputs + i) * height + y) * width + x];
                         });
}

FailureOr<KernelInstance> instantiateFullyConnected(Operation *instance, const Kernel &row) {
  auto op = cast<FullyConnectedOp>(instance);
  FailureOr<ConstantFloats> filter = constantFilter(op, op.getFilter());
  if (failed(filter))
    return failure();
  ConvSpec spec = convSpecOf(op);
  int64_t inputs = spec.input.shape[3], outputs = spec.output.shape[3];
  bool transposed = op.getTransposed();
  return instantiateConv(op, op.getInput(), op.getFilter(), spec, *row.conv,
                         [=](int64_t o, int64_t i, int64_t, int64_t) {
                           return (*filter)[transposed ? o * inputs + i : i * outputs + o];
                         });
}

//--- Maps --------------------------------------------------------------------

namespace {

/// An operation on values at the same index, or one that moves them.
KernelInstance
instantiateElements(Operation *op,
                    std::function<Value(KernelBuilder &, ArrayRef<Value>)> function) {
  KernelInstance instance = plainInstance(op);
  Layout output = layoutOf(op->getResult(0));
  SmallVector<Layout> inputs;
  for (Value operand : op->getOperands()) {
    Layout layout = layoutOf(operand);
    if (auto transpose = dyn_cast<TransposeOp>(op))
      layout = transposedLayout(layout, transpose.getPerm());
    inputs.push_back(broadcastLayout(layout, output.shape));
  }
  int64_t lanes = kernelOf(op).getLanes();
  instance.usesVectors = elementwiseUsesVectors(output, inputs, lanes);
  instance.build = [=](KernelBuilder &kernel, ValueRange arguments) {
    SmallVector<Operand> operands;
    for (auto [layout, argument] : llvm::zip(inputs, arguments))
      operands.push_back({argument, layout});
    buildElementwise(kernel, {arguments.back(), output}, operands, lanes,
                     [&](ArrayRef<Value> values) { return function(kernel, values); });
  };
  return instance;
}

template <typename ArithOp> KernelInstance instantiateBinary(Operation *op) {
  return instantiateElements(op, [](KernelBuilder &kernel, ArrayRef<Value> values) -> Value {
    return ArithOp::create(kernel.builder, kernel.loc, values[0], values[1]);
  });
}

KernelInstance instantiateClamp(ClampOp op) {
  float min = op.getMin().convertToFloat(), max = op.getMax().convertToFloat();
  return instantiateElements(op, [=](KernelBuilder &kernel, ArrayRef<Value> values) {
    return kernel.clamp(kernel.flushDenormals(values[0]), min, max);
  });
}

/// Fills the result, then copies the input into its place. A border, which
/// holds something else, is written once more.
KernelInstance instantiatePad(PadOp op) {
  Layout input = layoutOf(op.getInput()), output = layoutOf(op.getResult());
  Layout inner = output;
  inner.shape = input.shape;
  for (auto [low, stride] : llvm::zip(op.getLow(), output.strides))
    inner.origin += low * stride;
  float value = op.getValue().convertToFloat();
  int64_t lanes = kernelOf(op).getLanes();
  BufferAttr buffer = bufferOf(underlyingBuffer(op.getResult()));
  bool hasBorder = buffer && !buffer.getBorder().empty();
  float borderValue = hasBorder ? buffer.getFill().getValue().convertToFloat() : 0.0f;
  KernelInstance instance = plainInstance(op);
  llvm::raw_string_ostream(instance.key) << ' ' << borderValue;
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
      .Case([](AddOp add) { return instantiateBinary<arith::AddFOp>(add); })
      .Case([](SubOp sub) { return instantiateBinary<arith::SubFOp>(sub); })
      .Case([](MulOp mul) { return instantiateBinary<arith::MulFOp>(mul); })
      .Case([](DivOp div) { return instantiateBinary<arith::DivFOp>(div); })
      .Case([](ClampOp clamp) { return instantiateClamp(clamp); })
      .Case([](PadOp pad) { return instantiatePad(pad); })
      .Default([&](Operation *moved) { return instantiateElements(moved, same); });
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/Layers.h"

#include "Describe.h"

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
    if (attribute.getName() != innerBufferAttr)
      stream << ' ' << attribute.getName().getValue() << '=' << attribute.getValue();
  for (Value operand : op->getOperands())
    stream << ' ' << layoutKey(layoutOf(operand));
  stream << " -> " << layoutKey(layoutOf(op->getResult(0)));
  return key;
}

} // namespace

KernelAttr kernelOf(Operation *op) { return op->getAttrOfType<KernelAttr>("kernel"); }

std::string constantKey(ConstantOp constant, StringRef packing) {
  // Attributes are unique: equal pointers are equal values.
  std::string key;
  llvm::raw_string_ostream(key) << constant.getValue().getAsOpaquePointer() << ' ' << packing;
  return key;
}

int64_t lanesOf(Value result) {
  Operation *op = result.getDefiningOp();
  if (auto region = dyn_cast<RegionOp>(op))
    op = &region.getBody().front().front();
  return kernelOf(op).getLanes();
}

Layer plainLayer(Operation *op) {
  Layer layer;
  layer.key = operationKey(op);
  for (Value operand : op->getOperands())
    layer.operands.push_back({operand, {}, {}, 0});
  layer.operands.push_back({op->getResult(0), {}, {}, 0});
  return layer;
}

//--- Convolutions ------------------------------------------------------------

/// The weights of each panel of `panel` input channels, one after the other.
static std::vector<float> packInputPanels(const ConvKernel &conv, const ConvSpec &spec,
                                          const ConvBlocks &blocks, const FilterAt &filter,
                                          int64_t panel) {
  std::vector<float> packed;
  for (int64_t first = 0; first < spec.input.shape[3]; first += panel)
    llvm::append_range(packed, conv.pack(oneInputPanel(spec, panel), blocks,
                                         [&](int64_t o, int64_t i, int64_t y, int64_t x) {
                                           return filter(o, first + i, y, x);
                                         }));
  return packed;
}

/// Input, packed filter, output, links.
static Layer describeConv(EpilogueOpInterface op, Value input, Value filter, const ConvSpec &spec,
                   const ConvKernel &conv, FilterAt filterAt) {
  SmallVector<EpilogueLink> links = epilogueOf(op);
  int64_t inputPanel = sumsPanels(op) ? regionPanel(op) : 0;
  ConvBlocks blocks = blocksOf(kernelOf(op));
  Layer layer;
  layer.key = operationKey(op);
  layer.usesVectors = isDepthwise(spec) || spec.outputChannelsPerGroup() > 1;
  layer.operands.push_back({input, {}, {}, 0});
  std::string packing;
  llvm::raw_string_ostream(packing) << kernelOf(op) << spec.groups << ' ' << inputPanel
                                    << (op->hasAttr("transposed") ? " transposed" : "");
  layer.operands.push_back(
      {Value(),
       [=] {
         return inputPanel ? packInputPanels(conv, spec, blocks, filterAt, inputPanel)
                           : conv.pack(spec, blocks, filterAt);
       },
       constantKey(filter.getDefiningOp<ConstantOp>(), packing),
       conv.packedSize(spec, blocks)});
  layer.operands.push_back({op->getResult(0), {}, {}, 0});
  for (Value link : op.getLinkOperands())
    layer.operands.push_back({link, {}, {}, 0});
  auto build = [=](KernelBuilder &kernel, ValueRange arguments, const ConvSpec &spec,
                   const ConvPart &part) {
    SmallVector<EpilogueLink> bound = part.inputs ? SmallVector<EpilogueLink>() : links;
    size_t next = 3;
    for (EpilogueLink &link : bound)
      if (link.kind != EpilogueLink::Clamp)
        link.buffer = arguments[next++];
    conv.build(kernel, spec, blocks, {arguments[0], arguments[1], arguments[2]}, bound, part);
  };
  layer.buildPart = [=](KernelBuilder &kernel, ValueRange arguments, const ConvPart &part) {
    ConvSpec partSpec = part.rows ? spec : collapsePixels(spec, links);
    if (part.panel)
      partSpec = onePanel(partSpec, part.panel->channels);
    if (part.inputs)
      partSpec = oneInputPanel(partSpec, part.inputs->channels);
    build(kernel, arguments, partSpec, part);
  };
  layer.build = [=, part = layer.buildPart](KernelBuilder &kernel, ValueRange arguments) {
    part(kernel, arguments, {});
  };
  return layer;
}

static FailureOr<ConstantFloats> constantFilter(Operation *op, Value filter) {
  if (auto values = ConstantFloats::get(filter))
    return *values;
  return op->emitOpError("has a filter that is not constant");
}

FailureOr<Layer> describeConv2d(Operation *layer, const KernelRow &row) {
  auto op = cast<Conv2dOp>(layer);
  FailureOr<ConstantFloats> filter = constantFilter(op, op.getFilter());
  if (failed(filter))
    return failure();
  ConvSpec spec = convSpecOf(op);
  int64_t inputs = spec.inputChannelsPerGroup(), height = spec.kernel[0], width = spec.kernel[1];
  return describeConv(op, op.getInput(), op.getFilter(), spec, *row.conv,
                      [=](int64_t o, int64_t i, int64_t y, int64_t x) {
                        return (*filter)[((o * inputs + i) * height + y) * width + x];
                      });
}

FailureOr<Layer> describeFullyConnected(Operation *layer, const KernelRow &row) {
  auto op = cast<FullyConnectedOp>(layer);
  FailureOr<ConstantFloats> filter = constantFilter(op, op.getFilter());
  if (failed(filter))
    return failure();
  ConvSpec spec = convSpecOf(op);
  int64_t inputs = spec.input.shape[3], outputs = spec.output.shape[3];
  bool transposed = op.getTransposed();
  return describeConv(op, op.getInput(), op.getFilter(), spec, *row.conv,
                      [=](int64_t o, int64_t i, int64_t, int64_t) {
                        return (*filter)[transposed ? o * inputs + i : i * outputs + o];
                      });
}

//--- Maps --------------------------------------------------------------------

namespace {

/// An operation on values at the same index, or one that moves them.
Layer describeElements(Operation *op,
                       std::function<Value(KernelBuilder &, ArrayRef<Value>)> function) {
  Layer layer = plainLayer(op);
  Layout output = layoutOf(op->getResult(0));
  SmallVector<Layout> inputs;
  for (Value operand : op->getOperands()) {
    Layout layout = layoutOf(operand);
    if (auto transpose = dyn_cast<TransposeOp>(op))
      layout = transposedLayout(layout, transpose.getPerm());
    inputs.push_back(broadcastLayout(layout, output.shape));
  }
  int64_t lanes = kernelOf(op).getLanes();
  layer.usesVectors = mapUsesVectors(output, inputs, lanes);
  layer.build = [=](KernelBuilder &kernel, ValueRange arguments) {
    SmallVector<Operand> operands;
    for (auto [layout, argument] : llvm::zip(inputs, arguments))
      operands.push_back({argument, layout});
    buildMap(kernel, {arguments.back(), output}, operands, lanes,
             [&](ArrayRef<Value> values) { return function(kernel, values); });
  };
  return layer;
}

template <typename ArithOp>
Layer describeBinary(Operation *op) {
  return describeElements(op, [](KernelBuilder &kernel, ArrayRef<Value> values) -> Value {
    return ArithOp::create(kernel.builder, kernel.loc, values[0], values[1]);
  });
}

Layer describeClamp(ClampOp op) {
  float min = op.getMin().convertToFloat(), max = op.getMax().convertToFloat();
  return describeElements(op, [=](KernelBuilder &kernel, ArrayRef<Value> values) {
    return kernel.clamp(kernel.withoutDenormals(values[0]), min, max);
  });
}

/// Fills the result, then copies the input into its place. A border, which
/// holds something else, is written once more.
Layer describePad(PadOp op) {
  Layout input = layoutOf(op.getInput()), output = layoutOf(op.getResult());
  Layout inner = output;
  inner.shape = input.shape;
  for (auto [low, stride] : llvm::zip(op.getLow(), output.strides))
    inner.origin += low * stride;
  float value = op.getValue().convertToFloat();
  int64_t lanes = op.getKernelAttr().getLanes();
  BufferAttr buffer = bufferOf(bufferOwner(op.getResult()));
  bool hasBorder = buffer && !buffer.getBorder().empty();
  float borderValue = hasBorder ? buffer.getFill().getValue().convertToFloat() : 0.0f;
  Layer layer = plainLayer(op);
  llvm::raw_string_ostream(layer.key) << ' ' << borderValue;
  layer.build = [=](KernelBuilder &kernel, ValueRange arguments) {
    buildFill(kernel, arguments[1], kernel.index(0), output.bufferElements, lanes, value);
    buildMap(kernel, {arguments[1], inner}, Operand{arguments[0], input}, lanes,
             [](ArrayRef<Value> values) { return values[0]; });
    if (hasBorder)
      buildBorder(kernel, arguments[1], output, lanes, borderValue);
  };
  return layer;
}

} // namespace

FailureOr<Layer> describeMap(Operation *op, const KernelRow &) {
  auto same = [](KernelBuilder &, ArrayRef<Value> values) { return values[0]; };
  return TypeSwitch<Operation *, Layer>(op)
      .Case([](AddOp add) { return describeBinary<arith::AddFOp>(add); })
      .Case([](SubOp sub) { return describeBinary<arith::SubFOp>(sub); })
      .Case([](MulOp mul) { return describeBinary<arith::MulFOp>(mul); })
      .Case([](DivOp div) { return describeBinary<arith::DivFOp>(div); })
      .Case([](ClampOp clamp) { return describeClamp(clamp); })
      .Case([](PadOp pad) { return describePad(pad); })
      .Default([&](Operation *moved) { return describeElements(moved, same); });
}

} // namespace mnc

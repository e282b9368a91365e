// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The body of a network: buffers as views of the workspace, and one call for each fusion group.

#include "CheckSchedule.h"
#include "SharedBytes.h"
#include "SplitReduction.h"
#include "Stream.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mnc/Codegen/Passes.h"
#include "mnc/Emit/EmitCpp.h"
#include "mnc/IR/Limits.h"
#include "mnc/Kernels/Elementwise.h"
#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_GENERATELOOPS
#include "mnc/Codegen/Passes.h.inc"

namespace {

/// Returns `NODE: OP [SHAPE], kernel NAME PIXELSxVECTORSxLANES`, and the ring or the channel tile
/// of an intermediate.
std::string layerComment(Operation *op) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  StringRef node = nodeTextOf(op);
  stream << (node.empty() ? "a layer without a name" : node) << ": " << nameOf(op) << " [";
  llvm::interleaveComma(shapeOf(op->getResult(0)), stream);
  stream << ']';
  if (auto kernel = kernelOf(op))
    stream << ", kernel " << kernel.getName() << ' ' << kernel.getPixels() << 'x'
           << kernel.getVectors() << 'x' << kernel.getLanes() << ", "
           << stringifyLoopOrder(kernel.getOuter()) << " outermost";
  if (auto inner = op->getAttrOfType<BufferAttr>(intermediateAttr)) {
    if (inner.getRing())
      stream << ", row by row into a ring of " << inner.getRing();
    if (inner.getChannelTile())
      stream << ", by tiles of " << inner.getChannelTile() << " channels";
  }
  return text;
}

/// Returns a line for each layer, with the reason why they are computed as they are.
SmallVector<std::string> layerComments(GroupOp group) {
  SmallVector<std::string> lines;
  for (Operation *op : computeOps(group))
    lines.push_back(layerComment(op));
  auto reason = group->getAttrOfType<StringAttr>(reasonAttr);
  if (reason && lines.size() == 1)
    lines.front() += ", " + reason.str();
  else if (reason)
    lines.insert(lines.begin(), std::to_string(lines.size()) + " layers, " + reason.str());
  return lines;
}

class Body {
public:
  Body(func::FuncOp graph, const GenerateLoopsOptions &options, const CpuModel &cpu,
       WeightStore &weights)
      : graph(graph), module(graph->getParentOfType<ModuleOp>()), options(options), cpu(cpu),
        weights(weights), functions(module, options.name, cpu, !graph->hasAttr(noPrefetchAttr)),
        callback(module, options.profilingCallback), builder(module.getContext()) {}

  LogicalResult generate() {
    if (failed(checkSchedule(graph, cpu)))
      return failure();
    createFunction(graph->getAttrOfType<IntegerAttr>(workspaceBytesAttr).getInt());
    if (failed(collectWeightsIds()))
      return failure();
    for (auto group : graph.getBody().getOps<GroupOp>())
      if (failed(generateGroup(group)))
        return failure();
    func::ReturnOp::create(builder, graph.getLoc());
    finishWeights();
    graph.erase();
    return success();
  }

private:
  MemRefType bufferOfElements(Type element, int64_t count) {
    return MemRefType::get({count}, storageType(element));
  }
  MemRefType byteBuffer(int64_t count) { return MemRefType::get({count}, builder.getI8Type()); }

  LogicalResult collectWeightsIds() {
    for (Operation *op : opsInExecutionOrder(graph))
      if (auto id = op->getAttrOfType<StringAttr>(weightsIdAttr))
        if (!byWeightsId.try_emplace(id, op).second)
          return op->emitOpError("has the weights id ") << id << ", as another operation has";
    return success();
  }

  void createFunction(int64_t workspaceBytes) {
    builder.setInsertionPoint(graph);
    SmallVector<Type> types;
    for (Type type : llvm::concat<const Type>(graph.getArgumentTypes(), graph.getResultTypes()))
      types.push_back(bufferOfElements(getElementTypeOrSelf(type),
                                       cast<RankedTensorType>(type).getNumElements()));
    size_t ioTensors = types.size();
    types.push_back(byteBuffer(workspaceBytes));
    if (options.externalWeights)
      types.push_back(byteBuffer(1));
    body = func::FuncOp::create(builder, graph.getLoc(), options.name + "_body",
                                builder.getFunctionType(types, {}));
    body.setPrivate();
    Block *entry = body.addEntryBlock();
    builder.setInsertionPointToStart(entry);
    inputs = graph.getNumArguments();
    arguments = entry->getArguments();
    workspace = arguments[ioTensors];
    weightBytes = options.externalWeights
                      ? arguments.back()
                      : memref::GetGlobalOp::create(builder, graph.getLoc(), byteBuffer(1),
                                                    options.name + "_weights");
  }

  /// The size of the weights is known at the end.
  void finishWeights() {
    MemRefType type = byteBuffer(weights.contents().size());
    if (options.externalWeights) {
      weightBytes.setType(type);
      body.setType(builder.getFunctionType(arguments.getTypes(), {}));
      return;
    }
    if (weights.contents().empty()) {
      weightBytes.getDefiningOp()->erase();
      return;
    }
    weightBytes.setType(type);
    OpBuilder top = OpBuilder::atBlockBegin(module.getBody());
    memref::GlobalOp::create(top, module.getLoc(), options.name + "_weights",
                             /*sym_visibility=*/StringAttr(), type,
                             /*initial_value=*/Attribute(), /*constant=*/true,
                             /*alignment=*/top.getI64IntegerAttr(bufferAlignment));
  }

  /// Returns `count` elements of `bytes` from byte `offset` on.
  Value view(Location loc, Type element, Value bytes, int64_t offset, int64_t count) {
    Value shift = arith::ConstantIndexOp::create(builder, loc, offset);
    return memref::ViewOp::create(builder, loc, bufferOfElements(element, count), bytes, shift,
                                  ValueRange());
  }

  /// Users guarantee the alignment of an element for inputs and outputs.
  LayerArgument bufferFor(Value value) {
    Value owner = underlyingBuffer(value);
    if (auto argument = dyn_cast<BlockArgument>(owner))
      return {arguments[argument.getArgNumber()], elementBytesOf(owner)};
    if (auto constant = owner.getDefiningOp<ConstantOp>())
      return weightsOf(constant);
    BufferAttr buffer = bufferOf(owner);
    if (buffer.getSpace() == Space::Output)
      return {arguments[inputs + buffer.getOffset()], elementBytesOf(owner)};
    int64_t count = layoutOf(owner).bufferElements;
    if (llvm::is_contained(shared.owners, owner))
      return {sharedView, bufferAlignment, bufferOfElements(elementTypeOf(owner), count),
              buffer.getOffset() - shared.begin};
    Value &whole = views[owner];
    if (!whole)
      whole = view(owner.getLoc(), elementTypeOf(owner), workspace, buffer.getOffset(), count);
    return {whole, bufferAlignment};
  }

  LayerArgument scratchFor(Operation *op, int64_t floats) {
    int64_t offset = op->getAttrOfType<IntegerAttr>(scratchAttr).getInt();
    return {view(op->getLoc(), builder.getF32Type(), workspace, offset, floats), bufferAlignment};
  }

  LayerArgument weightsOf(Location loc, ArrayRef<float> values) {
    return {view(loc, builder.getF32Type(), weightBytes, weights.add(values), values.size()),
            bufferAlignment};
  }

  /// Whether the weights of `op` find room beside those that are packed already; checked before
  /// memory is taken for them.
  LogicalResult checkRoom(Operation *op) {
    int64_t room = maxWeightBytes - int64_t(weights.contents().size());
    int64_t count = 0, bytes = 0;
    for (Value operand : op->getOperands())
      if (underlyingBuffer(operand).getDefiningOp<ConstantOp>()) {
        count += elementsOf(operand);
        bytes += elementsOf(operand) * elementBytesOf(operand);
      }
    if (bytes <= room) // loops_c10
      return success();
    return op->emitOpError("has ")
           << count << " weights, with which all packed weights have more than " << maxWeightBytes
           << " bytes";
  }

  LayerArgument weightsOf(ConstantOp constant) {
    if (std::optional<SmallVector<int64_t>> integers = integersOf(constant.getValue()))
      return integersIn(constant, *integers);
    ConstantFloats values = *ConstantFloats::get(constant.getResult());
    std::vector<float> copy;
    for (int64_t i = 0; i < values.size(); ++i)
      copy.push_back(values[i]);
    return weightsOf(constant.getLoc(), copy);
  }

  LayerArgument integersIn(ConstantOp constant, ArrayRef<int64_t> values) {
    Type element = elementTypeOf(constant.getResult());
    int64_t size = elementBytes(element);
    std::vector<uint8_t> bytes;
    for (int64_t value : values)
      for (int64_t byte = 0; byte < size; ++byte)
        bytes.push_back(uint8_t(uint64_t(value) >> (8 * byte)));
    int64_t offset = weights.addBytes(bytes);
    return {view(constant.getLoc(), element, weightBytes, offset, values.size()), bufferAlignment};
  }

  LogicalResult generateGroup(GroupOp group) {
    for (Value result : group.getResults())
      writeBorder(result);
    shared = computeOps(group).size() > 1 ? sharedBytesOf(group) : SharedBytes();
    if (!shared.owners.empty())
      sharedView = view(shared.owners.front().getLoc(), builder.getI8Type(), workspace,
                        shared.begin, shared.end - shared.begin);
    std::vector<GroupLayer> layers;
    for (Operation *op : computeOps(group)) {
      FailureOr<KernelInstance> layer = instantiate(op, cpu);
      if (failed(layer))
        return failure();
      if (failed(checkRoom(op)))
        return failure();
      SmallVector<LayerArgument> arguments;
      for (const KernelOperand &operand : layer->operands)
        arguments.push_back(operand.pack            ? weightsOf(op->getLoc(), operand.pack())
                            : operand.scratchFloats ? scratchFor(op, operand.scratchFloats)
                                                    : bufferFor(operand.value));
      layers.push_back({op, std::move(*layer), std::move(arguments), numLayers++});
    }
    if (failed(checkSlices(layers)))
      return failure();
    if (!layers.back().layer.build)
      return success();
    func::CallOp call;
    if (isSplitReduction(layers.back().op)) {
      call =
          generateSplitReduction({functions, callback}, builder, layers, *group.getChannelTile());
    } else if (layers.size() > 1) {
      call = generateStream({functions, callback}, builder, layers, group.getChannelTile(),
                            group.getRows());
    } else {
      FailureOr<func::CallOp> alone = emitSingle(layers.front());
      if (failed(alone))
        return failure();
      call = *alone;
    }
    SmallVector<std::string> lines = layerComments(group);
    SmallVector<StringRef> texts(lines.begin(), lines.end());
    call->setAttr(layerAttr, builder.getStrArrayAttr(texts));
    return success();
  }

  /// Fails with an error unless each of several layers can be computed slice by slice.
  static LogicalResult checkSlices(ArrayRef<GroupLayer> layers) {
    if (layers.size() == 1)
      return success();
    for (const GroupLayer &layer : layers)
      if (!layer.layer.emitCall)
        return layer.op->emitOpError("is in a group of several, but is not computed row by row");
    return success();
  }

  /// Emits a layer that is a group of its own, which may prefetch the weights of another.
  FailureOr<func::CallOp> emitSingle(const GroupLayer &layer) {
    Location loc = layer.op->getLoc();
    SmallVector<LayerArgument> arguments = layer.arguments;
    std::optional<int64_t> count;
    if (Attribute prefetch = layer.op->getAttr(prefetchAttr)) {
      FailureOr<LayerArgument> weights = prefetchedWeights(layer.op, prefetch);
      if (failed(weights))
        return failure();
      arguments.push_back(*weights);
      count = cast<PrefetchAttr>(prefetch).getCount();
    }
    auto call =
        functions.call(builder, loc, arguments, [&](KernelBuilder &kernel, ValueRange values) {
          if (!count)
            return layer.layer.build(kernel, values);
          ConvCall call;
          call.prefetch.weights = {values.back(), kernel.index(0), *count};
          layer.layer.emitCall(kernel, values.drop_back(), call);
        });
    callback.call(builder, loc, layer.number);
    return call;
  }

  /// Returns the packed weights that `attribute`, `mnc.prefetch` of `op`, names.
  FailureOr<LayerArgument> prefetchedWeights(Operation *op, Attribute attribute) {
    auto prefetch = dyn_cast<PrefetchAttr>(attribute);
    if (!prefetch || !isa<Conv2dOp>(op))
      return op->emitOpError("has ")
             << attribute << " as " << prefetchAttr << ", wanted #mnc.prefetch on a convolution";
    Operation *other = byWeightsId.lookup(StringAttr::get(op->getContext(), prefetch.getId()));
    if (!isa_and_nonnull<Conv2dOp>(other))
      return op->emitOpError("prefetches the weights '")
             << prefetch.getId() << "', which no convolution has";
    FailureOr<KernelInstance> layer = instantiate(other, cpu);
    if (failed(layer) || failed(checkRoom(other)))
      return failure();
    auto isPacked = [](const KernelOperand &operand) { return !!operand.pack; };
    std::vector<float> values = llvm::find_if(layer->operands, isPacked)->pack();
    if (prefetch.getCount() > int64_t(values.size()))
      return op->emitOpError("prefetches ")
             << prefetch.getCount() << " weights of a layer that has " << values.size();
    return weightsOf(other->getLoc(), values);
  }

  void writeBorder(Value result) {
    BufferAttr buffer = bufferOf(result);
    if (buffer.getBorder().empty())
      return;
    Layout layout = layoutOf(result);
    float fill = buffer.getFill().getValue().convertToFloat();
    int64_t lanes = vectorWidthOf(result);
    Location loc = NameLoc::get(builder.getStringAttr("border"));
    functions.call(builder, loc, bufferFor(result),
                   [&](KernelBuilder &kernel, ValueRange arguments) {
                     buildBorder(kernel, arguments[0], layout, lanes, fill);
                   });
  }

  func::FuncOp graph;
  ModuleOp module;
  const GenerateLoopsOptions &options;
  const CpuModel &cpu;
  WeightStore &weights;
  LayerFunctions functions;
  ProfilingCallback callback;
  OpBuilder builder;
  int64_t numLayers = 0;
  /// Operations whose weights others may prefetch.
  llvm::DenseMap<StringAttr, Operation *> byWeightsId;
  func::FuncOp body;
  /// Arguments of the body: inputs, outputs, workspace, external weights.
  ValueRange arguments;
  size_t inputs = 0;
  Value workspace, weightBytes;
  /// Views of the workspace by owner: one value for one buffer.
  llvm::DenseMap<Value, Value> views;
  /// Of the group that is being generated, and the view of those bytes.
  SharedBytes shared;
  Value sharedView;
};

struct GenerateLoopsPass : impl::GenerateLoopsBase<GenerateLoopsPass> {
  using Base::Base;
  GenerateLoopsPass(GenerateLoopsOptions options, WeightStore &weights)
      : Base(std::move(options)), weights(&weights) {}
  GenerateLoopsPass(const GenerateLoopsPass &other) : Base(other), weights(other.weights) {}

  void runOnOperation() override {
    auto graph = getOperation().lookupSymbol<func::FuncOp>("main");
    if (!graph) {
      getOperation().emitError("has no function 'main'");
      return signalPassFailure();
    }
    WeightStore discarded;
    GenerateLoopsOptions options{name, profilingCallback, externalWeights};
    FailureOr<CpuModel> cpu = cpuModelOf(getOperation());
    if (failed(cpu) ||
        failed(Body(graph, options, *cpu, weights ? *weights : discarded).generate()))
      signalPassFailure();
  }

  WeightStore *weights = nullptr;
};

} // namespace

std::unique_ptr<Pass> createGenerateLoops(GenerateLoopsOptions options, WeightStore &weights) {
  return std::make_unique<GenerateLoopsPass>(std::move(options), weights);
}

} // namespace mnc

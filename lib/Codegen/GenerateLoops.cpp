// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The body of a network: buffers as views of the workspace, and one call for each fusion group.

#include "CheckSchedule.h"
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

/// Users guarantee the alignment of a float for inputs and outputs.
constexpr int64_t ioAlignment = 4, ownAlignment = 64;

/// Packing of constants that no kernel packs.
constexpr StringLiteral plainPacking = "plain";

/// Returns `NODE: OP [SHAPE], kernel NAME PIXELSxVECTORSxLANES`, and the ring or the channel tile
/// of an intermediate.
std::string layerComment(Operation *op) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  StringAttr node = nodeNameOf(op->getLoc());
  stream << (node ? node.getValue() : "a layer without a name") << ": "
         << op->getName().stripDialect() << " [";
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
  Body(ModuleOp module, const GenerateLoopsOptions &options, const CpuModel &cpu,
       WeightStore &weights)
      : module(module), options(options), weights(weights), functions(module, options.name, cpu),
        callback(module, options.profilingCallback), builder(module.getContext()) {}

  LogicalResult generate(func::FuncOp graph) {
    if (failed(checkSchedule(graph)))
      return failure();
    createFunction(graph, graph->getAttrOfType<IntegerAttr>(workspaceBytesAttr).getInt());
    scheduled = opsInExecutionOrder(graph);
    for (auto group : graph.getBody().getOps<GroupOp>())
      if (failed(generateGroup(group)))
        return failure();
    func::ReturnOp::create(builder, graph.getLoc());
    finishWeights();
    graph.erase();
    return success();
  }

private:
  MemRefType floats(int64_t count) { return MemRefType::get({count}, builder.getF32Type()); }
  MemRefType byteBuffer(int64_t count) { return MemRefType::get({count}, builder.getI8Type()); }

  void createFunction(func::FuncOp graph, int64_t workspaceBytes) {
    builder.setInsertionPoint(graph);
    SmallVector<Type> types;
    for (Type type : llvm::concat<const Type>(graph.getArgumentTypes(), graph.getResultTypes()))
      types.push_back(floats(cast<RankedTensorType>(type).getNumElements()));
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
                             /*alignment=*/top.getI64IntegerAttr(ownAlignment));
  }

  Value view(Location loc, Value bytes, int64_t offset, int64_t count) {
    Value shift = arith::ConstantIndexOp::create(builder, loc, offset);
    return memref::ViewOp::create(builder, loc, floats(count), bytes, shift, ValueRange());
  }

  LayerArgument bufferFor(Value value) {
    Value owner = underlyingBuffer(value);
    if (auto argument = dyn_cast<BlockArgument>(owner))
      return {arguments[argument.getArgNumber()], ioAlignment};
    if (auto constant = owner.getDefiningOp<ConstantOp>())
      return weightsFor(constant);
    BufferAttr buffer = bufferOf(owner);
    if (buffer.getSpace() == Space::Output)
      return {arguments[inputs + buffer.getOffset()], ioAlignment};
    Value &shared = views[owner];
    if (!shared)
      shared = view(owner.getLoc(), workspace, buffer.getOffset(), layoutOf(owner).bufferElements);
    return {shared, ownAlignment};
  }

  LayerArgument packed(Location loc, const std::string &key, int64_t count,
                       function_ref<std::vector<float>()> values) {
    return {view(loc, weightBytes, weights.add(key, values), count), ownAlignment};
  }

  /// Before memory is taken for weights.
  LogicalResult checkRoom(Operation *op, const KernelOperand &operand) {
    auto constant =
        operand.pack ? ConstantOp() : underlyingBuffer(operand.value).getDefiningOp<ConstantOp>();
    if (!operand.pack && !constant)
      return success();
    std::string key = operand.pack ? operand.packKey : packingKey(constant, plainPacking);
    int64_t count = operand.pack ? operand.packedElements : elementsOf(constant);
    if (weights.hasRoomFor(key, count, maxWeightBytes)) // loops_c10
      return success();
    return op->emitOpError("has ")
           << count << " weights, with which all packed weights have more than " << maxWeightBytes
           << " bytes";
  }

  LayerArgument weightsFor(ConstantOp constant) {
    ConstantFloats values = *ConstantFloats::get(constant.getResult());
    return packed(constant.getLoc(), packingKey(constant, plainPacking), values.size(), [&] {
      std::vector<float> copy;
      for (int64_t i = 0; i < values.size(); ++i)
        copy.push_back(values[i]);
      return copy;
    });
  }

  LogicalResult generateGroup(GroupOp group) {
    for (Value result : group.getResults())
      writeBorder(result);
    std::vector<GroupLayer> layers;
    for (Operation *op : computeOps(group)) {
      FailureOr<KernelInstance> layer = instantiate(op);
      if (failed(layer))
        return failure();
      SmallVector<LayerArgument> arguments;
      for (const KernelOperand &operand : layer->operands) {
        if (failed(checkRoom(op, operand)))
          return failure();
        arguments.push_back(operand.pack ? packed(op->getLoc(), operand.packKey,
                                                  operand.packedElements, operand.pack)
                                         : bufferFor(operand.value));
      }
      layers.push_back({op, std::move(*layer), std::move(arguments), numLayers++});
    }
    func::CallOp call;
    if (isSplitReduction(layers.back().op)) {
      call =
          generateSplitReduction({functions, callback}, builder, layers, *group.getChannelTile());
    } else if (layers.size() > 1) {
      call = generateStream({functions, callback}, builder, layers, group.getChannelTile());
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

  /// Emits a layer that is a group of its own, which may prefetch the weights of another.
  FailureOr<func::CallOp> emitSingle(const GroupLayer &layer) {
    Location loc = layer.op->getLoc();
    SmallVector<LayerArgument> arguments = layer.arguments;
    std::optional<int64_t> count;
    if (auto ahead = layer.op->getAttrOfType<DenseI64ArrayAttr>(prefetchAttr)) {
      FailureOr<LayerArgument> weights = weightsAhead(layer.op, ahead);
      if (failed(weights))
        return failure();
      arguments.push_back(*weights);
      count = ahead[1];
    }
    auto call = functions.call(builder, loc, layer.layer.key, arguments,
                               [&](KernelBuilder &kernel, ValueRange values) {
                                 if (!count)
                                   return layer.layer.build(kernel, values);
                                 ConvSlice slice;
                                 slice.prefetch = {values.back(), kernel.index(0), *count};
                                 layer.layer.emitSlice(kernel, values.drop_back(), slice);
                               });
    callback.call(builder, loc, layer.number);
    return call;
  }

  /// Returns the packed weights that `ahead`, the attribute `mnc.prefetch` of `op`, names.
  FailureOr<LayerArgument> weightsAhead(Operation *op, DenseI64ArrayAttr ahead) {
    bool isPair = ahead.size() == 2 && ahead[0] >= 0 && ahead[0] < int64_t(scheduled.size());
    Operation *other = isPair ? scheduled[ahead[0]] : nullptr;
    if (!isa<Conv2dOp>(op) || !isa_and_nonnull<Conv2dOp, FullyConnectedOp>(other) ||
        ahead[1] < 1) // loops_c11
      return op->emitOpError("prefetches weights of no convolution");
    FailureOr<KernelInstance> layer = instantiate(other);
    if (failed(layer))
      return failure();
    const KernelOperand &weights = *llvm::find_if(
        layer->operands, [](const KernelOperand &operand) { return !!operand.pack; });
    if (ahead[1] > weights.packedElements) // loops_c11
      return op->emitOpError("prefetches ")
             << ahead[1] << " weights of a layer that has " << weights.packedElements;
    if (failed(checkRoom(other, weights)))
      return failure();
    return packed(other->getLoc(), weights.packKey, weights.packedElements, weights.pack);
  }

  void writeBorder(Value result) {
    BufferAttr buffer = bufferOf(result);
    if (buffer.getBorder().empty())
      return;
    Layout layout = layoutOf(result);
    float fill = buffer.getFill().getValue().convertToFloat();
    int64_t lanes = vectorWidthOf(result);
    std::string key =
        "border " + layoutKey(layout) + std::to_string(lanes) + " " + std::to_string(fill);
    Location loc = NameLoc::get(builder.getStringAttr("border"));
    functions.call(builder, loc, key, bufferFor(result),
                   [&](KernelBuilder &kernel, ValueRange arguments) {
                     buildBorder(kernel, arguments[0], layout, lanes, fill);
                   });
  }

  ModuleOp module;
  const GenerateLoopsOptions &options;
  WeightStore &weights;
  LayerFunctions functions;
  ProfilingCallback callback;
  OpBuilder builder;
  int64_t numLayers = 0;
  /// Operations by number, as `mnc.prefetch` counts them.
  SmallVector<Operation *> scheduled;
  func::FuncOp body;
  /// Arguments of the body: inputs, outputs, workspace, external weights.
  ValueRange arguments;
  size_t inputs = 0;
  Value workspace, weightBytes;
  /// Views of the workspace by owner: one value for one buffer.
  llvm::DenseMap<Value, Value> views;
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
        failed(Body(getOperation(), options, *cpu, weights ? *weights : discarded).generate(graph)))
      signalPassFailure();
  }

  WeightStore *weights = nullptr;
};

} // namespace

std::unique_ptr<Pass> createGenerateLoops(GenerateLoopsOptions options, WeightStore &weights) {
  return std::make_unique<GenerateLoopsPass>(std::move(options), weights);
}

} // namespace mnc

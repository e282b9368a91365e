// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Driver/Compilation.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Parser/Parser.h"
#include "mnc/Codegen/Passes.h"
#include "mnc/Driver/HostTensors.h"
#include "mnc/Driver/Pipelines.h"
#include "mnc/Emit/LowerToLLVM.h"
#include "mnc/Emit/VerifyKernelIR.h"
#include "mnc/IR/ConstantData.h"
#include "mnc/IR/IR.h"
#include "mnc/IR/Limits.h"
#include "mnc/Import/Import.h"
#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/ValueLayout.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;

namespace mnc {

std::string defaultName(StringRef modelPath) {
  std::string name;
  for (char c : llvm::sys::path::stem(modelPath))
    name += llvm::isAlnum(c) || c == '_' ? c : '_';
  return name.empty() || llvm::isDigit(name[0]) ? "m_" + name : name;
}

bool isIdentifier(StringRef name) {
  return !name.empty() && !llvm::isDigit(name[0]) &&
         llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

void registerDialects(DialectRegistry &registry) {
  registry
      .insert<MNCDialect, arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect,
              LLVM::LLVMDialect, memref::MemRefDialect, scf::SCFDialect, vector::VectorDialect>();
}

Compilation::Compilation(CompileOptions options, MLIRContext &context)
    : options(std::move(options)), context(context) {
  library.name = this->options.name.empty() ? defaultName(this->options.model) : this->options.name;
  library.profilingCallback = this->options.profilingCallback;
  library.externalWeights = this->options.externalWeights;
}

LogicalResult Compilation::runTo(Stage last) {
  for (int stage = reached ? int(*reached) + 1 : 0; stage <= int(last); ++stage) {
    if (failed(runStage(Stage(stage))))
      return failure();
    reached = Stage(stage);
    // VerifyEach still compares with graphs of earlier stages.
    if (freesConstants && !verifier)
      freeUnusedConstants(*module);
  }
  if (verifier && last >= Stage::Graph) {
    std::string summary = llvm::formatv(
        "verified {0} passes: largest error {1:e1} of the largest value, allowed {2:e1}",
        verifier->count(), verifier->largestError(), VerifyEach::tolerance);
    emitRemark(UnknownLoc::get(&context), summary);
    verifier.reset();
  }
  return success();
}

LogicalResult Compilation::runStage(Stage stage) {
  switch (stage) {
  case Stage::Import:
    return import();
  case Stage::Graph:
    return run("optimising the graph", buildGraphPipeline);
  case Stage::Schedule:
    return schedule();
  case Stage::Loops:
    if (failed(run("generating loops", [&](PassManager &passes) {
          passes.addPass(createGenerateLoops(
              {library.name, options.profilingCallback, options.externalWeights}, weights));
          passes.addPass(createVerifyKernelIRPass(target.row.hasFma));
        })))
      return failure();
    library.weightBytes = weights.contents().size();
    if (options.externalWeights)
      library.weightChecksum = checksumOf(weights.contents());
    return success();
  case Stage::Object:
    return emit();
  }
  llvm_unreachable("unknown stage");
}

void Compilation::verifyEachPass(ArrayRef<HostTensor> inputs) {
  verifier.emplace(exactTensors(inputs));
}

static IoTensorDesc describeIoTensor(Type type, DictionaryAttr attributes) {
  auto text = [&](StringRef key) {
    auto attr = attributes ? attributes.getAs<StringAttr>(key) : StringAttr();
    return attr ? attr.str() : std::string();
  };
  auto tensor = cast<RankedTensorType>(type);
  IoTensorDesc ioTensor;
  ioTensor.name = text("mnc.name");
  ioTensor.layout = text("mnc.layout");
  ioTensor.shape.assign(tensor.getShape());
  Type element = tensor.getElementType();
  ElementType hostType = hostTypeOf(element);
  ioTensor.dataType = elementTypeName(hostType);
  if (!element.isF32())
    ioTensor.elementType = hostType == ElementType::Bool  ? "uint8_t"
                           : hostType == ElementType::F16 ? "uint16_t"
                                                          : ioTensor.dataType + "_t";
  ioTensor.byteSize = tensor.getNumElements() * elementBytes(element);
  return ioTensor;
}

/// Checks the size of the weights, and what importOnnx promises and the text of
/// a graph may break.
static LogicalResult checkGraph(func::FuncOp graph) {
  if (!llvm::hasSingleElement(graph.getBody()))
    return graph.emitError("'main' has ")
           << graph.getBody().getBlocks().size() << " blocks, wanted one";
  for (Type type : llvm::concat<const Type>(graph.getArgumentTypes(), graph.getResultTypes()))
    if (!isGraphTensor(type))
      return graph.emitError("'main' takes or gives ")
             << type << ", wanted tensors of a graph: of static shape, at most " << maxElementsText
             << " elements";
  for (Operation &op : graph.getBody().front().without_terminator())
    if (!isa_and_nonnull<MNCDialect>(op.getDialect()))
      return op.emitError("'main' contains '") << op.getName() << "', wanted operations of mnc";
  int64_t weightBytes = 0;
  for (auto constant : graph.getBody().getOps<ConstantOp>()) {
    if (!hasValues(constant.getValue()))
      return constant.emitError("has no values: the text of a graph that --emit prints leaves "
                                "large weights out");
    weightBytes += elementsOf(constant) * elementBytesOf(constant);
  }
  if (weightBytes > maxWeightBytes)
    return emitError(graph.getLoc())
           << "the weights have " << weightBytes << " bytes, wanted at most " << maxWeightBytes;
  return success();
}

LogicalResult Compilation::import() {
  if (progress)
    progress("reading the model");
  llvm::Expected<Target> resolved = resolveTarget(options.triple, options.cpu);
  if (!resolved)
    return emitError(UnknownLoc::get(&context), llvm::toString(resolved.takeError()));
  target = *resolved;
  library.cpu = target.tuneCpu;
  library.triple = target.triple;
  library.compilerVersion = "mnc " MNC_VERSION;
  bool isText = llvm::sys::path::extension(options.model) == ".mlir";
  if (!module && isText)
    module = parseSourceFile<ModuleOp>(options.model, &context);
  else if (!module)
    module = importOnnx(options.model, context, options.inputs);
  if (!module)
    return failure();
  setTarget(*module, target);
  func::FuncOp graph = getGraph();
  if (!graph)
    return module->emitError("has no function 'main'");
  if (failed(checkGraph(graph)))
    return failure();
  countImported(*module, statistics);
  for (unsigned i = 0; i < graph.getNumArguments(); ++i)
    library.inputs.push_back(
        describeIoTensor(graph.getArgumentTypes()[i], graph.getArgAttrDict(i)));
  for (unsigned i = 0; i < graph.getNumResults(); ++i)
    library.outputs.push_back(
        describeIoTensor(graph.getResultTypes()[i], graph.getResultAttrDict(i)));
  return success();
}

LogicalResult Compilation::readPlan() {
  auto refuse = [&](const llvm::Twine &problem) {
    return emitError(UnknownLoc::get(&context)) << options.planFile << ": " << problem;
  };
  auto file = llvm::MemoryBuffer::getFile(options.planFile, /*IsText=*/true);
  if (!file)
    return refuse(file.getError().message());
  llvm::Expected<Plan> read = parsePlan((*file)->getBuffer());
  if (!read)
    return refuse(llvm::toString(read.takeError()));
  plan = std::move(*read);
  return success();
}

LogicalResult Compilation::schedule() {
  bool takesPlan = !options.planFile.empty();
  if (takesPlan && failed(readPlan()))
    return failure();
  if (failed(run("choosing kernels and memory", [&](PassManager &passes) {
        buildSchedulePipeline(passes, {options.search, options.keepAll, takesPlan}, &plan);
      })))
    return failure();
  describeLayers(*module, target.row, statistics);
  size_t next = 0;
  for (const GroupPlan &group : plan.groups)
    for (const LayerPlan &layer : group.layers)
      statistics.layers[next++].cycles = std::llround(layer.cycles);
  library.workspaceBytes = getGraph()->getAttrOfType<IntegerAttr>(workspaceBytesAttr).getInt();
  return success();
}

LogicalResult Compilation::run(StringRef what, function_ref<void(PassManager &)> addPasses) {
  if (progress)
    progress(what);
  PassManager passes(&context);
  if (configure)
    configure(passes);
  if (verifier)
    verifier->attach(passes);
  addPasses(passes);
  bool explained = false;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    explained |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return failure();
  });
  if (succeeded(passes.run(*module)) && !(verifier && verifier->failed()))
    return success();
  if (!explained)
    emitError(UnknownLoc::get(&context)) << what << " failed";
  return failure();
}

LogicalResult Compilation::emit() {
  if (failed(run("lowering to LLVM",
                 [&](PassManager &passes) { buildLowerToLLVMPipeline(passes, target); })))
    return failure();
  if (progress)
    progress("generating machine code");
  llvm::Expected<EmittedObject> emission = emitObject(*module, library, weights.contents(), target);
  if (!emission)
    return emitError(UnknownLoc::get(&context), llvm::toString(emission.takeError()));
  object = std::move(emission->object);
  library.stackBytes = emission->stackBytes;
  library.codeBytes = emission->codeBytes;
  return success();
}

} // namespace mnc

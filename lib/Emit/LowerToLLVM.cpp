// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass mnc-lower-to-llvm and the pipeline around it.

#include "mnc/Emit/LowerToLLVM.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Dialect/Vector/Transforms/VectorRewritePatterns.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;

namespace mnc {

namespace {

/// math.fma => llvm.fmuladd, as for vector.fma: one instruction where the CPU
/// has one, a product and a sum elsewhere, never a call.
struct LowerFma : ConvertOpToLLVMPattern<math::FmaOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult matchAndRewrite(math::FmaOp fma, OpAdaptor operands,
                                ConversionPatternRewriter &rewriter) const override {
    if (auto vector = dyn_cast<VectorType>(fma.getType()))
      if (vector.getRank() != 1)
        return rewriter.notifyMatchFailure(fma, "vector is not of rank 1");
    rewriter.replaceOpWithNewOp<LLVM::FMulAddOp>(fma, operands.getA(), operands.getB(),
                                                 operands.getC());
    return success();
  }
};

struct LowerToLLVMPass : PassWrapper<LowerToLLVMPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(LowerToLLVMPass)

  LowerToLLVMPass() = default;
  explicit LowerToLLVMPass(StringRef tripleText) { triple = tripleText.str(); }
  LowerToLLVMPass(const LowerToLLVMPass &other) : PassWrapper(other) {
    triple = other.triple.getValue();
  }

  StringRef getArgument() const override { return "mnc-lower-to-llvm"; }
  StringRef getDescription() const override {
    return "convert kernel IR without scf to the LLVM dialect";
  }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<LLVM::LLVMDialect>();
  }

  void runOnOperation() override {
    llvm::SmallVector<std::string> noInline = takeNoInline();
    if (failed(lowerVectors()) || failed(convert()))
      return signalPassFailure();
    SymbolTable symbols(getOperation());
    for (StringRef name : noInline)
      symbols.lookup<LLVM::LLVMFuncOp>(name).setNoInline(true);
  }

  Option<std::string> triple{*this, "triple", llvm::cl::desc("Triple that gives the data layout"),
                             llvm::cl::init("x86_64-unknown-linux-gnu")};

private:
  /// The names of the functions that are never inlined; the conversion itself
  /// would lose or misplace the attribute.
  llvm::SmallVector<std::string> takeNoInline() {
    llvm::SmallVector<std::string> names;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->removeDiscardableAttr("noinline") || function.getNoInline())
        names.push_back(function.getName().str());
    return names;
  }

  /// Rewrites vectors of a higher rank and shape changes into plain vectors.
  LogicalResult lowerVectors() {
    RewritePatternSet patterns(&getContext());
    vector::populateVectorBitCastLoweringPatterns(patterns);
    vector::populateVectorBroadcastLoweringPatterns(patterns);
    vector::populateVectorShapeCastLoweringPatterns(patterns);
    vector::populateVectorTransposeLoweringPatterns(patterns,
                                                    vector::VectorTransposeLowering::EltWise);
    vector::populateVectorInterleaveLoweringPatterns(patterns);
    vector::populateVectorInsertExtractStridedSliceTransforms(patterns);
    vector::populateVectorRankReducingFMAPattern(patterns);
    return applyPatternsGreedily(getOperation(), std::move(patterns));
  }

  LogicalResult convert() {
    MLIRContext *context = &getContext();
    std::string layout = llvm::Triple(triple).computeDataLayout();
    LowerToLLVMOptions options(context);
    options.useBarePtrCallConv = true;
    options.overrideIndexBitwidth(64);
    options.dataLayout = llvm::DataLayout(layout);
    LLVMTypeConverter converter(context, options);

    RewritePatternSet patterns(context);
    arith::populateArithExpandOpsPatterns(patterns);
    arith::populateArithToLLVMConversionPatterns(converter, patterns);
    cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
    populateFinalizeMemRefToLLVMConversionPatterns(converter, patterns);
    populateFuncToLLVMConversionPatterns(converter, patterns);
    populateMathToLLVMConversionPatterns(converter, patterns);
    populateVectorToLLVMConversionPatterns(converter, patterns);
    ub::populateUBToLLVMConversionPatterns(converter, patterns);
    patterns.add<LowerFma>(converter, /*benefit=*/2);

    LLVMConversionTarget conversion(*context);
    conversion.addLegalOp<ModuleOp>();
    ModuleOp module = getOperation();
    module->setAttr(LLVM::LLVMDialect::getDataLayoutAttrName(), StringAttr::get(context, layout));
    module->setAttr(LLVM::LLVMDialect::getTargetTripleAttrName(),
                    StringAttr::get(context, triple.getValue()));
    return applyPartialConversion(module, conversion, std::move(patterns));
  }
};

} // namespace

std::unique_ptr<Pass> createLowerToLLVMPass(llvm::StringRef triple) {
  return std::make_unique<LowerToLLVMPass>(triple);
}

void registerLowerToLLVMPass() { PassRegistration<LowerToLLVMPass>(); }

void buildLowerToLLVMPipeline(OpPassManager &manager, const Target &target) {
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(memref::createExpandStridedMetadataPass());
  manager.addPass(createLowerAffinePass());
  manager.addPass(createSCFToControlFlowPass());
  manager.addPass(createLowerToLLVMPass(target.triple));
  manager.addPass(createReconcileUnrealizedCastsPass());
  manager.addPass(createCanonicalizerPass());
}

} // namespace mnc

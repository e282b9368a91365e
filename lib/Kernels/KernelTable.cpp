// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/KernelTable.h"

#include "Instantiate.h"
#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

static bool supportsDepthwise(const ConvSpec &spec, const CpuModel &) {
  return hasDepthwiseKernel(spec);
}

static bool supportsGrouped(const ConvSpec &spec, const CpuModel &) {
  return spec.groups > 1 && !hasDepthwiseKernel(spec);
}

static bool supportsPointwise(const ConvSpec &spec, const CpuModel &) {
  return spec.groups == 1 && spec.kernel[0] == 1 && spec.kernel[1] == 1;
}

static bool supportsDense(const ConvSpec &spec, const CpuModel &cpu) {
  return spec.groups == 1 && !supportsPointwise(spec, cpu);
}

static bool supportsSmallActivation(const ConvSpec &spec, const CpuModel &) {
  constexpr int64_t mostPixels = 16;
  return spec.groups == 1 && spec.output.shape[1] * spec.output.shape[2] <= mostPixels;
}

static bool supportsAlongK(const ConvSpec &spec, const CpuModel &) {
  constexpr int64_t mostOutputs = 4;
  return spec.groups == 1 && !spec.scalesInput && spec.output.shape[3] <= mostOutputs &&
         spec.input.shape[3] > 1;
}

static bool acceptsDense(const Tiling &tiling) {
  return tiling.filterRows == 0 && tiling.splitK == 1;
}

static bool acceptsSplitK(const Tiling &tiling) {
  return tiling.filterRows == 0 && tiling.splitK > 1;
}

static bool acceptsDot(const Tiling &tiling) { return acceptsDense(tiling) && tiling.tileK == 1; }

static bool acceptsDepthwise(const Tiling &tiling) {
  return tiling.vectors == 1 && tiling.tileK == 1 && tiling.splitK == 1;
}

/// The dense kernel has a name for each kind of convolution that it computes.
static constexpr ConvKernel denseKernel(decltype(ConvKernel::supports) supports,
                                        decltype(ConvKernel::tilings) tilings = denseTilings,
                                        decltype(ConvKernel::accepts) accepts = acceptsDense,
                                        bool addsKTiles = true) {
  return {.supports = supports,
          .tilings = tilings,
          .cycles = denseCycles,
          .accepts = accepts,
          .pack = packDense,
          .emit = buildDenseConv,
          .addsKTiles = addsKTiles};
}

static constexpr ConvKernel depthwise = {.supports = supportsDepthwise,
                                         .tilings = depthwiseTilings,
                                         .cycles = depthwiseCycles,
                                         .accepts = acceptsDepthwise,
                                         .pack = packDepthwise,
                                         .emit = buildDepthwiseConv};
static constexpr ConvKernel grouped = denseKernel(supportsGrouped);
static constexpr ConvKernel pointwise = denseKernel(supportsPointwise);
static constexpr ConvKernel dense = denseKernel(supportsDense);
/// With K tiles, several accumulators would add up in another order than without.
static constexpr ConvKernel splitK =
    denseKernel(supportsSmallActivation, splitKTilings, acceptsSplitK, /*addsKTiles=*/false);
static constexpr ConvKernel dot = {.supports = supportsAlongK,
                                   .tilings = dotTilings,
                                   .cycles = dotCycles,
                                   .accepts = acceptsDot,
                                   .pack = packDot,
                                   .emit = buildDotConv,
                                   .vectorsAlongK = true};

/// Winograd's form for tiles of m x m pixels.
template <int64_t m> struct Winograd {
  static bool supports(const ConvSpec &spec, const CpuModel &) { return supportsWinograd(m, spec); }
  static SmallVector<Tiling> tilings(const ConvSpec &spec, const CpuModel &cpu) {
    return winogradTilings(m, spec, cpu);
  }
  static double cycles(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu) {
    return winogradCycles(m, spec, tiling, cpu);
  }
  static std::vector<float> pack(const ConvSpec &spec, const Tiling &tiling, WeightFn filter) {
    return packWinograd(m, spec, tiling, filter);
  }
  static void emit(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                   const ConvBuffers &buffers, ArrayRef<EpilogueStep> epilogue,
                   const ConvCall &call) {
    buildWinogradConv(m, kernel, spec, tiling, buffers, epilogue, call);
  }
  static int64_t scratch(const ConvSpec &spec, const Tiling &tiling) {
    return winogradScratch(m, spec, tiling);
  }
  static constexpr ConvKernel row = {.supports = supports,
                                     .tilings = tilings,
                                     .cycles = cycles,
                                     .accepts = acceptsDense,
                                     .pack = pack,
                                     .emit = emit,
                                     .scratchFloats = scratch,
                                     .winogradTile = m};
};
static constexpr ConvKernel winograd2 = Winograd<2>::row, winograd4 = Winograd<4>::row;

template <const ConvKernel &kernel> bool supportsConv(Operation *op, const CpuModel &cpu) {
  auto conv = dyn_cast<Conv2dOp>(op);
  return conv && kernel.supports(convSpecOf(conv), cpu);
}

template <typename... Ops> bool isOneOf(Operation *op, const CpuModel &) { return isa<Ops...>(op); }

static constexpr Kernel table[] = {
    {"depthwise", supportsConv<depthwise>, instantiateConv2d, &depthwise},
    {"grouped", supportsConv<grouped>, instantiateConv2d, &grouped},
    {"pointwise", supportsConv<pointwise>, instantiateConv2d, &pointwise},
    {"dense", supportsConv<dense>, instantiateConv2d, &dense},
    {"split_k", supportsConv<splitK>, instantiateConv2d, &splitK},
    {"dot", supportsConv<dot>, instantiateConv2d, &dot},
    {"winograd_2x2", supportsConv<winograd2>, instantiateConv2d, &winograd2},
    {"winograd_4x4", supportsConv<winograd4>, instantiateConv2d, &winograd4},
    {"pool", isOneOf<MaxPool2dOp, AvgPool2dOp>, instantiatePool},
    {"softmax", isOneOf<SoftmaxOp>, instantiateSoftmax},
    {"elementwise",
     isOneOf<AddOp, SubOp, MulOp, DivOp, MaxOp, MinOp, PointwiseOp, PadOp, CopyOp, TransposeOp,
             ConcatOp, SliceOp, BroadcastOp, ConvertOp, CompareOp, SelectOp>,
     instantiateElementwise},
    {"resample", isOneOf<GatherOp, InterpolateOp>, instantiateResample},
    {"matmul", isOneOf<MatmulOp>, instantiateMatmul},
    {"rank", isOneOf<ArgMaxOp, TopKOp>, instantiateRank},
    {"take", isOneOf<TakeOp, GatherElementsOp>, instantiateTake},
};

ArrayRef<Kernel> kernelTable() { return table; }

const Kernel *findKernel(StringRef name) {
  for (const Kernel &row : table)
    if (row.name == name)
      return &row;
  return nullptr;
}

const ConvKernel *convKernelOf(Operation *op) {
  KernelAttr kernel = kernelOf(op);
  const Kernel *row = kernel ? findKernel(kernel.getName()) : nullptr;
  return row ? row->conv : nullptr;
}

/// True if `kernel`, which names `row`, has no field that only other kernels use.
static bool suits(const Kernel &row, KernelAttr kernel) {
  Tiling tiling = tilingOf(kernel);
  return row.conv ? row.conv->accepts(tiling)
                  : tiling.tileK == 1 && tiling.filterRows == 0 && tiling.splitK == 1;
}

FailureOr<const Kernel *> assignedKernel(Operation *op, const CpuModel &cpu) {
  KernelAttr kernel = kernelOf(op);
  if (!kernel)
    return op->emitOpError("has no kernel yet");
  const Kernel *row = findKernel(kernel.getName());
  if (!row)
    return op->emitOpError("has the unknown kernel '") << kernel.getName() << "'";
  if (!row->supports(op, cpu))
    return op->emitOpError("has the kernel '")
           << kernel.getName() << "', which does not compute it";
  if (!suits(*row, kernel))
    return op->emitOpError("has ")
           << kernel << ", whose tile or fields are not those of this kernel";
  return row;
}

FailureOr<KernelInstance> instantiate(Operation *op, const CpuModel &cpu) {
  FailureOr<const Kernel *> row = assignedKernel(op, cpu);
  if (failed(row))
    return failure();
  return (*row)->describe(op, **row);
}

} // namespace mnc

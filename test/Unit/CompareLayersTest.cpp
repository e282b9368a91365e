// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The comparison of layers on memory that the evaluator filled, right and wrong.

#include "mnc/Driver/CompareLayers.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mnc/CPU/Target.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/Driver/Pipelines.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Passes.h"
#include <gtest/gtest.h>
#include <limits>

using namespace mlir;
using namespace mnc;

namespace {

/// An activation with a border between two windows, a residual, a mean, a softmax.
constexpr llvm::StringLiteral network = R"mlir(
func.func @main(%x: tensor<1x4x4x2xf32>) -> tensor<1x2xf32> {
  %w = mnc.constant dense<[[[[0.5]], [[-1.5]]], [[[2.0]], [[0.2]]]]> : tensor<2x2x1x1xf32>
  %b = mnc.constant dense<[0.1, -0.2]> : tensor<2xf32>
  %d = mnc.constant dense<0.3> : tensor<2x1x3x3xf32>
  %p = mnc.conv2d %x, %w steps(%b) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
      dilations = array<i64: 1, 1>, epilogue = [#mnc.bias, #mnc.clamp<0.0 : f32, 6.0 : f32>]}
      : (tensor<1x4x4x2xf32>, tensor<2x2x1x1xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
      loc("first")
  %q = mnc.conv2d %p, %d steps(%p) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>,
      dilations = array<i64: 1, 1>, group = 2 : i64, epilogue = [#mnc.residual]}
      : (tensor<1x4x4x2xf32>, tensor<2x1x3x3xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
      loc("second")
  %m = mnc.avg_pool2d %q {window = array<i64: 4, 4>, strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x4x4x2xf32>) -> tensor<1x1x1x2xf32> loc("mean")
  %f = mnc.reshape %m : (tensor<1x1x1x2xf32>) -> tensor<1x2xf32> loc("flat")
  %s = mnc.softmax %f {axis = 1 : i64} : (tensor<1x2xf32>) -> tensor<1x2xf32> loc("scores")
  return %s : tensor<1x2xf32>
})mlir";

struct CompareLayersTest : testing::Test {
  CompareLayersTest() : context(MLIRContext::Threading::DISABLED) {
    initializeTargets();
    DialectRegistry registry;
    registerDialects(registry);
    context.appendDialectRegistry(registry);
    module = parseSourceString<ModuleOp>(network, &context);
    PassManager passes(&context);
    passes.addPass(createSetCpu({"x86_64-unknown-linux-gnu", "haswell"}));
    buildSchedulePipeline(passes, {.search = {.stream = false}, .keepAll = true});
    EXPECT_TRUE(succeeded(passes.run(*module)));
    graph = module->lookupSymbol<func::FuncOp>("main");
    inputs.push_back(generateInput(0, ElementType::F32, {1, 4, 4, 2}));
    outputs.push_back(HostTensor::zeros(ElementType::F32, {1, 2}));
    auto bytes = graph->getAttrOfType<IntegerAttr>(workspaceBytesAttr);
    workspace.assign(bytes.getInt() / sizeof(float), std::numeric_limits<float>::quiet_NaN());
    run();
  }

  /// Stores the exact result of each layer, rounded.
  void run() {
    auto observe = [&](Operation *op, ArrayRef<Tensor> results) {
      if (auto group = dyn_cast<GroupOp>(op))
        store(group.getResult(0), results[0]);
    };
    ASSERT_TRUE(succeeded(evaluate(graph, exactTensor(inputs[0]), observe)));
  }

  float *bufferOfResult(Value result) {
    BufferAttr buffer = bufferOf(result);
    return buffer.getSpace() == Space::Output ? outputs[0].data<float>().data()
                                              : &workspace[buffer.getOffset() / sizeof(float)];
  }

  void store(Value result, const Tensor &tensor) {
    float *buffer = bufferOfResult(result);
    Layout layout = layoutOf(result);
    if (!bufferOf(result).getBorder().empty())
      std::fill_n(buffer, layout.bufferElements, 0.0f);
    for (auto [i, value] : llvm::enumerate(tensor.values))
      buffer[layout.origin +
             linearize(delinearize(i, computeStrides(tensor.shape)), layout.strides)] = value;
  }

  /// Returns the result of the group of node `name`.
  Value resultOf(StringRef name) {
    for (auto group : graph.getBody().getOps<GroupOp>())
      if (cast<NameLoc>(group.getLoc()).getName() == name)
        return group.getResult(0);
    return Value();
  }

  std::string firstWrong() {
    ArrayRef bytes(reinterpret_cast<const uint8_t *>(workspace.data()),
                   workspace.size() * sizeof(float));
    auto layers = compareLayers(graph, {inputs, outputs, bytes});
    EXPECT_TRUE(succeeded(layers));
    EXPECT_EQ(layers->size(), 4u);
    return firstWrongLayer(*layers);
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  func::FuncOp graph;
  std::vector<HostTensor> inputs, outputs;
  std::vector<float> workspace;
};

TEST_F(CompareLayersTest, NoBufferSharesMemory) {
  std::vector<std::pair<int64_t, int64_t>> spans;
  for (auto group : graph.getBody().getOps<GroupOp>())
    if (bufferOf(group.getResult(0)).getSpace() == Space::Workspace) {
      int64_t begin = bufferOf(group.getResult(0)).getOffset();
      spans.push_back(
          {begin, begin + layoutOf(group.getResult(0)).bufferElements * int64_t(sizeof(float))});
    }
  llvm::sort(spans);
  ASSERT_EQ(spans.size(), 3u);
  EXPECT_LE(spans[0].second, spans[1].first);
  EXPECT_LE(spans[1].second, spans[2].first);
}

TEST_F(CompareLayersTest, RoundedResultsPass) { EXPECT_EQ(firstWrong(), ""); }

TEST_F(CompareLayersTest, negative_OneWrongValue) {
  Value result = resultOf("second");
  bufferOfResult(result)[layoutOf(result).origin + 5] += 1e-3f;
  EXPECT_TRUE(StringRef(firstWrong())
                  .starts_with("first wrong layer: node 'second' (conv2d): "
                               "error 1.0e-03, allowed "))
      << firstWrong();
}

TEST_F(CompareLayersTest, negative_ValueThatWasNotWritten) {
  Value result = resultOf("first");
  bufferOfResult(result)[layoutOf(result).origin] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(
      StringRef(firstWrong()).starts_with("first wrong layer: node 'first' (conv2d): error INF"))
      << firstWrong();
}

TEST_F(CompareLayersTest, negative_BorderIsNotTheFill) {
  ASSERT_FALSE(bufferOf(resultOf("first")).getBorder().empty());
  bufferOfResult(resultOf("first"))[0] = 1e-30f;
  EXPECT_TRUE(StringRef(firstWrong()).ends_with(", border overwritten")) << firstWrong();
}

TEST_F(CompareLayersTest, negative_WrongOutput) {
  outputs[0].data<float>()[1] *= 1.00001f;
  EXPECT_TRUE(StringRef(firstWrong()).starts_with("first wrong layer: node 'scores' (softmax)"))
      << firstWrong();
}

} // namespace

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The evaluator against values computed by hand, one small case per rule.

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Parser/Parser.h"
#include "mnc/IR/IR.h"
#include "mnc/Reference/Evaluator.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace mnc;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

class Reference : public testing::Test {
protected:
  Reference() : context(MLIRContext::Threading::DISABLED) {
    context.loadDialect<func::FuncDialect, MNCDialect>();
    context.getDiagEngine().registerHandler(
        [this](Diagnostic &diagnostic) { error += diagnostic.str(); });
  }

  FailureOr<SmallVector<Tensor>> run(StringRef text, ArrayRef<Tensor> inputs,
                                     Observer observe = {}) {
    module = parseSourceString<ModuleOp>(text, &context);
    if (!module)
      return failure();
    return evaluate(*module->getOps<func::FuncOp>().begin(), inputs, observe);
  }

  /// The only result of a function from the types of `inputs` to `type`, which
  /// returns `%y` of `body` and names its arguments `%0`, `%1` and so on.
  std::vector<double> values(StringRef body, StringRef type, ArrayRef<Tensor> inputs) {
    std::string text;
    llvm::raw_string_ostream out(text);
    out << "func.func @f(";
    llvm::interleaveComma(llvm::enumerate(inputs), out, [&](auto input) {
      out << "%arg" << input.index() << ": tensor<";
      for (int64_t size : input.value().shape)
        out << size << "x";
      out << "f32>";
    });
    out << ") -> tensor<" << type << "> {\n" << body << "\nreturn %y : tensor<" << type << ">}";
    auto results = run(text, inputs);
    if (failed(results)) {
      ADD_FAILURE() << error << "\n" << text;
      return {};
    }
    return (*results)[0].values;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::string error;
};

using Values = std::vector<double>;

/// first, first + 1, ... in a tensor of `shape`.
Tensor counting(ArrayRef<int64_t> shape, double first = 1) {
  Tensor tensor{SmallVector<int64_t>(shape), {}};
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  for (int64_t i = 0; i < count; ++i)
    tensor.values.push_back(first + double(i));
  return tensor;
}

//--- Convolution and matrix product ------------------------------------------

TEST_F(Reference, conv2dStridesAndPads) {
  // The image is 1 2 3 / 4 5 6 / 7 8 9, the filter 1 2 / 3 4; one row and one column of padding
  // come before, none after.
  EXPECT_EQ(values(R"(%y = mnc.conv2d %arg0, %arg1 {strides = array<i64: 2, 1>,
      pads = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x1xf32>, tensor<1x1x2x2xf32>) -> tensor<1x2x3x1xf32>)",
                   "1x2x3x1xf32", {counting({1, 3, 3, 1}), counting({1, 1, 2, 2})}),
            Values({4, 11, 18, 4 * 2 + 7 * 4, 4 + 10 + 21 + 32, 5 + 12 + 24 + 36}));
}

TEST_F(Reference, conv2dDilations) {
  EXPECT_EQ(values(R"(%y = mnc.conv2d %arg0, %arg1 {strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 1>, dilations = array<i64: 1, 2>}
      : (tensor<1x1x4x1xf32>, tensor<1x1x1x2xf32>) -> tensor<1x1x3x1xf32>)",
                   "1x1x3x1xf32", {counting({1, 1, 4, 1}), counting({1, 1, 1, 2})}),
            Values({1 + 3 * 2, 2 + 4 * 2, 3}));
}

TEST_F(Reference, conv2dReadsFiltersAsOIHW) {
  // Two channels, three filters of 1 x 2, a batch of two.
  EXPECT_EQ(values(R"(%y = mnc.conv2d %arg0, %arg1 {strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<2x1x2x2xf32>, tensor<3x2x1x2xf32>) -> tensor<2x1x1x3xf32>)",
                   "2x1x1x3xf32", {counting({2, 1, 2, 2}), counting({3, 2, 1, 2})}),
            Values({1 * 1 + 3 * 2 + 2 * 3 + 4 * 4, 1 * 5 + 3 * 6 + 2 * 7 + 4 * 8,
                    1 * 9 + 3 * 10 + 2 * 11 + 4 * 12, 5 * 1 + 7 * 2 + 6 * 3 + 8 * 4,
                    5 * 5 + 7 * 6 + 6 * 7 + 8 * 8, 5 * 9 + 7 * 10 + 6 * 11 + 8 * 12}));
}

TEST_F(Reference, conv2dGroups) {
  // Channels {1, 2} feed filters 0 and 1, channels {3, 4} filters 2 and 3.
  EXPECT_EQ(values(R"(%y = mnc.conv2d %arg0, %arg1 {strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x1x1x4xf32>, tensor<4x2x1x1xf32>) -> tensor<1x1x1x4xf32>)",
                   "1x1x1x4xf32", {counting({1, 1, 1, 4}), counting({4, 2, 1, 1})}),
            Values({1 * 1 + 2 * 2, 1 * 3 + 2 * 4, 3 * 5 + 4 * 6, 3 * 7 + 4 * 8}));
}

TEST_F(Reference, conv2dDepthwiseWithMultiplier) {
  EXPECT_EQ(values(R"(%y = mnc.conv2d %arg0, %arg1 {strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x1x2x2xf32>, tensor<4x1x1x2xf32>) -> tensor<1x1x1x4xf32>)",
                   "1x1x1x4xf32", {counting({1, 1, 2, 2}), counting({4, 1, 1, 2})}),
            Values({1 * 1 + 3 * 2, 1 * 3 + 3 * 4, 2 * 5 + 4 * 6, 2 * 7 + 4 * 8}));
}

TEST_F(Reference, epilogueAppliesStepsInOrder) {
  // x * w = 1 2 / 3 4; bias -1 1; clamp to [1, 4]; then the residual.
  EXPECT_EQ(values(R"(%y = mnc.conv2d %arg0, %arg1 steps(%arg2, %arg3)
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
       dilations = array<i64: 1, 1>, group = 2, epilogue =
       [#mnc.bias, #mnc.clamp<1.0 : f32, 4.0 : f32>, #mnc.residual]}
      : (tensor<1x1x2x2xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>,
         tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32>)",
                   "1x1x2x2xf32",
                   {counting({1, 1, 2, 2}),
                    {{2, 1, 1, 1}, {1, 1}},
                    {{2}, {-1, 1}},
                    counting({1, 1, 2, 2}, 10)}),
            Values({1 + 10, 3 + 11, 2 + 12, 4 + 13}));
}

TEST_F(Reference, conv2dOfOneRowIsAMatrixProduct) {
  EXPECT_EQ(values(R"(%y = mnc.conv2d %arg0, %arg1 steps(%arg2) {strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.bias]}
      : (tensor<1x1x2x2xf32>, tensor<3x2x1x1xf32>, tensor<3xf32>) -> tensor<1x1x2x3xf32>)",
                   "1x1x2x3xf32",
                   {counting({1, 1, 2, 2}), counting({3, 2, 1, 1}), counting({3}, 100)}),
            Values({105, 112, 119, 111, 126, 141}));
}

TEST_F(Reference, batchNormAlongItsAxis) {
  Tensor scale{{2}, {2, 1}}, bias{{2}, {10, 20}}, mean{{2}, {1, 3}}, variance{{2}, {3, 0}};
  EXPECT_EQ(values(R"(%y = mnc.batch_norm %arg0, %arg1, %arg2, %arg3, %arg4
      {axis = 1, epsilon = 1.0 : f32} : (tensor<1x2x2xf32>, tensor<2xf32>,
       tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x2xf32>)",
                   "1x2x2xf32", {counting({1, 2, 2}), scale, bias, mean, variance}),
            Values({10, 11, 20, 21}));
}

//--- Elementwise -------------------------------------------------------------

TEST_F(Reference, clampKeepsNaN) {
  Values y = values("%y = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %arg0 "
                    ": (tensor<5xf32>) -> tensor<5xf32>",
                    "5xf32", {{{5}, {-1, 3, 7, -infinity, nan}}});
  EXPECT_TRUE(std::isnan(y.back()));
  y.pop_back();
  EXPECT_EQ(y, Values({0, 3, 6, 0}));
}

TEST_F(Reference, clampWithCrossedBoundsGivesMax) {
  EXPECT_EQ(values("%y = mnc.pointwise #mnc.clamp<5.0 : f32, 2.0 : f32> %arg0 "
                   ": (tensor<3xf32>) -> tensor<3xf32>",
                   "3xf32", {{{3}, {1, 3, 9}}}),
            Values({2, 2, 2}));
}

TEST_F(Reference, binaryOperationsBroadcast) {
  Tensor x = counting({2, 3}), row{{3}, {10, 20, 30}}, column{{2, 1}, {1, 2}}, one{{}, {2}};
  EXPECT_EQ(values("%y = mnc.add %arg0, %arg1 : (tensor<2x3xf32>, "
                   "tensor<3xf32>) -> tensor<2x3xf32>",
                   "2x3xf32", {x, row}),
            Values({11, 22, 33, 14, 25, 36}));
  EXPECT_EQ(values("%y = mnc.sub %arg0, %arg1 : (tensor<3xf32>, "
                   "tensor<2x1xf32>) -> tensor<2x3xf32>",
                   "2x3xf32", {row, column}),
            Values({9, 19, 29, 8, 18, 28}));
  EXPECT_EQ(values("%y = mnc.mul %arg0, %arg1 : (tensor<2x3xf32>, "
                   "tensor<2x1xf32>) -> tensor<2x3xf32>",
                   "2x3xf32", {x, column}),
            Values({1, 2, 3, 8, 10, 12}));
  EXPECT_EQ(values("%y = mnc.div %arg0, %arg1 : (tensor<f32>, "
                   "tensor<2x1xf32>) -> tensor<2x1xf32>",
                   "2x1xf32", {one, column}),
            Values({2, 1}));
}

TEST_F(Reference, softmaxAlongItsAxis) {
  // Large values do not overflow.
  double log3 = std::log(3.0);
  Values y = values("%y = mnc.softmax %arg0 {axis = 0} : (tensor<2x2xf32>) -> "
                    "tensor<2x2xf32>",
                    "2x2xf32", {{{2, 2}, {0, 1000, log3, 1000}}});
  ASSERT_EQ(y.size(), 4u);
  EXPECT_NEAR(y[0], 0.25, 1e-12);
  EXPECT_NEAR(y[1], 0.5, 1e-12);
  EXPECT_NEAR(y[2], 0.75, 1e-12);
  EXPECT_NEAR(y[3], 0.5, 1e-12);
}

//--- Pooling -----------------------------------------------------------------

TEST_F(Reference, maxPoolPaddingNeverWins) {
  EXPECT_EQ(values(R"(%y = mnc.max_pool2d %arg0 {window = array<i64: 2, 2>,
      strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>}
      : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>)",
                   "1x2x2x1xf32", {counting({1, 2, 2, 1}, -9)}),
            Values({-9, -8, -7, -6}));
}

TEST_F(Reference, maxPoolKeepsNaNAndChannels) {
  Values y = values(R"(%y = mnc.max_pool2d %arg0 {window = array<i64: 1, 3>,
      strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x1x3x2xf32>) -> tensor<1x1x1x2xf32>)",
                    "1x1x1x2xf32", {{{1, 1, 3, 2}, {1, 5, nan, 7, 3, 6}}});
  ASSERT_EQ(y.size(), 2u);
  EXPECT_TRUE(std::isnan(y[0]));
  EXPECT_EQ(y[1], 7);
}

TEST_F(Reference, maxPoolCeilMode) {
  EXPECT_EQ(values(R"(%y = mnc.max_pool2d %arg0 {window = array<i64: 1, 2>,
      strides = array<i64: 1, 2>, pads = array<i64: 0, 0, 0, 0>, ceil_mode}
      : (tensor<1x1x3x1xf32>) -> tensor<1x1x2x1xf32>)",
                   "1x1x2x1xf32", {counting({1, 1, 3, 1})}),
            Values({2, 3}));
}

TEST_F(Reference, avgPoolDividesByValuesInside) {
  EXPECT_EQ(values(R"(%y = mnc.avg_pool2d %arg0 {window = array<i64: 2, 2>,
      strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 0, 0>, ceil_mode}
      : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>)",
                   "1x2x2x1xf32", {counting({1, 2, 2, 1}, 4)}),
            Values({4, 5, 6, 7}));
}

TEST_F(Reference, avgPoolDividesByPaddedPositions) {
  // Windows over * 2 4 8 *. The last one of the second case reaches two
  // positions past the padding, which do not count.
  EXPECT_EQ(values(R"(%y = mnc.avg_pool2d %arg0 {window = array<i64: 1, 2>,
      strides = array<i64: 1, 2>, pads = array<i64: 0, 1, 0, 1>,
      count_include_pad} : (tensor<1x1x3x1xf32>) -> tensor<1x1x2x1xf32>)",
                   "1x1x2x1xf32", {{{1, 1, 3, 1}, {2, 4, 8}}}),
            Values({1, 6}));
  EXPECT_EQ(values(R"(%y = mnc.avg_pool2d %arg0 {window = array<i64: 1, 4>,
      strides = array<i64: 1, 3>, pads = array<i64: 0, 1, 0, 1>,
      count_include_pad, ceil_mode}
      : (tensor<1x1x3x1xf32>) -> tensor<1x1x2x1xf32>)",
                   "1x1x2x1xf32", {{{1, 1, 3, 1}, {2, 4, 8}}}),
            Values({14.0 / 4, 8.0 / 2}));
}

//--- Movement ----------------------------------------------------------------

TEST_F(Reference, transposeTakesInputDimensionPermOfI) {
  EXPECT_EQ(values("%y = mnc.transpose %arg0 {perm = array<i64: 2, 0, 1>} : "
                   "(tensor<2x1x3xf32>) -> tensor<3x2x1xf32>",
                   "3x2x1xf32", {counting({2, 1, 3})}),
            Values({1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(values("%y = mnc.transpose %arg0 {perm = array<i64: 1, 2, 0>} : "
                   "(tensor<2x2x2xf32>) -> tensor<2x2x2xf32>",
                   "2x2x2xf32", {counting({2, 2, 2})}),
            Values({1, 5, 2, 6, 3, 7, 4, 8}));
}

TEST_F(Reference, padSurrounds) {
  EXPECT_EQ(values("%y = mnc.pad %arg0 {low = array<i64: 0, 1>, high = "
                   "array<i64: 1, 2>, value = -1.0 : f32} : "
                   "(tensor<1x2xf32>) -> tensor<2x5xf32>",
                   "2x5xf32", {counting({1, 2})}),
            Values({-1, 1, 2, -1, -1, -1, -1, -1, -1, -1}));
}

TEST_F(Reference, constantsCopiesReshapesAndRegions) {
  // The group reads %c and %x from outside; %c dies after it.
  StringRef text = R"(
    func.func @f(%x: tensor<2xf32>, %unused: tensor<f32>) -> (tensor<2x1xf32>, tensor<2xf32>) {
      %c = mnc.constant dense<0.5> : tensor<2xf32>
      %s = mnc.constant dense_resource<stored> : tensor<2xf32>
      %r:2 = mnc.group -> tensor<2xf32>, tensor<2xf32> {
        %a = mnc.mul %x, %c : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
        mnc.yield %a, %x : tensor<2xf32>, tensor<2xf32>
      }
      %b = mnc.add %r#0, %s : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
      %copy = mnc.copy %b : (tensor<2xf32>) -> tensor<2xf32>
      %y = mnc.reshape %copy : (tensor<2xf32>) -> tensor<2x1xf32>
      return %y, %r#1 : tensor<2x1xf32>, tensor<2xf32>
    }
    {-# dialect_resources: { builtin: { stored: "0x040000000000803F00000040" } } #-})";
  std::string seen;
  auto observe = [&](Operation *op, ArrayRef<Tensor> results) {
    seen += op->getName().stripDialect().str() + " ";
    EXPECT_EQ(op->getNumResults(), results.size());
  };
  Tensor x{{2}, {4, 6}}, unused{{}, {0}};
  auto results = run(text, {x, unused}, observe);
  ASSERT_TRUE(succeeded(results)) << error;
  ASSERT_EQ(results->size(), 2u);
  EXPECT_EQ((*results)[0].shape, SmallVector<int64_t>({2, 1}));
  EXPECT_EQ((*results)[0].values, Values({3, 5}));
  EXPECT_EQ((*results)[1].values, Values({4, 6}));
  EXPECT_EQ(seen, "constant constant mul group add copy reshape ");
}

//--- Errors ------------------------------------------------------------------

TEST_F(Reference, reportsUnknownOperations) {
  context.allowUnregisteredDialects();
  EXPECT_TRUE(failed(run(R"(func.func @f() { "other.op"() : () -> () return })", {})));
  EXPECT_EQ(error, "the evaluator does not know 'other.op'");
}

TEST_F(Reference, reportsMissingValues) {
  EXPECT_TRUE(failed(run(R"(func.func @f() -> tensor<2xf32> {
      %c = mnc.constant dense_resource<gone> : tensor<2xf32>
      return %c : tensor<2xf32> })",
                         {})));
  EXPECT_EQ(error, "the values of the constant were left out of the text");
}

TEST_F(Reference, reportsWrongInputs) {
  StringRef text = "func.func @f(%x: tensor<2xf32>) { return }";
  EXPECT_TRUE(failed(run(text, {})));
  EXPECT_EQ(error, "the function wants 1 inputs, found 0");
  error.clear();
  EXPECT_TRUE(failed(run(text, {counting({1, 2})})));
  EXPECT_EQ(error, "input 0 wants 'tensor<2xf32>', found 2 values of shape [1, 2]");
  error.clear();
  EXPECT_TRUE(failed(run("func.func private @f()", {})));
  EXPECT_EQ(error, "the evaluator wants one block, found 0");
}

} // namespace

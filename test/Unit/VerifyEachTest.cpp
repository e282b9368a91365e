// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verdicts of the proof by execution on small graphs.

#include "mnc/Driver/VerifyEach.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/Pass.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/IR/IR.h"
#include <gtest/gtest.h>

using namespace mlir;
using namespace mnc;

namespace {

/// x -> scaled -> limited; the type of x is [1, 2, 3].
constexpr llvm::StringLiteral right = R"mlir(
func.func @main(%x: tensor<1x2x3xf32>) -> (tensor<1x2x3xf32> {mnc.name = "out"}) {
  %c = mnc.constant dense<3.0> : tensor<f32>
  %s = mnc.mul %x, %c : (tensor<1x2x3xf32>, tensor<f32>) -> tensor<1x2x3xf32> loc("scaled")
  %y = mnc.pointwise #mnc.clamp<-1.0 : f32, 1.0 : f32> %s
      : (tensor<1x2x3xf32>) -> tensor<1x2x3xf32> loc("limited")
  return %y : tensor<1x2x3xf32>
})mlir";

struct VerifyEachTest : testing::Test {
  VerifyEachTest() : context(MLIRContext::Threading::DISABLED) {
    DialectRegistry registry;
    registerDialects(registry);
    context.appendDialectRegistry(registry);
    context.getDiagEngine().registerHandler(
        [this](Diagnostic &diagnostic) { message += diagnostic.str(); });
  }

  /// True if `text` may take the place of `right`.
  bool accepts(const std::string &text) {
    auto before = parseSourceString<ModuleOp>(right, &context);
    auto after = parseSourceString<ModuleOp>(text, &context);
    VerifyEach verifier({{{1, 2, 3}, {0, 1, 2, -0.25, 0.25, -1}}});
    return before && after && succeeded(verifier.remember(mainOf(*before))) &&
           succeeded(verifier.verify(mainOf(*after), "a-pass"));
  }

  static func::FuncOp mainOf(ModuleOp module) { return module.lookupSymbol<func::FuncOp>("main"); }

  /// `right` with one text replaced.
  static std::string with(StringRef from, StringRef to) {
    std::string text = right.str();
    return text.replace(text.find(from), from.size(), to);
  }

  MLIRContext context;
  std::string message;
};

TEST_F(VerifyEachTest, AcceptsTheSameInAnotherLayout) {
  EXPECT_TRUE(accepts(R"mlir(
func.func @main(%x: tensor<1x2x3xf32>) -> (tensor<1x2x3xf32> {mnc.name = "out"}) {
  %c = mnc.constant dense<3.0> : tensor<f32>
  %t = mnc.transpose %x {perm = array<i64: 2, 0, 1>} : (tensor<1x2x3xf32>) -> tensor<3x1x2xf32>
  %s = mnc.mul %t, %c : (tensor<3x1x2xf32>, tensor<f32>) -> tensor<3x1x2xf32> loc("scaled")
  %y = mnc.pointwise #mnc.clamp<-1.0 : f32, 1.0 : f32> %s
      : (tensor<3x1x2xf32>) -> tensor<3x1x2xf32> loc("limited")
  %r = mnc.transpose %y {perm = array<i64: 1, 2, 0>} : (tensor<3x1x2xf32>) -> tensor<1x2x3xf32>
  return %r : tensor<1x2x3xf32>
})mlir"))
      << message;
}

TEST_F(VerifyEachTest, negative_NamesTheFirstNodeThatDiffers) {
  EXPECT_FALSE(accepts(with("3.0", "2.0")));
  EXPECT_EQ(message, "after a-pass: node 'scaled' (mul) computes something else: "
                     "error 2.5e-01 in output 'out', allowed 1.0e-05");
}

TEST_F(VerifyEachTest, negative_NamesALaterNode) {
  EXPECT_FALSE(accepts(with("f32, 1.0 : f32>", "f32, 2.0 : f32>")));
  EXPECT_EQ(message, "after a-pass: node 'limited' (clamp) computes something else: "
                     "error 1.0e+00 in output 'out', allowed 1.0e-05");
}

TEST_F(VerifyEachTest, negative_AnotherValueIsReturned) {
  EXPECT_FALSE(accepts(with("return %y", "return %s")));
  EXPECT_EQ(message, "after a-pass: returns another value: error 5.0e+00 in output 'out', "
                     "allowed 1.0e-05");
}

TEST_F(VerifyEachTest, negative_NaNIsADifference) {
  EXPECT_FALSE(accepts(with("dense<3.0>", "dense<0x7FC00000>")));
  EXPECT_EQ(message, "after a-pass: node 'scaled' (mul) computes something else: "
                     "error INF in output 'out', allowed 1.0e-05");
}

/// Makes all clamps wider.
struct WrongPass : PassWrapper<WrongPass, OperationPass<func::FuncOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(WrongPass)
  StringRef getArgument() const override { return "wrong"; }
  void runOnOperation() override {
    getOperation().walk([](PointwiseOp op) {
      Builder builder(op.getContext());
      op.setFnAttr(
          ClampAttr::get(op.getContext(), builder.getF32FloatAttr(-1), builder.getF32FloatAttr(2)));
    });
  }
};

TEST_F(VerifyEachTest, WatchesPasses) {
  auto module = parseSourceString<ModuleOp>(right, &context);
  VerifyEach verifier({{{1, 2, 3}, {0, 1, 2, 3, 4, 5}}});
  PassManager passes(&context);
  verifier.attach(passes);
  for (int i = 0; i < 3; ++i)
    passes.nest<func::FuncOp>().addPass(std::make_unique<WrongPass>());
  EXPECT_TRUE(succeeded(passes.run(*module)));
  EXPECT_TRUE(verifier.failed());
  EXPECT_EQ(StringRef(message).count("after wrong: node 'limited'"), 1u) << message;
}

} // namespace

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every pointwise function of the dialect has a meaning, code, and bounds that hold.

#include "mnc/Kernels/Functions.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/Reference/Functions.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace mlir;
using namespace mnc;

namespace {

struct FunctionsTest : testing::Test {
  FunctionsTest() : context(MLIRContext::Threading::DISABLED) { context.loadDialect<MNCDialect>(); }

  FloatAttr number(float value) { return FloatAttr::get(Float32Type::get(&context), value); }

  /// One of each kind, with parameters.
  SmallVector<PointwiseFn> functions() {
    return {BiasAttr::get(&context),
            ResidualAttr::get(&context),
            ScaleAttr::get(&context),
            PReluAttr::get(&context),
            ClampAttr::get(&context, number(-1), number(2)),
            LeakyReluAttr::get(&context, number(-0.5f)),
            HardSigmoidAttr::get(&context, number(0.2f), number(0.5f)),
            HardSwishAttr::get(&context),
            SwishAttr::get(&context, number(1.7f)),
            SigmoidAttr::get(&context),
            TanhAttr::get(&context),
            ExpAttr::get(&context),
            LogAttr::get(&context),
            SqrtAttr::get(&context),
            PowAttr::get(&context, number(3)),
            SoftplusAttr::get(&context),
            MishAttr::get(&context),
            EluAttr::get(&context, number(-0.5f)),
            ErfAttr::get(&context),
            GeluAttr::get(&context),
            AbsAttr::get(&context),
            SignAttr::get(&context),
            FloorAttr::get(&context),
            CeilAttr::get(&context),
            RoundAttr::get(&context)};
  }

  MLIRContext context;
};

/// Calls `visit` with the type of each function among the attributes of the dialect.
template <typename... Attrs>
void forEachFunction(MLIRContext &context, function_ref<void(TypeID, StringRef)> visit) {
  auto one = [&]<typename Attr>() {
    if (AbstractAttribute::lookup(TypeID::get<Attr>(), &context)
            .hasInterface(PointwiseFn::getInterfaceID()))
      visit(TypeID::get<Attr>(), Attr::getMnemonic());
  };
  (one.template operator()<Attrs>(), ...);
}

TEST_F(FunctionsTest, EachHasARowOfMeaningOneOfCodeAndACaseHere) {
  auto has = [](auto rows, TypeID fn) {
    return llvm::any_of(rows, [&](const auto &row) { return row.fn == fn; });
  };
  SmallVector<PointwiseFn> cases = functions();
  forEachFunction<
#define GET_ATTRDEF_LIST
#include "mnc/IR/Attributes.cpp.inc"
      >(context, [&](TypeID fn, StringRef name) {
    EXPECT_TRUE(has(functionMeanings(), fn))
        << name.str() << " has no row in lib/Reference/Functions.cpp";
    EXPECT_TRUE(has(functionEmitters(), fn))
        << name.str() << " has no row in lib/Kernels/Functions.cpp";
    EXPECT_TRUE(
        llvm::any_of(cases, [&](PointwiseFn one) { return Attribute(one).getTypeID() == fn; }))
        << name.str() << " has no case in test/Unit/FunctionsTest.cpp";
  });
}

TEST_F(FunctionsTest, NoNearbyValueLiesBeyondTheBound) {
  for (PointwiseFn fn : functions())
    for (double y : {-20.0, -4.0, -3.0, -1.3, -0.1, 0.0, 0.2, 1.0, 2.9, 3.1, 7.0})
      for (double operand : {-1.5, 0.3, 2.0})
        for (double error : {1e-6, 1e-3, 0.5})
          for (double by : {-1.0, -0.4, 0.3, 1.0}) {
            const FunctionMeaning &meaning = meaningOf(fn);
            double exact = meaning.eval(fn, y, operand);
            double bound = meaning.moves(fn, y, error, operand, 0.01);
            double moved = meaning.eval(fn, y + by * error, operand + by * 0.01);
            if (!std::isfinite(exact) || !std::isfinite(bound))
              continue; // no logarithm, no root
            EXPECT_LE(std::fabs(moved - exact), bound * (1 + 1e-9) + 1e-13)
                << Attribute(fn).getAbstractAttribute().getName().str() << " at " << y;
          }
}

TEST_F(FunctionsTest, OperandsAreBroadcastByImageAndChannel) {
  FnIndex channel(FnOperand::Channel, {2, 3, 4}), image(FnOperand::ImageChannel, {2, 3, 4}),
      full(FnOperand::Full, {2, 3, 4});
  // Element [1, 2, 3].
  EXPECT_EQ(channel(23), 3u);
  EXPECT_EQ(image(23), 7u);
  EXPECT_EQ(full(23), 23u);
  // One value scales all of a vector.
  EXPECT_EQ(FnIndex(FnOperand::ImageChannel, {12})(11), 0u);
}

} // namespace

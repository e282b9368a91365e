// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every tiling of every kernel, for each width of vectors that this machine has, compiled, run and
// compared with the evaluator.

#include "Check.h"
#include "mlir/Parser/Parser.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/Schedule/KernelChoice.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/TargetParser/Host.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mnc;

namespace {

/// An operation to compute on one input, %x: `%y = OP {ATTRIBUTES} : TYPE`.
struct Case {
  /// The kernel that is for it.
  StringRef kernel;
  /// Shapes of %x and of the result, with the element type where that is not f32.
  StringRef input, output;
  std::string op, attributes, type;
  /// Types of the constants %w and %b.
  std::string weights = "tensor<1xf32>", bias = "tensor<1xf32>";
};

std::string tensor(StringRef shape) {
  return ("tensor<" + shape + (shape.contains('i') ? "" : "xf32") + ">").str();
}

/// Attributes of a convolution with the same stride and dilation both ways.
std::string window(int64_t stride, StringRef pads, int64_t dilation = 1) {
  return llvm::formatv("strides = array<i64: {0}, {0}>, pads = array<i64: {1}>, "
                       "dilations = array<i64: {2}, {2}>",
                       stride, pads, dilation);
}

Case conv(StringRef kernel, StringRef input, StringRef filter, StringRef output,
          const std::string &window, int64_t group = 1) {
  std::string bias = tensor(filter.split('x').first);
  return {
      kernel,
      input,
      output,
      "mnc.conv2d %x, %w steps(%b)",
      llvm::formatv("{0}, group = {1} : i64, "
                    "epilogue = [#mnc.bias, #mnc.clamp<-0.5 : f32, 0.5 : f32>]",
                    window, group),
      llvm::formatv("({0}, {1}, {2}) -> {3}", tensor(input), tensor(filter), bias, tensor(output)),
      tensor(filter),
      bias};
}

/// Odd numbers of pixels and channels, so that every kernel has tails.
std::vector<Case> cases() {
  std::string plain = window(1, "0, 0, 0, 0"), padded = window(1, "1, 1, 1, 1");
  std::string dilated = window(1, "2, 2, 2, 2", 2);
  std::string pooled =
      "window = array<i64: 3, 2>, strides = array<i64: 2, 1>, pads = array<i64: 1, 0, 1, 1>";
  auto unary = [](StringRef input, StringRef output) {
    return "(" + tensor(input) + ") -> " + tensor(output);
  };
  return {
      conv("pointwise", "1x1x7x5", "37x5x1x1", "1x1x7x37", plain),
      conv("pointwise", "1x3x5x19", "23x19x1x1", "1x2x3x23", window(2, "0, 0, 0, 0")),
      // More weights than values of the activation, and than stay in a cache.
      conv("pointwise", "1x1x3x301", "39x301x1x1", "1x1x3x39", plain),
      // A factor for each image and channel of the input.
      {"pointwise", "2x2x7x19", "2x2x7x37", "mnc.conv2d %x, %w input_scale(%b)", plain,
       "(tensor<2x2x7x19xf32>, tensor<37x19x1x1xf32>, tensor<2x1x1x19xf32>) -> "
       "tensor<2x2x7x37xf32>",
       tensor("37x19x1x1"), tensor("2x1x1x19")},
      conv("split_k", "1x2x3x37", "13x37x1x1", "1x2x3x13", plain),
      conv("split_k", "2x4x4x12", "5x12x3x3", "2x4x4x5", padded),
      conv("dot", "2x5x7x37", "1x37x1x1", "2x5x7x1", plain),
      conv("dot", "1x6x7x5", "3x5x3x3", "1x6x7x3", padded),
      conv("dot", "1x6x7x3", "2x3x3x3", "1x6x7x2", dilated),
      conv("winograd_2x2", "1x5x7x19", "23x19x3x3", "1x5x7x23", padded),
      conv("winograd_2x2", "2x4x5x3", "5x3x3x3", "2x2x3x5", plain),
      // Strips of tiles that do not divide the image.
      conv("winograd_2x2", "1x33x9x16", "16x16x3x3", "1x33x9x16", padded),
      conv("winograd_4x4", "1x6x9x19", "23x19x3x3", "1x6x9x23", padded),
      conv("winograd_4x4", "2x6x7x3", "5x3x3x3", "2x4x5x5", plain),
      conv("winograd_4x4", "1x30x22x40", "48x40x3x3", "1x30x22x48", padded),
      conv("dense", "1x4x7x3", "13x3x3x3", "1x4x7x13", padded),
      conv("dense", "2x5x6x5", "29x5x3x3", "2x5x6x29", dilated),
      conv("grouped", "1x3x5x6", "39x2x3x3", "1x3x5x39", padded, 3),
      conv("depthwise", "1x5x7x37", "37x1x3x3", "1x5x7x37", padded, 37),
      conv("depthwise", "2x6x21x7", "7x1x3x3", "2x3x10x7", window(2, "0, 0, 1, 1"), 7),
      conv("depthwise", "1x4x6x21", "21x1x3x3", "1x4x6x21", dilated, 21),
      {"pool", "1x5x7x23", "1x3x7x23", "mnc.max_pool2d %x", pooled, unary("1x5x7x23", "1x3x7x23")},
      {"pool", "1x5x7x13", "1x3x7x13", "mnc.avg_pool2d %x", pooled, unary("1x5x7x13", "1x3x7x13")},
      {"softmax", "3x37", "3x37", "mnc.softmax %x", "axis = 1 : i64", unary("3x37", "3x37")},
      {"softmax", "5x3x7", "5x3x7", "mnc.softmax %x", "axis = 0 : i64", unary("5x3x7", "5x3x7")},
      {"elementwise", "3x7x23", "3x7x23", "mnc.sub %x, %b", "",
       "(tensor<3x7x23xf32>, tensor<23xf32>) -> tensor<3x7x23xf32>", tensor("1"), tensor("23")},
      {"elementwise", "3x7x23", "3x7x23", "mnc.max %x, %b", "",
       "(tensor<3x7x23xf32>, tensor<23xf32>) -> tensor<3x7x23xf32>", tensor("1"), tensor("23")},
      {"elementwise", "3x7x23", "3x7x42", "mnc.concat %x, %b", "axis = 2 : i64",
       "(tensor<3x7x23xf32>, tensor<3x7x19xf32>) -> tensor<3x7x42xf32>", tensor("1"),
       tensor("3x7x19")},
      {"elementwise", "3x9x23", "2x4x21", "mnc.slice %x",
       "starts = array<i64: 1, 8, 2>, sizes = array<i64: 2, 4, 21>, steps = array<i64: 1, -2, 1>",
       unary("3x9x23", "2x4x21")},
      {"elementwise", "3x1x23", "2x3x5x23", "mnc.broadcast %x", "shape = array<i64: 2, 3, 5, 23>",
       unary("3x1x23", "2x3x5x23")},
      {"resample", "3x5x23", "3x4x23", "mnc.gather %x",
       "axis = 1 : i64, indices = array<i64: 4, 0, 0, 3>", unary("3x5x23", "3x4x23")},
      {"resample", "3x5x23", "3x5x2", "mnc.gather %x",
       "axis = 2 : i64, indices = array<i64: 22, 7>", unary("3x5x23", "3x5x2")},
      {"resample", "2x3x2x13", "2x4x2x13", "mnc.interpolate %x, %w",
       "axis = 1 : i64, indices = array<i64: 0, 0, 0, 1, 1, 2, 2, 2>",
       "(tensor<2x3x2x13xf32>, tensor<4x2xf32>) -> tensor<2x4x2x13xf32>", tensor("4x2")},
      {"matmul", "3x7x5", "3x7x37", "mnc.matmul %x, %w", "",
       "(tensor<3x7x5xf32>, tensor<3x5x37xf32>) -> tensor<3x7x37xf32>", tensor("3x5x37")},
      {"matmul", "9x1", "9x3", "mnc.matmul %x, %w", "",
       "(tensor<9x1xf32>, tensor<1x3xf32>) -> tensor<9x3xf32>", tensor("1x3")},
      {"rank", "3x5x23", "3x1x23xsi64", "mnc.arg_max %x", "axis = 1 : i64",
       unary("3x5x23", "3x1x23xsi64")},
      {"rank", "3x5x23xsi64", "3x5x1xsi64", "mnc.arg_max %x", "axis = 2 : i64, smallest, last",
       unary("3x5x23xsi64", "3x5x1xsi64")},
      {"rank", "3x5x23", "3x5x4xsi64", "mnc.top_k %x", "axis = 2 : i64, count = 4 : i64",
       unary("3x5x23", "3x5x4xsi64")},
      {"take", "3x5x23", "3x7x23", "mnc.take %x, %w", "axis = 1 : i64",
       "(tensor<3x5x23xf32>, tensor<7xsi64>) -> tensor<3x7x23xf32>", tensor("7xsi64")},
      {"take", "3x5x23xui8", "3x5x4xui8", "mnc.gather_elements %x, %w", "axis = 2 : i64",
       "(tensor<3x5x23xui8>, tensor<3x5x4xsi64>) -> tensor<3x5x4xui8>", tensor("3x5x4xsi64")},
      {"elementwise", "3x5x23xui8", "3x5x23", "mnc.convert %x", "to = f32",
       unary("3x5x23xui8", "3x5x23")},
      {"elementwise", "1x3x5x11", "1x5x11x3", "mnc.transpose %x", "perm = array<i64: 0, 2, 3, 1>",
       unary("1x3x5x11", "1x5x11x3")},
      {"elementwise", "1x3x5x7", "1x5x6x9", "mnc.pad %x",
       "low = array<i64: 0, 1, 0, 2>, high = array<i64: 0, 1, 1, 0>, value = 3.0 : f32",
       unary("1x3x5x7", "1x5x6x9")},
  };
}

/// `mnc.constant` of numbers between -1 and 1 that follow from `seed`, or of any si64.
std::string constant(StringRef name, StringRef type, uint32_t seed) {
  int64_t count = 1;
  SmallVector<StringRef> sizes;
  type.drop_front(strlen("tensor<")).split(sizes, 'x');
  for (StringRef size : ArrayRef(sizes).drop_back())
    count *= std::stoll(size.str());
  std::string bytes;
  for (int64_t i = 0; i < count; ++i) {
    seed = seed * 1664525 + 1013904223;
    if (type.contains("si64")) {
      int64_t index = int32_t(seed);
      bytes.append(reinterpret_cast<const char *>(&index), sizeof(index));
      continue;
    }
    float value = float(int32_t(seed >> 8) - (1 << 23)) / float(1 << 23);
    bytes.append(reinterpret_cast<const char *>(&value), sizeof(value));
  }
  return llvm::formatv("  {0} = mnc.constant dense<\"0x{1}\"> : {2}\n", name, llvm::toHex(bytes),
                       type);
}

/// The operation once for each kernel, each time with a result of its own.
std::string graph(const Case &test, ArrayRef<std::string> kernels) {
  std::string results, values, body;
  for (auto [index, kernel] : llvm::enumerate(kernels)) {
    StringRef comma = index ? ", " : "";
    results += comma.str() + tensor(test.output);
    values += llvm::formatv("{0}%y{1}", comma, index);
    StringRef separator = test.attributes.empty() || kernel.empty() ? "" : ", ";
    body += llvm::formatv("  %y{0} = {1} {{{2}{3}{4}} : {5}\n", index, test.op, test.attributes,
                          separator, kernel.empty() ? "" : "mnc.kernel = " + kernel, test.type);
  }
  return llvm::formatv("func.func @main(%x: {0}) -> ({1}) {{\n", tensor(test.input), results)
             .str() +
         constant("%w", test.weights, 1) + constant("%b", test.bias, 2) + body +
         llvm::formatv("  return {0} : {1}\n}\n", values, results).str();
}

/// CPUs of this architecture, one for each width of vectors, that this machine
/// can run code for.
std::vector<StringRef> cpus() {
  llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
  if (features.contains("neon"))
    return {"generic"};
  std::vector<StringRef> names = {"x86-64"};
  if (features.lookup("avx2") && features.lookup("fma"))
    names.push_back("x86-64-v3");
  if (features.lookup("avx512f") && features.lookup("avx512vl") && features.lookup("avx512dq"))
    names.push_back("x86-64-v4");
  return names;
}

struct KernelTable : testing::Test {
  KernelTable() : context(MLIRContext::Threading::DISABLED) {
    DialectRegistry registry;
    registerDialects(registry);
    context.appendDialectRegistry(registry);
    initializeTargets();
  }

  OwningOpRef<ModuleOp> parse(const Case &test, ArrayRef<std::string> kernels) {
    auto module = parseSourceString<ModuleOp>(graph(test, kernels), &context);
    EXPECT_TRUE(module) << graph(test, kernels);
    return module;
  }

  /// Returns the kernels with tilings that could be chosen for the operation, as text.
  std::vector<std::string> candidates(const Case &test, StringRef cpu) {
    CompileOptions options;
    options.name = "kernel";
    options.cpu = cpu.str();
    Compilation compilation(options, context);
    compilation.setGraph(parse(test, {""}));
    EXPECT_TRUE(succeeded(compilation.runTo(Stage::Schedule)));
    std::vector<std::string> found;
    compilation.getModule().walk([&](Operation *op) {
      if (!StringRef(test.op).starts_with(op->getName().getStringRef()))
        return;
      for (const KernelCandidate &candidate :
           kernelCandidates(geometryAlone(op), compilation.getTarget().row))
        if (candidate.kernel.getName() == test.kernel)
          llvm::raw_string_ostream(found.emplace_back()) << candidate.kernel;
    });
    return found;
  }

  MLIRContext context;
};

TEST_F(KernelTable, EveryBlockComputesWhatTheEvaluatorDoes) {
  // Outputs of one network: its arguments are few.
  constexpr size_t most = 24;
  llvm::StringMap<int> tested;
  for (StringRef cpu : cpus())
    for (const Case &test : cases()) {
      std::vector<std::string> kernels = candidates(test, cpu);
      ASSERT_FALSE(kernels.empty()) << test.kernel.str() << " is not for " << test.op;
      tested[test.kernel] += kernels.size();
      for (ArrayRef<std::string> rest = kernels; !rest.empty();) {
        ArrayRef<std::string> some = rest.take_front(most);
        rest = rest.drop_front(some.size());
        llvm::Error error = checkGraph(*parse(test, some), {cpu.str(), {}}, /*seed=*/1);
        EXPECT_FALSE(bool(error)) << cpu.str() << ": " << llvm::toString(std::move(error)) << "\n"
                                  << llvm::join(some, "\n") << "\n"
                                  << test.op << " " << test.type;
      }
    }
  for (const Kernel &row : kernelTable())
    EXPECT_TRUE(tested.contains(row.name)) << row.name.str() << " has no case";
}

TEST_F(KernelTable, NamesAreDifferent) {
  for (const Kernel &row : kernelTable())
    EXPECT_EQ(findKernel(row.name), &row);
  EXPECT_EQ(findKernel("frob"), nullptr);
}

} // namespace

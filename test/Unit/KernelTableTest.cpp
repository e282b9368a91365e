// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every block of every kernel, for each width of vectors that this machine has,
// compiled, run and compared with the evaluator.

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

/// An operation to compute on one input: `%Y = OP {ATTRIBUTES} : TYPE`.
struct Case {
  /// The kernel that is for it.
  StringRef kernel;
  StringRef input, output;
  /// Up to its attributes; %w and %b are constants of these types, %c another b.
  std::string op, attributes, type;
  std::string weights = "tensor<1xf32>", bias = "tensor<1xf32>";
};

/// Odd numbers of pixels and channels, so that every kernel has tails.
Case conv(StringRef kernel, StringRef input, StringRef output, StringRef filter,
          StringRef bias, StringRef window, int64_t group = 1) {
  std::string weights = ("tensor<" + filter + "xf32>").str();
  std::string biases = ("tensor<" + bias + "xf32>").str();
  return {kernel, input, output, "mnc.conv2d %x, %w links(%b)",
          llvm::formatv("{0}, group = {1} : i64, epilogue = [#mnc.bias, #mnc.clamp<-0.5 : f32, 0.5 : f32>]",
                        window, group),
          llvm::formatv("(tensor<{0}xf32>, {1}, {2}) -> tensor<{3}xf32>", input, weights, biases, output),
          weights, biases};
}

std::vector<Case> cases() {
  constexpr StringLiteral plain = "strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>";
  constexpr StringLiteral padded = "strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>";
  constexpr StringLiteral halved = "strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 1, 1>, dilations = array<i64: 1, 1>";
  constexpr StringLiteral dilated = "strides = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, dilations = array<i64: 2, 2>";
  constexpr StringLiteral pooled = "window = array<i64: 3, 2>, strides = array<i64: 2, 1>, pads = array<i64: 1, 0, 1, 1>";
  return {
      conv("pointwise", "1x1x7x5", "1x1x7x37", "37x5x1x1", "37", plain),
      conv("pointwise", "1x3x5x19", "1x2x3x23", "23x19x1x1", "23", "strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>"),
      // More weights than values of the map, and than stay in a cache.
      conv("pointwise", "1x1x3x301", "1x1x3x39", "39x301x1x1", "39", plain),
      conv("dense", "1x4x7x3", "1x4x7x13", "13x3x3x3", "13", padded),
      conv("dense", "2x5x6x5", "2x5x6x29", "29x5x3x3", "29", dilated),
      conv("grouped", "1x3x5x6", "1x3x5x39", "39x2x3x3", "39", padded, 3),
      conv("depthwise", "1x5x7x37", "1x5x7x37", "37x1x3x3", "37", padded, 37),
      conv("depthwise", "2x6x21x7", "2x3x10x7", "7x1x3x3", "7", halved, 7),
      conv("depthwise", "1x4x6x21", "1x4x6x21", "21x1x3x3", "21", dilated, 21),
      {"fully_connected", "3x11", "3x29", "mnc.fully_connected %x, %w links(%b)", "epilogue = [#mnc.bias]",
       "(tensor<3x11xf32>, tensor<11x29xf32>, tensor<29xf32>) -> tensor<3x29xf32>", "tensor<11x29xf32>",
       "tensor<29xf32>"},
      {"pool", "1x5x7x23", "1x3x7x23", "mnc.max_pool2d %x", pooled.str(),
       "(tensor<1x5x7x23xf32>) -> tensor<1x3x7x23xf32>"},
      {"pool", "1x5x7x13", "1x3x7x13", "mnc.avg_pool2d %x", pooled.str(),
       "(tensor<1x5x7x13xf32>) -> tensor<1x3x7x13xf32>"},
      {"softmax", "3x37", "3x37", "mnc.softmax %x", "axis = 1 : i64", "(tensor<3x37xf32>) -> tensor<3x37xf32>"},
      {"softmax", "5x3x7", "5x3x7", "mnc.softmax %x", "axis = 0 : i64", "(tensor<5x3x7xf32>) -> tensor<5x3x7xf32>"},
      {"map", "3x7x23", "3x7x23", "mnc.sub %x, %b", "", "(tensor<3x7x23xf32>, tensor<23xf32>) -> tensor<3x7x23xf32>",
       "tensor<1xf32>", "tensor<23xf32>"},
      {"map", "1x3x5x11", "1x5x11x3", "mnc.transpose %x", "perm = array<i64: 0, 2, 3, 1>",
       "(tensor<1x3x5x11xf32>) -> tensor<1x5x11x3xf32>"},
      {"map", "1x3x5x7", "1x5x6x9", "mnc.pad %x",
       "low = array<i64: 0, 1, 0, 2>, high = array<i64: 0, 1, 1, 0>, value = 3.0 : f32",
       "(tensor<1x3x5x7xf32>) -> tensor<1x5x6x9xf32>"},
  };
}

/// `mnc.constant` of numbers between -1 and 1 that follow from `seed`.
std::string constant(StringRef name, StringRef type, uint32_t seed) {
  int64_t count = 1;
  SmallVector<StringRef> sizes;
  type.drop_front(strlen("tensor<")).split(sizes, 'x');
  for (StringRef size : ArrayRef(sizes).drop_back())
    count *= std::stoll(size.str());
  std::string bytes;
  for (int64_t i = 0; i < count; ++i) {
    seed = seed * 1664525 + 1013904223;
    float value = float(int32_t(seed >> 8) - (1 << 23)) / float(1 << 23);
    bytes.append(reinterpret_cast<const char *>(&value), sizeof(value));
  }
  return llvm::formatv("  {0} = mnc.constant dense<\"0x{1}\"> : {2}\n", name, llvm::toHex(bytes), type);
}

/// The operation once for each kernel, each time with a result of its own.
std::string graph(const Case &test, ArrayRef<std::string> kernels) {
  std::string results, values, body;
  for (auto [index, kernel] : llvm::enumerate(kernels)) {
    StringRef comma = index ? ", " : "";
    results += llvm::formatv("{0}tensor<{1}xf32>", comma, test.output);
    values += llvm::formatv("{0}%y{1}", comma, index);
    StringRef separator = test.attributes.empty() || kernel.empty() ? "" : ", ";
    body += llvm::formatv("  %y{0} = {1} {{{2}{3}{4}} : {5}\n", index, test.op, test.attributes, separator,
                          kernel.empty() ? "" : "kernel = " + kernel, test.type);
  }
  std::string types = results;
  return llvm::formatv("func.func @main(%x: tensor<{0}xf32>) -> ({1}) {{\n", test.input, results).str() +
         constant("%w", test.weights, 1) + constant("%b", test.bias, 2) + body +
         llvm::formatv("  return {0} : {1}\n}\n", values, types).str();
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

  /// What could be chosen for the operation, as text.
  std::vector<std::string> candidates(const Case &test, StringRef cpu) {
    CompileOptions options;
    options.name = "kernel";
    options.cpu = cpu.str();
    Compilation compilation(options, context);
    compilation.setGraph(parse(test, {""}));
    EXPECT_TRUE(succeeded(compilation.runTo(Stage::Schedule)));
    std::vector<std::string> found;
    compilation.getModule().walk([&](Operation *op) {
      const KernelRow *row = kernelFor(op);
      if (!row || row->name != test.kernel || !StringRef(test.op).starts_with(op->getName().getStringRef()))
        return;
      for (const KernelCandidate &candidate : kernelCandidates(op, compilation.getTarget().row))
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
      ASSERT_FALSE(kernels.empty()) << test.kernel.str() << " is not for " << test.op << " " << test.type;
      tested[test.kernel] += kernels.size();
      for (ArrayRef<std::string> rest = kernels; !rest.empty();) {
        ArrayRef<std::string> some = rest.take_front(most);
        rest = rest.drop_front(some.size());
        llvm::Error error = checkGraph(*parse(test, some), cpu, /*seed=*/1);
        EXPECT_FALSE(bool(error)) << cpu.str() << ": " << llvm::toString(std::move(error)) << "\n"
                                  << llvm::join(some, "\n") << "\n" << test.op << " " << test.type;
      }
    }
  for (const KernelRow &row : kernelTable())
    EXPECT_TRUE(tested.contains(row.name)) << row.name.str() << " has no case";
}

TEST_F(KernelTable, NamesAreDifferent) {
  for (const KernelRow &row : kernelTable())
    EXPECT_EQ(findKernel(row.name), &row);
  EXPECT_EQ(findKernel("frob"), nullptr);
}

} // namespace

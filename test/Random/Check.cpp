// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Check.h"

#include "Bounds.h"
#include "CppBuild.h"
#include "Rng.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/Driver/HostTensors.h"
#include "mnc/IR/ElementTypes.h"
#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace mnc {

namespace {

/// Memory for a buffer between two guards, all bytes 0xFF.
class GuardedBuffer {
public:
  /// `alignment` bytes or more, but not twice as much: the least that is
  /// promised.
  GuardedBuffer(int64_t bytes, int64_t alignment)
      : memory(bytes + 2 * guard + 2 * alignment, 0xFF), bytes(bytes) {
    auto address = reinterpret_cast<uintptr_t>(memory.data()) + guard;
    address = llvm::alignTo(address, 2 * alignment) + alignment;
    start = address - reinterpret_cast<uintptr_t>(memory.data());
  }

  uint8_t *data() { return memory.data() + start; }
  ArrayRef<uint8_t> contents() { return {data(), size_t(bytes)}; }
  bool guardsAreIntact() const {
    auto isIntact = [](uint8_t byte) { return byte == 0xFF; };
    return llvm::all_of(ArrayRef(memory).take_front(start), isIntact) &&
           llvm::all_of(ArrayRef(memory).drop_front(start + bytes), isIntact);
  }

private:
  static constexpr int64_t guard = 512;
  std::vector<uint8_t> memory;
  int64_t bytes, start;
};

/// Small integers, and sometimes the ends of the type and numbers beside them.
std::vector<int64_t> makeIntegers(Rng &rng, RankedTensorType type) {
  bool hasEnds = rng.chance(30);
  std::vector<int64_t> numbers;
  for (int64_t i = 0; i < type.getNumElements(); ++i) {
    int64_t number = rng.between(-20, 20);
    if (hasEnds && rng.chance(10))
      number += rng.chance(50) ? std::numeric_limits<int64_t>::min() : int64_t(1) << 31;
    numbers.push_back(wrapInteger(type.getElementType(), number));
  }
  return numbers;
}

/// True if an infinity may make NaN of values that it has no part in: in Winograd's form.
bool spreadsInfinities(func::FuncOp graph) {
  bool spreads = false;
  graph.walk([&](Conv2dOp conv) { spreads |= supportsWinograd(/*m=*/2, convSpecOf(conv)); });
  return spreads;
}

/// Numbers in [-1, 1]; for some seeds a few are infinite, NaN, denormal or -0. No infinities where
/// they spread.
SmallVector<Tensor> makeInputs(func::FuncOp function, uint64_t seed) {
  Rng rng(seed);
  bool hasSpecials = rng.chance(10) && !spreadsInfinities(function);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double specials[] = {infinity, -infinity, std::numeric_limits<double>::quiet_NaN()};
  // An infinity times a denormal may be NaN.
  bool hasTiny = rng.chance(10) && !hasSpecials;
  constexpr double tiny[] = {0x1p-130, -0x1p-130, -0.0};
  SmallVector<Tensor> inputs;
  for (Type type : function.getArgumentTypes()) {
    auto tensor = cast<RankedTensorType>(type);
    Tensor &input = inputs.emplace_back();
    input.shape.assign(tensor.getShape());
    if (!isa<FloatType>(tensor.getElementType())) {
      input.integers = makeIntegers(rng, tensor);
      continue;
    }
    for (int64_t i = 0; i < tensor.getNumElements(); ++i)
      input.values.push_back(rng.real(-1, 1));
    // Each is a number of its type.
    if (tensor.getElementType().isF16())
      input = exactTensor(roundedTensor(input, ElementType::F16));
    for (int64_t count = hasSpecials ? rng.between(0, 2) : 0; count > 0; --count)
      input.values[rng.between(0, input.values.size() - 1)] = rng.pick<double>(specials);
    for (int64_t count = hasTiny ? rng.between(1, 9) : 0; count > 0; --count)
      input.values[rng.between(0, input.values.size() - 1)] = rng.pick<double>(tiny);
  }
  return inputs;
}

/// The place, values and bound of the first wrong element. Infinities and NaN
/// must agree; a finite value that an infinite one had a part in has no bound.
llvm::Error compare(size_t output, const Tensor &found, const BoundedTensor &wanted,
                    double &worst) {
  for (size_t i = 0; i < found.size(); ++i) {
    double value = wanted.value.number(i), number = found.number(i);
    double error = std::fabs(number - value), allowed = wanted.error.values[i] + 1e-30;
    bool isFinite = std::isfinite(number) && std::isfinite(value);
    bool isSame = found.holdsIntegers()
                      ? found.integers[i] == wanted.value.integers[i]
                      : number == value || (std::isnan(number) && std::isnan(value));
    if (isSame || (isFinite && !std::isfinite(allowed)))
      continue;
    // An integer that differs may be as far away as a double does not show.
    if (found.holdsIntegers() || !(error <= allowed))
      return llvm::createStringError(llvm::formatv("output {0} ({1}), element {2}: found {3:e8}, "
                                                   "wanted {4:e8}, error {5:e2}, allowed {6:e2}",
                                                   output, formatShape(wanted.value.shape), i,
                                                   number, value, error, allowed));
    worst = std::max(worst, error / allowed);
  }
  return llvm::Error::success();
}

class Run {
public:
  Run(const LibraryDesc &library, ArrayRef<Tensor> inputs)
      : library(library), workspace(library.workspaceBytes, library.workspaceAlignment) {
    for (auto [ioTensor, input] : llvm::zip_equal(library.inputs, inputs)) {
      HostTensor host = roundedTensor(input, hostTypeOf(ioTensor));
      GuardedBuffer &buffer = add(ioTensor);
      llvm::copy(host.bytes, buffer.data());
    }
    for (const IoTensorDesc &ioTensor : library.outputs)
      add(ioTensor);
    for (GuardedBuffer &buffer : ioTensors)
      pointers.push_back(buffer.data());
    pointers.push_back(workspace.data());
  }

  llvm::Error call(LinkedNetwork &network) {
    if (int code = network.run(pointers))
      return llvm::createStringError("the code returned " + Twine(code));
    for (auto [index, buffer] : llvm::enumerate(ioTensors))
      if (!buffer.guardsAreIntact())
        return llvm::createStringError("the code wrote outside of tensor " + Twine(index));
    if (!workspace.guardsAreIntact())
      return llvm::createStringError("the code wrote outside of the workspace");
    return llvm::Error::success();
  }

  /// True if input `index` still holds `values`.
  bool hasInput(size_t index, const Tensor &input) {
    return ioTensors[index].contents() ==
           ArrayRef(roundedTensor(input, hostTypeOf(library.inputs[index])).bytes);
  }
  /// Input or output number `index`.
  HostTensor ioTensor(size_t index) {
    const IoTensorDesc &desc = index < library.inputs.size()
                                   ? library.inputs[index]
                                   : library.outputs[index - library.inputs.size()];
    return {hostTypeOf(desc), desc.shape, ioTensors[index].contents().vec()};
  }
  /// The bytes of all inputs and outputs.
  std::vector<std::vector<uint8_t>> contents() {
    std::vector<std::vector<uint8_t>> all;
    for (GuardedBuffer &buffer : ioTensors)
      all.push_back(buffer.contents().vec());
    return all;
  }
  size_t numPointers() const { return pointers.size(); }

private:
  GuardedBuffer &add(const IoTensorDesc &ioTensor) {
    return ioTensors.emplace_back(ioTensor.byteSize, elementBytes(hostTypeOf(ioTensor)));
  }

  const LibraryDesc &library;
  std::vector<GuardedBuffer> ioTensors;
  GuardedBuffer workspace;
  std::vector<void *> pointers;
};

/// The place and values of the first output whose bits differ; NaN equals NaN.
llvm::Error compareBits(size_t output, const HostTensor &object, const HostTensor &cpp) {
  size_t size = elementBytes(object.type);
  Tensor wanted = exactTensor(object), found = exactTensor(cpp);
  for (size_t index = 0; index < wanted.size(); ++index)
    if (std::memcmp(&object.bytes[index * size], &cpp.bytes[index * size], size) != 0 &&
        !(std::isnan(wanted.number(index)) && std::isnan(found.number(index))))
      return llvm::createStringError(
          llvm::formatv("output {0}, element {1}: the object gives {2:e8}, the c++ {3:e8}", output,
                        index, wanted.number(index), found.number(index)));
  return llvm::Error::success();
}

/// Runs the builds of the C++ and compares their outputs with those of `object`.
llvm::Error compareCpp(ArrayRef<std::unique_ptr<LinkedNetwork>> builds,
                       ArrayRef<std::string> compilers, const LibraryDesc &library,
                       ArrayRef<Tensor> inputs, Run &object) {
  for (auto [build, compiler] : llvm::zip_equal(builds, compilers)) {
    Run run(library, inputs);
    llvm::Error error = run.call(*build);
    for (size_t output = 0; output < library.outputs.size() && !error; ++output)
      error = compareBits(output, object.ioTensor(inputs.size() + output),
                          run.ioTensor(inputs.size() + output));
    if (error)
      return llvm::joinErrors(llvm::createStringError(compiler), std::move(error));
  }
  return llvm::Error::success();
}

llvm::Error runAndCompare(Compilation &compilation, func::FuncOp function,
                          const CheckOptions &options, uint64_t seed, double &worst) {
  if (failed(compilation.runTo(Stage::Loops)))
    return llvm::createStringError("the compiler failed");
  auto builds = buildCpp(compilation, options.compilers);
  if (!builds)
    return builds.takeError();
  if (failed(compilation.runTo(Stage::Object)))
    return llvm::createStringError("the compiler failed");
  const LibraryDesc &library = compilation.getLibrary();
  SmallVector<Tensor> inputs = makeInputs(function, seed);
  Run run(library, inputs);
  auto network = linkNetworkWithGuard(compilation.getObject(), library.name, run.numPointers());
  if (!network)
    return network.takeError();
  if (llvm::Error error = run.call(**network))
    return error;
  auto wanted = evaluateWithBounds(function, inputs);
  if (failed(wanted))
    return llvm::createStringError("the evaluator failed");
  for (auto [index, input] : llvm::enumerate(inputs))
    if (!run.hasInput(index, input))
      return llvm::createStringError("the code changed input " + Twine(index));
  for (auto [index, output] : llvm::enumerate(*wanted))
    if (llvm::Error error =
            compare(index, exactTensor(run.ioTensor(inputs.size() + index)), output, worst))
      return error;
  auto first = run.contents();
  if (llvm::Error error = run.call(**network))
    return error;
  if (first != run.contents())
    return llvm::createStringError("the second run gives other values than the first");
  return compareCpp(*builds, options.compilers, library, inputs, run);
}

} // namespace

llvm::Error checkGraph(ModuleOp graph, const CheckOptions &options, uint64_t seed, double *worst) {
  std::string messages;
  ScopedDiagnosticHandler handler(
      graph.getContext(), [&](Diagnostic &diagnostic) { messages += diagnostic.str() + "; "; });
  CompileOptions compile;
  compile.name = "random";
  compile.cpu = options.cpu;
  compile.search = options.search;
  Compilation compilation(compile, *graph.getContext());
  compilation.setGraph(graph.clone());
  double ratio = 0;
  llvm::Error error = runAndCompare(compilation, graph.lookupSymbol<func::FuncOp>("main"), options,
                                    seed, worst ? *worst : ratio);
  if (!error || messages.empty())
    return error;
  return llvm::joinErrors(std::move(error), llvm::createStringError(messages));
}

} // namespace mnc

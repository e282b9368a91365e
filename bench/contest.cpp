// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One network on mnc and on ONNX Runtime, in turns with the FMA peak, on one
// core:
//
//   mnc-contest MODEL.onnx ONNXRUNTIME.so ROUNDS (LIBRARY.so DESCRIPTION.json)...
//
// Each LIBRARY.so is a generated archive, linked as it is, or generated C++; the
// first one is what ratios are about. Prints one JSON object; times in ms, rates in GFLOP/s,
// medians over the rounds.

#include "OnnxRuntime.h"
#include "peak.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <cstdlib>
#include <dlfcn.h>
#include <sched.h>

using namespace mnc;
using llvm::Error;
using llvm::Expected;

namespace {

/// A turn of a contestant lasts at least this long, and has at least so many runs:
/// the first ones find the caches full of what the contestant before left there.
constexpr double turnMilliseconds = 60;
constexpr size_t leastRuns = 15;

double milliseconds() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values) {
  llvm::sort(values);
  return values[values.size() / 2];
}

/// Median time of a run within one turn.
double turn(llvm::function_ref<void()> run) {
  std::vector<double> times;
  double begin = milliseconds(), now = begin;
  do {
    run();
    double end = milliseconds();
    times.push_back(end - now);
    now = end;
  } while (now - begin < turnMilliseconds || times.size() < leastRuns);
  return median(std::move(times));
}

/// A generated network with one input and one output.
struct Network {
  int (*run)(const float *, float *, void *) = nullptr;
  HostTensor input, output;
  void *workspace = nullptr;
};

Expected<Network> loadNetwork(const char *library, const llvm::json::Object &description) {
  auto name = description.getString("name");
  auto *inputs = description.getArray("inputs"), *outputs = description.getArray("outputs");
  auto bytes = description.getInteger("workspace_bytes");
  if (!name || !inputs || !outputs || !bytes || inputs->size() != 1 || outputs->size() != 1)
    return llvm::createStringError("wants the description of a network with one input and output");
  void *handle = dlopen(library, RTLD_NOW);
  if (!handle)
    return llvm::createStringError(llvm::Twine("cannot load: ") + dlerror());
  Network network;
  network.run =
      reinterpret_cast<decltype(network.run)>(dlsym(handle, (*name + "_run").str().c_str()));
  if (!network.run)
    return llvm::createStringError("'" + llvm::Twine(library) + "' does not define " + *name +
                                   "_run");
  auto shapeOf = [](const llvm::json::Value &port) {
    llvm::SmallVector<int64_t> shape;
    for (const llvm::json::Value &size : *port.getAsObject()->getArray("shape"))
      shape.push_back(*size.getAsInteger());
    return shape;
  };
  network.input = generateInput(0, ElementType::F32, shapeOf(inputs->front()));
  network.output = HostTensor::zeros(ElementType::F32, shapeOf(outputs->front()));
  network.workspace = std::aligned_alloc(64, (*bytes + 64) / 64 * 64);
  return network;
}

Expected<Network> loadNetwork(const char *library, const char *path) {
  auto text = llvm::MemoryBuffer::getFile(path);
  if (!text)
    return llvm::createStringError("cannot read '" + llvm::Twine(path) + "'");
  Expected<llvm::json::Value> description = llvm::json::parse((*text)->getBuffer());
  if (!description)
    return description.takeError();
  return loadNetwork(library, *description->getAsObject());
}

Error contest(const char *model, const char *onnxRuntime, int rounds,
              llvm::ArrayRef<char *> libraries) {
  std::vector<Network> networks;
  for (; !libraries.empty(); libraries = libraries.drop_front(2)) {
    Expected<Network> network = loadNetwork(libraries[0], libraries[1]);
    if (!network)
      return network.takeError();
    networks.push_back(std::move(*network));
  }
  Expected<OnnxRuntime> runtime = OnnxRuntime::load(onnxRuntime);
  if (!runtime)
    return runtime.takeError();
  Expected<OrtSession> session = runtime->open(model, 1);
  if (!session)
    return session.takeError();
  if (Error error = session->prepare({networks[0].input}))
    return error;

  std::vector<double> peaks, theirs, ratios;
  std::vector<std::vector<double>> ours(networks.size());
  for (int round = 0; round < rounds; ++round) {
    peaks.push_back(mnc_bench_peak(turnMilliseconds));
    for (auto [network, times] : llvm::zip_equal(networks, ours))
      times.push_back(turn([&] {
        network.run(network.input.data<float>().data(), network.output.data<float>().data(),
                    network.workspace);
      }));
    theirs.push_back(turn([&] { llvm::cantFail(session->runOnce()); }));
    ratios.push_back(theirs.back() / ours[0].back());
  }
  llvm::json::Array medians;
  for (std::vector<double> &times : ours)
    medians.push_back(median(std::move(times)));
  llvm::outs() << llvm::formatv(
      "{0}\n", llvm::json::Value(llvm::json::Object{{"peak_gflops", median(peaks)},
                                                    {"mnc_ms", std::move(medians)},
                                                    {"onnxruntime_ms", median(theirs)},
                                                    {"ratio", median(ratios)},
                                                    {"ratio_min", *llvm::min_element(ratios)},
                                                    {"ratio_max", *llvm::max_element(ratios)},
                                                    {"rounds", int64_t(ratios.size())}}));
  return Error::success();
}

} // namespace

int main(int argc, char **argv) {
  int rounds = argc > 3 ? std::atoi(argv[3]) : 0;
  if (argc < 6 || argc % 2 || rounds < 1) {
    llvm::errs() << "usage: mnc-contest MODEL.onnx ONNXRUNTIME.so ROUNDS "
                    "(LIBRARY.so DESCRIPTION.json)...\n";
    return 2;
  }
  // The last processor: the first one serves most interrupts.
  cpu_set_t all, one;
  CPU_ZERO(&one);
  sched_getaffinity(0, sizeof all, &all);
  for (int cpu = CPU_SETSIZE - 1; cpu >= 0; --cpu)
    if (CPU_ISSET(cpu, &all)) {
      CPU_SET(cpu, &one);
      break;
    }
  sched_setaffinity(0, sizeof one, &one);
  if (Error error = contest(argv[1], argv[2], rounds, llvm::ArrayRef(argv + 4, argc - 4))) {
    llvm::errs() << "error: " << llvm::toString(std::move(error)) << '\n';
    return 1;
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random graphs: compiled code against the evaluator.

#include "Check.h"
#include "Generator.h"
#include "Histogram.h"
#include "Reduce.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mnc/Driver/Compilation.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/PrettyStackTrace.h"

using namespace mnc;
namespace cl = llvm::cl;

namespace {

struct Options {
  uint64_t seed = 1, count = 200, least = 0;
  CheckOptions check;
  std::string file, reduceTo;
  bool print = false;
};

/// Reduces a failing graph and writes it as text.
void reduce(mlir::ModuleOp graph, const Options &options, uint64_t seed, const llvm::Twine &name) {
  if (options.reduceTo.empty())
    return;
  llvm::SmallString<128> path(options.reduceTo);
  llvm::sys::path::append(path, name + ".mlir");
  mlir::OwningOpRef<mlir::ModuleOp> small = reduceGraph(graph, options.check, seed);
  if (llvm::Error error = writeGraph(*small, path))
    llvm::errs() << "error: " << llvm::toString(std::move(error)) << '\n';
  else
    llvm::outs() << "reduced: " << path << '\n';
}

/// A graph that crashes is checked in a process of its own.
llvm::Error check(mlir::ModuleOp graph, const Options &options, uint64_t seed, double &worst) {
  if (options.reduceTo.empty())
    return checkGraph(graph, options.check, seed, &worst);
  return checkExternalWeights(graph, options.check, seed);
}

/// Three of four graphs are scheduled for the smallest results, since they are too small to gain by
/// groups: one by rows and channel tiles, two by channel tiles alone.
Options forSeed(Options options, uint64_t seed) {
  options.check.search.leastResults = seed % 4 != 0;
  options.check.search.rows = seed % 4 < 2;
  return options;
}

int checkFile(mlir::DialectRegistry &registry, const Options &given) {
  Options options = forSeed(given, given.seed);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  auto graph = mlir::parseSourceFile<mlir::ModuleOp>(options.file, &context);
  if (!graph || !graph->lookupSymbol("main"))
    return 2;
  double worst = 0;
  llvm::Error error = check(*graph, options, options.seed, worst);
  if (!error)
    return 0;
  llvm::outs() << options.file << ": " << llvm::toString(std::move(error)) << '\n';
  reduce(*graph, options, options.seed, llvm::sys::path::stem(options.file) + "-reduced");
  return 1;
}

int checkSeeds(mlir::DialectRegistry &registry, const Options &given) {
  mlir::MLIRContext forNames(registry, mlir::MLIRContext::Threading::DISABLED);
  Histogram histogram(forNames);
  uint64_t wrong = 0;
  double worst = 0;
  for (uint64_t seed = given.seed; seed < given.seed + given.count; ++seed) {
    Options options = forSeed(given, seed);
    llvm::PrettyStackTraceFormat trace("graph of seed %llu", (unsigned long long)seed);
    mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
    context.loadAllAvailableDialects();
    auto graph = Generator(context, seed).run();
    if (options.print)
      graph->print(llvm::outs());
    if (failed(mlir::verify(*graph)))
      return 2;
    if (llvm::Error error = check(*graph, options, seed, worst)) {
      ++wrong;
      llvm::outs() << "seed " << seed << ": " << llvm::toString(std::move(error)) << '\n';
      llvm::outs().flush();
      reduce(*graph, options, seed, "seed-" + llvm::Twine(seed));
      continue;
    }
    histogram.add(*graph, options.check);
  }
  histogram.print(llvm::outs());
  if (worst > 0)
    llvm::outs() << llvm::formatv("largest error: {0:f3} of its bound\n", worst);
  llvm::outs() << llvm::formatv("random graphs: {0} of {1} wrong, seeds {2} to {3}, cpu {4}", wrong,
                                given.count, given.seed, given.seed + given.count - 1,
                                given.check.cpu);
  if (size_t compilers = given.check.compilers.size())
    llvm::outs() << ", their c++ by " << compilers << " compilers";
  llvm::outs() << '\n';
  std::string rare = histogram.countedLessThan(given.least);
  if (!rare.empty())
    llvm::outs() << "error: hit fewer than " << given.least << " times: " << rare << '\n';
  return wrong == 0 && rare.empty() ? 0 : 1;
}

Options parseOptions(int argc, char **argv) {
  cl::OptionCategory category("mnc-random");
  cl::opt<std::string> file(cl::Positional, cl::desc("[FILE.mlir]"), cl::cat(category));
  cl::opt<uint64_t> seed("seed", cl::desc("of the first graph, or of the file's inputs"),
                         cl::init(1), cl::cat(category));
  cl::opt<uint64_t> count("count", cl::desc("how many graphs"), cl::init(200), cl::cat(category));
  cl::opt<uint64_t> least("least",
                          cl::desc("how often each operation, epilogue step and kernel must occur"),
                          cl::init(0), cl::cat(category));
  cl::opt<std::string> cpu("cpu", cl::desc("LLVM's name of a CPU"), cl::init("host"),
                           cl::cat(category));
  cl::list<std::string> compilers(
      "cxx", cl::desc("compiles the C++ too, with this command and its flags, and compares bits"),
      cl::cat(category));
  cl::opt<std::string> reduceTo("reduce", cl::desc("folder for failing graphs, reduced"),
                                cl::cat(category));
  cl::opt<bool> print("print", cl::desc("print the graphs"), cl::cat(category));
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv, "compiles random graphs, or a file, and compares the code with the evaluator\n");
  return {seed, count, least, {cpu, compilers}, file, reduceTo, print};
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  Options options = parseOptions(argc, argv);
  mlir::DialectRegistry registry;
  registerDialects(registry);
  return options.file.empty() ? checkSeeds(registry, options) : checkFile(registry, options);
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// mnc-test-text-damage FOLDER COUNT GRAPH.mlir...: damages the texts of scheduled graphs for a CPU
// with AVX2, those given and as many random ones, COUNT times at seeded places, and demands that
// each damage is refused with an error, or gives code. A text that crashes, hangs, takes too much
// memory or fails without an error is written to FOLDER as NUMBER.mlir.
// mnc-test-text-damage TEXT.mlir: shows what becomes of such a text.

#include "RunText.h"
#include "TextDamage.h"

#include "../Random/Generator.h"
#include "Batch.h"
#include "mlir/Parser/Parser.h"
#include "mnc/CPU/Target.h"
#include "mnc/Driver/Compilation.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace mnc;

namespace {

/// One damage in so many goes on to machine code.
constexpr uint64_t objectEvery = 16;

/// The text of `graph` after Stage::Schedule; empty if it is refused.
std::string scheduledText(OwningOpRef<ModuleOp> graph, MLIRContext &context) {
  CompileOptions options;
  options.name = "net";
  options.triple = "x86_64-linux-gnu";
  options.cpu = "haswell";
  Compilation compilation(options, context);
  compilation.setGraph(std::move(graph));
  std::string text;
  llvm::raw_string_ostream stream(text);
  // In a local scope, the values of large constants would be left out.
  if (succeeded(compilation.runTo(Stage::Schedule)))
    compilation.getModule().print(stream, OpPrintingFlags().assumeVerified());
  return text;
}

/// Empty if one of the files is no graph.
std::vector<std::string> makeTexts(ArrayRef<char *> files, const DialectRegistry &registry) {
  std::vector<std::string> texts;
  for (auto [seed, file] : llvm::enumerate(files)) {
    MLIRContext context(registry, MLIRContext::Threading::DISABLED);
    context.loadAllAvailableDialects();
    auto given = parseSourceFile<ModuleOp>(file, &context);
    if (!given)
      return {};
    texts.push_back(scheduledText(std::move(given), context));
    texts.push_back(scheduledText(Generator(context, seed + 1).run(), context));
    for (const std::string &text : ArrayRef(texts).take_back(2))
      if (runText(text, registry, /*toObject=*/true, /*print=*/true) != TextOutcome::Object)
        return {};
  }
  return texts;
}

/// Damage `number`: one of the texts with one to three damages.
std::string damaged(ArrayRef<std::string> texts, uint64_t number) {
  Rng rng(number);
  std::string text = rng.pick<std::string>(texts);
  for (int64_t damages = rng.pick({1, 1, 1, 2, 2, 3}); damages > 0; --damages)
    text = damageText(text, texts, rng);
  return text;
}

llvm::Error save(StringRef folder, uint64_t number, StringRef text) {
  llvm::SmallString<128> path(folder);
  llvm::sys::path::append(path, llvm::Twine(number) + ".mlir");
  if (std::error_code error = llvm::sys::fs::create_directories(folder))
    return llvm::errorCodeToError(error);
  return llvm::writeToOutput(path, [&](llvm::raw_ostream &out) {
    out << text;
    return llvm::Error::success();
  });
}

int runFile(StringRef file, const DialectRegistry &registry) {
  auto text = llvm::MemoryBuffer::getFile(file);
  if (!text)
    return 2;
  auto outcome = runText((*text)->getBuffer(), registry, /*toObject=*/true, /*print=*/true);
  return outcome == TextOutcome::NotExplained ? 1 : 0;
}

int runDamages(StringRef folder, uint64_t count, ArrayRef<std::string> texts,
               const DialectRegistry &registry) {
  llvm::SmallVector<uint64_t> counts(int(TextOutcome::NotExplained) + 1);
  uint64_t wrong = 0;
  auto run = [&](uint64_t number) {
    return char(runText(damaged(texts, number), registry, number % objectEvery == 0));
  };
  auto report = [&](uint64_t number, std::optional<char> outcome, StringRef end) {
    if (outcome)
      ++counts[*outcome];
    if (outcome && TextOutcome(*outcome) != TextOutcome::NotExplained)
      return;
    ++wrong;
    llvm::outs() << "damage " << number << ": " << (outcome ? "no error" : end) << '\n';
    if (llvm::Error error = save(folder, number, damaged(texts, number)))
      llvm::outs() << llvm::toString(std::move(error)) << '\n';
  };
  runInBatches(count, run, report);
  auto of = [&](TextOutcome outcome) { return counts[int(outcome)]; };
  llvm::outs() << llvm::formatv(
      "not parsed: {0}\nwrong memory: {1}\nno loops: {2}\nno object: {3}\nloops: {4}\nobjects: "
      "{5}\n",
      of(TextOutcome::NotParsed), of(TextOutcome::WrongMemory), of(TextOutcome::NoLoops),
      of(TextOutcome::NoObject), of(TextOutcome::Loops), of(TextOutcome::Object));
  llvm::outs() << llvm::formatv("damaged texts: {0} of {1} wrong\n", wrong, count);
  return wrong == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) {
  initializeTargets();
  DialectRegistry registry;
  registerDialects(registry);
  if (argc == 2)
    return runFile(argv[1], registry);
  uint64_t count = 0;
  if (argc < 4 || StringRef(argv[2]).getAsInteger(10, count)) {
    llvm::errs() << "usage: mnc-test-text-damage FOLDER COUNT GRAPH.mlir... | TEXT.mlir\n";
    return 2;
  }
  std::vector<std::string> texts = makeTexts(ArrayRef(argv, argc).drop_front(3), registry);
  return texts.empty() ? 2 : runDamages(argv[1], count, texts, registry);
}

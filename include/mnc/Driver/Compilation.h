// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compilation of an ONNX file to code, stage by stage.

#ifndef MNC_DRIVER_COMPILATION_H
#define MNC_DRIVER_COMPILATION_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Pass/PassManager.h"
#include "mnc/CPU/Target.h"
#include "mnc/Codegen/WeightStore.h"
#include "mnc/Driver/Stats.h"
#include "mnc/Driver/VerifyEach.h"
#include "mnc/Emit/Emit.h"
#include "mnc/Import/Import.h"
#include "mnc/Schedule/Plan.h"
#include <memory>

namespace mnc {

struct CompileOptions {
  /// The ONNX file, or the text of an imported graph (.mlir).
  std::string model;
  /// Prefix of every symbol and file; `defaultName(model)` if empty.
  std::string name;
  std::string triple;
  std::string cpu = "host";
  /// Sizes and types of inputs that the file leaves open.
  ImportOptions inputs;
  /// Restrictions of the schedule.
  SearchOptions search;
  /// The weights are an argument of NAME_run and no part of the code.
  bool externalWeights = false;
  /// The file of the plan to obey, in place of a search; empty for none.
  std::string planFile;
  /// Every buffer of the workspace keeps its values until the end of a run.
  bool keepAll = false;
  /// A function that the code calls after each layer, or after each row of a streamed one, or
  /// empty: void (*)(void *context, int64_t layer), `layer` being an index of Statistics::layers.
  /// The context is the address of the symbol CALLBACK_context, for a function called CALLBACK.
  std::string profilingCallback;
};

/// The stages of a compilation.
enum class Stage { Import, Graph, Schedule, Loops, Object };

/// The file's stem as a C identifier: other characters become '_', and a
/// leading digit gets the prefix "m_".
std::string defaultName(llvm::StringRef modelPath);

/// True if `name` is an identifier of C.
bool isIdentifier(llvm::StringRef name);

/// One network on its way to code. Problems are diagnostics of `context`, which `reportDiagnostics`
/// prints as messages.
class Compilation {
public:
  Compilation(CompileOptions options, mlir::MLIRContext &context);

  /// Called with each pass manager before it runs.
  std::function<void(mlir::PassManager &)> configure;
  /// Called at the beginning of each step, with what it does.
  std::function<void(llvm::StringRef)> progress;

  /// Frees the values of constants after the last stage that reads them. Then no
  /// other module of the context may be in use.
  bool freesConstants = false;

  /// A graph, as the importer makes it, that takes the place of the file.
  void setGraph(mlir::OwningOpRef<mlir::ModuleOp> graph) { module = std::move(graph); }

  /// Runs all stages up to `last` that did not run yet.
  mlir::LogicalResult runTo(Stage last);

  /// Makes the next `runTo` verify each pass of Stage::Graph and
  /// Stage::Schedule on `inputs`, and end with a remark that says how that went.
  void verifyEachPass(llvm::ArrayRef<HostTensor> inputs);

  const std::string &name() const { return library.name; }
  /// The IR after the last stage that ran.
  mlir::ModuleOp getModule() { return *module; }
  /// The network in it, up to Stage::Schedule.
  mlir::func::FuncOp getGraph() { return module->lookupSymbol<mlir::func::FuncOp>("main"); }
  const Target &getTarget() const { return target; }
  /// The description of the library: complete after Stage::Object, its input and output tensors
  /// after Stage::Import.
  const LibraryDesc &getLibrary() const { return library; }
  const Statistics &getStatistics() const { return statistics; }
  /// The plan that Stage::Schedule obeyed.
  const Plan &getPlan() const { return plan; }
  llvm::ArrayRef<uint8_t> getWeights() const { return weights.contents(); }
  /// The object file after Stage::Object.
  llvm::ArrayRef<char> getObject() const { return object; }

private:
  mlir::LogicalResult runStage(Stage stage);
  mlir::LogicalResult import();
  mlir::LogicalResult schedule();
  mlir::LogicalResult readPlan();
  mlir::LogicalResult run(llvm::StringRef what,
                          llvm::function_ref<void(mlir::PassManager &)> addPasses);
  mlir::LogicalResult emit();

  CompileOptions options;
  mlir::MLIRContext &context;
  /// The stages that ran.
  std::optional<Stage> reached;
  std::optional<VerifyEach> verifier;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  Target target;
  LibraryDesc library;
  Statistics statistics;
  Plan plan;
  WeightStore weights;
  llvm::SmallVector<char, 0> object;
};

/// The dialects of all stages.
void registerDialects(mlir::DialectRegistry &registry);

/// Prints diagnostics of `context` to standard error, as long as the result
/// lives: `error: MODEL: node 'NODE': message`.
std::unique_ptr<mlir::ScopedDiagnosticHandler> reportDiagnostics(mlir::MLIRContext &context,
                                                                 std::string model);

} // namespace mnc

#endif // MNC_DRIVER_COMPILATION_H

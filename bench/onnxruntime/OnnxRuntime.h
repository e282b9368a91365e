// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ONNX Runtime through its C library, loaded when the program runs: no header
// and no library of it is needed to build.

#ifndef MNC_BENCH_ONNXRUNTIME_H
#define MNC_BENCH_ONNXRUNTIME_H

#include "mnc/HostTensor/HostTensor.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>
#include <vector>

namespace mnc {

/// An input or output as the model declares it; -1 stands for a symbolic
/// dimension.
struct OrtTensorType {
  std::string name;
  ElementType type;
  llvm::SmallVector<int64_t> shape;
};

/// A model that is ready to run. Errors carry ONNX Runtime's own message. Not
/// for use by two threads at once.
class OrtSession {
public:
  OrtSession(OrtSession &&);
  OrtSession &operator=(OrtSession &&);
  ~OrtSession();

  /// In the model's order.
  llvm::ArrayRef<OrtTensorType> inputs() const;
  llvm::ArrayRef<OrtTensorType> outputs() const;

  /// Runs the model on one tensor per input, whose shapes also set the symbolic
  /// dimensions, and copies the outputs.
  llvm::Expected<std::vector<HostTensor>> run(llvm::ArrayRef<HostTensor> inputs);

  /// Keeps `inputs` and tensors for the outputs (shapes from one untimed run),
  /// so that runOnce() copies nothing.
  llvm::Error prepare(std::vector<HostTensor> inputs);
  /// Runs the model from the prepared inputs into the prepared outputs;
  /// prepare() must have succeeded.
  llvm::Error runOnce();
  /// The outputs of the latest runOnce(), or of prepare() before the first.
  llvm::ArrayRef<HostTensor> preparedOutputs() const;

private:
  friend class OnnxRuntime;
  struct State;
  explicit OrtSession(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

/// The loaded library. Copies share it; it stays loaded while a copy or a
/// session of it lives.
class OnnxRuntime {
public:
  /// Loads libonnxruntime.so.1 at `libraryPath`. It writes no log.
  static llvm::Expected<OnnxRuntime> load(llvm::StringRef libraryPath);

  /// For example "1.30.0".
  llvm::StringRef version() const;

  /// Opens a model with all graph optimisations, or with none, and at most `threads` (at least 1)
  /// threads within an operator. An input or output that is no tensor of a HostTensor's element
  /// types is an error.
  llvm::Expected<OrtSession> open(llvm::StringRef modelPath, unsigned threads,
                                  bool optimises = true) const;

private:
  struct Library;
  friend class OrtSession;
  explicit OnnxRuntime(std::shared_ptr<const Library> library);
  std::shared_ptr<const Library> library;
};

} // namespace mnc

#endif // MNC_BENCH_ONNXRUNTIME_H

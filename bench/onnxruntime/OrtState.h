// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The state that the library and a session own; private to the harness.

#ifndef MNC_BENCH_ORTSTATE_H
#define MNC_BENCH_ORTSTATE_H

#include "OnnxRuntime.h"
#include "OrtTable.h"

namespace mnc {

/// The function table, and what every session shares. Members are null until
/// load() has set them.
struct OnnxRuntime::Library {
  void *handle = nullptr;
  void *const *table = nullptr;
  const char *version = "";
  ort::Environment *environment = nullptr;
  ort::MemoryInfo *memory = nullptr;
  ort::Allocator *allocator = nullptr;

  Library() = default;
  Library(const Library &) = delete;
  Library &operator=(const Library &) = delete;
  ~Library();

  /// Calls a function of the table; a status that is not success becomes an
  /// Error with its message.
  template <typename Function, typename... Arguments>
  llvm::Error call(Arguments... arguments) const {
    ort::Status *status = Function::invoke(table, arguments...);
    if (!status)
      return llvm::Error::success();
    auto getErrorMessage =
        reinterpret_cast<ort::GetErrorMessage>(table[ort::getErrorMessagePosition]);
    llvm::Error error =
        llvm::createStringError(llvm::Twine("ONNX Runtime: ") + getErrorMessage(status));
    ort::ReleaseStatus::invoke(table, status);
    return error;
  }
};

/// Releases an object of ONNX Runtime with `Function` of the table.
template <typename Function> struct Releaser {
  void *const *table;
  template <typename Object> void operator()(Object *object) const {
    Function::invoke(table, object);
  }
};
template <typename Object, typename Function>
using Owner = std::unique_ptr<Object, Releaser<Function>>;

using ValueOwner = Owner<ort::Value, ort::ReleaseValue>;

struct OrtSession::State {
  std::shared_ptr<const OnnxRuntime::Library> library;
  Owner<ort::Session, ort::ReleaseSession> session;
  std::vector<OrtTensorType> inputs, outputs;
  std::vector<const char *> inputNames, outputNames;

  std::vector<HostTensor> preparedInputs, preparedOutputs;
  std::vector<ValueOwner> preparedValues;
  std::vector<ort::Value *> preparedInputPointers, preparedOutputPointers;

  llvm::Expected<OrtTensorType> describe(const ort::TensorInfo *info) const;
  template <typename Count, typename Name, typename Info>
  llvm::Error list(std::vector<OrtTensorType> &types, std::vector<const char *> &names) const;
  /// Sets inputs, outputs and their names from the session.
  llvm::Error describeModel();
  llvm::Expected<ValueOwner> wrap(const HostTensor &tensor) const;
  llvm::Expected<HostTensor> copy(ort::Value *value) const;
  llvm::Error invoke(llvm::ArrayRef<ort::Value *> inputValues,
                     llvm::MutableArrayRef<ort::Value *> outputValues) const;
};

} // namespace mnc

#endif // MNC_BENCH_ORTSTATE_H

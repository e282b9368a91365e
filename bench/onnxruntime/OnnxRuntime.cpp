// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loading of the library and opening of models.

#include "OrtState.h"
#include <dlfcn.h>

using llvm::Error;
using llvm::Expected;

namespace mnc {

OnnxRuntime::Library::~Library() {
  if (memory)
    ort::ReleaseMemoryInfo::invoke(table, memory);
  if (environment)
    ort::ReleaseEnv::invoke(table, environment);
  if (handle)
    dlclose(handle);
}

Expected<OnnxRuntime> OnnxRuntime::load(llvm::StringRef libraryPath) {
  auto library = std::make_shared<Library>();
  library->handle = dlopen(libraryPath.str().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library->handle)
    return llvm::createStringError(llvm::Twine("cannot load ONNX Runtime: ") + dlerror());
  auto getApiBase =
      reinterpret_cast<const ort::ApiBase *(*)()>(dlsym(library->handle, "OrtGetApiBase"));
  if (!getApiBase)
    return llvm::createStringError("'" + libraryPath +
                                   "' has no function OrtGetApiBase, wanted libonnxruntime.so.1");
  const ort::ApiBase *base = getApiBase();
  library->version = base->getVersionString();
  library->table = base->getApi(1);
  if (!library->table)
    return llvm::createStringError("ONNX Runtime " + llvm::Twine(library->version) +
                                   " lacks version 1 of its interface");
  if (Error error = library->call<ort::CreateEnv>(ort::logFatal, "mnc", &library->environment))
    return error;
  if (Error error = library->call<ort::CreateCpuMemoryInfo>(ort::deviceAllocator,
                                                            ort::defaultMemory, &library->memory))
    return error;
  if (Error error = library->call<ort::GetAllocatorWithDefaultOptions>(&library->allocator))
    return error;
  return OnnxRuntime(std::move(library));
}

OnnxRuntime::OnnxRuntime(std::shared_ptr<const Library> library) : library(std::move(library)) {}

llvm::StringRef OnnxRuntime::version() const { return library->version; }

Expected<OrtSession> OnnxRuntime::open(llvm::StringRef modelPath, unsigned threads,
                                       bool optimises) const {
  ort::SessionOptions *rawOptions = nullptr;
  if (Error error = library->call<ort::CreateSessionOptions>(&rawOptions))
    return error;
  Owner<ort::SessionOptions, ort::ReleaseSessionOptions> options(rawOptions, {library->table});
  if (Error error = library->call<ort::SetSessionGraphOptimizationLevel>(
          rawOptions, optimises ? ort::optimizeAll : ort::optimizeNothing))
    return error;
  if (Error error = library->call<ort::SetIntraOpNumThreads>(rawOptions, threads))
    return error;
  ort::Session *rawSession = nullptr;
  if (Error error = library->call<ort::CreateSession>(library->environment, modelPath.str().c_str(),
                                                      rawOptions, &rawSession))
    return error;

  auto state = std::make_unique<OrtSession::State>();
  state->library = library;
  state->session = {rawSession, {library->table}};
  if (Error error = state->describeModel())
    return error;
  return OrtSession(std::move(state));
}

} // namespace mnc

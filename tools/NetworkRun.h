// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A compiled network in this process, with memory for its run.

#ifndef MNC_TOOLS_NETWORKRUN_H
#define MNC_TOOLS_NETWORKRUN_H

#include "Jit.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/HostTensor/HostTensor.h"
#include <cstdlib>

namespace mnc {

class NetworkRun {
public:
  /// Links the object of `compilation` with `outside`. The workspace is full of
  /// NaN. `inputs` outlive the result.
  static llvm::Expected<NetworkRun> create(const Compilation &compilation,
                                           std::vector<HostTensor> &inputs,
                                           llvm::ArrayRef<OutsideSymbol> outside = {});

  /// Runs the network; fails with what NAME_run returned.
  llvm::Error run();
  /// Milliseconds of a run, after one that did not fail.
  double time();

  std::vector<HostTensor> &getOutputs() { return outputs; }
  llvm::ArrayRef<uint8_t> getWorkspace() const {
    return {static_cast<const uint8_t *>(workspace.get()), size_t(library->workspaceBytes)};
  }

private:
  explicit NetworkRun(const LibraryDesc &library) : library(&library) {}

  const LibraryDesc *library;
  std::unique_ptr<LinkedNetwork> network;
  std::vector<HostTensor> outputs;
  std::unique_ptr<void, decltype(&std::free)> workspace{nullptr, std::free};
  /// Inputs, outputs, workspace.
  std::vector<void *> pointers;
};

} // namespace mnc

#endif // MNC_TOOLS_NETWORKRUN_H

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "NetworkRun.h"

#include "mnc/Driver/HostTensors.h"
#include "llvm/Support/MathExtras.h"
#include <chrono>
#include <cstring>

using namespace llvm;

namespace mnc {

Expected<NetworkRun> NetworkRun::create(const Compilation &compilation,
                                        std::vector<HostTensor> &inputs,
                                        ArrayRef<OutsideSymbol> outside) {
  const LibraryDesc &library = compilation.getLibrary();
  NetworkRun run(library);
  for (HostTensor &input : inputs)
    run.pointers.push_back(input.bytes.data());
  for (const IoTensorDesc &ioTensor : library.outputs)
    run.outputs.push_back(HostTensor::zeros(hostTypeOf(ioTensor), ioTensor.shape));
  for (HostTensor &output : run.outputs)
    run.pointers.push_back(output.bytes.data());
  size_t bytes = alignTo(library.workspaceBytes + 1, library.workspaceAlignment);
  run.workspace.reset(std::aligned_alloc(library.workspaceAlignment, bytes));
  if (!run.workspace)
    return createStringError("no memory for a workspace of " + Twine(library.workspaceBytes) +
                             " bytes");
  std::memset(run.workspace.get(), 0xff, bytes);
  run.pointers.push_back(run.workspace.get());
  auto network = linkNetwork(compilation.getObject(), library.name, run.pointers.size(), outside);
  if (!network)
    return network.takeError();
  run.network = std::move(*network);
  return run;
}

Error NetworkRun::run() {
  int code = network->run(pointers);
  if (!code)
    return Error::success();
  return createStringError(
      library->name + "_run returned " + Twine(code) +
      (code == 3 ? ": this CPU lacks instructions that --cpu=" + library->cpu + " uses" : ""));
}

double NetworkRun::time() {
  auto start = std::chrono::steady_clock::now();
  network->run(pointers);
  std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  return elapsed.count();
}

} // namespace mnc

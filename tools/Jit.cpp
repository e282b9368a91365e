// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Jit.h"

#include "GuardWeights.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/Support/MemoryBuffer.h"
#include <utility>

using namespace llvm;

namespace mnc {

namespace {

constexpr size_t mostPointers = 32;

template <size_t... I>
int callWith(void *entry, ArrayRef<void *> pointers, std::index_sequence<I...>) {
  auto *function = reinterpret_cast<int (*)(decltype((void)I, (void *)nullptr)...)>(entry);
  return function(pointers[I]...);
}

template <size_t N = 1> int call(void *entry, ArrayRef<void *> pointers) {
  if constexpr (N <= mostPointers) {
    if (pointers.size() == N)
      return callWith(entry, pointers, std::make_index_sequence<N>());
    return call<N + 1>(entry, pointers);
  }
  llvm_unreachable("the number of pointers was checked");
}

class OrcNetwork : public LinkedNetwork {
public:
  OrcNetwork(std::unique_ptr<orc::LLJIT> jit, void *entry) : jit(std::move(jit)), entry(entry) {}
  int run(ArrayRef<void *> pointers) override { return call(entry, pointers); }

private:
  std::unique_ptr<orc::LLJIT> jit;
  void *entry;
};

} // namespace

/// Creates a JIT with `plugin`, if not null, in its linker.
static Expected<std::unique_ptr<orc::LLJIT>>
createJit(std::shared_ptr<orc::LinkGraphLinkingLayer::Plugin> plugin) {
  return orc::LLJITBuilder()
      .setObjectLinkingLayerCreator(
          [&](orc::ExecutionSession &session) -> Expected<std::unique_ptr<orc::ObjectLayer>> {
            auto layer = std::make_unique<orc::ObjectLinkingLayer>(session);
            if (plugin)
              layer->addPlugin(std::move(plugin));
            return layer;
          })
      .create();
}

static Expected<std::unique_ptr<LinkedNetwork>> link(std::unique_ptr<orc::LLJIT> jit,
                                                     ArrayRef<char> object, StringRef name,
                                                     ArrayRef<OutsideSymbol> outside) {
  orc::SymbolMap symbols;
  for (const auto &[symbol, address] : outside)
    symbols[jit->mangleAndIntern(symbol)] = {orc::ExecutorAddr::fromPtr(address),
                                             JITSymbolFlags::Exported};
  if (Error error = jit->getMainJITDylib().define(orc::absoluteSymbols(std::move(symbols))))
    return error;
  auto buffer = MemoryBuffer::getMemBufferCopy(StringRef(object.data(), object.size()), name);
  if (Error error = jit->addObjectFile(std::move(buffer)))
    return error;
  Expected<orc::ExecutorAddr> entry = jit->lookup((name + "_run").str());
  if (!entry)
    return entry.takeError();
  return std::make_unique<OrcNetwork>(std::move(jit), entry->toPtr<void *>());
}

static Error checkPointers(size_t pointers) {
  if (pointers <= mostPointers)
    return Error::success();
  return createStringError("the network has " + Twine(pointers - 1) +
                           " inputs and outputs; at most " + Twine(mostPointers - 1) +
                           " can be run here");
}

Expected<std::unique_ptr<LinkedNetwork>> linkNetwork(ArrayRef<char> object, StringRef name,
                                                     size_t pointers,
                                                     ArrayRef<OutsideSymbol> outside) {
  if (Error error = checkPointers(pointers))
    return error;
  auto jit = createJit(nullptr);
  if (!jit)
    return jit.takeError();
  return link(std::move(*jit), object, name, outside);
}

Expected<std::unique_ptr<LinkedNetwork>> linkNetworkWithGuard(ArrayRef<char> object, StringRef name,
                                                              size_t pointers) {
  if (Error error = checkPointers(pointers))
    return error;
  auto guard = std::make_shared<GuardWeights>((".rodata." + name + "_weights").str());
  auto jit = createJit(guard);
  if (!jit)
    return jit.takeError();
  auto network = link(std::move(*jit), object, name, {});
  if (!network)
    return network;
  if (Error error = guard->protect())
    return error;
  return network;
}

} // namespace mnc

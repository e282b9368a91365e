// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A page without access behind a network's weights, when they are linked.

#ifndef MNC_TOOLS_GUARDWEIGHTS_H
#define MNC_TOOLS_GUARDWEIGHTS_H

#include "llvm/ExecutionEngine/Orc/LinkGraphLinkingLayer.h"
#include <string>

namespace mnc {

/// Makes the only block of a section a page longer, and places it so that this
/// page begins at a page's edge.
class GuardWeights : public llvm::orc::LinkGraphLinkingLayer::Plugin {
public:
  explicit GuardWeights(std::string section) : section(std::move(section)) {}

  /// Takes the access to the page away, once the object is linked. Does nothing
  /// if the object has no such section.
  llvm::Error protect();

  void modifyPassConfig(llvm::orc::MaterializationResponsibility &responsibility,
                        llvm::jitlink::LinkGraph &graph,
                        llvm::jitlink::PassConfiguration &passes) override;
  llvm::Error notifyFailed(llvm::orc::MaterializationResponsibility &) override {
    return llvm::Error::success();
  }
  llvm::Error notifyRemovingResources(llvm::orc::JITDylib &, llvm::orc::ResourceKey) override {
    return llvm::Error::success();
  }
  void notifyTransferringResources(llvm::orc::JITDylib &, llvm::orc::ResourceKey,
                                   llvm::orc::ResourceKey) override {}

private:
  llvm::Error addGuard(llvm::jitlink::LinkGraph &graph);

  std::string section;
  /// The block of the section, while the object is linked.
  llvm::jitlink::Block *block = nullptr;
  uint64_t weightBytes = 0;
  /// The page's address.
  uint64_t guard = 0;
};

} // namespace mnc

#endif // MNC_TOOLS_GUARDWEIGHTS_H

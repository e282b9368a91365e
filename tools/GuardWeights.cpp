// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "GuardWeights.h"

#include "llvm/ExecutionEngine/JITLink/JITLink.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <sys/mman.h>

using namespace llvm;

namespace mnc {

static uint64_t pageSize() { return sys::Process::getPageSizeEstimate(); }

Error GuardWeights::addGuard(jitlink::LinkGraph &graph) {
  jitlink::Section *found = graph.findSectionByName(section);
  if (!found || found->empty())
    return Error::success();
  if (found->blocks_size() != 1)
    return createStringError("section '" + section + "' has several blocks, wanted one");
  block = *found->blocks().begin();
  uint64_t page = pageSize();
  weightBytes = block->getSize();
  MutableArrayRef<char> content = graph.allocateBuffer(weightBytes + page);
  llvm::fill(content, 0);
  llvm::copy(block->getContent(), content.begin());
  block->setContent(content);
  block->setAlignment(page);
  block->setAlignmentOffset(alignTo(weightBytes, page) - weightBytes);
  return Error::success();
}

void GuardWeights::modifyPassConfig(orc::MaterializationResponsibility &, jitlink::LinkGraph &,
                                    jitlink::PassConfiguration &passes) {
  passes.PostPrunePasses.push_back([this](jitlink::LinkGraph &graph) { return addGuard(graph); });
  passes.PostAllocationPasses.push_back([this](jitlink::LinkGraph &) {
    if (block)
      guard = (block->getAddress() + weightBytes).getValue();
    block = nullptr;
    return Error::success();
  });
}

Error GuardWeights::protect() {
  if (guard && ::mprotect(reinterpret_cast<void *>(guard), pageSize(), PROT_NONE) != 0)
    return createStringError("the page behind the weights cannot be protected");
  return Error::success();
}

} // namespace mnc

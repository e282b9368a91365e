// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The stack bound: LLVM's frame sizes over the module's call graph.

#include "mnc/Emit/ObjectFacts.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/DataExtractor.h"

using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
namespace object = llvm::object;

namespace mnc {

using ObjectPtr = std::unique_ptr<object::ObjectFile>;
using FrameSizes = llvm::StringMap<uint64_t>;

static constexpr uint64_t returnAddress = 8, realignment = 64, redZone = 128;

/// A place in the file: index of the section, offset in it.
using Place = std::pair<uint64_t, uint64_t>;

/// The functions of the file by the place where they begin.
static Expected<llvm::DenseMap<Place, StringRef>> functionsByPlace(const object::ObjectFile &file) {
  llvm::DenseMap<Place, StringRef> functions;
  for (const object::SymbolRef &symbol : file.symbols()) {
    Expected<object::SymbolRef::Type> type = symbol.getType();
    if (!type)
      return type.takeError();
    if (*type != object::SymbolRef::ST_Function)
      continue;
    Expected<object::section_iterator> section = symbol.getSection();
    if (!section)
      return section.takeError();
    if (*section == file.section_end())
      continue;
    Expected<uint64_t> value = symbol.getValue();
    if (!value)
      return value.takeError();
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    functions[{(*section)->getIndex(), *value}] = *name;
  }
  return functions;
}

/// The place that a relocation of an address points to.
static Expected<Place> placeOf(const object::RelocationRef &relocation) {
  object::symbol_iterator symbol = relocation.getSymbol();
  Expected<object::section_iterator> section = symbol->getSection();
  if (!section)
    return section.takeError();
  Expected<uint64_t> value = symbol->getValue();
  if (!value)
    return value.takeError();
  Expected<int64_t> addend = object::ELFRelocationRef(relocation).getAddend();
  if (!addend)
    return addend.takeError();
  return Place((*section)->getIndex(), *value + *addend);
}

/// Reads the entries of one .stack_sizes section, an address (relocated, 64
/// bits) and a ULEB128 size each. `relocations` is its relocation section.
static Error readSizes(const object::SectionRef &sizes, const object::SectionRef &relocations,
                       const llvm::DenseMap<Place, StringRef> &functions, FrameSizes &frames) {
  Expected<StringRef> contents = sizes.getContents();
  if (!contents)
    return contents.takeError();
  llvm::DataExtractor data(*contents, /*IsLittleEndian=*/true,
                           /*AddressSize=*/8);
  for (const object::RelocationRef &relocation : relocations.relocations()) {
    Expected<Place> place = placeOf(relocation);
    if (!place)
      return place.takeError();
    llvm::DataExtractor::Cursor cursor(relocation.getOffset() + 8);
    uint64_t size = data.getULEB128(cursor);
    if (Error error = cursor.takeError())
      return error;
    if (StringRef name = functions.lookup(*place); !name.empty())
      frames[name] = size;
  }
  return Error::success();
}

static Expected<FrameSizes> readFrames(const object::ObjectFile &file) {
  Expected<llvm::DenseMap<Place, StringRef>> functions = functionsByPlace(file);
  if (!functions)
    return functions.takeError();
  FrameSizes frames;
  for (const object::SectionRef &relocations : file.sections()) {
    Expected<object::section_iterator> sizes = relocations.getRelocatedSection();
    if (!sizes)
      return sizes.takeError();
    if (*sizes == file.section_end())
      continue;
    Expected<StringRef> name = (*sizes)->getName();
    if (!name)
      return name.takeError();
    if (*name != ".stack_sizes")
      continue;
    if (Error error = readSizes(**sizes, relocations, *functions, frames))
      return error;
  }
  return frames;
}

namespace {

/// The deepest path below each function, each computed once.
class Deepest {
public:
  explicit Deepest(const FrameSizes &frames) : frames(frames) {}

  Expected<uint64_t> below(const llvm::Function &function) {
    if (function.isDeclaration())
      return 0;
    auto [entry, isNew] = depths.try_emplace(&function, std::nullopt);
    if (!isNew) {
      if (entry->second)
        return *entry->second;
      return failure(function, "calls itself");
    }
    auto frame = frames.find(function.getName());
    if (frame == frames.end())
      return failure(function, "has a frame without a fixed size");
    Expected<uint64_t> callees = belowCallees(function);
    if (!callees)
      return callees.takeError();
    uint64_t depth = frame->second + returnAddress + realignment + *callees;
    depths[&function] = depth;
    return depth;
  }

private:
  Expected<uint64_t> belowCallees(const llvm::Function &function) {
    uint64_t deepest = 0;
    for (const llvm::Instruction &instruction : llvm::instructions(function)) {
      const auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      if (!call || call->isInlineAsm())
        continue;
      const llvm::Function *callee = call->getCalledFunction();
      if (!callee)
        return failure(function, "makes an indirect call");
      Expected<uint64_t> depth = below(*callee);
      if (!depth)
        return depth.takeError();
      deepest = std::max(deepest, *depth);
    }
    return deepest;
  }

  Error failure(const llvm::Function &function, const llvm::Twine &what) {
    return llvm::createStringError("stack size unknown: function '" +
                                   llvm::Twine(function.getName()) + "' " + what);
  }

  const FrameSizes &frames;
  llvm::DenseMap<const llvm::Function *, std::optional<uint64_t>> depths;
};

} // namespace

Expected<uint64_t> stackBytes(llvm::MemoryBufferRef bytes, const llvm::Module &module,
                              StringRef entry) {
  Expected<ObjectPtr> file = object::ObjectFile::createELFObjectFile(bytes);
  if (!file)
    return file.takeError();
  Expected<FrameSizes> frames = readFrames(**file);
  if (!frames)
    return frames.takeError();
  const llvm::Function *function = module.getFunction(entry);
  if (!function)
    return llvm::createStringError("stack size unknown: there is no function '" +
                                   llvm::Twine(entry) + "'");
  Expected<uint64_t> depth = Deepest(*frames).below(*function);
  if (!depth)
    return depth.takeError();
  return *depth + redZone;
}

} // namespace mnc

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's optimiser and code generator; private to the room.

#ifndef MNC_LIB_EMIT_BACKEND_H
#define MNC_LIB_EMIT_BACKEND_H

#include "mnc/CPU/Target.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace mnc {

/// One target machine. It stands for the architecture's baseline; functions
/// carry the CPU that they are compiled for as attributes.
class BackEnd {
public:
  static llvm::Expected<BackEnd> create(const Target &target);
  BackEnd(BackEnd &&);
  ~BackEnd();

  /// Runs the O3 pipeline without the loop and SLP vectorisers. Loops become calls of memcpy,
  /// memset and memmove only. They are not unrolled: a register tile already fills the registers
  /// that the kernel counts on, and a second copy of the loop's body beside the first would spill.
  void optimize(llvm::Module &module);

  enum class Output { Object, Assembly };

  /// Generates position-independent code with stack sizes recorded. Changes
  /// the module, which must not be emitted twice.
  llvm::Error emit(llvm::Module &module, Output output, llvm::SmallVectorImpl<char> &bytes);

private:
  explicit BackEnd(std::unique_ptr<llvm::TargetMachine> machine);
  std::unique_ptr<llvm::TargetMachine> machine;
};

} // namespace mnc

#endif // MNC_LIB_EMIT_BACKEND_H

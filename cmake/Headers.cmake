# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# mnc_reuse_headers(TARGET): the headers of MLIR, which Clang compiles once for all rooms, tools
# and tests. GCC takes longer to load what it would compile than to compile it again.
# -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON compiles each file by its own includes.

set(mnc_headers
  <functional> <map> <memory> <optional> <set> <string> <variant> <vector>
  <mlir/Dialect/Arith/IR/Arith.h> <mlir/Dialect/Func/IR/FuncOps.h>
  <mlir/Dialect/MemRef/IR/MemRef.h> <mlir/Dialect/SCF/IR/SCF.h>
  <mlir/Dialect/Vector/IR/VectorOps.h>
  <mlir/IR/Builders.h> <mlir/IR/BuiltinOps.h> <mlir/IR/OpImplementation.h>
  <mlir/IR/PatternMatch.h>
  <mlir/Interfaces/InferTypeOpInterface.h> <mlir/Interfaces/SideEffectInterfaces.h>
  <mlir/Pass/Pass.h> <mlir/Pass/PassManager.h>
  <mlir/Dialect/LLVMIR/LLVMDialect.h>
  <llvm/IR/IRBuilder.h> <llvm/IR/Module.h> <llvm/Target/TargetMachine.h>)

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/headers.cpp CONTENT "")
  add_library(mncHeaders OBJECT ${PROJECT_BINARY_DIR}/headers.cpp)
  target_precompile_headers(mncHeaders PRIVATE ${mnc_headers})
endif()

function(mnc_reuse_headers target)
  if(TARGET mncHeaders)
    target_precompile_headers(${target} REUSE_FROM mncHeaders)
  endif()
endfunction()

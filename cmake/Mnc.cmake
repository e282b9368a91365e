# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# How a room becomes a library, and the only place that names MLIR and LLVM.

option(MNC_STATIC "Link MLIR and LLVM statically" OFF)

# mnc_link_mlir(TARGET): MLIR and LLVM, shared unless MNC_STATIC.
function(mnc_link_mlir target)
  if(MNC_STATIC)
    get_property(dialects GLOBAL PROPERTY MLIR_DIALECT_LIBS)
    llvm_map_components_to_libnames(llvm
      core irreader linker passes target object objectyaml orcjit jitlink
      x86codegen x86asmparser x86desc x86info
      aarch64codegen aarch64asmparser aarch64desc aarch64info)
    target_link_libraries(${target} PUBLIC ${dialects} MLIROptLib MLIRParser
      MLIRTargetLLVMIRExport MLIRBuiltinToLLVMIRTranslation MLIRLLVMToLLVMIRTranslation
      MLIRReduceLib ${llvm})
  else()
    target_link_libraries(${target} PUBLIC MLIR LLVM)
  endif()
endfunction()

# mnc_link_llvm(TARGET): LLVM without MLIR.
function(mnc_link_llvm target)
  if(MNC_STATIC)
    llvm_map_components_to_libnames(llvm support)
    target_link_libraries(${target} PUBLIC ${llvm})
  else()
    target_link_libraries(${target} PUBLIC LLVM)
  endif()
endfunction()

# mnc_add_room(ROOM SOURCE... [DEPENDS_ON ROOM...]): the static library mncROOM.
function(mnc_add_room room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS_ON")
  add_library(mnc${room} STATIC ${arg_UNPARSED_ARGUMENTS})
  foreach(other IN LISTS arg_DEPENDS_ON)
    target_link_libraries(mnc${room} PUBLIC mnc${other})
  endforeach()
  if(NOT arg_DEPENDS_ON)
    mnc_link_mlir(mnc${room})
  endif()
  mnc_reuse_headers(mnc${room})
endfunction()

# mnc_add_tool(NAME SOURCE... DEPENDS_ON ROOM...): a program in build/bin.
function(mnc_add_tool name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS_ON")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  foreach(room IN LISTS arg_DEPENDS_ON)
    target_link_libraries(${name} PRIVATE mnc${room})
  endforeach()
  mnc_reuse_headers(${name})
endfunction()

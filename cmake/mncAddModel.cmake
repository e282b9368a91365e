# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# mnc_add_model: compiles a neural network as a part of a project's build.

# _mnc_triple(RESULT): mnc's name of the system that is built for.
function(_mnc_triple result)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
    set(processor x86_64)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    set(processor aarch64)
  endif()
  if(NOT CMAKE_SYSTEM_NAME STREQUAL Linux OR NOT processor)
    message(FATAL_ERROR "mnc_add_model: found ${CMAKE_SYSTEM_NAME} on '${CMAKE_SYSTEM_PROCESSOR}', "
                        "wanted Linux on x86_64 or aarch64")
  endif()
  set(${result} ${processor}-linux-gnu PARENT_SCOPE)
endfunction()

# mnc_add_model(TARGET MODEL FILE [CPU CPU] [NAME NAME] [EMIT lib|cpp] [WEIGHTS FILE]
#               [OPTIONS OPTION...])
#
# A library TARGET of the network in FILE, compiled when the project is built, and again when FILE
# or mnc has changed. Whoever links TARGET can include NAME.h.
#   CPU      what mnc compiles for (mnc --cpu=help); else the variable MNC_CPU; else the CPU of this
#            machine, which a cross build does not have
#   NAME     prefix of files and symbols; else FILE's name, as mnc makes it an identifier
#   EMIT     lib: machine code by mnc, which needs no C++ in the project. cpp: C++ by mnc, compiled
#            by the project's compiler with the flags that the source names. Else lib
#   WEIGHTS  the file to write the weights to, which the program reads and gives to NAME_run; a
#            relative path is in the build folder. Else they are in the library
#   OPTIONS  more options of mnc, for example --dim batch=4
function(mnc_add_model target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MODEL;CPU;NAME;EMIT;WEIGHTS" "OPTIONS")
  if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES OR NOT arg_MODEL)
    message(FATAL_ERROR "mnc_add_model: wants (TARGET MODEL FILE [CPU CPU] [NAME NAME] "
                        "[EMIT lib|cpp] [WEIGHTS FILE] [OPTIONS OPTION...]), found (${ARGV})")
  endif()
  set(emit lib)
  if(arg_EMIT)
    set(emit ${arg_EMIT})
  endif()
  if(NOT emit MATCHES "^(lib|cpp)$")
    message(FATAL_ERROR "mnc_add_model: EMIT wants lib or cpp, found '${emit}'")
  endif()

  cmake_path(ABSOLUTE_PATH arg_MODEL BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE
             OUTPUT_VARIABLE model)
  if(arg_NAME)
    set(name ${arg_NAME})
  else()
    cmake_path(GET model STEM LAST_ONLY stem)
    string(REGEX REPLACE "[^A-Za-z0-9_]" "_" name "${stem}")
    string(REGEX REPLACE "^([0-9])" "m_\\1" name "${name}")
  endif()
  if(arg_CPU)
    set(cpu ${arg_CPU})
  elseif(MNC_CPU)
    set(cpu ${MNC_CPU})
  elseif(NOT CMAKE_CROSSCOMPILING)
    set(cpu host)
  else()
    message(FATAL_ERROR "mnc_add_model: a cross build wants CPU, or the variable MNC_CPU "
                        "(see mnc --cpu=help)")
  endif()
  _mnc_triple(triple)

  get_target_property(mnc mnc::mnc IMPORTED_LOCATION)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}.mnc)
  set(base ${folder}/${name})
  if(emit STREQUAL lib)
    set(files ${base}.h ${base}.json ${folder}/lib${name}.a)
  else()
    set(sources ${base}.cpp)
    if(NOT arg_WEIGHTS)
      list(APPEND sources ${base}_weights.cpp)
    endif()
    set(files ${base}.h ${sources})
  endif()
  set(options ${arg_OPTIONS})
  if(options MATCHES "--weights")
    message(FATAL_ERROR "mnc_add_model: OPTIONS has --weights, wanted WEIGHTS FILE")
  endif()
  if(arg_WEIGHTS)
    cmake_path(ABSOLUTE_PATH arg_WEIGHTS BASE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR} NORMALIZE
               OUTPUT_VARIABLE weights)
    list(APPEND files ${weights})
    list(APPEND options --weights=${weights})
  endif()
  add_custom_command(OUTPUT ${files}
    COMMAND ${mnc} ${model} --name=${name} --cpu=${cpu} --target=${triple} --emit=${emit}
            -o ${folder} ${options}
    DEPENDS ${model} ${mnc}
    COMMENT "Compiling the network ${name} for ${cpu}"
    VERBATIM)

  if(emit STREQUAL lib)
    add_custom_target(${target}.files DEPENDS ${files})
    add_library(${target} INTERFACE)
    add_dependencies(${target} ${target}.files)
    target_link_libraries(${target} INTERFACE ${folder}/lib${name}.a)
    target_include_directories(${target} INTERFACE ${folder})
    return()
  endif()
  set(flags ${base}.flags)
  add_custom_command(OUTPUT ${flags}
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${base}.cpp -DCOMPILER=${CMAKE_CXX_COMPILER} -DOUTPUT=${flags}
            -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/mncFlags.cmake
    DEPENDS ${base}.cpp
    VERBATIM)
  set_source_files_properties(${sources} PROPERTIES OBJECT_DEPENDS ${flags})
  add_library(${target} STATIC ${files})
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON LINKER_LANGUAGE CXX)
  target_compile_options(${target} PRIVATE @${flags})
  target_include_directories(${target} PUBLIC ${folder})
endfunction()

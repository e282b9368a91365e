# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Writes the flags that a source of mnc names as a response file for the compiler.
# Use: cmake -DSOURCE=<file> -DCOMPILER=<program> -DOUTPUT=<file> -P mncFlags.cmake

file(STRINGS ${SOURCE} head LIMIT_COUNT 20 REGEX "^//")
foreach(line IN LISTS head)
  if(line MATCHES "Flags: (.+)$")
    set(flags ${CMAKE_MATCH_1})
  elseif(line MATCHES "does not know this cpu takes (-march=[^ ]+) ")
    set(level ${CMAKE_MATCH_1})
  endif()
endforeach()
if(NOT flags)
  message(FATAL_ERROR "${SOURCE} does not name its flags")
endif()

# A compiler that is older than the CPU gets the architecture's level instead.
separate_arguments(list UNIX_COMMAND "${flags}")
execute_process(COMMAND ${COMPILER} ${list} -x c++ -E /dev/null RESULT_VARIABLE failed
                OUTPUT_QUIET ERROR_QUIET)
if(failed AND level)
  string(REGEX REPLACE "-march=[^ ]+" "${level}" flags "${flags}")
endif()
file(WRITE ${OUTPUT} "${flags}\n")

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes SOURCES to OUTPUT as one text: files that they include by name take the
# place of the #include, each header once; system headers, what only C++ wants,
# licence lines and include guards are left out.
# Use: cmake -DSOURCES=<file>,<file>... -DOUTPUT=<file> -P inline.cmake

string(REPLACE "," ";" SOURCES "${SOURCES}")
set(text "")
foreach(source ${SOURCES})
  file(READ "${source}" content)
  string(APPEND text "${content}")
endforeach()
file(GLOB included *.h *.def)
foreach(file ${included})
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" content)
  string(FIND "${text}" "#include \"${name}\"\n" at)
  if(at GREATER_EQUAL 0)
    string(LENGTH "#include \"${name}\"\n" length)
    string(SUBSTRING "${text}" 0 ${at} before)
    math(EXPR after "${at} + ${length}")
    string(SUBSTRING "${text}" ${after} -1 rest)
    string(REPLACE "#include \"${name}\"\n" "" rest "${rest}")
    set(text "${before}${content}${rest}")
  endif()
endforeach()
string(REGEX REPLACE "#include <[^>]*>\n" "" text "${text}")
string(REGEX REPLACE "#ifdef __cplusplus\n[^#]*#endif\n" "" text "${text}")
string(REGEX REPLACE "#(ifndef|define|endif /\\*) MNC_[A-Z]*_H( \\*/)?\n" "" text "${text}")
string(REGEX REPLACE "/\\* SPDX-License-Identifier: [^\n]*\n \\*\n" "/*\n" text "${text}")
string(REGEX REPLACE "\n\n\n+" "\n\n" text "${text}")
file(WRITE "${OUTPUT}" "${text}")

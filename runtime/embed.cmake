# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes the bytes of INPUT to OUTPUT as the elements of a C array.
# Use: cmake -DINPUT=<file> -DOUTPUT=<file> -P embed.cmake

file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE "${OUTPUT}" "${bytes}\n")

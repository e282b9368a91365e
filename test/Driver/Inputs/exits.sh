#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# exits.sh CODE COMMAND...: succeeds if the command ends with this code.

wanted=$1
shift
"$@"
found=$?
if [ "$found" != "$wanted" ]; then
  echo "exit code is $found, wanted $wanted" >&2
  exit 1
fi

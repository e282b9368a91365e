# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The flags that C++ by mnc needs, as the package's script finds them."""

import os
import subprocess

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "cmake",
                      "mncFlags.cmake")


def flags_of(source, compiler):
    """A response file of the flags that the head of `source` wants of `compiler`."""
    flags = f"{os.path.splitext(source)[0]}.{os.path.basename(compiler)}.flags"
    subprocess.run([
        "cmake", f"-DSOURCE={source}", f"-DCOMPILER={compiler}", f"-DOUTPUT={flags}", "-P", SCRIPT
    ], check=True)
    return f"@{flags}"

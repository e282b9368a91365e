# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Files that are no models are named for what they are, with what to do.
# RUN: rm -rf %t && mkdir %t && %python %s mnc %t | FileCheck %s

import gzip
import os
import subprocess
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

compiler, folder = sys.argv[1:]
path = os.path.join(folder, "model.onnx")


def refuse(data, size=None):
    """`data`, and zeros behind it up to `size`."""
    with open(path, "wb") as file:
        file.write(data)
        file.truncate(size)
    done = subprocess.run([compiler, path, "-o", folder], stderr=subprocess.PIPE, text=True)
    print(f"{done.returncode}: {done.stderr}", end="")


good = model([node("Add", ["x", "w"], ["y"])], [value("x", [2000])], ["y"],
             {"w": floats(2000)}).SerializeToString()
# CHECK: 1: error: {{.*}}not an ONNX model but a Git LFS pointer, not the model itself: 'git lfs pull' fetches it
refuse(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
# CHECK: 1: error: {{.*}}not an ONNX model but a web page, not the model itself: download the file that the page links to
refuse(b"\n<!DOCTYPE html>\n<html></html>")
# CHECK: 1: error: {{.*}}not an ONNX model but compressed with gzip: decompress it first
refuse(gzip.compress(good))
# CHECK: 1: error: {{.*}}not an ONNX model but a zip archive: take the .onnx file out of it first
refuse(b"PK\x03\x04" + bytes(100))
# CHECK: 1: error: {{.*}}not an ONNX model but a TensorFlow Lite model: convert it to ONNX first
refuse(b"\x1c\0\0\0TFL3" + bytes(100))
# CHECK: 1: error: {{.*}}not an ONNX model but an HDF5 file, as Keras writes: convert it to ONNX first
refuse(b"\x89HDF\r\n" + bytes(100))
# CHECK: 1: error: {{.*}}not an ONNX model but cut off: at least {{12[0-9]+}} bytes are missing at its end
refuse(good[:-1234])
# CHECK: 1: error: {{.*}}the file has 2147483648 bytes, wanted less than 2 GiB (larger models keep
refuse(good, size=1 << 31)
# CHECK: 1: error: {{.*}}not an ONNX model but empty
refuse(b"")

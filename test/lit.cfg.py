# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# How lit runs the tests of this folder.
#
# Substitutions: %python (with onnx and numpy if the feature `onnx` is there),
# %models (folder of generated networks), %classics, %tasks and %v3-models (of full
# size, for slow tests), %digits (folder of the shipped network), %ort (ONNX
# Runtime's library, with the feature `onnxruntime`), %fuzz (the fuzzer, with the
# feature `fuzzer`), %source (the project), %build (its build), %cmake, %clang, %cc
# and %cxx (GCC, or else what compiled mnc), %nm, %objcopy, %readelf, with the
# feature `clang-tidy` %clang-tidy, and with the feature `aarch64` %aarch64_cc,
# %aarch64_cxx (cross compilers) and %aarch64_run (the emulator).
# Features: onnx, onnxruntime, fuzzer, aarch64, clang-tidy, and each CPU below that
# this machine can be.

import os
import platform
import shutil
import sys

import lit.formats

# What Linux calls the instructions of a CPU that tests compile for.
CPU_FLAGS = {
    "x86-64": "fxsr lm sse2",
    "x86-64-v2": "cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3",
    "haswell": "abm avx avx2 bmi1 bmi2 cx16 f16c fma lahf_lm movbe popcnt sse4_2",
    "x86-64-v4": "avx2 avx512f avx512bw avx512cd avx512dq avx512vl bmi1 bmi2 fma",
    "znver4": "avx512f avx512bw avx512cd avx512dq avx512vl avx512_bf16 avx512_vnni "
              "avx512_vpopcntdq gfni sha_ni sse4a",
}


def processor_flags():
    """The flags of the first processor; none on other systems."""
    try:
        with open("/proc/cpuinfo") as file:
            return next((set(line.split()) for line in file if line.startswith("flags")), set())
    except OSError:
        return set()


config.name = "mnc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".py", ".test", ".c"]
config.excludes = ["CMakeLists.txt", "Inputs", "Slow", "Unit", "corpus.py", "lit.cfg.py"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.mnc_build_root, "test")

tools = [os.path.join(config.mnc_build_root, "bin"), config.llvm_tools]
config.environment["PATH"] = os.pathsep.join(tools + [config.environment["PATH"]])
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"
# One thread: tests run side by side.
config.environment["OPENBLAS_NUM_THREADS"] = config.environment["OMP_NUM_THREADS"] = "1"

# Where bench/onnxruntime/fetch.sh puts the library.
machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), "none")
config.onnxruntime = os.path.join(
    config.mnc_source_root, "bench", "onnxruntime", "node_modules", "onnxruntime-node", "bin",
    "napi-v6", "linux", machine, "libonnxruntime.so.1")
fuzzer = os.path.join(config.mnc_build_root, "bin", "mnc-fuzz")
config.models = os.path.join(config.test_exec_root, "models")
config.digits = os.path.join(config.mnc_source_root, "models", "digits")
config.substitutions += [
    ("%python", config.python or sys.executable),
    ("%models", config.models),
    ("%v3-models", config.models + "-v3"),
    ("%classics", config.models + "-classics"),
    ("%tasks", config.models + "-tasks"),
    ("%digits", config.digits),
    ("%ort", config.onnxruntime),
    ("%fuzz", fuzzer),
    ("%source", config.mnc_source_root),
    ("%build", config.mnc_build_root),
    ("%cmake", config.cmake),
    ("%clang-tidy", config.clang_tidy),
    ("%clang", config.clang),
    ("%cc", config.c_compiler),
    ("%cxx", config.cxx_compiler),
    ("%nm", os.path.join(config.llvm_tools, "llvm-nm")),
    ("%readelf", os.path.join(config.llvm_tools, "llvm-readelf")),
    ("%objcopy", os.path.join(config.llvm_tools, "llvm-objcopy")),
]

if config.python:
    config.available_features.add("onnx")
else:
    lit_config.note("no Python has onnx and numpy (Debian: python3-onnx python3-numpy): "
                    "tests that need ONNX files are left out")
if os.path.exists(config.onnxruntime):
    config.available_features.add("onnxruntime")
else:
    lit_config.note("ONNX Runtime is not there (bench/onnxruntime/fetch.sh fetches it): "
                    "comparisons with it are left out")
if os.path.exists(fuzzer):
    config.available_features.add("fuzzer")
else:
    lit_config.note("there is no fuzzer (it wants a build by Clang, and on Debian "
                    "libclang-rt-22-dev): fuzzing is left out")
cross = [shutil.which(name) for name in
         ("aarch64-linux-gnu-gcc", "aarch64-linux-gnu-g++", "qemu-aarch64")]
if all(cross):
    config.available_features.add("aarch64")
    config.substitutions += [
        ("%aarch64_cc", cross[0]),
        ("%aarch64_cxx", cross[1]),
        ("%aarch64_run", f"{cross[2]} -L /usr/aarch64-linux-gnu"),
    ]
else:
    lit_config.note("no cross compiler or emulator for 64-bit ARM (Debian: g++-aarch64-linux-gnu "
                    "qemu-user): tests of code for it are left out")
if config.clang_tidy and os.path.exists(config.clang_tidy):
    config.available_features.add("clang-tidy")
flags = processor_flags()
config.available_features.update(
    cpu for cpu, wanted in CPU_FLAGS.items() if flags.issuperset(wanted.split()))

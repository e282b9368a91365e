#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times networks on mnc and on ONNX Runtime, one thread, against the FMA peak.

usage: bench/run.py [--rounds N] [--json FILE] [MODEL.onnx ...]

Without models: MobileNet V1 and V2, full size and small, generated into
build/bench. Each is compiled once for each of VARIANTS, and its C++ with each of
COMPILERS that is there; ratios are about the first variant. Wants a built mnc,
`python3-onnx` for the generator, and npm for ONNX Runtime. bench/report.py makes
a table and a picture of the JSON.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, "build")
FOLDER = os.path.join(BUILD, "bench", "networks")
MNC = os.path.join(BUILD, "bin", "mnc")
NETWORKS = [(1, "1.0", 224), (2, "1.0", 224), (1, "0.25", 128), (2, "0.35", 96),
            ("3-large", "1.0", 224), ("3-small", "1.0", 224)]
# Names and options of mnc.
VARIANTS = {
    "mnc": [], "layer by layer": ["--no-stream"], "no cache blocking": ["--no-cache-blocks"]
}
# Of the C++ that mnc writes.
MOST_CPP_WEIGHTS = 1 << 25
COMPILERS = ["g++", "clang++-22"]


def generate():
    paths = []
    for version, width, resolution in NETWORKS:
        path = os.path.join(FOLDER, f"v{version}_{width}_{resolution}.onnx")
        if not os.path.exists(path):
            subprocess.run([
                "/usr/bin/python3",
                os.path.join(ROOT, "models", "mobilenet.py"), "--version",
                str(version), "--width", width, "--resolution",
                str(resolution), "-o", path
            ], check=True, stdout=subprocess.DEVNULL)
        paths.append(path)
    return paths


def compile_network(model, folder, options):
    """Compiles into `folder`; the description of the network, with the time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([MNC, model, "-o", folder, "--name=network", *options], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    subprocess.run([
        "cc", "-shared", "-o",
        os.path.join(folder, "network.so"), "-Wl,--whole-archive",
        os.path.join(folder, "libnetwork.a"), "-Wl,--no-whole-archive"
    ], check=True)
    with open(os.path.join(folder, "network.json")) as file:
        return {**json.load(file), "compile_seconds": seconds}


def compile_cpp(model, folder, compiler):
    """The model's C++ as a shared library, with the flags that it names; what is up to date
    stays."""
    library, flags = os.path.join(folder, "network.so"), os.path.join(folder, "flags")
    newest = max(os.path.getmtime(path) for path in (model, MNC))
    if os.path.exists(library) and os.path.getmtime(library) > newest:
        return library
    sources = [os.path.join(folder, f"network{part}.cpp") for part in ("", "_weights")]
    subprocess.run([MNC, model, "-o", folder, "--name=network", "--emit=cpp"], check=True)
    subprocess.run([
        "cmake", f"-DSOURCE={sources[0]}", f"-DCOMPILER={compiler}", f"-DOUTPUT={flags}", "-P",
        os.path.join(ROOT, "cmake", "mncFlags.cmake")
    ], check=True)
    subprocess.run([compiler, f"@{flags}", "-shared", "-fPIC", *sources, "-o", library], check=True)
    return library


def measure(model, runtime, rounds):
    name = os.path.splitext(os.path.basename(model))[0]
    folders = [os.path.join(FOLDER, f"{name}-{index}") for index in range(len(VARIANTS))]
    descriptions = [compile_network(model, *work) for work in zip(folders, VARIANTS.values())]
    files = [
        os.path.join(folder, file) for folder in folders for file in ("network.so", "network.json")
    ]
    # C++ source holds no more weights than that (docs/Json.md: `weight_bytes`).
    fits = descriptions[0]["weight_bytes"] <= MOST_CPP_WEIGHTS
    compilers = [compiler for compiler in COMPILERS if fits and shutil.which(compiler)]
    for compiler in compilers:
        # Ports and workspace are those of the library.
        files += [
            compile_cpp(model, os.path.join(FOLDER, f"{name}-{compiler}"), compiler), files[1]
        ]
    out = subprocess.run(
        [os.path.join(BUILD, "bin", "mnc-contest"), model, runtime,
         str(rounds), *files], check=True, stdout=subprocess.PIPE, text=True).stdout
    found = json.loads(out)
    flops = 2 * descriptions[0]["multiply_adds"]

    def contestant(name, ms, description=None):
        result = {"name": name, "ms": ms, "gflops": flops / ms * 1e-6}
        result["share_of_peak"] = result["gflops"] / found["peak_gflops"]
        for key in ("workspace_bytes", "code_bytes", "weight_bytes", "compile_seconds"):
            if description:
                result[key] = description[key]
        return result

    times = found["mnc_ms"]
    contestants = [contestant(*one) for one in zip(VARIANTS, times, descriptions)]
    contestants[1:1] = [
        contestant(f"C++, {compiler}", ms) for compiler, ms in zip(compilers, times[len(VARIANTS):])
    ]
    contestants.append(contestant("ONNX Runtime", found["onnxruntime_ms"]))
    return {
        "network": name, "cpu": descriptions[0]["cpu"], "multiply_adds": flops // 2,
        "contestants": contestants,
        **{key: found[key] for key in ("rounds", "peak_gflops", "ratio", "ratio_min", "ratio_max")}
    }


def processor():
    with open("/proc/cpuinfo") as file:
        return next((line.split(":")[1].strip() for line in file if line.startswith("model name")),
                    "unknown")


def print_result(result):
    print(f"{result['network']}: {result['multiply_adds'] / 1e6:.1f} M multiply-adds,"
          f" peak {result['peak_gflops']:.1f} GFLOP/s,"
          f" ONNX Runtime takes {result['ratio']:.2f} times as long as mnc"
          f" ({result['ratio_min']:.2f} to {result['ratio_max']:.2f})")
    for one in result["contestants"]:
        line = (f"  {one['name']:<17} {one['ms']:8.3f} ms {one['gflops']:6.1f} GFLOP/s"
                f" {one['share_of_peak']:6.1%}")
        if "code_bytes" in one:
            line += (f"   workspace {one['workspace_bytes']:8}  code {one['code_bytes']:7}"
                     f"  compiled in {one['compile_seconds']:.2f} s")
        print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--json", metavar="FILE", help="write the results there")
    parser.add_argument("models", nargs="*", metavar="MODEL.onnx")
    arguments = parser.parse_args()
    os.makedirs(FOLDER, exist_ok=True)
    runtime = subprocess.run([os.path.join(ROOT, "bench", "onnxruntime", "fetch.sh")], check=True,
                             stdout=subprocess.PIPE, text=True).stdout.strip()
    subprocess.run(["ninja", "-C", BUILD, "mnc", "mnc-contest"], check=True,
                   stdout=subprocess.DEVNULL)
    results = []
    for model in arguments.models or generate():
        results.append(measure(model, runtime, arguments.rounds))
        print_result(results[-1])
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump({"processor": processor(), "networks": results}, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times networks on mnc and on ONNX Runtime, one thread, against the FMA peak.

usage: bench/run.py [--rounds N] [--json FILE] [MODEL.onnx ...]

Without models: MobileNet V1 and V2, full size and small, generated into
build/bench. Wants a built mnc, `python3-onnx` for the generator, and npm for
ONNX Runtime.
"""

import argparse
import json
import os
import resource
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, "build")
FOLDER = os.path.join(BUILD, "bench", "networks")
NETWORKS = [(1, "1.0", 224), (2, "1.0", 224), (1, "0.25", 128), (2, "0.35", 96)]


def generate():
    paths = []
    for version, width, resolution in NETWORKS:
        path = os.path.join(FOLDER, f"v{version}_{width}_{resolution}.onnx")
        if not os.path.exists(path):
            subprocess.run(["/usr/bin/python3", os.path.join(ROOT, "models", "mobilenet.py"), "--version",
                            str(version), "--width", width, "--resolution", str(resolution), "-o", path],
                           check=True, stdout=subprocess.DEVNULL)
        paths.append(path)
    return paths


def compile_network(model, options):
    """The description of the compiled network, with the time that it took."""
    mnc = os.path.join(BUILD, "bin", "mnc")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([mnc, model, "-o", FOLDER, "--name=network", *options], check=True)
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    with open(os.path.join(FOLDER, "network.json")) as file:
        return {**json.load(file), "compile_seconds": seconds}


def measure(model, runtime, rounds, options=()):
    description = compile_network(model, options)
    library = os.path.join(FOLDER, "libnetwork.so")
    subprocess.run(["cc", "-shared", "-o", library, "-Wl,--whole-archive",
                    os.path.join(FOLDER, "libnetwork.a"), "-Wl,--no-whole-archive"], check=True)
    out = subprocess.run([os.path.join(BUILD, "bin", "mnc-contest"), library,
                          os.path.join(FOLDER, "network.json"), model, runtime, str(rounds)],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    result = json.loads(out)
    flops = 2 * description["layers"]["multiply_adds"]
    result["gflops"] = flops / result["mnc_ms"] * 1e-6
    result["share_of_peak"] = result["gflops"] / result["peak_gflops"]
    result["network"] = os.path.splitext(os.path.basename(model))[0]
    for key in ("workspace_bytes", "code_bytes", "compile_seconds"):
        result[key] = description[key]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--json", metavar="FILE", help="write the results there")
    parser.add_argument("models", nargs="*", metavar="MODEL.onnx")
    arguments = parser.parse_args()
    os.makedirs(FOLDER, exist_ok=True)
    runtime = subprocess.run([os.path.join(ROOT, "bench", "onnxruntime", "fetch.sh")], check=True,
                             stdout=subprocess.PIPE, text=True).stdout.strip()
    subprocess.run(["ninja", "-C", BUILD, "mnc", "mnc-contest"], check=True, stdout=subprocess.DEVNULL)
    print(f"{'network':<16} {'mnc ms':>8} {'ORT ms':>8} {'ratio':>6} {'(spread)':>13} {'GFLOP/s':>8} {'peak':>6} {'share':>6}"
          f" {'workspace':>10} {'code':>7} {'compile':>8}")
    results = []
    for model in arguments.models or generate():
        r = measure(model, runtime, arguments.rounds)
        results.append(r)
        print(f"{r['network']:<16} {r['mnc_ms']:8.3f} {r['onnxruntime_ms']:8.3f} {r['ratio']:6.2f}"
              f" {r['ratio_min']:6.2f}-{r['ratio_max']:<6.2f} {r['gflops']:8.1f} {r['peak_gflops']:6.1f}"
              f" {r['share_of_peak']:6.1%} {r['workspace_bytes']:10} {r['code_bytes']:7} {r['compile_seconds']:7.2f}s",
              flush=True)
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(results, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of each generated network, and of digits, as a format of lit.

`NETWORK/reference` compares compiled code with the evaluator, `NETWORK/onnxruntime` with ONNX
Runtime, `NETWORK/CPU` compares code for another CPU with the evaluator, and `NETWORK/calibration`
looks at the values inside.
"""

import os
import shutil

import lit.formats
import lit.Test
import lit.util

# Small and large networks of each kind, in both forms, for CPUs with 16, 8 and 4 lanes.
CPUS = ["x86-64-v4", "haswell", "x86-64-v2"]
CPU_NETWORKS = [
    "digits", "v1_0.25_128", "v1_0.75_160_folded", "v1_1.0_224", "v2_0.35_96", "v2_1.0_224",
    "v3-small_0.35_96", "v3-small_0.35_96_hardswish"
]


class NetworkTests(lit.formats.TestFormat):
    def getTestsInDirectory(self, suite, path, lit_config, config):
        if "onnx" not in config.available_features or not os.path.isdir(config.models):
            return
        names = [os.path.splitext(file) for file in sorted(os.listdir(config.models))]
        for network in ["digits"] + [name for name, ending in names if ending == ".onnx"]:
            kinds = ["reference", "onnxruntime"]
            kinds += ["calibration"] if network != "digits" else []
            kinds += CPUS if network in CPU_NETWORKS else []
            for kind in kinds:
                yield lit.Test.Test(suite, path + (network, kind), config)

    def execute(self, test, lit_config):
        kind = test.path_in_suite[-1]
        if kind in CPUS + ["onnxruntime"] and kind not in test.config.available_features:
            return lit.Test.UNSUPPORTED, f"this machine lacks the feature {kind}"
        folder = test.getExecPath()
        shutil.rmtree(folder, ignore_errors=True)
        log = ""
        for command in self.commands(test, kind, folder):
            out, err, code = lit.util.executeCommand(command, env=test.config.environment)
            log += f"$ {' '.join(command)}\n{out}{err}"
            if code:
                return lit.Test.FAIL, f"{log}exit code {code}\n"
        shutil.rmtree(folder, ignore_errors=True)
        return lit.Test.PASS, log

    @staticmethod
    def commands(test, kind, folder):
        config = test.config
        tools = os.path.join(config.mnc_build_root, "bin")
        mnc_run, ort_run = os.path.join(tools, "mnc-run"), os.path.join(tools, "ort-run")
        network = test.path_in_suite[-2]
        folder_of_model = config.digits if network == "digits" else config.models
        model = os.path.join(folder_of_model, network + ".onnx")
        if kind == "calibration":
            script = os.path.join(config.mnc_source_root, "models", "mobilenet.py")
            return [[config.python, script, "--check", model]]
        if kind == "onnxruntime":
            wanted = [ort_run, "--library", config.onnxruntime, "--optimise", "none", model,
                      "--output-dir", folder]
        else:
            wanted = [mnc_run, model, "--reference", "--output-dir", folder]
        cpu = [f"--cpu={kind}"] if kind in CPUS else []
        return [wanted, [mnc_run, model, "--compare", folder] + cpu]

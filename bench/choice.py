# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How far the kernels and tiles that mnc chooses are from the best, over many layers: the part of
bench/kernels.py behind --assert, and its data file.

A data file has a line for each layer: the shape, and for each kernel that was timed its share of
the peak of multiply-adds. test/Bench/estimates.py holds the estimates to it.
"""

import json
import os
import random
import re
import subprocess
import sys
import time

import shapes

MOST_MEDIAN, MOST_WORST = 0.02, 0.12
CHEAPEST, OTHERS, AGAIN = 12, 6, 10
BIN = os.path.join(shapes.ROOT, "build", "bin")
KERNEL = r"#mnc\.kernel<[^>]*>"
TENSOR = r"tensor<([\dx]+)xf32>"


def estimates(layers, cpu, triple="", opt=os.path.join(BIN, "mnc-opt")):
    """For each layer, {kernel: estimated cycles} of all that could be chosen, and which one is."""
    texts = []
    for number, shape in enumerate(layers):
        text = shapes.network(shape).replace("@main", f"@layer{number}")
        texts.append(text.replace('loc("layer")', f'loc("layer{number}")'))
    target = f"cpu={cpu}" + (f" triple={triple}" if triple else "")
    passes = "mnc-form-groups,mnc-pad-pixel-stride,mnc-schedule-groups{stream=false explain=true}"
    pipeline = f"builtin.module(mnc-set-cpu{{{target}}},func.func({passes}))"
    done = subprocess.run([opt, "-", f"--pass-pipeline={pipeline}"], check=True, text=True,
                          input="".join(texts), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    found = [{} for _ in layers]
    for number, kernel, cycles in re.findall(
            rf'loc\("layer(\d+)"\): candidate ({KERNEL}), (\d+) cycles', done.stderr):
        found[int(number)][kernel] = int(cycles)
    chosen = re.findall(rf"mnc\.conv2d .*mnc\.kernel = ({KERNEL})", done.stdout)
    return list(zip(found, chosen, strict=True))


def layers_of(model):
    """The shapes of the convolutions of a network, each once."""
    command = [os.path.join(BIN, "mnc"), model, "--emit=graph", "-o", "-"]
    text = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout
    found = []
    for line in text.splitlines():
        if "mnc.conv2d" not in line:
            continue
        strides = [int(text) for text in re.search(r"strides = array<i64: (\d+), (\d+)>",
                                                   line).groups()]
        operands, result = re.search(r": \((.*?)\) -> " + TENSOR, line).groups()
        x, w, y = [[int(size) for size in text.split("x")]
                   for text in re.findall(TENSOR, operands)[:2] + [result]]
        shape = {"height": x[1], "width": x[2], "inputs": x[3], "outputs": y[3], "kernel": w[2],
                 "stride": strides[0]}
        dense = "pointwise" if w[2] == 1 else "dense"
        shape["kind"] = "depthwise" if w[1] == 1 and x[3] > 1 else dense
        if w[2] == w[3] and y[1:3] == shapes.output_size(shape) and shape not in found:
            found.append(shape)
    return found


def all_layers(models, count, seed):
    rng = random.Random(seed)
    layers = []
    for model in models:
        layers += [shape for shape in layers_of(model) if shape not in layers]
    for number in range(count):
        layers.append(shapes.pick_shape(rng, ["pointwise", "depthwise"][number % 2]))
    return layers


def some(cycles, rng):
    """The cheapest by estimate, and a few others."""
    order = sorted(cycles, key=cycles.get)
    rest = order[CHEAPEST:]
    return order[:CHEAPEST] + rng.sample(rest, min(OTHERS, len(rest)))


def shares(shape, kernels, cpu, rounds, runs=30):
    """The best share of the peak of each kernel; the rounds of all are in turns."""
    best = dict.fromkeys(kernels, 0.0)
    for _ in range(rounds):
        for kernel in kernels:
            share = shapes.measure(shape, cpu, runs, kernel)["share"]
            best[kernel] = max(best[kernel], share)
    return best


def loss(best, chosen):
    return 1 - best[chosen] / max(best.values())


def describe(shape):
    return (f"{shape['kind']} {shape['height']}x{shape['width']} {shape['inputs']} ->"
            f" {shape['outputs']} {shape['kernel']}x{shape['kernel']}/{shape['stride']}")


def run(arguments):
    """Times all layers, and returns 0 if the chosen kernels are close enough to the best."""
    layers = all_layers(arguments.networks, arguments.count, arguments.seed)
    rng, begin, losses, lines = random.Random(arguments.seed), time.monotonic(), [], []
    estimated = estimates(layers, arguments.cpu)
    for number, (shape, (cycles, chosen)) in enumerate(zip(layers, estimated), 1):
        timed = shares(shape, some(cycles, rng), arguments.cpu, rounds=2)
        lost = loss(timed, chosen)
        if lost > MOST_WORST:
            pair = shares(shape, [chosen, max(timed, key=timed.get)], arguments.cpu, AGAIN)
            timed.update(pair)
            lost = loss(pair, chosen)
        losses.append((lost, describe(shape), chosen, max(timed, key=timed.get)))
        lines.append({"shape": shape, "share": {k: round(v, 4) for k, v in timed.items()}})
        if sys.stderr.isatty() or number % 20 == 0:
            print(f"{number} of {len(layers)} layers, {time.monotonic() - begin:.0f} s",
                  file=sys.stderr)
    if arguments.data:
        with open(arguments.data, "w") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    losses.sort(reverse=True)
    for lost, shape, chosen, best in losses[:10]:
        print(f"{lost:6.1%} behind the best  {shape}  {chosen}" +
              (f"  best: {best}" if best != chosen else ""))
    median, worst = losses[len(losses) // 2][0], losses[0][0]
    print(f"{len(losses)} layers, {time.monotonic() - begin:.0f} s: the chosen kernel is"
          f" {median:.1%} (median) and {worst:.1%} (worst) behind the best, wanted at most"
          f" {MOST_MEDIAN:.0%} and {MOST_WORST:.0%}")
    return 0 if median <= MOST_MEDIAN and worst <= MOST_WORST else 1

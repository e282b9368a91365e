# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How far the kernels and tiles that mnc chooses are from the best, over many layers: the part of
bench/kernels.py behind --assert, and its data file.

A data file has a line for each layer: the shape, and for each kernel that was timed its share of
the peak of multiply-adds. test/Bench/estimates.py holds the estimates to it.
"""

import json
import random
import re
import subprocess
import sys
import time

import shapes

MOST_MEDIAN, MOST_WORST = 0.02, 0.12
CHEAPEST, OTHERS, AGAIN = 12, 6, 10
TENSOR = r"tensor<([\dx]+)xf32>"


def layers_of(model, mnc):
    """The shapes of the convolutions of a network, each once."""
    text = subprocess.run([mnc, model, "--emit=graph", "-o", "-"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
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
        same = w[2] == w[3] and y[1] == (x[1] + w[2] // 2 * 2 - w[2]) // strides[0] + 1
        if same and shape not in found:
            found.append(shape)
    return found


def all_layers(models, count, seed, mnc):
    rng = random.Random(seed)
    layers = []
    for model in models:
        layers += [shape for shape in layers_of(model, mnc) if shape not in layers]
    for number in range(count):
        layers.append(shapes.pick_shape(rng, ["pointwise", "depthwise"][number % 2]))
    return layers


def some(estimates, rng):
    """The cheapest by estimate, and a few others."""
    order = sorted(estimates, key=estimates.get)
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


def run(arguments, candidates, mnc):
    """Times all layers, and returns 0 if the chosen kernels are close enough to the best."""
    layers = all_layers(arguments.networks, arguments.count, arguments.seed, mnc)
    rng, begin, losses, lines = random.Random(arguments.seed), time.monotonic(), [], []
    for number, shape in enumerate(layers, 1):
        estimates, chosen = candidates(shape, arguments.cpu)
        timed = shares(shape, some(estimates, rng), arguments.cpu, rounds=2)
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

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the table and the picture of docs/Performance.md from what bench/run.py --json wrote.

usage: bench/report.py RESULTS.json

Replaces what stands between the two marks in docs/Performance.md, and docs/performance.svg.
"""

import json
import os
import sys
from xml.sax.saxutils import escape

DOCS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs")
PAGE, PICTURE = os.path.join(DOCS, "Performance.md"), os.path.join(DOCS, "performance.svg")
BEGIN, END = "<!-- figures: made by bench/report.py -->\n", "<!-- end of figures -->\n"
COLOURS = ["#1f6feb", "#5a96f0", "#8cb8f5", "#aecbf2", "#c9d6e8", "#9a9a9a"]
WIDTH, LABELS, BAR, GAP = 760, 130, 18, 14


def network_name(network):
    """v2_1.0_224 => V2 1.0 224"""
    return network["network"].replace("_", " ").capitalize()


def table(results):
    rows = [
        "| network | contestant | ms | GFLOP/s | share of the peak | workspace | code "
        "| compiled in |",
        "|---|---|---|---|---|---|---|---|"
    ]
    for network in results["networks"]:
        for index, one in enumerate(network["contestants"]):
            cells = [network_name(network) if index == 0 else "", one["name"], f"{one['ms']:.3f}",
                     f"{one['gflops']:.1f}", f"{one['share_of_peak']:.1%}"]
            if "code_bytes" in one:
                cells += [
                    f"{one['workspace_bytes']:,}", f"{one['code_bytes']:,}",
                    f"{one['compile_seconds']:.2f} s"
                ]
            else:
                cells += ["", "", ""]
            rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def ratios(results):
    lines = [
        f"- {network_name(network)}: {network['ratio']:.2f} times as long on ONNX Runtime"
        f" ({network['ratio_min']:.2f} to {network['ratio_max']:.2f}"
        f", {network['rounds']} rounds),"
        f" peak {network['peak_gflops']:.1f}" for network in results["networks"]
    ]
    return "\n".join(lines) + "\n"


def bar(x, y, width, colour):
    return f'<rect x="{x}" y="{y}" width="{width:.1f}" height="{BAR - 3}" fill="{colour}"/>'


def text(x, y, what, anchor="start"):
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{escape(what)}</text>'


def picture(results):
    """Bars of the share of the peak, a group for each network."""
    full = WIDTH - LABELS - 150
    shapes, y = [
        text(LABELS, 16,
             "share of the core's peak of fp32 multiply-adds, one thread; milliseconds of a run")
    ], 30
    top = y
    for network in results["networks"]:
        middle = y + BAR * len(network["contestants"]) / 2 + 4
        shapes.append(text(LABELS - 10, middle, network_name(network), "end"))
        for colour, one in zip(COLOURS, network["contestants"]):
            length = full * min(1, one["share_of_peak"])
            shapes.append(bar(LABELS, y, length, colour))
            shapes.append(text(LABELS + length + 6, y + BAR - 6,
                               f"{one['share_of_peak']:.0%}  {one['name']}  {one['ms']:.2f} ms"))
            y += BAR
        y += GAP
    shapes.append(
        f'<path d="M{LABELS} {top}V{y}M{LABELS + full} {top}V{y}" stroke="#888" fill="none"/>')
    shapes.append(text(LABELS + full, y + 14, "100%", "middle"))
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 22}" '
            f'font-family="sans-serif" font-size="12" fill="#222">')
    return "\n".join([
        head, "<!-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception -->",
        f'<rect width="{WIDTH}" height="{y + 22}" fill="#fff"/>', *shapes, "</svg>"
    ]) + "\n"


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    with open(sys.argv[1]) as file:
        results = json.load(file)
    with open(PAGE) as file:
        page = file.read()
    before, _, rest = page.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        print(f"error: {PAGE} lacks the marks of the figures", file=sys.stderr)
        return 1
    machine = f"\nOn an {results['processor']}, `--cpu={results['networks'][0]['cpu']}`:\n\n"
    figures = machine + table(results) + "\n" + ratios(results) + "\n"
    with open(PAGE, "w") as file:
        file.write(before + BEGIN + figures + END + after)
    with open(PICTURE, "w") as file:
        file.write(picture(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each concept has one word, that of the glossary in docs/Architecture.md.

OLD lists words that are not used any more, and what is said instead. ALLOWED lists the places
where such a word has another meaning.

RUN: %python %s %source
"""

import pathlib
import re
import sys

OLD = {
    r"\bask(s|ed|ing)? (for|ahead)\b|\bAsk(s|ing|Ahead)\b": "prefetch",
    r"\bfully_connected\b|FullyConnected": "mnc.conv2d, a matrix product",
    r"[Pp]anel": "channel tile; K tile where products are accumulated",
    r"\bmnc\.region\b|\bRegionOp\b|\bstreamed regions?\b": "fusion group, mnc.group",
    r"\bmnc\.why\b": "mnc.reason",
    r"\bmnc\.inner\b": "mnc.intermediate",
    r"\bmnc\.ahead\b": "mnc.prefetch",
    r"\bEpilogueLink\b|\bchains? of links\b|\blinks of\b": "epilogue step",
    r"\bgaps?\b|[Gg]apless|NoGaps": "pixel padding; contiguous",
    r"\breaders?\b|\w+Reader\b(?<!TensorReader)(?<!BitcodeReader)(?<!getReader)": "consumer",
    r"\bdemand\b": "requirement",
    r"\b(i[no]|out)?ports\b": "inputs and outputs, IO tensors",
    r"\bregister blocks?\b": "register tile",
    r"\bblocks? of (channels|registers|pixels)\b": "channel block; register tile",
    r"\b(layer )?hooks?\b": "profiling callback",
    r"\bwhole maps?\b": "materialised",
    r"\bweights? (are |if )?apart\b": "external weights",
    r"\b[Cc]ulprit": "first mismatch",
    r"\b(kernel|kernel table)'?s? rows?\b|\brows? of the kernel table\b": "kernel",
}

# (end of the path, part of the line): why the word stays.
ALLOWED = {
    ("lib/Import/Importer.h", "reader"): "reads tensors of a file",
    ("lib/Import/Importer.cpp", "reader"): "that member",
    ("test/Unit/HostTensorTest.cpp", "the reader's error message"): "reads .npy files",
    ("docs/Targets.md", "both multiplier ports"): "ports of a CPU, in llvm-mca's words",
    ("lib/IR/Schedule.cpp", "a buffer has blocks of channels"): "a message: says what it means",
    ("test/IR/schedule-invalid.mlir", "a buffer has blocks of channels"): "that message",
}

FOLDERS = "docs include lib test tools".split()
SUFFIXES = ".c .cmake .cpp .def .h .md .mlir .proto .py .sh .td .test .txt".split()

project = pathlib.Path(sys.argv[1])
words = [(re.compile(word), instead) for word, instead in OLD.items()]
wrong, count, used = [], 0, set()
paths = [project / "README.md"]
for folder in FOLDERS:
    paths += sorted(path for path in (project / folder).rglob("*") if path.suffix in SUFFIXES)
for path in paths:
    if path.name == "words.py":
        continue
    name = path.relative_to(project).as_posix()
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        count += 1
        for word, instead in words:
            found = word.search(line)
            if not found:
                continue
            allowed = [key for key in ALLOWED if name.endswith(key[0]) and key[1] in line]
            used.update(allowed)
            if not allowed:
                wrong.append(f"{name}:{number}: says '{found[0]}', wanted: {instead}")
wrong += [f"words.py: {key} is allowed, but not there" for key in ALLOWED if key not in used]

print(*wrong, sep="\n")
if count < 10000:
    sys.exit(f"error: found {count} lines, wanted those of the project")
sys.exit(1 if wrong else 0)

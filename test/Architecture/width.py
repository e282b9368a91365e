# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""No line is wider than 100 columns.

Checked are all lines of code, the prose of pages, and the comments of tests. Free are
- in *.md: tables, code, and lines with a link;
- in *.mlir and *.test: what is no comment;
- in tests of any kind: commands and expectations (RUN, CHECK, REQUIRES ..., expected-error).

RUN: %python %s %source
"""

import pathlib
import re
import shutil
import subprocess
import sys

COLUMNS = 100
CODE = (".cpp", ".h", ".c", ".td", ".proto", ".py", ".sh", ".cmake")
# A line of lit or FileCheck, with its word and a colon, in a comment or in a docstring.
DIRECTIVE = re.compile(r"\s*(//|#)?\s*[A-Z][A-Z0-9_-]*(\{LITERAL\})?:|\s*//\s*expected-")
COMMENT = {".mlir": re.compile(r"\s*//"), ".test": re.compile(r"\s*#")}


def prose(lines):
    """The numbered lines of a page that are neither table nor code nor have a link."""
    fenced = False
    for number, line in lines:
        if line.lstrip().startswith("```"):
            fenced = not fenced
        is_code = fenced or line.startswith("    ")
        if not is_code and not line.lstrip().startswith("|") and not re.search(r"\]\(|://", line):
            yield number, line


def checked(path, is_test):
    """The numbered lines of a file that have a limit; None if the file has none."""
    if path.suffix not in (*CODE, *COMMENT, ".md") and path.name != "CMakeLists.txt":
        return None
    lines = enumerate(path.read_text().splitlines(), 1)
    if path.suffix == ".md":
        return list(prose(lines))
    if path.suffix in COMMENT:
        lines = ((n, line) for n, line in lines if COMMENT[path.suffix].match(line))
    return [(n, line) for n, line in lines if not (is_test and DIRECTIVE.match(line))]


def files(project):
    """The files of the project, by git where that is there, relative to it."""
    if shutil.which("git"):
        done = subprocess.run(["git", "-C", project, "ls-files", "-z"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
        if done.returncode == 0:
            return sorted(pathlib.Path(name) for name in done.stdout.split("\0") if name)
    folders = ("bench cmake docs examples include lib models runtime scripts test tools").split()
    found = [path for path in project.iterdir() if path.is_file()]
    for folder in folders:
        found += [path for path in (project / folder).rglob("*") if path.is_file()]
    ignored = {"node_modules", "__pycache__"}
    return sorted(path.relative_to(project) for path in found if not ignored & set(path.parts))


project = pathlib.Path(sys.argv[1])
wide, count = [], 0
for path in files(project):
    if not (project / path).is_file():
        continue
    for number, line in checked(project / path, path.parts[0] == "test") or []:
        count += 1
        if len(line) > COLUMNS:
            wide.append(f"{path}:{number}: has {len(line)} columns, wanted at most {COLUMNS}")

print(*wide, sep="\n")
if count < 10000:
    sys.exit(f"error: found {count} lines, wanted those of the project")
sys.exit(1 if wide else 0)

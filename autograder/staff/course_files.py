"""The files of a new course, as text; its starter and its schema are made from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FILES", "SET"]

SET: Final = "problems/01_first.yaml"

_README: Final = """\
# @COURSE@

Problem sets and their solutions. Keep this repository private: `reference/` answers the homework.

| where | what |
|---|---|
| `problems/` | the sets, one YAML file each: what students are asked |
| `problems/support/` | modules that students may import |
| `course.yaml`, `notes.yaml` | what holds for every set; where your notes speak of each mistake |
| `reference/` | for each set a Python file of the same name, with the solutions |
| `submissions/` | files as students might hand them in; the folder says what they should get |
| `problem-set.schema.json` | lets an editor check a set (`autograder schema` writes it anew) |

```
python3 -m venv .venv && . .venv/bin/activate
pip install -r requirements.txt

autograder new ID                             # a commented problem, in a set of its own
autograder new ID --set problems/01_first.yaml
autograder verify --submissions submissions   # proves that the sets grade fairly
autograder new --starter 01_first             # the file that students start from
autograder grade some_file.py --set 01_first
autograder build gradescope --out first.zip --set 01_first
```

The sets that ship with the autograder are public, with their solutions. To use one, copy it here
and change it: other functions, other names, other data.
"""

_REQUIREMENTS: Final = """\
# The autograder that made this course. Where that is a folder of one machine (`file://`), others
# and CI need the repository's address and a commit in its place:
#   matrix-calculus-autograder @ git+ADDRESS@COMMIT
@REQUIREMENT@
"""

_WORKFLOW: Final = """\
# Every change to a set, a reference or a labelled submission is proved fair before it reaches a
# student.
name: verify
on: [push, pull_request]
permissions:
  contents: read
jobs:
  verify:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install -r requirements.txt
      - run: autograder verify --submissions submissions
"""

_IGNORE: Final = """\
.venv/
__pycache__/
/results.json
*.zip
*.sqlite
"""

_PROBLEMS: Final = """\
# yaml-language-server: $schema=../problem-set.schema.json
title: A first set
submit: first.py                      # the file that students hand in
problems:

  layer_link:
    title: The link between two layers
    statement: |
      A column $A$ of shape `(m, 1)` and a matrix $W$ of shape `(m, n)` are given, and $Z = W^T A$.
      Return $\\partial Z / \\partial A$, a matrix of shape `(m, n)`: rows follow $A$, columns
      follow $Z$.
    given: {A: "vector[m]", W: "matrix[m, n]"}
    forward: Z = W.T @ A
    answer: layer_link(A, W)
    wrt: A
    shape: [m, n]                     # checked against the layout when the set is loaded
    points: 2

  weight_gradient:
    title: The gradient by the weights
    statement: |
      A matrix $W$ of shape `(m, n)`, a column $A$ of shape `(m, 1)` and a column $G$ of shape
      `(n, 1)` are given, and $L = G^T W^T A$. Return $\\partial L / \\partial W$, a matrix
      of shape `(m, n)`.
    given: {W: "matrix[m, n]", A: "vector[m]", G: "vector[n]"}
    forward: L = G.T @ W.T @ A
    answer: weight_gradient(W, A, G)
    wrt: W
    shape: [m, n]
    points: 3
"""

_REFERENCE: Final = '''\
"""The solutions of the first set. Private: students must not see this file."""


def layer_link(A, W):
    """Return W, (m, n): dz_i/da_j = W_ji belongs in row j, column i."""
    return W


def weight_gradient(W, A, G):
    """Multiply A, (m, 1), by G as a row, (1, n): the shape of W."""
    return A @ G.T
'''

_SUPPORT: Final = '''\
"""What students may import: `from course_tools import column`."""

import numpy as np


def column(*numbers):
    """Return the numbers as a column, (n, 1)."""
    return np.array(numbers, dtype=float).reshape(-1, 1)
'''

_FULL: Final = """\
import numpy as np


def layer_link(A, W):
    return np.array(W)


def weight_gradient(W, A, G):
    return np.outer(A, G)
"""

_PARTIAL: Final = """\
def layer_link(A, W):
    return W.T  # the transposed layout


def weight_gradient(W, A, G):
    return A @ G.T
"""

_COURSE: Final = """\
# What holds for every set of this course. `notes` says by which rule book mistakes are told:
# none (no sentence speaks of notes), shipped (the notes that the shipped sets follow), or a file
# beside this one.
notes: none        # notes.yaml, once it is filled in

# Packages that students and references may import beside numpy. The first build looks their
# versions up (`pip install uv`) and writes packages.lock, which belongs to the course.
# packages: [scipy, matplotlib]
"""

_NOTES: Final = """\
# The rule book of this course: where its notes speak of each mistake, so that a student reads
# "... (Lecture 3, page 4)." Name it in course.yaml. The ids are those of docs/mistakes.md;
# `autograder verify` refuses others. An entry is a place, or a place and your own words.
title: Lecture notes
author: ""
edition: ""
mistakes: {}
#  layout.transposed: Lecture 3, page 4
#  sign.flipped: Lecture 1
#  axis.summed: {place: Lecture 4, words: "Do not sum over the examples yet: a row is an example."}

# What there is in the notes: `verify --coverage` says which problems ask for it, by their `notes:`.
rows: {}
#  Lectures:
#    Lecture 1: The derivative of a function of one variable.
#    Lecture 3: {says: Layouts of derivatives., conceptual: It asks for nothing by itself.}
"""

FILES: Final[Mapping[str, str]] = {
    "README.md": _README,
    "requirements.txt": _REQUIREMENTS,
    ".gitignore": _IGNORE,
    "course.yaml": _COURSE,
    "notes.yaml": _NOTES,
    ".github/workflows/verify.yml": _WORKFLOW,
    SET: _PROBLEMS,
    "problems/support/course_tools.py": _SUPPORT,
    "reference/01_first.py": _REFERENCE,
    "submissions/full/another_way/first.py": _FULL,
    "submissions/partial/transposed/first.py": _PARTIAL,
}
"""Path in the course's folder -> text; ``@COURSE@`` and ``@VERSION@`` are filled in."""

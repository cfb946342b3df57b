"""A new problem, with a comment on every line that wants changing.

It loads and can be graded as it stands.
"""

from __future__ import annotations

import keyword
import re
import textwrap
from pathlib import Path
from typing import Final

from autograder.errors import SpecError, UsageError
from autograder.oracle.sets import load_set
from autograder.problemset.reading import read_document
from autograder.staff.schema import header

__all__ = ["add_problem", "problem_text", "set_text"]

_PROBLEM: Final = """\
@ID@:
  title: Derivative of w = Bv         # what a person calls it
  notes: []                           # places in your notes, such as [A.31, Definition 13]
  statement: |                        # the question, in Markdown with maths
    A column $v$ of shape `(m, 1)` and a matrix $B$ of shape `(n, m)` are given, and $w = B v$.
    Return $\\partial w / \\partial v$, a matrix of shape `(m, n)`.
  # The inputs, drawn at random. Kinds: scalar, vector[n] (a column), row[n], matrix[r, k],
  # tensor[a, b, c], array[n], dimension, index[n], labels[b, n], one_hot[n, b]; then, if need be, a
  # domain: positive, nonzero, in [0.1, 2], scale 0.5, binary, symmetric, spd, invertible,
  # probability.
  given: {v: "vector[m]", B: "matrix[n, m]"}
  # The function, in lines `name = formula`; the last one is the output.
  forward: w = B @ v
  # The student's function and its arguments; `-> left, right` where it returns two answers.
  answer: @ID@(v, B)
  wrt: v                              # a derivative by this input; or `expected: formula`
  # axes: [v.0, out.0]                # only for three axes and more, or to override the convention
  shape: [m, n]                       # checked against the formula and the layout; [] for a number
  points: 1
  # mistakes:                         # wrong answers that the grader does not name by itself
  #   - id: all-ones
  #     answer: sum(v) * ones(m, n)
  #     hint: You differentiated each entry by itself only; every output needs every input.
"""
_SET: Final = """\
title: @ID@
submit: @ID@.py                         # the file that students hand in, .py or .ipynb
convention: denominator               # the input's axes first; `numerator` for the transposed habit
problems:

"""


def problem_text(name: str) -> str:
    """Return a commented problem as YAML, to stand under ``problems:``.

    Raises:
        UsageError: ``name`` cannot be the name of a Python function.
    """
    if not name.isidentifier() or keyword.iskeyword(name):
        raise UsageError(
            f"the id {name!r}", "a name that a Python function can have, such as link_layers"
        )
    return _PROBLEM.replace("@ID@", name)


def set_text(name: str, path: Path) -> str:
    """Return a set that holds one commented problem, as the YAML of a file at ``path``."""
    return header(path) + _SET.replace("@ID@", name) + textwrap.indent(problem_text(name), "  ")


def add_problem(name: str, path: Path) -> None:
    """Append a commented problem to the set at ``path``; where there is no file, make one.

    Raises:
        UsageError: the id is no name, the set has it already, or the set does not load with the new
        problem.
        SpecError: the set does not load as it is.
    """
    before = path.read_bytes() if path.is_file() else None
    text = set_text(name, path) if before is None else _appended(name, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        load_set(path)
    except SpecError as error:
        _restore(path, before)
        raise UsageError(
            f"a problem cannot be added at its end; write it by hand. {error}", where=str(path)
        ) from error


def _appended(name: str, path: Path) -> str:
    known = load_set(path)
    if name in {problem.id for problem in known.problems}:
        raise UsageError(f"a problem {name!r} already", "a new id", where=str(path))
    text = path.read_text(encoding="utf-8-sig").rstrip("\n")
    return (
        f"{text}\n\n{textwrap.indent(problem_text(name), _indentation(path, known.problems[0].id))}"
    )


def _indentation(path: Path, problem: str) -> str:
    document = read_document(path)
    line = path.read_text(encoding="utf-8-sig").split("\n")[
        document.line(("problems", problem)) - 1
    ]
    return re.match(r"\s*", line)[0]  # type: ignore[index]  # this pattern always matches


def _restore(path: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)

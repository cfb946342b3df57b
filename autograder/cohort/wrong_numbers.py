"""What is kept of a wrong answer: some of its numbers, and its code if no mistake was named."""

from __future__ import annotations

import ast
import copy
import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.cohort.model import WrongNumbers
from autograder.grading.verdict import Verdict
from autograder.oracle.compare import NotNumeric, read_numeric
from autograder.problemset.formula import FormulaError, parse_formula
from autograder.problemset.model import Answer, Problem
from autograder.report import Status
from autograder.worker.messages import Module

__all__ = ["wrong_numbers"]

_TRIALS: Final = 2
"""Two formulas that agree at one random point by chance do not at two."""
_ENTRIES: Final = 16
"""Of each trial's array: more tell no more functions apart, and a large store stays small."""
_DIGITS: Final = 9
"""Significant digits: below them the order of a sum shows."""
_CODE_LIMIT: Final = 4000
_WRONG: Final = frozenset({Status.INCORRECT, Status.WRONG_SHAPE})


def wrong_numbers(
    problem: Problem,
    answer: Answer,
    values: Sequence[Any],
    verdict: Verdict,
    module: Callable[[], Module | None],
) -> WrongNumbers | None:
    """Return what is kept of an answer, or None where it is right or no array.

    ``module`` finds the student's file, which is read only where no mistake was named.
    """
    if verdict.status not in _WRONG:
        return None
    reads = [read_numeric(value) for value in values[:_TRIALS]]
    arrays = [read.array for read in reads if not isinstance(read, NotNumeric)]
    if len(arrays) < len(reads) or not arrays:
        return None
    unnamed = verdict.mistake is None and answer.feedback != "verdict"
    written = _definition(problem, module()) if unnamed else None
    return WrongNumbers(
        (problem.set, problem.id, answer.id),
        arrays[0].shape,
        tuple(number for array in arrays for number in _few(array)),
        ast.unparse(written)[:_CODE_LIMIT] if written else "",
        _formula(problem, written) if isinstance(written, ast.FunctionDef) else "",
    )


def _few(array: NDArray[np.float64]) -> list[float]:
    """Return evenly spaced entries of an array, rounded; what is not finite counts as 0."""
    flat = array.ravel()
    if flat.size > _ENTRIES:
        flat = flat[_places(flat.size)]
    return [
        float(f"{number:.{_DIGITS}g}") if math.isfinite(number) else 0.0 for number in flat.tolist()
    ]


@lru_cache(maxsize=256)
def _places(size: int) -> NDArray[np.intp]:
    """Return where the kept entries of a larger array lie."""
    return np.linspace(0, size - 1, _ENTRIES).astype(np.intp)


def _definition(problem: Problem, module: Module | None) -> ast.FunctionDef | ast.ClassDef | None:
    """Return the last definition of the name that a problem calls, without docstrings, or None."""
    needs = problem.call.needs
    found: ast.FunctionDef | ast.ClassDef | None = None
    for cell in module.cells if module else ():
        for node in _statements(cell.source):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in needs[:1]:
                found = node
    if found is None:
        return None
    plain = copy.deepcopy(found)
    for part in ast.walk(plain):
        if isinstance(part, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(part):
            part.body = part.body[1:] or [ast.Pass()]
    return plain


def _statements(source: str) -> Sequence[ast.stmt]:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


class _WithoutNumpy(ast.NodeTransformer):
    """Writes ``np.exp`` as formulas do: ``exp``."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        is_numpy = isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy")
        return ast.Name(node.attr, node.ctx) if is_numpy else node


def _formula(problem: Problem, function: ast.FunctionDef) -> str:
    """Return a function as a formula if it only returns one of the inputs; else nothing."""
    [*others, last] = function.body
    parameters = [argument.arg for argument in function.args.args]
    if others or not isinstance(last, ast.Return) or last.value is None:
        return ""
    text = ast.unparse(_WithoutNumpy().visit(last.value))
    try:
        formula = parse_formula(text)
    except FormulaError:
        return ""
    known = {*problem.given, *problem.dimensions} & {*parameters, *problem.dimensions}
    return "" if formula.names - known else text

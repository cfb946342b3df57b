"""The names that a problem shows to students."""

from __future__ import annotations

import ast
from functools import lru_cache

from autograder.diagnose.context import Subject
from autograder.diagnose.syntax import walk
from autograder.problemset.formula import parse_formula
from autograder.problemset.functions import CONSTANTS, RECORDS
from autograder.problemset.model import Change, Derivative, Second

__all__ = ["names_in", "shown_names"]


def shown_names(subject: Subject) -> frozenset[str]:
    """Return what the problem shows: inputs, lines, functions, and those that their slopes call."""
    asks = subject.answer.asks
    formulas = [formula for _, formula in subject.problem.forward.lines]
    if isinstance(asks, (Derivative, Change, Second)) and asks.of:
        formulas.append(asks.of)
    called = frozenset[str]().union(*(formula.calls for formula in formulas))
    of_slopes = frozenset[str]().union(*map(_called_by_slope, called))
    lines = subject.problem.forward.assigned
    return called.union(of_slopes, lines, subject.start.environment, CONSTANTS)


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """Return the names in a formula that a sentence is to hold; none where it is words."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return frozenset()
    return frozenset(part.id for part in walk(tree) if isinstance(part, ast.Name))


@lru_cache(maxsize=256)
def _called_by_slope(name: str) -> frozenset[str]:
    """Return the functions that the derivative of a function is written with."""
    record = RECORDS.get(name)
    text = (record.slope or record.change) if record else ""
    return parse_formula(text).calls if text else frozenset()

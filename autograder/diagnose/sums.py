"""Inputs that a forward adds to what moves: a derivative by one is that by the sum too."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

import numpy as np

from autograder.diagnose.context import Subject
from autograder.diagnose.formula_trees import formula_of
from autograder.diagnose.syntax import reads, walk
from autograder.oracle.compiled import Compiled
from autograder.problemset.formula import Program

__all__ = ["sums_by_input"]


def sums_by_input(subject: Subject) -> dict[str, str]:
    """Return, for each input that stands once and in a sum with what moves, that sum's formula.

    It has the input's shape, so that the derivatives by the two are the same array.
    """
    if subject.slope is None:
        return {}
    moving, count, found = {subject.slope.wrt.name}, Counter[str](), dict[str, str]()
    for position, (name, formula) in enumerate(subject.problem.forward.lines):
        nodes = walk(formula.tree)
        count.update(node.id for node in nodes if isinstance(node, ast.Name))
        if moving.isdisjoint(formula.names):
            continue
        before = Program(subject.problem.forward.lines[:position])
        for node in nodes:
            for term, rest in _terms_of_sum(node):
                if term not in subject.start.values or not reads(rest, moving):
                    continue
                if _shape(subject, before, node) == np.shape(subject.start.values[term]):
                    found.setdefault(term, ast.unparse(node))
        moving.add(name)
    return {name: text for name, text in found.items() if count[name] == 1}


def _terms_of_sum(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a sum adds, each with the rest of it."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            for term, rest in ((left, right), (right, left)):
                if isinstance(term, ast.Name):
                    yield term.id, rest


def _shape(subject: Subject, before: Program, node: ast.AST) -> tuple[int, ...] | None:
    assert isinstance(node, ast.expr)
    try:
        value = Compiled(subject.problem, before, formula_of(node))(subject.start.values)
    except Exception:  # an operation may raise anything
        return None
    return tuple(np.shape(value))

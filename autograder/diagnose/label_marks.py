"""Marks of labels: what is shared out among all the classes, shared out among the others."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site

__all__ = ["OTHERS_ALONE", "shared_among_others"]

OTHERS_ALONE: Final = Mistake(
    "label.entry",
    Rank.RULE_UNUSUAL,
    "What is shared out among all the classes is shared out among those beside the label alone.",
)


def shared_among_others(places: Sequence[Site], known: Mapping[str, Any]) -> Iterator[Places]:
    """Yield what is added to marks of labels over their number, for the others over one less."""
    for site in places:
        match site.node:
            case ast.BinOp(
                left=ast.BinOp(op=ast.Mult()) as marked,
                op=ast.Add(),
                right=ast.BinOp(left=mass, op=ast.Div(), right=ast.Name() as count),
            ):
                for marks in (marked.left, marked.right):
                    if isinstance(marks, ast.Name) and _are_marks(known.get(marks.id)):
                        others = ast.BinOp(ast.Constant(1), ast.Sub(), marks)
                        fewer = ast.BinOp(count, ast.Sub(), ast.Constant(1))
                        share = ast.BinOp(mass, ast.Div(), fewer)
                        new = ast.BinOp(share, ast.Mult(), others)
                        yield ((site, ast.BinOp(marked, ast.Add(), new)),)


def _are_marks(array: Any) -> bool:
    """Whether one entry of an array, or of each row or column, is 1 and the others are 0."""
    marks = np.asarray(array)
    if marks.dtype.kind != "f" or not ((marks == 0) | (marks == 1)).all():
        return False
    return marks.sum() == 1 or any((marks.sum(axis=axis) == 1).all() for axis in range(marks.ndim))

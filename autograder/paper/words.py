"""Answers on paper that are no formulas: the words behind the equality sign, as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.formula import FormulaError
from autograder.problemset.model import Extents, Problem, Word
from autograder.problemset.sizes import parse_size

__all__ = ["written_word"]


def written_word(key: AnswerKey, problem: Problem, asks: Word, statement: str) -> Sequence[Any]:
    """Return what a line says at every trial: a text, or a shape with its letters as numbers."""
    text = statement.partition("=")[2].strip(" $`\"'")
    trials = key.trials(problem)
    if not isinstance(asks, Extents):
        return [text] * len(trials)
    try:
        sizes = [parse_size(part) for part in text.strip("()[] ").split(",") if part.strip()]
        return [tuple(size.value(keyed.trial.dims) for size in sizes) for keyed in trials]
    except (FormulaError, KeyError):
        return [text] * len(trials)

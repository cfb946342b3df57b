"""The wrong answers that a set itself foresees, under ``mistakes:``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.explanation import Diagnosis
from autograder.diagnose.mistake import NOTHING
from autograder.errors import StaffError
from autograder.oracle.compiled import Compiled
from autograder.oracle.reference import Solution
from autograder.oracle.words import nearest_word, read_word
from autograder.problemset.formula import FormulaError, parse_formula
from autograder.problemset.model import Choice, Mistake, Problem, ShortText, Truth, Word

__all__ = ["foreseen_origins", "foreseen_word", "word_of"]


def foreseen_origins(subject: Subject) -> Iterator[tuple[Candidate, Diagnosis]]:
    """Yield each foreseen wrong answer with what the set says of it."""
    for mistake in subject.problem.mistakes:
        compute = _by_formula(subject.problem, mistake) or _by_function(subject, mistake)
        if compute is not None:
            yield Candidate(NOTHING, compute), Diagnosis(mistake.id, mistake.hint)


def foreseen_word(problem: Problem, asks: Word, values: Sequence[Any]) -> Diagnosis | None:
    """Return what the set says of an answer that is no array, where it is a foreseen one."""
    for mistake in problem.mistakes:
        wrong = word_of(asks, mistake)
        if wrong is not None and values and all(_is_word(asks, value, wrong) for value in values):
            return Diagnosis(mistake.id, mistake.hint)
    return None


def word_of(asks: Word, mistake: Mistake) -> str | bool | None:
    """Return the wrong answer that a mistake stands for; None where it is none of this form."""
    match asks:
        case Choice(options=options):
            return nearest_word(mistake.answer, options)
        case ShortText():
            return mistake.answer
        case Truth() if mistake.answer in ("True", "False"):
            return mistake.answer == "True"
    return None


def _is_word(asks: Word, value: Any, wrong: str | bool) -> bool:
    if isinstance(asks, ShortText):
        return isinstance(value, str) and nearest_word(value, [str(wrong)]) is not None
    read, other = read_word(asks, value).numbers, read_word(asks, wrong).numbers
    return read is not None and other is not None and np.array_equal(read, other)


def _by_formula(problem: Problem, mistake: Mistake) -> Callable[[TrialContext], Any] | None:
    try:
        formula = parse_formula(mistake.answer)
    except FormulaError:
        return None
    known = {*problem.given, *problem.dimensions, *problem.let.assigned, *problem.forward.assigned}
    if formula.names - known:
        return None
    call = Compiled(problem, problem.forward, formula)
    return lambda context: call(context.values)


def _by_function(subject: Subject, mistake: Mistake) -> Callable[[TrialContext], Any] | None:
    """Return what the solution answers with another function of its file for the right one."""
    problem = subject.problem
    try:
        solution = subject.key.solution(problem)
    except StaffError:
        return None
    if mistake.answer not in solution.names or not problem.call.needs:
        return None
    names: Mapping[str, object] = {
        **solution.names,
        problem.call.needs[0]: solution.names[mistake.answer],
    }
    wrong = Solution(solution.path, names)
    return lambda context: wrong.answers(problem, context.values)[subject.answer.id]

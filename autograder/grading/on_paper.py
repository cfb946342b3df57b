"""What a text on paper answers, by problem: values at every trial, or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from autograder.errors import nearest
from autograder.grading import feedback
from autograder.grading.calls import ProblemReplies
from autograder.grading.carried import EARLIER_WRONG
from autograder.grading.verdict import Stop, Verdict
from autograder.notation.errors import NotationError
from autograder.oracle.answer_key import AnswerKey
from autograder.paper.answers import Paper
from autograder.paper.chains import Sheet
from autograder.paper.words import written_word
from autograder.paper.worlds import scope_of
from autograder.problemset.model import Answer, Problem, Word
from autograder.report import Line, Mark, Status

__all__ = ["read_answers", "with_line"]


def read_answers(key: AnswerKey, problem: Problem, sheet: Sheet, path: str) -> ProblemReplies:
    """Return what a sheet says to each answer of a problem, as if it had been called.

    Raises:
        StaffError: the problem has no trials that can be vouched for.
    """
    replies = ProblemReplies({answer.id: [] for answer in problem.answers})
    for answer in problem.answers:
        values, stop = _answer(key, problem, answer, sheet, path)
        replies.values[answer.id] += values
        if stop is not None:
            replies.stops[answer.id] = stop
    return replies


def with_line(verdict: Verdict, problem: Problem, answer: Answer, sheet: Sheet) -> Verdict:
    """Return a verdict with the line that the answer was read from, where there is one."""
    chain = sheet.answering(problem, answer)
    if chain is None or chain.is_blank:
        return verdict
    mark: Mark = "right" if verdict.status is Status.CORRECT else "wrong"
    if verdict.mistake == EARLIER_WRONG:
        mark = "carried"
    reasons = " ".join(piece.reason for piece in chain.statement.pieces if piece.reason)
    line = Line(chain.statement.line, chain.statement.text.strip(" $"), mark, reason=reasons)
    return replace(verdict, lines=(line,))


def _answer(
    key: AnswerKey, problem: Problem, answer: Answer, sheet: Sheet, path: str
) -> tuple[Sequence[Any], Stop | None]:
    """Return an answer's values at the first trials, and why there are no more of them."""
    chain = sheet.answering(problem, answer)
    if chain is None:
        return (), Stop(Status.MISSING, _missing(answer, problem, sheet, path))
    place = f"{path}, line {chain.statement.line}"
    if chain.is_blank:
        return (), Stop(Status.MISSING, f"{place}: {feedback.BLANK} `{answer.id} =`.")
    if isinstance(answer.asks, Word):
        return written_word(key, problem, answer.asks, chain.statement.text), None
    try:
        paper = Paper(scope_of(key, problem, answer), sheet.of_problem(problem))
        values = paper.value(chain, chain.sides[-1] if chain.sides else None)
    except NotationError as error:
        return (), Stop(Status.RAISED, f"{place}: {error}")
    return _up_to_the_first_gap(key, problem, place, values)


def _up_to_the_first_gap(
    key: AnswerKey, problem: Problem, place: str, values: Sequence[Any]
) -> tuple[Sequence[Any], Stop | None]:
    for position, value in enumerate(values):
        if value is None:
            dims = key.trials(problem)[position].trial.dims
            where = ", ".join(f"{name} = {length}" for name, length in dims.items())
            message = f"{place}: the formula has no value at {where}."
            return values[:position], Stop(Status.RAISED, message)
    return values, None


def _missing(answer: Answer, problem: Problem, sheet: Sheet, path: str) -> str:
    names = sorted({chain.names[0] for chain in sheet.of_problem(problem) if chain.names})
    hint = nearest(answer.id, names)
    there = f" There are lines for {', '.join(names[:8])}." if names else ""
    return f"{path}: found no line `{answer.id} = ...`.{there} {hint}".strip()

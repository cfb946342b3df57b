"""What a text on paper answers, by problem: values at every trial, or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from autograder.errors import nearest
from autograder.grading import feedback
from autograder.grading.calls import ProblemReplies
from autograder.grading.carried import EARLIER_WRONG
from autograder.grading.verdict import Stop, Verdict
from autograder.notation.errors import NotationError
from autograder.oracle.answer_key import AnswerKey
from autograder.paper.answers import Paper
from autograder.paper.chains import Sheet, read_sheet
from autograder.paper.places import lines_of
from autograder.paper.words import written_word
from autograder.paper.worlds import scope_of
from autograder.problemset.model import Answer, Problem, ProblemSet, Word
from autograder.report import Line, Mark, Status
from autograder.submission.texts import Text

__all__ = ["Written", "read_answers", "with_line"]


class Written(Struct, frozen=True):
    """What was handed in on paper, and in which file."""

    sheet: Sheet
    path: str

    @classmethod
    def read(cls, text: Text, problem_set: ProblemSet) -> Written:
        """Read a text or the Markdown of a notebook."""
        return cls(read_sheet(lines_of(text), problem_set.problems), text.path)

    def answers(self, problem: Problem) -> bool:
        """Whether there is a line for an answer of a problem."""
        return any(self.sheet.answering(problem, answer) for answer in problem.answers)


def read_answers(key: AnswerKey, problem: Problem, written: Written) -> ProblemReplies:
    """Return what stands on paper for each answer of a problem, as if it had been called.

    Raises:
        StaffError: the problem has no trials that can be vouched for.
    """
    replies = ProblemReplies({answer.id: [] for answer in problem.answers})
    for answer in problem.answers:
        values, stop = _answer(key, problem, answer, written)
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
    place, written = chain.statement.place, chain.statement.text.strip(" $")
    line = Line(place.line, written, mark, reason=reasons, cell=place.cell)
    return replace(verdict, lines=(line,))


def _answer(
    key: AnswerKey, problem: Problem, answer: Answer, written: Written
) -> tuple[Sequence[Any], Stop | None]:
    """Return an answer's values at the first trials, and why there are no more of them."""
    sheet, path = written.sheet, written.path
    chain = sheet.answering(problem, answer)
    if chain is None:
        return (), Stop(Status.MISSING, _missing(answer, problem, sheet, path))
    place = f"{path}, {chain.statement.place}"
    if chain.is_blank:
        return (), Stop(Status.MISSING, f"{place}: {feedback.BLANK} `{answer.id} =`.")
    if isinstance(answer.asks, Word):
        return written_word(key, problem, answer.asks, chain.statement.text), None
    try:
        paper = Paper(scope_of(key, problem, answer), sheet, problem)
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

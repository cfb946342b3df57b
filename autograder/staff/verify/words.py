"""The wrong versions of an answer that is no array: every other option, the other truth value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from autograder.diagnose.foreseen import word_of
from autograder.grading.verdict import decide
from autograder.oracle.answer_key import KeyedTrial
from autograder.problemset.model import Answer, Choice, Extents, Problem, ShortText, Truth
from autograder.staff.verify.model import Mutation, Survivor

__all__ = ["mutate_words"]

_UNRELATED: Final = "something else"


def mutate_words(problem: Problem, trials: Sequence[KeyedTrial]) -> Mutation:
    """Hand in every wrong version of a problem's answers that are no arrays."""
    rejected = 0
    survivors: list[Survivor] = []
    for answer in problem.answers:
        for wrong in _wrong_versions(problem, answer, trials):
            if decide(answer, trials, wrong, None).share < 1.0:
                rejected += 1
            else:
                change = f"{answer.id} = {wrong[0]!r}"
                why = "it is read as what is right: write it otherwise"
                survivors.append(Survivor("word.other", change, why))
    return Mutation(rejected, survivors=tuple(survivors))


def _wrong_versions(
    problem: Problem, answer: Answer, trials: Sequence[KeyedTrial]
) -> Iterator[list[Any]]:
    """Yield wrong answers by their value at every trial."""
    asks, right = answer.asks, [keyed.expected[answer.id].value for keyed in trials]
    match asks:
        case Choice(options=options):
            for step in range(1, len(options)):
                yield [options[(int(own) + step) % len(options)] for own in right]
        case Truth():
            yield [not own for own in right]
        case ShortText():
            yield [_UNRELATED] * len(trials)
            for mistake in problem.mistakes:
                yield [word_of(asks, mistake)] * len(trials)
        case Extents():
            shapes = [tuple(map(int, own)) for own in right]
            yield [(*shape, 1) for shape in shapes]
            if any(shape != shape[::-1] for shape in shapes):
                yield [shape[::-1] for shape in shapes]
            for axis in range(len(shapes[0])):
                yield [(*shape[:axis], shape[axis] + 1, *shape[axis + 1 :]) for shape in shapes]

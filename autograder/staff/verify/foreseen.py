"""Whether the mistakes that a set declares are wrong, different from each other, and named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.diagnose import diagnostician
from autograder.diagnose.context import Candidate, Subject
from autograder.diagnose.foreseen import foreseen_origins, word_of
from autograder.grading.verdict import decide
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.compare import NotNumeric, read_numeric
from autograder.problemset.model import Answer, Problem, Word
from autograder.staff.verify.judging import quiet
from autograder.staff.verify.model import Foreseen

__all__ = ["foreseen_facts"]

Values = Sequence[Any]
"""What a mistake gives at each trial: arrays, or an answer that is none."""


def foreseen_facts(key: AnswerKey, problem: Problem) -> Iterator[Foreseen]:
    """Yield what becomes of each declared mistake when it is handed in."""
    computed = (
        {answer.id: _computed(key, problem, answer) for answer in problem.answers}
        if problem.mistakes
        else {}
    )
    for position, mistake in enumerate(problem.mistakes):
        values = {
            name: found[mistake.id] for name, found in computed.items() if mistake.id in found
        }
        if not values:
            yield Foreseen(mistake.id, computed=False)
            continue
        earlier = [other.id for other in problem.mistakes[:position]]
        named = {name: _named(key, problem, name, arrays) for name, arrays in values.items()}
        yield Foreseen(
            mistake.id,
            computed=True,
            right_for=next(
                (name for name, arrays in values.items() if _is_right(key, problem, name, arrays)),
                "",
            ),
            same_as=next((other for other in earlier if _same(computed, mistake.id, other)), ""),
            named=mistake.id if mistake.id in named.values() else next(iter(named.values())),
        )


def _computed(key: AnswerKey, problem: Problem, answer: Answer) -> dict[str, Values]:
    """Return the values of each declared mistake as an answer, where it has one at every trial."""
    if isinstance(answer.asks, Word):
        words = {mistake.id: word_of(answer.asks, mistake) for mistake in problem.mistakes}
        trials = len(key.trials(problem))
        return {name: [word] * trials for name, word in words.items() if word is not None}
    subject = diagnostician(key).subject(problem, answer)
    found: dict[str, Values] = {}
    with quiet():
        for origin, diagnosis in foreseen_origins(subject):
            arrays = _at_all(origin, subject)
            if arrays:
                found[diagnosis.mistake] = arrays
    return found


def _at_all(origin: Candidate, subject: Subject) -> Values:
    arrays = []
    for context in subject.contexts:
        try:
            read = read_numeric(origin.compute(context))
        except Exception:  # a formula of staff may raise anything
            return ()
        if isinstance(read, NotNumeric):
            return ()
        arrays.append(read.array)
    return arrays


def _answer(problem: Problem, name: str) -> Answer:
    return next(answer for answer in problem.answers if answer.id == name)


def _is_right(key: AnswerKey, problem: Problem, name: str, arrays: Values) -> bool:
    return decide(_answer(problem, name), key.trials(problem), arrays, None).share == 1.0


def _named(key: AnswerKey, problem: Problem, name: str, arrays: Values) -> str | None:
    diagnosis = diagnostician(key).name(problem, _answer(problem, name), arrays)
    return diagnosis.mistake if diagnosis else None


def _same(computed: dict[str, dict[str, Values]], first: str, second: str) -> bool:
    """Whether two mistakes give the same for every answer for which both give anything."""
    pairs = [
        (found[first], found[second])
        for found in computed.values()
        if first in found and second in found
    ]
    return bool(pairs) and all(_all_equal(*pair) for pair in pairs)


def _all_equal(first: Sequence[Any], second: Sequence[Any]) -> bool:
    return all(map(_equal, first, second))


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, (str, bool)) or isinstance(b, (str, bool)):
        return bool(a == b)
    return a.shape == b.shape and np.allclose(a, b)

"""Whether the reference solution gets full marks, and what disagrees where it does not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.diagnose import diagnostician
from autograder.errors import StaffError, nearest
from autograder.grading.verdict import decide
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.compare import NotNumeric, judge, read_numeric
from autograder.oracle.steps import asked_lines, in_letters, spread_apart
from autograder.oracle.words import look_at, text_of
from autograder.problemset.call import inputs_of
from autograder.problemset.companion import ChangesInput
from autograder.problemset.model import Answer, Problem, Word
from autograder.report import Status
from autograder.staff.verify.judging import Asked, AskedAtKeys, quiet
from autograder.staff.verify.model import Loss

__all__ = ["losses"]

_NAMED: Final = (Status.INCORRECT, Status.WRONG_SHAPE)
_SHOWN: Final = 24
"""Entries of an array that are written in full: a trial's matrix of 3 by 7 still is."""


def losses(keys: Sequence[AnswerKey], asked_at: AskedAtKeys) -> Iterator[Loss]:
    """Yield the first loss of each answer over some seeds.

    Raises:
        StaffError: at some seed there is no answer key.
    """
    lost: set[str] = set()
    problem = asked_at.problem
    for key in keys:
        if len(lost) == len(problem.answers):
            return
        trials = key.trials(problem)
        names: Mapping[str, object] = key.solution(problem).names
        _refuse_missing(key, problem, names)
        asked = asked_at.at(key).reference
        if asked.changed:
            raise ChangesInput(f"the reference's {problem.call.text or 'run block'}", asked.changed)
        for answer in problem.answers:
            if answer.id not in lost and asked.is_lost(answer):
                lost.add(answer.id)
                yield _loss(key, problem, answer, trials, asked)


def _refuse_missing(key: AnswerKey, problem: Problem, names: Mapping[str, object]) -> None:
    """Raise where the reference does not define what the call needs, with the nearest name."""
    for name in problem.call.needs:
        if name not in names:
            defined = [known for known, value in names.items() if callable(value)]
            raise StaffError(
                f"no {name}",
                "every function and class that the call needs",
                nearest(name, defined),
                where=str(key.solution(problem).path),
            )


def _loss(
    key: AnswerKey,
    problem: Problem,
    answer: Answer,
    trials: Sequence[KeyedTrial],
    asked: Asked,
) -> Loss:
    verdict = asked.verdict(answer)
    trial = trials[min(verdict.trial, len(trials) - 1)].trial
    values = asked.values[answer.id]
    diagnosis = None
    if not asked.failure and verdict.status in _NAMED:
        diagnosis = diagnostician(key).name(problem, answer, values)
    return Loss(
        key.seed,
        answer.id,
        f"{trial.kind} trial {trial.index}",
        verdict.message,
        _right_when_permuted(answer, trials, asked),
        diagnosis.sentence if diagnosis else "",
        "" if asked.failure else _side_by_side(problem, answer, trials, values),
        failed=bool(asked.failure),
        spread=_spread(problem, answer, trials),
    )


def _spread(problem: Problem, answer: Answer, trials: Sequence[KeyedTrial]) -> str:
    ordinary = [keyed.trial for keyed in trials if keyed.trial.kind == "ordinary"]
    lines = asked_lines(problem, answer.asks)
    steps = spread_apart(problem, lines, [trial.values for trial in ordinary])
    if not steps:
        return ""
    shapes = in_letters(steps, [trial.dims for trial in ordinary])
    return f"`{steps[0].text}`, where {shapes}, is a table: every entry meets every other."


def _side_by_side(
    problem: Problem, answer: Answer, trials: Sequence[KeyedTrial], values: Sequence[Any]
) -> str:
    """Write the inputs and both values at the smallest trial at which they differ."""
    wrong = [
        (keyed, value)
        for keyed, value in zip(trials, values, strict=True)
        if judge([look_at(answer, value, keyed.expected[answer.id])])[0] not in ("right", "single")
    ]
    if not wrong:
        return ""
    keyed, value = min(wrong, key=lambda pair: sum(pair[0].trial.dims.values()))
    inputs = inputs_of(problem, keyed.trial.values)
    given = "; ".join(f"{name} = {_short(inputs[name])}" for name in inputs)
    right = keyed.expected[answer.id].value
    expected = text_of(answer.asks, right) if isinstance(answer.asks, Word) else _short(right)
    if isinstance(answer.asks, Word):
        return f"The set says {expected}, the reference {value!r}."
    return f"At {given} the forward gives {expected}, the reference {_short(value)}."


def _short(value: Any) -> str:
    text = np.array2string(np.asarray(value), precision=4, threshold=_SHOWN, separator=", ")
    return " ".join(text.split())


def _right_when_permuted(answer: Answer, trials: Sequence[KeyedTrial], asked: Asked) -> bool:
    if asked.failure:
        return False
    arrays = [read_numeric(value) for value in asked.values[answer.id]]
    axes = [read.array.ndim for read in arrays if not isinstance(read, NotNumeric)]
    if len(axes) < len(trials) or len(set(axes)) != 1:
        return False
    with quiet():
        return any(
            decide(answer, trials, _permuted(asked.values[answer.id], order), None).share == 1.0
            for order in itertools.islice(itertools.permutations(range(axes[0])), 1, None)
        )


def _permuted(values: Sequence[Any], order: Sequence[int]) -> list[Any]:
    return [np.transpose(np.asarray(value), order) for value in values]

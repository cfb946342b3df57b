"""Whether the reference solution gets full marks, and what disagrees where it does not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.grading.verdict import decide
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.compare import NotNumeric, read_numeric
from autograder.problemset.companion import ChangesInput
from autograder.problemset.model import Answer, Problem
from autograder.staff.verify.judging import Asked, ask, quiet
from autograder.staff.verify.model import Loss

__all__ = ["losses"]


def losses(keys: Sequence[AnswerKey], problem: Problem) -> Iterator[Loss]:
    """Yield the first loss of each answer over some seeds.

    Raises:
        StaffError: at some seed there is no answer key.
    """
    lost: set[str] = set()
    for key in keys:
        if len(lost) == len(problem.answers):
            return
        trials = key.trials(problem)
        names: Mapping[str, object] = key.solution(problem).names
        asked = ask(key, problem, trials, names)
        if asked.changed:
            raise ChangesInput(f"the reference's {problem.call.text or 'run block'}", asked.changed)
        for answer in problem.answers:
            if asked.verdicts[answer.id].share < 1.0 and answer.id not in lost:
                lost.add(answer.id)
                yield _loss(key, answer, trials, asked)


def _loss(key: AnswerKey, answer: Answer, trials: Sequence[KeyedTrial], asked: Asked) -> Loss:
    verdict = asked.verdicts[answer.id]
    trial = trials[min(verdict.trial, len(trials) - 1)].trial
    where = f"{trial.kind} trial {trial.index}"
    return Loss(
        key.seed, answer.id, where, verdict.message, _right_when_permuted(answer, trials, asked)
    )


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

"""Whether a derivative with its axes in another order would be rejected at the trials."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.grading.verdict import decide
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.problemset.model import Answer, Derivative, Problem
from autograder.problemset.sizes import ONE
from autograder.staff.verify.model import Hidden
from autograder.staff.verify.worlds import World

__all__ = ["hidden_layouts", "is_permuted"]

Order = tuple[int, ...]


def hidden_layouts(key: AnswerKey, problem: Problem, worlds: Sequence[World]) -> Iterator[Hidden]:
    """Yield the derivatives of which another order of the axes passes by accident."""
    trials = key.trials(problem)
    for answer in problem.answers:
        if not isinstance(answer.asks, Derivative):
            continue
        yield from _always_equal(answer, trials)
        yield from _permuted_right(answer, trials, worlds)


def _always_equal(answer: Answer, trials: Sequence[KeyedTrial]) -> Iterator[Hidden]:
    """Yield the sizes that are written differently and are the same at every ordinary trial."""
    ordinary = [trial.trial.dims for trial in trials if trial.trial.kind == "ordinary"]
    sizes = dict.fromkeys(size for size in answer.shape if size != ONE)
    for first, second in itertools.combinations(sizes, 2):
        if all(first.value(dims) == second.value(dims) for dims in ordinary):
            found = (
                f"{first} and {second} are equal at every trial, so a transposed answer has "
                f"the right shape"
            )
            yield Hidden(answer.id, found, "Let them differ: loosen `dims`.")


def _permuted_right(
    answer: Answer, trials: Sequence[KeyedTrial], worlds: Sequence[World]
) -> Iterator[Hidden]:
    for order in _orders(len(answer.shape)):
        if not is_permuted(answer, trials, order):
            continue
        for (
            world
        ) in worlds:  # the same in every one of them: a derivative that is symmetric by nature
            if not is_permuted(answer, world.trials, order):
                yield Hidden(
                    answer.id,
                    f"the answer with its axes in the order {order} gets the points",
                    world.why,
                )
                return


def _orders(axes: int) -> Iterator[Order]:
    return itertools.islice(itertools.permutations(range(axes)), 1, None)


def is_permuted(answer: Answer, trials: Sequence[KeyedTrial], order: Order) -> bool:
    """Whether the expected answer with its axes in another order is accepted."""
    values = [np.transpose(trial.expected[answer.id].value, order) for trial in trials]
    return decide(answer, trials, values, None).share == 1.0

"""The trials of one problem under several seeds, what they have in common computed once.

Dimensions do not depend on the seed, so that the derivatives at the same trial under all seeds come
of the same calls (:mod:`autograder.derivative.side_by_side`). What does not go together is drawn as
always.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.derivative.forward import quiet
from autograder.oracle.compiled import Expected
from autograder.oracle.draws import GOOD, Attempt, Draws, worse
from autograder.oracle.keyed import KeyedTrial
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of
from autograder.oracle.trials import (
    ATTEMPTS,
    SPECIAL_ATTEMPTS,
    Trial,
    TrialKind,
    ordinary,
    specials,
)
from autograder.problemset.model import Answer, Problem

__all__ = ["look_ahead"]


def look_ahead(all_draws: Sequence[Draws]) -> bool:
    """Draw the trials of one problem under several seeds, as far as they go together.

    False where the reference is asked for them: in a process of its own, for each seed.
    """
    problem = all_draws[0].problem
    if any(target_of(problem, answer) is None for answer in problem.answers):
        return False
    wanted: list[tuple[TrialKind, int, int]] = [
        *(("ordinary", index, ATTEMPTS) for index in ordinary(problem)),
        *((kind, 0, SPECIAL_ATTEMPTS) for kind in specials(problem)),
    ]
    for kind, index, attempts in wanted:
        waiting = all_draws
        for attempt in range(attempts):
            waiting = _still_waiting(waiting, kind, index, attempt)
            if not waiting:
                break
    return True


def _still_waiting(
    all_draws: Sequence[Draws], kind: TrialKind, index: int, attempt: int
) -> Sequence[Draws]:
    """Try a trial under each seed, and return those whose draw is known to be of no use."""
    try:
        with quiet():
            attempts = _attempts(all_draws, kind, index, attempt)
    except Exception:  # whose fault it is shows when a seed is drawn by itself
        return ()
    for draws, found in zip(all_draws, attempts, strict=True):
        if found is not None:
            draws.ahead[kind, index, attempt] = found
    return [
        draws
        for draws, found in zip(all_draws, attempts, strict=True)
        if found is not None and found.reason not in GOOD
    ]


def _attempts(
    all_draws: Sequence[Draws], kind: TrialKind, index: int, attempt: int
) -> Sequence[Attempt | None]:
    """Return an attempt at a trial under each seed; None where it does not go with the others."""
    problem = all_draws[0].problem
    random = [draws.numbers.of(kind, index, attempt) for draws in all_draws]
    trials = [
        draws.numbers.draw_with(own, kind, index)
        for draws, own in zip(all_draws, random, strict=True)
    ]
    found = (_expected(problem, answer, trials, random) for answer in problem.answers)
    of_each = zip(*found, strict=True)
    return [
        _attempt(problem, trial, expected) for trial, expected in zip(trials, of_each, strict=True)
    ]


def _expected(
    problem: Problem,
    answer: Answer,
    trials: Sequence[Trial],
    random: Sequence[np.random.Generator],
) -> Sequence[Expected | None]:
    """Return what an answer should be at each trial."""
    target = target_of(problem, answer)
    assert target is not None
    if isinstance(target, DerivativeTarget):
        return target.beside([trial.values for trial in trials], random)
    return [target.expected(trial.values, own) for trial, own in zip(trials, random, strict=True)]


def _attempt(problem: Problem, trial: Trial, found: Sequence[Expected | None]) -> Attempt | None:
    expected: dict[str, Expected] = {}
    reason = ("", "")
    for answer, each in zip(problem.answers, found, strict=True):
        if each is None:
            return None
        expected[answer.id] = each
        reason = worse(reason, (each.reason, answer.id))
    return Attempt(KeyedTrial(trial, expected), *reason)

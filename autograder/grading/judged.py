"""Verdicts on answers that are equal, value for value: most of a class gives the same few.

Replies that are equal are read to the same objects (:mod:`autograder.client.replies`), so that an
answer is known by which objects its values are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from msgspec import Struct

from autograder.grading.verdict import Verdict
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.problemset.model import Answer, Problem

__all__ = ["judge_once"]

_MOST: Final = 4096
"""Verdicts that are kept; the oldest goes first."""


class _Judged(Struct, frozen=True):
    """A verdict and what it is on: while these objects are held, no other has their ids."""

    values: tuple[Any, ...]
    trials: Sequence[KeyedTrial]
    verdict: Verdict


_KEPT: Final[WeakKeyDictionary[AnswerKey, dict[tuple[object, ...], _Judged]]] = WeakKeyDictionary()


def judge_once(
    key: AnswerKey,
    problem: Problem,
    answer: Answer,
    values: Sequence[Any],
    decide: Callable[[], Verdict],
) -> Verdict:
    """Return the verdict on an answer that has a value at every trial; decide it if it is new."""
    if not all(type(value) is np.ndarray and not value.flags.writeable for value in values):
        return decide()  # objects that no other answer shares
    kept, trials = _KEPT.setdefault(key, {}), key.trials(problem)
    place = (problem.set, problem.id, answer.id, *map(id, values))
    known = kept.get(place)
    if known is None or known.trials is not trials:
        if len(kept) >= _MOST:
            del kept[next(iter(kept))]
        known = kept[place] = _Judged(tuple(values), trials, decide())
    return known.verdict

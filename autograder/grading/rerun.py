"""Whether an answer depends on what was called before: each is asked once more, last of all.

A call is a function of its inputs, with ``random`` and ``np.random`` seeded alike for both calls.
One that is not keeps something between calls, in a global or in an argument it changed, or draws
numbers of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from autograder.client.session import Session
from autograder.grading.calls import ProblemReplies, calls_of
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.compare import NotNumeric, read_numeric
from autograder.problemset.call import unpack
from autograder.problemset.model import Answer, Problem
from autograder.worker.messages import Reply

__all__ = ["UNSTABLE", "Asked", "changed"]

UNSTABLE: Final = "unstable"
"""The id under which such an answer is counted."""
Asked: TypeAlias = "tuple[Problem, ProblemReplies]"
"""A problem and the replies of the first time."""
_SAME: Final = 1e-9
"""Relative distance of two equal values: where an array lies in memory may decide its last bits."""


def changed(
    session: Session, module: str, asked: Sequence[Asked], key: AnswerKey
) -> Iterator[tuple[Problem, Answer]]:
    """Call problems of one module again and yield the answers with another value than before.

    A problem that did not end well is not called again: it might take its time limit, or the
    process, once more.
    """
    left = [(problem, replies) for problem, replies in asked if not replies.stops]
    while left:
        batch = session.batch([calls_of(key, module, problem)[:1] for problem, _ in left])
        while not batch.is_over:
            [reply] = batch.replies()
            problem, first = left.pop(0)
            if reply.outcome == "no_time":
                return
            yield from ((problem, answer) for answer in _other_values(problem, first, reply))


def _other_values(problem: Problem, first: ProblemReplies, reply: Reply) -> Iterator[Answer]:
    again = unpack(problem, reply.values)
    values: Mapping[str, Any] = {} if isinstance(again, str) else again
    for answer in problem.answers:
        if _differ(first.values[answer.id][0], values.get(answer.id)):
            yield answer


def _differ(first: object, second: object) -> bool:
    if first is second:  # equal replies are read to one object
        return False
    one, two = read_numeric(first), read_numeric(second)
    if isinstance(one, NotNumeric):  # which the verdict says already, but of a text
        return isinstance(first, str) and not (isinstance(second, str) and first == second)
    if isinstance(two, NotNumeric) or one.array.shape != two.array.shape:
        return True
    scale = float(np.max(np.abs(one.array), initial=0.0, where=np.isfinite(one.array)))
    return not np.allclose(one.array, two.array, rtol=0.0, atol=_SAME * scale, equal_nan=True)

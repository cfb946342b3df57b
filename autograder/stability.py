"""Whether an answer depends on what was called before: it is asked once more at its first trial, last of all.

A call is a function of its inputs, with ``random`` and ``np.random`` seeded alike for both calls. One that is
not keeps something between calls, in a global or in an argument it changed, or draws numbers of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from autograder.answer_key import AnswerKey
from autograder.calling import unpack
from autograder.compare import NotNumeric, read_numeric
from autograder.interview import Transcript, request
from autograder.spec.model import Problem
from autograder.worker.session import Session

__all__ = ["UNSTABLE", "changed"]

UNSTABLE: Final = "unstable"
"""The id under which such an answer is counted."""
_SAME: Final = 1e-9
"""Relative distance of two values that are the same: where an array lies in memory may decide its last bits."""


def changed(session: Session, module: str, problem: Problem, key: AnswerKey, heard: Transcript) -> frozenset[str]:
    """Call a problem at its first trial again and return the ids of the answers with another value than before.

    A problem that did not end well is not called again: it might take its time limit, or the process, once more.
    """
    trial = next(key.stream(problem), None)
    if heard.stops or trial is None:
        return frozenset()
    reply = session.call(request(module, problem, key, trial))
    if reply.outcome == "no_time":
        return frozenset()
    again = unpack(problem, reply.values)
    values: Mapping[str, Any] = {} if isinstance(again, str) else again
    return frozenset(name for name, first in heard.values.items() if first and _differ(first[0], values.get(name)))


def _differ(first: object, second: object) -> bool:
    one, two = read_numeric(first), read_numeric(second)
    if isinstance(one, NotNumeric):  # which the verdict says already
        return False
    if isinstance(two, NotNumeric) or one.array.shape != two.array.shape:
        return True
    scale = float(np.max(np.abs(one.array), initial=0.0, where=np.isfinite(one.array)))
    return not np.allclose(one.array, two.array, rtol=0.0, atol=_SAME * scale, equal_nan=True)

"""A row of the tables of origins: what an answer may come from, and the mistake that it then is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct

from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.mistake import NOTHING, Mistake, Step

__all__ = ["TRUTH", "Arrays", "Origin", "candidates_of", "quantities"]

Arrays: TypeAlias = Iterator[tuple[Mapping[str, str], Callable[[TrialContext], Any]]]
"""Particulars for the sentence, and the array at a trial."""


class Origin(Struct, frozen=True, eq=False):
    """A mistake in what is worked out, and the arrays that a problem has for it."""

    mistake: Mistake
    arrays: Callable[[Subject], Arrays]


TRUTH: Final = Candidate(NOTHING, lambda context: context.truth)
"""The true answer, from which an answer deviates in form alone."""


def candidates_of(subject: Subject, origins: Sequence[Origin]) -> Iterator[Candidate]:
    """Yield what a subject has for some rows."""
    for origin in origins:
        for slots, compute in origin.arrays(subject):
            yield Candidate(Step(origin.mistake, slots), compute)


def quantities(subject: Subject) -> list[str]:
    """Return the inputs and lines that hold real numbers."""
    dims = subject.problem.dimensions
    return [
        name
        for name, value in subject.start.environment.items()
        if name not in dims and np.asarray(value).dtype.kind == "f"
    ]

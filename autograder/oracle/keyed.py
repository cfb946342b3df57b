"""What an answer key holds of a problem: each trial's inputs with what is expected there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from autograder.oracle.compiled import Expected
from autograder.oracle.trials import Trial, TrialKind

__all__ = ["Drawn", "KeyedTrial"]


class KeyedTrial(Struct, frozen=True):
    """The inputs of one trial and what each answer should be there."""

    trial: Trial
    expected: Mapping[str, Expected]


Drawn: TypeAlias = tuple[tuple[KeyedTrial, ...], Mapping[TrialKind, str]]
"""The trials of one problem, and the special ones that were dropped with the reason."""

"""What can be shown of a wrong answer: at which sizes, in which entries, by which call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.compare import Allowances, NotNumeric, judge, read_numeric, settle
from autograder.oracle.words import looks_at
from autograder.problemset.call import inputs_of
from autograder.problemset.model import Answer, Problem

__all__ = ["AGREES", "Agreement", "Evidence", "Outcome", "TrialSeen", "evidence", "sizes_text"]

Outcome = Literal["right", "wrong", "stopped", "not reached"]

AGREES: Final = (1e-5, 1e-3, 1e-1)
"""Relative errors between the shades of a map of entries. There is no finer shade, and none beyond
a tenth, so that a map tells which entries agree and never by how much another is off.
"""
_FLOOR: Final = 0.1  # as in the verdict: small entries are measured against a tenth of the largest


class TrialSeen(Struct, frozen=True):
    """What one trial showed of an answer."""

    kind: str
    dims: Mapping[str, int]
    outcome: Outcome
    shape: tuple[int, ...] | None = None


class Agreement(Struct, frozen=True):
    """Which entries of an answer agree: for each how many limits of :data:`AGREES` it is beyond."""

    shades: NDArray[np.int64]
    """Of the answer's shape."""


class Evidence(Struct, frozen=True):
    """What the trials showed of one answer, and the call that decided."""

    trials: tuple[TrialSeen, ...]
    deciding: int
    inputs: Mapping[str, Any]
    """What the deciding call was given, by name."""
    agreement: Agreement | None = None


def evidence(
    problem: Problem,
    answer: Answer,
    trials: Sequence[KeyedTrial],
    values: Sequence[Any],
    allowances: Allowances,
    *,
    entries: bool,
) -> Evidence:
    """Return what the trials showed of an answer, by its values at the first of them.

    ``entries`` says whether it may be shown entry by entry.
    """
    expected = [keyed.expected[answer.id] for _, keyed in zip(values, trials, strict=False)]
    looks = settle(looks_at(answer, values[: len(expected)], expected), allowances)
    _, position = judge(looks)
    right = [seen.finding in ("right", "single") for seen in looks]
    stopped = all(right) and len(looks) < len(trials)
    deciding = len(looks) if stopped else position
    seen = [
        _seen(
            keyed,
            _outcome(right, index, stopped=stopped),
            looks[index].shape if index < len(looks) else None,
        )
        for index, keyed in enumerate(trials)
    ]
    agreement = (
        _agreement(values[deciding], trials[deciding], answer)
        if entries and deciding < len(values)
        else None
    )
    inputs = inputs_of(problem, trials[min(deciding, len(trials) - 1)].trial.values)
    return Evidence(tuple(seen), deciding, inputs, agreement)


def _seen(keyed: KeyedTrial, outcome: Outcome, shape: tuple[int, ...] | None) -> TrialSeen:
    return TrialSeen(keyed.trial.kind, dict(keyed.trial.dims), outcome, shape)


def _outcome(right: Sequence[bool], index: int, *, stopped: bool) -> Outcome:
    if index < len(right):
        return "right" if right[index] else "wrong"
    return "stopped" if stopped and index == len(right) else "not reached"


def _agreement(value: Any, keyed: KeyedTrial, answer: Answer) -> Agreement | None:
    """Compare an answer with what was expected entry by entry, where both have one shape."""
    read, expected = read_numeric(value), keyed.expected[answer.id].value
    if isinstance(read, NotNumeric) or read.array.shape != expected.shape or not expected.ndim:
        return None
    if not np.isfinite(expected).all():
        return None
    size = np.abs(expected)
    scale = np.maximum(size, _FLOOR * size.max(initial=0.0))
    with np.errstate(all="ignore"):
        error = np.abs(read.array - expected) / np.where(scale > 0, scale, 1.0)
    error = np.where(np.isfinite(error), error, np.inf)
    return Agreement(np.sum([error > limit for limit in AGREES], axis=0))


def sizes_text(trials: Sequence[TrialSeen]) -> str:
    """Say at which sizes an answer is right and at which it is not.

    Nothing where there are no sizes.
    """
    if not trials or not trials[0].dims:
        return ""
    right = [trial for trial in trials if trial.outcome == "right"]
    wrong = [trial for trial in trials if trial.outcome in ("wrong", "stopped")]
    if not wrong:
        return ""
    if not right:
        return (
            f"Wrong at every size: {_sizes(wrong)}." if len(wrong) > 1 else f"At {_sizes(wrong)}."
        )
    return f"Right at {_sizes(right)}; wrong at {_sizes(wrong)}."


def _sizes(trials: Sequence[TrialSeen]) -> str:
    """Write dimensions as ``(m, n) = (3, 5), (5, 6)``, each once."""
    names = list(trials[0].dims)
    letters = ", ".join(names) if len(names) == 1 else f"({', '.join(names)})"
    found = dict.fromkeys(_lengths(list(trial.dims.values())) for trial in trials)
    return f"{letters} = {', '.join(found)}"


def _lengths(lengths: Sequence[int]) -> str:
    return str(lengths[0]) if len(lengths) == 1 else f"({', '.join(map(str, lengths))})"

"""What is believed of a function that takes one of several branches, entry by entry.

A mask says which branch an entry takes. Its derivative is that of the branch taken: a student may
turn the condition, or leave it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.mistake import Mistake, Rank
from autograder.problemset.functions import RECORDS, Function

__all__ = [
    "MASK_MISSING",
    "MASK_SHARED",
    "MASK_TURNED",
    "condition_left_out",
    "condition_turned",
    "shared_out",
    "value_of_choice",
]

Array: TypeAlias = NDArray[Any]

MASK_TURNED: Final = Mistake(
    "mask.turned",
    Rank.RULE,
    "The condition is turned: each entry has the derivative of the branch that does not hold"
    " there.",
)
MASK_MISSING: Final = Mistake(
    "mask.missing",
    Rank.RULE,
    "The condition is left out: every entry has the derivative of one and the same branch.",
)

MASK_SHARED: Final = Mistake(
    "mask.missing",
    Rank.RULE,
    "Several branches of {name} add to each entry of the derivative: only that of the branch that"
    " is taken there belongs to it.",
)

_MOST_BRANCHES: Final = 3  # of clip: the argument and two bounds


def condition_turned(record: Function) -> Iterator[Callable[..., Array]]:
    """Yield a choice in which each entry changes as the branches do that it does not take."""
    if record.kind == "choice":
        yield partial(_not_taken, record)


def condition_left_out(record: Function) -> Iterator[Callable[..., Array]]:
    """Yield a choice in which every entry changes as the first, the second ... branch does."""
    if record.kind == "choice":
        for position in range(_MOST_BRANCHES):
            yield partial(_of_branch, record, position)


def shared_out(record: Function) -> Iterator[Callable[..., Array]]:
    """Yield a maximum or minimum that changes as the mean of its branches, and as their sum."""
    if record in (RECORDS["maximum"], RECORDS["minimum"]):
        for share in (0.5, 1.0):
            yield partial(_of_both, record, share)


def _of_both(record: Function, share: float, z: Array, bound: Array) -> Array:
    """Return a choice that changes as a share of each branch.

    Raises:
        ValueError: one of them does not change.
    """
    if not (np.any(np.imag(z)) and np.any(np.imag(bound))):
        raise ValueError("what does not change has no share")
    return np.asarray(np.real(record.value(z, bound)) + 1j * share * (np.imag(z) + np.imag(bound)))


def value_of_choice(record: Function) -> Iterator[Callable[..., Array]]:
    """Yield a maximum or minimum that changes by its value times the change of its argument."""
    if record in (RECORDS["maximum"], RECORDS["minimum"]):
        yield partial(_value_for_mask, record)


def _value_for_mask(record: Function, z: Array, bound: Array) -> Array:
    """Return a choice with its value in the place of the mask.

    Raises:
        ValueError: both arguments change, or what does has another shape.
    """
    z_moves, bound_moves = (bool(np.any(np.imag(part))) for part in (z, bound))
    argument = bound if bound_moves else z
    value = np.real(record.value(z, bound))
    if (z_moves and bound_moves) or np.shape(argument) != value.shape:
        raise ValueError("a mask is one of what moves")
    return np.asarray(value * (1.0 + 1j * np.imag(argument)))


def _of_branch(record: Function, position: int, *args: Any) -> Array:
    """Return a choice that changes as one branch does.

    Raises:
        ValueError: there is no such branch, or it does not change.
    """
    branches = _branches(record, args)
    if position >= len(branches) or not np.any(np.imag(branches[position])):
        raise ValueError("no derivative can be taken of a branch that does not move")
    value = np.real(record.value(*args))
    return np.asarray(value + 1j * np.broadcast_to(np.imag(branches[position]), value.shape))


def _branches(record: Function, args: tuple[Any, ...]) -> tuple[Any, ...]:
    return args[1:] if record is RECORDS["where"] else args


def _not_taken(record: Function, *args: Any) -> Array:
    value = np.real(record.value(*args))
    branches = np.array(
        [np.broadcast_to(branch, value.shape) for branch in _branches(record, args)]
    )
    moves = np.where(np.real(branches) == value, 0.0, np.imag(branches))
    return np.asarray(value + 1j * moves.sum(axis=0))

"""What goes into a student's call of one problem, and what comes out of it by answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from autograder.spec.model import Problem
from autograder.trials import Trial, seed_number

__all__ = ["call_seed", "inputs_of", "unpack"]

_SEEDS: Final = 1 << 32  # numpy's legacy generator takes seeds below this


def call_seed(seed: str, problem: Problem, trial: Trial) -> int:
    """Return the seed of ``random`` and ``np.random`` for one call."""
    return seed_number(seed, problem.set, problem.id, trial.kind, trial.index, "call") % _SEEDS


def inputs_of(problem: Problem, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs that the call uses, as a student expects them: floats, ints and fresh arrays."""
    return {name: _plain(values[name]) for name in sorted(problem.call.uses)}


def _plain(value: Any) -> Any:
    return (
        value.item() if isinstance(value, np.generic) else np.array(value) if isinstance(value, np.ndarray) else value
    )


def unpack(problem: Problem, bound: Mapping[str, Any]) -> dict[str, Any] | str:
    """Return the value of each answer that was bound, or say how the returned tuple does not fit."""
    if not problem.call.unpack:
        return dict(bound)
    [name] = problem.call.reads
    if name not in bound:
        return {}
    ids = [answer.id for answer in problem.answers]
    value = bound[name]
    if len(ids) == 1:
        return {ids[0]: value}
    wanted = f"{len(ids)} values are expected: {', '.join(ids)}"
    if not isinstance(value, (tuple, list)):
        return f"returned one value; {wanted}"
    if len(value) != len(ids):
        return f"returned {len(value)} values; {wanted}"
    return dict(zip(ids, value, strict=True))

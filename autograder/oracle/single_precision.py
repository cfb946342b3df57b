"""How far a right answer in single precision may be off: what computing in float32 loses.

What is lost depends on the computation and not on the type, so it is measured: what is expected is
computed once more in single precision, at the trial's inputs rounded to it, and again with every
input moved by one rounding. The largest difference, times a stated factor, is forgiven to an answer
that is exact in single precision; nothing is to any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.derivative.forward import quiet
from autograder.oracle.compiled import Expected
from autograder.oracle.target import Target
from autograder.oracle.tolerance import NEAR, RIGHT, distance
from autograder.oracle.trials import Trial

__all__ = ["FACTOR", "allowance"]

FACTOR: Final = 128.0
"""Times what is measured that an answer may be off.

A student's formula rounds elsewhere than the forward does. Of 11,700 answers that the shipped
references compute in float32 throughout, at 15 seeds, 34 are beyond the tolerance of float64, by up
to 6.7e-5; the worst of these is 61 times what is measured at its trial. An answer off by 7e-4 is
beyond the allowance at some trial of every problem: the largest there is 2.2e-4.
"""
_SAMPLES: Final = 4  # one may be small by luck: with one alone the worst answer is 780 times it
_ROUNDING: Final = 2.0**-23  # of an input in single precision, relative

Values: TypeAlias = Mapping[str, Any]
Compute: TypeAlias = "Callable[[Values], NDArray[Any]]"
"""What is expected at some inputs."""


def allowance(compute: Compute | Target, trial: Trial, expected: Expected) -> float:
    """Return how far a right answer in single precision may be off, between right and near.

    What is expected comes from a target, or from the reference where no formula says it.
    """
    losses = []
    with quiet():
        for values in _samples(trial.values):
            loss = _loss(compute, values, expected)
            if loss <= NEAR:  # beyond, the forward is not fit for such numbers: this is no measure
                losses.append(loss)
    return min(max(RIGHT, FACTOR * max(losses, default=0.0)), NEAR)


def _loss(compute: Compute | Target, values: Values, expected: Expected) -> float:
    """Return how far what is expected is off when it is computed in single precision."""
    if callable(compute):
        return _distance(compute, values, expected)
    loss = _distance(compute.in_single, values, expected)
    if loss <= NEAR:
        return loss
    # the formulas take no complex numbers, say: rounded inputs alone are a part of the loss
    return _distance(lambda rounded: compute.expected(_widened(rounded), 0).value, values, expected)


def _distance(compute: Compute, values: Values, expected: Expected) -> float:
    try:
        found = np.asarray(compute(values), dtype=float)
    except Exception:  # formulas and references may raise anything for numbers of another type
        return np.inf
    if found.size != expected.value.size:
        return np.inf
    off = distance(found.reshape(expected.value.shape), expected.value, np.zeros(()))
    return off if np.isfinite(off) else np.inf


def _samples(values: Values) -> Iterator[Values]:
    """Yield the inputs in single precision: rounded, then each moved by one more rounding."""
    yield {name: _single(value) for name, value in values.items()}
    for sample in range(1, _SAMPLES):
        random = np.random.default_rng(sample)
        yield {name: _single(_moved(value, random)) for name, value in values.items()}


def _is_real(value: Any) -> bool:
    return (
        isinstance(value, (float, np.ndarray, np.floating)) and np.asarray(value).dtype.kind == "f"
    )


def _single(value: Any) -> Any:
    return np.asarray(value, dtype=np.float32)[()] if _is_real(value) else value


def _moved(value: Any, random: np.random.Generator) -> Any:
    if not _is_real(value):
        return value
    return value * (1.0 + _ROUNDING * random.choice((-1.0, 1.0), np.shape(value)))


def _widened(values: Values) -> Values:
    return {
        name: np.asarray(value, dtype=float)[()] if _is_real(value) else value
        for name, value in values.items()
    }

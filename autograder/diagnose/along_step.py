"""What is made of a step where a derivative along it is asked for, and its matrix is not applied.

A second derivative along a step is that matrix of second derivatives times the step. What stands
there instead may be the diagonal alone, or first derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import by_another, jacobian_of
from autograder.diagnose.context import Subject, TrialContext
from autograder.diagnose.gradient import once_differentiated
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.origin import Arrays, Origin
from autograder.oracle.slopes import ChangeTarget
from autograder.oracle.target import target_of
from autograder.problemset.model import Change, Second

__all__ = ["ALONG_STEP"]

Array = NDArray[np.float64]
Compute = Callable[[Mapping[str, Any]], Any]


def _step(subject: Subject) -> str:
    """Return the name of the step, where it has the shape of what is asked for."""
    asks = subject.answer.asks
    along = asks.along if isinstance(asks, (Change, Second)) else ""
    shape = np.shape(subject.start.values[along]) if along else ()
    return along if along and shape == subject.start.truth.shape and np.prod(shape) > 1 else ""


def _first_times_step(subject: Subject) -> Arrays:
    for gradient in _gradient(subject):
        yield {}, partial(_entry_by_entry, gradient, _step(subject))


def _first_times_its_slope(subject: Subject) -> Arrays:
    for gradient in _gradient(subject):
        yield {}, partial(_times_slope, gradient, _step(subject))


def _gradient(subject: Subject) -> list[Compute]:
    """Return the first derivative of what is differentiated twice along a step, if any."""
    asks, problem = subject.answer.asks, subject.problem
    if not isinstance(asks, Second) or not _step(subject):
        return []
    try:
        return [by_another(problem, asks, asks.wrt.name, subject.start.values)]
    except Exception:  # an operation may raise anything
        return []


def _entry_by_entry(gradient: Compute, step: str, context: TrialContext) -> Array:
    along = np.asarray(context.values[step])
    return np.asarray(np.reshape(gradient(context.values), along.shape) * along)


def _times_slope(gradient: Compute, step: str, context: TrialContext) -> Array:
    along = np.asarray(context.values[step])
    first = np.reshape(gradient(context.values), along.shape)
    return np.asarray(first * np.sum(first * along))


def _diagonal(subject: Subject) -> Arrays:
    if not _step(subject):
        return
    try:
        asks = subject.answer.asks
        one = once_differentiated(subject) if isinstance(asks, Second) else subject
        assert isinstance(one.answer.asks, Change)
        whole = jacobian_of(one.problem, one.answer.asks)
    except Exception:  # there is none, or an operation raised anything
        return
    yield {}, partial(_diagonal_times_step, whole, _step(subject))


def _diagonal_times_step(whole: Compute, step: str, context: TrialContext) -> Array:
    along = np.asarray(context.values[step])
    square = np.reshape(whole(context.values), (along.size, along.size))
    return np.asarray(np.reshape(np.diag(square), along.shape) * along)


def _formula_at_step(subject: Subject) -> Arrays:
    asks = subject.answer.asks
    if not isinstance(asks, Change) or not _step(subject):
        return
    target = target_of(subject.problem, subject.answer)
    assert isinstance(target, ChangeTarget)
    try:
        function, x = target.forward.at(subject.start.values)
        if np.shape(function(x)) != subject.start.truth.shape:
            return
    except Exception:  # an operation may raise anything
        return
    yield {}, partial(_value_at_step, target)


def _value_at_step(target: ChangeTarget, context: TrialContext) -> Array:
    function, x = target.forward.at(context.values)
    return np.asarray(function(np.reshape(context.values[target.along], x.shape)))


ALONG_STEP: Final = (
    Origin(
        Mistake(
            "function.itself",
            Rank.OTHER,
            "This is the formula itself with the step put in: it is not differentiated.",
        ),
        _formula_at_step,
    ),
    Origin(
        Mistake(
            "derivative.first",
            Rank.OTHER,
            "This is the first derivative times the step; it has to be differentiated once more.",
        ),
        _first_times_step,
    ),
    Origin(
        Mistake(
            "derivative.product",
            Rank.OTHER,
            "This is the product of two first derivatives, not the derivative of the first one.",
        ),
        _first_times_its_slope,
    ),
    Origin(
        Mistake(
            "diagonal.only",
            Rank.OTHER,
            "Only the diagonal of the matrix of derivatives is multiplied with the step: each entry"
            " of the answer depends on all entries of the step.",
        ),
        _diagonal,
    ),
)
"""Other arrays that come of a step."""

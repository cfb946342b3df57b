"""Derivatives of functions that are nearly a problem's forward: fast, by complex steps alone.

No error bound is needed here: a wrong number explains no answer. Functions that are not safe under
the complex step give none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.derivative.forward import Pure
from autograder.derivative.stacked import Stack
from autograder.oracle.compiled import Compiled, Forward, output_formula
from autograder.oracle.slopes import ChangeTarget, DerivativeTarget
from autograder.oracle.target import target_of
from autograder.problemset.formula import Formula, Program
from autograder.problemset.layout import Layout, default_axes, resolve
from autograder.problemset.model import (
    Answer,
    Asks,
    Change,
    Derivative,
    Problem,
    Second,
    Slope,
    Value,
    Wrt,
)

__all__ = [
    "STEP",
    "Question",
    "by_another",
    "jacobian_of",
    "of_another",
    "stated_output",
    "through",
    "values_at",
]

Array = NDArray[np.float64]
Values = Mapping[str, Any]

STEP: Final = 2.0**-100
"""The complex step: its square vanishes against 1, and dividing by a power of two is exact."""


_WORTH_A_STACK: Final = 6
"""Inputs from which on one call with all of them takes less time than one for each."""
_SAME: Final = 1e-9


class Question(Struct, frozen=True):
    """What a problem asks, put to a forward that may have been changed."""

    problem: Problem
    answer: Answer

    def of(
        self, lines: Program, output: Formula | None, functions: Mapping[str, Callable[..., Any]]
    ) -> Callable[[Values], Any]:
        """Ask the same of other lines and another output, which may call ``functions`` too."""
        problem = replace(
            self.problem, forward=lines, companion={**self.problem.companion, **functions}
        )
        asks = self.answer.asks
        if not isinstance(asks, Slope):
            assert output is not None
            return Compiled(problem, lines, output)
        target = target_of(self.problem, self.answer)
        forward = Forward(problem, asks.wrt, output_formula(problem, replace(asks, of=output)))
        if isinstance(target, ChangeTarget):
            return lambda values: _slope(*forward.at(values), values[target.along])
        assert isinstance(target, DerivativeTarget)
        return lambda values: target.arrange(_columns(*forward.at(values)))

    def unchanged(self) -> Callable[[Values], Any]:
        """Ask the question as it stands."""
        return self.of(self.problem.forward, stated_output(self.answer.asks), {})


def stated_output(asks: Asks) -> Formula | None:
    """Return the formula of what is asked, where the set states one."""
    match asks:
        case Value(formula=formula):
            return formula
        case Derivative(of=of) | Change(of=of):
            return of
    return None


def _columns(function: Callable[[NDArray[Any]], Any], x: Array) -> Array:
    """Return the derivative, the input's axes first, by one complex step for each input."""
    points = np.empty((x.size, *x.shape), complex)
    points[:] = x
    flat = points.reshape(x.size, x.size)
    flat.imag[np.diag_indices(x.size)] = STEP
    rows = values_at(function, points)
    return np.reshape(np.imag(rows) / STEP, (*x.shape, *rows.shape[1:]))


def values_at(function: Callable[[NDArray[Any]], Any], points: NDArray[Any]) -> NDArray[Any]:
    """Return a function's values at points ``(k, *x.shape)``, as ``(k, *y.shape)``."""
    first = np.asarray(function(points[0, ...]))
    rows = _together(function, points, first) if len(points) >= _WORTH_A_STACK else None
    if rows is None:
        rows = np.array([first, *(function(points[place, ...]) for place in range(1, len(points)))])
    return rows


def _together(
    function: Callable[[NDArray[Any]], Any], points: NDArray[Any], first: NDArray[Any]
) -> NDArray[Any] | None:
    """Return the values at many points from one call; None where that is not to be had.

    What a stack gets wrong shows at the first point, which was called by itself.
    """
    if not isinstance(function, Pure):
        return None
    try:
        found = function(Stack(points))  # type: ignore[arg-type]  # it passes for an array
    except Exception:  # it met something that has no rule for a stack
        return None
    if not isinstance(found, Stack) or found.shape != first.shape:
        return None
    is_same = bool((np.abs(found.each[0] - first) <= _SAME * np.abs(first)).all())
    return found.each if is_same else None


def _slope(function: Callable[[NDArray[Any]], Any], x: Array, step: Any) -> Array:
    """Return the derivative along a step, of the output's shape."""
    return np.asarray(np.imag(function(x + 1j * STEP * np.reshape(step, x.shape))) / STEP)


def by_another(
    problem: Problem, asks: Slope | Second, name: str, values: Values
) -> Callable[[Values], Any]:
    """Return the derivative of what is differentiated by another input or line."""
    forward = Forward(problem, Wrt(name, None, name), output_formula(problem, asks))
    return _laid_out(forward, problem, name, values)


def moves_alike(problem: Problem, variable: str, part: Formula, values: Values) -> bool:
    """Whether a part changes by what an input changes by, as v - u does with v."""
    if variable not in values:
        return False
    x = np.asarray(values[variable], dtype=float)
    along = np.cos(1.0 + np.arange(x.size)).reshape(x.shape)
    function = Compiled(problem, problem.forward, part).of(variable, values)
    try:
        change = np.imag(function(x + 1j * STEP * along)) / STEP
    except Exception:  # an operation may raise anything
        return False
    return change.shape == x.shape and np.allclose(change, along)


def jacobian_of(problem: Problem, asks: Change) -> Callable[[Values], Any]:
    """Return the derivative of what changes by what is changed, the input's axes first."""
    forward = Forward(problem, asks.wrt, output_formula(problem, asks))
    return lambda values: _columns(*forward.at(values))


def through(
    problem: Problem, asks: Slope, part: Formula, name: str
) -> Callable[[Values], tuple[Array, Array]]:
    """Return the derivatives of a part by the variable, and of the output by the part, a line.

    The axes of what is differentiated by come first.
    """
    inner = Forward(problem, asks.wrt, part)
    outer = Forward(problem, Wrt(name, None, name), output_formula(problem, asks))
    return lambda values: (_columns(*inner.at(values)), _columns(*outer.at(values)))


def of_another(
    problem: Problem, asks: Slope, output: Formula, values: Values
) -> Callable[[Values], Any]:
    """Return the derivative of another output by the same variable."""
    return _laid_out(Forward(problem, asks.wrt, output), problem, asks.wrt.name, values)


def _laid_out(
    forward: Forward, problem: Problem, name: str, values: Values
) -> Callable[[Values], Any]:
    """Arrange a derivative by the convention; where it has none, the input's axes first."""
    function, x = forward.at(values)
    shape = np.shape(function(x))
    axes = default_axes(problem.convention, name, x.shape, shape)
    if axes is None:
        return lambda values: _squeezed(_columns(*forward.at(values)), len(x.shape))
    layout: Layout = resolve(axes, name, x.shape, shape)
    return lambda values: layout.arrange(_columns(*forward.at(values)))


def _squeezed(raw: Array, inputs: int) -> Array:
    """Drop the second axis of columns, of the input and of the output."""
    lone = [axis for axis in range(raw.ndim) if axis in (1, inputs + 1) and raw.shape[axis] == 1]
    return np.squeeze(raw, axis=tuple(lone))

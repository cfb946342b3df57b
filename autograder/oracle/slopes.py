"""Derivatives and changes as what an answer should be, each with a bound or why it is of no use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.in_single import slope_in_single, slopes_in_single
from autograder.derivative.jacobian import Derivative as Measured
from autograder.derivative.jacobian import Function, Seed, directional, jacobian
from autograder.derivative.second import mixed, mixed_along, symmetric
from autograder.oracle.compiled import Expected, Forward, Values, output_formula
from autograder.oracle.tolerance import worst_bound, worst_bounds
from autograder.oracle.trials import Trial
from autograder.problemset.layout import (
    Layout,
    LayoutError,
    default_axes,
    resolve,
    second_layout,
    settled,
)
from autograder.problemset.model import Problem, Second

__all__ = ["ALL_ZERO", "ChangeTarget", "DerivativeTarget", "SecondTarget", "resolved"]

ALL_ZERO: Final = "all zero"
"""The reason of an expected answer without any entry that is certainly not 0."""
_SINGLE: Final = "computed in single precision (float32), too coarse to judge by"
_COARSE: Final = "known to fewer digits than an answer is held to"
_MOVES: Final = 3
"""Other points at which a forward that seems to be constant is looked at: one could be a tie."""
_SAME: Final = 1e-9
"""Change of a constant, of its size or 1: sums that cancel leave rounding of about 1e-15."""


class DerivativeTarget(Struct, frozen=True):
    """A derivative in its layout, by numeric differentiation of the forward function."""

    forward: Forward
    layout: Layout
    batch: tuple[int, int] | None = None
    """The axes that run over examples, as axes of the raw derivative."""

    def expected(self, values: Values, seed: Seed) -> Expected:
        """Return the derivative and its error bound, both arranged in the layout."""
        function, x = self.forward.at(values)
        derivative = jacobian(function, x, seed=seed)
        return Expected(
            self.arrange(derivative.value),
            self.arrange(derivative.error),
            _reason(derivative, function, x),
        )

    def beside(
        self, values: Sequence[Values], random: Sequence[np.random.Generator]
    ) -> list[Expected | None]:
        """Return the same at several trials of the same dimensions, computed together.

        None for a trial at which it takes more than that.
        """
        from autograder.derivative.side_by_side import jacobians  # for several seeds alone

        each: list[Expected | None] = [None] * len(values)
        forward = self.forward.beside(values)
        found = jacobians(*forward, random) if forward else None
        if found is None:
            return each
        value, error = (array.reshape(len(values), -1) for array in (found.value, found.error))
        seen = np.asarray((np.abs(value) > error).any(axis=1))
        settled = found.known & (~seen | (worst_bounds(value, error) <= 1))
        for place in np.flatnonzero(settled).tolist():
            each[place] = Expected(
                self.arrange(found.value[place]),
                self.arrange(found.error[place]),
                "" if seen[place] else ALL_ZERO,
            )
        return each

    def raw_shape(self, values: Values) -> tuple[int, ...]:
        """Return the input's axes and then the output's; no derivative is taken for it."""
        x, y = self.forward.shapes(values)
        return (*x, *y)

    def in_single(self, values: Values) -> NDArray[np.float64]:
        """Return the derivative as its formulas give it in single precision."""
        return self.arrange(slopes_in_single(*self.forward.at(values)))

    def arrange(self, raw: NDArray[Any]) -> NDArray[Any]:
        """Return ``raw``, of shape input axes + output axes, as it is asked for: examples first."""
        if self.batch is None:
            return self.layout.arrange(raw)
        examples = np.moveaxis(np.diagonal(raw, axis1=self.batch[0], axis2=self.batch[1]), -1, 0)
        return np.stack([self.layout.arrange(example) for example in examples])


class ChangeTarget(Struct, frozen=True):
    """The predicted change of the output for a step (Concept 5): the derivative along the step."""

    forward: Forward
    along: str
    scalar: bool

    def expected(self, values: Values, seed: Seed) -> Expected:
        """Return the directional derivative, of the output's shape."""
        function, x = self.forward.at(values)
        derivative = directional(function, x, np.reshape(values[self.along], x.shape), seed=seed)
        shape = () if self.scalar else derivative.value.shape
        return Expected(
            derivative.value.reshape(shape),
            derivative.error.reshape(shape),
            _reason(derivative, function, x),
        )

    def in_single(self, values: Values) -> NDArray[np.float64]:
        """Return the change as its formulas give it in single precision."""
        function, x = self.forward.at(values)
        return slope_in_single(function, x, np.reshape(values[self.along], x.shape))


class SecondTarget:
    """A second derivative in its layout, or its product with a step along the second variable."""

    def __init__(self, problem: Problem, asks: Second, drawn: Sequence[Trial]) -> None:
        self._asks = asks
        output = output_formula(problem, asks)
        self._first = Forward(problem, asks.wrt, output)
        self._second = Forward(problem, asks.by, output)
        shapes = [self._first.shapes(look.values) for look in drawn]
        x, out = map(settled, zip(*shapes, strict=True))
        y = settled([self._second.at(look.values)[1].shape for look in drawn])
        names = asks.wrt.name, asks.by.name
        if asks.along:
            own = default_axes(problem.convention, asks.wrt.name, x, out)
            self.layout = resolved(own, asks.wrt.name, x, out)
        else:
            self.layout = second_layout(problem.convention, names, (x, y, out))

    def raw_shape(self, values: Values) -> tuple[int, ...]:
        """Return the axes before they are arranged; no derivative is taken for it."""
        x, out = self._first.shapes(values)
        y = () if self._asks.along else self._second.at(values)[1].shape
        return (*x, *y, *out)

    def expected(self, values: Values, seed: Seed) -> Expected:
        """Return the second derivative and its error bound, both arranged in the layout."""
        y = self._second.at(values)[1]
        at = partial(self._at, values)
        if self._asks.along:
            found = mixed_along(at, y, np.reshape(values[self._asks.along], y.shape), seed=seed)
        else:
            found = mixed(at, y, seed=seed)
            if self._asks.is_hessian:
                found = symmetric(found, y.ndim)
        value, error = self.layout.arrange(found.value), self.layout.arrange(found.error)
        return Expected(value, error, _reason_of_second(found))

    def in_single(self, values: Values) -> NDArray[np.float64]:
        """Return the second derivative at rounded inputs: its steps are too small for more."""
        return self.expected(values, 0).value

    def _at(self, values: Values, y: NDArray[np.float64]) -> tuple[Any, NDArray[np.float64]]:
        """Return the function of the first variable where the second is ``y``, and its point."""
        if self._asks.is_hessian:
            return self._first.at(values)[0], y
        return self._first.at({**values, self._asks.by.name: y if y.ndim else y[()]})


def resolved(
    axes: Sequence[str] | None, name: str, x: tuple[int, ...], y: tuple[int, ...]
) -> Layout:
    """Return the layout that axes make of a derivative of an output ``y`` by an input ``x``.

    Raises:
        LayoutError: there are none, or they are not those of these shapes.
    """
    if axes is None:
        raise LayoutError(
            f"a derivative with three axes or more (input {x}, output {y}) and no `axes`",
            f"axes: such as [{name}.0, {name}.1, out.0]",
            "No convention but `jacobian`, output's axes first, covers it.",
        )
    return resolve(axes, name, x, y)


def _reason(derivative: Measured, function: Function, x: NDArray[np.float64]) -> str:
    """Say why a derivative is of no use as an expected answer; nothing where it is."""
    if not derivative.resolved:
        if _is_constant(function, x, derivative.primal):
            return ALL_ZERO
        return _SINGLE if _is_single(derivative.primal) else derivative.reason or "unresolved"
    if not np.count_nonzero(np.abs(derivative.value) > derivative.error):
        return ALL_ZERO
    if worst_bound(derivative.value, derivative.error) > 1:  # it would be a licence to be wrong
        return _SINGLE if _is_single(derivative.primal) else _COARSE
    return ""


def _reason_of_second(derivative: Measured) -> str:
    """Say why a second derivative is of no use as an expected answer; nothing where it is."""
    if not derivative.resolved:
        return derivative.reason or "unresolved"
    if not (np.abs(derivative.value) > derivative.error).any():
        return ALL_ZERO
    return _COARSE if worst_bound(derivative.value, derivative.error) > 1 else ""


def _is_single(values: NDArray[np.float64]) -> bool:
    """Whether a forward's values, of any shape, were rounded to single precision."""
    with np.errstate(over="ignore"):
        exact = values.astype(np.float32) == values
    return bool(exact.all() and (values != np.rint(values)).any())


def _is_constant(function: Function, x: NDArray[np.float64], primal: NDArray[np.float64]) -> bool:
    """Whether the output stays the same, but for rounding, however far ``x`` is moved."""
    random = np.random.default_rng(0)
    size = max(1.0, float(np.abs(primal).max(initial=0.0)))
    for _ in range(_MOVES):
        moved = x + random.standard_normal(x.shape) * np.maximum(np.abs(x), 1.0)
        try:
            apart = np.abs(np.asarray(function(moved), dtype=float) - primal)
        except Exception:  # the forward may raise anything where it is not defined
            return False
        if not (apart <= _SAME * size).all():
            return False
    return True

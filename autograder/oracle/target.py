"""What computes each expected answer of a problem, built once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.jacobian import Seed
from autograder.oracle.compiled import Compiled, Expected, Forward, Values, output_formula
from autograder.oracle.slopes import ChangeTarget, DerivativeTarget, SecondTarget, resolved
from autograder.oracle.trials import Numbers, Trial
from autograder.problemset.formula import Formula
from autograder.problemset.layout import Layout, LayoutError, default_axes, settled
from autograder.problemset.model import (
    Answer,
    ByReference,
    Change,
    Choice,
    Derivative,
    Extents,
    Problem,
    Second,
    Truth,
    Value,
    Word,
    is_by_reference,
)

__all__ = ["Target", "ValueTarget", "WordTarget", "looks", "target_of"]

_LOOKS: Final = 2
_LOOK_SEED: Final = "0"


class Target(Protocol):
    """Anything that can say what an answer should be at given inputs."""

    def expected(self, values: Values, seed: Seed) -> Expected:
        """Return the expected array at a trial's inputs."""
        ...

    def in_single(self, values: Values) -> NDArray[np.float64]:
        """Return the same, computed in single precision at inputs of that precision, unchecked."""
        ...


class ValueTarget:
    """A value: a formula over the givens, ``let`` and the lines of the forward."""

    def __init__(self, problem: Problem, formula: Formula, *, scalar: bool) -> None:
        self._output = Compiled(problem, problem.forward, formula)
        self._scalar = scalar

    def expected(self, values: Values, seed: Seed) -> Expected:  # noqa: ARG002  # nothing is random
        """Return the formula's value; its rounding is far below any tolerance."""
        value = np.asarray(self._output(values), dtype=float)
        if self._scalar and value.size == 1:
            value = value.reshape(())
        finite = bool(np.isfinite(value).all())
        return Expected(value, np.zeros(value.shape), "" if finite else "not finite")

    def in_single(self, values: Values) -> NDArray[np.float64]:
        """Return the formula's value in single precision."""
        return np.asarray(self._output(values), dtype=float)


class WordTarget:
    """What is right of an answer that is no array, as the numbers of :mod:`.words`."""

    def __init__(self, problem: Problem, asks: Word) -> None:
        self._asks = asks
        formula = asks.formula if isinstance(asks, Truth) else None
        self._truth = Compiled(problem, problem.forward, formula) if formula else None

    def expected(self, values: Values, seed: Seed) -> Expected:  # noqa: ARG002  # nothing is random
        """Return the right answer's numbers, which are exact."""
        value = self.in_single(values)
        return Expected(value, np.zeros(value.shape))

    def in_single(self, values: Values) -> NDArray[np.float64]:
        """Return the same: a word has no precision."""
        return np.asarray(self._numbers(values), dtype=float)

    def _numbers(self, values: Values) -> Any:
        match self._asks:
            case Choice(options=options, right=str(right)):
                return options.index(right)
            case Extents(sizes=tuple() as sizes):
                return [size.value(values) for size in sizes]
        return 0.0 if self._truth is None else np.reshape(self._truth(values), ()) != 0


class _Known(Struct):
    """What was worked out of one problem."""

    looks: tuple[Trial, ...]
    targets: dict[str, Target | None] = {}


_KNOWN: WeakKeyDictionary[Problem, _Known] = WeakKeyDictionary()


def looks(problem: Problem) -> tuple[Trial, ...]:
    """Return the inputs at which shapes are settled: two draws, dimensions at least 3, none shared.

    Whether something is a scalar, a vector or a matrix is decided there once, and never changes
    with a trial.

    Raises:
        StaffError: no dimensions satisfy ``dims``.
        Exception: whatever a formula of ``let`` raises.
    """
    if problem not in _KNOWN:
        numbers = Numbers(problem, _LOOK_SEED)
        with np.errstate(all="ignore"):
            drawn = [numbers.draw("ordinary", index) for index in range(_LOOKS)]
        _KNOWN[problem] = _Known(tuple(drawn))
    return _KNOWN[problem].looks


def target_of(problem: Problem, answer: Answer) -> Target | None:
    """Return what computes an expected answer, built once; None for ``expected: reference``.

    Raises:
        LayoutError: the derivative has no layout.
        Exception: whatever a formula raises at the first look.
    """
    drawn = looks(problem)
    targets = _KNOWN[problem].targets
    if answer.id not in targets:
        with np.errstate(all="ignore"):
            targets[answer.id] = _built(problem, answer, drawn)
    return targets[answer.id]


def _built(problem: Problem, answer: Answer, drawn: Sequence[Trial]) -> Target | None:
    asks = answer.asks
    if is_by_reference(asks) or isinstance(asks, ByReference):
        return None
    if isinstance(asks, Word):
        return WordTarget(problem, asks)
    if isinstance(asks, Second):
        return SecondTarget(problem, asks, drawn)
    if isinstance(asks, Value):
        return ValueTarget(problem, asks.formula, scalar=not answer.shape)
    forward = Forward(problem, asks.wrt, output_formula(problem, asks))
    if isinstance(asks, Change):
        return ChangeTarget(forward, asks.along, scalar=not answer.shape)
    shapes = [forward.shapes(look.values) for look in drawn]
    x, y = map(settled, zip(*shapes, strict=True))
    if not asks.batch:
        return DerivativeTarget(forward, _layout(problem, asks, x, y))
    length = drawn[0].dims[asks.batch]
    input_shape, output_shape = shapes[0]
    i = _example_axis(asks, "input", input_shape, length)
    j = _example_axis(asks, "output", output_shape, length)
    layout = _layout(problem, asks, _without(x, i), _without(y, j))
    return DerivativeTarget(forward, layout, (i, len(x) + j))


def _example_axis(asks: Derivative, whose: str, shape: tuple[int, ...], length: int) -> int:
    """Return the axis of an array that runs over examples."""
    if shape.count(length) != 1:
        raise LayoutError(
            f"`batch: {asks.batch}` and an {whose} of shape {shape}",
            f"one axis of the {whose} with the length {asks.batch} = {length}",
        )
    return shape.index(length)


def _without(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return shape[:axis] + shape[axis + 1 :]


def _layout(problem: Problem, asks: Derivative, x: tuple[int, ...], y: tuple[int, ...]) -> Layout:
    name = asks.wrt.name
    axes = asks.axes if asks.axes is not None else default_axes(problem.convention, name, x, y)
    return resolved(axes, name, x, y)

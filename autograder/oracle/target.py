"""What an answer should be, by a trial's inputs: a derivative, a change or a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.forward import Pure
from autograder.derivative.in_single import slope_in_single, slopes_in_single
from autograder.derivative.jacobian import Derivative as Measured
from autograder.derivative.jacobian import Function, Seed, directional, jacobian
from autograder.derivative.second import mixed, mixed_along, symmetric
from autograder.oracle.tolerance import worst_bound
from autograder.oracle.trials import Numbers, Trial
from autograder.problemset.formula import Formula, Program, parse_formula
from autograder.problemset.layout import Layout, LayoutError, default_axes, resolve, second_layout
from autograder.problemset.model import (
    Answer,
    ByReference,
    Change,
    Choice,
    Derivative,
    Extents,
    Problem,
    Second,
    Slope,
    Truth,
    Value,
    Word,
    Wrt,
    is_by_reference,
)

__all__ = [
    "ALL_ZERO",
    "ChangeTarget",
    "DerivativeTarget",
    "Expected",
    "Forward",
    "SecondTarget",
    "Target",
    "ValueTarget",
    "WordTarget",
    "looks",
    "output_formula",
    "target_of",
]

Values = Mapping[str, Any]

ALL_ZERO: Final = "all zero"
"""The reason of an expected answer without any entry that is certainly not 0."""
_SINGLE: Final = "computed in single precision (float32), too coarse to judge by"
_COARSE: Final = "known to fewer digits than an answer is held to"
_MOVES: Final = 3
"""Other points at which a forward that seems to be constant is looked at: one could be a tie."""
_SAME: Final = 1e-9
"""Change of a constant, of its size or 1: sums that cancel leave rounding of about 1e-15."""
_LOOKS: Final = 2
_LOOK_SEED: Final = "0"


class Expected(Struct, frozen=True):
    """The expected array, a bound on each entry's error, and why it is of no use (or nothing)."""

    value: NDArray[np.float64]
    error: NDArray[np.float64]
    reason: str = ""


class Target(Protocol):
    """Anything that can say what an answer should be at given inputs."""

    def expected(self, values: Values, seed: Seed) -> Expected:
        """Return the expected array at a trial's inputs."""
        ...

    def in_single(self, values: Values) -> NDArray[np.float64]:
        """Return the same, computed in single precision at inputs of that precision, unchecked."""
        ...


def output_formula(problem: Problem, asks: Slope | Second) -> Formula:
    """Return the formula that is differentiated: ``of``, or the forward's last line."""
    return asks.of or parse_formula(problem.forward.assigned[-1])


class Compiled:
    """A program of a problem, compiled, and the names that it reads."""

    def __init__(self, problem: Problem, program: Program, output: Formula) -> None:
        self._call = program.compile(output, problem.companion)
        calls = frozenset().union(*(formula.calls for formula in (*program.formulas, output)))
        self._is_pure = calls.isdisjoint(problem.companion)
        self._reads = sorted(Program((*program.lines, ("", output))).reads)

    def __call__(self, values: Values) -> Any:
        """Return the output at a trial's inputs."""
        return self._call(**{name: values[name] for name in self._reads})

    def of(self, name: str, values: Values) -> Callable[[NDArray[Any]], Any]:
        """Return the output as a function of one name, the others held fixed."""
        fixed = {other: values[other] for other in self._reads if other != name}
        with_fixed = partial(self._call, **fixed)

        def function(x: NDArray[Any]) -> Any:
            if name not in self._reads:
                return with_fixed()
            # A scalar is a numpy scalar in every formula, never an array without axes.
            return with_fixed(**{name: x if x.ndim else x[()]})

        return Pure(function) if self._is_pure else function


class Forward:
    """A problem's forward function of one variable, every other input held fixed (Definition 2)."""

    def __init__(self, problem: Problem, wrt: Wrt, output: Formula) -> None:
        program, self.name = problem.forward, wrt.name
        cut = self.name in program.assigned
        self._start = Compiled(problem, program, parse_formula(self.name)) if cut else None
        self._output = Compiled(problem, program.without(self.name) if cut else program, output)
        self._positions = Compiled(problem, Program(()), wrt.index) if wrt.index else None

    def at(self, values: Values) -> tuple[Callable[[NDArray[Any]], Any], NDArray[np.float64]]:
        """Return the function of the variable alone, and the variable's value at the trial."""
        whole = np.asarray(self._start(values) if self._start else values[self.name], dtype=float)
        function = self._output.of(self.name, values)
        if self._positions is None:
            return function, whole
        grid = np.arange(whole.size).reshape(whole.shape)
        positions = np.asarray(self._positions({**values, self.name: grid}))

        def at_positions(x: NDArray[Any]) -> Any:
            moved = whole.astype(np.result_type(x))
            moved.flat[positions.ravel()] = np.ravel(x)
            return function(moved)

        return at_positions, whole.ravel()[positions]


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

    def raw_shape(self, values: Values) -> tuple[int, ...]:
        """Return the input's axes and then the output's; no derivative is taken for it."""
        function, x = self.forward.at(values)
        return (*x.shape, *np.shape(function(x)))

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

    def __init__(self, problem: Problem, asks: Second, look: Trial) -> None:
        self._asks = asks
        output = output_formula(problem, asks)
        self._first = Forward(problem, asks.wrt, output)
        self._second = Forward(problem, asks.by, output)
        function, x = self._first.at(look.values)
        y = self._second.at(look.values)[1]
        names, out = (asks.wrt.name, asks.by.name), np.shape(function(x))
        if asks.along:
            own = default_axes(problem.convention, asks.wrt.name, x.shape, out)
            self.layout = _resolved(own, asks.wrt.name, x.shape, out)
        else:
            self.layout = second_layout(problem.convention, names, (x.shape, y.shape, out))

    def raw_shape(self, values: Values) -> tuple[int, ...]:
        """Return the axes before they are arranged; no derivative is taken for it."""
        function, x = self._first.at(values)
        y = () if self._asks.along else self._second.at(values)[1].shape
        return (*x.shape, *y, *np.shape(function(x)))

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


def _reason(derivative: Measured, function: Function, x: NDArray[np.float64]) -> str:
    """Say why a derivative is of no use as an expected answer; nothing where it is."""
    if not derivative.resolved:
        if _is_constant(function, x, derivative.primal):
            return ALL_ZERO
        return _SINGLE if _is_single(derivative.primal) else derivative.reason or "unresolved"
    if not (np.abs(derivative.value) > derivative.error).any():
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


# The targets of a problem.


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
    first = looks(problem)[0]
    targets = _KNOWN[problem].targets
    if answer.id not in targets:
        with np.errstate(all="ignore"):
            targets[answer.id] = _built(problem, answer, first)
    return targets[answer.id]


def _built(problem: Problem, answer: Answer, look: Trial) -> Target | None:
    asks = answer.asks
    if is_by_reference(asks) or isinstance(asks, ByReference):
        return None
    if isinstance(asks, Word):
        return WordTarget(problem, asks)
    if isinstance(asks, Second):
        return SecondTarget(problem, asks, look)
    if isinstance(asks, Value):
        return ValueTarget(problem, asks.formula, scalar=not answer.shape)
    forward = Forward(problem, asks.wrt, output_formula(problem, asks))
    if isinstance(asks, Change):
        return ChangeTarget(forward, asks.along, scalar=not answer.shape)
    function, x = forward.at(look.values)
    y = np.shape(function(x))
    if not asks.batch:
        return DerivativeTarget(forward, _layout(problem, asks, x.shape, y))
    length = look.dims[asks.batch]
    i, j = _example_axis(asks, "input", x.shape, length), _example_axis(asks, "output", y, length)
    layout = _layout(problem, asks, _without(x.shape, i), _without(y, j))
    return DerivativeTarget(forward, layout, (i, x.ndim + j))


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
    return _resolved(axes, name, x, y)


def _resolved(
    axes: Sequence[str] | None, name: str, x: tuple[int, ...], y: tuple[int, ...]
) -> Layout:
    if axes is None:
        raise LayoutError(
            f"a derivative with three axes or more (input {x}, output {y}) and no `axes`",
            f"axes: such as [{name}.0, {name}.1, out.0]",
            "No convention but `jacobian`, output's axes first, covers it.",
        )
    return resolve(axes, name, x, y)

"""A problem's formulas as functions: of a trial's inputs, and of one variable alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.by_point import ByPoint
from autograder.derivative.forward import Function, Pure
from autograder.derivative.stacked import Stack
from autograder.problemset.formula import Formula, Program, parse_formula
from autograder.problemset.model import Problem, Second, Slope, Wrt

if TYPE_CHECKING:
    from autograder.derivative.side_by_side import SideBySide

__all__ = ["Compiled", "Expected", "Forward", "Values", "output_formula"]

Values: TypeAlias = Mapping[str, Any]
"""A trial's inputs by name."""


class Expected(Struct, frozen=True):
    """The expected array, a bound on each entry's error, and why it is of no use (or nothing)."""

    value: NDArray[np.float64]
    error: NDArray[np.float64]
    reason: str = ""


def output_formula(problem: Problem, asks: Slope | Second) -> Formula:
    """Return the formula that is differentiated: ``of``, or the forward's last line."""
    return asks.of or _name(problem.forward.assigned[-1])


@lru_cache(maxsize=256)
def _name(name: str) -> Formula:
    return parse_formula(name)


class Compiled:
    """A program of a problem, compiled, and the names that it reads."""

    def __init__(self, problem: Problem, program: Program, output: Formula) -> None:
        self._call = program.compile(output, problem.companion)
        calls = frozenset().union(*(formula.calls for formula in (*program.formulas, output)))
        called = (problem.companion[name] for name in calls if name in problem.companion)
        self._is_pure = all(isinstance(function, ByPoint) for function in called)
        self._reads = sorted(Program((*program.lines, ("", output))).reads)

    def __call__(self, values: Values) -> Any:
        """Return the output at a trial's inputs."""
        return self._call(*[values[name] for name in self._reads])

    def of(self, name: str, values: Values) -> Callable[[NDArray[Any]], Any]:
        """Return the output as a function of one name, the others held fixed."""
        known = [None if each == name else values[each] for each in self._reads]
        is_read = name in self._reads
        place = self._reads.index(name) if is_read else len(known)
        call, before, after = self._call, known[:place], known[place + 1 :]

        def function(x: NDArray[Any]) -> Any:
            # By position: nothing is called so often, and keywords take as long as a short formula.
            if not is_read:
                return call(*before)
            # A scalar is a numpy scalar in every formula, never an array without axes.
            return call(*before, x if x.ndim else x[()], *after)

        return Pure(function) if self._is_pure else function

    def beside(self, name: str, values: Sequence[Values]) -> SideBySide | None:
        """Return the output as a function of one name at the inputs of several trials at a time.

        None where an input cannot be a stack, or a function of staff is called.
        """
        others = [other for other in self._reads if other != name]
        fixed = [_stacked([each[other] for each in values]) for other in others]
        if not self._is_pure or name not in self._reads or any(each is None for each in fixed):
            return None

        def function(x: Stack, owners: NDArray[np.intp]) -> Any:
            known = {
                other: Stack(each[owners]) if isinstance(each, np.ndarray) else each
                for other, each in zip(others, fixed, strict=True)
            }
            return self._call(**{name: x}, **known)

        return function


def _stacked(values: Sequence[Any]) -> Any:
    """Return one input at several trials: an array of them all, or an integer that all share."""
    if isinstance(values[0], int):
        return values[0] if all(value == values[0] for value in values) else None
    arrays = [np.asarray(value) for value in values]
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1 or any(array.dtype != np.float64 for array in arrays):
        return None
    return np.array(arrays)


class Forward:
    """A problem's forward function of one variable, every other input held fixed (Definition 2)."""

    def __init__(self, problem: Problem, wrt: Wrt, output: Formula) -> None:
        program, self.name = problem.forward, wrt.name
        cut = self.name in program.assigned
        self._start = Compiled(problem, program, _name(self.name)) if cut else None
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

    def shapes(self, values: Values) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the shapes of the variable and of the output at a trial."""
        function, x = self.at(values)
        return x.shape, np.shape(function(x))

    def beside(
        self, values: Sequence[Values]
    ) -> tuple[SideBySide, list[Function], NDArray[np.float64]] | None:
        """Return the same at several trials of the same dimensions, together and each by itself.

        The last is the variable's value at each, ``(k, *shape)``. None where they do not go
        together.
        """
        together = self._output.beside(self.name, values)
        if together is None or self._positions is not None:
            return None
        functions, points = zip(*(self.at(each) for each in values), strict=True)
        if len({point.shape for point in points}) > 1:
            return None
        return together, list(functions), np.array(points)

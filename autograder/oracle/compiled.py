"""A problem's formulas as functions: of a trial's inputs, and of one variable alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.forward import Pure
from autograder.problemset.formula import Formula, Program, parse_formula
from autograder.problemset.model import Problem, Second, Slope, Wrt

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

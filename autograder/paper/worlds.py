"""The inputs at which what stands on paper is evaluated: the looks of a problem, then its trials.

On paper a student may name what the statement names: the inputs and the dimensions. Where a
derivative is asked for, also the lines of the forward, a step in the variable, ``dW``, and the
change that it makes to first order in each line, ``dL``. Where a value is asked for, the lines of
the forward are the question and no part of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from autograder.notation.meaning import Scope
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.compiled import Compiled, Forward
from autograder.oracle.derived import Keep, Maker
from autograder.oracle.trials import Trial, seed_number
from autograder.problemset.formula import parse_formula
from autograder.problemset.model import Answer, Problem, Slope, Wrt
from autograder.problemset.sizes import size_of

__all__ = ["LazyWorld", "forward_lines", "in_letters", "scope_of", "world_of"]

_UNNAMED: Final = "out"
"""What a forward's line without a name is called."""


class LazyWorld(Mapping[str, Any]):
    """Names and their values at one set of inputs; what is derived is computed when it is named."""

    def __init__(self, known: Mapping[str, Any], derived: Mapping[str, Maker]) -> None:
        self._known, self._derived = dict(known), derived
        self._made: dict[str, Any] = {}

    def with_name(self, name: str, value: Any) -> LazyWorld:
        """Return the world with one more name; what was derived in one is known in both."""
        world = LazyWorld({**self._known, name: value}, self._derived)
        world._made = self._made
        return world

    def __getitem__(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        if name not in self._made:
            self._made[name] = self._derived[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._known, *self._derived]))

    def __len__(self) -> int:
        return len(set(self._known) | set(self._derived))


def scope_of(key: AnswerKey, problem: Problem, answer: Answer) -> Scope:
    """Return what a line of an answer may name, in the looks and at every trial of its problem.

    Raises:
        StaffError: the problem has no trials that can be vouched for.
    """
    derived = key.derived(problem.set)
    settled = derived.further(f"{problem.id} looks", partial(_looks, problem))
    trials = [*settled, *(keyed.trial for keyed in key.trials(problem))]
    worlds = [
        world_of(problem, answer, trial, derived.at(f"{problem.id} {place}"))
        for place, trial in enumerate(trials)
    ]
    return Scope(tuple(worlds), partial(in_letters, [trial.dims for trial in settled]))


def _looks(problem: Problem) -> tuple[Trial, ...]:
    from autograder.oracle.target import looks  # a kept key has them

    return looks(problem)


def in_letters(dims: Sequence[Mapping[str, int]], shapes: Sequence[tuple[int, ...]]) -> str:
    """Say the shape that an array has in both looks by the dimensions that give its lengths."""
    if len({len(shape) for shape in shapes}) != 1:
        return str(shapes[0])
    sizes = [size_of(lengths, dims) or lengths[0] for lengths in zip(*shapes, strict=True)]
    return f"({', '.join(map(str, sizes))}{',' if len(sizes) == 1 else ''})"


def world_of(problem: Problem, answer: Answer, trial: Trial, keep: Keep) -> LazyWorld:
    """Return what a line of an answer may name at the inputs of one trial.

    ``keep`` works out what is derived there, or knows it by its name.
    """
    real = {
        name: value
        for name, value in trial.values.items()
        if np.asarray(value).dtype.kind in "fiub"
    }
    known = {**trial.dims, **real}
    asks = answer.asks
    if not isinstance(asks, Slope):
        return LazyWorld(known, {})
    lines = forward_lines(problem, answer)
    derived: dict[str, Maker] = {
        name: partial(keep, line, partial(_value, problem, line, trial))
        for name, line in lines.items()
    }
    if asks.wrt.index is None:
        step = _Step(problem, asks, trial)
        along = f"along {asks.wrt.name}"
        derived[f"d{asks.wrt.name}"] = partial(keep, along, step.taken)
        derived |= {
            f"d{name}": partial(keep, f"{line} {along}", partial(step.change_of, line))
            for name, line in lines.items()
            if name != asks.wrt.name
        }
    return LazyWorld(known, derived)


def forward_lines(problem: Problem, answer: Answer) -> dict[str, str]:
    """Return the lines of the forward by the names that a student has for them.

    The last line may have none in the set: it is then called as the answer ``dL_dW`` calls it.
    """
    names = {name: name for name in problem.forward.assigned if name != _UNNAMED}
    above, found, _ = answer.id.partition("_d")
    if found and above.startswith("d") and _UNNAMED in problem.forward.assigned:
        names.setdefault(above[1:], _UNNAMED)
    return names


def _value(problem: Problem, line: str, trial: Trial) -> NDArray[np.float64]:
    """Return the value of a line of the forward."""
    return np.asarray(
        _LINES.setdefault(problem, _Lines()).value(problem, line)(trial.values), dtype=float
    )


class _Lines:
    """The lines of a problem's forward as functions, compiled once for all its worlds."""

    def __init__(self) -> None:
        self._values: dict[str, Compiled] = {}
        self._forwards: dict[tuple[Wrt, str], Forward] = {}

    def value(self, problem: Problem, line: str) -> Compiled:
        """Return what computes a line."""
        if line not in self._values:
            self._values[line] = Compiled(problem, problem.forward, parse_formula(line))
        return self._values[line]

    def forward(self, problem: Problem, wrt: Wrt, line: str) -> Forward:
        """Return a line as a function of one variable."""
        if (wrt, line) not in self._forwards:
            self._forwards[wrt, line] = Forward(problem, wrt, parse_formula(line))
        return self._forwards[wrt, line]


_LINES: Final[WeakKeyDictionary[Problem, _Lines]] = WeakKeyDictionary()


class _Step:
    """A random step in the variable of a derivative, the same for every line that names it."""

    def __init__(self, problem: Problem, asks: Slope, trial: Trial) -> None:
        self._problem, self._asks, self._trial = problem, asks, trial

    def taken(self) -> NDArray[np.float64]:
        """Return the step, of the variable's shape."""
        return self._draw(self._forward(self._asks.wrt.name)[1])

    def change_of(self, line: str) -> NDArray[np.float64]:
        """Return the change of a line to first order: its derivative along the step."""
        from autograder.derivative.jacobian import directional  # a kept key has most changes

        function, x = self._forward(line)
        return directional(function, x, self._draw(x), seed=0).value

    def _forward(self, line: str) -> tuple[Callable[[NDArray[Any]], Any], NDArray[np.float64]]:
        lines = _LINES.setdefault(self._problem, _Lines())
        return lines.forward(self._problem, self._asks.wrt, line).at(self._trial.values)

    def _draw(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        seed = seed_number(
            "a step on paper", self._trial.kind, self._trial.index, self._asks.wrt.name
        )
        return np.asarray(np.random.default_rng(seed).standard_normal(x.shape))

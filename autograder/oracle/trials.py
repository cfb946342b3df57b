"""Seeded random inputs for one trial: dimensions, then entries, then what ``let`` derives.

Why these inputs, with measurements of how often a wrong answer hides behind others: distinct
dimensions make a transposed layout a wrong shape; 2 and 4 are never used (2/n is 1, the root of 4
is 2); every dimension changes from one ordinary trial to the next, so that a factor n is never
mistaken for a number; entries stay away from 0, where wrong answers agree by accident. One more
trial with all dimensions equal lets the values decide, and one with all dimensions 1 catches what
only works for longer axes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.oracle.lengths import NoSuchTrialError, TrialKind, lengths_of
from autograder.problemset.model import Change

if TYPE_CHECKING:
    from autograder.problemset.kinds import Given
    from autograder.problemset.model import Problem

__all__ = [
    "ATTEMPTS",
    "ORDINARY",
    "SPECIAL_ATTEMPTS",
    "Numbers",
    "Trial",
    "TrialKind",
    "call_seed",
    "ordinary",
    "seed_number",
    "specials",
]

ORDINARY: Final = 5
"""Ordinary trials: from three on, none of 11,800 measured wrong answers passed; five leave a
margin.
"""
ATTEMPTS: Final = 20
"""How often an ordinary trial is drawn while its derivative is zero or unresolved."""
SPECIAL_ATTEMPTS: Final = 8
"""The same for a special trial, where zero is often no accident: softmax of one entry is constant.
"""

_KINDS: Final = get_args(TrialKind)
_CALL_SEEDS: Final = 1 << 32  # numpy's legacy generator takes seeds below this
_STRETCH: Final = 1 << 64  # numbers: far more than a trial draws
_AWAY: Final = 0.1  # entries are at least this far from 0
_AWAY_FROM_KINK: Final = 0.3  # `nonzero`: far enough for any stencil around a kink at 0
_POSITIVE: Final = (
    0.3,
    2.0,
)  # hyper-parameters of order 1: a term lam*w with a tiny lam could be left out unseen
_SMALL_STEP: Final = 1e-3
_WORST_CONDITION: Final = 30.0


class Trial(Struct, frozen=True):
    """The inputs of one trial: dimensions, givens and ``let`` names, by name."""

    kind: TrialKind
    index: int
    dims: Mapping[str, int]
    values: Mapping[str, Any]


def seed_number(*parts: object) -> int:
    """Return 128 bits that depend on every part, the same on every machine."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")


def call_seed(problem: Problem, trial: Trial) -> int:
    """Return the seed of ``random`` and ``np.random`` for one call.

    A call sees it, so that it is none of the set's own seed: from that the inputs of hidden
    problems could be drawn.
    """
    return seed_number(problem.set, problem.id, trial.kind, trial.index, "call") % _CALL_SEEDS


class Numbers:
    """The random numbers of one problem under a seed, a stretch of one sequence for each trial."""

    def __init__(self, problem: Problem, seed: str) -> None:
        self._problem = problem
        self._lengths = lengths_of(problem)
        self._bits = np.random.Philox(key=seed_number(seed, problem.set, problem.id))
        self._start = self._bits.state

    def of(self, kind: TrialKind, index: int, attempt: int = 0) -> np.random.Generator:
        """Return a generator at the start of a trial's stretch; the next call moves it."""
        self._bits.state = self._start  # making a generator for each trial takes ten times as long
        self._bits.advance(
            _STRETCH * ((index * len(_KINDS) + _KINDS.index(kind)) * ATTEMPTS + attempt)
        )
        return np.random.Generator(self._bits)

    def draw(self, kind: TrialKind, index: int, attempt: int = 0) -> Trial:
        """Draw one trial with the first numbers of its stretch.

        Raises:
            NoSuchTrialError: no dimensions satisfy the problem's conditions, or an input cannot be
                drawn with them.
        """
        return self.draw_with(self.of(kind, index, attempt), kind, index)

    def draw_with(self, rng: np.random.Generator, kind: TrialKind, index: int) -> Trial:
        """Draw one trial with the next numbers of a generator; raises as :meth:`draw` does."""
        problem, dims = self._problem, self._lengths.of(kind, index)
        values: dict[str, Any] = dict(dims)
        for given in problem.given.values():
            if given.form != "dimension":
                values[given.name] = _draw_input(given, dims, values, rng)
        if kind == "small step":
            for name in _steps(problem):
                values[name] = values[name] * _SMALL_STEP
        for name, formula in problem.let.lines:
            values[name] = _evaluate_let(problem, name, formula, values)
        return Trial(kind, index, dims, values)


def _steps(problem: Problem) -> set[str]:
    """Return the inputs that are steps: those along which a change is asked for."""
    return {answer.asks.along for answer in problem.answers if isinstance(answer.asks, Change)}


def ordinary(problem: Problem) -> range:
    """Return the indexes of the ordinary trials of a problem: one where nothing is given."""
    return range(ORDINARY if problem.given else 1)


def specials(problem: Problem) -> tuple[TrialKind, ...]:
    """Return the kinds of special trial that mean something for a problem; ``unit`` is the last."""
    sizes = bool(problem.dimensions)
    wanted: dict[TrialKind, bool] = {
        "equal": sizes,
        "small step": bool(_steps(problem)),
        "unit": sizes,
    }
    return tuple(kind for kind, meant in wanted.items() if meant)


def _evaluate_let(problem: Problem, name: str, formula: Any, values: Mapping[str, Any]) -> Any:
    function = problem.let_functions[name]
    return np.asarray(function(**{key: values[key] for key in formula.names}))[()]


# Entries.


def _draw_input(
    given: Given, dims: Mapping[str, int], drawn: Mapping[str, Any], rng: np.random.Generator
) -> Any:
    match given.form:
        case "index":
            return _draw_index(given, dims, drawn, rng)
        case "labels":
            return rng.integers(given.sizes[1].value(dims), size=given.shape(dims))
        case "one_hot":
            return _draw_one_hot(given.shape(dims), rng)
    entries = _draw_entries(given, given.shape(dims), rng)
    return entries[()] if given.form == "scalar" else entries


def _draw_index(
    given: Given, dims: Mapping[str, int], drawn: Mapping[str, Any], rng: np.random.Generator
) -> int:
    taken = drawn.get(given.domain.other)
    free = [i for i in range(given.sizes[0].value(dims)) if i != taken]
    if not free:
        raise NoSuchTrialError(
            f"no index {given.name} below {given.sizes[0]} is distinct from {given.domain.other}"
        )
    return int(rng.choice(free))


def _draw_one_hot(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    rows, columns = shape
    one_hot = np.zeros(shape)
    one_hot[rng.integers(rows, size=columns), np.arange(columns)] = 1.0
    return one_hot


def _normal(
    shape: tuple[int, ...], rng: np.random.Generator, away: float = _AWAY
) -> NDArray[np.float64]:
    """Draw normal entries, each moved away from 0 by ``away``."""
    entries = np.asarray(rng.standard_normal(shape))
    return np.asarray(entries + np.copysign(away, entries))


def _draw_entries(
    given: Given, shape: tuple[int, ...], rng: np.random.Generator
) -> NDArray[np.float64]:
    domain = given.domain
    match domain.name:
        case "positive":
            return np.asarray(rng.uniform(*_POSITIVE, size=shape))
        case "in":
            return np.asarray(rng.uniform(domain.low, domain.high, size=shape))
        case "scale":
            return domain.scale * _normal(shape, rng)
        case "nonzero":
            return _normal(shape, rng, _AWAY_FROM_KINK)
        case "binary":
            return _draw_binary(shape, rng)
        case "sign":
            return 2.0 * _draw_binary(shape, rng) - 1.0
        case "probability" | "stochastic":
            powers = np.exp(rng.standard_normal(shape))
            axis = 0 if domain.name == "probability" else -1
            return np.asarray(powers / powers.sum(axis=axis, keepdims=True))
        case "symmetric" | "spd" | "invertible" | "orthogonal" | "diagonal" | "lower" | "skew":
            return _draw_square(domain.name, shape, rng)
    return _normal(shape, rng)


def _draw_binary(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw zeros and ones; both occur wherever there is room, or a wrong branch would hide."""
    entries = rng.integers(2, size=shape).astype(float)
    if entries.size > 1 and entries.min() == entries.max():
        entries.flat[0] = 1.0 - entries.flat[0]
    return np.asarray(entries)


def _draw_square(
    name: str, shape: tuple[int, ...], rng: np.random.Generator
) -> NDArray[np.float64]:
    entries = _normal(shape, rng)
    match name:
        case "symmetric":
            return np.asarray(0.5 * (entries + entries.T))
        case "spd":
            return np.asarray(entries @ entries.T / shape[0] + 0.5 * np.eye(shape[0]))
        case "skew":
            return np.asarray(0.5 * (entries - entries.T))
        case "diagonal":
            return np.diag(np.diag(entries))
        case "lower":
            return np.tril(entries)
        case "orthogonal":
            factor, upper = np.linalg.qr(entries)
            return np.asarray(factor * np.sign(np.diag(upper)))
    while np.linalg.cond(entries) > _WORST_CONDITION:
        entries = _normal(shape, rng)
    return entries

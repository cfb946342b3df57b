"""The shape, in letters, of what a ``let`` computes: ``diag(d)`` of a column (n, 1) is (n, n).

The formula runs at dimensions that are different primes, so that a length names the dimensions it
is a product of; a second run with the primes moved round shows which lengths are numbers.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.problemset.formula import Program, parse_formula
from autograder.problemset.kinds import Given
from autograder.problemset.sizes import Size, size_of

__all__ = ["let_shapes"]

_PRIMES: Final = (5, 7, 11, 13, 17, 19, 23, 29)
_LOOKS: Final = 2
_TRIED: Final = 20_000
"""Assignments of primes that are tried: of six dimensions every one."""


def let_shapes(let: Mapping[str, str], given: Mapping[str, Given]) -> dict[str, tuple[Size, ...]]:
    """Return the shape of each ``let`` that has one in letters.

    One that fails or calls a companion has none.
    """
    names = tuple(
        dict.fromkeys(name for declared in given.values() for name in declared.dimensions)
    )
    looks = _looks(names, given)
    if len(looks) < _LOOKS:
        return {}
    lines = tuple((name, parse_formula(str(text))) for name, text in let.items())
    runs = [_run(Program(lines), given, dims) for dims in looks]
    shapes: dict[str, tuple[Size, ...]] = {}
    for name in runs[0].keys() & runs[1].keys():
        sizes = [size_of(pair, looks) for pair in zip(runs[0][name], runs[1][name], strict=False)]
        if all(size is not None for size in sizes):
            shapes[name] = tuple(size for size in sizes if size is not None)
    return shapes


def _looks(names: Sequence[str], given: Mapping[str, Given]) -> list[dict[str, int]]:
    """Return two assignments of primes that share none, at which every size is a length."""
    sizes = [size for declared in given.values() for size in declared.sizes]
    found: list[dict[str, int]] = []
    for primes in itertools.islice(itertools.permutations(_PRIMES, len(names)), _TRIED):
        dims = dict(zip(names, primes, strict=True))
        lengths = all(size.value(dims) >= 1 for size in sizes)
        if lengths and all(dims[name] != look[name] for look in found for name in names):
            found.append(dims)
        if len(found) == _LOOKS:
            break
    return found


def _run(
    program: Program, given: Mapping[str, Given], dims: Mapping[str, int]
) -> dict[str, tuple[int, ...]]:
    values: dict[str, Any] = {**dims, **{name: _value(each, dims) for name, each in given.items()}}
    shapes = {}
    for name, formula in program.lines:
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                function = Program(()).compile(formula, {})
                values[name] = function(**{known: values[known] for known in formula.names})
        except Exception:  # noqa: S112  # a formula may raise anything numpy raises; then its shape stays unsaid
            continue
        shapes[name] = np.shape(values[name])
    return shapes


def _value(given: Given, dims: Mapping[str, int]) -> Any:
    match given.form:
        case "dimension":
            return dims[given.name]
        case "index":
            return 0
        case "labels":
            return np.zeros(given.shape(dims), dtype=int)
        case "scalar":
            return 0.5
    return np.random.default_rng(0).uniform(0.1, 0.9, given.shape(dims))

"""Wrong rules for functions of two arrays, of which either may move, and for powers of a matrix.

As in :mod:`.rules`, the real part of what a rule returns is the true value, the imaginary part what
is believed of the changes. ``x`` and ``y`` are the arguments, ``dx`` and ``dy`` their changes,
``a`` is the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.formula_trees import function_of
from autograder.diagnose.mistake import Mistake, Rank
from autograder.problemset.functions import RECORDS, Function

__all__ = ["PAIR_RULES", "rules_of_pairs"]

Array: TypeAlias = NDArray[Any]
T = TypeVar("T")
_SOLVED: Final = Mistake(
    "inverse.rule",
    Rank.RULE,
    "The derivative of the solution of a linear system is not right: A p = b gives"
    " A p' = b' - A' p, which has to be solved for p' with the same matrix.",
)
_SOLVED_TRANSPOSED: Final = Mistake(
    "transpose.inner",
    Rank.RULE,
    "The derivative of the solution of a linear system is solved with the transposed matrix, or a"
    " transpose of it is missing.",
)
_SOLUTIONS: Final[tuple[tuple[Mistake, tuple[str, ...]], ...]] = (
    (
        _SOLVED,
        (
            "dy - dx @ a",
            "solve(x, dy + dx @ a)",
            "solve(x, dy - dx @ y)",
            "solve(x, dy + dx @ y)",
            "solve(x, dy) - dx @ solve(x, a)",
            "solve(x, dy - solve(x, dx @ y))",
            "x @ (dy - dx @ a)",
            "solve(x, dy) - inv(x)**2 @ dx @ y",
            "solve(x, dy) - trace(inv(x) @ dx) * a",
        ),
    ),
    (
        _SOLVED_TRANSPOSED,
        (
            "solve(x.T, dy - dx @ a)",
            "solve(x, dy - dx.T @ a)",
            "solve(x.T, dy - dx @ solve(x.T, y))",
        ),
    ),
)

_TURNED: Final = Mistake(
    "index.reversed",
    Rank.RULE_UNUSUAL,
    "A convolution runs the wrong way: one of its two operands is not turned round, or is so once"
    " too often (i + j where i - j belongs).",
)
_OFF: Final = Mistake(
    "index.shifted", Rank.RULE_UNUSUAL, "The places of a convolution are off by one."
)
_AROUND: Final = Mistake(
    "index.shifted",
    Rank.RULE_UNUSUAL,
    "A convolution goes on at the other end where it should meet zeros beyond the ends.",
)


def _whole(x: Array, y: Array, dx: Array, dy: Array) -> Array:
    return np.asarray(np.convolve(x, dy) + np.convolve(dx, y))


def _moved(places: int, whole: Array) -> Array:
    """Return entries some places later, or earlier, with zeros where none come from."""
    found = np.zeros_like(whole)
    if places < 0:
        found[:places] = whole[-places:]
    else:
        found[places:] = whole[: whole.size - places]
    return found


def _around(x: Array, dy: Array) -> Array:
    """Return a convolution in which the operand that does not move goes round."""
    places = np.arange(x.size + dy.size - 1)[:, None] - np.arange(dy.size)
    return np.asarray(x[places % x.size] @ dy)


_CONVOLUTIONS: Final[tuple[tuple[Mistake, tuple[Callable[..., Array], ...]], ...]] = (
    (
        _TURNED,
        (
            lambda x, y, dx, dy: _whole(x[::-1], y[::-1], dx, dy),
            lambda x, y, dx, dy: _whole(x, y, dx[::-1], dy[::-1]),
            lambda x, y, dx, dy: _moved(1 - y.size, _whole(x, y, dx[::-1], dy[::-1])),
            lambda x, y, dx, dy: _moved(1 - x.size, _whole(x, y, dx[::-1], dy[::-1])),
        ),
    ),
    (
        _OFF,
        (
            lambda x, y, dx, dy: _moved(1, _whole(x, y, dx, dy)),
            lambda x, y, dx, dy: _moved(-1, _whole(x, y, dx, dy)),
        ),
    ),
    (_AROUND, (lambda x, y, dx, dy: _around(x, dy) + _around(y, dx),)),
)

_POWER_OF_MATRIX: Final = Mistake(
    "power.rule",
    Rank.RULE,
    "A power of a matrix is a product: each of its factors gives a term, in its own place.",
)
_OF_TWO: Final[Mapping[str, tuple[Mistake, tuple[str, ...]]]] = {
    "hypot": (
        Mistake(
            "norm.rule",
            Rank.RULE,
            "The derivative of hypot is not right: it is (x dx + y dy) / hypot(x, y).",
        ),
        ("x * dx + y * dy", "2 * (x * dx + y * dy)", "(x * dx + y * dy) / a**2",
         "(dx + dy) / (2 * a)", "dx + dy"),
    ),
    "arctan2": (
        Mistake(
            "quotient.rule",
            Rank.RULE,
            "The derivative of arctan2(y, x) is not right: it is (x dy - y dx) / (x^2 + y^2).",
        ),
        ("(x * dy - y * dx) / (x**2 + y**2)", "(y * dx + x * dy) / (x**2 + y**2)",
         "(y * dx - x * dy) / y**2", "(y * dx - x * dy) / sqrt(x**2 + y**2)",
         "y * dx - x * dy", "(x * dx - y * dy) / (x**2 + y**2)"),
    ),
    "logaddexp": (
        Mistake(
            "softmax.mean",
            Rank.RULE,
            "The derivative of logaddexp is not right: each of the two counts with its share of the"
            " exponentials.",
        ),
        ("dx + dy", "(dx + dy) / 2", "exp(y - a) * dx + exp(x - a) * dy",
         "exp(x) * dx + exp(y) * dy", "exp(-a) * (dx + dy)"),
    ),
}  # fmt: skip
"""What is believed of a function of two numbers, entry by entry."""

PAIR_RULES: Final = (
    *(mistake for mistake, _ in (*_SOLUTIONS, *_CONVOLUTIONS, *_OF_TWO.values())),
    _POWER_OF_MATRIX,
)
"""What may be said of a function of two arrays."""


def rules_of_pairs(mistake: Mistake, record: Function) -> Iterator[Callable[..., Array]]:
    """Yield what a mistake makes of a function of two arrays."""
    if record is RECORDS["solve"]:
        for text in _of(mistake, _SOLUTIONS):
            yield partial(_solution, function_of(text))
    for name, (its, texts) in _OF_TWO.items():
        if record is RECORDS[name] and its is mistake:
            for text in texts:
                yield partial(_of_two, record, function_of(text))
    if record is RECORDS["matrix_power"] and mistake is _POWER_OF_MATRIX:
        for power in _POWERS:
            yield partial(_power_of_matrix, power)
    if record is RECORDS["convolve"]:
        for believed in _of(mistake, _CONVOLUTIONS):
            yield partial(_convolution, believed)


def _of(mistake: Mistake, table: Sequence[tuple[Mistake, Sequence[T]]]) -> Iterator[T]:
    return (one for its, rules in table if its is mistake for one in rules)


def _solution(believed: Callable[..., Array], matrix: Array, right: Array) -> Array:
    x, y, dx, dy = np.real(matrix), np.real(right), np.imag(matrix), np.imag(right)
    value = np.linalg.solve(x, y)
    return np.asarray(value + 1j * believed(x=x, y=y, dx=dx, dy=dy, a=value))


def _of_two(record: Function, believed: Callable[..., Array], first: Array, last: Array) -> Array:
    x, y, dx, dy = np.real(first), np.real(last), np.imag(first), np.imag(last)
    value = record.value(x, y)
    return np.asarray(value + 1j * believed(x=x, y=y, dx=dx, dy=dy, a=value))


_POWERS: Final[tuple[Callable[[Array, Array, int], Array], ...]] = (
    lambda x, dx, n: n * np.linalg.matrix_power(x, n - 1) @ dx,
    lambda x, dx, n: n * dx @ np.linalg.matrix_power(x, n - 1),
    lambda x, dx, n: np.linalg.matrix_power(x, n - 1) @ dx,
    lambda x, dx, n: dx @ np.linalg.matrix_power(x, n - 1),
    lambda x, dx, n: n * x ** (n - 1) * dx,
    lambda x, dx, n: n * np.linalg.matrix_power(x, n - 1) * dx,
)
"""What is believed to be the change of the power ``n`` of a matrix ``x``."""


def _power_of_matrix(
    believed: Callable[[Array, Array, int], Array], matrix: Array, exponent: Any
) -> Array:
    x, n = np.real(matrix), int(np.real(exponent))
    change = believed(x, np.imag(matrix), n)
    return np.asarray(np.linalg.matrix_power(x, n) + 1j * change)


def _convolution(believed: Callable[..., Array], f: Array, g: Array, mode: str = "full") -> Array:
    x, y = np.real(f), np.real(g)
    value = np.convolve(x, y, mode=mode)  # type: ignore[call-overload]  # any mode of a formula
    change = believed(x, y, np.imag(f), np.imag(g))
    before = {"full": 0, "same": (min(x.size, y.size) - 1) // 2, "valid": min(x.size, y.size) - 1}
    start = before[mode]
    return np.asarray(value + 1j * change[start : start + value.size])

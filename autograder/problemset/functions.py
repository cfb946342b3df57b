"""The functions a formula may call: one table, every entry safe under the complex step.

A function is safe when, for an input ``x + ih`` with a tiny ``h``, the imaginary part of its result
is ``h`` times its derivative. What branches (``abs``, ``maximum``, ``relu`` ...) therefore goes by
the real part, and nothing conjugates: ``norm`` is the root of the sum of squares, not of squared
moduli.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["COMPARISONS", "FUNCTIONS", "TAKES_A_LIST", "array_literal"]

Array = NDArray[Any]
Axis = int | tuple[int, ...] | None
Size = int | Sequence[int]


def _sizes(shape: tuple[Size, ...]) -> tuple[int, ...]:
    """Read a shape written as ``(a, b)`` or as ``a, b``."""
    first = shape[0] if shape else ()
    return tuple(first) if len(shape) == 1 and isinstance(first, Sequence) else shape  # type: ignore[return-value]  # narrowed by len


# Over axes.


def _over_axes(reduce: Callable[..., Any]) -> Callable[..., Any]:
    """Make ``np.sum`` of ``np.add.reduce``, and so on, without the layers of Python that cost more than a short sum."""

    def function(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
        return reduce(x, axis, None, None, keepdims)

    return function


_sum, _prod = _over_axes(np.add.reduce), _over_axes(np.multiply.reduce)
_max, _min = _over_axes(np.maximum.reduce), _over_axes(np.minimum.reduce)


def _mean(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
    total = _sum(x, axis, keepdims)
    return total / (np.size(x) / max(total.size, 1))


# Branches: by the real part, so that the imaginary one follows the branch that is taken.


def _abs(x: ArrayLike) -> Array:
    return np.where(np.real(x) < 0, np.negative(x), x)


def _maximum(a: ArrayLike, b: ArrayLike) -> Array:
    return np.where(np.real(a) >= np.real(b), a, b)


def _minimum(a: ArrayLike, b: ArrayLike) -> Array:
    return np.where(np.real(a) <= np.real(b), a, b)


def _clip(x: ArrayLike, low: ArrayLike, high: ArrayLike) -> Array:
    return _minimum(_maximum(x, low), high)


def _relu(x: ArrayLike) -> Array:
    return np.where(np.real(x) > 0, x, 0.0)


def _sign(x: ArrayLike) -> Any:
    return np.sign(np.real(x))


# Activations, written so that large arguments neither overflow nor cancel.


def _sigmoid(x: Array) -> Any:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _softplus(x: ArrayLike) -> Any:
    return _relu(x) + np.log1p(np.exp(-_abs(x)))


def _logsumexp(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
    top = _max(np.real(x), axis, keepdims=True)
    total = np.log(_sum(np.exp(x - top), axis, keepdims=True)) + top
    return total if keepdims else np.squeeze(total, axis=axis)


def _softmax(x: ArrayLike, axis: Axis = None) -> Any:
    powers = np.exp(x - _max(np.real(x), axis, keepdims=True))
    return powers / _sum(powers, axis, keepdims=True)


# Statistics: numpy's var and std take moduli, these do not.


def _var(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
    deviation = x - _mean(x, axis, keepdims=True)
    return _mean(deviation * deviation, axis, keepdims)


def _std(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
    return np.sqrt(_var(x, axis, keepdims))


def _norm(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
    return np.sqrt(_sum(np.square(x), axis, keepdims))


# Linear algebra.


def _logdet(x: Array) -> Any:
    """Return log |det x|."""
    return np.log(_abs(np.linalg.det(x)))


def _dot(a: ArrayLike, b: ArrayLike) -> Any:
    """Return the sum of products of two vectors of one length, rows or columns (A.17 of the notes)."""
    return _sum(np.ravel(a) * np.ravel(b))


def _vec(x: ArrayLike) -> Array:
    """Stack the columns of ``(r, k)`` into ``(r*k, 1)`` (A.58 of the notes)."""
    return np.reshape(x, (-1, 1), order="F")


def _unvec(x: ArrayLike, rows: int, columns: int) -> Array:
    """Undo ``vec``: ``(r*k, 1)`` into ``(r, k)``, column after column."""
    return np.reshape(x, (rows, columns), order="F")


def _diag(x: ArrayLike) -> Array:
    """Make ``(n, n)`` from a vector; take the ``(n, 1)`` diagonal from a matrix (A.57 of the notes)."""
    array = np.asarray(x)
    if array.ndim == 1 or 1 in array.shape:
        return np.diag(array.ravel())
    return np.diag(array)[:, np.newaxis]


# Making and rearranging arrays.


def array_literal(items: Sequence[Any]) -> Array:
    """Build the array that a list literal means; entries of one element count as scalars."""
    return np.array(
        [
            array_literal(i) if isinstance(i, list) else i.item() if np.size(i) == 1 else i
            for i in map(_as_item, items)
        ]
    )


def _as_item(item: Any) -> Any:
    return item if isinstance(item, list) else np.asarray(item)


def _ones(*shape: Size) -> Array:
    return np.ones(_sizes(shape))


def _zeros(*shape: Size) -> Array:
    return np.zeros(_sizes(shape))


def _reshape(x: ArrayLike, *shape: Any) -> Any:
    return np.reshape(x, shape[0] if len(shape) == 1 else shape)


def _pick(table: Array, labels: Array) -> Any:
    """Pick one entry of each row: ``(b, n)`` and ``b`` labels below n give ``(b,)``."""
    return table[np.arange(table.shape[0]), labels]


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    # entry by entry
    "exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p, "sqrt": np.sqrt, "square": np.square,
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "arctan": np.arctan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "sigmoid": _sigmoid, "relu": _relu, "softplus": _softplus, "abs": _abs, "sign": _sign,
    "maximum": _maximum, "minimum": _minimum, "clip": _clip, "where": np.where,
    # over axes
    "sum": _sum, "mean": _mean, "prod": _prod, "cumsum": np.cumsum, "max": _max, "min": _min,
    "var": _var, "std": _std, "norm": _norm, "softmax": _softmax, "logsumexp": _logsumexp,
    # linear algebra
    "trace": np.trace, "det": np.linalg.det, "logdet": _logdet, "inv": np.linalg.inv,
    "solve": np.linalg.solve, "dot": _dot, "outer": np.outer, "kron": np.kron, "einsum": np.einsum,
    "vec": _vec, "unvec": _unvec, "diag": _diag,
    # making and rearranging
    "eye": np.eye, "ones": _ones, "zeros": _zeros, "full": np.full, "arange": np.arange,
    "reshape": _reshape, "transpose": np.transpose, "stack": np.stack, "concatenate": np.concatenate,
    "hstack": np.hstack, "vstack": np.vstack,
    "tile": np.tile, "repeat": np.repeat, "flip": np.flip, "pick": _pick,
}  # fmt: skip
"""Name in a formula -> function."""

TAKES_A_LIST: Final = frozenset({"stack", "concatenate", "hstack", "vstack"})
"""Functions whose first argument is a list of arrays rather than an array literal."""


def _by_real_part(compare: Callable[[Any, Any], Any]) -> Callable[[ArrayLike, ArrayLike], Any]:
    """Compare real parts: numpy orders complex numbers by the imaginary part where the real parts tie."""
    return lambda a, b: compare(np.real(a), np.real(b))


COMPARISONS: Final[Mapping[str, Callable[[ArrayLike, ArrayLike], Any]]] = {
    "Lt": _by_real_part(np.less),
    "LtE": _by_real_part(np.less_equal),
    "Gt": _by_real_part(np.greater),
    "GtE": _by_real_part(np.greater_equal),
    "Eq": _by_real_part(np.equal),
    "NotEq": _by_real_part(np.not_equal),
}
"""Name of a comparison's node in Python's syntax tree -> function; the result is a mask."""

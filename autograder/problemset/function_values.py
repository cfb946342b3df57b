"""What the functions of formulas compute, each safe under the complex step.

A function is safe when, for an input ``x + ih`` with a tiny ``h``, the imaginary part of its result
is ``h`` times its derivative. What branches (``abs``, ``maximum``, ``relu`` ...) therefore goes by
the real part, and nothing conjugates: ``norm`` is the root of the sum of squares, not of squared
moduli.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
Axis = int | tuple[int, ...] | None
Size = int | Sequence[int]


def _sizes(shape: tuple[Size, ...]) -> tuple[int, ...]:
    """Read a shape written as ``(a, b)`` or as ``a, b``."""
    match shape:
        case (Sequence() as sizes,):
            return tuple(sizes)
    return shape  # type: ignore[return-value]  # only single numbers are left


# Over axes.


def _over_axes(reduce: Callable[..., Any]) -> Callable[..., Any]:
    """Make ``np.sum`` of ``np.add.reduce``, and so on; its layers cost more than a short sum."""

    def function(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
        return reduce(x, axis, None, None, keepdims)

    return function


sum_, prod = _over_axes(np.add.reduce), _over_axes(np.multiply.reduce)
max_, min_ = _over_axes(np.maximum.reduce), _over_axes(np.minimum.reduce)


def mean(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the mean over axes."""
    total = sum_(x, axis, keepdims)
    return total / (np.size(x) / max(total.size, 1))


# Branches: by the real part, so that the imaginary one follows the branch that is taken.


def abs_(x: ArrayLike) -> Array:
    """Return ``x``, its sign turned where its real part is negative."""
    return np.where(np.real(x) < 0, np.negative(x), x)


def maximum(a: ArrayLike, b: ArrayLike) -> Array:
    """Return, entry by entry, the one with the larger real part; ``a`` where they tie."""
    return np.where(np.real(a) >= np.real(b), a, b)


def minimum(a: ArrayLike, b: ArrayLike) -> Array:
    """Return, entry by entry, the one with the smaller real part; ``a`` where they tie."""
    return np.where(np.real(a) <= np.real(b), a, b)


def clip(x: ArrayLike, low: ArrayLike, high: ArrayLike) -> Array:
    """Return ``x``, or the bound that its real part lies beyond."""
    return minimum(maximum(x, low), high)


def relu(x: ArrayLike) -> Array:
    """Return ``x`` where its real part is positive, else 0."""
    return np.where(np.real(x) > 0, x, 0.0)


def sign(x: ArrayLike) -> Any:
    """Return the sign of the real part."""
    return np.sign(np.real(x))


def floor(x: ArrayLike) -> Any:
    """Return the largest whole number that is not above the real part."""
    return np.floor(np.real(x))


def ceil(x: ArrayLike) -> Any:
    """Return the smallest whole number that is not below the real part."""
    return np.ceil(np.real(x))


def cbrt(x: ArrayLike) -> Any:
    """Return the cube root, negative where ``x`` is."""
    return sign(x) * abs_(x) ** (1 / 3)


_ERF: Final = np.frompyfunc(math.erf, 1, 1)


def erf(x: ArrayLike) -> Any:
    """Return the error function, ``2 / sqrt(pi)`` times the integral of ``exp(-t**2)`` from 0."""
    real = np.asarray(np.real(x))
    value = np.asarray(_ERF(real), dtype=np.result_type(real.dtype, np.float32))
    if not np.iscomplexobj(x):
        return value[()]
    return value + 1j * np.imag(x) * (2 / math.sqrt(math.pi) * np.exp(-real * real))


# Of two arrays, entry by entry.


def hypot(a: ArrayLike, b: ArrayLike) -> Any:
    """Return ``sqrt(a**2 + b**2)``, entry by entry."""
    return np.sqrt(np.square(a) + np.square(b))


def arctan2(y: Any, x: Any) -> Any:
    """Return the angle of the point ``(x, y)``, in all four quadrants."""
    angle = np.arctan2(np.real(y), np.real(x))
    ahead, aside = np.cos(angle), np.sin(angle)
    return angle + np.arctan((y * ahead - x * aside) / (x * ahead + y * aside))


def logaddexp(a: Any, b: Any) -> Any:
    """Return ``log(exp(a) + exp(b))``, entry by entry."""
    return maximum(a, b) + np.log1p(np.exp(-abs_(a - b)))


# Activations, written so that large arguments neither overflow nor cancel.


def sigmoid(x: Array) -> Any:
    """Return ``1 / (1 + exp(-x))``."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def softplus(x: ArrayLike) -> Any:
    """Return ``log(1 + exp(x))``."""
    return relu(x) + np.log1p(np.exp(-abs_(x)))


def logsumexp(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the logarithm of the sum of ``exp(x)`` over axes."""
    top = max_(np.real(x), axis, keepdims=True)
    total = np.log(sum_(np.exp(x - top), axis, keepdims=True)) + top
    return total if keepdims else np.squeeze(total, axis=axis)


def softmax(x: ArrayLike, axis: Axis = None) -> Any:
    """Return ``exp(x)`` over its sum along ``axis``, of the shape of ``x``."""
    powers = np.exp(x - max_(np.real(x), axis, keepdims=True))
    return powers / sum_(powers, axis, keepdims=True)


def silu(x: Any) -> Any:
    """Return ``x * sigmoid(x)``."""
    return x * sigmoid(x)


def log_softmax(x: Any, axis: Axis = None) -> Any:
    """Return the logarithm of softmax along ``axis``, of the shape of ``x``."""
    return x - logsumexp(x, axis, keepdims=True)


# Statistics: numpy's var and std take moduli, these do not.


def var(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the mean of the squared deviations from the mean, over axes."""
    deviation = x - mean(x, axis, keepdims=True)
    return mean(deviation * deviation, axis, keepdims)


def std(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the root of the variance."""
    return np.sqrt(var(x, axis, keepdims))


def norm(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the root of the sum of squares over axes."""
    return np.sqrt(sum_(np.square(x), axis, keepdims))


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


def ones(*shape: Size) -> Array:
    """Return an array of ones."""
    return np.ones(_sizes(shape))


def zeros(*shape: Size) -> Array:
    """Return an array of zeros."""
    return np.zeros(_sizes(shape))


def reshape(x: ArrayLike, *shape: Any) -> Any:
    """Return the entries, row by row, in another shape."""
    return np.reshape(x, shape[0] if len(shape) == 1 else shape)


def pick(table: Array, labels: Array) -> Any:
    """Pick one entry of each row: ``(b, n)`` and ``b`` labels below n give ``(b,)``."""
    return table[np.arange(table.shape[0]), labels]


def _by_real_part(compare: Callable[[Any, Any], Any]) -> Callable[[ArrayLike, ArrayLike], Any]:
    """Compare real parts alone: where they tie, numpy goes by the imaginary ones."""
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

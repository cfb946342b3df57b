"""Many points in one call of a function that was written for one point.

A :class:`Stack` passes for the array at a single point: its shape, axes and indices are those of
the point, and the axis along which the points lie, the first of ``each``, is hidden. It takes part
in numpy's operators and functions by the protocols made for that, ``__array_ufunc__`` (NEP 13) and
``__array_function__`` (NEP 18).

Here stands only what is certain. Anything else that a function may do with its argument - convert
it, write to it, branch on it, loop over it, call what no rule here covers - raises, and whoever
hands out a stack goes through the points one by one instead. A function that asks what its argument
*is* may still return the wrong thing: what comes of a stack needs a check at a plain point.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import EllipsisType
from typing import Any, ClassVar, Final, NoReturn

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

__all__ = ["Stack"]

Axis = int | tuple[int, ...] | None


class Stack(NDArrayOperatorsMixin):
    """Arrays of one shape, ``each`` ``(k, *shape)``, that answer numpy as one of them would."""

    __slots__ = ("each",)
    __iter__: ClassVar[None] = (
        None  # or Python would loop by __getitem__, and find a number to be an empty list
    )

    def __init__(self, each: NDArray[Any]) -> None:
        self.each = each

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one point."""
        return self.each.shape[1:]

    @property
    def ndim(self) -> int:
        """The number of axes of one point."""
        return self.each.ndim - 1

    @property
    def size(self) -> int:
        """The number of entries of one point."""
        return math.prod(self.shape)

    @property
    def real(self) -> Stack:
        """The real parts."""
        return Stack(self.each.real)

    @property
    def T(self) -> Stack:
        """The points with their axes in the opposite order."""
        return _transpose(self)

    def __getitem__(self, index: Any) -> Stack:
        parts = index if isinstance(index, tuple) else (index,)
        # An array among slices may send the axis it makes to the front, before the hidden one.
        if not (all(map(_is_basic, parts)) or all(map(_is_position, parts))):
            raise TypeError("no rule for this index of a stack")
        behind_the_hidden_axis = (slice(None), *parts)
        return Stack(self.each[behind_the_hidden_axis])

    def __bool__(self) -> NoReturn:
        raise TypeError("the points of a stack may differ in truth")

    def __array__(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a stack is no array")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Stack:
        if method == "reduce":
            return _reduce(ufunc, *inputs, **options)
        if (
            method != "__call__"
            or options
            or ufunc.nout != 1
            or (ufunc.signature and ufunc is not np.matmul)
        ):
            raise TypeError(f"no rule for {ufunc.__name__} of a stack in this way")
        return _matmul(*inputs) if ufunc is np.matmul else _together(ufunc, *inputs)

    def __array_function__(
        self, function: Callable[..., Any], _: object, args: Any, options: Any
    ) -> Any:
        if function not in _RULES:
            raise TypeError(f"no rule for {function.__name__} of a stack")
        return _RULES[function](*args, **options)


def _is_basic(part: Any) -> bool:
    return part is None or type(part) in (int, slice, EllipsisType) or isinstance(part, np.integer)


def _is_position(part: Any) -> bool:
    return (
        type(part) is int
        or isinstance(part, np.integer)
        or (type(part) is np.ndarray and part.dtype.kind in "iu")
    )


# Entry by entry. Axes are paired from the last one backwards, so a point with fewer of them gets
# them in front.


def _together(function: Callable[..., Any], *parts: Any) -> Stack:
    if len(parts) == 1:
        return Stack(function(parts[0].each))
    ndim = max(map(_ndim, parts))
    return Stack(
        function(*(_padded(part, ndim) if isinstance(part, Stack) else part for part in parts))
    )


def _ndim(part: Any) -> int:
    if isinstance(part, Stack) or type(part) is np.ndarray:
        return part.ndim
    if isinstance(part, (int, float, complex, np.generic)):
        return 0
    raise TypeError(
        "no rule for a stack and this"
    )  # a subclass of ndarray, say, has its own mind about operators


def _padded(stack: Stack, ndim: int) -> NDArray[Any]:
    each, missing = stack.each, ndim - stack.ndim
    return each.reshape(len(each), *(1,) * missing, *stack.shape) if missing else each


# Over axes.


def _axes(stack: Stack, axis: Axis) -> tuple[int, ...]:
    """Return where axes of the points are in ``each``."""
    ndim = stack.ndim
    if axis is None:
        return tuple(range(1, ndim + 1))
    axes = axis if isinstance(axis, tuple) else (axis,)
    if not all(-ndim <= position < ndim for position in axes):
        raise np.exceptions.AxisError("the points of a stack have no such axis")
    return tuple(position % ndim + 1 for position in axes)


def _reduce(
    ufunc: np.ufunc, x: Stack, axis: Axis = 0, dtype: None = None, keepdims: bool = False
) -> Stack:
    if dtype is not None:
        raise TypeError("no rule for a reduction in another type")
    return Stack(ufunc.reduce(x.each, axis=_axes(x, axis), keepdims=keepdims))


def _by(ufunc: np.ufunc) -> Callable[..., Stack]:
    """Make the rule of ``np.sum`` of ``np.add``, and so on: over all axes where none is named."""

    def rule(x: Stack, axis: Axis = None, dtype: None = None, *, keepdims: bool = False) -> Stack:
        return _reduce(ufunc, x, axis, dtype, keepdims)

    return rule


def _mean(x: Stack, axis: Axis = None, *, keepdims: bool = False) -> Stack:
    count = math.prod(x.each.shape[position] for position in _axes(x, axis))
    return Stack(_reduce(np.add, x, axis, None, keepdims).each / count)


def _squeeze(x: Stack, axis: Axis = None) -> Stack:
    ones = tuple(i for i in _axes(x, None) if x.each.shape[i] == 1)
    return Stack(x.each.squeeze(ones if axis is None else _axes(x, axis)))


def _transpose(x: Stack, axes: tuple[int, ...] | None = None) -> Stack:
    return Stack(x.each.transpose(0, *(_axes(x, None)[::-1] if axes is None else _axes(x, axes))))


def _reshape(x: Stack, shape: int | tuple[int, ...], order: str = "C") -> Stack:
    sizes = shape if isinstance(shape, tuple) else (shape,)
    if order == "F":  # first axis fastest: the other way round, and turned back
        return _reshape(x.T, sizes[::-1]).T
    if order != "C":
        raise TypeError("no rule for this order")
    return Stack(x.each.reshape(len(x.each), *sizes))


# Linear algebra: the last two axes are the matrix.


def _matmul(a: Any, b: Any) -> Stack:
    row, column = _ndim(a) == 1, _ndim(b) == 1
    product = _together(np.matmul, a[np.newaxis] if row else a, b[:, np.newaxis] if column else b)
    each = product.each[..., 0, :] if row else product.each
    return Stack(each[..., 0] if column else each)


def _diag(x: Stack) -> Stack:
    """Make matrices of vectors, or take the diagonals of matrices."""
    if x.ndim == 2:
        return Stack(np.diagonal(x.each, axis1=1, axis2=2))
    [length] = x.shape
    whole = np.zeros((len(x.each), length, length), x.each.dtype)
    every = np.arange(length)
    whole[:, every, every] = x.each
    return Stack(whole)


def _dot(a: Any, b: Any) -> Stack:
    if not {_ndim(a), _ndim(b)} <= {1, 2}:
        raise TypeError("no rule for this product of a stack")
    return _matmul(a, b)


def _of_matrices(function: Callable[..., Any]) -> Callable[[Stack], Stack]:
    def rule(x: Stack) -> Stack:
        if x.ndim < 2:
            raise np.linalg.LinAlgError("the points of a stack are no matrices")
        return Stack(function(x.each))

    return rule


_RULES: Final[Mapping[Callable[..., Any], Callable[..., Any]]] = {
    np.real: lambda x: x.real,
    np.size: lambda x: x.size,
    np.where: lambda condition, a, b: _together(np.where, condition, a, b),
    np.sum: _by(np.add),
    np.prod: _by(np.multiply),
    np.max: _by(np.maximum),
    np.min: _by(np.minimum),
    np.mean: _mean,
    np.squeeze: _squeeze,
    np.transpose: _transpose,
    np.reshape: _reshape,
    np.ravel: lambda x: _reshape(x, -1),
    np.trace: lambda x: Stack(np.trace(x.each, axis1=1, axis2=2)),
    np.diag: _diag,
    np.dot: _dot,
    np.linalg.inv: _of_matrices(np.linalg.inv),
    np.linalg.det: _of_matrices(np.linalg.det),
}
"""Function of numpy -> what it does to a stack, for exactly the arguments that the rule has."""

"""The rules of reverse mode, one line for each function: what an output's adjoint makes of inputs.

An adjoint is the derivative of one number by an array, of the array's shape. In a rule ``g`` is the
adjoint of the function's value ``a``; ``x``, ``y`` and ``z`` are its arguments; ``axis`` is what
the call says of it. The rules are formulas, so that slips can be made in them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.syntax import called, copied, is_one
from autograder.problemset.functions import RECORDS

__all__ = ["ARGUMENTS", "HELPERS", "adjoints_of", "as_one_function", "filled_in", "parsed"]

Array: TypeAlias = NDArray[Any]

ARGUMENTS: Final = ("x", "y", "z")
"""What a rule calls a function's arguments, in order."""

_ADJOINTS: Final[Mapping[str, tuple[str, ...]]] = {
    # over axes
    "sum": ("spread(g, x, axis=axis)",),
    "mean": ("spread(g, x, axis=axis) / count(x, axis=axis)",),
    "prod": ("spread(g * a, x, axis=axis) / x",),
    "max": ("spread(g, x, axis=axis) * (x == spread(a, x, axis=axis))",),
    "min": ("spread(g, x, axis=axis) * (x == spread(a, x, axis=axis))",),
    "var": (
        "spread(g, x, axis=axis) * (2 * (x - mean(x, axis=axis, keepdims=1)))"
        " / count(x, axis=axis)",
    ),
    "std": (
        "spread(g / a, x, axis=axis) * (x - mean(x, axis=axis, keepdims=1)) / count(x, axis=axis)",
    ),
    "norm": ("spread(g, x, axis=axis) * x / spread(a, x, axis=axis)",),
    "logsumexp": ("spread(g, x, axis=axis) * softmax(x, axis=axis)",),
    "softmax": ("a * (g - sum(a * g, axis=axis, keepdims=1))",),
    "log_softmax": ("g - softmax(x, axis=axis) * sum(g, axis=axis, keepdims=1)",),
    "cumsum": ("flip(cumsum(flip(g, axis=axis), axis=axis), axis=axis)",),
    "cumprod": ("flip(cumsum(flip(g * a, axis=axis), axis=axis), axis=axis) / x",),
    # of matrices
    "trace": ("g * eye(count(x, axis=0))",),
    "det": ("g * a * inv(x).T",),
    "logdet": ("g * inv(x).T",),
    "inv": ("-a.T @ g @ a.T",),
    "dot": ("g * y", "g * x"),
    "outer": ("g @ y", "g.T @ x"),
    "cross": ("cross(y, g)", "cross(g, x)"),
    "convolve": ("overlapped(g, flip(y))", "overlapped(g, flip(x))"),
    "solve": ("-solve(x.T, g) @ a.T", "solve(x.T, g)"),
    "kron": ("blocks_added(g * kron(x**0, y), x)", "places_added(g * kron(x, y**0), y)"),
    # of two arrays, entry by entry
    "hypot": ("g * x / a", "g * y / a"),
    "arctan2": ("g * y / (x**2 + y**2)", "-g * x / (x**2 + y**2)"),
    "logaddexp": ("g * exp(x - a)", "g * exp(y - a)"),
    # of branches
    "where": ("", "where(x, g, 0)", "where(x, 0, g)"),
    "maximum": ("where(x >= y, g, 0)", "where(x >= y, 0, g)"),
    "minimum": ("where(x <= y, g, 0)", "where(x <= y, 0, g)"),
    "clip": ("where(x > y, where(x < z, g, 0), 0)",),
    # of the same entries elsewhere
    "vec": ("refilled(g, x)",),
    "unvec": ("vec(g)",),
    "reshape": ("g",),
    "transpose": ("g.T",),
    "diag": ("diag(g)",),
    "tril": ("tril(g)",),
    "triu": ("triu(g)",),
    "flip": ("flip(g, axis=axis)",),
    "roll": ("roll(g, -y, axis=axis)", ""),
    "pick": ("unpicked(g, x, y)",),
    # of what these rules call themselves, and of what has no derivative
    "spread": ("gathered(g, x, axis=axis)", ""),
    "like": ("like(g, x)", ""),
    "refilled": ("refilled(g, x)", ""),
    "scattered": ("g[z]", ""),
    "unpicked": ("pick(g, z)", ""),
    "count": ("",),
    "eye": ("",),
}
"""Name of a function -> the adjoint of each argument; nothing for one that has none."""


def adjoints_of(name: str) -> tuple[str, ...]:
    """Return the rules of a function, none where it has none."""
    record = RECORDS.get(name)
    if record and record.kind == "entrywise":
        return (f"g * ({record.by_value or record.slope})",)
    return _ADJOINTS.get(name, ())


def as_one_function(node: ast.AST) -> tuple[str, ast.expr] | None:
    """Return the slope of a function of a function that has a name of its own, and what it is of.

    The logarithm of cosh has the slope tanh; log(1 + exp) is softplus, whose slope is sigmoid.
    """
    match node:
        case ast.Call(func=ast.Name(id="log"), args=[ast.Call(func=ast.Name(id="cosh")) as inner]):
            return "tanh(x)", inner.args[0]
        case ast.Call(
            func=ast.Name(id="log"), args=[ast.BinOp(left=left, op=ast.Add(), right=right)]
        ):
            for one, other in ((left, right), (right, left)):
                if is_one(one) and called(other) == "exp" and isinstance(other, ast.Call):
                    return "sigmoid(x)", other.args[0]
        case ast.Call(func=ast.Name(id="log1p"), args=[ast.Call(func=ast.Name(id="exp")) as inner]):
            return "sigmoid(x)", inner.args[0]
    return None


@lru_cache(maxsize=512)
def parsed(text: str) -> ast.expr:
    """Return the tree of a rule, which may not be changed."""
    return ast.parse(text, mode="eval").body


def filled_in(text: str, parts: Mapping[str, ast.expr]) -> ast.expr:
    """Return a rule with trees in the place of its names, each a copy of its own."""
    tree: ast.expr = _Filled(parts).visit(copied(parsed(text)))
    return tree


class _Filled(ast.NodeTransformer):
    def __init__(self, parts: Mapping[str, ast.expr]) -> None:
        self._parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copied(self._parts.get(node.id, node))


# What the rules need beyond the functions of formulas.


def _spread(g: Any, x: Array, axis: int | None = None) -> Array:
    """Return what belongs to a sum over an axis, at each entry of what was added up."""
    whole = np.asarray(g)
    if axis is not None and whole.ndim < x.ndim:
        whole = np.expand_dims(whole, axis)
    return np.broadcast_to(whole if whole.size > 1 else whole.reshape(()), np.shape(x))


def _gathered(g: Array, x: Array, axis: int | None = None) -> Array:
    """Return the sums of what was spread from an array, in its shape."""
    if np.size(x) == 1:
        return np.reshape(np.sum(g), np.shape(x))
    if axis is not None and np.ndim(x) < g.ndim:
        return np.asarray(np.sum(g, axis=axis))
    spread = tuple(place for place, length in enumerate(np.shape(x)) if length < g.shape[place])
    return np.asarray(np.sum(g, axis=spread, keepdims=True))


def _count(x: Array, axis: int | None = None) -> int:
    """Return how many entries an axis has, or all."""
    return np.size(x, axis)


def _like(g: Array, x: Array) -> Array:
    """Return the same entries in another's shape."""
    return np.reshape(g, np.shape(x))


def _refilled(g: Array, x: Array) -> Array:
    """Return the same entries in another's shape, column after column."""
    return np.reshape(g, np.shape(x), order="F")


def _unpicked(g: Array, table: Array, labels: Array) -> Array:
    """Return zeros of a table's shape, with one entry of each row."""
    whole = np.zeros(np.shape(table), dtype=np.result_type(g))
    whole[np.arange(table.shape[0]), labels] = g
    return whole


def _blocks_added(g: Array, x: Array) -> Array:
    """Return the sum over each block of a Kronecker product, of which there is one for an entry."""
    lengths = _lengths_of(g, x)
    pairs = [(own, whole // own) for own, whole in zip(lengths, g.shape, strict=True)]
    within = tuple(range(1, 2 * g.ndim, 2))
    return np.reshape(np.reshape(g, sum(pairs, ())).sum(axis=within), np.shape(x))


def _places_added(g: Array, y: Array) -> Array:
    """Return the sum over the blocks of a Kronecker product, each of another's shape."""
    lengths = _lengths_of(g, y)
    pairs = [(whole // own, own) for own, whole in zip(lengths, g.shape, strict=True)]
    of_blocks = tuple(range(0, 2 * g.ndim, 2))
    return np.reshape(np.reshape(g, sum(pairs, ())).sum(axis=of_blocks), np.shape(y))


def _lengths_of(g: Array, factor: Array) -> tuple[int, ...]:
    """Return the lengths of a factor's axes, as many as its Kronecker product has."""
    return (1,) * (g.ndim - np.ndim(factor)) + np.shape(factor)


def _scattered(g: Array, x: Array, index: Any) -> Array:
    """Return zeros of an array's shape, with some entries where an index takes them from."""
    whole = np.zeros(np.shape(x), dtype=np.result_type(g, float))
    np.add.at(whole, index, g)
    return whole


def _overlapped(g: Array, y: Array) -> Array:
    """Return a convolution where the two overlap as far as they can."""
    return np.convolve(g, y, "valid")


def _column(x: Any) -> Array:
    """Return the entries of an array below each other."""
    return np.reshape(x, (-1, 1))


def _row(x: Any) -> Array:
    """Return the entries of an array beside each other."""
    return np.reshape(x, (1, -1))


HELPERS: Final[Mapping[str, Callable[..., Any]]] = {
    "spread": _spread,
    "gathered": _gathered,
    "count": _count,
    "like": _like,
    "refilled": _refilled,
    "unpicked": _unpicked,
    "scattered": _scattered,
    "blocks_added": _blocks_added,
    "places_added": _places_added,
    "overlapped": _overlapped,
    "column": _column,
    "row": _row,
}
"""Functions that only rules call."""

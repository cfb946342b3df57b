"""The rules of forward mode, one line for each function, and how terms are put together.

In a rule ``x`` and ``y`` are the arguments, ``a`` the value, ``t`` the derivative of the argument
that moves; ``axis`` and ``keep`` are what the call says. The rules are formulas, so that slips can
be made in them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.adjoints import HELPERS, filled_in
from autograder.diagnose.syntax import copied

__all__ = [
    "BRANCHES",
    "BY_NUMBER",
    "BY_VECTOR",
    "FILLED",
    "FIXED",
    "FORWARD_HELPERS",
    "LINEAR",
    "MULTILINEAR",
    "along_last",
    "minus",
    "sum_of",
    "terms_of",
    "with_slope",
]

Array: TypeAlias = NDArray[Any]

FILLED: Final = frozenset({"spread", "like"})
"""Functions that take from their second argument its shape alone."""
FIXED: Final = frozenset({"count", "eye"})
"""Functions that do not move with what they are given."""
LINEAR: Final = frozenset({
    "sum", "mean", "trace", "diag", "tril", "triu", "cumsum", "flip", "reshape", "vec", "unvec",
    "transpose", "tile", "repeat", "roll", "stack", "concatenate", "hstack", "vstack",
})  # fmt: skip
"""Functions whose derivative is the same function of that of their first argument."""
MULTILINEAR: Final = frozenset({"dot", "outer", "kron", "convolve", "cross", "einsum"})
BRANCHES: Final[Mapping[str, str]] = {
    "where": "where(x, u, v)",
    "maximum": "where(x >= y, t, u)",
    "minimum": "where(x <= y, t, u)",
    "clip": "where(x > y, where(x < z, t, 0), 0)",
}
"""Of functions of one of several branches; ``t``, ``u``, ``v`` are the arguments' derivatives."""
BY_NUMBER: Final[Mapping[str, tuple[str, ...]]] = {
    "norm": ("sum(x * t, axis=axis, keepdims=keep) / a",),
    "softmax": ("a * (t - sum(a * t, axis=axis, keepdims=1))",),
    "log_softmax": ("t - sum(softmax(x, axis=axis) * t, axis=axis, keepdims=1)",),
    "logsumexp": ("sum(softmax(x, axis=axis) * t, axis=axis, keepdims=keep)",),
    "inv": ("-a @ t @ a",),
    "logdet": ("trace(inv(x) @ t)",),
    "det": ("a * trace(inv(x) @ t)",),
    "solve": ("-solve(x, t @ a)", "solve(x, t)"),
    "spread": ("spread(t, x, axis=axis)", ""),
    "like": ("like(t, x)", ""),
}
"""Of one argument's derivative ``t`` in the shape of the argument, the term that it adds."""
BY_VECTOR: Final[Mapping[str, tuple[str, ...]]] = {
    "sum": ("sum(t, axis=0, keepdims=1)",),
    "mean": ("mean(t, axis=0, keepdims=1)",),
    "prod": ("row(a / x) @ t",),
    "max": ("row(x == a) @ t",),
    "min": ("row(x == a) @ t",),
    "norm": ("row(x) @ t / a",),
    "var": ("2 * row(x - mean(x)) @ t / count(x)",),
    "std": ("row(x - mean(x)) @ t / (count(x) * a)",),
    "logsumexp": ("row(softmax(x)) @ t",),
    "softmax": ("(diag(a) - column(a) @ row(a)) @ t",),
    "log_softmax": ("t - row(softmax(x)) @ t",),
    "cumsum": ("cumsum(t, axis=0)",),
    "cumprod": ("column(a) * cumsum(t / column(x), axis=0)",),
    "flip": ("flip(t, axis=0)",),
    "roll": ("roll(t, y, axis=0)", ""),
    "vstack": ("t",),
    "vec": ("t",),
    "reshape": ("t", "", ""),
    "transpose": ("t",),
    "dot": ("row(y) @ t", "row(x) @ t"),
    "cross": ("-cross_matrix(y) @ t", "cross_matrix(x) @ t"),
    "convolve": ("shifts_of(y, x) @ t", "shifts_of(x, y) @ t"),
    "solve": ("", "solve(x, t)"),
    "spread": ("spread_rows(t, y)", ""),
    "like": ("t", ""),
}
"""Of one argument's Jacobian ``t``, the term that it adds."""


def sum_of(terms: Sequence[ast.expr | None]) -> ast.expr | None:
    """Return the sum of the terms that there are; a term with a minus is subtracted."""
    total: ast.expr | None = None
    for term in terms:
        if term is None:
            continue
        if total is None:
            total = term
        elif isinstance(term, ast.UnaryOp) and isinstance(term.op, ast.USub):
            total = ast.BinOp(total, ast.Sub(), term.operand)
        else:
            total = ast.BinOp(total, ast.Add(), term)
    return total


def terms_of(
    rules: Sequence[str], parts: Mapping[str, ast.expr], slopes: Sequence[ast.expr | None]
) -> ast.expr | None:
    """Return what the arguments that move add by their rules; None where one has no rule."""
    if len(rules) < len(slopes):
        return None
    filled = (
        filled_in(rule, {**parts, "t": slope})
        for rule, slope in zip(rules, slopes, strict=False)
        if rule and slope is not None
    )
    return sum_of(list(filled))


def minus(tree: ast.expr | None) -> ast.expr | None:
    """Return minus a term, nothing where there is none."""
    return tree and ast.UnaryOp(ast.USub(), tree)


def with_slope(node: ast.Call, place: int, slope: ast.expr | None) -> ast.expr | None:
    """Return a call with a derivative in the place of one of its arrays."""
    if slope is None:
        return None
    arguments = [copied(argument) for argument in node.args]
    arguments[place + isinstance(node.args[0], ast.Constant)] = slope
    return ast.Call(node.func, arguments, [])


def along_last(node: ast.Call, slopes: Sequence[ast.expr | None], axes: int) -> ast.expr | None:
    """Return the derivative of a sum over indices, the variable's index last in each term."""
    letters = node.args[0]
    assert isinstance(letters, ast.Constant)
    inputs, _, output = str(letters.value).replace(" ", "").partition("->")
    own, terms = inputs.split(","), []
    index = next(letter for letter in "zyxwvu" if letter not in inputs)
    for place, slope in enumerate(slopes):
        if slope is not None:
            if len(own[place]) != 1 or axes > 1:
                return None
            changed = [*own[:place], own[place] + index, *own[place + 1 :]]
            term = with_slope(node, place, slope)
            assert isinstance(term, ast.Call)
            term.args[0] = ast.Constant(f"{','.join(changed)}->{output}{index}")
            terms.append(term if axes else filled_in("row(x)", {"x": term}))
    return sum_of(terms)


def _rows_at(t: Array, x: Array, index: Any) -> Array:
    """Return the rows of a Jacobian that belong to some of an array's entries."""
    places = np.reshape(np.arange(np.size(x)), np.shape(x))
    return np.asarray(t[np.ravel(places[index])])


def _spread_rows(t: Array, x: Array) -> Array:
    """Return a Jacobian with one row for each entry of an array, of one with a single row."""
    return np.broadcast_to(t, (np.size(x), t.shape[1]))


def _cross_matrix(x: Array) -> Array:
    """Return the matrix by which a cross product with a vector from the left is taken."""
    return np.asarray(np.cross(np.eye(3), np.ravel(x)))


def _shifts_of(y: Array, x: Array) -> Array:
    """Return the matrix by which one array is convolved with another: its shifts as columns."""
    return np.asarray(np.array([np.convolve(unit, y) for unit in np.eye(np.size(x))]).T)


FORWARD_HELPERS: Final[Mapping[str, Callable[..., Any]]] = {
    **HELPERS,
    "rows_at": _rows_at,
    "spread_rows": _spread_rows,
    "cross_matrix": _cross_matrix,
    "shifts_of": _shifts_of,
}
"""Functions that only these lines call."""

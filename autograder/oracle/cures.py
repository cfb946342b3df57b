"""What makes an array of numbers of a value that is none, by the name of its type."""

from __future__ import annotations

from typing import Final

__all__ = ["cure"]

_CURES: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("generator", "map", "filter", "zip", "reversed"), "`list(...)` makes a list of it"),
    (("dict_values", "dict_keys", "dict_items", "deque"), "`list(...)` makes a list of it"),
    (("set", "frozenset"), "it has no order: return a list or an array"),
    (("function", "method", "builtin_function_or_method"), "call it, and return what it returns"),
    (("dtype object",), "`.astype(float)` makes numbers of it, where every entry is one"),
    (("scipy.",), "`.toarray()` writes a sparse array out"),
    (
        ("sympy.", "symengine."),
        "put numbers in for every symbol, then `np.array(..., dtype=float)`",
    ),
    (("casadi.",), "put numbers in for every symbol, then `np.array(casadi.DM(...))`"),
    (("pandas.", "polars."), "`.to_numpy()` makes an array of it"),
    (("torch.",), "`.detach().numpy()` makes an array of it"),
    (("tensorflow.",), "`.numpy()` makes an array of it"),
    (("autograd.",), "return what `grad` or `jacobian` gives, not a value from within them"),
    (("jax.",), "return what `jax.grad` or `jax.jacobian` gives, not a value from within them"),
    (("cvxpy.",), "`.value` holds the numbers"),
    (("networkx.",), "`networkx.to_numpy_array(...)` makes an array of it"),
)
"""How a type's name begins, or ends, and what to write."""


def cure(type_name: str) -> str:
    """Return ``: `.toarray()` writes a sparse array out`` for a type's name, or nothing."""
    remedies = (remedy for names, remedy in _CURES if any(_fits(type_name, name) for name in names))
    remedy = next(remedies, "")
    return f": {remedy}" if remedy else ""


def _fits(type_name: str, name: str) -> bool:
    """Say whether a type is the one named, of the library named, or an array of that kind."""
    if name.endswith("."):
        return type_name.startswith(name)
    return type_name == name or type_name.endswith(f" {name}")

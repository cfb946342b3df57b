"""The functions of formulas, written for automatic differentiation by the package ``autograd``.

One table, name for name that of :mod:`autograder.problemset.functions`, so that a forward function
can be differentiated by a method that shares nothing with the numeric one. The names in double
underscores are what a formula's comparisons and array literals call once it is compiled
(:mod:`autograder.problemset.formula`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from autograder.problemset.functions import FUNCTIONS, names_of_kind

__all__ = ["traced_functions"]

Table = Mapping[str, Callable[..., Any]]


@lru_cache(maxsize=1)
def traced_functions() -> Table:
    """Return name in a formula -> function that autograd can trace.

    Raises:
        ImportError: autograd is not installed.
    """
    import autograd.numpy as anp

    own = {name: getattr(anp, name) for name in FUNCTIONS if hasattr(anp, name)}
    constants = {name: FUNCTIONS[name] for name in names_of_kind("constant")}
    return {
        **own, **constants,  # of sizes alone: there is nothing to trace in them
        **_activations(anp), **_statistics(anp), **_algebra(anp), **_arrays(anp),
        **_comparisons(anp),
    }  # fmt: skip


def _activations(anp: Any) -> Table:
    return {
        "sigmoid": lambda x: 1 / (1 + anp.exp(-x)),
        "relu": lambda x: anp.where(x > 0, x, 0.0 * x),
        "softplus": lambda x: anp.logaddexp(0.0, x),
        "softmax": lambda x, axis=None: anp.exp(x) / anp.sum(anp.exp(x), axis=axis, keepdims=True),
        "logsumexp": lambda x, axis=None, keepdims=False: anp.log(
            anp.sum(anp.exp(x), axis=axis, keepdims=keepdims)
        ),
    }


def _statistics(anp: Any) -> Table:
    def var(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return anp.mean(
            (x - anp.mean(x, axis=axis, keepdims=True)) ** 2, axis=axis, keepdims=keepdims
        )

    return {
        "var": var,
        "std": lambda x, **axes: anp.sqrt(var(x, **axes)),
        "norm": lambda x, **axes: anp.sqrt(anp.sum(x * x, **axes)),
    }


def _algebra(anp: Any) -> Table:
    return {
        "det": anp.linalg.det,
        "logdet": lambda x: anp.linalg.slogdet(x)[1],
        "inv": anp.linalg.inv,
        "solve": anp.linalg.solve,
        "dot": lambda a, b: anp.sum(anp.ravel(a) * anp.ravel(b)),
        "outer": lambda a, b: anp.reshape(a, (-1, 1)) * anp.reshape(b, (1, -1)),
    }


def _arrays(anp: Any) -> Table:
    def diag(x: Any) -> Any:
        return anp.diag(anp.ravel(x)) if x.ndim == 1 or 1 in x.shape else anp.diag(x)[:, None]

    def array_literal(items: Any) -> Any:
        return anp.array(
            [array_literal(item) if isinstance(item, list) else entry(item) for item in items]
        )

    def entry(item: Any) -> Any:
        return anp.reshape(item, ()) if getattr(item, "size", 0) == 1 else item

    def reshape(x: Any, *shape: Any) -> Any:
        return anp.reshape(x, shape[0] if len(shape) == 1 else shape)

    def tile(x: Any, times: Any) -> Any:
        return anp.tile(x, times if isinstance(times, tuple) else (1,) * (x.ndim - 1) + (times,))

    def flip(x: Any, axis: int | None = None) -> Any:
        return x[
            tuple(
                slice(None, None, -1 if axis in (None, place, place - x.ndim) else 1)
                for place in range(x.ndim)
            )
        ]

    return {
        "tile": tile,
        "flip": flip,
        "vec": lambda x: anp.reshape(anp.transpose(x), (-1, 1)),
        "unvec": lambda x, rows, columns: anp.transpose(anp.reshape(x, (columns, rows))),
        "diag": diag,
        "__array__": array_literal,
        "reshape": reshape,
        "pick": lambda table, labels: table[anp.arange(table.shape[0]), labels],
    }


def _comparisons(anp: Any) -> Table:
    names = {
        "Lt": anp.less, "LtE": anp.less_equal, "Gt": anp.greater, "GtE": anp.greater_equal,
        "Eq": anp.equal, "NotEq": anp.not_equal,
    }  # fmt: skip
    return {f"__{name}__": function for name, function in names.items()}

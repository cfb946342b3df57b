"""The functions of formulas, written for automatic differentiation by the package ``autograd``.

One table, name for name that of :mod:`autograder.problemset.functions`, so that a forward function
can be differentiated by a method that shares nothing with the numeric one. The names in double
underscores are what a formula's comparisons and array literals call once it is compiled
(:mod:`autograder.problemset.formula`).
"""

from __future__ import annotations

import functools
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
        **_activations(anp), **_entrywise(anp), **_statistics(anp), **_algebra(anp), **_arrays(anp),
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


def _entrywise(anp: Any) -> Table:
    def erf(x: Any) -> Any:
        term = total = x
        for order in range(1, 100):  # all terms are positive: none is lost
            term = term * x * x / (order + 0.5)
            total = total + term
        return 2 / anp.sqrt(anp.pi) * anp.exp(-x * x) * total

    return {
        "erf": erf,
        "cbrt": lambda x: anp.sign(x) * anp.abs(x) ** (1 / 3),
        "hypot": lambda a, b: anp.sqrt(a * a + b * b),
        "silu": lambda x: x / (1 + anp.exp(-x)),
        "log_softmax": lambda x, axis=None: (
            x - anp.log(anp.sum(anp.exp(x), axis=axis, keepdims=True))
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
    def expm(x: Any) -> Any:
        result = anp.eye(len(x))
        for order in range(12, 0, -1):
            result = anp.eye(len(x)) + x @ result / 2.0**6 / order
        for _ in range(6):
            result = result @ result
        return result

    def matrix_power(x: Any, times: int) -> Any:
        return functools.reduce(anp.matmul, [x] * times)

    def cross(a: Any, b: Any) -> Any:
        x, y = anp.ravel(a), anp.ravel(b)
        parts = [x[i - 2] * y[i - 1] - x[i - 1] * y[i - 2] for i in range(3)]
        return anp.reshape(anp.array(parts), a.shape)

    def convolve(a: Any, b: Any, mode: str = "full") -> Any:
        whole = len(a) + len(b) - 1
        entries = anp.array(
            [sum(a[i] * b[k - i] for i in range(len(a)) if 0 <= k - i < len(b))
             for k in range(whole)]
        )  # fmt: skip
        length = {
            "full": whole, "same": max(len(a), len(b)), "valid": abs(len(a) - len(b)) + 1,
        }[mode]  # fmt: skip
        start = (whole - length) // 2
        return entries[start : start + length]

    return {
        "expm": expm,
        "matrix_power": matrix_power,
        "cross": cross,
        "convolve": convolve,
        "pinv": anp.linalg.pinv,
        "cholesky": lambda x: anp.linalg.cholesky((x + x.T) / 2),
        "eigvalsh": lambda x: anp.linalg.eigh((x + x.T) / 2)[0],
        "svdvals": lambda x: anp.linalg.svd(x, full_matrices=False)[1],
        "det": anp.linalg.det,
        "logdet": lambda x: anp.linalg.slogdet(x)[1],
        "inv": anp.linalg.inv,
        "solve": anp.linalg.solve,
        "dot": lambda a, b: anp.sum(anp.ravel(a) * anp.ravel(b)),
        "outer": lambda a, b: anp.reshape(a, (-1, 1)) * anp.reshape(b, (1, -1)),
    }


def _arrays(anp: Any) -> Table:
    def cumprod(x: Any, axis: int | None = None) -> Any:
        if axis is None:
            return cumprod(anp.ravel(x), 0)
        rows = anp.moveaxis(x, axis, 0)
        parts = [anp.prod(rows[: last + 1], axis=0) for last in range(len(rows))]
        return anp.moveaxis(anp.stack(parts), 0, axis)

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
        "cumprod": cumprod,
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

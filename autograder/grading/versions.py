"""What changed between the supported versions of numpy and Python and meets first courses.

Each row of :data:`CHANGES` is code that one version runs and another refuses. `docs/versions.md` is
written from it, and a long test runs every row on both sides.
"""

from __future__ import annotations

import platform
import re
from typing import Final, Literal

import numpy as np
from msgspec import Struct

__all__ = ["CHANGES", "Change", "about_deprecation", "about_version", "versions"]

Software = Literal["numpy", "Python"]


class Change(Struct, frozen=True):
    """Code that works before a version, or from it on, and what to write in its place."""

    software: Software
    version: tuple[int, int]
    code: str
    """An example; ``x`` is a column (3, 1), ``W`` a matrix (3, 3)."""
    works: Literal["before", "since"]
    type: str
    """The exception on the other side."""
    message: str
    """A pattern of its text."""
    cure: str


def _gone(name: str, version: tuple[int, int], cure: str, code: str = "") -> Change:
    message = rf"module 'numpy' has no attribute '{name}'|`np\.{name}` was removed"
    return Change("numpy", version, code or f"np.{name}", "before", "AttributeError", message, cure)


_SCALAR: Final = "`.item()` or `[0, 0]` behind it, which takes the number out"

CHANGES: Final[tuple[Change, ...]] = (
    Change(
        *("numpy", (2, 4), "float(x.T @ x)", "before", "TypeError"),
        *(r"only 0-dimensional arrays can be converted to Python scalars", _SCALAR),
    ),
    Change(
        *("numpy", (2, 4), "W[0, 0] = x.T @ x", "before", "ValueError"),
        *(r"^setting an array element with a sequence\.$", _SCALAR),
    ),
    Change(
        *("numpy", (2, 4), "np.reshape(x, newshape=(1, 3))", "before", "TypeError"),
        *(r"unexpected keyword argument 'newshape'", "`np.reshape(x, (1, 3))`"),
    ),
    Change(
        *("numpy", (2, 5), "np.cross([1.0, 2.0], [3.0, 4.0])", "before", "ValueError"),
        *(r"must be \(arrays of\) 3-dimensional vectors", "`a[0] * b[1] - a[1] * b[0]`"),
    ),
    _gone("row_stack", (2, 5), "`np.vstack`", "np.row_stack([x, x])"),
    _gone("in1d", (2, 4), "`np.isin`", "np.in1d([1], [1])"),
    _gone("trapz", (2, 4), "`np.trapezoid`", "np.trapz(x.ravel())"),
    _gone("product", (2, 0), "`np.prod`", "np.product(x)"),
    _gone("cumproduct", (2, 0), "`np.cumprod`", "np.cumproduct(x)"),
    _gone("alltrue", (2, 0), "`np.all`", "np.alltrue(x)"),
    _gone("sometrue", (2, 0), "`np.any`", "np.sometrue(x)"),
    _gone("Inf", (2, 0), "`np.inf`"),
    _gone("Infinity", (2, 0), "`np.inf`"),
    _gone("infty", (2, 0), "`np.inf`"),
    _gone("NaN", (2, 0), "`np.nan`"),
    _gone("float_", (2, 0), "`np.float64`"),
    _gone("complex_", (2, 0), "`np.complex128`"),
    _gone("mat", (2, 0), "`np.array`"),
    _gone("asfarray", (2, 0), "`np.asarray(x, dtype=float)`", "np.asfarray(x)"),
    _gone("round_", (2, 0), "`np.round`", "np.round_(x)"),
    _gone("float", (1, 24), "`float`"),
    _gone("int", (1, 24), "`int`"),
    _gone("object", (1, 24), "`object`"),
    Change(
        *("numpy", (2, 0), "np.bool", "since", "AttributeError"),
        *(r"module 'numpy' has no attribute 'bool'", "`bool`"),
    ),
    Change(
        *("numpy", (2, 0), "np.trapezoid(x.ravel())", "since", "AttributeError"),
        *(r"module 'numpy' has no attribute 'trapezoid'", "`np.trapz`"),
    ),
    Change(
        *("numpy", (2, 0), "np.vecdot(x, x)", "since", "AttributeError"),
        *(r"module 'numpy' has no attribute 'vecdot'", "`np.sum(x * y, axis=-1)`"),
    ),
    Change(
        *("numpy", (2, 0), "W.mT", "since", "AttributeError"),
        *(r"'numpy\.ndarray' object has no attribute 'mT'", "`.T`, or `np.swapaxes`"),
    ),
    Change(
        *("numpy", (2, 2), "np.matvec(W, x.ravel())", "since", "AttributeError"),
        *(r"module 'numpy' has no attribute '(?:matvec|vecmat)'", "`W @ x`"),
    ),
    Change(
        *("Python", (3, 12), 'f"{dict(a=1)["a"]}"', "since", "SyntaxError"),
        *(r"f-string: (?:unmatched|expecting)", "other quotes inside the braces"),
    ),
    Change(
        *("Python", (3, 12), "type Matrix = list", "since", "SyntaxError"),
        *(r"invalid syntax.*`type \w+ *=", "`Matrix = list`"),
    ),
    Change(
        *("Python", (3, 11), "from typing import Self", "since", "ImportError"),
        *(r"cannot import name '(?:Self|Never|assert_never)' from 'typing'", "leave it out"),
    ),
)


_DEPRECATED: Final = (
    ("Conversion of an array with ndim > 0", f"write {_SCALAR}"),
    ("trapz", "write `np.trapezoid`"),
    ("in1d", "write `np.isin`"),
    ("row_stack", "write `np.vstack`"),
    ("2-dimensional vectors", "write `a[0] * b[1] - a[1] * b[0]`"),
)
"""A part of what numpy warns of, and what to write instead."""


def about_version(kind: str, text: str) -> str:
    """Say which version runs here where a failure may come from it, and what to write; or nothing.

    Args:
        kind: the exception's type.
        text: its message; of a ``SyntaxError`` with the line of source after it.
    """
    for change in CHANGES:
        if _is_refused_here(change) and change.type == kind and re.search(change.message, text):
            number = ".".join(map(str, change.version))
            when = "no more since" if change.works == "before" else "only since"
            return (
                f"This grader runs {versions()}. This works {when} {change.software} {number}: "
                f"write {change.cure}."
            )
    return ""


def about_deprecation(place: str, text: str) -> str:
    """Say of a student's line that it runs here and not in later versions."""
    cures = (cure for part, cure in _DEPRECATED if part in text)
    cure = next(cures, "")
    advice = f": {cure}" if cure else f" ({text.rstrip('.')})"
    return (
        f"{place}: this works with {versions()}, which run here; later versions refuse it{advice}."
    )


def _is_refused_here(change: Change) -> bool:
    """Say whether the versions that run here refuse a change's code."""
    parts = platform.python_version() if change.software == "Python" else np.__version__
    major, minor = parts.split(".")[:2]
    return (change.works == "before") == ((int(major), int(minor)) >= change.version)


def versions() -> str:
    """Name the versions that run here."""
    return f"Python {platform.python_version()} and numpy {np.__version__}"

"""What the functions of formulas compute of matrices and vectors, safe under the complex step.

See :mod:`autograder.problemset.function_values` for what safe means. Here numpy's own functions
are mostly not: of a complex matrix they take the Hermitian part, or conjugate.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.problemset.function_values import abs_, sum_

Array = NDArray[Any]


# Of square matrices.


def logdet(x: Array) -> Any:
    """Return log |det x|."""
    return np.log(abs_(np.linalg.det(x)))


_SMALL: Final = 0.5
_TERMS: Final = 18  # 0.5**19 / 19! is 1.6e-23
"""Norm below which the exponential series is summed, and the terms that it then needs."""


def expm(x: Array) -> Array:
    """Return the matrix exponential, ``I + x + x @ x / 2 + ...``."""
    size = float(np.linalg.norm(np.real(x), 1))
    halvings = max(0, math.ceil(math.log2(size / _SMALL))) if size > _SMALL else 0
    small = x / 2**halvings
    term = total = np.eye(len(x), dtype=small.dtype)
    for order in range(1, _TERMS + 1):
        term = term @ small / order
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


def _symmetric(x: ArrayLike) -> Array:
    whole = np.asarray(x)
    return np.asarray((whole + whole.T) / 2)


def cholesky(x: ArrayLike) -> Array:
    """Return the lower triangular L with ``L @ L.T`` equal to the symmetric part of ``x``.

    Raises:
        LinAlgError: the symmetric part is not positive definite.
    """
    matrix = _symmetric(x)
    factor = np.linalg.cholesky(np.real(matrix))
    if not np.iscomplexobj(matrix):
        return factor
    factor = np.zeros_like(matrix)
    for j in range(len(matrix)):
        column = matrix[j:, j] - factor[j:, :j] @ factor[j, :j]
        factor[j:, j] = column / np.sqrt(column[0])
    return factor


def eigvalsh(x: ArrayLike) -> Array:
    """Return the eigenvalues ``(n,)`` of the symmetric part of ``x``, the smallest first."""
    matrix = _symmetric(x)
    if not np.iscomplexobj(matrix):
        return np.linalg.eigvalsh(matrix)
    values, vectors = np.linalg.eigh(np.real(matrix))
    return np.asarray(values + 1j * np.sum(vectors * (np.imag(matrix) @ vectors), axis=0))


# Of any matrix.


def svdvals(x: ArrayLike) -> Array:
    """Return the singular values of ``x``, the largest first."""
    left, values, right = np.linalg.svd(np.real(x), full_matrices=False)
    if not np.iscomplexobj(x):
        return np.asarray(values)
    return np.asarray(values + 1j * np.sum(left * (np.imag(x) @ right.T), axis=0))


def pinv(x: Array) -> Any:
    """Return the pseudoinverse of a matrix of full rank."""
    if x.shape[0] >= x.shape[1]:
        return np.linalg.inv(x.T @ x) @ x.T
    return x.T @ np.linalg.inv(x @ x.T)


# Of vectors.


def dot(a: ArrayLike, b: ArrayLike) -> Any:
    """Return the sum of products of two vectors ``(n, 1)`` or ``(1, n)`` (A.17 of the notes)."""
    return sum_(np.ravel(a) * np.ravel(b))


_NEXT: Final = np.array([1, 2, 0])
_LAST: Final = np.array([2, 0, 1])


def cross(a: ArrayLike, b: ArrayLike) -> Array:
    """Return the cross product of two vectors of 3 entries, in the shape of the first.

    Raises:
        ValueError: a vector has another number of entries.
    """
    x, y = np.ravel(a), np.ravel(b)
    if x.size != 3 or y.size != 3:
        raise ValueError(f"cross takes vectors of 3 entries; these have {x.size} and {y.size}")
    return np.reshape(x[_NEXT] * y[_LAST] - x[_LAST] * y[_NEXT], np.shape(a))


# Between matrices and vectors.


def vec(x: ArrayLike) -> Array:
    """Stack the columns of ``(r, k)`` into ``(r*k, 1)`` (A.58 of the notes)."""
    return np.reshape(x, (-1, 1), order="F")


def unvec(x: ArrayLike, rows: int, columns: int) -> Array:
    """Undo ``vec``: ``(r*k, 1)`` into ``(r, k)``, column after column."""
    return np.reshape(x, (rows, columns), order="F")


def diag(x: ArrayLike) -> Array:
    """Make ``(n, n)`` of a vector; take the diagonal ``(n, 1)`` of a matrix (A.57 of the notes)."""
    array = np.asarray(x)
    if array.ndim == 1 or 1 in array.shape:
        return np.diag(array.ravel())
    return np.diag(array)[:, np.newaxis]

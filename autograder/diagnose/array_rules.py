"""Wrong rules for functions of whole arrays: sums, softmax, what runs along an axis, matrices."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.formula_trees import function_of
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.rule import (
    AXES,
    Complex,
    Rule,
    array_rule,
    recorded,
)
from autograder.problemset.functions import RECORDS, Function

__all__ = ["ARRAY_RULES"]

Array: TypeAlias = NDArray[Any]


def _first_alone(record: Function) -> Iterator[Complex]:
    if record is RECORDS["sum"]:
        yield partial(_of_first, record)


def _of_first(record: Function, z: Array, *rest: Any, **options: Any) -> Array:
    """Return a sum that changes as the first of the entries does which are added up."""
    value = np.asarray(record.value(np.real(z), *rest, **options))
    axis = {**dict(zip(AXES, rest, strict=False)), **options}.get("axis")
    change = np.imag(z)
    first = change.reshape(-1)[0] if axis is None else np.take(change, 0, axis)
    return np.asarray(value + 1j * np.reshape(first, value.shape))


def _largest_alone(record: Function) -> Iterator[Complex]:
    if record is RECORDS["sum"]:
        yield partial(_of_largest, record, None)
        yield partial(_of_largest, record, -1)


def _of_largest(record: Function, within: int | None, z: Array, *rest: Any, **kwds: Any) -> Array:
    """Return a sum that changes as the largest of the entries does which are added up.

    A sum of all of a table's may be of the largest of each row, ``within`` its last axis.

    Raises:
        ValueError: a row is asked for, and there are none.
    """
    x, value = np.real(z), np.asarray(record.value(np.real(z), *rest, **kwds))
    axis = {**dict(zip(AXES, rest, strict=False)), **kwds}.get("axis")
    if within is not None and (axis is not None or np.ndim(x) < 2):
        raise ValueError("of all the entries of a table")
    largest = x == np.max(x, axis=axis if within is None else within, keepdims=True)
    change = record.value(np.imag(z) * largest, *rest, **kwds)
    return np.asarray(value + 1j * change)


def _turned(record: Function) -> Iterator[Complex]:
    if record is RECORDS["log_softmax"]:
        share = "softmax(x, axis=axis)"
        yield array_rule(record, function_of(f"d - {share} * sum(d, axis=axis, keepdims=1)"))


def _shared_out(record: Function) -> Iterator[Complex]:
    """Yield an entrywise function whose slope is shared out among the entries."""
    for text in record.mistaken.get("softmax.instead", ()):
        yield array_rule(record, function_of(text))


ARRAY_RULES: Final = (
    Rule(
        Mistake(
            "softmax.elementwise",
            Rank.RULE,
            "You treated softmax as an element-wise activation. Every output of softmax depends on"
            " every input.",
        ),
        partial(recorded, "softmax.elementwise"),
    ),
    Rule(
        Mistake(
            "softmax.term",
            Rank.RULE,
            "One of the two terms of softmax's derivative is missing: numerator and denominator"
            " both depend on the input.",
        ),
        partial(recorded, "softmax.term"),
    ),
    Rule(
        Mistake(
            "softmax.outer",
            Rank.RULE,
            "The derivative of softmax needs the outer product of its values with themselves; their"
            " dot product, or a product entry by entry, stands there.",
        ),
        partial(recorded, "softmax.outer"),
    ),
    Rule(
        Mistake(
            "softmax.outer",
            Rank.RULE_UNUSUAL,
            "The Jacobian of log_softmax is I - 1 p^T, each row of it with all of p; the transpose,"
            " I - p 1^T, stands there.",
        ),
        _turned,
    ),
    Rule(
        Mistake(
            "softmax.mean",
            Rank.RULE_UNUSUAL,
            "In the derivative of {name} a plain mean stands, where each entry has the weight of"
            " its softmax.",
        ),
        partial(recorded, "softmax.mean"),
    ),
    Rule(
        Mistake(
            "sign.inner",
            Rank.RULE_UNUSUAL,
            "A term of softmax's derivative has the wrong sign.",
        ),
        partial(recorded, "sign.inner"),
    ),
    Rule(
        Mistake(
            "scale.mean",
            Rank.RULE,
            "Check where a sum and where a mean is meant: {name} was differentiated as the other"
            " one.",
        ),
        partial(recorded, "scale.mean"),
    ),
    Rule(
        Mistake(
            "index.first",
            Rank.RULE_UNUSUAL,
            "Of a sum only the first term is differentiated: each term depends on the variable.",
        ),
        _first_alone,
    ),
    Rule(
        Mistake(
            "function.other",
            Rank.RULE_UNUSUAL,
            "Of a sum only the largest term is differentiated, as of a maximum: each term depends"
            " on the variable.",
        ),
        _largest_alone,
    ),
    Rule(
        Mistake(
            "softmax.instead",
            Rank.RULE_UNUSUAL,
            "The derivative of {name} is one for each entry by itself; yours is shared out among"
            " the entries, as by softmax.",
        ),
        _shared_out,
    ),
    Rule(
        Mistake(
            "mask.missing",
            Rank.RULE,
            "Only the entry that {name} chooses has a derivative; yours is shared by all of them.",
        ),
        partial(recorded, "mask.missing"),
    ),
    Rule(
        Mistake(
            "product.rule",
            Rank.RULE,
            "The derivative of {name} by one of its factors is the product of the others.",
        ),
        partial(recorded, "product.rule"),
    ),
    Rule(
        Mistake(
            "identity.ones",
            Rank.RULE,
            "The derivative of the trace is the identity, for the diagonal alone counts; ones stand"
            " there.",
        ),
        partial(recorded, "identity.ones"),
    ),
    Rule(
        Mistake(
            "chain.inner",
            Rank.RULE_UNUSUAL,
            "This is the derivative by the value of the softmax inside {name}: the derivative of"
            " the softmax itself is missing from the chain.",
        ),
        partial(recorded, "chain.inner"),
    ),
    Rule(
        Mistake(
            "term.missing",
            Rank.RULE,
            "The mean is missing in the derivative of {name}: that is of the deviations from it.",
        ),
        partial(recorded, "term.missing"),
    ),
    Rule(
        Mistake(
            "sum.running",
            Rank.UNUSUAL,
            "A running sum takes in other entries than it should: it runs from the other end, or"
            " leaves out the entry itself.",
        ),
        partial(recorded, "sum.running"),
    ),
    Rule(
        Mistake(
            "sum.own",
            Rank.RULE,
            "Each entry of {name} is differentiated by its own element alone: it depends on all"
            " that have run by then.",
        ),
        partial(recorded, "sum.own"),
    ),
    Rule(
        Mistake(
            "inverse.rule",
            Rank.RULE,
            "The derivative of an inverse is not right: d(X^-1) = -X^-1 dX X^-1, an inverse on both"
            " sides and a minus sign.",
        ),
        partial(recorded, "inverse.rule"),
    ),
    Rule(
        Mistake(
            "transpose.inner",
            Rank.RULE,
            "In the derivative of an inverse both inverses lack a transpose or have one too many.",
        ),
        partial(recorded, "transpose.inner"),
    ),
    Rule(
        Mistake(
            "determinant.rule",
            Rank.RULE,
            "The derivative of the determinant is wrong: it is the matrix of the cofactors.",
        ),
        partial(recorded, "determinant.rule"),
    ),
    Rule(
        Mistake(
            "logdet.rule",
            Rank.RULE,
            "The derivative of the logarithm of a determinant is not right: d log det X ="
            " tr(X^-1 dX), the inverse, laid out as the answer asks.",
        ),
        partial(recorded, "logdet.rule"),
    ),
    Rule(
        Mistake(
            "exponential.rule",
            Rank.RULE,
            "The derivative of the matrix exponential is not e^X dX, nor dX e^X: X and dX need not"
            " commute.",
        ),
        partial(recorded, "exponential.rule"),
    ),
    Rule(
        Mistake(
            "cholesky.rule",
            Rank.RULE,
            "The derivative of the Cholesky factor L is not right: it is L times the lower half of"
            " L^-1 dX L^-T, with half of the diagonal.",
        ),
        partial(recorded, "cholesky.rule"),
    ),
    Rule(
        Mistake(
            "norm.rule",
            Rank.RULE,
            "The derivative of the norm is not right: the square root needs the chain rule,"
            " d|x| = x^T dx / |x|.",
        ),
        partial(recorded, "norm.rule"),
    ),
)
"""Wrong rules for the functions of whole arrays."""

"""The order in which tools for derivatives return one: a right answer from a tool is told that.

Each row was measured by running the tools that it names, on maps between vectors ``(n, 1)``,
matrices and numbers; a test does it again wherever a tool is installed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.context import Subject, TrialContext
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.origin import Arrays, Origin
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of
from autograder.problemset.layout import Layout

__all__ = ["TOOLS", "TOOL_ORDERS", "ToolOrder"]

Array: TypeAlias = NDArray[np.float64]
Shape: TypeAlias = tuple[int, ...]


class ToolOrder(Struct, frozen=True):
    """How some tools arrange a derivative: from ``input axes + output axes`` and the two shapes."""

    tools: str
    """The functions, with the versions that were run."""
    words: str
    """The order, for a student."""
    arrange: Callable[[Array, Shape, Shape], Array]


def _output_first(raw: Array, inputs: Shape, _: Shape) -> Array:
    return np.asarray(np.moveaxis(raw, range(len(inputs)), range(-len(inputs), 0)))


def _input_first(raw: Array, _: Shape, __: Shape) -> Array:
    return raw


def _columns_stacked(raw: Array, inputs: Shape, outputs: Shape) -> Array:
    flat = raw.reshape(math.prod(inputs), math.prod(outputs), order="F")
    return np.asarray(flat.T)


def _rows_stacked(raw: Array, inputs: Shape, outputs: Shape) -> Array:
    return np.asarray(raw.reshape(math.prod(inputs), math.prod(outputs)).T)


def _column_of_points(raw: Array, inputs: Shape, outputs: Shape) -> Array:
    """Take the input ``(n, 1)`` for one point with n coordinates: ``(m, n, 1)``."""
    if len(inputs) != 2 or inputs[1] != 1:
        raise ValueError("the input is no column")
    return _rows_stacked(raw, inputs, outputs)[:, :, np.newaxis]


TOOL_ORDERS: Final = (
    ToolOrder(
        "jax.jacobian (jax 0.10.2), torch.autograd.functional.jacobian (torch 2.14.1),"
        " autograd.jacobian (autograd 1.9.1)",
        "jax, torch and autograd return a Jacobian: the axes of the output first, then those of"
        " the input, axes of length 1 included",
        _output_first,
    ),
    ToolOrder(
        "sympy.diff and sympy.derive_by_array (sympy 1.14.0)",
        "sympy's diff and derive_by_array return it: the axes of the input first, then those of"
        " the output, axes of length 1 included",
        _input_first,
    ),
    ToolOrder(
        "casadi.jacobian (casadi 3.8.2)",
        "casadi's jacobian returns it: the output down the rows and the input along the columns,"
        " each with its columns stacked",
        _columns_stacked,
    ),
    ToolOrder(
        "Matrix.jacobian (sympy 1.14.0), scipy.optimize.approx_fprime and"
        " scipy.differentiate.jacobian (scipy 1.17.1), numdifftools.Jacobian of a flat input"
        " (numdifftools 0.11.2)",
        "tools return it that know vectors only: the output down the rows and the input along the"
        " columns, each flattened row by row",
        _rows_stacked,
    ),
    ToolOrder(
        "numdifftools.Jacobian of a column (numdifftools 0.11.2)",
        "numdifftools returns it for a column: output, input, and an axis of length 1",
        _column_of_points,
    ),
)
"""The orders, the commonest first."""


def _orders(subject: Subject) -> Arrays:
    """Yield the true answer in each order in which it is another array than in those before."""
    target = target_of(subject.problem, subject.answer)
    if not isinstance(target, DerivativeTarget) or subject.start.truth.size == 1:
        return
    known = [subject.start.truth]
    for order, arranged in _arranged(target, subject.start):
        if not any(_same(arranged, other) for other in known):
            known.append(arranged)
            slots = {"order": order.words}
            yield slots, partial(_in_order, target, order)


def _arranged(target: DerivativeTarget, context: TrialContext) -> Iterator[tuple[ToolOrder, Array]]:
    for order in TOOL_ORDERS:
        try:
            yield order, _in_order(target, order, context)
        except ValueError:  # an order need not have a meaning for every input
            continue


def _same(one: Array, other: Array) -> bool:
    return one.shape == other.shape and bool((one == other).all())


def _in_order(target: DerivativeTarget, order: ToolOrder, context: TrialContext) -> Array:
    function, x = target.forward.at(context.values)
    inputs, outputs = np.shape(x), np.shape(function(x))
    raw = _put_back(target.layout, context.truth, inputs, outputs)
    return order.arrange(raw, inputs, outputs)


def _put_back(layout: Layout, truth: Array, inputs: Shape, outputs: Shape) -> Array:
    """Return an array in a layout as ``input axes + output axes``, all of them."""
    shape: Any = (*inputs, *outputs)
    lengths = [shape[layout.kept[position]] for position in layout.order]
    raw = np.transpose(truth.reshape(lengths), np.argsort(layout.order))
    return np.asarray(raw.reshape(shape))


TOOLS: Final = (
    Origin(
        Mistake(
            "layout.tool",
            Rank.SHAPE,
            "The numbers are right, but in the order in which {order}. {layout}",
        ),
        _orders,
    ),
)
"""The true answer as tools return it."""

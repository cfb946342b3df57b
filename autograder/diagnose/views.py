"""The views through which an array becomes an answer: *answer = scale . view . origin*."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np
from msgspec import Struct

from autograder.diagnose import arrangements
from autograder.diagnose.arrangements import Apply, Array
from autograder.diagnose.mistake import NOTHING, Mistake, Rank, Step

__all__ = [
    "AXES",
    "AXES_OR_FACTOR",
    "IDENTITY",
    "REDUCED",
    "SIMPLE",
    "VIEWS",
    "WITHOUT_ZEROS",
    "Arrangement",
    "View",
    "arrangements_of",
    "products_along",
]


class View(Struct, frozen=True, eq=False):
    """A mistake in how an array is laid out, and the functions of an array that make it."""

    mistake: Mistake
    functions: Callable[[Array], Iterator[Apply]]


class Arrangement(Struct, frozen=True, eq=False):
    """One function of the array at any trial, and the deviation that it is."""

    step: Step
    apply: Apply


IDENTITY: Final = Arrangement(NOTHING, lambda array: array)


AXES: Final = Mistake(
    "layout.axes",
    Rank.FORM,
    "All the entries are there but on other axes. Read the layout that is asked for: it says which"
    " index each axis runs over.",
)
AXES_OR_FACTOR: Final = Mistake(
    AXES.id,
    AXES.rank,
    "All the entries are there but on other axes, an index of the input and one of the output"
    " exchanged: a factor is transposed, or the axes are not those of the layout that is asked"
    " for.",
)
"""Of a whole layout no such two are exchanged alone; of a term, where a factor is transposed."""

_TRANSPOSED: Final = View(
    Mistake(
        "layout.transposed",
        Rank.FORM,
        "You used the transposed convention. {layout}",
        otherwise={
            "value": "This is the transpose of what is asked: rows and columns are exchanged.",
            "beside": "Its rows and columns are exchanged.",
        },
    ),
    arrangements.transposed,
)

SIMPLE: Final = (
    _TRANSPOSED,
    View(
        AXES,
        arrangements.axes_exchanged,
    ),
    View(
        Mistake(
            "shape.flat",
            Rank.FORM,
            "Your answer has only one numpy axis; the distinction of rows and columns is part of"
            " the answer.",
        ),
        arrangements.flat,
    ),
    View(
        Mistake("shape.axes", Rank.FORM, "An axis of length 1 is too many or too few."),
        arrangements.lone_axes,
    ),
)
"""The views that any origin is looked at through."""

VIEWS: Final = (
    *SIMPLE,
    View(
        Mistake(
            "shape.stacked",
            Rank.SHAPE,
            "All entries stand in one line; the answer has more axes than one.",
        ),
        arrangements.stacked,
    ),
    View(
        Mistake(
            "shape.merged",
            Rank.SHAPE,
            "Axes were flattened into one; each has to stay an axis of its own.",
        ),
        arrangements.merged,
    ),
    View(
        Mistake(
            "order.rows",
            Rank.SHARE,
            "All the entries are there but in another order: reshaping is not transposing, and"
            " numpy fills row by row where vec stacks columns.",
        ),
        arrangements.refilled,
    ),
    View(
        Mistake(
            "axis.summed",
            Rank.OTHER,
            "You summed over an axis that belongs in the answer: every pair of an input's and an"
            " output's element counts.",
            otherwise={
                "value": "You summed over an axis that belongs in the answer.",
                "beside": "Your answer has the sums of that over one axis.",
            },
        ),
        partial(arrangements.reduced, np.sum),
    ),
    View(
        Mistake(
            "axis.averaged",
            Rank.UNUSUAL,
            "You took a mean over an axis that belongs in the answer: every pair of an input's"
            " and an output's element counts.",
            otherwise={"value": "You took a mean over an axis that belongs in the answer."},
        ),
        partial(arrangements.reduced, np.mean),
    ),
    View(
        Mistake(
            "zeros.missing",
            Rank.SHAPE,
            "The zeros are missing: an input that does not reach an output has the derivative 0"
            " there.",
        ),
        arrangements.without_zeros,
    ),
    View(
        Mistake(
            "axis.repeated",
            Rank.UNUSUAL,
            "Every entry along an axis holds the same sum; each needs its own value.",
        ),
        arrangements.repeated,
    ),
    View(
        Mistake(
            "tensor.condensed",
            Rank.SHARE,
            "This is the condensed form, a shorthand for the chain rule. Here every pair of"
            " elements counts, zeros and repeats included.",
        ),
        arrangements.condensed,
    ),
    View(
        Mistake(
            "diagonal.compressed",
            Rank.SHAPE,
            "This is the diagonal alone, the element-wise compressed form; the full matrix is"
            " asked for.",
        ),
        arrangements.diagonal_taken,
    ),
    View(
        Mistake(
            "diagonal.full",
            Rank.SHAPE,
            "This is the full diagonal matrix; the compressed column is asked for.",
        ),
        arrangements.diagonal_expanded,
    ),
    View(
        Mistake(
            "diagonal.only",
            Rank.SHARE,
            "You kept only the entries where input and output index agree; the others are not"
            " zero here.",
        ),
        arrangements.diagonal_only,
    ),
    View(
        Mistake(
            "index.first",
            Rank.RULE_UNUSUAL,
            "Only the first index of an axis is there; every one is asked for.",
        ),
        arrangements.first_only,
    ),
    View(
        Mistake(
            "index.last",
            Rank.RULE_UNUSUAL,
            "Only the last index of an axis is there; every one is asked for.",
        ),
        arrangements.last_only,
    ),
    View(
        Mistake(
            "zeros.extra",
            Rank.SHAPE,
            "The right entries are there, with zeros beside them for rows or columns that there are"
            " not.",
        ),
        arrangements.zeros_beside,
    ),
    View(
        Mistake(
            "index.shifted",
            Rank.RULE,
            "The entries are shifted by one place along an axis: formulas count from 1, numpy"
            " from 0.",
            otherwise={"value": "The entries are shifted by one place along an axis."},
        ),
        arrangements.shifted,
    ),
    View(
        Mistake(
            "index.reversed",
            Rank.UNUSUAL,
            "The entries along an axis are in reverse order.",
        ),
        arrangements.turned_round,
    ),
)
"""All views; the true answer and the inputs are looked at through every one of them."""

WITHOUT_ZEROS: Final = Mistake(
    "axis.summed",
    Rank.OTHER,
    "An axis that belongs in the answer is left out: only the entries that are not zero stand"
    " there. Every pair of an input's and an output's element counts, zeros included.",
    otherwise={
        "value": "An axis is left out: only the entries that are not zero stand there.",
        "beside": "Of that, only the entries that are not zero stand there, without an axis.",
    },
)
"""What is said of sums over an axis where no two entries other than zero were added up."""

_CUT_TO_FIT: Final = frozenset({"axis.summed", "diagonal.compressed"})
"""A part of a chain is often cut to a shape that fits in these ways."""

REDUCED: Final = tuple(view for view in VIEWS if view in SIMPLE or view.mistake.id in _CUT_TO_FIT)
"""The views of other derivatives."""


def arrangements_of(array: Array, views: Sequence[View]) -> Iterator[Arrangement]:
    """Yield the arrangements of some views that mean something for an array, itself first."""
    yield IDENTITY
    if array.size == 1:  # the axes of a single number do not count
        return
    for view in views:
        for apply in view.functions(array):
            yield Arrangement(Step(view.mistake), apply)


def products_along(
    along: Array, answer: Array, tolerance: float
) -> Iterator[tuple[Arrangement, float, float]]:
    """Yield the inner product of an answer with ``along`` for each simple way to arrange both.

    With it comes how far the product may be from that of an answer that agrees by ``tolerance``.
    """
    slack = tolerance * float(np.abs(answer).max())
    for view in arrangements_of(along, SIMPLE):
        seen = view.apply(along)
        if seen.shape == answer.shape:
            yield view, float(np.sum(answer * seen)), slack * float(np.abs(seen).sum())

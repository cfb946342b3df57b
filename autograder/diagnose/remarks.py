"""What can be said of a wrong answer that nothing explains: where it is right, or when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.context import Subject
from autograder.diagnose.explanation import Diagnosis, Seen
from autograder.diagnose.index import agrees
from autograder.diagnose.label_places import labels_of_places
from autograder.diagnose.mistake import Mistake, Rank
from autograder.oracle.compare import NEAR, RIGHT
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of

__all__ = ["REMARKS", "is_near", "precision_of", "remark_on"]

Array = NDArray[np.float64]
"""The trials and the answer at each of them."""


class Remark(Struct, frozen=True, eq=False):
    """What is true of an answer that no explanation gives, and when: particulars, or None."""

    mistake: Mistake
    particulars: Callable[[Subject, Seen], Mapping[str, str] | None]


_MOSTLY_RIGHT: Final = 0.5  # at least this share of the entries that are not zero
_TINY: Final = 1e-300  # instead of a zero to divide by
_MOST_DECIMALS: Final = 6
_HALF: Final = 0.5 + 1e-9
"""Of the last decimal: how far a number is from its rounded one, and a little rounding besides."""
_MATTER_OF_DIGITS: Final = 0.05
"""A factor nearer to 1 than that is an error of rounding or an approximation, whatever its form."""
_LEAST_OF_SLICE: Final = 2  # entries that are not zero, of which a factor has to be the same
_FEW: Final = 3  # entries that are listed one by one


def remark_on(subject: Subject, seen: Seen) -> Diagnosis | None:
    """Return the first remark that is true of an answer at every trial."""
    return next(filter(None, (_said(remark, subject, seen) for remark in REMARKS)), None)


def _said(remark: Remark, subject: Subject, seen: Seen) -> Diagnosis | None:
    slots = remark.particulars(subject, seen)
    if slots is None:
        return None
    sentence = remark.mistake.sentence(subject.setting, slots, subject.notes)
    return Diagnosis(remark.mistake.id, sentence)


def _of_kind(seen: Seen, *kinds: str) -> Seen:
    return [(context, answer) for context, answer in seen if context.trial.kind in kinds]


def _all_zero(subject: Subject, seen: Seen) -> dict[str, str] | None:  # noqa: ARG001
    return {} if seen and not any(answer.any() for _, answer in seen) else None


def _only_equal(subject: Subject, seen: Seen) -> dict[str, str] | None:
    """Whether an answer is right where all dimensions are equal, and at no ordinary trial.

    One right trial may be luck: it takes the one with all dimensions 1 as well.
    """
    alike, ordinary = _of_kind(seen, "equal", "unit"), _of_kind(seen, "ordinary")
    right = [agrees(answer, context.truth, RIGHT) for context, answer in alike]
    wrong = [not agrees(answer, context.truth, RIGHT) for context, answer in ordinary]
    telling = len(alike) > 1 and any(answer.size > 1 for _, answer in alike)
    several = len(subject.problem.dimensions) > 1
    return {} if telling and several and all(right) and all(wrong) else None


def _same_entries(subject: Subject, seen: Seen) -> dict[str, str] | None:  # noqa: ARG001
    """Whether the answer holds the right entries in other places."""
    ordinary = _of_kind(seen, "ordinary")
    enough = all(len(set(np.abs(context.truth).ravel())) > 2 for context, _ in ordinary)
    return (
        {}
        if enough
        and all(agrees(np.sort(a.ravel()), np.sort(s.truth.ravel()), RIGHT) for s, a in ordinary)
        else None
    )


def _same_sizes(subject: Subject, seen: Seen) -> dict[str, str] | None:  # noqa: ARG001
    """Whether only signs are wrong."""
    return (
        {}
        if all(agrees(np.abs(answer), np.abs(context.truth), RIGHT) for context, answer in seen)
        else None
    )


def _some_entries(subject: Subject, seen: Seen) -> dict[str, str] | None:
    """Whether the answer is right but for some entries, and where those are."""
    ordinary = _of_kind(seen, "ordinary")
    if not all(
        context.truth.shape == answer.shape and answer.size > 1 for context, answer in ordinary
    ):
        return None
    masks = [_wrong(answer, context.truth) for context, answer in ordinary]
    if not all(
        _is_mostly_right(mask, context.truth)
        for mask, (context, _) in zip(masks, ordinary, strict=True)
    ):
        return None
    where = next((text for describe in _PATTERNS if (text := describe(masks))), "")
    if where:
        return {"where": where + _axes_in_words(subject)}
    name = labels_of_places(masks, [context.values for context, _ in ordinary])
    return {"where": f"at the places that {name} marks"} if name else None


def _by_one_number(subject: Subject, seen: Seen) -> dict[str, str] | None:  # noqa: ARG001
    """Whether the answer is a multiple of the true one at every trial."""
    ordinary = _of_kind(seen, "ordinary")
    is_multiple = all(
        context.truth.shape == answer.shape and _is_multiple(answer, context.truth)
        for context, answer in ordinary
    )
    return {} if is_multiple and not is_near(seen, _MATTER_OF_DIGITS) else None


def _along_one_axis(subject: Subject, seen: Seen) -> dict[str, str] | None:
    """Return the one axis along which a factor changes by which an answer is off."""
    ordinary = _of_kind(seen, "ordinary")
    shape_is_right = all(
        context.truth.shape == answer.shape and min(answer.shape, default=1) > 1
        for context, answer in ordinary
    )
    is_matrix = shape_is_right and ordinary[0][1].ndim > 1
    if not is_matrix or is_near(seen, _MATTER_OF_DIGITS):
        return None
    for axis in range(ordinary[0][1].ndim):
        if all(_is_factor_along(axis, answer, context.truth) for context, answer in ordinary):
            return {"where": f"axis {axis}{_axes_in_words(subject)}"}
    return None


def _is_factor_along(axis: int, answer: Array, truth: Array) -> bool:
    """Whether each slice across an axis is the true one times a number, and not a part of it."""
    slices = zip(np.moveaxis(answer, axis, 0), np.moveaxis(truth, axis, 0), strict=True)
    return all(_is_multiple(one, right) for one, right in slices)


def _is_multiple(answer: Array, truth: Array) -> bool:
    sizes = np.abs(truth[truth != 0])
    if sizes.size < _LEAST_OF_SLICE or np.allclose(sizes, sizes[0]) or not answer.any():
        return False  # of numbers that are all alike, any others are a multiple
    number = float(np.sum(answer * truth) / np.sum(truth * truth))
    return agrees(answer, number * truth, RIGHT)


def _wrong(answer: Array, truth: Array) -> NDArray[np.bool_]:
    return np.asarray(np.abs(answer - truth) > RIGHT * np.abs(truth).max())


def _is_mostly_right(mask: NDArray[np.bool_], truth: Array) -> bool:
    telling = truth != 0
    return bool(mask.any() and telling.sum() > 1 and np.mean(~mask[telling]) >= _MOSTLY_RIGHT)


Masks = Sequence[NDArray[np.bool_]]


def _the_same_few(masks: Masks) -> str:
    places = [tuple(map(tuple, np.argwhere(mask).tolist())) for mask in masks]
    if len(set(places)) > 1 or len(places[0]) > _FEW:
        return ""
    return " and ".join(str(place if len(place) > 1 else place[0]) for place in places[0])


def _one_slice(masks: Masks) -> str:
    for axis in range(masks[0].ndim):
        for index, name in ((0, "first"), (-1, "last")):
            if all((mask == _slice_mask(mask, axis, index)).all() for mask in masks):
                return f"with the {name} index of axis {axis}"
    return ""


def _slice_mask(mask: NDArray[np.bool_], axis: int, index: int) -> NDArray[np.bool_]:
    only = np.zeros_like(mask)
    np.moveaxis(only, axis, 0)[index] = True
    return only


def _on_or_off_diagonal(masks: Masks) -> str:
    if any(mask.ndim != 2 or mask.shape[0] != mask.shape[1] for mask in masks):
        return ""
    if all((mask == np.eye(len(mask), dtype=bool)).all() for mask in masks):
        return "on the diagonal"
    if not any(np.diag(mask).any() for mask in masks):
        return "off the diagonal"
    return ""


_PATTERNS: Final[tuple[Callable[[Masks], str], ...]] = (
    _on_or_off_diagonal,
    _one_slice,
    _the_same_few,
)


def _axes_in_words(subject: Subject) -> str:
    target = target_of(subject.problem, subject.answer)
    if not isinstance(target, DerivativeTarget) or target.batch:
        return ""
    named = [
        f"axis {number} is {axis}" for number, axis in enumerate(target.layout.axes) if axis != "1"
    ]
    return f" ({', '.join(named)})" if named else ""


PRECISION: Final = Mistake(
    "precision.low",
    Rank.REMARK,
    "The numbers are right to about {digits} only: a term may be missing, or a derivative was"
    " approximated or rounded.",
)
"""True of an answer near the true one; the comparison finds most such answers itself."""


def is_near(seen: Seen, tolerance: float) -> bool:
    """Whether an answer is the true one at every trial, up to a share of its largest entry."""
    return all(agrees(answer, context.truth, tolerance) for context, answer in seen)


def _digits(subject: Subject, seen: Seen) -> dict[str, str] | None:  # noqa: ARG001
    """Return to how many digits a near answer is right."""
    if not is_near(seen, NEAR):
        return None
    errors = [
        float(np.abs(answer.ravel() - context.truth.ravel()).max())
        / max(float(np.abs(context.truth).max()), _TINY)
        for context, answer in seen
    ]
    count = int(-np.log10(max(*errors, RIGHT)))
    return {"digits": f"{count} digit" if count == 1 else f"{count} digits"}


def _decimals(subject: Subject, seen: Seen) -> dict[str, str] | None:  # noqa: ARG001
    """Return to how many decimals an answer is the true one, rounded."""
    for count in range(_MOST_DECIMALS + 1):
        if all(
            context.truth.shape == answer.shape and _is_rounded(answer, context.truth, count)
            for context, answer in seen
        ):
            return {"digits": f"{count} decimal" if count == 1 else f"{count} decimals"}
    return None


def _is_rounded(answer: Array, truth: Array, count: int) -> bool:
    return np.array_equal(answer, np.round(answer, count)) and bool(
        (np.abs(answer - truth) <= _HALF * 10.0**-count).all()
    )


def precision_of(subject: Subject, seen: Seen) -> Diagnosis | None:
    """Return to how many digits an answer is right, where it is near the true one."""
    return _said(Remark(PRECISION, _digits), subject, seen)


REMARKS: Final = (
    Remark(
        Mistake("answer.zero", Rank.REMARK, "Every entry of your answer is 0."),
        _all_zero,
    ),
    Remark(
        Mistake(
            "only.equal-dimensions",
            Rank.REMARK,
            "This is right only where all dimensions are equal: check which length or axis each"
            " part belongs to.",
        ),
        _only_equal,
    ),
    Remark(
        Mistake(
            "sign.some", Rank.REMARK, "The sizes of all entries are right; some signs are wrong."
        ),
        _same_sizes,
    ),
    Remark(
        Mistake(
            "scale.other",
            Rank.REMARK,
            "All is right but for one factor, the same for all entries: a number in front is wrong"
            " or is missing.",
        ),
        _by_one_number,
    ),
    Remark(
        Mistake(
            "factor.along",
            Rank.REMARK,
            "All is right but for a factor that depends on the index of {where} alone: a factor"
            " that runs along it is wrong, or is taken at a wrong place.",
        ),
        _along_one_axis,
    ),
    Remark(
        Mistake(
            "entries.moved",
            Rank.REMARK,
            "All the entries are there, but not in their places.",
        ),
        _same_entries,
    ),
    Remark(
        Mistake(
            "entries.some",
            Rank.REMARK,
            "All entries are right except those {where}.",
        ),
        _some_entries,
    ),
    Remark(PRECISION, _digits),
    Remark(
        Mistake(
            "precision.low",
            Rank.REMARK,
            "The numbers are right but rounded to {digits}; return them as they are.",
        ),
        _decimals,
    ),
)
"""Remarks, in the order in which they are tried."""

"""Origins near the true answer: elsewhere, or with a term or factor too many or too few."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.context import UNNAMED, Subject, TrialContext, in_words
from autograder.diagnose.differences import DIFFERENCES
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.origin import Arrays, Origin, quantities
from autograder.diagnose.other_axis import OTHER_AXIS
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of
from autograder.problemset.functions import FUNCTIONS, names_of_kind
from autograder.problemset.model import ByReference, Second

__all__ = ["FACTOR_EXTRA", "FACTOR_MISSING", "MASKS", "VARIANTS", "entry_factors"]

Array = NDArray[np.float64]

Truth: TypeAlias = Callable[[Mapping[str, Any]], Any]
"""The right answer as a function of the inputs."""
Move: TypeAlias = Callable[[Any, TrialContext], Any]
"""Another value for an input, from its own at a trial."""

_KINKED: Final = frozenset({"abs", "ceil", "floor", "relu", "sign"})


def _elsewhere(subject: Subject) -> Arrays:
    """Evaluate the right answer with one input replaced, moved, transposed or negated."""
    if isinstance(subject.answer.asks, (ByReference, Second)):
        return
    environment, known = subject.start.environment, quantities(subject)
    truth = subject.truth_at
    for name in (name for name in subject.problem.given if name in known):
        shape = np.shape(environment[name])
        alike = [
            other for other in known if other != name and np.shape(environment[other]) == shape
        ]
        moves: list[tuple[str, Move]] = [(f"-{name}", lambda here, _: -here)]
        for other in alike:
            moves.append((in_words(other), partial(_replaced, other)))
            moves.append((f"{name} + {in_words(other)}", partial(_added, other)))
        if len(shape) == 2 and shape[0] == shape[1] > 1:
            moves.append((f"{name}.T", _transposed))
        for words, move in moves:
            yield {"name": name, "other": words}, partial(_moved, truth, name, move)


def _exchanged(subject: Subject) -> Arrays:
    if isinstance(subject.answer.asks, (ByReference, Second)):
        return
    environment, names = subject.start.environment, list(subject.problem.given)
    truth = subject.truth_at
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            if np.shape(environment[first]) == np.shape(environment[second]):
                yield {"name": first, "other": second}, partial(_swapped, truth, first, second)


def _reordered(move: Move, subject: Subject) -> Arrays:
    """Evaluate the right answer with the entries of one input in another order."""
    if isinstance(subject.answer.asks, (ByReference, Second)):
        return
    truth = subject.truth_at
    for name in subject.problem.given:
        shape = np.shape(subject.start.values[name])
        if sum(length > 1 for length in shape) == 1:
            yield {"name": name}, partial(_moved, truth, name, move)


def _in_reverse(here: Any, _: TrialContext) -> Any:
    return np.flip(here)


def _shifted(places: int, here: Any, _: TrialContext) -> Any:
    moved = np.roll(here, places)
    moved.flat[0 if places > 0 else -1] = 0.0
    return moved


def _masked(change: Move, subject: Subject) -> Arrays:
    """Evaluate the right answer with another mask: an input of zeros and ones."""
    if isinstance(subject.answer.asks, (ByReference, Second)):
        return
    truth = subject.truth_at
    for name, given in subject.problem.given.items():
        if given.domain.name == "binary":
            yield {"name": name}, partial(_moved, truth, name, change)


def _mask_turned(here: Any, _: TrialContext) -> Any:
    return 1.0 - here


def _no_mask(here: Any, _: TrialContext) -> Any:
    return np.ones_like(here)


def _moved(truth: Truth, name: str, move: Move, context: TrialContext) -> Any:
    return truth({**context.values, name: move(context.values[name], context)})


def _transposed(here: Any, _: TrialContext) -> Any:
    return np.transpose(here)


def _replaced(other: str, _: Any, context: TrialContext) -> Any:
    return context.environment[other]


def _added(other: str, here: Any, context: TrialContext) -> Any:
    return here + context.environment[other]


def _swapped(truth: Truth, first: str, second: str, context: TrialContext) -> Any:
    values = context.values
    return truth({**values, first: values[second], second: values[first]})


def _aligned(array: Array, shape: tuple[int, ...]) -> Iterator[Callable[[Array], Array]]:
    """Yield the ways to lay an array along a shape's axes; dimensions differ at the first trial."""
    lengths = [length for length in array.shape if length > 1]
    if not lengths or len(set(lengths)) < len(lengths):
        if array.shape == shape and lengths:
            yield lambda a: a
        return
    if len(lengths) == 1:
        for axis, length in enumerate(shape):
            if length == lengths[0]:
                new = tuple(-1 if place == axis else 1 for place in range(len(shape)))
                yield partial(_reshaped, new)
    elif array.shape == shape:
        yield lambda a: a
    elif array.shape[::-1] == shape:
        yield np.transpose


def _reshaped(shape: tuple[int, ...], array: Array) -> Array:
    return array.reshape(shape)


def _times(factor: Callable[[Array], Any], subject: Subject) -> Arrays:
    shape = subject.start.truth.shape
    for name in quantities(subject):
        value = np.asarray(subject.start.environment[name], dtype=float)
        for align in _aligned(value, shape):
            yield {"name": in_words(name)}, partial(_product, name, align, factor)


def _product(
    name: str,
    align: Callable[[Array], Array],
    factor: Callable[[Array], Any],
    context: TrialContext,
) -> Array:
    return np.asarray(
        context.truth * factor(align(np.asarray(context.environment[name], dtype=float)))
    )


def entry_factors(subject: Subject) -> Iterator[tuple[str, Callable[[TrialContext], Array]]]:
    """Yield the quantities that may be a factor of an answer entry by entry, along its axes."""
    shape = subject.start.truth.shape
    for name in quantities(subject):
        value = np.asarray(subject.start.environment[name], dtype=float)
        for align in _aligned(value, shape):
            yield in_words(name), partial(_laid_along, name, align)


def _laid_along(name: str, align: Callable[[Array], Array], context: TrialContext) -> Array:
    return align(np.asarray(context.environment[name], dtype=float))


def _plus(sign: float, subject: Subject) -> Arrays:
    for name in quantities(subject):
        if name != UNNAMED:
            yield {"name": name}, partial(_with_term, name, sign)


def _with_term(name: str, sign: float, context: TrialContext) -> Array | None:
    added = context.truth + sign * np.asarray(context.environment[name], dtype=float)
    return added if added.shape == context.truth.shape else None


def _of_the_answer(function: Callable[[Array], Array], _: Subject) -> Arrays:
    yield {}, lambda context: function(context.truth)


def _of_logarithms(subject: Subject) -> Arrays:
    """Yield the true derivative times the variable and over the output, entry by entry."""
    target = target_of(subject.problem, subject.answer)
    if isinstance(target, DerivativeTarget):
        yield {}, partial(_elasticity, target)


def _elasticity(target: DerivativeTarget, context: TrialContext) -> Array:
    function, x = target.forward.at(context.values)
    ratios = np.multiply.outer(np.real(x), 1.0 / np.real(function(x)))
    return np.asarray(context.truth * target.arrange(ratios))


def _activated(is_shown: bool, subject: Subject) -> Arrays:
    """Apply the functions that a problem shows to its answer, or the smooth ones among the others.

    A function with a kink is the same as nothing on one side of it, so that it may fit by chance.
    """
    shown = frozenset[str]().union(*(line.calls for _, line in subject.problem.forward.lines))
    every = sorted(names_of_kind("entrywise"))
    names = [n for n in every if (n in shown if is_shown else n not in shown and n not in _KINKED)]
    for name in names:
        for slots, compute in _of_the_answer(FUNCTIONS[name], subject):
            yield {**slots, "name": name}, compute


def _of_sigmoid(f: Array) -> Array:
    return f * (1 - f)


def _of_tanh(f: Array) -> Array:
    return 1 - f**2


def _one_over(slope: Callable[[Array], Array], f: Array) -> Array:
    return np.asarray(1.0 / slope(f))


MASKS: Final = (
    Origin(
        Mistake(
            "mask.turned",
            Rank.RULE_UNUSUAL,
            "The mask {name} is turned: what it should let pass is stopped, and the reverse.",
        ),
        partial(_masked, _mask_turned),
    ),
    Origin(
        Mistake(
            "mask.missing",
            Rank.RULE_UNUSUAL,
            "The mask {name} is left out: what it should stop counts as well.",
        ),
        partial(_masked, _no_mask),
    ),
)
"""What becomes of the answer by a wrong mask."""

FACTOR_EXTRA: Final = Mistake(
    "factor.extra",
    Rank.RULE_UNUSUAL,
    "Entry by entry, there is a factor {name} too many, or a division by it is missing.",
)
FACTOR_MISSING: Final = Mistake(
    "factor.missing", Rank.RULE_UNUSUAL, "Entry by entry, the factor {name} is missing."
)

VARIANTS: Final = (
    *DIFFERENCES,
    *OTHER_AXIS,
    Origin(
        Mistake("operand.exchanged", Rank.LEFT_OUT, "{name} and {other} are exchanged."), _exchanged
    ),
    *MASKS,
    Origin(
        Mistake(
            "index.reversed",
            Rank.LEFT_OUT,
            "The entries of {name} stand in reverse order in your expression.",
        ),
        partial(_reordered, _in_reverse),
    ),
    *(
        Origin(
            Mistake(
                "index.shifted",
                Rank.RULE_UNUSUAL,
                "The entries of {name} stand one place off in your expression.",
            ),
            partial(_reordered, partial(_shifted, places)),
        )
        for places in (1, -1)
    ),
    Origin(
        Mistake(
            "evaluated.elsewhere",
            Rank.FAR_FETCHED,
            "The right expression is evaluated at the wrong place: {other} stands in the place of"
            " {name}.",
        ),
        _elsewhere,
    ),
    Origin(
        Mistake(
            "term.extra",
            Rank.WRONG_WAY,
            "The term {name} is one too many: what does not depend on the variable has derivative"
            " 0.",
            otherwise={"value": "The term {name} is one too many."},
        ),
        partial(_plus, 1.0),
    ),
    Origin(
        Mistake(
            "term.extra",
            Rank.WRONG_WAY,
            "The term {name} is subtracted, and does not belong there.",
            otherwise={"value": "The term {name} is missing or subtracted."},
        ),
        partial(_plus, -1.0),
    ),
    Origin(
        Mistake(
            "function.extra",
            Rank.SLIP,
            "The function {name} was applied to the answer, and does not belong there.",
        ),
        partial(_activated, True),
    ),
    Origin(
        Mistake(
            "function.extra",
            Rank.SLIP,
            "The numbers are as if the function {name} had been applied to the answer.",
        ),
        partial(_activated, False),
    ),
    Origin(
        Mistake(
            "activation.second",
            Rank.SLIP,
            "This is a further derivative, f(1 - f) of the answer.",
        ),
        partial(_of_the_answer, lambda f: f * (1 - f)),
    ),
    Origin(
        Mistake(
            "activation.second",
            Rank.SLIP,
            "This is a further derivative, 1 - f^2 of the answer.",
        ),
        partial(_of_the_answer, lambda f: 1 - f**2),
    ),
    Origin(
        Mistake(
            "power.wrong",
            Rank.WRONG_WAY,
            "This is the square of the answer, entry by entry.",
        ),
        partial(_of_the_answer, np.square),
    ),
    Origin(
        Mistake(
            "factor.extra",
            Rank.RULE_UNUSUAL,
            "Each derivative is multiplied by the variable and divided by the output, as in the"
            " derivative of a logarithm by a logarithm.",
        ),
        _of_logarithms,
    ),
    Origin(
        FACTOR_EXTRA,
        partial(_times, lambda f: f),
    ),
    Origin(
        FACTOR_MISSING,
        partial(_times, lambda f: 1.0 / f),
    ),
    *(
        Origin(
            Mistake(
                "activation.extra",
                Rank.WRONG_WAY,
                "There is a factor f' too many: it has cancelled already, or there is no such"
                " activation here.",
            ),
            partial(_times, slope),
        )
        for slope in (_of_sigmoid, _of_tanh)
    ),
    *(
        Origin(
            Mistake(
                "activation.missing", Rank.WRONG_WAY, "The factor f' is missing from the chain."
            ),
            partial(_times, partial(_one_over, slope)),
        )
        for slope in (_of_tanh, _of_sigmoid)
    ),
    Origin(
        Mistake("factor.extra", Rank.DOUBLED, "There is a mask of {name} too many."),
        partial(_times, lambda f: (f > 0) * 1.0),
    ),
)
"""What the true answer becomes by something that was put on top of it, or taken from it."""

"""Numbers that a whole answer may be off by, each with a name."""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct

from autograder.diagnose.context import Subject, TrialContext, in_words
from autograder.diagnose.formula_trees import formula_of
from autograder.diagnose.mistake import LESS_LIKELY, NOTHING, Mistake, Rank, Setting, Step
from autograder.diagnose.syntax import walk
from autograder.oracle.compiled import Compiled
from autograder.problemset.formula import Program
from autograder.problemset.model import Problem

__all__ = [
    "EXTRA",
    "FACTORS",
    "LACKING",
    "ONE",
    "SIGN",
    "Factor",
    "Scale",
    "scalar_parts",
    "scales_of",
]


Number: TypeAlias = Callable[[TrialContext], float]
Named: TypeAlias = tuple[str, int, Number]
"""What a number is called, its surcharge, its value at a trial."""


class Factor(Struct, frozen=True, eq=False):
    """A mistake by which a whole answer is off, and the numbers of that kind in a problem."""

    mistake: Mistake
    numbers: Callable[[Subject], Iterator[Named]]


class Scale(Struct, frozen=True, eq=False):
    """One factor, as a function of the trial."""

    step: Step
    at: Number


def _number(value: float) -> Number:
    return lambda _: value


def _lengths_to(powers: Mapping[str, int], times: float = 1.0) -> Number:
    """Return a product of powers of dimensions."""
    return lambda context: (
        times
        * math.prod(math.pow(context.trial.dims[name], power) for name, power in powers.items())
    )


ONE: Final = Scale(NOTHING, _number(1.0))


def _numbers(_: Subject) -> Iterator[Named]:
    for number in (2, 3, 4):  # a rank for each number beyond the commonest
        yield str(number), 2 * (number - 2), _number(number)
        yield f"1/{number}", 2 * (number - 2), _number(1 / number)


def _lengths(subject: Subject) -> Iterator[Named]:
    for name in subject.problem.dimensions:
        yield name, 0, _lengths_to({name: 1})
        yield f"1/{name}", 0, _lengths_to({name: -1})
        yield f"{name}/2", LESS_LIKELY, _lengths_to({name: 1}, 0.5)
        yield f"2/{name}", LESS_LIKELY, _lengths_to({name: -1}, 2.0)


def _ratios_of_lengths(subject: Subject) -> Iterator[Named]:
    for first, second in itertools.permutations(subject.problem.dimensions, 2):
        yield f"{first}/{second}", 0, _lengths_to({first: 1, second: -1})


def _products_of_lengths(subject: Subject) -> Iterator[Named]:
    for first, second in itertools.combinations(subject.problem.dimensions, 2):
        yield f"{first}*{second}", 0, _lengths_to({first: 1, second: 1})
        yield f"1/({first}*{second})", 0, _lengths_to({first: -1, second: -1})


def _roots_of_lengths(subject: Subject) -> Iterator[Named]:
    for name in subject.problem.dimensions:
        yield f"sqrt({name})", 0, partial(_root, name, 0.5)
        yield f"1/sqrt({name})", 0, partial(_root, name, -0.5)


def _root(name: str, power: float, context: TrialContext) -> float:
    return math.pow(context.trial.dims[name], power)


def _one_less(subject: Subject) -> Iterator[Named]:
    for name in subject.problem.dimensions:
        yield f"{name}/({name}-1)", 0, partial(_over_one_less, name, 1)
        yield f"({name}-1)/{name}", 0, partial(_over_one_less, name, -1)


def _over_one_less(name: str, power: int, context: TrialContext) -> float:
    length = context.trial.dims[name]
    return float((length / (length - 1)) ** power) if length > 1 else math.nan


def _is_scalar(subject: Subject, name: str) -> bool:
    if name in subject.problem.dimensions:
        return False
    value = np.asarray(subject.start.environment[name])
    return value.size == 1 and value.dtype.kind == "f"


def _scalar(name: str, power: float, context: TrialContext) -> float:
    value = float(np.asarray(context.environment[name], dtype=float).reshape(()))
    if value == 0 or (value < 0 and power != int(power)):
        return math.nan
    return float(np.float_power(value, power))  # infinite, where Python would raise


_POWERS: Final = {1.0: "{}", 2.0: "({})^2", 0.5: "sqrt({})"}


def _scalars(powers: Sequence[float], raised: bool, subject: Subject) -> Iterator[Named]:
    """Yield powers of the numbers that a forward raises to a varying power, or of the others."""
    names = _raised(subject.problem)
    for name in filter(partial(_is_scalar, subject), subject.start.environment):
        if (name in names) is not raised:
            continue
        said = in_words(name)
        shown = subject.as_shown(said)
        for power in powers:
            alone = shown if shown == said or abs(power) != 1 else f"({shown})"
            text = _POWERS[abs(power)].format(alone)
            yield text, 0 if abs(power) == 1 else LESS_LIKELY, partial(_scalar, name, power)


@lru_cache(maxsize=8)
def _raised(problem: Problem) -> frozenset[str]:
    """Return the names that are raised to a power that is no written number: those of a step."""
    return frozenset(
        node.left.id
        for _, formula in problem.forward.lines
        for node in walk(formula.tree)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Pow)
        and isinstance(node.left, ast.Name)
        and not isinstance(node.right, ast.Constant)
    )


def scalar_parts(subject: Subject) -> Iterator[tuple[str, Callable[[TrialContext], Any]]]:
    """Yield the inputs, the lines and the parts of lines that are one number, as formulas."""
    for name in filter(partial(_is_scalar, subject), subject.start.environment):
        yield subject.as_shown(in_words(name)), partial(_scalar, name, 1.0)
    told = set[str]()
    for position, (_, formula) in enumerate(subject.problem.forward.lines):
        before = Program(subject.problem.forward.lines[:position])
        for node in walk(formula.tree):
            if not isinstance(node, ast.Call) or len(told) == _MOST_PARTS:
                continue
            text = ast.unparse(node)
            if text in told:
                continue
            told.add(text)
            compute = Compiled(subject.problem, before, formula_of(node))
            try:
                value = np.asarray(compute(subject.start.values))
            except Exception:  # noqa: S112  # an operation may raise anything
                continue
            if value.size == 1 and value.dtype.kind == "f":
                yield subject.as_shown(text), partial(_part, compute)


def _part(compute: Compiled, context: TrialContext) -> float:
    return float(np.asarray(compute(context.values)).reshape(()))


_MOST_PARTS: Final = 8  # calls in the lines that are looked at, for numbers among them

_BESIDE: Final[Mapping[Setting, str]] = {"beside": "A number in front may be off as well."}
"""Of what is wrong otherwise nobody sees how large it should be: the number is not said."""

_SUM_OR_MEAN: Final = Mistake(
    "scale.mean",
    Rank.SHAPE,
    "Your answer is {scale} times what it should be: check where a sum and where a mean is meant.",
    otherwise=_BESIDE,
)
LACKING: Final = Mistake("factor.missing", Rank.SHARE, "The factor {scale} is missing.")
EXTRA: Final = Mistake(
    "factor.extra",
    Rank.SHARE,
    "There is a factor {scale} too many, or a division by it is missing.",
)

FACTORS: Final = (
    Factor(
        Mistake(
            "scale.factor",
            Rank.FORM,
            "Your answer is {scale} times what it should be: a constant factor is off.",
            otherwise=_BESIDE,
        ),
        _numbers,
    ),
    Factor(_SUM_OR_MEAN, _lengths),
    Factor(
        Mistake(_SUM_OR_MEAN.id, Rank.OTHER, _SUM_OR_MEAN.words, _SUM_OR_MEAN.otherwise),
        _products_of_lengths,
    ),
    Factor(
        Mistake(
            "scale.count",
            Rank.OTHER,
            "Your answer is {scale} times what it should be: the sum or mean runs over another"
            " length.",
            otherwise=_BESIDE,
        ),
        _ratios_of_lengths,
    ),
    Factor(
        Mistake(
            "scale.root",
            Rank.UNUSUAL,
            "Your answer is {scale} times what it should be.",
            otherwise=_BESIDE,
        ),
        _roots_of_lengths,
    ),
    Factor(
        Mistake(
            "scale.biased",
            Rank.OTHER,
            "Your answer is {scale} times what it should be: a length and one less are exchanged.",
            otherwise=_BESIDE,
        ),
        _one_less,
    ),
    Factor(LACKING, partial(_scalars, (-1.0, -2.0, -0.5), False)),
    Factor(EXTRA, partial(_scalars, (1.0, 2.0, 0.5), False)),
    Factor(
        Mistake(
            LACKING.id,
            LACKING.rank,
            "The factor {scale} is missing, or a power of it is one too low, as where a step is"
            " counted off by one.",
        ),
        partial(_scalars, (-1.0, -2.0, -0.5), True),
    ),
    Factor(
        Mistake(
            EXTRA.id,
            EXTRA.rank,
            "There is a factor {scale} too many, or a power of it is one too high, as where a step"
            " is counted off by one, or a division by it is missing.",
        ),
        partial(_scalars, (1.0, 2.0, 0.5), True),
    ),
)
"""The factors that have a name."""

SIGN: Final = Mistake(
    "sign.flipped",
    Rank.FORM,
    "The sign is wrong.",
    otherwise={"beside": "Your answer has the other sign."},
)
"""The sign as a whole; it combines with every other factor."""

_SIGN_TOO: Final = int(Rank.FORM)  # on top of a factor: the sign is a deviation of its own


def scales_of(subject: Subject) -> Iterator[Scale]:
    """Yield every named factor of a problem, 1 first, each with either sign."""
    yield ONE
    yield Scale(Step(SIGN), _number(-1.0))
    for factor in FACTORS:
        for name, surcharge, at in factor.numbers(subject):
            yield Scale(Step(factor.mistake, {"scale": name}, surcharge), at)
            negative = Step(factor.mistake, {"scale": f"-{name}"}, surcharge + _SIGN_TOO)
            yield Scale(negative, partial(_negative, at))


def _negative(at: Number, context: TrialContext) -> float:
    return -at(context)

"""Wrong coefficients of terms: of what a part of the forward, or a line of a derivation, adds.

The true answer is a sum of terms in many ways: each part that moves adds one, and so does each
summand in a derivation. For an answer that is the true one but for the coefficients of one term or
two, the coefficients are solved for and then named; so nothing has to be tried.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.arithmetic import DOUBLED
from autograder.diagnose.context import Candidate, Subject, TrialContext, in_words
from autograder.diagnose.index import Hypothesis
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.origin import TRUTH
from autograder.diagnose.scales import EXTRA, LACKING, SIGN, Scale, scalar_parts, scales_of
from autograder.diagnose.variants import FACTOR_EXTRA, FACTOR_MISSING, entry_factors
from autograder.diagnose.views import IDENTITY, SIMPLE, Arrangement, arrangements_of

__all__ = ["BESIDES", "COEFFICIENTS", "Part", "TermIndex", "dearest_of_terms"]

Array: TypeAlias = NDArray[np.float64]

Part: TypeAlias = tuple[str, Callable[[TrialContext], Any]]
"""What adds a term, as students know it if they do, and the answer without that term."""

_SIGN_OF_NAMED: Final = Mistake(
    "sign.inner", Rank.DOUBLED, "The term that comes of {name} has the wrong sign."
)
_SIGN_OF_TERM: Final = Mistake("sign.inner", Rank.DOUBLED, "The sign of one term is wrong.")
_NAMED: Final = Mistake(
    "scale.part",
    Rank.DOUBLED,
    "The term that comes of {name} is {scale} times what it should be.",
)
_TERM: Final = Mistake("scale.part", Rank.DOUBLED, "One term is {scale} times what it should be.")
_NAMED_MISSING: Final = Mistake(
    "term.missing", Rank.DOUBLED, "The term that comes of {name} is missing."
)
_MISSING: Final = Mistake("term.missing", Rank.DOUBLED, "A term is missing from a sum.")
_ANOTHER_SIGN: Final = Mistake("sign.inner", Rank.SHARE, "The sign of another term is wrong.")
_ANOTHER: Final = Mistake(
    "scale.part", Rank.SHARE, "Another term is {scale} times what it should be."
)
_ANOTHER_MISSING: Final = Mistake("term.missing", Rank.SHARE, "Another term is missing.")

COEFFICIENTS: Final = (
    _SIGN_OF_NAMED, _SIGN_OF_TERM, _NAMED, _TERM, _NAMED_MISSING, _MISSING, DOUBLED,
)  # fmt: skip
"""What can be wrong with the coefficient of a term."""
BESIDES: Final = (_ANOTHER_SIGN, _ANOTHER, _ANOTHER_MISSING)
"""What can be wrong with that of another term at the same time."""

_MOST_TERMS: Final = 24
"""Terms that are solved for, two at a time: 276 systems of two equations, in 0.2 ms."""
_MOST_ENTRIES: Final = 2_000  # of a term
_SAME: Final = 1e-9  # of a term's size: nearer to another, to none or to all, it is no other
_NEAR: Final = 1e-4  # of a coefficient: near enough to one with a name to be tried at all trials
_LEAST_ANGLE: Final = 1e-6  # between two terms that are solved for together, as a share
_LEFT_OVER: Final = 1e-6  # of a squared residual, by which most pairs are passed over at once


def dearest_of_terms() -> int:
    """Return the dearest that a solution may be: two terms, one with a length for its factor."""
    return Rank.DOUBLED + 2 * Rank.SHARE


class _Coefficient(Struct, frozen=True, eq=False):
    """A number with a name that a term may be multiplied by."""

    scale: Scale | None
    """None where the term is missing."""
    value: float

    def at(self, context: TrialContext) -> float:
        return self.scale.at(context) if self.scale else 0.0

    @property
    def words(self) -> str:
        """What a term is multiplied by, which of a factor that is missing is its inverse."""
        assert self.scale is not None
        text = self.scale.step.slots["scale"]
        if not self.scale.step.mistake or self.scale.step.mistake.id != LACKING.id:
            return text
        return f"1/{text}" if text.isidentifier() else f"1/({text})"

    @property
    def surcharge(self) -> int:
        return self.scale.step.cost - Rank.FORM if self.scale else 0

    def step(self, name: str, *, first: bool, alone: bool) -> Step:
        """Return what it says of a term: the first that is told, and the only one."""
        if self.scale is None:
            mistake = (_NAMED_MISSING if name else _MISSING) if first else _ANOTHER_MISSING
        elif self.scale.step.mistake is SIGN:
            mistake = (_SIGN_OF_NAMED if name else _SIGN_OF_TERM) if first else _ANOTHER_SIGN
        elif alone and not name and self.words == "2":
            return Step(DOUBLED)
        else:
            mistake = (_NAMED if name else _TERM) if first else _ANOTHER
        slots = {"name": name} if name and first else {}
        if self.scale is not None and self.scale.step.mistake is not SIGN:
            slots["scale"] = self.words
        return Step(mistake, slots, self.surcharge)


class _Term(Struct, frozen=True, eq=False):
    name: str
    without: Candidate
    value: Array

    def at(self, context: TrialContext) -> Array | None:
        rest = context.value(self.without)
        return None if rest is None or rest.shape != context.truth.shape else context.truth - rest


class _Factor(Struct, frozen=True, eq=False):
    """A quantity that a whole answer is multiplied by, entry by entry."""

    step: Step
    at: Callable[[TrialContext], Array]


def _factors(subject: Subject) -> Iterator[_Factor]:
    for name, at in entry_factors(subject):
        yield _Factor(Step(FACTOR_EXTRA, {"name": name}), at)
        yield _Factor(Step(FACTOR_MISSING, {"name": name}), partial(_inverse, at))
    for text, at in scalar_parts(subject):
        yield _Factor(Step(EXTRA, {"scale": text}), at)
        yield _Factor(Step(LACKING, {"scale": text}), partial(_inverse, at))


def _of_parts(subject: Subject) -> Iterator[Scale]:
    """Yield the numbers among the parts of the forward, which no factor of the whole has."""
    known = {subject.as_shown(in_words(name)) for name in subject.start.environment}
    for text, at in scalar_parts(subject):
        if text not in known:
            yield Scale(Step(EXTRA, {"scale": text}), at)
            yield Scale(Step(LACKING, {"scale": text}), partial(_one_over, at))


def _one_over(at: Callable[[TrialContext], float], context: TrialContext) -> float:
    return 1.0 / at(context)


def _inverse(at: Callable[[TrialContext], Array], context: TrialContext) -> Array:
    return np.asarray(1.0 / at(context))


def _times_factor(
    factor: _Factor, compute: Callable[[TrialContext], Any], context: TrialContext
) -> Any:
    value = compute(context)
    return None if value is None else factor.at(context) * value


class TermIndex:
    """The answers in which one term, or two, or all and one, have other coefficients."""

    def __init__(self, subject: Subject, parts: Iterable[Part]) -> None:
        """Keep the terms of a subject that differ."""
        self._subject = subject
        self._scales = tuple(scales_of(subject))
        self._coefficients = [_Coefficient(None, 0.0)]
        self._coefficients += [
            _Coefficient(scale, scale.at(subject.start)) for scale in self._scales
        ]
        self._terms = self._different(parts)
        self._factors = list(_factors(subject)) if self._terms else []
        for scale in _of_parts(subject) if self._terms else ():
            self._coefficients.append(_Coefficient(scale, scale.at(subject.start)))

    def _different(self, parts: Iterable[Part]) -> list[_Term]:
        """Return the terms that are neither nothing nor all, each once; those with a name first."""
        truth = self._subject.start.truth
        size, found = float(np.abs(truth).max()), list[_Term]()
        seen: list[Array] = [np.zeros_like(truth), truth]
        if truth.size > _MOST_ENTRIES:
            return found
        for name, compute in parts:
            without = Candidate(TRUTH.step, compute)
            rest = self._subject.start.value(without)
            if rest is None or rest.shape != truth.shape:
                continue
            term = truth - rest
            if not any(np.abs(term - other).max() <= _SAME * size for other in seen):
                seen.append(term)
                found.append(_Term(name, without, term))
            if len(found) == _MOST_TERMS:
                break
        return found

    def find(
        self,
        answer: Array,
        factors: Array,  # noqa: ARG002  # as of every look-up
        tolerance: float,
    ) -> Iterator[tuple[Hypothesis, int]]:
        """Yield the solutions for an answer at the first trial, each with the factor of the whole.

        ``factors`` are those of the scales, in their order.
        """
        truth = self._subject.start.truth
        for view in arrangements_of(truth, SIMPLE):
            seen = view.apply(truth)
            if seen.shape == answer.shape or seen.size == answer.size == 1:
                yield from self._through(view, seen.ravel(), answer.ravel(), tolerance)
        if answer.shape == truth.shape:
            for origin in self._beside_factors(answer, tolerance):
                yield (origin, IDENTITY), 0

    def _beside_factors(self, answer: Array, tolerance: float) -> Iterator[Candidate]:
        """Yield one term's coefficients where a quantity is a factor too many, or is missing."""
        truth = self._subject.start.truth
        terms = [term.value.ravel() for term in self._terms]
        for factor in self._factors if terms else ():
            number = factor.at(self._subject.start)
            whole = (answer / number).ravel()
            if not np.isfinite(whole).all():
                continue
            slack = tolerance * float(np.abs(whole).max())
            for (place,), (own,) in _singles(np.array(terms), whole - truth.ravel(), slack):
                for coefficient in self._matching(1.0 + own):
                    alone = self._candidate([(self._terms[place], coefficient)])
                    compute = partial(_times_factor, factor, alone.compute)
                    yield Candidate(alone.step, compute, (factor.step,))

    def _through(
        self, view: Arrangement, truth: Array, answer: Array, tolerance: float
    ) -> Iterator[tuple[Hypothesis, int]]:
        terms = [view.apply(term.value).ravel() for term in self._terms]
        slack = tolerance * float(np.abs(answer).max())
        for changed, numbers in _solutions([truth, *terms], truth, answer, slack):
            for origin, position in self._named(changed, numbers):
                yield (origin, view), position

    def _named(
        self, changed: tuple[int, ...], numbers: Sequence[float]
    ) -> Iterator[tuple[Candidate, int]]:
        """Yield what coefficients mean that differ from 1 by some numbers; 0 is the whole."""
        whole = 1.0 + numbers[0] if changed[0] == 0 else 1.0
        if changed == (0,) or abs(whole) <= _NEAR:
            return
        of_terms = [
            (self._terms[place - 1], 1.0 + number / whole)
            for place, number in zip(changed, numbers, strict=True)
            if place
        ]
        for position in self._positions(whole):
            choices = [self._matching(coefficient) for _, coefficient in of_terms]
            for chosen in itertools.product(*choices):
                both = [(term, one) for (term, _), one in zip(of_terms, chosen, strict=True)]
                yield self._candidate(both), position

    def _positions(self, whole: float) -> list[int]:
        """Return the positions of the scales that a factor of the whole is near to."""
        if whole == 1.0:
            return [0]
        return [
            position
            for position, one in enumerate(self._coefficients[1 : len(self._scales) + 1])
            if position and _is_near(one.value, whole)
        ]

    def _matching(self, number: float) -> list[_Coefficient]:
        one = self._coefficients[1]
        return [
            coefficient
            for coefficient in self._coefficients
            if coefficient is not one and _is_near(coefficient.value, number)
        ]

    def _candidate(self, changed: Sequence[tuple[_Term, _Coefficient]]) -> Candidate:
        changed = sorted(changed, key=lambda one: (not one[0].name, one[1].surcharge))
        (term, coefficient), *others = changed
        return Candidate(
            coefficient.step(term.name, first=True, alone=not others),
            partial(_with_coefficients, tuple(changed)),
            tuple(other.step("", first=False, alone=False) for _, other in others),
        )


def _is_near(value: float, number: float) -> bool:
    return abs(value - number) <= _NEAR * max(abs(value), _NEAR)


def _with_coefficients(
    changed: Sequence[tuple[_Term, _Coefficient]], context: TrialContext
) -> Array | None:
    """Return the true answer at a trial with other coefficients of some terms."""
    found = context.truth
    for term, coefficient in changed:
        value = term.at(context)
        if value is None:
            return None
        found = found + (coefficient.at(context) - 1.0) * value
    return found


def _singles(
    members: Array, missing: Array, slack: float
) -> Iterator[tuple[tuple[int], tuple[float]]]:
    """Yield which member, times which number, is what is missing."""
    sizes, on_each = np.einsum("ij,ij->i", members, members), members @ missing
    for place in np.flatnonzero(sizes).tolist():
        number = float(on_each[place] / sizes[place])
        if np.abs(missing - number * members[place]).max() <= slack:
            yield (place,), (number,)


def _solutions(
    members: Sequence[Array], truth: Array, answer: Array, slack: float
) -> Iterator[tuple[tuple[int, ...], tuple[float, ...]]]:
    """Yield which members, times which numbers, make up for what an answer differs by."""
    whole, missing = np.array(members), answer - truth
    on_each, squares = whole @ missing, whole @ whole.T
    sizes = np.diag(squares)
    yield from _singles(whole, missing, slack)
    if answer.size < 2:
        return
    rows, columns = np.triu_indices(len(whole), 1)
    dets = sizes[rows] * sizes[columns] - squares[rows, columns] ** 2
    firsts = (on_each[rows] * sizes[columns] - on_each[columns] * squares[rows, columns]) / dets
    seconds = (on_each[columns] * sizes[rows] - on_each[rows] * squares[rows, columns]) / dets
    total = float(missing @ missing)
    left = total - firsts * on_each[rows] - seconds * on_each[columns]
    apart = dets > _LEAST_ANGLE * sizes[rows] * sizes[columns]
    for pair in np.flatnonzero(apart & (np.abs(left) <= _LEFT_OVER * total)):
        row, column = int(rows[pair]), int(columns[pair])
        first, second = float(firsts[pair]), float(seconds[pair])
        rest = missing - first * whole[row] - second * whole[column]
        if np.abs(rest).max() <= slack and min(abs(first), abs(second)) > _NEAR:
            yield (row, column), (first, second)

"""The stages of the search: tables of mistakes, and the predictions made of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.along_step import ALONG_STEP
from autograder.diagnose.chain_edits import SLOPE_MISSING
from autograder.diagnose.context import Candidate, Subject
from autograder.diagnose.cross_pairs import CrossPairs
from autograder.diagnose.derivation import Derivation
from autograder.diagnose.factor_pairs import FactorPairs
from autograder.diagnose.formula_changes import (
    SCALED,
    surcharge_of_slips,
)
from autograder.diagnose.formulas import Formulas
from autograder.diagnose.forward_derivation import ForwardDerivation
from autograder.diagnose.gradient import once_differentiated
from autograder.diagnose.index import Index, Lookup, Prediction, Waiting, direction
from autograder.diagnose.inner import INNER
from autograder.diagnose.mistake import LESS_LIKELY, TOGETHER, Mistake, Rank, mistakes_of
from autograder.diagnose.mistake_tables import (
    OF_CHAINS,
    OF_FORMULAS,
    OF_LEFT_OUT,
    OF_RULES,
    OF_SLIPS,
)
from autograder.diagnose.normalised_derivation import NormalisedDerivation
from autograder.diagnose.on_diagonals import ON_DIAGONALS
from autograder.diagnose.origin import TRUTH, candidates_of
from autograder.diagnose.origins import DIRECT, INPUTS, OTHERS
from autograder.diagnose.reference_slips import ReferenceSlips, changed_answers, placed_answers
from autograder.diagnose.replacements import (
    REPLACEMENTS,
    Replacements,
    without_lengths,
)
from autograder.diagnose.scales import FACTORS, SIGN
from autograder.diagnose.shown_names import shown_names
from autograder.diagnose.slip_pairs import Placed, SlipPairs
from autograder.diagnose.terms import COEFFICIENTS, TermIndex, dearest_of_terms
from autograder.diagnose.tools import TOOLS
from autograder.diagnose.variants import VARIANTS
from autograder.diagnose.views import (
    IDENTITY,
    REDUCED,
    SIMPLE,
    VIEWS,
    Arrangement,
    View,
    arrangements_of,
)
from autograder.errors import StaffError
from autograder.oracle.within import in_turn
from autograder.problemset.model import ByReference, Second

__all__ = ["OF_REFERENCE", "STAGES", "Material", "Stage", "least_costs", "least_costs_after"]

Array = NDArray[np.float64]

_DEAREST_OF_TWO_SLIPS: Final = 2 * Rank.WRONG_WAY + TOGETHER
_DEAREST: Final = Rank.EXCHANGED + LESS_LIKELY + TOGETHER + Rank.FORM
"""Beyond one slip in the forward and another form, an explanation is a coincidence of parts."""


class Material:
    """What the predictions for one answer are made of, each part when it is first asked for."""

    def __init__(self, subject: Subject, slips: Callable[[], ReferenceSlips | None]) -> None:
        self.subject = subject
        self.reference_slips = slips
        self._formulas: Formulas | None = None

    @cached_property
    def differentiated(self) -> Subject | None:
        """The subject as a first derivative: of a second one, that of its gradient."""
        if not isinstance(self.subject.answer.asks, Second):
            return None if isinstance(self.subject.answer.asks, ByReference) else self.subject
        try:
            return once_differentiated(self.subject)
        except Exception:  # of what an operation may raise, each says that there is none
            return None

    @cached_property
    def derivations(self) -> tuple[Derivation, ...]:
        """Derivations of one's own, by their rules, the likelier first.

        The derivative of an output with several entries is written from the variable on, if it
        can be; else from an adjoint of the output back.
        """
        if self.differentiated is None or self.differentiated.slope is None:
            return ()
        forward = self._derived(ForwardDerivation)
        if forward is not None and forward.has_several_outputs:
            return (forward,)
        backward = self._derived(Derivation)
        is_shorter = backward is not None and backward.is_shorter_by_hand()
        is_centred = backward is not None and backward.has_sums_of_zero()
        further = 0 if is_shorter else LESS_LIKELY
        shorter = self._derived(NormalisedDerivation, further) if is_shorter or is_centred else None
        return tuple(filter(None, (backward, shorter, forward)))

    def _derived(self, kind: type[Derivation], further: int = 0) -> Derivation | None:
        try:
            return kind(
                self.formulas.subject,
                surcharge_of_derivation(self.subject) + further,
                self.formulas.directions(),
                is_chain=self.differentiated is self.subject,
                shown=self.formulas.shown,
            )
        except Exception:  # of what an operation may raise, each says that there is none
            return None

    @property
    def formulas(self) -> Formulas:
        """The problem's formulas, to be changed."""
        if self._formulas is None:
            assert self.differentiated is not None
            self._formulas = Formulas(self.differentiated, shown_names(self.subject))
        return self._formulas


class Stage(Struct, frozen=True, eq=False):
    """A part of the search: the mistakes that it may find, and the predictions by which it does."""

    name: str
    mistakes: tuple[Mistake, ...]
    build: Callable[[Material], Lookup]
    surcharge: Callable[[Subject], int] = lambda _: 0
    """What all its mistakes cost beyond their rank."""
    guesses: bool = False
    """Whether it supposes a working that nobody has shown."""
    dearest: int = _DEAREST
    """The most that an explanation of it may cost."""
    of_one_slip: bool = False
    """Whether it finds slips of the pen, one at a time: several may give the same numbers."""
    lacks: Callable[[Subject], Collection[Mistake]] = lambda _: ()
    """Mistakes of which a subject has nothing that they could be about."""

    def least(self, subject: Subject) -> int:
        """Return the least cost of an explanation that it may find."""
        lacking = self.lacks(subject)
        ranks = (mistake.rank for mistake in self.mistakes if mistake not in lacking)
        return min(ranks) + self.surcharge(subject)


def _prediction(origin: Candidate, view: Arrangement, value: Array) -> Prediction:
    shape = () if value.size == 1 else value.shape
    return Prediction(origin, view, shape, float(np.vdot(value, direction(shape))))


def _seen(subject: Subject, origin: Candidate, views: Sequence[View]) -> Iterator[Prediction]:
    """Yield what a candidate predicts through each view."""
    value = subject.start.value(origin)
    if value is not None:
        for arrangement in arrangements_of(value, views):
            yield _prediction(origin, arrangement, arrangement.apply(value))


def _through_simple_views(subject: Subject, origins: Iterable[Candidate]) -> Index:
    """Index candidates that are seen through the simple views only."""
    values = ((origin, subject.start.value(origin)) for origin in origins)
    return Index(
        (_prediction(origin, IDENTITY, value) for origin, value in values if value is not None),
        SIMPLE,
    )


def _direct(material: Material) -> Index:
    subject = material.subject
    seen = [
        (TRUTH, VIEWS),
        *((origin, VIEWS) for origin in candidates_of(subject, INPUTS)),
        *((origin, SIMPLE) for origin in candidates_of(subject, DIRECT)),
        *((origin, ()) for origin in candidates_of(subject, TOOLS)),
    ]
    return Index(
        prediction for origin, views in seen for prediction in _seen(subject, origin, views)
    )


def _others(material: Material) -> Index:
    subject = material.subject
    origins = candidates_of(subject, (*OTHERS, *ALONG_STEP))
    return Index(prediction for origin in origins for prediction in _seen(subject, origin, REDUCED))


def _by_parts(material: Material) -> Index:
    subject = material.subject
    origins = candidates_of(subject, INNER)
    return Index(prediction for origin in origins for prediction in _seen(subject, origin, REDUCED))


def _variants(material: Material) -> Index:
    subject = material.differentiated or material.subject
    return _through_simple_views(subject, candidates_of(subject, (*VARIANTS, *ON_DIAGONALS)))


def _reference(material: Material) -> Index:
    slips = material.reference_slips()
    found = changed_answers(material.subject, slips) if slips else ()
    with in_turn():
        return _through_simple_views(material.subject, found)


def _derivation(material: Material) -> Index:
    if not material.derivations:
        return Index(())
    waiting = itertools.chain.from_iterable(
        derivation.predictions() for derivation in material.derivations
    )
    return Index((), SIMPLE, material.formulas.directions(), waiting)


def _slips_of_derivation(material: Material) -> Iterable[Placed]:
    return material.derivations[0].slips if material.derivations else ()


def _slips_of_reference(material: Material) -> Iterator[Placed]:
    slips, start = material.reference_slips(), material.subject.start
    for mutant, origin in placed_answers(material.subject, slips) if slips else ():
        value = start.value(origin)
        if value is not None and value.shape == start.truth.shape:
            along = _along(material)
            product = float(np.sum(value * along))
            yield Prediction(origin, IDENTITY, start.truth.shape, product), mutant.places


def _along(material: Material) -> Array:
    shape = material.subject.start.truth.shape
    known = material.formulas.directions() if material.differentiated else {}
    return known.get(shape, direction(shape))


def _two_of_reference(material: Material) -> SlipPairs:
    slips = _slips_of_reference(material)
    return SlipPairs(material.subject, slips, _along(material), Rank.SLIP)


def _two_of_derivation(material: Material) -> SlipPairs:
    dearest = Rank.SLIP + surcharge_of_derivation(material.subject)
    slips = _slips_of_derivation(material)
    return SlipPairs(material.subject, slips, _along(material), dearest)


def _replacements(material: Material) -> Replacements:
    return Replacements(material.subject, material.derivations, _along(material))


def _cross_pairs(material: Material) -> CrossPairs:
    return CrossPairs(material.subject, material.derivations[:1], _along(material))


def surcharge_of_derivation(subject: Subject) -> int:
    """Return what a slip in a derivation of one's own costs beyond one in the reference.

    The reference is the working that students saw; where there is none, it is the best guess.
    """
    try:
        subject.key.solution(subject.problem)
    except StaffError:
        return 0
    return LESS_LIKELY // 2


def _formulas(predictions: Callable[[Formulas], Iterator[Prediction]], material: Material) -> Index:
    if material.differentiated is None:
        return Index(())
    formulas = material.formulas
    return Index(predictions(formulas), SIMPLE, formulas.directions())


def _changes(waiting: Callable[[Formulas], Iterator[Waiting]], material: Material) -> Index:
    if material.differentiated is None:
        return Index(())
    formulas = material.formulas
    return Index((), SIMPLE, formulas.directions(), waiting(formulas))


def _terms(material: Material) -> TermIndex:
    subject = material.differentiated
    if subject is None or subject.slope is None:
        return TermIndex(material.subject, ())
    of_derivation = material.derivations[0].parts() if material.derivations else ()
    return TermIndex(material.subject, itertools.chain(material.formulas.parts(), of_derivation))


_ONE_OF_REFERENCE: Final = Stage("slips of the reference", OF_SLIPS, _reference, of_one_slip=True)
_TWO_OF_REFERENCE: Final = Stage(
    "two slips of the reference",
    OF_SLIPS,
    _two_of_reference,
    lambda _: Rank.LEFT_OUT + TOGETHER,
    dearest=_DEAREST_OF_TWO_SLIPS,
)
OF_REFERENCE: Final = (_ONE_OF_REFERENCE, _TWO_OF_REFERENCE)
"""The stages that need a reference."""

STAGES: Final = (
    Stage("direct", (*mistakes_of(VIEWS, FACTORS, INPUTS, DIRECT, TOOLS), SIGN), _direct),
    Stage("other derivatives", mistakes_of(OTHERS, ALONG_STEP), _others),
    Stage(
        "wrong rules",
        OF_RULES,
        lambda material: _changes(Formulas.wrong_rules, material),
    ),
    Stage("variants", mistakes_of(VARIANTS, ON_DIAGONALS), _variants),
    _ONE_OF_REFERENCE,
    Stage(
        "slips of a derivation",
        (*OF_SLIPS, *OF_LEFT_OUT, *OF_CHAINS, SCALED),
        _derivation,
        surcharge_of_derivation,
        guesses=True,
        of_one_slip=True,
    ),
    Stage(
        "slips of the formulas",
        OF_FORMULAS,
        lambda material: _changes(Formulas.slips, material),
        surcharge_of_slips,
        of_one_slip=True,
    ),
    Stage("derivatives by a part", mistakes_of(INNER), _by_parts),
    Stage(
        "another quantity in a derivation",
        REPLACEMENTS,
        _replacements,
        surcharge_of_derivation,
        guesses=True,
        lacks=without_lengths,
    ),
    Stage(
        "two factors",
        mistakes_of(FACTORS),
        lambda material: FactorPairs(material.subject),
        lambda _: Rank.FORM + TOGETHER,
    ),
    Stage("coefficients of terms", COEFFICIENTS, _terms, guesses=True, dearest=dearest_of_terms()),
    Stage(
        "two wrong rules",
        OF_RULES,
        lambda material: _formulas(Formulas.two_rules, material),
        lambda _: Rank.RULE + TOGETHER,
        guesses=True,
    ),
    _TWO_OF_REFERENCE,
    Stage(
        "two slips of a derivation",
        (*OF_SLIPS, *OF_LEFT_OUT, SCALED),
        _two_of_derivation,
        lambda _: Rank.LEFT_OUT + TOGETHER,
        guesses=True,
        dearest=_DEAREST_OF_TWO_SLIPS,
    ),
    Stage(
        "two slips in factors of a derivation",
        (*OF_SLIPS, SLOPE_MISSING),
        _cross_pairs,
        lambda subject: Rank.LEFT_OUT + TOGETHER + 2 * surcharge_of_derivation(subject),
        guesses=True,
        dearest=_DEAREST_OF_TWO_SLIPS,
    ),
    Stage(
        "a slip of the formulas and a wrong rule",
        OF_RULES,
        lambda material: _formulas(Formulas.slips_and_rules, material),
        lambda _: Rank.LEFT_OUT + LESS_LIKELY + TOGETHER,
        guesses=True,
        dearest=Rank.RULE_UNUSUAL + Rank.SLIP + 2 * LESS_LIKELY + TOGETHER,
    ),
)
"""All stages, in the order in which they are tried."""


def least_costs(subject: Subject) -> tuple[int, ...]:
    """Return for each stage the least cost of an explanation that it may find."""
    return tuple(stage.least(subject) for stage in STAGES)


def least_costs_after(costs: Sequence[int]) -> tuple[float, ...]:
    """Return for each stage the least cost of an explanation that later ones may find."""
    return (*reversed(tuple(itertools.accumulate(reversed(costs[1:]), min))), math.inf)

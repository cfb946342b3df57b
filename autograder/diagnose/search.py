"""The search for the simplest explanation of a wrong answer, the same at every trial."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.derivative.forward import quiet
from autograder.diagnose.context import Subject
from autograder.diagnose.explanation import Diagnosis, Explanation, Seen
from autograder.diagnose.foreseen import foreseen_origins, foreseen_word
from autograder.diagnose.index import Index, Lookup, agrees
from autograder.diagnose.mistake import LESS_LIKELY, Mistake, Rank
from autograder.diagnose.mutants import Mutant
from autograder.diagnose.origin import TRUTH
from autograder.diagnose.readings import of_two_mistakes, what_all_say
from autograder.diagnose.reference_slips import ReferenceSlips
from autograder.diagnose.remarks import is_near, precision_of, remark_on
from autograder.diagnose.rivals import is_plain, with_rivals
from autograder.diagnose.scales import scales_of
from autograder.diagnose.stages import (
    OF_REFERENCE,
    STAGES,
    Material,
    Stage,
    least_costs,
    least_costs_after,
)
from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.compare import RIGHT, Numeric, read_numeric
from autograder.problemset.model import Answer, Problem, Word

__all__ = ["Diagnostician"]

Array = NDArray[np.float64]

_PLAIN_SCALE: Final = int(Rank.SHAPE)
"""The dearest factor that combines with another origin than the true answer."""
_ALONE: Final = frozenset({"sum.running"})
"""Mistakes that are believed alone: sums from the other end, transposed, are what scaled rows are.
"""
_NOT_TOGETHER: Final = frozenset(
    {
        ("transpose.inner", "layout.transposed"),
        ("transpose.inner", "layout.axes"),
        ("operand.other", "sign.flipped"),
    }
)
"""A product with a factor transposed, transposed as a whole, is one in the other order.

Axes that are exchanged of a tensor may undo what only the factor's transpose put there. Among all
quantities some other one has nearly any sign.
"""
_LEAST_TRIALS: Final = 3  # at which an explanation must hold, and by which it must be borne out


class _Case:
    """All that is prepared to explain wrong versions of one answer."""

    def __init__(self, subject: Subject, slips: Callable[[], ReferenceSlips | None]) -> None:
        self.subject = subject
        self._material = Material(subject, slips)
        self._indexes: dict[int, Lookup] = {}
        self.scales = tuple(scales_of(subject))
        self.factors = np.array([scale.at(subject.start) for scale in self.scales])
        self.foreseen = tuple(foreseen_origins(subject))
        self.least_costs = least_costs(subject)
        self.least_costs_after = least_costs_after(self.least_costs)

    @cached_property
    def in_single(self) -> float:
        """How far an answer in single precision may be from its explanation, or from the truth."""
        subject = self.subject
        return max(subject.key.allowances(subject.problem, subject.answer))

    def index(self, position: int, most: int) -> Lookup:
        """Return the predictions of a stage up to a cost, made when they are first asked for."""
        if position not in self._indexes:
            self._indexes[position] = STAGES[position].build(self._material)
        found = self._indexes[position]
        if isinstance(found, Index):
            found.upto(most)
        return found


class Diagnostician:
    """Names mistakes; what it works out for a problem serves every submission."""

    def __init__(self, key: AnswerKey) -> None:
        self._key = key
        self._cases: dict[tuple[str, str, str, int | None], _Case] = {}
        self._slips: dict[tuple[str, str], ReferenceSlips | None] = {}
        self._known: dict[tuple[str, str, str], bool] = {}

    def name(self, problem: Problem, answer: Answer, values: Sequence[Any]) -> Diagnosis | None:
        """Name the mistake in a wrong answer by its values at the first trials; None if unsure."""
        if isinstance(answer.asks, Word):
            return foreseen_word(problem, answer.asks, values)
        if not self._is_known(problem, answer):
            return None
        with quiet():
            case, seen, tolerance = self._looked_at(problem, answer, values)
            return _diagnose(case, seen, tolerance)

    def explanations(
        self, problem: Problem, answer: Answer, values: Sequence[Any]
    ) -> list[Explanation]:
        """Return every explanation that holds, the simplest first: what a name was chosen from."""
        with quiet():
            case, seen, tolerance = self._looked_at(problem, answer, values)
            if not _is_explicable(case.subject, seen):
                return []
            found = [
                explanation
                for position in range(len(STAGES))
                for explanation in _holding(case, position, seen, tolerance)
            ]
        return sorted(found, key=lambda explanation: explanation.cost)

    def _is_known(self, problem: Problem, answer: Answer) -> bool:
        """Say whether the key holds the true answer; a student's kit has fingerprints instead."""
        name = (problem.set, problem.id, answer.id)
        if name not in self._known:
            expected = (keyed.expected[answer.id].value for keyed in self._key.trials(problem))
            self._known[name] = all(bool(np.isfinite(value).all()) for value in expected)
        return self._known[name]

    def mutants(self, problem: Problem) -> tuple[Mutant, ...]:
        """Return the mutants of a problem's reference by which slips are named; none without it."""
        slips = self._slips_of(problem)
        return slips.mutants if slips else ()

    def take_over(
        self, problem: Problem, mutant: Mutant, keyed: KeyedTrial, answers: Mapping[str, Any]
    ) -> None:
        """Take what a mutant answers at a trial from somebody who has asked it."""
        slips = self._slips_of(problem)
        if slips:
            slips.take_over(mutant, keyed, answers)

    def subject(self, problem: Problem, answer: Answer) -> Subject:
        """Return an answer with its trials, as explanations see them."""
        return self._case(problem, answer).subject

    def _looked_at(
        self, problem: Problem, answer: Answer, values: Sequence[Any]
    ) -> tuple[_Case, Seen, float]:
        """Return a case with an answer as it sees it.

        An answer that is zero at the first trial, because of a branch, is looked at from another.
        """
        case = self._case(problem, answer)
        seen, tolerance = _read(case, values)
        start = _another_start(case.subject, seen)
        if start is not None:
            case = self._case(problem, answer, start)
            seen, tolerance = _read(case, values)
        return case, seen, tolerance

    def _case(self, problem: Problem, answer: Answer, start: int | None = None) -> _Case:
        name = (problem.set, problem.id, answer.id, start)
        if name not in self._cases:
            subject = Subject(self._key, problem, answer, start)
            self._cases[name] = _Case(subject, lambda: self._slips_of(problem))
        return self._cases[name]

    def _slips_of(self, problem: Problem) -> ReferenceSlips | None:
        name = (problem.set, problem.id)
        if name not in self._slips:
            try:
                solution = self._key.solution(problem)
                values = self._key.trials(problem)[0].trial.values
                self._slips[name] = ReferenceSlips(problem, solution, values)
            except StaffError:  # a set need not have a reference: then its formulas have to do
                self._slips[name] = None
        return self._slips[name]


def _read(case: _Case, values: Sequence[Any]) -> tuple[Seen, float]:
    """Return the trials at which an answer is a finite array, with it.

    The second value is how far the answer may be from its explanation, as from the truth.
    """
    reads = [read_numeric(value) for value in values]
    seen = [
        (context, read.array)
        for context, read in zip(case.subject.contexts, reads, strict=False)
        if isinstance(read, Numeric) and read.array.size and np.isfinite(read.array).all()
    ]
    single = all(isinstance(read, Numeric) and read.single for read in reads)
    is_rounded = single and not all(_is_whole(answer) for _, answer in seen)
    return seen, case.in_single if is_rounded else RIGHT


def _is_whole(answer: Array) -> bool:
    """Whether all entries are whole numbers, which are the same in any precision."""
    return bool((answer == np.rint(answer)).all())


def _another_start(subject: Subject, seen: Seen) -> int | None:
    """Return the smallest trial at which neither an answer nor the true one is zero.

    None where that is so at the first one, or at no trial.
    """
    if any(context is subject.start and answer.any() for context, answer in seen):
        return None
    telling = [
        context
        for context, answer in seen
        if context.trial.kind == "ordinary" and answer.any() and context.truth.any()
    ]
    if not telling:
        return None
    return subject.contexts.index(min(telling, key=lambda context: context.size))


def _diagnose(case: _Case, seen: Seen, tolerance: float) -> Diagnosis | None:
    if not any(context is case.subject.start for context, _ in seen):
        return None
    for origin, diagnosis in case.foreseen:
        predicted = ((context.value(origin), answer) for context, answer in seen)
        if all(
            array is not None and agrees(answer, array, tolerance) for array, answer in predicted
        ):
            return diagnosis
    if len(_ordinary(seen)) < _LEAST_TRIALS:
        return None
    if is_near(seen, tolerance):
        return precision_of(case.subject, seen)
    found = _simplest(case, seen, tolerance) if _is_explicable(case.subject, seen) else []
    if found:
        said = what_all_say(found, case.subject) or _borne_out(case, found, seen, tolerance)
        if said is None:
            return of_two_mistakes(found, case.subject)
        return _with_rivals(case, said, seen, tolerance)
    return remark_on(case.subject, seen)


def _ordinary(seen: Seen) -> list[Array]:
    return [answer for context, answer in seen if context.trial.kind == "ordinary"]


def _is_explicable(subject: Subject, seen: Seen) -> bool:
    """Whether there are enough answers, other than zero, for an explanation to be borne out."""
    at_start = any(context is subject.start for context, _ in seen)
    return at_start and sum(bool(answer.any()) for answer in _ordinary(seen)) >= _LEAST_TRIALS


def _borne_out(
    case: _Case, found: Sequence[Explanation], seen: Seen, tolerance: float
) -> Diagnosis | None:
    """Return, of different readings, the one that is found without the reference too.

    By chance a slip of the reference gives what another one gives; so knowing more loses no name.
    """
    without = _simplest(case, seen, tolerance, without=OF_REFERENCE)
    borne_out = what_all_say(without, case.subject) if without else None
    if borne_out is None:
        return None
    same = [one for one in found if Diagnosis.of(one, case.subject).mistake == borne_out.mistake]
    return what_all_say(same, case.subject) if same else None


def _simplest(
    case: _Case, seen: Seen, tolerance: float, without: Sequence[Stage] = ()
) -> list[Explanation]:
    """Return the explanations of least cost that hold at every trial.

    What a stage that guesses finds gives way to what another finds at the same cost: it is asked
    only for what costs less. A stage is the last if all that later ones may find costs more than
    what is found already.
    """
    found: list[Explanation] = []
    guessed = False
    for position, stage in enumerate(STAGES):
        if stage in without:
            continue
        least = min(found[0].cost, stage.dearest) if found else stage.dearest
        gives_way = bool(found) and stage.guesses and not guessed
        for explanation in _fitting(case, position, seen, tolerance, least - gives_way):
            if found and explanation.cost > least:
                break
            if not explanation.explains(seen, tolerance):
                continue
            if found and explanation.cost == least and guessed == stage.guesses:
                found.append(explanation)
            elif not found or explanation.cost < least or guessed:
                found, guessed = [explanation], stage.guesses
            least = explanation.cost
        if found and found[0].cost < case.least_costs_after[position]:
            break
    return found


def _holding(
    case: _Case, position: int, seen: Seen, tolerance: float, dearest: int | None = None
) -> Iterator[Explanation]:
    """Yield a stage's explanations that hold at every trial, the simplest first, up to a cost."""
    most = STAGES[position].dearest if dearest is None else dearest
    for explanation in _fitting(case, position, seen, tolerance, most):
        if explanation.explains(seen, tolerance):
            yield explanation


def _fitting(
    case: _Case, position: int, seen: Seen, tolerance: float, most: int
) -> Iterator[Explanation]:
    """Yield a stage's explanations that fit at the first trial, up to a cost, simplest first."""
    if case.least_costs[position] > most:
        return
    start = next(answer for context, answer in seen if context is case.subject.start)
    for explanation in _candidates(case, position, start, tolerance, most):
        if explanation.cost > most:
            return
        yield explanation


def _candidates(
    case: _Case, position: int, start: Array, tolerance: float, most: int
) -> list[Explanation]:
    """Return a stage's explanations that fit at the first trial, the simplest first.

    All that cost no more than ``most`` are among them.
    """
    found = case.index(position, most).find(start, case.factors, tolerance)
    explanations = [
        Explanation(origin, view, case.scales[scale]) for (origin, view), scale in found
    ]
    plausible = [one for one in explanations if one.steps and _is_plausible(one)]
    return sorted(plausible, key=lambda explanation: explanation.cost)


def _is_plausible(explanation: Explanation) -> bool:
    """Whether no part of an explanation is one that fits nearly anywhere beside others."""
    mistake = explanation.origin.step.mistake
    is_far = mistake and (mistake.rank >= Rank.FAR_FETCHED or mistake.id in _ALONE)
    if is_far and len(explanation.steps) > 1:
        return False
    if mistake and (mistake.id, _id(explanation.view.step.mistake)) in _NOT_TOGETHER:
        return False
    if mistake and (mistake.id, _id(explanation.scale.step.mistake)) in _NOT_TOGETHER:
        return False
    return explanation.origin is TRUTH or explanation.scale.step.cost <= _PLAIN_SCALE


def _id(mistake: Mistake | None) -> str:
    return mistake.id if mistake else ""


def _with_rivals(case: _Case, said: Diagnosis, seen: Seen, tolerance: float) -> Diagnosis:
    """Return what is said with what else gives the same numbers, where it says little by itself."""
    if said.explanation is None or not is_plain(said):
        return said
    most = said.explanation.cost + LESS_LIKELY
    others = [
        Diagnosis.of(explanation, case.subject)
        for position, stage in enumerate(STAGES)
        if stage.of_one_slip
        for explanation in _holding(case, position, seen, tolerance, most)
        if len(explanation.steps) == 1
    ]
    return with_rivals(said, others)

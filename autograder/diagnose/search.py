"""The search for the simplest explanation of a wrong answer, the same at every trial."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.explanation import Diagnosis, Explanation
from autograder.diagnose.foreseen import foreseen_sources
from autograder.diagnose.index import Index, Lead, Prediction, agrees, direction
from autograder.diagnose.mistake import Mistake
from autograder.diagnose.programs import Formulas
from autograder.diagnose.remarks import remark_on
from autograder.diagnose.scales import scales_of
from autograder.diagnose.scene import Scene, Source, Subject
from autograder.diagnose.solutions import Slips, changed_solutions
from autograder.diagnose.sources import DIRECT, FACTORS, INPUTS, OTHERS, TRUTH, sources_of
from autograder.diagnose.views import IDENTITY, REDUCED, SIMPLE, VIEWS, View, views_of
from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.compare import RIGHT, NotNumeric, read_numeric
from autograder.problemset.model import Answer, ByReference, Problem

__all__ = ["Diagnostician"]

Array = NDArray[np.float64]
Seen = Sequence[tuple[Scene, Array]]

_SINGLE: Final = 1e-3
"""How far a single-precision answer may be from its explanation, as in the comparison with the truth."""
_OBVIOUS: Final = (2.0, 2.0, 2.9, 2.9, 2.9, 4.0)
"""For each stage the cost up to which an explanation is simpler than all that later stages may find."""
_DEAREST: Final = 4.0  # beyond this cost an explanation is a coincidence of parts
_PLAIN_SCALE: Final = (
    1.15  # the dearest factor that combines with another source than the true answer
)
_LEAST_TRIALS: Final = 3  # at which an explanation must hold, and by which it must be borne out
_SAME_COST: Final = 1e-9


class _Case:
    """All that is prepared to explain wrong versions of one answer."""

    def __init__(self, subject: Subject, slips: Callable[[], Slips | None]) -> None:
        self.subject = subject
        self._slips = slips
        self._stages: dict[int, Index] = {}
        self._formulas: Formulas | None = None
        self.scales = tuple(scales_of(subject))
        self.factors = np.array([scale.at(subject.start) for scale in self.scales])
        self.foreseen = tuple(foreseen_sources(subject))

    def stages(self) -> Iterator[Index]:
        """Yield the indexes from the simplest sources on, each built when first asked for."""
        builders = (
            self._direct,
            self._other,
            self._slipped,
            self._ruled,
            self._changed,
            self._factored,
        )
        for position, build in enumerate(builders):
            if position not in self._stages:
                self._stages[position] = build()
            yield self._stages[position]

    def _direct(self) -> Index:
        parts = ((INPUTS, VIEWS), (DIRECT, SIMPLE))
        sources = [
            (TRUTH, VIEWS),
            *((source, v) for table, v in parts for source in sources_of(self.subject, table)),
        ]
        return Index(
            prediction for source, views in sources for prediction in self._seen(source, views)
        )

    def _other(self) -> Index:
        sources = sources_of(self.subject, OTHERS)
        return Index(prediction for source in sources for prediction in self._seen(source, REDUCED))

    def _seen(self, source: Source, views: tuple[Mistake, ...]) -> Iterator[Prediction]:
        """Yield what a source predicts through each view."""
        value = self.subject.start.value(source)
        if value is not None:
            for view in views_of(value, views):
                yield _prediction(source, view, view.apply(value))

    def _plain(self, sources: Iterable[Source]) -> Index:
        """Index sources that are seen through the simple views only."""
        values = ((source, self.subject.start.value(source)) for source in sources)
        return Index(
            (_prediction(source, IDENTITY, value) for source, value in values if value is not None),
            SIMPLE,
        )

    def _slipped(self) -> Index:
        slips = self._slips()
        return self._plain(changed_solutions(self.subject, slips) if slips else ())

    def _ruled(self) -> Index:
        return self._of_formulas(Formulas.wrong_rules)

    def _changed(self) -> Index:
        return self._of_formulas(Formulas.slips)

    def _of_formulas(self, predictions: Callable[[Formulas], Iterator[Prediction]]) -> Index:
        if isinstance(self.subject.answer.asks, ByReference):
            return Index(())
        if self._formulas is None:
            self._formulas = Formulas(self.subject)
        return Index(predictions(self._formulas), SIMPLE, self._formulas.directions())

    def _factored(self) -> Index:
        return self._plain(sources_of(self.subject, FACTORS))


def _prediction(source: Source, view: View, value: Array) -> Prediction:
    shape = () if value.size == 1 else value.shape
    return Prediction(source, view, shape, float(value.ravel() @ direction(shape).ravel()))


class Diagnostician:
    """Names the mistakes of wrong answers; what it works out for a problem serves every submission."""

    def __init__(self, key: AnswerKey) -> None:
        self._key = key
        self._cases: dict[tuple[str, str, str], _Case] = {}
        self._slips: dict[tuple[str, str], Slips | None] = {}

    def name(self, problem: Problem, answer: Answer, values: Sequence[Any]) -> Diagnosis | None:
        """Name the mistake in an answer that is not right, by its values at the first trials; None if unsure."""
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            case = self._case(problem, answer)
            seen = _readable(case.subject, values)
            single = all(getattr(read_numeric(value), "single", False) for value in values)
            return _diagnose(case, seen, _SINGLE if single else RIGHT)

    def subject(self, problem: Problem, answer: Answer) -> Subject:
        """Return an answer with its trials, as explanations see them."""
        return self._case(problem, answer).subject

    def _case(self, problem: Problem, answer: Answer) -> _Case:
        name = (problem.set, problem.id, answer.id)
        if name not in self._cases:
            subject = Subject(self._key, problem, answer)
            self._cases[name] = _Case(subject, lambda: self._slips_of(problem))
        return self._cases[name]

    def _slips_of(self, problem: Problem) -> Slips | None:
        name = (problem.set, problem.id)
        if name not in self._slips:
            try:
                self._slips[name] = Slips(problem, self._key.solution(problem))
            except StaffError:  # a set need not have a reference: then its formulas have to do
                self._slips[name] = None
        return self._slips[name]


def _readable(subject: Subject, values: Sequence[Any]) -> Seen:
    """Return the trials at which an answer is a finite array, with it."""
    reads = [
        (scene, read_numeric(value)) for scene, value in zip(subject.scenes, values, strict=False)
    ]
    arrays = [(scene, read.array) for scene, read in reads if not isinstance(read, NotNumeric)]
    return [(scene, array) for scene, array in arrays if array.size and np.isfinite(array).all()]


def _diagnose(case: _Case, seen: Seen, tolerance: float) -> Diagnosis | None:
    starts = [answer for scene, answer in seen if scene is case.subject.start]
    if not starts:
        return None
    for source, diagnosis in case.foreseen:
        if all(_is(scene, answer, scene.value(source), tolerance) for scene, answer in seen):
            return diagnosis
    if sum(scene.trial.kind == "ordinary" for scene, _ in seen) < _LEAST_TRIALS:
        return None
    telling = (
        sum(scene.trial.kind == "ordinary" and answer.any() for scene, answer in seen)
        >= _LEAST_TRIALS
    )
    found = _explanations(case, starts[0], seen, tolerance) if telling else []
    if found:
        return _simplest(found, case.subject)
    return remark_on(case.subject, seen)


def _is(scene: Scene, answer: Array, predicted: Array | None, tolerance: float) -> bool:  # noqa: ARG001
    return predicted is not None and agrees(answer, predicted, tolerance)


def _explanations(case: _Case, start: Array, seen: Seen, tolerance: float) -> list[Explanation]:
    """Return the simplest explanations that hold at every trial, all of one cost; stop when none can be simpler."""
    found: list[Explanation] = []
    least = _DEAREST
    for index, obvious in zip(case.stages(), _OBVIOUS, strict=True):
        for cost, explanation in _candidates(case, index.find(start, case.factors, tolerance)):
            if cost > least + _SAME_COST:
                break
            if _holds(explanation, seen, tolerance):
                found = [explanation] if cost < least - _SAME_COST else [*found, explanation]
                least = cost
        if found and least <= obvious:
            break
    return found


def _candidates(case: _Case, leads: Iterable[tuple[Lead, int]]) -> list[tuple[float, Explanation]]:
    """Return the explanations that leads amount to, the cheapest first."""
    explanations = [
        Explanation(source, view, case.scales[position]) for (source, view), position in leads
    ]
    plausible = [(each.cost, each) for each in explanations if each.steps and _is_plausible(each)]
    return sorted(plausible, key=lambda pair: pair[0])


def _is_plausible(explanation: Explanation) -> bool:
    return explanation.source is TRUTH or explanation.scale.step.cost <= _PLAIN_SCALE


def _holds(explanation: Explanation, seen: Seen, tolerance: float) -> bool:
    return all(explanation.holds(scene, answer, tolerance) for scene, answer in seen)


def _simplest(found: Sequence[Explanation], subject: Subject) -> Diagnosis | None:
    """Return what the simplest explanation says; nothing where equally simple ones say different things."""
    least = min(each.cost for each in found)
    diagnoses = [
        Diagnosis.of(each, subject.setting) for each in found if each.cost <= least + _SAME_COST
    ]
    said = {(diagnosis.mistake, diagnosis.sentence) for diagnosis in diagnoses}
    return diagnoses[0] if len(said) == 1 else None

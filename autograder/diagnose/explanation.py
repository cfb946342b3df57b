"""An explanation of a wrong answer: *answer = scale . view . origin*."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.index import agrees
from autograder.diagnose.matrix_edits import ALONG_COLUMNS
from autograder.diagnose.mistake import TOGETHER, Setting, Step
from autograder.diagnose.scales import ONE, SIGN, Scale
from autograder.diagnose.views import AXES, AXES_OR_FACTOR, WITHOUT_ZEROS, Arrangement
from autograder.oracle.compare import RIGHT
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of
from autograder.problemset.layout import OUTPUT

__all__ = ["Diagnosis", "Explanation", "Seen"]

Array: TypeAlias = NDArray[np.float64]
Seen: TypeAlias = Sequence[tuple[TrialContext, Array]]
"""The trials at which an answer is a finite array, with the array."""

_TRANSPOSED: Final = "layout.transposed"
_EACH_TRANSPOSED: Final = "Or: Each matrix of the chain is transposed, and the slopes are right."
_NUMBER: Final = "scale.factor"
_OF_NUMBERS: Final = frozenset({"activation.formula", "norm.rule", "power.rule"})
"""Mistakes of whose sentence a number in front is a part: it is not said once more."""
_FACTOR_MISSING: Final = "factor.missing"
_OF_SHAPE: Final = "shape."  # how the ids of mistakes begin that leave every number right


class Explanation(Struct, frozen=True, eq=False, dict=True):  # of which some things are kept
    """Where an answer may come from."""

    origin: Candidate
    view: Arrangement
    scale: Scale

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What deviates, the weightiest first: origin, arrangement, factor."""
        origin = (self.origin.step, *self.origin.also)
        return tuple(step for step in (*origin, self.view.step, self.scale.step) if step.mistake)

    @cached_property
    def cost(self) -> int:
        """What it costs to believe it; the simplest explanation is believed."""
        return sum(step.cost for step in self.steps) + TOGETHER * (len(self.steps) - 1)

    def predict(self, context: TrialContext) -> Array | None:
        """Return the answer that it predicts at a trial; None where it predicts none."""
        value = context.value(self.origin)
        if value is None:
            return None
        try:
            seen = self.view.apply(value)
            return seen if self.scale is ONE else self.scale.at(context) * seen
        except ValueError:  # at other dimensions an origin may have axes on which no view acts
            return None

    def explains(self, seen: Seen, tolerance: float) -> bool:
        """Whether it predicts an answer at every trial, and not the true one at all of them."""
        predictions = []
        for context, answer in seen:
            predicted = self.predict(context)
            if predicted is None and context.trial.kind == "unit":
                continue  # where every dimension is 1, a rule may have nothing to be wrong about
            if predicted is None or not agrees(answer, predicted, tolerance, context.floor):
                return False
            predictions.append((context, predicted))
        return not all(
            agrees(context.truth, predicted, tolerance) for context, predicted in predictions
        )


class Diagnosis(Struct, frozen=True):
    """A mistake by its stable id, and what a student is told of it."""

    mistake: str
    sentence: str
    alone: bool = True
    """Whether nothing else is wrong: only then may the mistake earn points."""
    explanation: Explanation | None = None

    @classmethod
    def of(cls, explanation: Explanation, subject: Subject) -> Diagnosis:
        """Return what an explanation says: its weightiest mistake, then what comes on top."""
        first, *others = _told(explanation, subject)
        assert first.mistake is not None
        if _says_nothing(explanation, subject):
            others.remove(explanation.view.step)
        if first.mistake.id in _OF_NUMBERS:
            others = [step for step in others if not step.mistake or step.mistake.id != _NUMBER]
        if first.mistake.id == _FACTOR_MISSING and not first.slots:
            others = [step for step in others if not _is_number(step)]
        setting = first.setting or subject.setting
        if "negative" in first.mistake.otherwise and explanation.scale.step.mistake is SIGN:
            setting, others = "negative", [step for step in others if step.mistake is not SIGN]
        sentences = [_sentence(first, subject, setting)]
        for step in others:
            of_another = step is explanation.scale.step and bool(explanation.origin.step.mistake)
            of_view = step is explanation.view.step or step.mistake is WITHOUT_ZEROS
            of_another |= of_view and not _of_right_shape(explanation, subject)
            said = _sentence(step, subject, "beside" if of_another else subject.setting)
            if said not in sentences:
                sentences.append(f"Besides: {said}")
            elif step in explanation.origin.also and step.where != first.where:
                sentences.append("Besides: The same is so at another place.")
        if not others and first.mistake.id.startswith(_OF_SHAPE):
            sentences.insert(0, "The numbers are right.")
        if first.mistake is ALONG_COLUMNS and any(map(_is_transpose, others)):
            sentences = [f"Two readings fit. Either: {' '.join(sentences)} {_EACH_TRANSPOSED}"]
        alone = len(explanation.steps) == 1
        return cls(first.mistake.id, " ".join(sentences), alone=alone, explanation=explanation)


def _told(explanation: Explanation, subject: Subject) -> list[Step]:
    """Return the steps as they are told: what adds up one entry and zeros adds up nothing."""
    view = explanation.view
    if view.step.mistake is AXES and _may_be_a_factor(explanation, subject):
        return [Step(AXES_OR_FACTOR) if step is view.step else step for step in explanation.steps]
    value = subject.start.value(explanation.origin)
    if view.step.mistake is None or view.step.mistake.id != WITHOUT_ZEROS.id or value is None:
        return list(explanation.steps)
    kept = np.count_nonzero(view.apply(value)) == np.count_nonzero(value)
    return [
        Step(WITHOUT_ZEROS) if kept and step is view.step else step for step in explanation.steps
    ]


def _may_be_a_factor(explanation: Explanation, subject: Subject) -> bool:
    """Whether axes are exchanged that belong to the input and to the output, one of each.

    In a layout the axes of either stand together.
    """
    target, truth = target_of(subject.problem, subject.answer), subject.start.truth
    if not isinstance(target, DerivativeTarget) or target.batch:
        return False
    axes, predicted = target.layout.axes, explanation.predict(subject.start)
    if len(axes) != truth.ndim or predicted is None or predicted.shape != truth.shape:
        return False
    lengths = np.empty(tuple(range(2, 2 + truth.ndim)))
    places = [length - 2 for length in explanation.view.apply(lengths).shape]
    owners = [axes[place].startswith(f"{OUTPUT}.") for place in places]
    turns = [one != other for one, other in itertools.pairwise(owners)]
    return turns.count(True) > 1


def _is_transpose(step: Step) -> bool:
    return step.mistake is not None and step.mistake.id == _TRANSPOSED


def _is_number(step: Step) -> bool:
    """Whether a number is off, which beside a factor that nobody names may be a part of that."""
    return step.mistake is not None and step.mistake.id.startswith("scale.")


def _says_nothing(explanation: Explanation, subject: Subject) -> bool:
    """Whether rows and columns are exchanged of something wrong where the right is symmetric.

    Then the same is wrong in the other half, and nothing was exchanged.
    """
    origin, view = explanation.origin.step.mistake, explanation.view.step.mistake
    if origin is None or view is None or view.id != _TRANSPOSED:
        return False
    value, truth = subject.start.value(explanation.origin), subject.start.truth
    same = value is not None and value.shape == truth.shape and truth.ndim == 2
    return same and truth.shape[0] == truth.shape[1] and agrees(truth, truth.T, RIGHT)


def _of_right_shape(explanation: Explanation, subject: Subject) -> bool:
    """Whether an origin has the shape that is asked for, so that a layout can be wrong.

    A symmetric answer is the same in every layout.
    """
    value, truth = subject.start.value(explanation.origin), subject.start.truth
    if value is None or value.shape != truth.shape:
        return False
    return not agrees(truth, truth.T, RIGHT)


def _sentence(step: Step, subject: Subject, setting: Setting) -> str:
    assert step.mistake is not None
    slots = {"layout": subject.layout, **step.slots}
    for slot in ("name", "other"):
        if slot in slots:
            slots[slot] = subject.as_shown(slots[slot])
    return step.mistake.sentence(setting, slots, subject.notes)

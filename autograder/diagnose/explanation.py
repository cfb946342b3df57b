"""An explanation of a wrong answer, *answer = scale . view . source*, and whether it holds at a trial."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.index import agrees
from autograder.diagnose.mistake import Setting, Step
from autograder.diagnose.scales import Scale
from autograder.diagnose.scene import Scene, Source
from autograder.diagnose.views import View

__all__ = ["Diagnosis", "Explanation"]

Array = NDArray[np.float64]

_OF_SHAPE: Final = "shape."  # how the ids of mistakes begin that leave every number right
_TOGETHER: Final = 0.2  # two deviations at once are less likely than the sum of their costs says


class Explanation(Struct, frozen=True, eq=False):
    """Where an answer may come from."""

    source: Source
    view: View
    scale: Scale

    @property
    def steps(self) -> tuple[Step, ...]:
        """What deviates, the weightiest first: another source, another arrangement, another factor."""
        return tuple(
            step for step in (self.source.step, self.view.step, self.scale.step) if step.mistake
        )

    @property
    def cost(self) -> float:
        """What it costs to believe it; the simplest explanation is believed."""
        return sum(step.cost for step in self.steps) + _TOGETHER * (len(self.steps) - 1)

    def predict(self, scene: Scene) -> Array | None:
        """Return the answer that it predicts at a trial; None where it predicts none."""
        value = scene.value(self.source)
        if value is None:
            return None
        try:
            predicted = self.scale.at(scene) * self.view.apply(value)
        except (
            ValueError
        ):  # at other dimensions a source may have other axes, and the view none to act on
            return None
        return predicted if np.isfinite(predicted).all() else None

    def holds(self, scene: Scene, answer: Array, tolerance: float) -> bool:
        """Whether it predicts an answer at a trial."""
        predicted = self.predict(scene)
        return predicted is not None and agrees(answer, predicted, tolerance)


class Diagnosis(Struct, frozen=True):
    """A mistake by its stable id, and what a student is told of it."""

    mistake: str
    sentence: str
    alone: bool = True
    """Whether nothing else is wrong: only then may the mistake earn points."""
    explanation: Explanation | None = None

    @classmethod
    def of(cls, explanation: Explanation, setting: Setting) -> Diagnosis:
        """Return what an explanation says: its weightiest mistake, then what comes on top."""
        first, *others = explanation.steps
        assert first.mistake is not None
        sentences = [
            _sentence(first, setting),
            *(f"Besides: {_sentence(step, setting)}" for step in others),
        ]
        if not others and first.mistake.id.startswith(_OF_SHAPE):
            sentences.insert(0, "The numbers are right.")
        return cls(first.mistake.id, " ".join(sentences), alone=not others, explanation=explanation)


def _sentence(step: Step, setting: Setting) -> str:
    assert step.mistake is not None
    return step.mistake.sentence(setting, step.slots)

"""What equally simple explanations of an answer say together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from autograder.diagnose.context import Candidate, Subject
from autograder.diagnose.explanation import Diagnosis, Explanation
from autograder.diagnose.mistake import Mistake, mistakes_of
from autograder.diagnose.origin import TRUTH
from autograder.diagnose.rivals import alternatives
from autograder.diagnose.tools import TOOLS

__all__ = ["of_two_mistakes", "what_all_say"]

_TOOLS: Final = mistakes_of(TOOLS)
_MOST_NAMES: Final = 3  # of parts that one mistake may be about, so that a sentence has them all


def what_all_say(found: Sequence[Explanation], subject: Subject) -> Diagnosis | None:
    """Return what equally simple explanations say; None where they say different things."""
    diagnoses = [Diagnosis.of(explanation, subject) for explanation in found]
    said = {(one.mistake, one.sentence): one for one in diagnoses}
    if len(said) == 1:
        return diagnoses[0]
    particular = _particular(found, diagnoses)
    if particular is not None:
        return particular
    if len(said) == 2 and (all(map(_is_another_form, found)) or all(map(_is_exchange, found))):
        return alternatives(diagnoses)
    return _of_one_of(found, subject)


def _particular(found: Sequence[Explanation], diagnoses: Sequence[Diagnosis]) -> Diagnosis | None:
    """Return the one that says what the mistake is about, where others name the mistake alone."""
    if len({one.mistake for one in diagnoses}) > 1:
        return None
    if not all(len(explanation.steps) == 1 for explanation in found):
        return None
    named = {
        diagnosis.sentence: diagnosis
        for explanation, diagnosis in zip(found, diagnoses, strict=True)
        if explanation.steps[0].slots
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _of_one_of(found: Sequence[Explanation], subject: Subject) -> Diagnosis | None:
    """Return one mistake that may be about one of several parts, with the names of all."""
    steps = [explanation.steps[0] for explanation in found]
    mistakes = {step.mistake for step in steps}
    names = list(dict.fromkeys(step.slots.get("name", "") for step in steps))
    others = {step.slots.get("other", "") for step in steps}
    alone = all(len(explanation.steps) == 1 for explanation in found) and len(others) == 1
    if not alone or len(mistakes) > 1 or not all(names) or not 1 < len(names) <= _MOST_NAMES:
        return None
    first = found[0].origin
    together = replace(first.step, slots={**first.step.slots, "name": " or ".join(sorted(names))})
    return Diagnosis.of(
        Explanation(Candidate(together, first.compute), found[0].view, found[0].scale), subject
    )


def of_two_mistakes(found: Sequence[Explanation], subject: Subject) -> Diagnosis | None:
    """Return both of two mistakes at the same cost, each with all the parts it may be about."""
    by_mistake: dict[Mistake | None, list[Explanation]] = {}
    for explanation in found:
        by_mistake.setdefault(explanation.steps[0].mistake, []).append(explanation)
    said = [what_all_say(group, subject) for group in by_mistake.values()]
    diagnoses = [one for one in said if one]
    return alternatives(diagnoses) if len(diagnoses) == len(said) else None


def _is_exchange(explanation: Explanation) -> bool:
    """Whether an explanation speaks of two quantities, of which each has its own other."""
    return len(explanation.steps) == 1 and "other" in explanation.steps[0].slots


def _is_another_form(explanation: Explanation) -> bool:
    """Whether the true answer, in one other form or as a tool returns it, is the answer."""
    of_truth = explanation.origin is TRUTH or explanation.origin.step.mistake in _TOOLS
    return of_truth and len(explanation.steps) == 1

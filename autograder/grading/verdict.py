"""From what one answer's trials showed to its status, its points and its message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.grading import feedback
from autograder.grading.sizes import about_sizes
from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.compare import (
    Allowances,
    Finding,
    Look,
    NotNumeric,
    judge,
    read_numeric,
    settle,
)
from autograder.oracle.tolerance import RIGHT
from autograder.oracle.words import looks_at
from autograder.problemset.model import Answer, Word
from autograder.report import Line, Status

if TYPE_CHECKING:
    from autograder.diagnose import Diagnosis

__all__ = ["Stop", "Verdict", "decide", "shows_work", "with_order"]

_STATUS: Mapping[Finding, Status] = {
    "right": Status.CORRECT,
    "single": Status.CORRECT,
    "near": Status.INCORRECT,
    "wrong": Status.INCORRECT,
    "not_finite": Status.NOT_NUMERIC,
    "wrong_shape": Status.WRONG_SHAPE,
    "wrong_axes": Status.WRONG_SHAPE,
    "not_numeric": Status.NOT_NUMERIC,
}

_DIAGNOSED: frozenset[Finding] = frozenset({"wrong", "wrong_shape", "wrong_axes"})

_SHAPE_OF_ONE: frozenset[Status] = frozenset({Status.RAISED, Status.NOT_NUMERIC})
"""How code ends that does not expect a length of 1; what takes too long or crashes is another
matter.
"""

Diagnose: TypeAlias = "Callable[[Answer, Sequence[Any]], Diagnosis | None]"
"""Names the mistake in an answer by its values at the first trials, or nothing."""


class Stop(Struct, frozen=True):
    """Why an answer has no value at some trial, and so at none after it."""

    status: Status
    message: str


class Verdict(Struct, frozen=True):
    """What a row says of an answer, before it is put in its place in the report."""

    status: Status
    message: str
    share: float = 0.0
    """Share of the answer's points that is earned."""
    mistake: str | None = None
    shape: tuple[int, ...] | None = None
    expected_shape: tuple[int, ...] | None = None
    trial: int = 0
    """The trial that decided."""
    lines: tuple[Line, ...] = ()
    """Where it stands on paper: the lines that it was read from."""


def _unnamed(answer: Answer, values: Sequence[Any]) -> None:  # the signature of `Diagnose`
    """Name no mistake."""


def decide(
    answer: Answer,
    trials: Sequence[KeyedTrial],
    values: Sequence[Any],
    stop: Stop | None,
    diagnose: Diagnose = _unnamed,
    allowances: Allowances | None = None,
) -> Verdict:
    """Judge an answer by its values at the first trials.

    ``stop`` says why there are no more of them.

    An answer that is wrong where it has values is judged by them; one that is right as far as it
    goes and then stops is judged by the stop. ``diagnose`` is asked only about numbers that are
    wrong or wrongly laid out, ``allowances`` only about numbers in single precision: without it,
    those are judged as any others.

    The trial where every dimension is 1, the last, decides by itself only where the set asks for it
    (``unit: strict``): an answer that loses an axis there, or raises, keeps its points and is told.
    """
    expected = [trial.expected[answer.id] for _, trial in zip(values, trials, strict=stop is None)]
    looks = looks_at(answer, values, expected)
    if answer.unit == "strict" or trials[-1].trial.kind != "unit" or len(trials) == 1:
        return _decide(answer, trials, values, looks, stop, diagnose, allowances)
    if stop is not None and (len(values) < len(trials) - 1 or stop.status not in _SHAPE_OF_ONE):
        return _decide(answer, trials, values, looks, stop, diagnose, allowances)
    last = len(trials) - 1
    verdict = _decide(
        answer, trials[:last], values[:last], looks[:last], None, diagnose, allowances
    )
    if verdict.status is not Status.CORRECT:
        return verdict
    said = _said_of_unit(answer, trials[last], looks[last:], stop)
    return replace(verdict, message=feedback.with_mistake(verdict.message, said))


def _said_of_unit(
    answer: Answer, trial: KeyedTrial, looks: Sequence[Look], stop: Stop | None
) -> str:
    """Say what is wrong at length 1 with an answer that is right elsewhere; or nothing."""
    if stop is not None:
        return feedback.about_unit(stop.message)
    [seen] = looks
    if _STATUS[seen.finding] is Status.CORRECT or seen.finding == "near":
        return ""
    if answer.feedback != "full":
        return feedback.about_unit(feedback.brief(seen))
    return feedback.about_unit(_message(answer, seen.finding, seen, trial))


def _decide(
    answer: Answer,
    trials: Sequence[KeyedTrial],
    values: Sequence[Any],
    looks: Sequence[Look],
    stop: Stop | None,
    diagnose: Diagnose,
    allowances: Allowances | None,
) -> Verdict:
    """Judge an answer by all the trials given, and by what each shows."""
    looks = settle(looks, allowances or (lambda: [RIGHT] * len(trials)))
    finding, position = judge(looks)
    if stop is not None and finding in ("right", "single", "near"):
        return Verdict(
            stop.status,
            feedback.with_mistake(stop.message, about_sizes(looks, trials, len(looks))),
            expected_shape=_expected_shape(answer, trials[0]),
            trial=len(looks),
        )
    seen, trial = looks[position], trials[position]
    share = 1.0 if _STATUS[finding] is Status.CORRECT else 0.0
    message = _message(answer, finding, seen, trial)
    if share < 1:
        message = feedback.with_mistake(message, about_sizes(looks, trials, position))
    verdict = Verdict(
        _STATUS[finding], message, share, None, seen.shape, _expected_shape(answer, trial), position
    )
    if finding == "near":
        return _shown(answer, seen, _of_near(answer, verdict), None)
    credited = answer.shape_credit and not isinstance(answer.asks, Word)
    if finding == "wrong" and credited and shows_work(values, trials):
        verdict = replace(verdict, share=answer.shape_credit)
    diagnosis = diagnose(answer, values) if finding in _DIAGNOSED else None
    return _shown(answer, seen, _with_credit(answer, verdict, diagnosis), diagnosis)


def with_order(verdict: Verdict, answer: Answer, order: str) -> Verdict:
    """Say in a verdict, unless it is right, that the arguments are in another order."""
    if verdict.status is Status.CORRECT or answer.feedback == "verdict":
        return verdict
    return replace(verdict, message=feedback.with_mistake(verdict.message, order))


def _of_near(answer: Answer, verdict: Verdict) -> Verdict:
    """Return the verdict on an answer that is right to a few digits."""
    if answer.near == "accept":
        return replace(verdict, status=Status.CORRECT, share=1.0, mistake="precision.low")
    return replace(verdict, share=answer.credit.get("precision.low", 0.0), mistake="precision.low")


def _with_credit(answer: Answer, verdict: Verdict, diagnosis: Diagnosis | None) -> Verdict:
    """Name the mistake, and give the share of the points that the set allows for it alone."""
    if diagnosis is None:
        return verdict
    credit = answer.credit.get(diagnosis.mistake, 0.0) if diagnosis.alone else 0.0
    return replace(verdict, mistake=diagnosis.mistake, share=max(verdict.share, credit))


def _shown(answer: Answer, seen: Look, verdict: Verdict, diagnosis: Diagnosis | None) -> Verdict:
    """Cut a verdict down to what the set lets a student know."""
    if verdict.status is Status.CORRECT:
        return verdict
    sentence = diagnosis.sentence if diagnosis else ""
    if answer.feedback == "full":
        return replace(verdict, message=feedback.with_mistake(verdict.message, sentence))
    brief = feedback.brief(seen)
    if answer.feedback == "hint":
        return replace(
            verdict, message=feedback.with_mistake(brief, sentence), shape=None, expected_shape=None
        )
    return replace(verdict, message=brief, mistake=None, shape=None, expected_shape=None)


def _expected_shape(answer: Answer, trial: KeyedTrial) -> tuple[int, ...] | None:
    if isinstance(answer.asks, Word):
        return None
    return tuple(size.value(trial.trial.dims) for size in answer.shape)


def _message(answer: Answer, finding: Finding, seen: Look, trial: KeyedTrial) -> str:
    if seen.said:
        return seen.said
    dims = trial.trial.dims
    match finding:
        case "right" | "single":
            return feedback.correct(seen, single=finding == "single")
        case "near":
            return feedback.about_near(seen, accepted=answer.near == "accept")
        case "not_numeric":
            return feedback.about_not_numeric(seen)
        case "not_finite":
            return feedback.about_not_finite(seen)
        case "wrong":
            return feedback.about_wrong_values(answer, dims)
    return feedback.about_shape(answer, dims, seen)


def shows_work(values: Sequence[Any], trials: Sequence[KeyedTrial]) -> bool:
    """Whether an answer of the right shape shows work: no constant, and no input handed back."""
    arrays = [read.array for read in map(read_numeric, values) if not isinstance(read, NotNumeric)]
    if len(arrays) < len(trials) or _is_one_number(arrays):
        return False
    return not any(
        _is_constant(array) or _is_an_input(array, trial)
        for array, trial in zip(arrays, trials, strict=True)
    )


def _is_one_number(arrays: Sequence[NDArray[np.float64]]) -> bool:
    """Whether single numbers are the same one at every trial."""
    return all(array.size == 1 and array.flat[0] == arrays[0].flat[0] for array in arrays)


def _is_constant(array: NDArray[np.float64]) -> bool:
    return bool((array == array.flat[0]).all()) if array.size > 1 else False


def _is_an_input(array: NDArray[np.float64], trial: KeyedTrial) -> bool:
    return any(np.array_equal(array, value) for value in trial.trial.values.values())

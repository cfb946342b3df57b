"""Error carried forward: an answer that is right by the student's own wrong answers above it.

It is judged again as if these were the truth. Making one wrong on purpose cannot pay: it costs its
own points, the share for what follows is at most that for the right answer, and an array that shows
no work earns nothing (a constant, zeros, an input, or the answer above itself handed back).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.grading import feedback
from autograder.grading.verdict import Verdict, decide, shows_work
from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.compare import Allowances, NotNumeric, read_numeric
from autograder.problemset.model import Answer, Problem
from autograder.report import Status

__all__ = ["EARLIER_WRONG", "Carried", "carried", "with_carried"]

EARLIER_WRONG = "earlier.wrong"
"""The id under which an answer is counted that is wrong only by one above it."""


class Carried(Struct, frozen=True):
    """What an answer should be by the student's own answers above it."""

    trials: tuple[KeyedTrial, ...]
    """The first trials of the problem, with that in the place of what is expected."""
    wrong: tuple[str, ...]
    """Those answers above that are wrong."""
    allowances: Allowances
    """How far an answer in single precision may be off at each of the trials."""
    apart: tuple[str, ...]
    """Those that the right answer is not equal to: it is no work to hand them in once more."""


def carried(
    problem: Problem,
    answer: Answer,
    trials: Sequence[KeyedTrial],
    values: Mapping[str, Sequence[Any]],
    above: Mapping[str, Verdict],
) -> Carried | None:
    """Return what an answer should be by its student's own answers above; None if that is nothing.

    Args:
        problem: where it stands.
        answer: the one that may follow others.
        trials: the trials of the problem.
        values: what the student gave, by answer and trial.
        above: the verdicts on the answers above it.

    Raises:
        StaffError: the rule does not give the expected answer from the expected ones above.
    """
    from autograder.oracle.follow import rule_of  # few answers follow others

    rule = rule_of(problem, answer)
    if rule is None or not (wrong := _wrong(answer, above)):
        return None
    used = trials[:-1] if _is_spared(answer, trials) else trials
    own = {name: _arrays(values[name], used) for name in rule.follows.answers}
    followed = {name: arrays for name, arrays in own.items() if arrays is not None}
    by_own = rule.by_own(used, followed) if len(followed) == len(own) else None
    if by_own is None:
        return None
    rule.refuse_if_broken(trials)
    apart = tuple(name for name in own if not _is_copied(answer.id, name, trials))
    return Carried(by_own, wrong, partial(rule.allowances, by_own, followed), apart)


def _wrong(answer: Answer, above: Mapping[str, Verdict]) -> tuple[str, ...]:
    assert answer.follows is not None
    names = answer.follows.answers
    return tuple(name for name in names if above[name].status is not Status.CORRECT)


def _is_spared(answer: Answer, trials: Sequence[KeyedTrial]) -> bool:
    """Whether the trial where every dimension is 1, the last, decides nothing by itself."""
    return answer.unit != "strict" and trials[-1].trial.kind == "unit" and len(trials) > 1


def _is_copied(name: str, above: str, trials: Sequence[KeyedTrial]) -> bool:
    """Whether the right answer is the right one above it, as where the rule is its name alone."""
    expected = [keyed.expected for keyed in trials]
    return _are_equal(
        [each[name].value for each in expected], [each[above].value for each in expected]
    )


def _arrays(
    values: Sequence[Any], trials: Sequence[KeyedTrial]
) -> list[NDArray[np.float64]] | None:
    """Return the values at some trials as arrays; None where one is missing or none."""
    reads = [read_numeric(value) for value in values[: len(trials)]]
    arrays = [read.array for read in reads if not isinstance(read, NotNumeric)]
    return arrays if len(arrays) == len(trials) else None


def with_carried(
    verdict: Verdict, answer: Answer, values: Mapping[str, Sequence[Any]], own: Carried | None
) -> Verdict:
    """Return the verdict on an answer, judged again by the answers above it where it is wrong."""
    if own is None or verdict.status is not Status.INCORRECT:
        return verdict
    given = values[answer.id][: len(own.trials)]
    if len(given) < len(own.trials):
        return verdict
    again = decide(answer, own.trials, given, None, allowances=own.allowances)
    if again.status is not Status.CORRECT:
        return verdict
    if not _shows_work(given, values, own):
        return verdict
    assert answer.follows is not None
    return replace(
        verdict,
        share=max(verdict.share, answer.follows.credit),
        mistake=None if answer.feedback == "verdict" else EARLIER_WRONG,
        message=feedback.about_carried(own.wrong, answer.follows.credit),
    )


def _shows_work(given: Sequence[Any], values: Mapping[str, Sequence[Any]], own: Carried) -> bool:
    """Whether an answer is more than a constant, an input, or an answer above it once more."""
    arrays = _arrays(given, own.trials)
    above = [_arrays(values[name], own.trials) for name in own.apart]
    if arrays is None or not shows_work(given, own.trials):
        return False
    return not any(other is not None and _are_equal(arrays, other) for other in above)


def _are_equal(one: Sequence[NDArray[np.float64]], other: Sequence[NDArray[np.float64]]) -> bool:
    return all(a.shape == b.shape and np.allclose(a, b) for a, b in zip(one, other, strict=True))

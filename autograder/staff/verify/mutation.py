"""Whether the trials reject every wrong version of the reference, and whether each is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.derivative.forward import quiet
from autograder.diagnose import Diagnostician, diagnostician
from autograder.diagnose.mutants import Mutant
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.compare import NotNumeric, read_numeric
from autograder.problemset.model import Answer, Problem, Word
from autograder.staff.verify.differences import advice, largest_difference
from autograder.staff.verify.judging import Asked, AskedAtKeys, Questions
from autograder.staff.verify.model import Mutation, Survivor
from autograder.staff.verify.words import mutate_words
from autograder.staff.verify.worlds import World

__all__ = ["mutate"]


def mutate(key: AnswerKey, asked_at: AskedAtKeys, worlds: Sequence[World]) -> Mutation:
    """Grade every mutant of a problem's reference.

    Those that get full marks are tried in the other worlds.
    """
    problem, doctor = asked_at.problem, diagnostician(key)
    trials = key.trials(problem)
    rejected = nameable = named = 0
    passed: dict[Mutant, str] = {}
    with quiet():
        questions = asked_at.at(key)
        reference = questions.reference.values
        names = _Names(doctor, problem)
        for mutant, asked in _all_asked(doctor, questions):
            if lost := [answer for answer in problem.answers if asked.is_lost(answer)]:
                rejected += 1
                wrong = _nameable(asked, lost)
                nameable += bool(wrong)
                named += bool(wrong) and names.has(wrong)
            else:
                difference = largest_difference(trials, asked.values, reference)
                passed[mutant] = advice(problem, trials, difference) if difference else ""
        passed |= _told_apart(problem, [one for one, why in passed.items() if not why], worlds)
    survivors = [
        Survivor(mutant.mistake.id, mutant.change, why) for mutant, why in passed.items() if why
    ]
    words = mutate_words(problem, trials)
    return Mutation(
        rejected + words.rejected,
        nameable,
        named,
        tuple(mutant.change for mutant, why in passed.items() if not why),
        (*survivors, *words.survivors),
    )


def _all_asked(doctor: Diagnostician, questions: Questions) -> Sequence[tuple[Mutant, Asked]]:
    """Ask every mutant, and spare who names mistakes to ask them again."""
    problem = questions.problem
    mutants = doctor.mutants(problem)
    found = list(zip(mutants, questions.ask_each([one.names for one in mutants]), strict=True))
    for mutant, asked in found:
        of_each = zip(*asked.values.values(), strict=True)
        for keyed, values in zip(questions.trials, of_each, strict=False):
            answers = dict(zip(asked.values, values, strict=True))
            doctor.take_over(problem, mutant, keyed, answers)
    return found


def _nameable(asked: Asked, lost: Sequence[Answer]) -> Mapping[str, Sequence[Any]]:
    """Return the values of the answers that lost points with finite numbers throughout."""
    if asked.failure:
        return {}
    return {
        answer.id: asked.values[answer.id]
        for answer in lost
        if not isinstance(answer.asks, Word) and all(map(_is_finite, asked.values[answer.id]))
    }


def _is_finite(value: Any) -> bool:
    try:
        read = read_numeric(value)
    except RecursionError:  # a list that holds itself
        return False
    return not isinstance(read, NotNumeric) and bool(np.isfinite(read.array).all())


class _Names:
    """Whether the mistake in wrong answers is named; many mutants give the same answers."""

    def __init__(self, doctor: Diagnostician, problem: Problem) -> None:
        self._doctor, self._problem = doctor, problem
        self._known: dict[object, bool] = {}

    def has(self, wrong: Mapping[str, Sequence[Any]]) -> bool:
        """Return it for wrong answers, by their values at every trial."""
        same = _exactly(wrong)
        if same is None:
            return self._is_named(wrong)
        if same not in self._known:
            self._known[same] = self._is_named(wrong)
        return self._known[same]

    def _is_named(self, wrong: Mapping[str, Sequence[Any]]) -> bool:
        answers = (answer for answer in self._problem.answers if answer.id in wrong)
        return any(
            self._doctor.name(self._problem, answer, wrong[answer.id]) is not None
            for answer in answers
        )


def _exactly(wrong: Mapping[str, Sequence[Any]]) -> object | None:
    """Return what only answers of the same bits have; None where some hold other objects."""
    of_each = [(name, *map(_bits, values)) for name, values in wrong.items()]
    return None if any(None in bits for bits in of_each) else tuple(of_each)


def _bits(value: Any) -> object | None:
    """Return the kind and the bits of a number or an array of numbers; None for what is neither."""
    kind = type(value)
    if kind is np.ndarray and not value.dtype.hasobject:
        return value.dtype, value.shape, value.tobytes()
    is_number = kind in (int, float, bool) or issubclass(kind, np.number)
    return (kind, repr(value)) if is_number else None


def _told_apart(
    problem: Problem, mutants: Sequence[Mutant], worlds: Sequence[World]
) -> Mapping[Mutant, str]:
    """Return why the trials do not tell mutants from the reference, where other inputs would."""
    why: dict[Mutant, str] = {}
    for world in worlds:
        left = [mutant for mutant in mutants if mutant not in why]
        for mutant, asked in zip(
            left, world.questions.ask_each([one.names for one in left]), strict=True
        ):
            if not asked.is_right(problem):
                why[mutant] = world.why
    return why

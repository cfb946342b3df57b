"""From a set as the staff has it to a set as a student may have it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

import numpy as np

from autograder.diagnose.context import Subject
from autograder.diagnose.foreseen import foreseen_origins
from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.trials import ORDINARY, Numbers, Trial, TrialKind
from autograder.problemset.model import (
    Answer,
    ByReference,
    Problem,
    ProblemSet,
    Second,
    Slope,
    Value,
    Word,
)
from autograder.report import Visibility
from autograder.student.kit_file import KitInputs, KitSet
from autograder.student.seal import Lock, Seal, lock, seal

__all__ = ["kit_set"]

_ASKS: Final = ("wrt", "of", "along", "axes")
"""The keys that say what is asked; they are left out where a student is not to see the verdict yet.
"""


def kit_set(problem_set: ProblemSet, key: AnswerKey) -> KitSet:
    """Return what a student gets of a set, its fingerprints taken at the trials of ``key``.

    What only the set's reference knows is not sealed where there is no reference.
    """
    public = deepcopy(problem_set.public())
    inputs: dict[str, list[KitInputs]] = {}
    seals: dict[str, dict[str, Seal]] = {}
    hints: dict[str, dict[str, list[Lock]]] = {}
    unseen: dict[str, list[str]] = {}
    for problem in problem_set.problems:
        hidden = [
            answer.id for answer in problem.answers if answer.visibility != Visibility.VISIBLE
        ]
        if hidden:
            unseen[problem.id] = hidden
        if len(hidden) == len(problem.answers):
            del public["problems"][problem.id]
            continue
        _number(public["problems"][problem.id], problem)
        without = [
            answer
            for answer in problem.answers
            if answer.id in hidden or isinstance(answer.asks, (Value, ByReference, Word))
        ]
        for answer in without:
            _leave_open(public["problems"][problem.id], answer)
        if without:
            trials = _trials(problem, key)
            inputs[problem.id] = [_inputs(problem, keyed.trial, without) for keyed in trials]
            asked = [answer for answer in without if answer.id not in hidden]
            seals[problem.id] = _seals(problem, asked, trials, key.seed_id)
        if problem.mistakes:
            told = [answer for answer in problem.answers if answer.id not in hidden]
            hints[problem.id] = {answer.id: _locks(problem, answer, key) for answer in told}
    return KitSet(public, inputs, seals, hints, unseen)


def _number(data: dict[str, Any], problem: Problem) -> None:
    """Write a problem's number down: it counts the ones before it, which may be left out."""
    first = problem.answers[0].number
    data.setdefault("number", first if len(problem.answers) == 1 else first.rpartition(".")[0])


def _leave_open(data: dict[str, Any], answer: Answer) -> None:
    """Take out of a problem's public part what an answer asks for.

    A value has nothing there already.
    """
    own = data["answers"][answer.id] if "answers" in data else data
    for name in _ASKS:
        own.pop(name, None)


def _trials(problem: Problem, key: AnswerKey) -> Sequence[KeyedTrial]:
    """Return a problem's trials; without what was expected where that cannot be computed here."""
    try:
        return key.trials(problem)
    except StaffError:
        numbers = Numbers(problem, key.seed)
        ordinary = range(ORDINARY if problem.given else 1)
        places: list[tuple[TrialKind, int]] = [("ordinary", index) for index in ordinary]
        return [KeyedTrial(numbers.draw(kind, index), {}) for kind, index in places]


def _inputs(problem: Problem, trial: Trial, without: list[Answer]) -> KitInputs:
    """Return the inputs of a trial: those of the call, or all where a derivative needs them."""
    derived = any(
        isinstance(answer.asks, (Slope, Second)) and answer not in without
        for answer in problem.answers
    )
    names = sorted(trial.values.keys() if derived else problem.call.uses)
    values = {name: _plain(trial.values[name]) for name in names if name not in trial.dims}
    return KitInputs(trial.kind, trial.index, dict(trial.dims), values)


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def _seals(
    problem: Problem, answers: list[Answer], trials: Sequence[KeyedTrial], seed: str
) -> dict[str, Seal]:
    found: Mapping[str, Seal | None] = {
        answer.id: seal(
            [keyed.expected[answer.id].value for keyed in trials], _salt(problem, answer, seed)
        )
        for answer in answers
        if answer.id in trials[0].expected and not isinstance(answer.asks, Word)
    }
    return {name: each for name, each in found.items() if each is not None}


def _locks(problem: Problem, answer: Answer, key: AnswerKey) -> list[Lock]:
    """Return what is said of each foreseen mistake, locked with its value at every trial.

    A mistake without a value at some trial is one that the platform cannot name either.
    """
    if answer.feedback == "verdict":
        return []
    try:
        subject = Subject(key, problem, answer)
    except StaffError:  # what is expected of the problem cannot be computed here
        return []
    locks = []
    for origin, diagnosis in foreseen_origins(subject):
        found = [context.value(origin) for context in subject.contexts]
        values = [value for value in found if value is not None]
        if len(values) == len(found):
            text = json.dumps([diagnosis.mistake, diagnosis.sentence])
            salt = _salt(problem, answer, f"{key.seed_id} {diagnosis.mistake}")
            locks.append(lock(values, salt, text))
    return [made for made in locks if made is not None]


def _salt(problem: Problem, answer: Answer, seed: str) -> str:
    text = f"{seed} {problem.set} {problem.id} {answer.id}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]

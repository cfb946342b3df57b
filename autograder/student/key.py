"""A student's answer key: what follows from the forward is computed, the rest stays sealed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.errors import SpecError
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.compare import NotNumeric, read_numeric
from autograder.oracle.compiled import Expected
from autograder.oracle.target import target_of
from autograder.oracle.trials import Numbers, Trial
from autograder.oracle.words import read_word
from autograder.problemset.load import read_data
from autograder.problemset.model import Answer, Problem, ProblemSet, Word
from autograder.student.kit_file import KitInputs, KitSet
from autograder.student.seal import LEVELS, Lock, Seal

__all__ = ["StudentKey", "StudentSet", "student_set"]

_INSIDE: Final = 0.9
"""What is right within 1e-3 is shown as 0.9e-3 away: on the near side of the limit."""


class StudentSet(Struct, frozen=True):
    """A set as a student has it, and what stands for the values that it asks for."""

    problem_set: ProblemSet
    kit: KitSet

    def is_unseen(self, problem: str, answer: str) -> bool:
        """Say whether a student does not see the verdict on an answer at once."""
        return answer in self.kit.unseen.get(problem, ())

    def hints(self, problem: str, answer: str) -> Sequence[Lock]:
        """Return what the course says of the mistakes that it foresees, locked."""
        return self.kit.hints.get(problem, {}).get(answer, [])

    def is_sealed(self, problem: str, answer: str) -> bool:
        """Say whether an answer asks for a value that can be recognised here."""
        return answer in self.kit.seals.get(problem, {})


def student_set(path: Path, kit: KitSet) -> StudentSet:
    """Return a set of a kit.

    ``path`` names it, and its companion and support files lie beside that.

    Raises:
        SpecError: the kit is of another version of the package.
    """
    read = read_data(path, _complete(kit.public))
    if read.problem_set is None or read.document.faults:
        raise SpecError(read.document.faults)
    return StudentSet(read.problem_set, kit)


def _complete(public: Mapping[str, Any]) -> dict[str, Any]:
    """Return a set's public part in which what asks for nothing asks for the reference's value."""
    problems = {name: _complete_problem(data) for name, data in public["problems"].items()}
    return {**public, "problems": problems}


def _complete_problem(data: Mapping[str, Any]) -> dict[str, Any]:
    if "answers" in data:
        answers = {name: _asking(own) for name, own in data["answers"].items()}
        return {**data, "answers": answers}
    return _asking(data)


def _asking(own: Mapping[str, Any]) -> dict[str, Any]:
    return dict(own) if "wrt" in own else {**own, "expected": "reference"}


class StudentKey(AnswerKey):
    """An answer key without a reference; a sealed answer is known once it was given."""

    def __init__(self, sets: Sequence[StudentSet], seed: str) -> None:
        super().__init__([loaded.problem_set for loaded in sets], seed)
        self._kits = {loaded.problem_set.name: loaded.kit for loaded in sets}
        self._held: dict[tuple[str, str], tuple[KeyedTrial, ...]] = {}

    def trials(self, problem: Problem) -> tuple[KeyedTrial, ...]:
        """Return all trials of a problem.

        What is expected of a sealed answer is NaN until it was given.

        Raises:
            StaffError: as for every answer key.
        """
        inputs = self._kits[problem.set].inputs.get(problem.id)
        if inputs is None:
            return super().trials(problem)
        place = (problem.set, problem.id)
        if place not in self._held:
            numbers = Numbers(problem, self.seed)
            self._held[place] = tuple(self._keyed(problem, trial, numbers) for trial in inputs)
        return self._held[place]

    def allowances(self, problem: Problem, answer: Answer) -> tuple[float, ...]:
        """Return how far an answer in single precision may be off, by the trial.

        A fingerprint knows no distance between the levels at which it recognises an answer.
        """
        if target_of(problem, answer) is not None:
            return super().allowances(problem, answer)
        return (LEVELS[1],) * len(self.trials(problem))

    def open(self, problem: Problem, values: Mapping[str, Sequence[Any]]) -> None:
        """Learn what was expected from a student's answers: one with the fingerprint is right."""
        kit = self._kits[problem.set]
        if problem.id not in kit.inputs:
            return
        trials = self.trials(problem)
        seals = kit.seals.get(problem.id, {})
        known = {
            answer.id: _opened(answer, seals.get(answer.id), values[answer.id], trials)
            for answer in problem.answers
            if target_of(problem, answer) is None
        }
        self._held[(problem.set, problem.id)] = tuple(
            KeyedTrial(
                keyed.trial,
                {**keyed.expected, **{name: each[index] for name, each in known.items()}},
            )
            for index, keyed in enumerate(trials)
        )

    def _keyed(self, problem: Problem, inputs: KitInputs, numbers: Numbers) -> KeyedTrial:
        values = {name: _as_drawn(value) for name, value in inputs.values.items()}
        every = {**inputs.dims, **values}
        kind: Any = inputs.kind  # one of TrialKind, written by `build kit`
        trial = Trial(kind, inputs.index, inputs.dims, every)
        random = numbers.of(trial.kind, trial.index)
        expected = {}
        for answer in problem.answers:
            target = target_of(problem, answer)
            expected[answer.id] = (
                _unknown(answer, trial) if target is None else target.expected(trial.values, random)
            )
        return KeyedTrial(trial, expected)


def _as_drawn(value: Any) -> Any:
    return np.array(value) if isinstance(value, list) else value


def _unknown(answer: Answer, trial: Trial) -> Expected:
    shape = tuple(size.value(trial.dims) for size in answer.shape)
    return Expected(np.full(shape, np.nan), np.zeros(shape))


def _opened(
    answer: Answer, sealed: Seal | None, values: Sequence[Any], trials: Sequence[KeyedTrial]
) -> list[Expected]:
    """Return what was expected at each trial, as far as the answer given tells it."""
    blank = [_unknown(answer, keyed.trial) for keyed in trials]
    arrays = [
        _readable(answer, value, expected.value.shape)
        for value, expected in zip(values, blank, strict=False)
    ]
    arrays += [None] * (len(trials) - len(arrays))
    distances = [0.0] * len(trials) if sealed is None else sealed.distances(arrays)
    return [
        expected if array is None else _at_distance(array, distance)
        for expected, array, distance in zip(blank, arrays, distances, strict=True)
    ]


def _readable(answer: Answer, value: Any, shape: tuple[int, ...]) -> NDArray[np.float64] | None:
    """Return a reply as a finite array of a shape, or as a word's numbers; None for neither."""
    if isinstance(answer.asks, Word):
        return read_word(answer.asks, value).numbers
    read = read_numeric(value)
    if isinstance(read, NotNumeric):
        return None
    array = read.array.reshape(()) if shape == () and read.array.size == 1 else read.array
    return array if array.shape == shape and bool(np.isfinite(array).all()) else None


def _at_distance(array: NDArray[np.float64], distance: float) -> Expected:
    """Return an expected value as far from an array, of shape ``s``, as its fingerprint says."""
    error = np.zeros(array.shape)
    if math.isinf(distance):
        return Expected(np.full(array.shape, np.nan), error)
    off = 0.0 if distance <= LEVELS[0] else _INSIDE * distance
    return Expected(array / (1.0 + off), error)

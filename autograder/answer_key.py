"""The answer key: for each problem its trials, and what every answer should be at each of them.

Computed once per process and seed, whatever the number of submissions. It lives in the grader's process only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from autograder.compare import NotNumeric, read_numeric
from autograder.errors import StaffError
from autograder.probe import quiet
from autograder.reference import Solution
from autograder.spec.model import Answer, Problem, ProblemSet
from autograder.target import Expected
from autograder.trials import ATTEMPTS, ORDINARY, SPECIAL_ATTEMPTS, Numbers, Trial, TrialKind, draw_from, specials

__all__ = ["AnswerKey", "Drawn", "KeyedTrial"]


class KeyedTrial(Struct, frozen=True):
    """The inputs of one trial and what each answer should be there."""

    trial: Trial
    expected: Mapping[str, Expected]


Drawn: TypeAlias = tuple[Sequence[KeyedTrial], Mapping[TrialKind, str]]
"""The trials of one problem, and the special ones that were dropped with the reason."""


class _Trials:
    """The trials of one problem, drawn as they are asked for and kept; iterating twice draws once."""

    def __init__(self, source: Iterator[KeyedTrial]) -> None:
        self._source = source
        self._drawn: list[KeyedTrial] = []
        self._error: StaffError | None = None
        self.complete = False

    def __iter__(self) -> Iterator[KeyedTrial]:
        position = 0
        while position < len(self._drawn) or self._draw_next():
            yield self._drawn[position]
            position += 1

    def _draw_next(self) -> bool:
        if self._error is not None:
            raise self._error
        try:
            trial = next(self._source, None)
        except StaffError as error:
            self._error = error
            raise
        if trial is None:
            self.complete = True
            return False
        self._drawn.append(trial)
        return True


class AnswerKey:
    """The expected answers of some sets under one seed, computed when first asked for."""

    def __init__(self, sets: Sequence[ProblemSet], seed: str = "0") -> None:
        self.sets = tuple(sets)
        self.seed = seed
        self._trials: dict[tuple[str, str], _Trials] = {}
        self._dropped: dict[tuple[str, str], dict[TrialKind, str]] = {}
        self._solutions: dict[str, Solution] = {}

    @property
    def seed_id(self) -> str:
        """The public name of the seed: it tells two seeds apart and gives neither away."""
        return hashlib.sha256(self.seed.encode()).hexdigest()[:8]

    @property
    def digest(self) -> str:
        """A hash of the sets, their companions and references."""
        return hashlib.sha256("".join(each.digest for each in self.sets).encode()).hexdigest()

    def stream(self, problem: Problem) -> Iterator[KeyedTrial]:
        """Yield the trials of a problem, the ordinary ones first, each computed when it is reached.

        Raises:
            StaffError: an ordinary trial has no expected answer that can be vouched for.
        """
        name = (problem.set, problem.id)
        if name not in self._trials:
            self._trials[name] = _Trials(self._draw_all(problem))
        return iter(self._trials[name])

    def trials(self, problem: Problem) -> tuple[KeyedTrial, ...]:
        """Return all trials of a problem.

        Raises:
            StaffError: an ordinary trial has no expected answer that can be vouched for.
        """
        return tuple(self.stream(problem))

    def drawn(self, problem_set: ProblemSet) -> dict[str, Drawn] | None:
        """Return all trials of a set by problem, with what was dropped, or None where some are not drawn yet."""
        names = [(problem.set, problem.id) for problem in problem_set.problems]
        if not all(name in self._trials and self._trials[name].complete for name in names):
            return None
        return {name[1]: (tuple(self._trials[name]), self._dropped[name]) for name in names}

    def adopt(self, problem_set: ProblemSet, drawn: Mapping[str, Drawn]) -> None:
        """Take over the trials of a set that :meth:`drawn` returned for the same set and seed.

        Raises:
            KeyError: the trials are those of another set.
        """
        for problem in problem_set.problems:
            trials, dropped = drawn[problem.id]
            self._trials[problem.set, problem.id] = _Trials(iter(trials))
            self._dropped[problem.set, problem.id] = dict(dropped)

    def dropped(self, problem: Problem) -> Mapping[TrialKind, str]:
        """Return the special trials that a problem does without, and why."""
        self.trials(problem)
        return self._dropped[problem.set, problem.id]

    def solution(self, problem: Problem) -> Solution:
        """Return the reference solution of a problem's set.

        Raises:
            StaffError: there is none, or it does not load.
        """
        if problem.set not in self._solutions:
            [path] = [each.reference for each in self.sets if each.name == problem.set]
            self._solutions[problem.set] = Solution.load(problem.set, path)
        return self._solutions[problem.set]

    def _draw_all(self, problem: Problem) -> Iterator[KeyedTrial]:
        dropped = self._dropped[problem.set, problem.id] = {}
        numbers = Numbers(problem, self.seed)
        for index in range(ORDINARY if problem.given else 1):
            yield self._draw(problem, numbers, "ordinary", index, ATTEMPTS)
        for kind in specials(problem):
            try:
                trial = self._draw(problem, numbers, kind, 0, SPECIAL_ATTEMPTS)
            except Exception as error:  # a formula may raise anything at dimensions it was not written for
                dropped[kind] = str(error)
            else:
                yield trial

    def _draw(self, problem: Problem, numbers: Numbers, kind: TrialKind, index: int, attempts: int) -> KeyedTrial:
        """Draw one trial, again while an expected answer is zero or unresolved."""
        reason = ""
        for attempt in range(attempts):
            random, expected = numbers.of(kind, index, attempt), {}
            with quiet():
                trial = draw_from(random, problem, kind, index)
                for answer in problem.answers:
                    expected[answer.id] = each = self._expected(problem, answer, trial, random)
                    if each.reason:
                        reason = f"{answer.id} is {each.reason}"
                        break
                else:
                    return KeyedTrial(trial, expected)
        raise StaffError(f"{problem.set}.{problem.id}, {kind} trial {index}: in {attempts} draws {reason}")

    def _expected(self, problem: Problem, answer: Answer, trial: Trial, random: np.random.Generator) -> Expected:
        if not answer.by_reference:
            return problem.targets[answer.id].expected(trial.values, random)
        value = self.solution(problem).answers(problem, trial.values)[answer.id]
        read = read_numeric(value)
        if isinstance(read, NotNumeric):
            raise StaffError(f"{problem.set}.{problem.id}: the reference's {answer.id} is {read.what}")
        wanted = tuple(size.value(trial.dims) for size in answer.shape)
        if read.array.shape != wanted and (wanted or read.array.size != 1):
            raise StaffError(
                f"{problem.set}.{problem.id}: the reference's {answer.id} has the shape "
                f"{read.array.shape}; `shape` says {wanted}"
            )
        return Expected(read.array.reshape(wanted), np.zeros(wanted))

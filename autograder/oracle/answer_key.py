"""The answer key: for each problem its trials, and what every answer should be at each of them.

Computed once per process and seed, whatever the number of submissions. It lives in the grader's
process only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct

from autograder.derivative.forward import quiet
from autograder.errors import Mismatch, StaffError
from autograder.oracle.bounded import Bounds, ExceededError, run_bounded, silent, within
from autograder.oracle.compare import NotNumeric, read_numeric
from autograder.oracle.reference import Solution
from autograder.oracle.steps import asked_lines, cure, first_bad_number
from autograder.oracle.target import Expected, target_of
from autograder.oracle.trials import (
    ATTEMPTS,
    ORDINARY,
    SPECIAL_ATTEMPTS,
    Numbers,
    Trial,
    TrialKind,
    draw,
    specials,
)
from autograder.problemset.model import Answer, ByReference, Problem, ProblemSet

__all__ = ["AnswerKey", "Drawn", "KeyedTrial"]


_BOUNDS: Final = Bounds(seconds=20.0)
"""For all trials of one problem: a hundred times what those of the largest bank problem take."""


class KeyedTrial(Struct, frozen=True):
    """The inputs of one trial and what each answer should be there."""

    trial: Trial
    expected: Mapping[str, Expected]


Drawn: TypeAlias = tuple[tuple[KeyedTrial, ...], Mapping[TrialKind, str]]
"""The trials of one problem, and the special ones that were dropped with the reason."""


class AnswerKey:
    """The expected answers of some sets under one seed, computed when first asked for."""

    def __init__(self, sets: Sequence[ProblemSet], seed: str = "0") -> None:
        self.sets = tuple(sets)
        self.seed = seed
        self._drawn: dict[tuple[str, str], Drawn | StaffError] = {}
        self._solutions: dict[str, Solution] = {}

    @property
    def seed_id(self) -> str:
        """The public name of the seed: it tells two seeds apart and gives neither away."""
        return hashlib.sha256(self.seed.encode()).hexdigest()[:8]

    @property
    def digest(self) -> str:
        """A hash of the sets, their companions and references."""
        return hashlib.sha256("".join(each.digest for each in self.sets).encode()).hexdigest()

    def trials(self, problem: Problem) -> tuple[KeyedTrial, ...]:
        """Return all trials of a problem, the ordinary ones first, drawn when they are first asked for.

        Raises:
            StaffError: an ordinary trial has no expected answer that can be vouched for.
        """
        return self._of(problem)[0]

    def dropped(self, problem: Problem) -> Mapping[TrialKind, str]:
        """Return the special trials that a problem does without, and why.

        Raises:
            StaffError: as :meth:`trials`.
        """
        return self._of(problem)[1]

    def drawn(self, problem_set: ProblemSet) -> dict[str, Drawn] | None:
        """Return all trials of a set by problem, with what was dropped, or None where some are not drawn yet."""
        found = {
            problem.id: self._drawn.get((problem.set, problem.id))
            for problem in problem_set.problems
        }
        drawn = {name: each for name, each in found.items() if isinstance(each, tuple)}
        return drawn if len(drawn) == len(found) else None

    def adopt(self, problem_set: ProblemSet, drawn: Mapping[str, Drawn]) -> None:
        """Take over the trials of a set that :meth:`drawn` returned for the same set and seed.

        Raises:
            KeyError: the trials are those of another set.
        """
        self._drawn.update(
            {(problem.set, problem.id): drawn[problem.id] for problem in problem_set.problems}
        )

    def share(self, problem: Problem) -> Drawn | None:
        """Return the trials of one problem if they are drawn, for :meth:`take_over` elsewhere."""
        drawn = self._drawn.get((problem.set, problem.id))
        return drawn if isinstance(drawn, tuple) else None

    def take_over(self, problem: Problem, drawn: Drawn) -> None:
        """Take the trials of a problem that :meth:`share` returned for the same set and seed."""
        self._drawn[problem.set, problem.id] = drawn

    def solution(self, problem: Problem) -> Solution:
        """Return the reference solution of a problem's set.

        Raises:
            StaffError: there is none, or it does not load.
        """
        if problem.set not in self._solutions:
            [path] = [each.reference for each in self.sets if each.name == problem.set]
            self._solutions[problem.set] = Solution.load(problem.set, path)
        return self._solutions[problem.set]

    def _of(self, problem: Problem) -> Drawn:
        name = (problem.set, problem.id)
        if name not in self._drawn:
            try:
                self._drawn[name] = self._within_bounds(problem)
            except StaffError as error:
                self._drawn[name] = error
        drawn = self._drawn[name]
        if isinstance(drawn, StaffError):
            raise drawn
        return drawn

    def _within_bounds(self, problem: Problem) -> Drawn:
        """Draw all trials, with the reference in a process of its own where it is asked.

        Raises:
            StaffError: it takes too long, or too much memory, besides as :meth:`trials`.
        """
        by_reference = any(isinstance(answer.asks, ByReference) for answer in problem.answers)
        try:
            if by_reference:
                return run_bounded(lambda: self._draw_all(problem), _BOUNDS)
            with silent():
                return within(_BOUNDS.seconds, lambda: self._draw_all(problem))
        except ExceededError:
            whose = "the reference" if by_reference else "the forward or a companion function"
            raise StaffError(
                f"{problem.set}.{problem.id}: {whose} takes more than {_BOUNDS.seconds:g} s "
                f"or {_BOUNDS.memory >> 20} MB, or ends Python"
            ) from None

    def _draw_all(self, problem: Problem) -> Drawn:
        numbers = Numbers(problem, self.seed)
        ordinary = range(ORDINARY if problem.given else 1)
        trials = [self._draw(problem, numbers, "ordinary", index, ATTEMPTS) for index in ordinary]
        dropped: dict[TrialKind, str] = {}
        for kind in specials(problem):
            try:
                trials.append(self._draw(problem, numbers, kind, 0, SPECIAL_ATTEMPTS))
            except StaffError as error:
                dropped[kind] = str(error)
        return tuple(trials), dropped

    def _draw(
        self, problem: Problem, numbers: Numbers, kind: TrialKind, index: int, attempts: int
    ) -> KeyedTrial:
        """Draw one trial, again while an expected answer is zero or unresolved.

        Raises:
            StaffError: no draw has expected answers that can be vouched for, or a formula fails.
        """
        place = f"{problem.set}.{problem.id}, {kind} trial {index}"
        for attempt in range(attempts):
            try:
                with quiet():
                    drawn = self._attempt(problem, numbers.of(kind, index, attempt), kind, index)
            except StaffError:
                raise
            except (
                Exception
            ) as error:  # a formula may raise anything at dimensions it was not written for
                raise StaffError(f"{type(error).__name__}: {error}", where=place) from error
            if isinstance(drawn, KeyedTrial):
                return drawn
        last = draw(numbers.of(kind, index, attempts - 1), problem, kind, index)
        raise StaffError(
            *self._unusable(problem, last, f"in {attempts} draws {drawn}"), where=place
        )

    def _unusable(self, problem: Problem, last: Trial, said: str) -> Mismatch:
        """Say why no draw is of use, with the part of a formula that leaves its domain, if one does."""
        for answer in problem.answers:
            step = first_bad_number(problem, asked_lines(problem, answer.asks), last.values)
            if step is not None:
                edge = cure(problem, step)
                return edge._replace(found=f"{said}; {edge.found}")
        return Mismatch(said, "")

    def _attempt(
        self, problem: Problem, random: np.random.Generator, kind: TrialKind, index: int
    ) -> KeyedTrial | str:
        """Draw inputs and return them with what is expected, or say why they are no use."""
        trial, expected = draw(random, problem, kind, index), {}
        for answer in problem.answers:
            expected[answer.id] = each = self._expected(problem, answer, trial, random)
            if each.reason:
                return f"{answer.id} is {each.reason}"
        return KeyedTrial(trial, expected)

    def _expected(
        self, problem: Problem, answer: Answer, trial: Trial, random: np.random.Generator
    ) -> Expected:
        target = target_of(problem, answer)
        if target is not None:
            return target.expected(trial.values, random)
        value = self.solution(problem).answers(problem, trial.values)[answer.id]
        read = read_numeric(value)
        if isinstance(read, NotNumeric):
            raise StaffError(
                f"the reference's {answer.id} is {read.what}", where=f"{problem.set}.{problem.id}"
            )
        wanted = tuple(size.value(trial.dims) for size in answer.shape)
        if read.array.shape != wanted and (wanted or read.array.size != 1):
            raise StaffError(
                f"the reference's {answer.id} has the shape {read.array.shape}; `shape` says {wanted}",
                where=f"{problem.set}.{problem.id}",
            )
        return Expected(read.array.reshape(wanted), np.zeros(wanted))

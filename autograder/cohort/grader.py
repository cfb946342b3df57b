"""A process that grades one submission after the other: its workers, its answer key, its course."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from autograder.client.required_layers import APART, shortfall
from autograder.client.workers import Workers
from autograder.cohort.model import Graded, Work, WrongNumbers
from autograder.errors import AutograderError, StaffError, UsageError

if TYPE_CHECKING:
    from autograder.grading.verdict import Verdict
    from autograder.problemset.model import Answer, Problem
    from autograder.worker.messages import Module

__all__ = ["Course", "Grader"]


class Course(Struct, frozen=True):
    """Where the problem sets lie, which of them are graded, and the seed of their inputs."""

    problems: Path
    reference: Path | None
    names: tuple[str, ...]
    seed: str = "0"
    required: frozenset[str] = APART
    """Layers of isolation, or what they guard, without which nothing is graded."""


class Grader:
    """Grades submissions of a course, none of which reaches the next; a context manager."""

    def __init__(self, course: Course) -> None:
        self._workers = Workers()  # before any secret is read
        try:
            self._load(course)
        except BaseException:
            self._workers.close()
            raise

    def _load(self, course: Course) -> None:
        from autograder.cohort.conditions import conditions_of
        from autograder.oracle.answer_key import AnswerKey
        from autograder.oracle.key_store import KeyStore, kept, user_folder
        from autograder.oracle.sets import load_sets

        if lacking := shortfall(course.required, self._workers):
            raise UsageError(lacking)
        store = KeyStore(user_folder())
        sets = load_sets(
            course.problems, course.reference, course.names, keys=store, seed=course.seed
        )
        self._key = AnswerKey(sets, course.seed)
        with kept(self._key, store, self._workers.isolation):
            for problem in (problem for problem_set in sets for problem in problem_set.problems):
                with contextlib.suppress(StaffError):  # met again, and said, by each submission
                    self._key.trials(problem)
        self.conditions: Mapping[str, Any] = conditions_of(self._key)

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process that was started here."""
        self._workers.close()

    def grade(self, work: Work) -> Graded:
        """Grade a submission; a failure of the grader itself becomes its ``error``."""
        from autograder.grading.grade import grade

        began = time.monotonic()
        wrong: list[WrongNumbers] = []
        observe = functools.partial(self._note, work, wrong)
        try:
            report = grade(self._key, work.submission, self._workers, observe=observe)
        except AutograderError as error:
            return Graded(work.key, None, error=str(error))
        except (
            Exception
        ) as error:  # a fault of the grader in one submission must not stop the others
            return Graded(work.key, None, error=f"{type(error).__name__}: {error}")
        return Graded(work.key, report, tuple(wrong), time.monotonic() - began)

    def _note(
        self,
        work: Work,
        wrong: list[WrongNumbers],
        problem: Problem,
        answer: Answer,
        values: Sequence[Any],
        verdict: Verdict,
    ) -> None:
        from autograder.cohort.wrong_numbers import wrong_numbers

        find = functools.partial(self._module, work, problem)
        found = wrong_numbers(problem, answer, values, verdict, find)
        if found is not None:
            wrong.append(found)

    def _module(self, work: Work, problem: Problem) -> Module | None:
        """Return the file that answers a problem."""
        own = [problem_set for problem_set in self._key.sets if problem_set.name == problem.set]
        return next(iter(work.submission.bundle(own, {}).modules.values()), None)

"""The answer key: for each problem its trials, and what every answer should be at each of them.

Computed once per process and seed, whatever the number of submissions. It lives in the grader's
process only.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from autograder.errors import StaffError
from autograder.oracle.bounded import Bounds, run_bounded
from autograder.oracle.derived import Derived
from autograder.oracle.keyed import Drawn, KeyedTrial
from autograder.oracle.reference import Solution
from autograder.oracle.tolerance import RIGHT
from autograder.oracle.trials import TrialKind
from autograder.oracle.within import ExceededError, renew, silent, within
from autograder.problemset.model import Answer, Problem, ProblemSet, is_by_reference

if TYPE_CHECKING:
    from autograder.oracle.draws import Draws

__all__ = ["AnswerKey", "Drawn", "KeyedTrial", "draw_ahead"]

Made = TypeVar("Made")

_BOUNDS: Final = Bounds(seconds=20.0)
"""For all trials of one problem: a hundred times what those of the largest bank problem take."""


class AnswerKey:
    """The expected answers of some sets under one seed, computed when first asked for."""

    def __init__(self, sets: Sequence[ProblemSet], seed: str = "0") -> None:
        self.sets = tuple(sets)
        self.seed = seed
        self._drawn: dict[tuple[str, str], Drawn | StaffError] = {}
        self._solutions: dict[str, Solution] = {}
        self.before_drawing: Callable[[], None] | None = None
        """Is called before a problem is drawn: another process may have drawn it."""
        self.before_deriving: Callable[[ProblemSet], Derived] | None = None
        """Is asked for what was derived of a set in earlier runs."""
        self._derived: dict[str, Derived] = {}
        self._allowances: dict[tuple[str, str, str], tuple[float, ...]] = {}
        self._beside: dict[Callable[[AnswerKey], Any], Any] = {}

    def under(self, seed: str) -> AnswerKey:
        """Return the key to the same sets under another seed; a reference is loaded for both."""
        other = AnswerKey(self.sets, seed)
        other._solutions = self._solutions
        return other

    @property
    def seed_id(self) -> str:
        """The public name of the seed: it tells two seeds apart and gives neither away."""
        return hashlib.sha256(self.seed.encode()).hexdigest()[:8]

    @property
    def digest(self) -> str:
        """A hash of the sets, their companions and references."""
        return hashlib.sha256(
            "".join(problem_set.digest for problem_set in self.sets).encode()
        ).hexdigest()

    def trials(self, problem: Problem) -> tuple[KeyedTrial, ...]:
        """Return all trials of a problem, the ordinary ones first, drawn when first asked for.

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
        """Return a set's trials and what was dropped, by problem; None if not all are drawn."""
        found = {
            problem.id: self._drawn.get((problem.set, problem.id))
            for problem in problem_set.problems
        }
        drawn = {name: trials for name, trials in found.items() if isinstance(trials, tuple)}
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

    def derived(self, name: str) -> Derived:
        """Return what is derived of a set by its name beyond the trials; what is new stays."""
        if name not in self._derived:
            [own] = [each for each in self.sets if each.name == name]
            self._derived[name] = self.before_deriving(own) if self.before_deriving else Derived()
        return self._derived[name]

    def new_derived(self) -> dict[str, Derived]:
        """Return what is derived of each set where that is more than what was kept."""
        return {name: each for name, each in self._derived.items() if each.has_new}

    def take_derived(self, found: Mapping[str, Derived]) -> None:
        """Take what :meth:`new_derived` returned elsewhere for the same sets and seed."""
        self._derived.update(found)

    def solution(self, problem: Problem) -> Solution:
        """Return the reference solution of a problem's set.

        Raises:
            StaffError: there is none, or it does not load.
        """
        if problem.set not in self._solutions:
            [path] = [known.reference for known in self.sets if known.name == problem.set]
            self._solutions[problem.set] = Solution.load(problem.set, path)
        return self._solutions[problem.set]

    def allowances(self, problem: Problem, answer: Answer) -> tuple[float, ...]:
        """Return for each trial how far a right answer in single precision may be off.

        Measured when first asked for: few answers come in single precision.

        Raises:
            StaffError: as :meth:`trials`.
        """
        name = (problem.set, problem.id, answer.id)
        if name not in self._allowances:
            self._allowances[name] = self._measured(problem, answer)
        return self._allowances[name]

    def beside(self, make: Callable[[AnswerKey], Made]) -> Made:
        """Return what is made of this key, made once, to live as long as the key does."""
        if make not in self._beside:
            self._beside[make] = make(self)
        made: Made = self._beside[make]
        return made

    def _measured(self, problem: Problem, answer: Answer) -> tuple[float, ...]:
        from autograder.oracle.single_precision import allowance  # few answers come in it
        from autograder.oracle.target import target_of

        trials, target = self.trials(problem), target_of(problem, answer)
        compute = target or (lambda values: self._by_reference(problem, answer, values))

        def measure() -> tuple[float, ...]:
            return tuple(
                allowance(compute, keyed.trial, keyed.expected[answer.id]) for keyed in trials
            )

        try:
            if target is None:
                return run_bounded(measure, _BOUNDS)
            with silent():
                return within(_BOUNDS.seconds, measure)
        except ExceededError:
            return (RIGHT,) * len(trials)

    def _by_reference(
        self, problem: Problem, answer: Answer, values: Mapping[str, Any]
    ) -> NDArray[Any]:
        """Return what the reference answers, at inputs in single precision, say."""
        return np.asarray(self.solution(problem).answers(problem, values)[answer.id])

    def _of(self, problem: Problem) -> Drawn:
        name = (problem.set, problem.id)
        if name not in self._drawn and self.before_drawing is not None:
            self.before_drawing()
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
        import autograder.oracle.draws  # noqa: F401 - a kept key needs none; not in each fork

        by_reference = any(is_by_reference(answer.asks) for answer in problem.answers)
        try:
            if by_reference:
                return run_bounded(lambda: self._draw(problem), _BOUNDS)
            with silent():
                return within(_BOUNDS.seconds, lambda: self._draw(problem))
        except ExceededError:
            whose = "the reference" if by_reference else "the forward or a companion function"
            raise StaffError(
                f"{problem.set}.{problem.id}: {whose} takes more than {_BOUNDS.seconds:g} s "
                f"or {_BOUNDS.memory >> 20} MB, or ends Python"
            ) from None

    def _draw(self, problem: Problem) -> Drawn:
        return self._draws(problem).all()

    def _draws(self, problem: Problem) -> Draws:
        from autograder.oracle.draws import Draws

        return Draws(problem, self.seed, self.solution)


def draw_ahead(keys: Sequence[AnswerKey], problem: Problem) -> None:
    """Draw the trials of a problem under the seeds of some keys together, as far as that goes.

    What each key then gives is what it would give by itself, but for rounding.
    """
    from autograder.oracle.look_ahead import look_ahead  # for several seeds alone

    name, draws = (problem.set, problem.id), [key._draws(problem) for key in keys]

    def draw() -> None:
        if not look_ahead(draws):
            return
        for key, own in zip(keys, draws, strict=True):
            renew(_BOUNDS.seconds)
            try:
                key._drawn[name] = own.all()
            except StaffError as error:
                key._drawn[name] = error

    with contextlib.suppress(ExceededError), silent():
        within(_BOUNDS.seconds, draw)

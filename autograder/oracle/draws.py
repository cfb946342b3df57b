"""Drawing the trials of one problem: inputs, and what each answer should be at them.

A draw at which an expected answer is zero, or cannot be vouched for, is drawn again: there a wrong
answer hides. Where the forward has branches a zero may be the very thing that a wrong mask gets
wrong, so further trials take every side (:mod:`.branch_trials`), zeros and all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np
from msgspec import Struct

from autograder.derivative.forward import quiet
from autograder.errors import Mismatch, StaffError
from autograder.oracle.branch_trials import LARGEST_POOL, POOL, choose, sides_of
from autograder.oracle.branches import Branches, branches_at
from autograder.oracle.compare import NotNumeric, read_numeric
from autograder.oracle.compiled import Expected
from autograder.oracle.keyed import Drawn, KeyedTrial
from autograder.oracle.reference import Solution
from autograder.oracle.slopes import ALL_ZERO
from autograder.oracle.steps import asked_lines, cure, first_bad_number
from autograder.oracle.target import target_of
from autograder.oracle.trials import (
    ATTEMPTS,
    ORDINARY,
    SPECIAL_ATTEMPTS,
    Numbers,
    Trial,
    TrialKind,
    ordinary,
    specials,
)
from autograder.oracle.words import read_word
from autograder.problemset.model import Answer, Problem, Word

__all__ = ["GOOD", "Attempt", "Draws", "pool_of", "worse"]

GOOD: Final = frozenset({""})
_GOOD_FOR_BRANCHES: Final = frozenset({"", ALL_ZERO})


_SAID: Final[Mapping[str, str]] = {
    "kink": "has a kink at the inputs",
    "jump": "jumps at the inputs",
    "domain edge": "ends at the inputs, at the edge of its domain",
    "noise": "is noise: other steps give other slopes",
}
"""Reason of a derivative that is unresolved -> what is said of the answer."""


class Attempt(Struct, frozen=True):
    """One draw: its trial, and what is wrong with it as a trial, if anything is."""

    keyed: KeyedTrial
    reason: str
    answer: str


class Draws:
    """The draws of one problem under a seed."""

    def __init__(
        self, problem: Problem, seed: str, solution: Callable[[Problem], Solution]
    ) -> None:
        self.problem = problem
        self.numbers = Numbers(problem, seed)
        self._solution = solution
        self.ahead: dict[tuple[TrialKind, int, int], Attempt] = {}
        """Attempts at trials that are known already (:mod:`.look_ahead`)."""

    def all(self) -> Drawn:
        """Return all trials, the ordinary ones first, and the special ones that cannot be had.

        Raises:
            StaffError: no draw of an ordinary trial has expected answers that can be vouched for,
                or a formula fails.
        """
        with quiet():
            return self._all()

    def _all(self) -> Drawn:
        indexes = ordinary(self.problem)
        trials = [self._draw("ordinary", index, ATTEMPTS) for index in indexes]
        trials += self._for_branches([keyed.trial for keyed in trials])
        dropped: dict[TrialKind, str] = {}
        for kind in specials(self.problem):
            try:
                trials.append(self._draw(kind, 0, SPECIAL_ATTEMPTS))
            except StaffError as error:
                dropped[kind] = str(error)
        return tuple(trials), dropped

    def _draw(self, kind: TrialKind, index: int, attempts: int) -> KeyedTrial:
        """Draw one trial, again while an expected answer is zero or unresolved."""
        for attempt in range(attempts):
            try:
                drawn = self._attempt(kind, index, attempt)
            except StaffError:
                raise
            except Exception as error:  # a formula may raise at dimensions it was not written for
                said = f"{type(error).__name__}: {error}"
                raise StaffError(said, where=self._place(kind, index)) from error
            if drawn.reason in GOOD:
                return drawn.keyed
        what = _SAID.get(drawn.reason, f"is {drawn.reason}")
        said = f"in {attempts} draws{_sizes(drawn.keyed.trial)} {drawn.answer} {what}"
        place = self._place(kind, index)
        if drawn.reason == ALL_ZERO:
            raise StaffError(said, where=place)
        raise StaffError(*self._unusable(drawn.keyed.trial, said), where=place)

    def _place(self, kind: TrialKind, index: int) -> str:
        return f"{self.problem.set}.{self.problem.id}, {kind} trial {index}"

    def _unusable(self, last: Trial, said: str) -> Mismatch:
        """Say why no draw is of use, with the part of a formula that leaves its domain, if any."""
        for answer in self.problem.answers:
            lines = asked_lines(self.problem, answer.asks)
            step = first_bad_number(self.problem, lines, last.values)
            if step is not None:
                edge = cure(self.problem, step)
                return edge._replace(found=f"{said}; {edge.found}")
        return Mismatch(said, "")

    def _for_branches(self, trials: list[Trial]) -> Iterator[KeyedTrial]:
        """Yield the further trials that the forward's branches need; none where it has none."""
        taken = [branches_at(self.problem, trial.values) for trial in trials]
        if not any(taken):
            return
        pool = pool_of(self.problem, self.numbers, taken)
        indexes = [index for index, _ in pool]
        for position in choose(taken, [branches for _, branches in pool]):
            try:
                drawn = self._attempt("ordinary", indexes[position], 0)
            except Exception:  # noqa: S112  # the ordinary trials stand: this is one draw less
                continue
            if drawn.reason in _GOOD_FOR_BRANCHES:
                yield drawn.keyed

    def _attempt(self, kind: TrialKind, index: int, attempt: int) -> Attempt:
        """Draw inputs and return them with what is expected, and what is wrong with that."""
        if (kind, index, attempt) in self.ahead:
            return self.ahead[kind, index, attempt]
        random = self.numbers.of(kind, index, attempt)
        trial = self.numbers.draw_with(random, kind, index)
        expected: dict[str, Expected] = {}
        reason, named = "", ""
        for answer in self.problem.answers:
            expected[answer.id] = each = self._expected(answer, trial, random)
            reason, named = worse((reason, named), (each.reason, answer.id))
            if reason not in _GOOD_FOR_BRANCHES:
                break
        return Attempt(KeyedTrial(trial, expected), reason, named)

    def _expected(self, answer: Answer, trial: Trial, random: np.random.Generator) -> Expected:
        target = target_of(self.problem, answer)
        if target is not None:
            return target.expected(trial.values, random)
        place = f"{self.problem.set}.{self.problem.id}"
        solution = self._solution(self.problem)
        value = solution.answers(self.problem, trial.values)[answer.id]
        if isinstance(answer.asks, Word):
            word = read_word(answer.asks, value)
            if word.numbers is None:
                raise StaffError(f"the reference's {answer.id}: {word.said}", where=place)
            return Expected(word.numbers, np.zeros(word.numbers.shape))
        read = read_numeric(value)
        if isinstance(read, NotNumeric):
            raise StaffError(f"the reference's {answer.id} is {read.what}", where=place)
        wanted = tuple(size.value(trial.dims) for size in answer.shape)
        if read.array.shape != wanted and (wanted or read.array.size != 1):
            raise StaffError(
                f"the reference's {answer.id} has the shape {read.array.shape}; "
                f"`shape` says {wanted}",
                where=place,
            )
        return Expected(read.array.reshape(wanted), np.zeros(wanted))


def _sizes(trial: Trial) -> str:
    """Say which dimensions a trial has, if any: an answer may be zero at these alone."""
    said = ", ".join(f"{name} = {size}" for name, size in trial.dims.items())
    return f" at {said}" if said else ""


def worse(found: tuple[str, str], other: tuple[str, str]) -> tuple[str, str]:
    """Return the reason, and the answer, for which a draw is of no use: a zero is the least."""
    return other if other[0] and found[0] in _GOOD_FOR_BRANCHES else found


def pool_of(
    problem: Problem, numbers: Numbers, taken: list[Branches]
) -> list[tuple[int, Branches]]:
    """Return many draws by their indexes with what their branches do; no derivative is taken.

    More are drawn while a branch has been on one side only.
    """
    pool: list[tuple[int, Branches]] = []
    for index in range(ORDINARY, ORDINARY + LARGEST_POOL):
        is_full = len(pool) >= POOL and len(pool) % POOL == 0
        if is_full and _is_complete([*taken, *(branches for _, branches in pool)]):
            break
        try:
            trial = numbers.draw("ordinary", index)
        except Exception:  # noqa: S112  # a `let` may raise anything: this is one draw less
            continue
        branches = branches_at(problem, trial.values)
        if branches:
            pool.append((index, branches))
    return pool


def _is_complete(all_seen: list[Branches]) -> bool:
    return all(len(sides) > 1 for sides in sides_of(all_seen).values())

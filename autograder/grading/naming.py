"""The mistake in a wrong answer, named in a process that is bounded in time and memory.

The search runs formulas and references with slips in them, which may loop for ever or eat the
machine. Its process is a fork of this one, made at the first wrong answer and kept: what it has
worked out for a problem serves every later submission. A name is kept, too: many students of a
class hand in the same wrong numbers.
"""

from __future__ import annotations

import hashlib
import pickle
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from autograder.client.workers import Workers
from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey, Drawn
from autograder.oracle.bounded import Bounds, Fork
from autograder.oracle.within import ExceededError
from autograder.problemset.model import Answer, Problem

if TYPE_CHECKING:
    from autograder.diagnose import Diagnosis

__all__ = ["Namer", "forget_namers", "namer_of"]

_BOUNDS: Final = Bounds(seconds=0.7, memory=160 << 20)
"""For one answer. The slowest of the bank's takes 0.3 s when its problem is met for the first time.
On half a processor, the least that the platform gives, 0.7 s are 1.4 s for whoever waits.
"""
_MOST_KEPT: Final = 4096
"""Names that are kept, some hundred bytes each; the oldest goes first."""

_Question: TypeAlias = "tuple[str, str, str, Sequence[Any], Drawn | None]"
"""Set, problem, answer, its values at the first trials, and the problem's trials if they are new.
"""


def _idle() -> None:
    """Do nothing while a name is searched for."""


class Namer:
    """Names mistakes under one answer key."""

    def __init__(self, key: AnswerKey) -> None:
        self.key = key
        self._fork: Fork[_Question, Diagnosis | None] | None = None
        self._told: set[tuple[str, str]] = set()
        self._unbounded: set[tuple[str, str]] = set()
        """Problems of which no answer is named any more: one took more than it may."""
        self._kept: dict[bytes, Diagnosis | None] = {}
        """The name of an answer by a digest of where it stands and of its values."""

    def name(
        self,
        problem: Problem,
        answer: Answer,
        values: Sequence[Any],
        meanwhile: Callable[[], None] = _idle,
    ) -> Diagnosis | None:
        """Return the mistake in an answer that is not right; None if unsure, or out of bounds.

        ``meanwhile`` is called while the process searches: this one would only wait for it.
        """
        digest = _digest(problem, answer, values)
        if digest in self._kept:
            return self._kept[digest]
        place = (problem.set, problem.id)
        if place in self._unbounded:
            return None
        diagnosis = self._search(problem, answer, values, meanwhile)
        if place not in self._unbounded:  # what the search had no time for says nothing of a name
            self._keep(digest, diagnosis)
        return diagnosis

    def _keep(self, digest: bytes, diagnosis: Diagnosis | None) -> None:
        if len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[digest] = diagnosis

    def _search(
        self,
        problem: Problem,
        answer: Answer,
        values: Sequence[Any],
        meanwhile: Callable[[], None],
    ) -> Diagnosis | None:
        """Have the process search; a problem that takes more than it may is noted."""
        place = (problem.set, problem.id)
        drawn = None if place in self._told else self.key.share(problem)
        if self._fork is None:
            import autograder.diagnose  # noqa: F401 - once for all forks; most answers are right

            self._fork, self._told = Fork(_Search(self.key).answer, _BOUNDS), set()
        self._told.add(place)
        self._fork.ask((*place, answer.id, values, drawn))
        try:
            meanwhile()
        except BaseException:  # what it would answer still is to nobody's question
            self.close()
            raise
        try:
            return self._fork.answer()
        except ExceededError:
            self._unbounded.add(place)
            self.close()
            return None
        except StaffError:
            raise
        except Exception as error:  # the search's own fault: a verdict does not depend on a name
            told = f"problem {problem.id}, answer {answer.id}: no name could be searched for"
            warnings.warn(f"{told}, please report it:\n{error}", stacklevel=2)
            return None

    def close(self) -> None:
        """End the process."""
        if self._fork is not None:
            self._fork.close()
        self._fork = None
        self._told.clear()


def _digest(problem: Problem, answer: Answer, values: Sequence[Any]) -> bytes:
    """Return the same bytes for the same values; equal ones of another type have others."""
    whole = (problem.set, problem.id, answer.id, values)
    return hashlib.sha256(pickle.dumps(whole, pickle.HIGHEST_PROTOCOL)).digest()


class _Search:
    """The search as it runs in the fork."""

    def __init__(self, key: AnswerKey) -> None:
        self._key = key
        self._problems = {
            (problem.set, problem.id): problem
            for problem_set in key.sets
            for problem in problem_set.problems
        }

    def answer(self, question: _Question) -> Diagnosis | None:
        from autograder.diagnose import diagnostician

        set_name, problem_id, answer_id, values, drawn = question
        problem = self._problems[set_name, problem_id]
        if drawn is not None:
            self._key.take_over(problem, drawn)
        [answer] = [answer for answer in problem.answers if answer.id == answer_id]
        diagnosis = diagnostician(self._key).name(problem, answer, values)
        # the explanation behind it is made of functions
        return None if diagnosis is None else replace(diagnosis, explanation=None)


_NAMERS: WeakKeyDictionary[Workers, Namer] = WeakKeyDictionary()


def namer_of(workers: Workers, key: AnswerKey) -> Namer:
    """Return the namer of an answer key, the same one while these workers grade by it."""
    namer = _NAMERS.get(workers)
    if namer is None or namer.key is not key:
        if namer is not None:
            namer.close()
        namer = _NAMERS[workers] = Namer(key)
        workers.on_close.callback(namer.close)
    return namer


def forget_namers() -> None:
    """Leave alone, in a fork, the namers of the process that it was made of: they are not its."""
    _NAMERS.clear()

"""Asking trusted code, a reference or a mutant, for the answers of a problem, in this process."""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.grading.verdict import Stop, Verdict, decide
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.compare import Finding
from autograder.oracle.compiled import Expected
from autograder.oracle.reference import changed_input
from autograder.oracle.tolerance import surely, surely_not
from autograder.oracle.trials import call_seed
from autograder.oracle.within import ExceededError, renew, within
from autograder.oracle.words import look_at
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.model import Answer, Problem, Word
from autograder.report import Status
from autograder.worker.server import execute

__all__ = ["Asked", "AskedAtKeys", "Questions", "quiet", "rejects"]

PATIENCE: Final = 2.0
"""Seconds of processor time for one call; no reference takes a tenth of it."""
MUTANT_PATIENCE: Final = 0.25
"""Seconds of processor time for one call of a mutant: one may loop for ever, and many may."""
_RAISES: Final = "it raises an exception"
_PLAIN: Final[frozenset[Finding]] = frozenset(
    {"wrong", "not_finite", "wrong_shape", "wrong_axes", "not_numeric"}
)
"""Findings of one trial that nothing at the others makes good."""


class Bound:
    """How far off the worst entry of an answer may be, at one trial, for its finding to be sure."""

    def __init__(self, expected: Expected | None) -> None:
        """Bound an answer by what is expected of it; a word has no distance, and no bounds."""
        self._expected = expected
        self.right = -1.0 if expected is None else surely(expected.value)

    @cached_property
    def wrong(self) -> float:
        """What is asked only of an answer that is not surely right."""
        if self._expected is None:
            return math.inf
        return surely_not(self._expected.value, self._expected.error)


Bounds: TypeAlias = Mapping[str, Sequence[Bound]]
"""The bounds of each answer, trial by trial."""


class Asked(Struct):
    """The values of each answer at the first trials, and why there are no more."""

    trials: Sequence[KeyedTrial]
    values: dict[str, list[Any]]
    bounds: Bounds
    failure: str = ""
    late: bool = False
    """Whether a call took longer than it may."""
    changed: str = ""
    """The input that a call of the reference changed in place, if one did."""

    def verdict(self, answer: Answer) -> Verdict:
        """Return what a student is told who hands the values in."""
        stop = Stop(Status.RAISED, self.failure) if self.failure else None
        try:
            return decide(answer, self.trials, self.values[answer.id], stop)
        except RecursionError:  # a list that holds itself: a student's worker cuts it off
            return Verdict(Status.NOT_NUMERIC, "Your answer is a list that holds itself.")

    def is_lost(self, answer: Answer) -> bool:
        """Whether an answer loses points; where one trial alone says so, no other is looked at."""
        certain = not self.failure
        bounds = self.bounds[answer.id]
        for keyed, value, bound in zip(self.trials, self.values[answer.id], bounds, strict=False):
            off = _largest_error(value, keyed.expected[answer.id].value)
            if off <= bound.right:
                continue
            is_plain = bound.wrong < off < math.inf
            finding = "wrong" if is_plain else _finding(answer, keyed, value)
            if _is_decisive(answer, keyed, finding):
                return True
            certain = certain and finding == "right"
        return not certain and self.verdict(answer).share < 1.0

    def is_right(self, problem: Problem) -> bool:
        """Whether every answer gets all its points."""
        return not any(map(self.is_lost, problem.answers))


def _bounds_of(problem: Problem, trials: Sequence[KeyedTrial]) -> Bounds:
    return {
        answer.id: [
            Bound(None if isinstance(answer.asks, Word) else keyed.expected[answer.id])
            for keyed in trials
        ]
        for answer in problem.answers
    }


def _largest_error(value: Any, expected: NDArray[np.float64]) -> float:
    """Return by how much the worst entry is off; infinity where one is not to be had at once."""
    if type(value) is not np.ndarray or value.dtype != np.float64 or value.shape != expected.shape:
        return math.inf
    return float(np.abs(value - expected).max()) if value.size else math.inf


def rejects(answer: Answer, keyed: KeyedTrial, value: Any) -> bool:
    """Whether an answer's value at one trial costs points, whatever it is at the others."""
    return _is_decisive(answer, keyed, _finding(answer, keyed, value))


def _finding(answer: Answer, keyed: KeyedTrial, value: Any) -> Finding:
    try:
        return look_at(answer, value, keyed.expected[answer.id]).finding
    except RecursionError:
        return "not_numeric"


def _is_decisive(answer: Answer, keyed: KeyedTrial, finding: Finding) -> bool:
    return finding in _PLAIN and keyed.trial.kind != "unit" and answer.shape_credit < 1.0


@contextmanager
def quiet() -> Iterator[None]:
    """Let numbers overflow and warnings pass: wrong formulas are run on purpose here."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class Questions:
    """The calls of a problem at some trials, put to its reference and then to wrong versions of it.

    Where the reference draws no random numbers, what is made of it draws some only by accident:
    then the generators are seeded once for all that is asked together.
    """

    def __init__(
        self,
        problem: Problem,
        trials: Sequence[KeyedTrial],
        reference: Mapping[str, object],
        *,
        is_random: bool | None = None,
    ) -> None:
        """Ask the reference; ``is_random`` says whether it draws numbers, where that is known."""
        self.problem, self.trials = problem, trials
        self._bounds = _bounds_of(problem, trials)
        self._looks_on = True
        self._draws = False
        self.is_random = is_random is not False
        self._inputs = [inputs_of(problem, keyed.trial.values) for keyed in trials]
        self.reference = self.ask(reference, PATIENCE)
        self._looks_on = False
        self.is_random = self._draws if is_random is None else is_random

    def ask(self, names: Mapping[str, object], patience: float = MUTANT_PATIENCE) -> Asked:
        """Call some names as a student's are called, at every trial until one raises.

        ``patience`` is what one call may take, in seconds of processor time.
        """
        [asked] = self.ask_each([names], patience)
        return asked

    def ask_each(
        self, every: Sequence[Mapping[str, object]], patience: float = MUTANT_PATIENCE
    ) -> list[Asked]:
        """Ask names after names: with one timer, until one of them takes more than it may."""
        asked: list[Asked] = []
        with quiet():
            self._seed(0)
            while len(asked) < len(every):
                try:
                    within(patience, lambda: self._ask_on(asked, every, patience))
                except ExceededError:  # it came between two calls
                    asked[-1].failure, asked[-1].late = _late(patience), True
        return asked

    def _ask_on(
        self, asked: list[Asked], every: Sequence[Mapping[str, object]], patience: float
    ) -> None:
        for names in every[len(asked) :]:
            values: dict[str, list[Any]] = {answer.id: [] for answer in self.problem.answers}
            asked.append(Asked(self.trials, values, self._bounds))
            self._ask(asked[-1], names, patience)
            if asked[-1].late:  # the timer goes on ringing, and would ring for the next
                return

    def _ask(self, asked: Asked, names: Mapping[str, object], patience: float) -> None:
        for position, own in enumerate(self._inputs):
            if self.is_random:
                self._seed(position)
            renew(patience)
            inputs = {name: _anew(value) for name, value in own.items()}
            answers = self._call(asked, inputs, names, patience)
            if self._looks_on:
                self._draws = self._draws or (self.is_random and self._has_drawn(position))
                asked.changed = asked.changed or changed_input(inputs, own)
            if asked.failure:
                return
            for name, value in answers.items():
                asked.values[name].append(value)

    def _seed(self, position: int) -> None:
        seed = call_seed(self.problem, self.trials[position].trial)
        random.seed(seed)
        np.random.seed(seed)

    def _has_drawn(self, position: int) -> bool:
        """Whether one of the generators has been used since both were seeded; they go on anew."""
        found = _next_numbers()
        self._seed(position)
        return found != _next_numbers()

    def _call(
        self,
        asked: Asked,
        inputs: Mapping[str, Any],
        names: Mapping[str, object],
        patience: float,
    ) -> Mapping[str, Any]:
        """Return what one call answers, or note why it does not."""
        call, wanted = self.problem.call, self.problem.answers
        bound, error = execute(names, call.code, inputs, call.reads, self.problem.id)
        if error is not None:
            asked.late = isinstance(error, ExceededError)
            # nobody reads what a mutant raises
            said = _raised(error) if self._looks_on else _RAISES
            asked.failure = _late(patience) if asked.late else said
            return {}
        answers = unpack(self.problem, bound)
        if isinstance(answers, str):
            asked.failure = answers
            return {}
        if len(answers) < len(wanted):
            missing = ", ".join(answer.id for answer in wanted if answer.id not in answers)
            asked.failure = f"it gives no value for {missing}"
        return answers


class AskedAtKeys:
    """The questions of a problem at the trials of answer keys, the reference asked once at each."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._asked: dict[AnswerKey, Questions] = {}
        self._is_random: bool | None = None

    def at(self, key: AnswerKey) -> Questions:
        """Return the questions at a key's trials.

        Raises:
            StaffError: there is no reference, or no trial.
        """
        if key not in self._asked:
            trials, names = key.trials(self.problem), key.solution(self.problem).names
            asked = Questions(self.problem, trials, names, is_random=self._is_random)
            self._asked[key], self._is_random = asked, asked.is_random
        return self._asked[key]


def _anew(value: Any) -> Any:
    return np.array(value) if isinstance(value, np.ndarray) else value


def _next_numbers() -> tuple[float, float]:
    return random.random(), np.random.random_sample()  # noqa: S311


def _late(patience: float) -> str:
    return f"no answer after {patience:g} s"


def _raised(error: BaseException) -> str:
    """Say what was raised, and at which line of the solution."""
    said = f"it raises {type(error).__name__}: {error}"
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.line]
    if not frames:
        return f"{said}."
    last = frames[-1]
    return f"{said}, in {Path(last.filename).name}, line {last.lineno}: `{last.line}`."

"""Asking trusted code, a reference or a mutant, for the answers of a problem, in this process."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final

import numpy as np
from msgspec import Struct

from autograder.grading.verdict import Stop, Verdict, decide
from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.bounded import ExceededError, within
from autograder.oracle.reference import changed_input
from autograder.oracle.trials import call_seed
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.model import Answer, Problem
from autograder.report import Status
from autograder.worker.server import execute

__all__ = ["MUTANT_PATIENCE", "Asked", "ask", "quiet"]

PATIENCE: Final = 2.0
"""Seconds of processor time for one call; no reference takes a tenth of it."""
MUTANT_PATIENCE: Final = 0.25
"""Seconds of processor time for one call of a mutant: one may loop for ever, and many may."""


class Asked(Struct):
    """The values of each answer at the first trials, and why there are no more."""

    values: dict[str, list[Any]]
    failure: str = ""
    changed: str = ""
    """The input that a call changed in place, if one did."""
    verdicts: dict[str, Verdict] = {}

    @property
    def right(self) -> bool:
        """Whether every answer gets all its points."""
        return all(verdict.share == 1.0 for verdict in self.verdicts.values())


@contextmanager
def quiet() -> Iterator[None]:
    """Let numbers overflow and warnings pass: wrong formulas are run on purpose here."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def ask(
    problem: Problem,
    trials: Sequence[KeyedTrial],
    names: Mapping[str, object],
    patience: float = PATIENCE,
) -> Asked:
    """Call some names as a student's are called, at every trial until one raises, and judge.

    ``patience`` is what one call may take, in seconds of processor time.
    """
    asked = Asked({answer.id: [] for answer in problem.answers})
    with quiet():
        for trial in trials:
            inputs = inputs_of(problem, trial.trial.values)
            seed = call_seed(problem, trial.trial)
            answers = _call(problem, inputs, names, seed, patience)
            asked.changed = asked.changed or changed_input(inputs, trial.trial.values)
            if isinstance(answers, str):
                asked.failure = answers
                break
            for name, value in answers.items():
                asked.values[name].append(value)
        for answer in problem.answers:
            asked.verdicts[answer.id] = _judge(answer, trials, asked)
    return asked


def _judge(answer: Answer, trials: Sequence[KeyedTrial], asked: Asked) -> Verdict:
    stop = Stop(Status.RAISED, asked.failure) if asked.failure else None
    try:
        return decide(answer, trials, asked.values[answer.id], stop)
    except RecursionError:  # a list that holds itself: a student's worker would have cut it off
        return Verdict(Status.NOT_NUMERIC, "Your answer is a list that holds itself.")


def _call(
    problem: Problem,
    inputs: Mapping[str, Any],
    names: Mapping[str, object],
    seed: int,
    patience: float,
) -> dict[str, Any] | str:
    random.seed(seed)
    np.random.seed(seed)
    call = problem.call
    bound: dict[str, Any] = {}
    error: BaseException | None
    try:
        bound, error = within(
            patience, lambda: execute(names, call.code, inputs, call.reads, problem.id)
        )
    except ExceededError as exceeded:
        error = exceeded
    if isinstance(error, ExceededError):
        return f"no answer after {patience:g} s"
    if error is not None:
        return _raised(error)
    answers = unpack(problem, bound)
    if isinstance(answers, dict) and len(answers) < len(problem.answers):
        missing = [answer.id for answer in problem.answers if answer.id not in answers]
        return f"it gives no value for {', '.join(missing)}"
    return answers


def _raised(error: BaseException) -> str:
    """Say what was raised, and at which line of the solution."""
    said = f"it raises {type(error).__name__}: {error}"
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.line]
    if not frames:
        return f"{said}."
    last = frames[-1]
    return f"{said}, in {Path(last.filename).name}, line {last.lineno}: `{last.line}`."

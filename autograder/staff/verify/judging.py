"""Asking trusted code - a reference, a mutant of it - for the answers of a problem, in this process."""

from __future__ import annotations

import random
import signal
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from msgspec import Struct

from autograder.grading.verdict import Stop, Verdict, decide
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.reference import changed_input
from autograder.oracle.trials import call_seed
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.model import Answer, Problem
from autograder.report import Status
from autograder.worker.server import execute

__all__ = ["Asked", "ask", "quiet"]

_PATIENCE: Final = 2.0
"""Seconds for one call: a mutant may loop for ever, and no reference takes a tenth of it."""


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
    key: AnswerKey, problem: Problem, trials: Sequence[KeyedTrial], names: Mapping[str, object]
) -> Asked:
    """Call some names as a student's would be called, at every trial until one raises, and judge the answers."""
    asked = Asked({answer.id: [] for answer in problem.answers})
    with quiet():
        for trial in trials:
            inputs = inputs_of(problem, trial.trial.values)
            answers = _call(problem, inputs, names, call_seed(key.seed, problem, trial.trial))
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
    problem: Problem, inputs: Mapping[str, Any], names: Mapping[str, object], seed: int
) -> dict[str, Any] | str:
    random.seed(seed)
    np.random.seed(seed)
    call = problem.call
    with _limited(_PATIENCE):
        bound, error = execute(names, call.code, inputs, call.reads, problem.id)
    if error is not None:
        return f"it raises {type(error).__name__}: {error}"
    answers = unpack(problem, bound)
    if isinstance(answers, dict) and len(answers) < len(problem.answers):
        return f"it gives no value for {', '.join(a.id for a in problem.answers if a.id not in answers)}"
    return answers


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what takes longer, where the platform can: on Unix, in the main thread."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _give_up(_signal: int, _frame: object) -> None:
    raise TimeoutError(f"no answer after {_PATIENCE:g} s")

"""Whether the forward function has a derivative around the points at which one is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from autograder.derivative.jacobian import breaks_near
from autograder.errors import DerivativeError
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.compiled import Forward, output_formula
from autograder.problemset.model import Problem, Slope
from autograder.staff.verify.judging import quiet

__all__ = ["kinks"]

_REACH: Final = 1e-6
"""Of an input's scale: a nearer kink would decide the verdict on a student's finite differences."""


def kinks(key: AnswerKey, problem: Problem) -> Iterator[str]:
    """Yield the trials at which a forward function has a kink in one of its inputs."""
    with quiet():
        for answer in problem.answers:
            if isinstance(answer.asks, Slope):
                yield from _kinks_of(key, problem, answer.id, answer.asks)


def _kinks_of(key: AnswerKey, problem: Problem, name: str, asks: Slope) -> Iterator[str]:
    forward = Forward(problem, asks.wrt, output_formula(problem, asks))
    for keyed in key.trials(problem):
        if _breaks(forward, keyed.trial.values):
            where = f"the {keyed.trial.kind} trial {keyed.trial.index}"
            yield f"{name}: the forward has a kink in {asks.wrt.text} at {where}"
            return


def _breaks(forward: Forward, values: Mapping[str, Any]) -> bool:
    try:
        return breaks_near(*forward.at(values), _REACH)
    except DerivativeError:  # the answer key says what else is wrong with the forward
        return False

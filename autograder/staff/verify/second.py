"""A second opinion on the numeric derivative: automatic differentiation of the same formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.compiled import Forward, output_formula
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of
from autograder.problemset.formula import Formula, Program
from autograder.problemset.model import Answer, Change, Problem, Slope
from autograder.staff.verify.judging import quiet
from autograder.staff.verify.model import Opinion
from autograder.staff.verify.traced import traced_functions

__all__ = ["ABSENT", "opinions"]

ABSENT: Final = "autograd is not installed (pip install autograd)"
_ORDINARY: Final = 2
"""Trials at which it is asked: two methods that share no code do not agree by accident."""
_FLOOR: Final = 1e-6  # a derivative that vanishes but for rounding is another rule's business


def opinions(key: AnswerKey, problem: Problem) -> Iterator[Opinion]:
    """Yield for each derivative of a problem how far the automatic one is from the numeric one."""
    for answer in problem.answers:
        asks = answer.asks
        if not isinstance(asks, Slope):
            continue
        try:
            table = traced_functions()
        except ImportError:
            yield Opinion(answer.id, None, ABSENT)
            continue
        unknown = sorted(_called(problem, asks) - table.keys())
        if unknown:  # a numpy function may drop the trace without a word
            yield Opinion(answer.id, None, f"autograd has no {', '.join(unknown)}")
            continue
        yield _opinion(key, replace(problem, companion=table), answer, asks)


def _called(problem: Problem, asks: Slope) -> set[str]:
    formulas = [*problem.forward.formulas, *([asks.of] if asks.of else [])]
    return {name for formula in formulas for name in formula.calls}


def _opinion(key: AnswerKey, traced: Problem, answer: Answer, asks: Slope) -> Opinion:
    try:
        with quiet():
            trials = key.trials(traced)[:_ORDINARY]
            return Opinion(
                answer.id, max(_distance(traced, answer, asks, trial) for trial in trials)
            )
    except Exception as error:  # what autograd cannot trace fails in its own ways
        return Opinion(
            answer.id, None, f"autograd cannot trace it ({type(error).__name__}: {str(error)[:80]})"
        )


def _distance(traced: Problem, answer: Answer, asks: Slope, keyed: KeyedTrial) -> float:
    """Return the largest difference of an entry, in units of the largest entry."""
    expected = keyed.expected[answer.id].value
    automatic = _automatic(traced, answer, asks, keyed.trial.values).reshape(expected.shape)
    return float(np.abs(automatic - expected).max() / max(np.abs(expected).max(), _FLOOR))


def _automatic(
    traced: Problem, answer: Answer, asks: Slope, values: Mapping[str, Any]
) -> NDArray[np.float64]:
    whole = replace(asks.wrt, index=None)
    function, x = Forward(traced, whole, output_formula(traced, asks)).at(values)
    raw = _jacobian(function, x)
    if asks.wrt.index is not None:
        raw = _at_positions(traced, asks.wrt.name, asks.wrt.index, values, x, raw)
    if isinstance(asks, Change):
        step = np.reshape(values[asks.along], -1)
        return np.asarray(np.tensordot(step, raw.reshape(step.size, *raw.shape[x.ndim :]), 1))
    target = target_of(traced, answer)
    assert isinstance(target, DerivativeTarget)
    return target.arrange(raw)


def _jacobian(function: Any, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the derivative with the input's axes first, as the numeric one has them."""
    import autograd

    raw = np.asarray(autograd.jacobian(function)(x))
    axes = range(raw.ndim)
    return np.asarray(raw.transpose(*axes[raw.ndim - x.ndim :], *axes[: raw.ndim - x.ndim]))


def _at_positions(
    traced: Problem,
    name: str,
    index: Formula,
    values: Mapping[str, Any],
    x: NDArray[np.float64],
    raw: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the rows of the whole derivative that belong to an indexed input."""
    grid = np.arange(x.size).reshape(x.shape)
    known = {**values, name: grid}
    positions = Program(()).compile(index, traced.companion)(
        **{name: known[name] for name in index.names}
    )
    return np.asarray(raw.reshape(x.size, *raw.shape[x.ndim :])[positions])

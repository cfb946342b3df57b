"""A second derivative as the first one of a gradient that is written as lines.

So what can go wrong in a derivative can go wrong here too: a rule, a slip, a place.
"""

from __future__ import annotations

import copy

import numpy as np
from msgspec.structs import replace

from autograder.diagnose.adjoints import HELPERS
from autograder.diagnose.backward import SEED, NoDerivationError, derivation, without_seed
from autograder.diagnose.by_hand import written_by_hand
from autograder.diagnose.calculus import Question
from autograder.diagnose.context import Subject
from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.formula_trees import FormulaTrees, formula_of
from autograder.oracle.compare import RIGHT
from autograder.problemset.formula import Formula, Program
from autograder.problemset.layout import OUTPUT, SINGLETON, axis_names, real_axes
from autograder.problemset.model import Asks, Change, Derivative, Problem, Second

__all__ = ["once_differentiated"]


def once_differentiated(subject: Subject) -> Subject:
    """Return a subject whose forward is the gradient that a second derivative is taken of.

    It is looked at with the same trials and true answers.

    Raises:
        NoDerivationError: what is asked is no such derivative, or there is no rule for it.
        Exception: whatever an operation raises at the first trial.
    """
    asks, problem = subject.answer.asks, subject.problem
    if not isinstance(asks, Second) or asks.wrt.index or asks.by.index:
        raise NoDerivationError(subject.answer.id)
    if not {asks.wrt.name, asks.by.name} <= set(problem.given) or set(HELPERS) & {
        *problem.companion
    }:
        raise NoDerivationError(subject.answer.id)
    values = subject.start.values
    once = copy.copy(subject)
    once.problem = replace(
        problem,
        forward=_gradient(subject, asks),
        companion={**problem.companion, **HELPERS},
    )
    shapes = np.shape(values[asks.wrt.name]), np.shape(values[asks.by.name])
    once.answer = replace(subject.answer, asks=_asked(problem, asks, *shapes))
    found = Question(once.problem, once.answer).unchanged()(values)
    truth = subject.start.truth
    if np.shape(found) != truth.shape or not np.allclose(found, truth, rtol=RIGHT, atol=RIGHT):
        raise NoDerivationError(subject.answer.id)
    return once


def _gradient(subject: Subject, asks: Second) -> Program:
    forward = FormulaTrees(subject.problem, subject.answer)
    lines = {name: tree.value for name, tree in forward.lines.items()}
    point = {**subject.start.environment, SEED: np.float64(1.0)}
    found = derivation(lines, forward.goal, asks.wrt.name, point, subject.problem.companion)
    evaluator = Evaluator((), {**subject.problem.companion, **HELPERS}).fresh()
    known, written = dict(point), list[tuple[str, Formula]]()
    for name, tree in found.items():
        plain = written_by_hand(
            without_seed(tree), lambda node: evaluator.value(node, known, (), {})
        )
        known[name] = evaluator.value(plain, known, (), {})
        written.append((name, formula_of(plain)))
    return Program(tuple(written))


def _asked(problem: Problem, asks: Second, first: tuple[int, ...], second: tuple[int, ...]) -> Asks:
    """Return what is asked of the gradient: its derivative, in the layout of the second one."""
    if asks.along:
        return Change(asks.by, None, asks.along)
    outputs, inputs = (
        axis_names(OUTPUT, real_axes(first)),
        axis_names(asks.by.name, real_axes(second)),
    )
    axes = (*outputs, *inputs)
    if outputs and inputs:
        axes = axes[::-1] if problem.convention == "numerator" else axes
    else:
        name, shape = (OUTPUT, first) if outputs else (asks.by.name, second)
        axes = tuple(SINGLETON if n == 1 else f"{name}.{axis}" for axis, n in enumerate(shape))
    return Derivative(asks.by, None, axes)

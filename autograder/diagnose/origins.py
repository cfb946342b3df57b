"""Origins other than the true answer: inputs, the function itself, other derivatives."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import by_another, moves_alike, of_another
from autograder.diagnose.context import Subject, TrialContext, in_words
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.origin import Arrays, Origin, quantities
from autograder.diagnose.sums import sums_by_input
from autograder.oracle.compiled import Compiled, output_formula
from autograder.problemset.formula import parse_formula
from autograder.problemset.model import Change, Second

__all__ = ["DIRECT", "INPUTS", "OTHERS"]

Array = NDArray[np.float64]


def _ones(subject: Subject) -> Arrays:
    if subject.start.truth.size > 1:
        yield {}, lambda context: np.ones_like(context.truth)


def _function_itself(subject: Subject) -> Arrays:
    if subject.slope is not None:
        output = Compiled(
            subject.problem, subject.problem.forward, output_formula(subject.problem, subject.slope)
        )
        yield {}, lambda context: output(context.values)


def _quantity_itself(subject: Subject) -> Arrays:
    for name in quantities(subject):
        yield {"name": in_words(name)}, partial(_quantity, name)


def _quantity(name: str, context: TrialContext) -> Any:
    return context.environment[name]


def _other_answer(subject: Subject) -> Arrays:
    for other in subject.problem.answers:
        if other.id != subject.answer.id:
            yield {"name": other.id}, partial(_truth_of, other.id)


def _truth_of(answer: str, context: TrialContext) -> Array:
    return context.keyed.expected[answer].value


def _by_another(subject: Subject) -> Arrays:
    slope, problem = subject.slope, subject.problem
    if slope is None:
        return
    for name, given in problem.given.items():
        if given.differentiable and name != slope.wrt.name:
            yield from _attempt(
                name, partial(by_another, problem, slope, name, subject.start.values)
            )


def _by_another_alone(subject: Subject) -> Arrays:
    """Differentiate by each other input but for those by which it is as by a sum of several."""
    sums = sums_by_input(subject)
    return ((slots, other) for slots, other in _by_another(subject) if slots["name"] not in sums)


def _by_another_or_sum(subject: Subject) -> Arrays:
    """Differentiate by each input whose derivative is that by the sum in which it stands too."""
    sums = sums_by_input(subject)
    for slots, other in _by_another(subject):
        if slots["name"] in sums:
            yield {**slots, "other": subject.as_shown(sums[slots["name"]])}, other


def _total(subject: Subject) -> Arrays:
    """Add the derivative by another input, as if that moved too."""
    for slots, other in _by_another(subject):
        yield slots, partial(_with_another, other)


def _with_another(other: Callable[[TrialContext], Any], context: TrialContext) -> Array | None:
    added = np.asarray(other(context))
    return context.truth + added if added.shape == context.truth.shape else None


def _spread(of_arrays: bool, subject: Subject) -> Arrays:
    """Fill the answer's shape with the sum of something, or with a number."""
    for name in quantities(subject) if subject.start.truth.size > 1 else ():
        if (np.size(subject.start.environment[name]) > 1) == of_arrays:
            yield {"name": in_words(name)}, partial(_filled, name)


def _filled(name: str, context: TrialContext) -> Array:
    return np.full_like(context.truth, np.sum(context.environment[name]))


def _gradients(subject: Subject) -> list[Callable[[TrialContext], Any]]:
    """Return the first derivatives of what is differentiated twice, by each variable."""
    asks, problem = subject.answer.asks, subject.problem
    if not isinstance(asks, Second):
        return []
    found = []
    for name in dict.fromkeys((asks.wrt.name, asks.by.name)):
        arrays = _attempt(name, partial(by_another, problem, asks, name, subject.start.values))
        found += [compute for _, compute in arrays]
    return found


def _first_derivative(subject: Subject) -> Arrays:
    for gradient in _gradients(subject):
        yield {}, gradient


def _product_of_first(subject: Subject) -> Arrays:
    gradients = _gradients(subject)
    if gradients:
        yield {}, partial(_outer, gradients[0], gradients[-1])


def _outer(
    first: Callable[[TrialContext], Any],
    second: Callable[[TrialContext], Any],
    context: TrialContext,
) -> Array:
    return np.outer(np.asarray(first(context)), np.asarray(second(context)))


def _by_line(subject: Subject) -> Arrays:
    slope, problem = subject.slope, subject.problem
    if slope is None:
        return
    sums = set(sums_by_input(subject).values())
    of_both = {name for name, formula in problem.forward.lines if ast.unparse(formula.tree) in sums}
    values, passed = subject.start.values, (slope.wrt.name, output_formula(problem, slope).source)
    for name in problem.forward.assigned:
        is_shifted = moves_alike(problem, slope.wrt.name, parse_formula(name), values)
        if name not in (*passed, *of_both) and not is_shifted:
            yield from _attempt(
                name, partial(by_another, problem, slope, name, subject.start.values)
            )


def _of_line(subject: Subject) -> Arrays:
    slope, problem = subject.slope, subject.problem
    if slope is None:
        return
    for name in problem.forward.assigned:
        output = parse_formula(name)
        if isinstance(slope, Change) and output_formula(problem, slope).source == name:
            continue
        yield from _attempt(name, partial(of_another, problem, slope, output, subject.start.values))


def _without_step(subject: Subject) -> Arrays:
    """Differentiate the output, where its change along a step is asked."""
    asks = subject.answer.asks
    if isinstance(asks, Change):
        output = output_formula(subject.problem, asks)
        make = partial(of_another, subject.problem, asks, output, subject.start.values)
        for _, derivative in _attempt("", make):
            yield {"name": asks.along}, derivative


def _attempt(name: str, make: Callable[[], Callable[[Mapping[str, Any]], Any]]) -> Arrays:
    """Yield a derivative where there is one: a line need not depend on what is asked about."""
    try:
        derivative = make()
    except Exception:
        return
    yield {"name": in_words(name)}, lambda context: derivative(context.values)


def _changes(change: Callable[[Array, Array, Array], Array], subject: Subject) -> Arrays:
    """Yield what ``change`` makes of the output before and after the step, and the prediction."""
    asks = subject.answer.asks
    if isinstance(asks, Change):
        output = Compiled(
            subject.problem, subject.problem.forward, output_formula(subject.problem, asks)
        )
        name, step = asks.wrt.name, asks.along

        def compute(context: TrialContext) -> Array:
            after = {**context.values, name: context.values[name] + context.values[step]}
            return change(
                np.asarray(output(context.values)), np.asarray(output(after)), context.truth
            )

        yield {}, compute


def _exact_change(before: Array, after: Array, _: Array) -> Array:
    return after - before


def _new_values(subject: Subject) -> Arrays:
    yield from _changes(lambda before, _, predicted: before + predicted, subject)
    yield from _changes(lambda _, after, __: after, subject)


def _symmetric(subject: Subject) -> Arrays:
    """Let the entries (i, j) and (j, i) of a square variable move together."""
    shape = subject.start.truth.shape
    if subject.slope is None or len(shape) != 2 or shape[0] != shape[1]:
        return
    if np.shape(subject.start.environment.get(subject.slope.wrt.name, 0.0)) == shape:
        for change in (
            lambda truth: truth + truth.T - np.diag(np.diag(truth)),
            lambda truth: truth + truth.T,
            lambda truth: (truth + truth.T) / 2,
        ):
            yield {}, partial(_changed_truth, change)


def _changed_truth(change: Callable[[Array], Array], context: TrialContext) -> Array:
    return change(context.truth)


DIRECT: Final = (
    Origin(
        Mistake(
            "change.exact",
            Rank.SHARE,
            "This is the exact change. The planar approximation is linear in the step.",
        ),
        partial(_changes, _exact_change),
    ),
    Origin(
        Mistake(
            "change.new-value",
            Rank.SHARE,
            "You returned the new value; the question asks for the change.",
        ),
        _new_values,
    ),
    Origin(
        Mistake(
            "answer.exchanged",
            Rank.SHARE,
            "This is what is asked for as {name}: two answers are exchanged.",
        ),
        _other_answer,
    ),
    Origin(
        Mistake(
            "symmetric.changes",
            Rank.OTHER,
            "This is the derivative along symmetric changes, in which the entries (i, j) and (j, i)"
            " move together; here each entry moves by itself.",
        ),
        _symmetric,
    ),
    Origin(
        Mistake(
            "function.itself",
            Rank.OTHER,
            "You returned the value of the function, not its derivative.",
        ),
        _function_itself,
    ),
    Origin(
        Mistake(
            "operand.total",
            Rank.RULE_UNUSUAL,
            "You let {name} move too and added its derivative: that is not the partial derivative.",
        ),
        _total,
    ),
    Origin(
        Mistake(
            "all-ones.direction",
            Rank.RULE,
            "Every entry of your answer is the sum of {name}: you differentiated each entry by"
            " itself, got ones, and multiplied through. Every output needs a derivative by every"
            " input.",
        ),
        partial(_spread, True),
    ),
    Origin(
        Mistake("answer.constant", Rank.RULE, "Every entry of your answer is {name}."),
        partial(_spread, False),
    ),
    Origin(
        Mistake("answer.constant", Rank.UNUSUAL, "Every entry of your answer is the same number."),
        _ones,
    ),
)
"""What can be computed without differentiating."""

OTHERS: Final = (
    Origin(
        Mistake(
            "operand.wrt",
            Rank.OTHER,
            "You differentiated with respect to {name}. The partial derivative moves one variable"
            " and holds the rest fixed.",
            otherwise={
                "negative": "This is minus the derivative by {name}. It is another variable that is"
                " to be moved, or another function that has this derivative."
            },
        ),
        _by_another_alone,
    ),
    Origin(
        Mistake(
            "operand.wrt",
            Rank.OTHER,
            "This is the derivative by {name}, which is that by {other} too: you differentiated"
            " with respect to {name}, or the derivative of {other} itself is missing from the"
            " chain.",
        ),
        _by_another_or_sum,
    ),
    Origin(
        Mistake(
            "derivative.first",
            Rank.OTHER,
            "This is the first derivative; it has to be differentiated once more.",
        ),
        _first_derivative,
    ),
    Origin(
        Mistake(
            "derivative.product",
            Rank.OTHER,
            "This is the product of two first derivatives, not the derivative of the first one.",
        ),
        _product_of_first,
    ),
    Origin(
        Mistake(
            "chain.inner",
            Rank.OTHER,
            "This is the derivative by {name}; the derivative of {name} itself is missing from"
            " the chain.",
        ),
        _by_line,
    ),
    Origin(
        Mistake(
            "chain.outer",
            Rank.OTHER,
            "This is the derivative of {name}; the derivatives of what comes after it are missing"
            " from the chain.",
        ),
        _of_line,
    ),
    Origin(
        Mistake(
            "chain.outer",
            Rank.OTHER,
            "This is the derivative; the change is what comes of it and the step {name}.",
        ),
        _without_step,
    ),
)
"""Other derivatives that can be computed directly."""

INPUTS: Final = (
    Origin(
        Mistake(
            "operand.itself",
            Rank.RULE_UNUSUAL,
            "This is {name} itself: a function or a factor is left out, or nothing was"
            " differentiated.",
            otherwise={"value": "This is {name} itself; more is asked for."},
        ),
        _quantity_itself,
    ),
)
"""What is given, or computed on the way."""

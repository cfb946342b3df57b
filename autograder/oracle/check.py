"""Whether a loaded problem is well posed: formulas run, shapes agree, nothing idles.

Shapes are settled by evaluating the formulas at two sets of dimensions, all at least 3 and none
shared, so that they hold symbolically: an answer of shape ``[m, n]`` that is ``[n, m]``, or 3 by
accident, disagrees at one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from autograder.derivative.size import too_large
from autograder.errors import Mismatch, StaffError
from autograder.oracle.slopes import ChangeTarget, DerivativeTarget, SecondTarget
from autograder.oracle.steps import Step, asked_lines, first_failure, in_letters, usage
from autograder.oracle.target import Target, ValueTarget, WordTarget, looks, target_of
from autograder.oracle.trials import Trial
from autograder.problemset.companion import ChangesInput
from autograder.problemset.document import Document, KeyPath
from autograder.problemset.formula import Formula, FormulaError, Program
from autograder.problemset.layout import LayoutError
from autograder.problemset.model import (
    Answer,
    Asks,
    Change,
    Derivative,
    Problem,
    ProblemSet,
    Second,
    ShortText,
    Truth,
    Value,
)
from autograder.problemset.sizes import size_of

__all__ = ["check_set"]

Complain = Callable[[KeyPath, str, str, str], None]
"""Notes one fault: key path below the problem, found, expected, how to mend it."""


def check_set(problem_set: ProblemSet, document: Document) -> None:
    """Note a fault in a set's document for everything that is ill-posed in its problems."""
    for problem in problem_set.problems:

        def complain(
            keys: KeyPath, found: str, expected: str, hint: str, name: str = problem.id
        ) -> None:
            document.fault(("problems", name, *keys), found, expected, hint)

        _check_problem(problem, complain)


def _check_problem(problem: Problem, complain: Complain) -> None:
    _check_inputs_are_used(problem, complain)
    trials = _looks(problem, complain)
    for answer in problem.answers if trials else ():
        place = ("answers", answer.id) if len(problem.answers) > 1 else ()

        def at_answer(
            keys: KeyPath, found: str, expected: str, hint: str, place: KeyPath = place
        ) -> None:
            complain((*place, *keys), found, expected, hint)

        _check_answer(problem, answer, trials, at_answer)


def _looks(problem: Problem, complain: Complain) -> tuple[Trial, ...]:
    try:
        return looks(problem)
    except ChangesInput as error:
        complain(("let",), error.found, error.expected, error.hint)
    except StaffError as error:
        complain(("dims",), str(error), "dimensions from 3, 5, 6, 7 that satisfy `dims`", "")
    except Exception as error:  # a formula may raise anything numpy raises
        complain(("let",), *_failure(problem, problem.let, (), error))
    return ()


def _failure(
    problem: Problem, program: Program, trials: Sequence[Trial], error: Exception
) -> Mismatch:
    """Say which part of a formula raises, and of which shapes its operands are."""
    steps = first_failure(problem, program, [trial.values for trial in trials])
    said = f"{type(error).__name__}: {error}"
    if not steps:
        return Mismatch(f"a formula that fails: {said}", "formulas that run at random inputs")
    [first, *_] = steps
    shapes = in_letters(steps, [trial.dims for trial in trials])
    if isinstance(first.error, np.exceptions.AxisError) and shapes:
        return Mismatch(f"`{first.text}`, where {shapes}", _axes_of(first), _OF_AXES)
    if isinstance(first.error, ValueError) and shapes:
        return Mismatch(f"`{first.text}`, where {shapes}", "shapes that fit")
    call = usage(first.function)
    hint = f"It is called as `{call}`." if call and isinstance(first.error, TypeError) else ""
    found = f"`{first.text}`, which fails: {type(first.error).__name__}: {first.error}"
    return Mismatch(found, "formulas that run at random inputs", hint)


_OF_AXES: Final = "An `array[n]` has one axis; a `vector[n]` is a column, with two."


def _axes_of(step: Step) -> str:
    """Return which axes the operand of a part has, of which it names another."""
    count = np.ndim(next(iter(step.operands.values())))
    return f"an axis that it has: {' or '.join(map(str, range(count)))}" if count else "an array"


# What idles.


def _check_inputs_are_used(problem: Problem, complain: Complain) -> None:
    used = set(problem.call.uses) | problem.forward.reads | problem.let.reads
    for answer in problem.answers:
        used |= _named(answer.asks)
    for name in problem.given:
        if name not in used:
            expected = "an input that the forward, `let`, `expected`, `answer` or `run` uses"
            complain(
                ("given", name),
                f"the input {name!r}, which nothing uses",
                expected,
                "Use it or take it out.",
            )


def _named(asks: Asks) -> set[str]:
    """Return the names that a question reads beside the forward's lines."""
    match asks:
        case Value(formula=formula) | Truth(formula=Formula() as formula):
            return set(formula.names)
        case Second(wrt=first, by=second, of=of, along=along):
            parts = [part for part in (of, first.index, second.index) if part is not None]
            names = {name for part in parts for name in part.names}
            return names | ({along} if along else set())
        case Derivative(wrt=wrt, of=of) | Change(wrt=wrt, of=of):
            formulas = [formula for formula in (of, wrt.index) if formula is not None]
            names = {name for formula in formulas for name in formula.names}
            return names | ({asks.along} if isinstance(asks, Change) else set())
    return set()


# One answer.


def _check_answer(
    problem: Problem, answer: Answer, trials: Sequence[Trial], complain: Complain
) -> None:
    if answer.follows is not None and answer.follows.rule is None:
        expected = f"`rule`, what it is by {', '.join(answer.follows.answers)}"
        complain(("follows",), "`follows` without `rule`", expected, "")
    if isinstance(answer.asks, ShortText) and answer.asks.accepted is None:
        complain(("expected",), "`reference`", "the text, or a list of texts that are right", "")
    try:
        with np.errstate(all="ignore"):
            _check_target(problem, answer, trials, complain)
    except ChangesInput as error:
        complain((_formula_key(answer),), error.found, error.expected, error.hint)
    except (FormulaError, LayoutError) as error:
        stated = (
            isinstance(error, LayoutError)
            and isinstance(answer.asks, Derivative)
            and answer.asks.axes is not None
        )
        complain(("axes",) if stated else (), error.found, error.expected, error.hint)
    except Exception as error:  # a formula may raise anything numpy raises
        lines = asked_lines(problem, answer.asks)
        complain((_formula_key(answer),), *_failure(problem, lines, trials, error))


def _check_target(
    problem: Problem, answer: Answer, trials: Sequence[Trial], complain: Complain
) -> None:
    target = target_of(problem, answer)
    if isinstance(target, ChangeTarget) and not _step_fits(target, trials, complain):
        return
    if isinstance(target, WordTarget):
        for trial in trials:
            target.expected(trial.values, 0)
    elif isinstance(target, (DerivativeTarget, SecondTarget)):
        _check_derivative(problem, answer, target, trials, complain)
    elif target is not None:
        shapes = [_shape_at(target, trial) for trial in trials]
        _check_shapes(problem, answer, trials, shapes, complain)


def _formula_key(answer: Answer) -> str:
    return "expected" if isinstance(answer.asks, (Value, Truth)) else "forward"


def _step_fits(target: ChangeTarget, trials: Sequence[Trial], complain: Complain) -> bool:
    for trial in trials:
        _function, x = target.forward.at(trial.values)
        step = np.shape(trial.values[target.along])
        if step != x.shape:
            complain(("along",), f"a step of shape {step}", f"the shape of `wrt`, {x.shape}", "")
            return False
    return True


def _check_derivative(
    problem: Problem,
    answer: Answer,
    target: DerivativeTarget | SecondTarget,
    trials: Sequence[Trial],
    complain: Complain,
) -> None:
    raw = [target.raw_shape(trial.values) for trial in trials]
    for shape, trial in zip(raw, trials, strict=True):
        large = too_large([shape])
        if large is not None:
            complain(("wrt",), f"{large.found}, at {_dims(trial)}", large.expected, large.hint)
            return
    layout = target.layout.arrange if isinstance(target, SecondTarget) else target.arrange
    shapes = [layout(np.broadcast_to(0.0, shape)).shape for shape in raw]
    _check_shapes(problem, answer, trials, shapes, complain)


def _shape_at(target: Target, trial: Trial) -> tuple[int, ...]:
    """Return the shape of what is expected at a trial; no derivative is taken for it."""
    if isinstance(target, ValueTarget):
        return target.expected(trial.values, 0).value.shape
    assert isinstance(target, ChangeTarget)
    function, x = target.forward.at(trial.values)
    return np.shape(function(x))


def _check_shapes(
    problem: Problem,
    answer: Answer,
    trials: Sequence[Trial],
    shapes: Sequence[tuple[int, ...]],
    complain: Complain,
) -> None:
    wanted = [tuple(size.value(trial.dims) for size in answer.shape) for trial in trials]
    if all(_agrees(want, shape) for want, shape in zip(wanted, shapes, strict=True)):
        return
    declared = f"[{', '.join(map(str, answer.shape))}]"
    letters = _in_letters(trials, shapes)
    found = f"{declared}, which is {wanted[0]} at {_dims(trials[0])}"
    complain(
        ("shape",),
        found,
        f"{letters}, which is {shapes[0]}",
        _why(problem, answer),
    )


def _why(problem: Problem, answer: Answer) -> str:
    """Say what gives the shape, and the two ways to another one."""
    if not isinstance(answer.asks, Derivative):
        return "The formula gives this shape."
    if answer.asks.axes is not None:
        return "The formula and `axes` give this shape."
    return (
        f"The formula and the convention, `{problem.convention}`, give this shape:"
        " write it, or another `convention` or `axes`."
    )


def _agrees(want: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    return want == shape or (want == () and all(length == 1 for length in shape))


def _dims(trial: Trial) -> str:
    return ", ".join(f"{name} = {length}" for name, length in trial.dims.items()) or "no dimensions"


def _in_letters(trials: Sequence[Trial], shapes: Sequence[tuple[int, ...]]) -> str:
    """Write a shape by the dimensions that give its lengths at every trial, else in numbers."""
    if len({len(shape) for shape in shapes}) != 1:
        return str(list(shapes[0]))
    dims = [trial.dims for trial in trials]
    sizes = [size_of(lengths, dims) or lengths[0] for lengths in zip(*shapes, strict=True)]
    return f"[{', '.join(map(str, sizes))}]"

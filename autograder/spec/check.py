"""Whether a loaded problem is well posed: its formulas run, its shapes agree with its layout, nothing idles.

Shapes are settled by evaluating the formulas at two sets of dimensions, all at least 3 and none shared, so
that they hold symbolically: an answer of shape ``[m, n]`` that is ``[n, m]``, or 3 by accident, disagrees at one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from autograder.errors import StaffError
from autograder.formula import FormulaError
from autograder.layout import Layout, LayoutError, default_axes, resolve
from autograder.spec.model import Answer, Problem
from autograder.target import ChangeTarget, DerivativeTarget, Forward, Target, ValueTarget
from autograder.trials import Numbers, Trial, draw

__all__ = ["check_problem"]

Complain = Callable[[tuple[str, ...], str, str, str], None]
"""Notes one fault: key path below the problem, found, expected, how to mend it."""

_SEED = "0"
_LOOKS = 2


class _Look(Struct, frozen=True):
    """One set of inputs at which the shapes are looked at."""

    trial: Trial

    def size(self, answer: Answer) -> tuple[int, ...]:
        return tuple(size.value(self.trial.dims) for size in answer.shape)


def check_problem(problem: Problem, complain: Complain) -> dict[str, Target]:
    """Return a target for each answer that has one (all but ``expected: reference``); note every fault."""
    _check_inputs_are_used(problem, complain)
    looks = _looks(problem, complain)
    targets: dict[str, Target] = {}
    if looks:
        for answer in problem.answers:
            place = ("answers", answer.id) if len(problem.answers) > 1 else ()
            target = _check_answer(
                problem, answer, looks, lambda path, *rest, place=place: complain((*place, *path), *rest)
            )
            if target is not None:
                targets[answer.id] = target
    return targets


class DeferredTargets(Mapping[str, Target]):
    """The targets of a problem that is known to be well posed, built when the first of them is asked for."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    @functools.cached_property
    def _built(self) -> dict[str, Target]:
        return check_problem(self._problem, _refuse)

    def __getitem__(self, answer: str) -> Target:
        return self._built[answer]

    def __iter__(self) -> Iterator[str]:
        return iter(self._built)

    def __len__(self) -> int:
        return len(self._built)


def _refuse(keys: tuple[str, ...], found: str, expected: str, _hint: str) -> None:
    raise StaffError(f"{'.'.join(keys)}: found {found}; expected {expected}")


def _looks(problem: Problem, complain: Complain) -> list[_Look]:
    numbers = Numbers(problem, _SEED)
    try:
        with np.errstate(all="ignore"):
            return [_Look(draw(numbers.of("ordinary", index), problem, "ordinary", index)) for index in range(_LOOKS)]
    except StaffError as error:
        complain(("dims",), str(error), "dimensions from 3, 5, 6, 7 that satisfy `dims`", "")
    except Exception as error:  # a formula may raise anything numpy raises
        complain(("let",), f"a formula that fails: {_said(error)}", "formulas that run at random inputs", "")
    return []


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


# What idles.


def _check_inputs_are_used(problem: Problem, complain: Complain) -> None:
    used = set(problem.call.uses) | problem.forward.reads | problem.let.reads
    for answer in problem.answers:
        used |= answer.expected.names if answer.expected else set()
        used |= answer.of.names if answer.of else set()
        used |= {answer.along, *(answer.wrt.index.names if answer.wrt and answer.wrt.index else ())}
    for name in problem.given:
        if name not in used:
            expected = "an input that the forward, `let`, `expected`, `answer` or `run` uses"
            complain(("given", name), f"the input {name!r}, which nothing uses", expected, "Use it or take it out.")


# One answer.


def _check_answer(problem: Problem, answer: Answer, looks: Sequence[_Look], complain: Complain) -> Target | None:
    if answer.by_reference:
        return None
    try:
        with np.errstate(all="ignore"):
            if answer.expected is not None:
                return _check_value(problem, answer, looks, complain)
            if answer.along:
                return _check_change(problem, answer, looks, complain)
            return _check_derivative(problem, answer, looks, complain)
    except (FormulaError, LayoutError) as error:
        complain(("axes",) if isinstance(error, LayoutError) else (), error.found, error.expected, "")
    except Exception as error:  # a formula may raise anything numpy raises
        key = "expected" if answer.expected is not None else "forward"
        complain((key,), f"a formula that fails: {_said(error)}", "formulas that run at random inputs", "")
    return None


def _check_value(problem: Problem, answer: Answer, looks: Sequence[_Look], complain: Complain) -> Target | None:
    assert answer.expected is not None
    target = ValueTarget(problem, answer.expected, scalar=not answer.shape)
    shapes = [target.expected(look.trial.values, 0).value.shape for look in looks]
    return target if _shapes_agree(problem, answer, looks, shapes, complain) else None


def _check_change(problem: Problem, answer: Answer, looks: Sequence[_Look], complain: Complain) -> Target | None:
    forward = Forward(problem, answer)
    shapes = []
    for look in looks:
        function, x = forward.at(look.trial.values)
        step = np.shape(look.trial.values[answer.along])
        if step != x.shape:
            complain(("along",), f"a step of shape {step}", f"the shape of `wrt`, {x.shape}", "")
            return None
        shapes.append(np.shape(function(x)))
    agree = _shapes_agree(problem, answer, looks, shapes, complain)
    return ChangeTarget(forward, answer.along, scalar=not answer.shape) if agree else None


def _check_derivative(problem: Problem, answer: Answer, looks: Sequence[_Look], complain: Complain) -> Target | None:
    assert answer.wrt is not None
    forward = Forward(problem, answer)
    pairs = [(x.shape, np.shape(function(x))) for function, x in (forward.at(look.trial.values) for look in looks)]
    layout = _layout(problem, answer, *pairs[0], complain)
    if layout is None:
        return None
    shapes = [layout.arrange(np.empty((*x, *y))).shape for x, y in pairs]
    agree = _shapes_agree(problem, answer, looks, shapes, complain)
    return DerivativeTarget(forward, layout) if agree else None


def _layout(
    problem: Problem, answer: Answer, x: tuple[int, ...], y: tuple[int, ...], complain: Complain
) -> Layout | None:
    assert answer.wrt is not None
    name = answer.wrt.name
    axes = answer.axes if answer.axes is not None else default_axes(problem.convention, name, x, y)
    if axes is None:
        found = f"a derivative with three axes or more (input {x}, output {y}) and no `axes`"
        complain(
            (),
            found,
            f"axes: such as [{name}.0, {name}.1, out.0]",
            "No convention covers it (Clarification 25).",
        )
        return None
    return resolve(axes, name, x, y)


def _shapes_agree(
    problem: Problem,
    answer: Answer,
    looks: Sequence[_Look],
    shapes: Sequence[tuple[int, ...]],
    complain: Complain,
) -> bool:
    wanted = [look.size(answer) for look in looks]
    if all(_agrees(want, shape) for want, shape in zip(wanted, shapes, strict=True)):
        return True
    declared = f"[{', '.join(map(str, answer.shape))}]"
    letters = _in_letters(problem, looks, shapes)
    found = f"{declared}, which is {wanted[0]} at {_dims(looks[0])}"
    complain(("shape",), found, f"{letters}, which is {shapes[0]}", "The formula and the layout give this shape.")
    return False


def _agrees(want: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    return want == shape or (want == () and all(length == 1 for length in shape))


def _dims(look: _Look) -> str:
    return ", ".join(f"{name} = {length}" for name, length in look.trial.dims.items()) or "no dimensions"


def _in_letters(problem: Problem, looks: Sequence[_Look], shapes: Sequence[tuple[int, ...]]) -> str:
    """Write a shape by the dimensions that give its lengths at every look, numbers where none does."""
    if len({len(shape) for shape in shapes}) != 1:
        return str(list(shapes[0]))
    lengths = zip(*shapes, strict=True)
    return f"[{', '.join(_letter(problem, looks, axis) for axis in lengths)}]"


def _letter(problem: Problem, looks: Sequence[_Look], lengths: tuple[Any, ...]) -> str:
    names = problem.dimensions
    products = [(name,) for name in names] + [(a, b) for i, a in enumerate(names) for b in names[i:]]
    for product in products:
        if all(
            int(np.prod([look.trial.dims[name] for name in product])) == length
            for look, length in zip(looks, lengths, strict=True)
        ):
            return "*".join(product)
    return str(lengths[0])

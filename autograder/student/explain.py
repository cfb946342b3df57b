"""What one problem asks for, in the terminal: statement, shapes, layout, rule; never the answer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from autograder.oracle.target import looks
from autograder.problemset.model import Answer, Asks, Change, Derivative, Problem, Second, Word
from autograder.report import counted
from autograder.student.shapes import asked_axes, given_sizes, words_of
from autograder.student.text_picture import box_lines

__all__ = ["explained"]

_RULES: Final = {
    "denominator": (
        "Denominator layout: the input's axes in order, then the output's axes in reverse order. A "
        "lone axis of the input is a column, a lone axis of the output a row."
    ),
    "numerator": (
        "Numerator layout, the transpose of the other: the output's axes first, then the input's "
        "in reverse order. A lone axis of the input is a row, a lone axis of the output a column."
    ),
    "jacobian": (
        "Jacobian layout: the output's axes in order, then the input's. A gradient has the shape "
        "of its variable, the derivative by a number the shape of the output."
    ),
}


def explained(problem: Problem, width: int = 0, *, on_paper: bool = False) -> Iterator[str]:
    """Yield the lines that explain a problem; prose is broken at ``width`` columns, 0 leaves it.

    ``on_paper`` says whether its set asks for a text, which is not called.
    """
    number = problem.answers[0].number
    yield f"{number}  {problem.title}"
    yield ""
    yield from _prose(problem.statement, width)
    yield ""
    yield from _inputs(problem)
    if problem.forward.lines:
        yield "The function:"
        yield from (f"  {name} = {formula.source}" for name, formula in problem.forward.lines)
        yield ""
    yield from _answered_by(problem, on_paper=on_paper)
    if problem.uses.any and not on_paper:
        yield ""
        yield from _prose(" ".join(problem.uses.sentences), width)
    for answer in problem.answers:
        yield ""
        yield from _asked(problem, answer, width)
    if problem.notes:
        yield ""
        yield from _prose(f"In the notes: {', '.join(problem.notes)}.", width)


def _answered_by(problem: Problem, *, on_paper: bool) -> Iterator[str]:
    if on_paper:
        yield "You write a formula after the `=`:"
        yield from (f"  {answer.id} = ..." for answer in problem.answers)
        return
    call = problem.call.text or problem.call.code
    assigned = call == problem.call.needs[0]
    yield "You assign it:" if assigned else "Your code is called like this:"
    call = f"{call} = ..." if assigned else call
    yield from (f"  {line}" for line in call.rstrip("\n").split("\n"))


def _inputs(problem: Problem) -> Iterator[str]:
    names = [name for name in problem.given if name in problem.call.uses]
    if not names:
        return
    yield "Inputs:"
    for name in names:
        given = problem.given[name]
        sizes = ", ".join(map(str, given_sizes(given)))
        yield f"  {name}: {given.text}{f', of shape ({sizes})' if sizes else ''}"
    yield ""


def _asked(problem: Problem, answer: Answer, width: int) -> Iterator[str]:
    dims = looks(problem)[0].dims
    name = f"{answer.id}: " if len(problem.answers) > 1 else ""
    points = counted(answer.points, "point")
    if isinstance(answer.asks, Word):
        yield f"{name}{words_of(answer.asks)} ({points})."
        return
    yield f"{name}{_what(answer.asks)} ({points}). Its axes, at {_sizes(problem)}:"
    yield ""
    yield from (f"  {line}".rstrip() for line in box_lines(asked_axes(problem, answer, dims)))
    if isinstance(answer.asks, Derivative):
        yield ""
        yield from _prose(_rule(problem, answer.asks), width)


def _what(asks: Asks) -> str:
    match asks:
        case Change(wrt=wrt, along=along):
            return f"the predicted change for the step {along} in {wrt.text}"
        case Second(wrt=first, by=second, along=along):
            text = f"the second derivative by {first.text} and {second.text}"
            return f"{text}, times {along}" if along else text
        case Derivative(wrt=wrt):
            return f"the derivative by {wrt.text}"
    return "a value"


def _rule(problem: Problem, asks: Derivative) -> str:
    if asks.axes is not None:
        return "The problem states these axes itself."
    return _RULES[problem.convention]


def _sizes(problem: Problem) -> str:
    dims = looks(problem)[0].dims
    return ", ".join(f"{name} = {length}" for name, length in dims.items()) or "no sizes"


def _prose(text: str, width: int) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        joined = " ".join(paragraph.split())
        yield from textwrap.wrap(joined, width) if width else [joined]

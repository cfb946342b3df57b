"""The axes of a problem's inputs and answers, with their names and sizes: for pictures and for words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from autograder.oracle.target import DerivativeTarget, looks, target_of
from autograder.problemset.kinds import Given
from autograder.problemset.layout import OUTPUT, SINGLETON
from autograder.problemset.model import Answer, Problem
from autograder.problemset.sizes import Size
from autograder.student.drawing import Axis, Box

__all__ = ["asked_axes", "axis_words", "given_boxes"]

_WAYS: Final[Mapping[str, str]] = {"0": "rows", "1": "columns"}


def given_boxes(problem: Problem, dims: Mapping[str, int]) -> list[Box]:
    """Return a box for each array that the call is given, to scale at some dimensions."""
    boxes = [
        Box(name, _given_axes(given, dims))
        for name, given in problem.given.items()
        if name in problem.call.uses and given.form not in ("scalar", "dimension", "index")
    ]
    derived = [name for name in problem.let.assigned if name in problem.call.uses]
    shapes = {name: np.shape(looks(problem)[0].values[name]) for name in derived}
    return [
        *boxes,
        *(
            Box(name, tuple(Axis(length, str(length)) for length in shape))
            for name, shape in shapes.items()
            if shape and dims == looks(problem)[0].dims
        ),
    ]


def _given_axes(given: Given, dims: Mapping[str, int]) -> tuple[Axis, ...]:
    sizes = list(given.sizes)
    match given.form:
        case "vector":
            sizes = [*sizes, Size(1, ())]
        case "row":
            sizes = [Size(1, ()), *sizes]
        case "labels":
            sizes = sizes[:1]
        case "one_hot" if len(sizes) == 1:
            sizes = [*sizes, Size(1, ())]
    return tuple(Axis(size.value(dims), _size_text(size, dims)) for size in sizes)


def _size_text(size: Size, dims: Mapping[str, int]) -> str:
    return f"{size} = {size.value(dims)}" if size.names else str(size)


def asked_axes(problem: Problem, answer: Answer, dims: Mapping[str, int]) -> tuple[Axis, ...]:
    """Return the axes of an answer: size, and for a derivative what runs along each."""
    words = axis_words(problem, answer)
    return tuple(
        Axis(size.value(dims), f"{_size_text(size, dims)}{f': {word}' if word else ''}")
        for size, word in zip(answer.shape, words, strict=True)
    )


def axis_words(problem: Problem, answer: Answer) -> tuple[str, ...]:
    """Return for each axis of an answer what runs along it, such as ``rows of W``; nothing where that is unsaid."""
    target = target_of(problem, answer)
    axes = target.layout.axes if isinstance(target, DerivativeTarget) else ()
    if len(axes) != len(answer.shape):
        return ("",) * len(answer.shape)
    names = [axis.rpartition(".")[0] for axis in axes]
    return tuple(
        _axis_word(axis, alone=names.count(name) == 1)
        for axis, name in zip(axes, names, strict=True)
    )


def _axis_word(axis: str, *, alone: bool) -> str:
    """Say what runs along an axis, such as ``rows of W``; a vector's one axis needs no number."""
    if axis == SINGLETON:
        return ""
    name, _, number = axis.rpartition(".")
    what = "the output" if name == OUTPUT else name
    if alone:
        return f"along {what}"
    way = _WAYS.get(number, f"axis {number}")
    return f"{way} of {what}"

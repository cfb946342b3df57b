"""The axes of inputs and answers, with their names and sizes: for pictures and for words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import looks, target_of
from autograder.problemset.kinds import Given
from autograder.problemset.layout import OUTPUT, SINGLETON
from autograder.problemset.model import Answer, Choice, Problem, Word
from autograder.problemset.sizes import ONE, Size
from autograder.problemset.words import asked
from autograder.student.drawing import Axis, Box

__all__ = ["asked_axes", "axis_words", "given_boxes", "given_sizes", "layout_words", "words_of"]

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


def given_sizes(given: Given) -> tuple[Size, ...]:
    """Return the sizes of an input's axes, in letters; none for a number."""
    match given.form:
        case "scalar" | "dimension" | "index":
            return ()
        case "vector":
            return (*given.sizes, ONE)
        case "row":
            return (ONE, *given.sizes)
        case "labels":
            return given.sizes[:1]
        case "one_hot" if len(given.sizes) == 1:
            return (*given.sizes, ONE)
    return given.sizes


def _given_axes(given: Given, dims: Mapping[str, int]) -> tuple[Axis, ...]:
    return tuple(Axis(size.value(dims), _size_text(size, dims)) for size in given_sizes(given))


def _size_text(size: Size, dims: Mapping[str, int]) -> str:
    return f"{size} = {size.value(dims)}" if size.names else str(size)


def asked_axes(problem: Problem, answer: Answer, dims: Mapping[str, int]) -> tuple[Axis, ...]:
    """Return the axes of an answer: size, and for a derivative what runs along each."""
    words = axis_words(problem, answer)
    return tuple(
        Axis(size.value(dims), f"{_size_text(size, dims)}{f': {word}' if word else ''}")
        for size, word in zip(answer.shape, words, strict=True)
    )


def words_of(asks: Word) -> str:
    """Say what an answer is that is no array."""
    return asked(asks.options if isinstance(asks, Choice) else (), asks.form)


def axis_words(problem: Problem, answer: Answer) -> tuple[str, ...]:
    """Return what runs along each axis of an answer, such as ``rows of W``; or nothing."""
    target = target_of(problem, answer)
    axes = target.layout.axes if isinstance(target, DerivativeTarget) else ()
    if len(axes) != len(answer.shape):
        return ("",) * len(answer.shape)
    return layout_words(axes)


def layout_words(axes: Sequence[str], output: str = "the output") -> tuple[str, ...]:
    """Return what runs along each axis of a layout: ``rows of W``, ``along v``, or nothing."""
    names = [axis.rpartition(".")[0] for axis in axes]
    return tuple(
        _axis_word(axis, output, alone=names.count(name) == 1)
        for axis, name in zip(axes, names, strict=True)
    )


def _axis_word(axis: str, output: str, *, alone: bool) -> str:
    """Say what runs along an axis; a vector's one axis needs no number."""
    if axis == SINGLETON:
        return ""
    name, _, number = axis.rpartition(".")
    what = output if name == OUTPUT else name
    if alone:
        return f"along {what}"
    way = _WAYS.get(number, f"axis {number}")
    return f"{way} of {what}"

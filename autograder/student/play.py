"""A calculator for the notes: shape, layout and numbers of any formula's derivative."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.derivative.forward import quiet
from autograder.derivative.jacobian import jacobian
from autograder.errors import UsageError, unknown
from autograder.notation.read import notations_of
from autograder.oracle.compiled import Compiled, output_formula
from autograder.oracle.target import looks
from autograder.oracle.trials import Numbers, Trial
from autograder.problemset.layout import (
    OUTPUT,
    SINGLETON,
    Convention,
    Layout,
    axis_names,
    default_axes,
    real_axes,
    resolve,
)
from autograder.problemset.load import read_data
from autograder.problemset.model import Derivative, Problem, ProblemSet
from autograder.problemset.sizes import ONE, Size
from autograder.staff.shapes import let_shapes
from autograder.student.drawing import Axis
from autograder.student.play_lines import (
    PlayedLine,
    Text,
    derivation_lines,
    is_derived,
    read_text,
)
from autograder.student.shapes import given_sizes, layout_words

__all__ = ["Played", "play"]

_LENGTHS: Final = (2, 3, 4, 5, 6, 7)
"""Lengths of the dimensions in the order in which they are named: small, and all different."""
_ROUNDED: Final = 1  # digits of the inputs, so that a page of paper can follow
_ENTRY: Final = re.compile(r"(\w+)\s*:\s*")
_SEED: Final = "play"
_OUTPUTS: Final = ("the output", "the first derivative")
"""What is differentiated: at first, and once more."""


class Played(Struct, frozen=True):
    """A formula and its derivative at one point."""

    formula: str
    wrt: tuple[str, ...]
    convention: Convention
    inputs: Mapping[str, Any]
    output: NDArray[np.float64]
    output_letters: str
    derivative: NDArray[np.float64]
    axes: tuple[Axis, ...]
    """The derivative's axes in order, each with its size and what runs along it."""
    letters: str
    covered: bool
    """Whether the convention covers it; with three axes or more none does."""
    lines: tuple[PlayedLine, ...] = ()
    """The lines of the function where they are several, and those of a derivation below it."""


def play(
    formula: str,
    given: str,
    wrt: Sequence[str],
    *,
    convention: Convention = "denominator",
    sizes: Mapping[str, int] | None = None,
) -> Played:
    """Differentiate a formula by an input, or by two of them one after the other.

    Args:
        formula: lines ``name = formula`` in any notation, of which the last is the output; ``;``
        ends a line, too. Lines below it that say what ``df`` or ``df_dx`` is, are a derivation.
        given: the inputs, such as ``W: matrix[m, n], A: vector[m]``.
        wrt: one or two inputs.
        convention: the layout.
        sizes: lengths of dimensions; small and distinct ones where nothing is said.

    Raises:
        UsageError: something cannot be read, or the formula has no derivative there.
    """
    lines = "\n".join(line.strip() for line in formula.split(";"))
    inputs = _givens(given)
    for name in wrt:
        if name not in inputs:
            raise UsageError(repr(name), f"one of {', '.join(inputs)}", where="--wrt")
    text = _text(lines, inputs, wrt[0])
    problem = _problem(text.forward, inputs, wrt[0], {})
    chosen = sizes or {}
    for name in chosen:
        if name not in problem.dimensions:
            raise UsageError(*unknown(name, list(problem.dimensions)), where="--size")
    lengths = {**dict(zip(problem.dimensions, _LENGTHS, strict=False)), **chosen}
    dims = {name: lengths[name] for name in problem.dimensions}
    small = _problem(text.forward, inputs, wrt[0], dims)
    try:
        with quiet():
            trial = _rounded(_drawn(small), small)
            played = _played(text.output, problem, trial, wrt, convention)
            return replace(played, lines=tuple(_lines_of(text, inputs, wrt[0], convention)))
    except UsageError:
        raise
    except Exception as error:  # a formula may raise anything numpy raises
        raise UsageError(f"a formula that fails: {error}", where=formula) from error


def _text(lines: str, given: Mapping[str, str], wrt: str) -> Text:
    """Read the lines: as formulas of problem sets where they are such, else as on paper."""
    is_python = all(
        notations_of(line)[0] == "python" and not line.startswith("=")
        for line in lines.splitlines()
    )
    try:
        names = _problem(lines, given, wrt, {}).forward.assigned
        if not any(is_derived(name, names[:place], wrt) for place, name in enumerate(names)):
            return Text(lines, lines.strip().splitlines()[-1])
    except UsageError:
        if is_python:
            raise
    return read_text(lines, looks(_problem(wrt, given, wrt, {})), wrt)


def _lines_of(
    text: Text, given: Mapping[str, str], wrt: str, convention: Convention
) -> Iterator[PlayedLine]:
    """Yield the lines of the function where they are several, and those of the derivation."""
    if len(text.lines) > 1 or text.derivation:
        yield from text.lines
    if text.derivation:
        asked = _set(text.forward, given, wrt, {}, text.answer, convention)
        yield from derivation_lines(text, asked)


def _drawn(problem: Problem) -> Trial:
    return Numbers(problem, _SEED).draw("ordinary", 0)


def _givens(text: str) -> dict[str, str]:
    parts = _ENTRY.split(text.strip())
    if len(parts) < 3 or parts[0].strip():  # nothing, a name, a kind
        raise UsageError(
            repr(text), "inputs such as `W: matrix[m, n], A: vector[m]`", where="--given"
        )
    return {
        name: kind.strip().rstrip(",").strip()
        for name, kind in zip(parts[1::2], parts[2::2], strict=True)
    }


def _problem(forward: str, given: Mapping[str, str], wrt: str, dims: Mapping[str, int]) -> Problem:
    """Return a problem that asks for the derivative; its shape is left to be found out."""
    return _set(forward, given, wrt, dims).problems[0]


def _set(
    forward: str,
    given: Mapping[str, str],
    wrt: str,
    dims: Mapping[str, int],
    answer: str = "played",
    convention: Convention = "denominator",
) -> ProblemSet:
    """Return a set of one problem, which asks for the derivative under some name."""
    entry = {
        "given": dict(given),
        "dims": dict(dims),
        "forward": forward,
        "answer": f"{answer}({', '.join(given)})",
        "wrt": wrt,
        "shape": [],
        "convention": convention,
    }
    data = {"title": "play", "submit": "play.py", "problems": {"played": entry}}
    read = read_data(Path("play.yaml"), data)
    if read.problem_set is None or not read.problem_set.problems:
        fault = read.document.faults[0]
        raise UsageError(fault.found, fault.expected, fault.hint, where=fault.key.split(".")[-1])
    return read.problem_set


def _rounded(trial: Trial, problem: Problem) -> Trial:
    """Round the inputs that may be any numbers, so that they can be written down."""
    values = {
        name: np.round(value, _ROUNDED)
        if name in problem.given
        and problem.given[name].domain.name in ("normal", "scale")
        and np.asarray(value).dtype.kind == "f"
        else value
        for name, value in trial.values.items()
    }
    return Trial(trial.kind, trial.index, trial.dims, values)


def _played(
    formula: str, problem: Problem, trial: Trial, wrt: Sequence[str], convention: Convention
) -> Played:
    """Differentiate once for each of ``wrt``, each time in the layout of the convention."""
    look = looks(problem)[0]
    function = _output(problem)
    letters = _output_letters(problem)
    output = np.asarray(function(trial.values))
    value, sample = output, np.asarray(function(look.values))
    words: tuple[str, ...] = ()
    covered = True
    for position, name in enumerate(wrt):
        own = given_sizes(problem.given[name])
        layout, fits = _layout(convention, name, np.shape(look.values[name]), sample.shape)
        covered = covered and fits
        letters = tuple(_axis_size(axis, own, letters) for axis in layout.axes)
        words = layout_words(layout.axes, _OUTPUTS[position])
        function = _differentiated(function, name, layout)
        value = np.asarray(function(trial.values))
        sample = np.asarray(layout.arrange(np.zeros((*np.shape(look.values[name]), *sample.shape))))
    named = tuple(
        Axis(length, _label(size, length, word))
        for length, size, word in zip(value.shape, letters, words, strict=True)
    )
    return Played(
        formula=formula,
        wrt=tuple(wrt),
        convention=convention,
        inputs={name: trial.values[name] for name in problem.given},
        output=output,
        output_letters=_tuple(_output_letters(problem)),
        derivative=value,
        axes=named,
        letters=_tuple(letters),
        covered=covered,
    )


_Function: TypeAlias = Callable[[Mapping[str, Any]], NDArray[np.float64]]


def _output(problem: Problem) -> _Function:
    asks = problem.answers[0].asks
    assert isinstance(asks, Derivative)
    return Compiled(problem, problem.forward, output_formula(problem, asks))


def _differentiated(function: _Function, name: str, layout: Layout) -> _Function:
    """Return the derivative of a function by an input, in a layout, as a function of all inputs."""

    def derivative(values: Mapping[str, Any]) -> NDArray[np.float64]:
        def moved(x: NDArray[Any]) -> Any:
            return function({**values, name: x if x.ndim else x[()]})

        return layout.arrange(jacobian(moved, values[name]).value)

    return derivative


def _layout(
    convention: Convention, name: str, x: tuple[int, ...], y: tuple[int, ...]
) -> tuple[Layout, bool]:
    """Return the convention's layout, or all axes in order and False where it covers them not."""
    axes = default_axes(convention, name, x, y)
    if axes is not None:
        return resolve(axes, name, x, y), True
    every = (*axis_names(name, real_axes(x)), *axis_names(OUTPUT, real_axes(y)))
    return resolve(every, name, x, y), False


def _output_letters(problem: Problem) -> tuple[Size, ...]:
    lines = {name: formula.source for name, formula in problem.forward.lines}
    found = let_shapes(lines, problem.given)
    return found.get(problem.forward.assigned[-1], ())


def _axis_size(axis: str, own: Sequence[Size], output: Sequence[Size]) -> Size:
    if axis == SINGLETON:
        return ONE
    name, _, number = axis.rpartition(".")
    return (output if name == OUTPUT else own)[int(number)]


def _label(size: Size, length: int, word: str) -> str:
    text = f"{size} = {length}" if size.names else str(length)
    return f"{text}: {word}" if word else text


def _tuple(sizes: Sequence[Size]) -> str:
    if not sizes:
        return "a single number"
    return f"({', '.join(map(str, sizes))}{',' if len(sizes) == 1 else ''})"

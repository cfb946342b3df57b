"""Sources that are computed directly: inputs, the function itself, other derivatives, the truth elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import Question, by_another, of_another
from autograder.diagnose.mistake import NOTHING, Mistake, Step
from autograder.diagnose.scene import UNNAMED, Scene, Source, Subject, in_words
from autograder.oracle.target import Compiled, output_formula
from autograder.problemset.formula import parse_formula
from autograder.problemset.functions import FUNCTIONS
from autograder.problemset.model import ByReference, Change

__all__ = ["DIRECT", "FACTORS", "INPUTS", "OTHERS", "TRUTH", "sources_of"]

Array = NDArray[np.float64]
Made = Iterator[tuple[Mapping[str, str], Callable[[Scene], Any]]]
"""Particulars for the sentence, and the source's value at a trial."""

Truth: TypeAlias = Callable[[Mapping[str, Any]], Any]
"""The right answer as a function of the inputs."""
Move: TypeAlias = Callable[[Any, Scene], Any]
"""Another value for an input, from its own at a trial."""

TRUTH: Final = Source(NOTHING, lambda scene: scene.truth)


def _quantities(subject: Subject) -> list[str]:
    """Return the inputs and lines that hold real numbers."""
    found = subject.start.environment
    dims = subject.problem.dimensions
    return [
        name
        for name, value in found.items()
        if name not in dims and np.asarray(value).dtype.kind == "f"
    ]


def _ones(subject: Subject) -> Made:
    if subject.start.truth.size > 1:
        yield {}, lambda scene: np.ones_like(scene.truth)


def _function_itself(subject: Subject) -> Made:
    if subject.slope is not None:
        output = Compiled(
            subject.problem, subject.problem.forward, output_formula(subject.problem, subject.slope)
        )
        yield {}, lambda scene: output(scene.values)


def _quantity_itself(subject: Subject) -> Made:
    for name in _quantities(subject):
        yield {"name": in_words(name)}, partial(_quantity, name)


def _quantity(name: str, scene: Scene) -> Any:
    return scene.environment[name]


def _other_answer(subject: Subject) -> Made:
    for other in subject.problem.answers:
        if other.id != subject.answer.id:
            yield {"name": other.id}, partial(_truth_of, other.id)


def _truth_of(answer: str, scene: Scene) -> Array:
    return scene.keyed.expected[answer].value


def _by_another(subject: Subject) -> Made:
    slope, problem = subject.slope, subject.problem
    if slope is None:
        return
    for name, given in problem.given.items():
        if given.differentiable and name != slope.wrt.name:
            yield from _attempt(
                name, partial(by_another, problem, slope, name, subject.start.values)
            )


def _total(subject: Subject) -> Made:
    """Add the derivative by another input, as if that moved too."""
    for slots, other in _by_another(subject):
        yield slots, partial(_with_another, other)


def _with_another(other: Callable[[Scene], Any], scene: Scene) -> Array | None:
    added = np.asarray(other(scene))
    return scene.truth + added if added.shape == scene.truth.shape else None


def _spread(subject: Subject) -> Made:
    """Fill the answer's shape with the sum of something."""
    for name in _quantities(subject) if subject.start.truth.size > 1 else ():
        yield {"name": in_words(name)}, partial(_filled, name)


def _filled(name: str, scene: Scene) -> Array:
    return np.full_like(scene.truth, np.sum(scene.environment[name]))


def _by_line(subject: Subject) -> Made:
    slope, problem = subject.slope, subject.problem
    if slope is None:
        return
    for name in problem.forward.assigned:
        if name not in (slope.wrt.name, output_formula(problem, slope).source):
            yield from _attempt(
                name, partial(by_another, problem, slope, name, subject.start.values)
            )


def _of_line(subject: Subject) -> Made:
    slope, problem = subject.slope, subject.problem
    if slope is None:
        return
    for name in problem.forward.assigned:
        output = parse_formula(name)
        yield from _attempt(name, partial(of_another, problem, slope, output, subject.start.values))


def _attempt(name: str, make: Callable[[], Callable[[Mapping[str, Any]], Any]]) -> Made:
    """Yield a derivative where there is one: a line need not depend on what is asked about."""
    try:
        derivative = make()
    except Exception:
        return
    yield {"name": in_words(name)}, lambda scene: derivative(scene.values)


def _elsewhere(subject: Subject) -> Made:
    """Evaluate the right answer at another place: one input replaced, moved, transposed or of the other sign."""
    if isinstance(subject.answer.asks, ByReference):
        return
    environment, truth = (
        subject.start.environment,
        Question(subject.problem, subject.answer).unchanged(),
    )
    quantities = _quantities(subject)
    for name in (name for name in subject.problem.given if name in quantities):
        shape = np.shape(environment[name])
        alike = [
            other for other in quantities if other != name and np.shape(environment[other]) == shape
        ]
        moves: list[Move] = [
            _negated,
            *(partial(move, other) for other in alike for move in (_replaced, _added)),
        ]
        if len(shape) == 2 and shape[0] == shape[1] > 1:
            moves.append(_transposed)
        for move in moves:
            yield {"name": name}, partial(_moved, truth, name, move)


def _exchanged(subject: Subject) -> Made:
    if isinstance(subject.answer.asks, ByReference):
        return
    environment, names = subject.start.environment, list(subject.problem.given)
    truth = Question(subject.problem, subject.answer).unchanged()
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            if np.shape(environment[first]) == np.shape(environment[second]):
                yield {"name": first, "other": second}, partial(_swapped, truth, first, second)


def _moved(truth: Truth, name: str, move: Move, scene: Scene) -> Any:
    return truth({**scene.values, name: move(scene.values[name], scene)})


def _negated(here: Any, _: Scene) -> Any:
    return -here


def _transposed(here: Any, _: Scene) -> Any:
    return np.transpose(here)


def _replaced(other: str, _: Any, scene: Scene) -> Any:
    return scene.environment[other]


def _added(other: str, here: Any, scene: Scene) -> Any:
    return here + scene.environment[other]


def _swapped(truth: Truth, first: str, second: str, scene: Scene) -> Any:
    values = scene.values
    return truth({**values, first: values[second], second: values[first]})


def _changes(change: Callable[[Array, Array, Array], Array], subject: Subject) -> Made:
    """Yield what ``change`` makes of the output before, the output after the step, and the prediction."""
    asks = subject.answer.asks
    if isinstance(asks, Change):
        output = Compiled(
            subject.problem, subject.problem.forward, output_formula(subject.problem, asks)
        )
        name, step = asks.wrt.name, asks.along

        def compute(scene: Scene) -> Array:
            after = {**scene.values, name: scene.values[name] + scene.values[step]}
            return change(np.asarray(output(scene.values)), np.asarray(output(after)), scene.truth)

        yield {}, compute


def _exact_change(before: Array, after: Array, _: Array) -> Array:
    return after - before


def _new_values(subject: Subject) -> Made:
    yield from _changes(lambda before, _, predicted: before + predicted, subject)
    yield from _changes(lambda _, after, __: after, subject)


DIRECT: Final = (
    Mistake("change.exact", 1.5,
            "This is the exact change. The planar approximation is linear in the step.", "Concept 6, Definition 8",
            partial(_changes, _exact_change)),
    Mistake("change.new-value", 1.5, "You returned the new value; the question asks for the change.", "Concept 5",
            _new_values),
    Mistake("answer.exchanged", 1.5, "This is what is asked for as {name}: two answers are exchanged.", "",
            _other_answer),
    Mistake("function.itself", 1.6, "You returned the value of the function, not its derivative.", "Definition 2",
            _function_itself),
    Mistake("operand.total", 1.9,
            "You let {name} move too and added its derivative: that is not the partial derivative.", "Definition 2",
            _total),
    Mistake("all-ones.direction", 2.0,
            "Every entry of your answer is the sum of {name}: you differentiated each entry by itself, got ones, and"
            " multiplied through. Every output needs a derivative by every input.", "Concept 4", _spread),
    Mistake("answer.constant", 1.8, "Every entry of your answer is the same number.", "",
            _ones),
)  # fmt: skip
"""Sources that are computed directly."""

OTHERS: Final = (
    Mistake("operand.wrt", 1.6,
            "You differentiated with respect to {name}. The partial derivative moves one variable and holds the rest"
            " fixed.", "Definition 2", _by_another),
    Mistake("chain.inner", 1.65,
            "This is the derivative by {name}; the derivative of {name} itself is missing from the chain.",
            "Definition 3", _by_line),
    Mistake("chain.outer", 1.65,
            "This is the derivative of {name}; the derivatives of what comes after it are missing from the chain.",
            "Definition 3", _of_line),
)  # fmt: skip
"""Other derivatives that can be computed directly."""

INPUTS: Final = (
    Mistake("operand.itself", 1.7, "This is {name} itself; more is asked for.", "", _quantity_itself),
)  # fmt: skip
"""What is given, or computed on the way."""


def sources_of(subject: Subject, table: Sequence[Mistake]) -> Iterator[Source]:
    """Yield the sources of a table's rows."""
    for mistake in table:
        assert mistake.make is not None
        for slots, compute in mistake.make(subject):
            yield Source(Step(mistake, slots), compute)


# The true answer times or over something, element by element


def _aligned(array: Array, shape: tuple[int, ...]) -> Iterator[Callable[[Array], Array]]:
    """Yield the ways to lay an array along the axes of a shape; the dimensions of a first trial all differ."""
    lengths = [length for length in array.shape if length > 1]
    if not lengths or len(set(lengths)) < len(lengths):
        if array.shape == shape and lengths:
            yield lambda a: a
        return
    if len(lengths) == 1:
        for axis, length in enumerate(shape):
            if length == lengths[0]:
                new = tuple(-1 if each == axis else 1 for each in range(len(shape)))
                yield partial(_reshaped, new)
    elif array.shape == shape:
        yield lambda a: a
    elif array.shape[::-1] == shape:
        yield np.transpose


def _reshaped(shape: tuple[int, ...], array: Array) -> Array:
    return array.reshape(shape)


def _times(factor: Callable[[Array], Any], subject: Subject) -> Made:
    shape = subject.start.truth.shape
    for name in _quantities(subject):
        value = np.asarray(subject.start.environment[name], dtype=float)
        for align in _aligned(value, shape):
            yield {"name": in_words(name)}, partial(_product, name, align, factor)


def _product(
    name: str, align: Callable[[Array], Array], factor: Callable[[Array], Any], scene: Scene
) -> Array:
    return np.asarray(scene.truth * factor(align(np.asarray(scene.environment[name], dtype=float))))


def _plus(sign: float, subject: Subject) -> Made:
    for name in _quantities(subject):
        if name != UNNAMED:
            yield {"name": name}, partial(_with_term, name, sign)


def _with_term(name: str, sign: float, scene: Scene) -> Array | None:
    added = scene.truth + sign * np.asarray(scene.environment[name], dtype=float)
    return added if added.shape == scene.truth.shape else None


def _of_the_answer(function: Callable[[Array], Array], _: Subject) -> Made:
    yield {}, lambda scene: function(scene.truth)


def _activated(subject: Subject) -> Made:
    for name in ("tanh", "sigmoid", "relu", "exp", "abs", "sign", "log", "sqrt"):
        for slots, compute in _of_the_answer(FUNCTIONS[name], subject):
            yield {**slots, "name": name}, compute


FACTORS: Final = (
    Mistake("operand.exchanged", 2.2, "{name} and {other} are exchanged.", "", _exchanged),
    Mistake("evaluated.elsewhere", 2.6,
            "The right expression is evaluated at the wrong place: {name} is not what stands in it. The derivative"
            " depends on the position.", "A.5", _elsewhere),
    Mistake("term.extra", 2.2,
            "The term {name} is one too many: what does not depend on the variable has derivative 0.",
            "Clarification 7", partial(_plus, 1.0), {"value": "The term {name} is one too many."}),
    Mistake("term.extra", 2.2, "The term {name} is subtracted, and does not belong there.",
            "Clarification 7", partial(_plus, -1.0), {"value": "The term {name} is missing or subtracted."}),
    Mistake("function.extra", 2.25, "The function {name} was applied to the answer, and does not belong there.", "A.88",
            _activated),
    Mistake("activation.second", 2.3, "This is a further derivative, f(1 - f) of the answer.", "A.88",
            partial(_of_the_answer, lambda f: f * (1 - f))),
    Mistake("activation.second", 2.3, "This is a further derivative, 1 - f^2 of the answer.", "A.88",
            partial(_of_the_answer, lambda f: 1 - f**2)),
    Mistake("power.wrong", 2.3, "This is the square of the answer, entry by entry.", "A.4",
            partial(_of_the_answer, np.square)),
    Mistake("factor.extra", 2.2, "There is a factor {name} too many, entry by entry.", "Definition 3",
            partial(_times, lambda f: f)),
    Mistake("factor.missing", 2.2, "The factor {name} is missing, entry by entry.", "Definition 3",
            partial(_times, lambda f: 1.0 / f)),
    Mistake("activation.extra", 2.4,
            "There is a factor f' too many: it has cancelled already, or there is no such activation here.", "A.88",
            partial(_times, lambda f: f * (1 - f))),
    Mistake("activation.extra", 2.4,
            "There is a factor f' too many: it has cancelled already, or there is no such activation here.", "A.88",
            partial(_times, lambda f: 1 - f**2)),
    Mistake("activation.missing", 2.4, "The factor f' is missing from the chain.", "Notation 33",
            partial(_times, lambda f: 1 / (1 - f**2))),
    Mistake("activation.missing", 2.4, "The factor f' is missing from the chain.", "Notation 33",
            partial(_times, lambda f: 1 / (f * (1 - f)))),
    Mistake("factor.extra", 2.5, "There is a mask of {name} too many.", "A.88",
            partial(_times, lambda f: (f > 0) * 1.0)),
)  # fmt: skip
"""Factors, entry by entry, that the true answer may have too many or too few."""

"""Numbers that an answer may be off by as a whole, each with a name: a bare number explains nothing."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct

from autograder.diagnose.mistake import NOTHING, Mistake, Step
from autograder.diagnose.scene import Scene, Subject, in_words

__all__ = ["ONE", "SCALES", "SIGN", "Scale", "scales_of"]


Factor: TypeAlias = Callable[[Scene], float]
Named: TypeAlias = tuple[str, float, Factor]
"""What a factor is called, its surcharge, its value at a trial."""


class Scale(Struct, frozen=True, eq=False):
    """One factor, as a function of the trial."""

    step: Step
    at: Factor


def _number(value: float) -> Factor:
    return lambda _: value


def _lengths_to(powers: Mapping[str, int], times: float = 1.0) -> Factor:
    """Return a product of powers of dimensions."""
    return lambda scene: (
        times * math.prod(math.pow(scene.trial.dims[name], power) for name, power in powers.items())
    )


ONE: Final = Scale(NOTHING, _number(1.0))


def _numbers(_: Subject) -> Iterator[Named]:
    for number in (2, 3, 4):
        yield str(number), 0.1 * (number - 2), _number(number)
        yield f"1/{number}", 0.1 * (number - 2), _number(1 / number)


def _lengths(subject: Subject) -> Iterator[Named]:
    for name in subject.problem.dimensions:
        yield name, 0.0, _lengths_to({name: 1})
        yield f"1/{name}", 0.0, _lengths_to({name: -1})
        yield f"{name}/2", 0.4, _lengths_to({name: 1}, 0.5)
        yield f"2/{name}", 0.4, _lengths_to({name: -1}, 2.0)


def _pairs_of_lengths(subject: Subject) -> Iterator[Named]:
    for first, second in itertools.combinations(subject.problem.dimensions, 2):
        yield f"{first}/{second}", 0.0, _lengths_to({first: 1, second: -1})
        yield f"{second}/{first}", 0.0, _lengths_to({first: -1, second: 1})
        yield f"{first}*{second}", 0.0, _lengths_to({first: 1, second: 1})
        yield f"1/({first}*{second})", 0.0, _lengths_to({first: -1, second: -1})


def _roots_of_lengths(subject: Subject) -> Iterator[Named]:
    for name in subject.problem.dimensions:
        yield f"sqrt({name})", 0.0, partial(_root, name, 0.5)
        yield f"1/sqrt({name})", 0.0, partial(_root, name, -0.5)


def _root(name: str, power: float, scene: Scene) -> float:
    return math.pow(scene.trial.dims[name], power)


def _one_less(subject: Subject) -> Iterator[Named]:
    for name in subject.problem.dimensions:
        yield f"{name}/({name}-1)", 0.0, partial(_over_one_less, name, 1)
        yield f"({name}-1)/{name}", 0.0, partial(_over_one_less, name, -1)


def _over_one_less(name: str, power: int, scene: Scene) -> float:
    length = scene.trial.dims[name]
    return float((length / (length - 1)) ** power) if length > 1 else math.nan


def _is_scalar(subject: Subject, name: str) -> bool:
    if name in subject.problem.dimensions:
        return False
    value = np.asarray(subject.start.environment[name])
    return value.size == 1 and value.dtype.kind == "f"


def _scalar(name: str, power: float, scene: Scene) -> float:
    value = float(np.asarray(scene.environment[name], dtype=float).reshape(()))
    if value == 0 or (value < 0 and power != int(power)):
        return math.nan
    return float(value**power)


_POWERS: Final = {1.0: "{}", 2.0: "({})^2", 0.5: "sqrt({})"}


def _scalars(powers: Sequence[float], subject: Subject) -> Iterator[Named]:
    for name in filter(partial(_is_scalar, subject), subject.start.environment):
        for power in powers:
            text = _POWERS[abs(power)].format(in_words(name))
            yield text, 0.0 if abs(power) == 1 else 0.4, partial(_scalar, name, power)


SCALES: Final = (
    Mistake(
        "scale.factor", 1.0, "Your answer is {scale} times what it should be: a constant factor is off.",
        "the power rule, Definition 2", _numbers,
    ),
    Mistake(
        "scale.mean", 1.1, "Your answer is {scale} times what it should be: check where a sum and where a mean is"
        " meant.", "", _lengths,
    ),
    Mistake(
        "scale.count", 1.6, "Your answer is {scale} times what it should be: the sum or mean runs over another length.",
        "", _pairs_of_lengths,
    ),
    Mistake("scale.root", 1.8, "Your answer is {scale} times what it should be.", "", _roots_of_lengths),
    Mistake(
        "scale.biased", 1.6, "Your answer is {scale} times what it should be: a length and one less are exchanged.", "",
        _one_less,
    ),
    Mistake(
        "factor.missing", 1.4, "The factor {scale} is missing.", "Definition 3", partial(_scalars, (-1.0, -2.0, -0.5)),
    ),
    Mistake(
        "factor.extra", 1.4, "There is a factor {scale} too many.", "Definition 3", partial(_scalars, (1.0, 2.0, 0.5)),
    ),
)  # fmt: skip
"""The factors that have a name."""

SIGN: Final = Mistake("sign.flipped", 1.0, "The sign is wrong.", "A.2")
"""The sign as a whole; it combines with every other factor."""

_BOTH: Final = 0.9  # on top of a factor, for the sign as well


def scales_of(subject: Subject) -> Iterator[Scale]:
    """Yield every named factor of a problem, 1 first, each with either sign."""
    yield ONE
    yield Scale(Step(SIGN), _number(-1.0))
    for mistake in SCALES:
        assert mistake.make is not None
        for name, surcharge, at in mistake.make(subject):
            yield Scale(Step(mistake, {"scale": name}, surcharge), at)
            yield Scale(
                Step(mistake, {"scale": f"-{name}"}, surcharge + _BOTH), partial(_negative, at)
            )


def _negative(at: Factor, scene: Scene) -> float:
    return -at(scene)

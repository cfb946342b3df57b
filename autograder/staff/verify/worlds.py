"""Counterfactual trials: other seeds, wider domains, freed dimensions, and what excludes them.

An answer that is right at a problem's trials and wrong at other seeds was hidden by luck. One that
is wrong only where a domain is widened or a fixed dimension let go was hidden by the set: a student
who gives it gets the points for an accident of the inputs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from autograder.errors import AutograderError
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.problemset.kinds import Domain, DomainName
from autograder.problemset.model import Problem
from autograder.staff.verify.judging import AskedAtKeys, Questions

__all__ = ["STRUCTURED", "World", "fresh_keys", "worlds"]

_FRESH_SEEDS: Final = 3
"""Other seeds that are tried: wrong answers slip through five trials once in thousands of draws, so
three will do.
"""


class _Structure(Struct, frozen=True):
    """How a statement says that entries depend on each other: what it says may be used."""

    said: re.Pattern[str]
    words: str
    """What may be written, for who has not said it."""
    weaker: DomainName | None = None
    """What such inputs are as well, which may be said alone."""


def _structure(said: str, words: str, weaker: DomainName | None = None) -> _Structure:
    return _Structure(re.compile(said, re.I), words, weaker)


STRUCTURED: Final[Mapping[DomainName, _Structure]] = {
    "symmetric": _structure(r"(?<!not )\bsymmetric|= ?\w+\^(\\top|T|\{T\})", "symmetric"),
    "spd": _structure(r"positive[- ]definite|covariance|\bSPD\b", "positive definite", "symmetric"),
    "orthogonal": _structure(r"orthogonal|orthonormal|rotation", "orthogonal"),
    "diagonal": _structure(r"\bdiagonal", "diagonal", "symmetric"),
    "lower": _structure(r"triangular|Cholesky", "triangular"),
    "skew": _structure(r"skew|antisymmetric", "skew"),
    "stochastic": _structure(
        r"stochastic|transition|sums? (up )?to (1|one)|softmax", "each row sums to 1"
    ),
    "probability": _structure(
        r"probabilit|sums? (up )?to (1|one)|distribution|softmax", "it sums to 1"
    ),
}
"""Domains whose entries depend on each other.

Labels of 0 and 1 are no such domain: they are what the question is about, and nobody meets others.
"""


class World(Struct, frozen=True):
    """Trials at which the reference is right, and why the problem's own do not include them."""

    questions: Questions
    why: str

    @property
    def trials(self) -> Sequence[KeyedTrial]:
        """The trials."""
        return self.questions.trials


def fresh_keys(key: AnswerKey, others: Sequence[AnswerKey] = ()) -> tuple[AnswerKey, ...]:
    """Return keys of the other seeds at which wrong answers are tried.

    ``others`` are keys of other seeds that are drawn in any case: they come first.
    """
    more = (
        key.under(f"{key.seed}, fresh {number}") for number in range(_FRESH_SEEDS - len(others))
    )
    return (*others[:_FRESH_SEEDS], *more)


def worlds(key: AnswerKey, asked_at: AskedAtKeys, fresh: Sequence[AnswerKey]) -> tuple[World, ...]:
    """Return the fresh trials of a problem, those of keys under other seeds first.

    One whose reference fails there tells nothing and is left out.
    """
    why = f"only other seeds tell it from the truth (seed {key.seed!r} does not)"
    candidates = (
        *((one, asked_at, why) for one in fresh),
        *(
            (key.under(seed), AskedAtKeys(other), why)
            for other, seed, why in _others(key, asked_at.problem)
        ),
    )
    return tuple(_usable(candidates))


def _others(key: AnswerKey, problem: Problem) -> Iterator[tuple[Problem, str, str]]:
    """Yield the problem with fewer bounds on its inputs, the seed, and what hid the difference."""
    for name in sorted({constraint.dimension for constraint in problem.dims}):
        rest = tuple(constraint for constraint in problem.dims if constraint.dimension != name)
        why = f"`dims` binds {name}: let it vary"
        yield replace(problem, dims=rest), f"{key.seed}, {name} free", why
    for given in problem.given.values():
        structure = STRUCTURED.get(given.domain.name)
        if structure is None or structure.said.search(problem.statement):
            continue
        weaker = structure.weaker
        is_said = weaker is not None and STRUCTURED[weaker].said.search(problem.statement)
        domain = Domain(weaker) if weaker is not None and is_said else Domain()
        wider = {**problem.given, given.name: replace(given, domain=domain)}
        why = (
            f"{given.name} is always {given.domain.name}, which the statement does not say: "
            f"drop it there, or say {structure.words!r} here"
        )
        yield replace(problem, given=wider), f"{key.seed}, {given.name} wider", why


def _usable(candidates: Iterable[tuple[AnswerKey, AskedAtKeys, str]]) -> Iterator[World]:
    for key, asked_at, why in candidates:
        try:
            questions = asked_at.at(key)
        except (AutograderError, ArithmeticError, ValueError, IndexError, TypeError):
            continue  # the formula does not hold there: no student may be judged by it either
        if questions.reference.is_right(asked_at.problem):
            yield World(questions, why)

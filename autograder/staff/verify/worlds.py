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

STRUCTURED: Final[Mapping[DomainName, re.Pattern[str]]] = {
    "symmetric": re.compile(r"(?<!not )\bsymmetric|= ?\w+\^(\\top|T|\{T\})", re.I),
    "spd": re.compile(r"positive[- ]definite|covariance|\bSPD\b", re.I),
    "orthogonal": re.compile(r"orthogonal|orthonormal|rotation", re.I),
    "diagonal": re.compile(r"\bdiagonal", re.I),
    "lower": re.compile(r"triangular|Cholesky", re.I),
    "skew": re.compile(r"skew|antisymmetric", re.I),
    "stochastic": re.compile(r"stochastic|transition|sums? (up )?to (1|one)|softmax", re.I),
    "probability": re.compile(r"probabilit|sums? (up )?to (1|one)|distribution|softmax", re.I),
}
"""Domains whose entries depend on each other, and how a statement says so: what it says may be
used.

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
        pattern = STRUCTURED.get(given.domain.name)
        if pattern is not None and not pattern.search(problem.statement):
            wider = {**problem.given, given.name: replace(given, domain=Domain())}
            why = (
                f"{given.name} is always {given.domain.name}, which the statement does not "
                f"say: drop it or say it"
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

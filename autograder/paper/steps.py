"""The steps of a derivation: each side of a chain of equalities, judged against the side before it.

The first side is judged against what is asked, or against the value of what stands on the left: a
line of the forward, or its change ``dL``. A chain that gives a new name to something begins with
what it says. A side that is wrong is the truth of the next: what follows from it is right again.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.notation.errors import NotationError
from autograder.notation.meaning import Scope
from autograder.notation.operations import LOOKS
from autograder.notation.tree import Tree
from autograder.oracle.compare import judge, look
from autograder.oracle.target import Expected
from autograder.paper.answers import Paper, Values
from autograder.paper.chains import Chain
from autograder.problemset.model import Answer, Problem

__all__ = ["Step", "steps_of"]


class Step(Struct, frozen=True, eq=False):
    """One side of a chain, what it is to equal, and whether it does."""

    chain: Chain
    side: Tree
    before: Values
    """What it is to equal, at each trial."""
    value: Values
    right: bool
    previous: Tree | None
    """The side that it follows from; None where it is the first."""
    scope: Scope
    """What it may name."""
    error: NotationError | None = None
    """Why it means nothing; then it has no value."""

    @property
    def text(self) -> str:
        """The side as it was written."""
        return self.chain.statement.text[self.side.span[0] : self.side.span[1]].strip()


def steps_of(paper: Paper, problem: Problem, answer: Answer, truth: Values) -> tuple[Step, ...]:
    """Return the steps that are judged, in the order in which they stand."""
    others = {other.id for other in problem.answers if other.id != answer.id}
    chains = [chain for chain in paper.chains if not others & set(chain.names)]
    return tuple(step for chain in chains for step in _steps(paper, answer, chain, truth))


def _steps(paper: Paper, answer: Answer, chain: Chain, truth: Values) -> Iterator[Step]:
    before = truth if answer.id in chain.names else _left_side(paper, chain)
    previous: Tree | None = None
    for side in chain.sides:
        if previous is not None and _is_written_again(chain, previous, side):
            continue
        value, error = _value(paper, chain, side)
        if before is not None:
            right = bool(value) and _equal(before, value)
            yield Step(
                chain, side, before, value, right, previous, paper.scope_before(chain), error
            )
        before, previous = value or before, side


def _left_side(paper: Paper, chain: Chain) -> Values | None:
    """Return the value of what stands on the left of a chain; None where it is a new name."""
    known = next((name for name in chain.names if name in paper.scope.names), "")
    if not known:
        return None
    return tuple(np.asarray(world[known], dtype=float) for world in paper.scope.worlds[LOOKS:])


def _is_written_again(chain: Chain, previous: Tree, side: Tree) -> bool:
    """Whether a side is the one before, letter by letter: that is no step."""
    first, second = (
        "".join(chain.statement.text[s.span[0] : s.span[1]].split()) for s in (previous, side)
    )
    return first == second


def _value(paper: Paper, chain: Chain, side: Tree) -> tuple[Values, NotationError | None]:
    try:
        return paper.value(chain, side), None
    except NotationError as error:
        return (), error


def _equal(before: Values, value: Values) -> bool:
    """Whether two sides are equal at every trial, where both have a value."""
    pairs = [(a, b) for a, b in zip(before, value, strict=True) if a is not None and b is not None]
    looks = [look(_plain(b), Expected(_plain(a), np.zeros(np.shape(_plain(a))))) for a, b in pairs]
    return 2 * len(looks) > len(before) and judge(looks)[0] == "right"


def _plain(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a number without axes: on paper those of a scalar are not written."""
    return value.reshape(()) if value.size == 1 else value

"""The steps of a derivation: each side of a chain of equalities, judged against the side before it.

The first side is judged against what is asked, or against the value of what stands on the left: a
line of the forward, its change ``dL``, or a formula. A chain that gives a new name to something
begins with what it says. A side that is wrong is the truth of the next: what follows from it is
right again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.notation.as_formula import as_formula
from autograder.notation.errors import NotationError
from autograder.notation.meaning import Scope
from autograder.notation.operands import LOOKS
from autograder.notation.tree import Tree
from autograder.oracle.compare import look
from autograder.oracle.compiled import Expected
from autograder.oracle.tolerance import surely
from autograder.paper.answers import Paper, Values
from autograder.paper.chains import Chain
from autograder.paper.elsewhere import Elsewhere
from autograder.paper.lines import Piece
from autograder.paper.places import Place
from autograder.paper.worlds import forward_lines
from autograder.problemset.formula import Formula
from autograder.problemset.model import Answer, Derivative, Problem, Second

__all__ = ["Step", "steps_of"]


class Step(Struct, frozen=True, eq=False):
    """One side of a chain, what it is to equal, and whether it does."""

    chain: Chain
    side: Tree | None
    """None where the chain cannot be read."""
    before: Values = ()
    """What it is to equal, at each trial."""
    value: Values = ()
    right: bool = False
    previous: Tree | None = None
    """The side that it follows from; None where it is the first."""
    scope: Scope | None = None
    """What it may name."""
    error: NotationError | None = None
    """Why it means nothing; then it has no value."""
    note: str = ""
    """Why it is not judged, where it is not."""
    asked: str = ""
    """What the chain is to say, in words, where that is what the answer asks for."""

    @property
    def text(self) -> str:
        """The side as it was written."""
        statement = self.chain.statement
        if self.side is None:
            return statement.written_in(self._piece)
        return statement.text[self.side.span[0] : self.side.span[1]].strip()

    @property
    def place(self) -> Place:
        """Where the side begins, or cannot be read."""
        return self._piece.place

    @property
    def reason(self) -> str:
        """What the student wrote beside it."""
        return self._piece.reason

    @property
    def written(self) -> str:
        """The side with the sign of equality before it, the first with what stands there."""
        if self.side is None:
            return self.text
        if self.side is not self.chain.sides[0]:
            return f"= {self.text}"
        return self.chain.statement.text[: self.side.span[1]].strip(" $")

    @property
    def why(self) -> str:
        """What is wrong with it, without its name."""
        if self.error is not None:
            return str(self.error)
        if self.previous is not None:
            return "is not equal to what stands before it."
        if self.asked:
            return f"is not {self.asked}."
        left = f"`{self.chain.names[0]}`" if self.chain.names else "what stands on the left"
        return f"is not equal to {left}."

    @property
    def _piece(self) -> Piece:
        unread = self.error.places if self.error else ()
        place = self.side.span if self.side else next(iter(unread), (0, 0))
        return self.chain.statement.piece_at(place[0])


def steps_of(
    paper: Paper,
    problem: Problem,
    answer: Answer,
    truth: Values,
    elsewhere: Elsewhere | None = None,
) -> tuple[Step, ...]:
    """Return the steps in the order in which they stand; those with a note are not judged.

    ``elsewhere``, where it is given, denies those that hold at the trials' lengths alone.
    """
    others = paper.sheet.answers - {answer.id}
    chains = [chain for chain in paper.chains if not others & set(chain.names)]
    formulas = dict(problem.forward.lines)
    given = {name: formulas[line] for name, line in forward_lines(problem, answer).items()}
    return tuple(
        step for chain in chains for step in _steps(paper, answer, chain, truth, given, elsewhere)
    )


def _steps(
    paper: Paper,
    answer: Answer,
    chain: Chain,
    truth: Values,
    given: Mapping[str, Formula],
    elsewhere: Elsewhere | None,
) -> Iterator[Step]:
    if chain.is_blank:
        return
    asked = _asked(answer) if answer.id in chain.names else ""
    before = truth if asked else _left_side(paper, chain)
    if chain.error is not None:
        note = "" if before is not None else "This line cannot be read, and nothing needs it."
        yield Step(chain, None, error=chain.error, note=note)
    previous: Tree | None = None
    for side in chain.sides:
        if previous is not None and _is_written_again(chain, previous, side):
            yield Step(chain, side, note="The same as before: no step.")
            continue
        value, error = _value(paper, chain, side)
        if previous is None and _is_given(paper, chain, side, given):
            yield Step(chain, side, value=value, note="This is what is given: no step.")
        elif before is None:
            note = f"This introduces {chain.names[0]}." if chain.names else "Nothing to compare."
            yield Step(chain, side, value=value, error=error, note=note)
        else:
            right = bool(value) and _equal(before, value)
            if right and elsewhere is not None:
                right = not _differs(elsewhere, chain, previous, side)
            scope = paper.scope_before(chain)
            yield Step(chain, side, before, value, right, previous, scope, error, asked=asked)
        before, previous = value or before, side


def _asked(answer: Answer) -> str:
    is_derivative = isinstance(answer.asks, (Derivative, Second))
    return "the derivative asked for" if is_derivative else "what is asked for"


def _left_side(paper: Paper, chain: Chain) -> Values | None:
    """Return the value of what stands on the left of a chain; None where it is a new name."""
    known = next((name for name in chain.names if name in paper.scope.names), "")
    if known:
        return tuple(np.asarray(world[known], dtype=float) for world in paper.scope.worlds[LOOKS:])
    if chain.names or chain.left is None:
        return None
    return _value(paper, chain, chain.left)[0] or None


def _is_given(paper: Paper, chain: Chain, side: Tree, given: Mapping[str, Formula]) -> bool:
    """Whether a chain begins with a line of the forward as the statement has it."""
    line = next((given[name] for name in chain.names if name in given), None)
    if line is None:
        return False
    scope = replace(paper.scope_before(chain), paper=chain.notation != "python")
    written = as_formula(side, scope, chain.statement.text)
    return written is not None and ast.unparse(ast.parse(written)) == ast.unparse(line.tree)


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
        return (), error.kept()


def _differs(elsewhere: Elsewhere, chain: Chain, previous: Tree | None, side: Tree) -> bool:
    """Whether a side is another than what it is to equal at lengths that no trial has."""
    before, value = elsewhere.before(chain, previous), elsewhere.value(chain, side)
    return before is not None and value is not None and not _equal(before, value)


def _equal(before: Values, value: Values) -> bool:
    """Whether two sides are equal at every trial, where both have a value."""
    pairs = [(a, b) for a, b in zip(before, value, strict=True) if a is not None and b is not None]
    return 2 * len(pairs) > len(before) and all(_agree(_plain(a), _plain(b)) for a, b in pairs)


def _agree(before: NDArray[np.float64], value: NDArray[np.float64]) -> bool:
    """Whether the value of a side is right where that of the side before it is what is expected."""
    allowed = surely(before)
    if before.shape == value.shape and allowed < np.inf and (abs(value - before) <= allowed).all():
        return True
    return look(value, Expected(before, np.zeros(before.shape))).finding == "right"


def _plain(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a number without axes: on paper those of a scalar are not written."""
    return value.reshape(()) if value.size == 1 else value

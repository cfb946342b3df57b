"""Statements of one text, put where they belong: which chain of equalities answers what."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from msgspec import Struct

from autograder.notation.errors import NotationError
from autograder.notation.read import Notation, read_line
from autograder.notation.tree import Either, Group, Name, Operation, Tree
from autograder.paper.lines import Statement, statements
from autograder.paper.places import Lines
from autograder.problemset.model import Answer, Problem

__all__ = ["Chain", "Sheet", "read_sheet"]


class Chain(Struct, frozen=True, eq=False):
    """A chain of equalities: what it says something of, and the sides after that, in order."""

    names: tuple[str, ...]
    """The spellings of its left side; none where that is no name."""
    left: Tree | None
    """Its left side; None where it cannot be read."""
    sides: tuple[Tree, ...]
    statement: Statement
    notation: Notation
    error: NotationError | None = None
    """Why it cannot be read; then it has no sides."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands after its equality sign, as in a starter."""
        return not self.statement.text.partition("=")[2].strip(" $")


class Sheet(Struct, frozen=True):
    """All chains of one handed-in text."""

    chains: tuple[Chain, ...]
    answers: frozenset[str]
    """The ids of all answers that it may give."""

    def of_problem(self, problem: Problem) -> tuple[Chain, ...]:
        """Return the chains that may belong to a problem: below its heading, or below none.

        Where there is something below its heading, of the rest only what names an answer of its.
        """
        answers = {answer.id for answer in problem.answers}
        own = {problem.id, *answers}
        is_headed = any(chain.statement.section in own for chain in self.chains)
        return tuple(
            chain
            for chain in self.chains
            if chain.statement.section in own
            or (not chain.statement.section and (not is_headed or answers & set(chain.names)))
        )

    def answering(self, problem: Problem, answer: Answer) -> Chain | None:
        """Return the last chain that says what an answer is; None where there is none."""
        found = [chain for chain in self.of_problem(problem) if answer.id in chain.names]
        return found[-1] if found else None


def read_sheet(lines: Lines, problems: Sequence[Problem]) -> Sheet:
    """Read every statement of a text; one that cannot be read keeps the reason.

    ``problems`` are those that its headings may name, by their own ids or those of answers.
    """
    answers = frozenset(answer.id for problem in problems for answer in problem.answers)
    names = {problem.id for problem in problems} | answers
    posed = frozenset(
        line.strip()
        for problem in problems
        for line in f"{problem.title}\n{problem.statement}".splitlines()
    )
    return Sheet(tuple(map(_chain, statements(lines, names, posed))), answers)


def _chain(statement: Statement) -> Chain:
    try:
        line = read_line(statement.text)
    except NotationError as error:
        return Chain(_left_of(statement.text), None, (), statement, "typed", error.kept())
    first, *sides = line.equation.sides
    return Chain(_spellings(first), first, tuple(sides), statement, line.notation)


def _spellings(tree: Tree) -> tuple[str, ...]:
    match tree:
        case Name(spellings=spellings):
            return spellings
        case Either(name=name):
            return name.spellings
        case Operation(operator="/" | "over", left=above, right=below):
            pairs = itertools.product(_spellings(above), _spellings(below))
            return tuple(f"{a}_{b}" for a, b in pairs if a.startswith("d") and b.startswith("d"))
        case Operation(
            operator="beside", left=Name(spellings=spellings), right=Group(parts=inside)
        ):
            # ``L(W) = ...`` says what L is
            return spellings if all(isinstance(part, (Name, Either)) for part in inside) else ()
    return ()


def _left_of(text: str) -> tuple[str, ...]:
    """Return the name before the first equality sign of a text that cannot be read as a whole."""
    left = text.partition("=")[0]
    try:
        return _spellings(read_line(left).equation.sides[0])
    except NotationError:
        return ()

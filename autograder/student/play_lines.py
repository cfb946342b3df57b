"""What `autograder play` is given in any of the three notations, and each of its lines.

Lines that say what something is are the function; the lines below it that say what its derivative
or its change is, are a derivation, and judged as one on paper is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from autograder.errors import UsageError
from autograder.notation.as_formula import as_formula
from autograder.notation.errors import NotationError
from autograder.notation.meaning import Scope, evaluate
from autograder.notation.read import read_line
from autograder.notation.tree import Tree
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.trials import Trial
from autograder.paper.answers import Paper
from autograder.paper.chains import read_sheet
from autograder.paper.places import lines_of_text
from autograder.paper.steps import steps_of
from autograder.paper.worlds import LazyWorld, in_letters, scope_of
from autograder.problemset.model import ProblemSet

__all__ = ["PlayedLine", "Text", "derivation_lines", "read_text"]

_SEPARATOR: Final = re.compile(r";|\n")
_BRACED: Final = re.compile(r"\{[^{}]*\}")
"""A subscript such as that of a sum, whose `=` makes no equation."""
_OUTPUT: Final = "out"
"""What a line without a name is called."""


class PlayedLine(Struct, frozen=True):
    """A line as it was written, its shape in letters, and whether it follows, if it is judged."""

    text: str
    shape: str
    verdict: str = ""


class Text(Struct, frozen=True):
    """The function as formulas of problem sets, and what it was read from."""

    forward: str
    output: str
    """The line that is the output, as it was written."""
    lines: tuple[PlayedLine, ...] = ()
    """The lines of the function."""
    derivation: str = ""
    """Lines below the function that say what its derivative or its change is; or nothing."""
    answer: str = ""
    """What the derivative is called: ``df_dx``."""


def is_derived(name: str, above: Sequence[str], wrt: str) -> bool:
    """Say whether a name is that of the derivative or the change of a line above it."""
    return any(name in (f"d{line}_d{wrt}", f"d{line}") for line in above)


def read_text(text: str, looks: Sequence[Trial], wrt: str) -> Text:
    """Read what is to be differentiated.

    Args:
        text: lines, a semicolon ends one, too.
        looks: two draws of the inputs alone.
        wrt: the variable.

    Raises:
        UsageError: a line cannot be read, means nothing, or cannot be said as a formula.
    """
    rows = [row for row in map(str.strip, _SEPARATOR.split(text)) if row.strip("$ ")]
    try:
        return _Reader(looks, wrt).read(rows)
    except NotationError as error:
        raise UsageError(error.found, error.expected, error.hint, where=error.text) from None


class _Reader:
    """Reads lines from above; each name is known in the lines below it."""

    def __init__(self, looks: Sequence[Trial], wrt: str) -> None:
        worlds = tuple(LazyWorld({**look.dims, **look.values}, {}) for look in looks)
        self._scope = Scope(worlds, partial(in_letters, [look.dims for look in looks]))
        self._wrt = wrt
        self._forward: list[str] = []
        self._lines: list[PlayedLine] = []

    def read(self, rows: Sequence[str]) -> Text:
        """Return what all lines say."""
        if len(rows) == 1 and "=" not in _BRACED.sub("", rows[0]):
            line = read_line(rows[0])
            self._define(_OUTPUT, line.equation.sides[0], rows[0], rows[0], line.notation)
            return Text(self._forward[0].partition(" = ")[2], rows[0], tuple(self._lines))
        defined, derivation = list[str](), list[str]()
        for chain in read_sheet(lines_of_text("\n".join(rows)), []).chains:
            if chain.error is not None:
                raise chain.error
            named = [name for name in chain.names if is_derived(name, defined, self._wrt)]
            if defined and (derivation or named or self._scope.names & set(chain.names)):
                derivation.append(chain.statement.text)
                continue
            first = chain.sides[0]
            written = chain.statement.text[: first.span[1]].strip(" $")
            defined.append(chain.names[0] if chain.names else _OUTPUT)
            self._define(defined[-1], first, chain.statement.text, written, chain.notation)
            if len(chain.sides) > 1:
                derivation.append(chain.statement.text)
        return Text(
            "; ".join(self._forward),
            self._lines[-1].text,
            tuple(self._lines),
            "\n".join(derivation),
            f"d{defined[-1]}_d{self._wrt}",
        )

    def _define(self, name: str, side: Tree, text: str, written: str, notation: str) -> None:
        scope = replace(self._scope, paper=notation != "python")
        values = evaluate(side, scope, text)
        formula = as_formula(side, scope, text)
        if formula is None:
            raise UsageError(f"`{written}`", "what a formula can say: no sum over an index")
        self._forward.append(f"{name} = {formula}")
        self._lines.append(PlayedLine(written, _shape(scope, values)))
        worlds = zip(self._scope.worlds, values, strict=True)
        named = tuple(LazyWorld({**world, name: value}, {}) for world, value in worlds)
        self._scope = replace(self._scope, worlds=named)


def _shape(scope: Scope, values: Sequence[Any]) -> str:
    shapes = [np.shape(value) for value in values[:2]]
    return "a single number" if np.size(values[0]) == 1 else scope.in_letters(shapes)


def derivation_lines(text: Text, problem_set: ProblemSet) -> Iterator[PlayedLine]:
    """Yield the lines of a derivation, each with its shape and whether it follows.

    ``problem_set`` asks for the derivative alone, under the name that the text has for it.

    Raises:
        StaffError: the derivative cannot be vouched for.
    """
    [problem] = problem_set.problems
    [answer] = problem.answers
    key = AnswerKey([problem_set])
    sheet = read_sheet(lines_of_text(text.derivation), [problem])
    paper = Paper(scope_of(key, problem, answer), sheet, problem)
    truth = tuple(keyed.expected[answer.id].value for keyed in key.trials(problem))
    for step in steps_of(paper, problem, answer, truth):
        shape = _shape(paper.scope, step.value) if step.value else "no shape"
        verdict = step.note or ("right" if step.right else step.why)
        yield PlayedLine(step.written, shape, verdict)

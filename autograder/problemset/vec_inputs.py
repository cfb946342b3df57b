"""``wrt: vec(X)``: a derivative by the stacked columns of a matrix.

The forward gets a line ``vec_X = vec(X)``, and reads X from it; a derivative by a line is nothing
new.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from autograder.problemset.formula import Formula, Program, parse_formula
from autograder.problemset.kinds import Given

__all__ = ["line_of", "reading_vectors", "through_vectors"]

_VEC: Final = re.compile(r"\s*vec\(\s*(\w+)\s*\)\s*")
_LINE: Final = "vec_"
"""What the line of a stacked input is called, before the input's own name."""


def line_of(text: str) -> str:
    """Return the forward's line that ``vec(X)`` stands for, or nothing for any other text."""
    match = _VEC.fullmatch(text)
    return _LINE + match[1] if match else ""


def through_vectors(
    data: Mapping[Any, Any], given: Mapping[str, Given], forward: Program
) -> Program:
    """Return the forward of a problem in which answers may be taken by the vec of an input.

    A line that is called so already is the set's own, and is left as it is.
    """
    asked = {line_of(text) for text in _asked(data)} - set(forward.assigned)
    stacked = [name for name in given if _LINE + name in asked and given[name].form == "matrix"]
    if not stacked:
        return forward
    lines = tuple((_LINE + name, parse_formula(f"vec({name})")) for name in stacked)
    replaced = {name: _unstacked(given[name]) for name in stacked}
    return Program(
        (*lines, *((name, _replaced(formula, replaced)) for name, formula in forward.lines))
    )


def reading_vectors(formula: Formula, given: Mapping[str, Given], forward: Program) -> Formula:
    """Return a formula over the lines of such a forward that reads its inputs as they do."""
    lines = {
        name
        for name, formula in forward.lines
        if formula.source == f"vec({name.removeprefix(_LINE)})"
    }
    stacked = [name for name in given if _LINE + name in lines]
    return _replaced(formula, {name: _unstacked(given[name]) for name in stacked})


def _asked(data: Mapping[Any, Any]) -> Iterator[str]:
    answers = data.get("answers")
    for part in (data, *(answers.values() if isinstance(answers, Mapping) else ())):
        if isinstance(part, Mapping) and isinstance(part.get("wrt"), str):
            yield part["wrt"]


def _unstacked(given: Given) -> str:
    rows, columns = given.sizes
    return f"unvec({_LINE}{given.name}, {rows}, {columns})"


def _replaced(formula: Formula, names: Mapping[str, str]) -> Formula:
    if not formula.names & names.keys():
        return formula
    tree = _Replacing(names).visit(ast.parse(formula.source, mode="eval").body)
    return parse_formula(ast.unparse(tree))


class _Replacing(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self._names:
            return node
        return ast.parse(self._names[node.id], mode="eval").body

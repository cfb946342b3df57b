"""The formulas that an answer depends on, in syntax trees that can be changed and put back."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from autograder.diagnose.calculus import stated_output
from autograder.diagnose.syntax import (
    Places,
    Site,
    called,
    copied,
    put_in_place,
    sites,
    walk,
    written_parts,
)
from autograder.problemset.formula import Formula, Program, parse_formula
from autograder.problemset.functions import CONSTANTS
from autograder.problemset.model import Answer, Problem

__all__ = ["FormulaTrees", "Trees", "formula_of", "function_of"]

_OUTPUT: Final = "wrong_output"


class Trees:
    """Lines of formulas in order, each a tree of its own."""

    def __init__(self, lines: Mapping[str, ast.expr]) -> None:
        self.lines = {name: ast.Expr(copied(tree)) for name, tree in lines.items()}
        self.goal = next(reversed(self.lines), "")
        """The name of the last line, which the answer is asked about."""
        self._parents = {
            id(child): node for tree in self.lines.values() for node, child in _edges(tree)
        }
        self._above: dict[int, tuple[int, ...]] = {}
        self.readers = self._reading()
        """For each line the identities of the nodes whose values depend on it directly."""
        self._sites: dict[str, list[Site]] = {}
        self._forms: dict[int, int] = {}
        self._kinds: dict[Hashable, int] = {}

    def _reading(self) -> Mapping[str, frozenset[int]]:
        found: dict[str, set[int]] = {name: set() for name in self.lines}
        for tree in self.lines.values():
            for part in walk(tree):
                if isinstance(part, ast.Name) and part.id in found:
                    found[part.id].update(self._upwards(part))
        return {name: frozenset(ids) for name, ids in found.items()}

    def form(self, node: ast.AST) -> int:
        """Return a number of a node of these lines, the same for all that are written alike."""
        found = self._forms.get(id(node))
        if found is None:
            kind = (node.__class__, *map(self._part, written_parts(node)))
            found = self._forms[id(node)] = self._kinds.setdefault(kind, len(self._kinds))
        return found

    def _part(self, part: object) -> Hashable:
        if isinstance(part, ast.AST):
            return self.form(part)
        if isinstance(part, list):
            return tuple(map(self._part, part))
        return part.__class__, part

    def needed(self, cut: str) -> frozenset[str]:
        """Return the lines that the goal depends on, without a line that is an input instead."""
        return self._from([self.goal], cut)

    def reached(self, node: ast.AST) -> frozenset[str]:
        """Return the lines that a node depends on."""
        return self._from(_names_in(node))

    def _from(self, names: Iterable[str], cut: str = "") -> frozenset[str]:
        """Return which of some names are lines, and the lines that those depend on."""
        seen, todo = set[str](), list(names)
        while todo:
            current = todo.pop()
            if current in self.lines and current != cut and current not in seen:
                seen.add(current)
                todo.extend(_names_in(self.lines[current]))
        return frozenset(seen)

    def moving(self, variable: str) -> frozenset[str]:
        """Return a variable and the lines that depend on it."""
        found = {variable}
        for name, tree in self.lines.items():
            if name != variable and not found.isdisjoint(_names_in(tree)):
                found.add(name)
        return frozenset(found)

    def sites(self, names: frozenset[str]) -> list[Site]:
        """Return every place in some lines."""
        found: list[Site] = []
        for name, tree in self.lines.items():
            if name in names:
                if name not in self._sites:
                    self._sites[name] = sites(tree)
                found += self._sites[name]
        return found

    def at_or_above(self, places: Places) -> set[int]:
        """Return the identities of the nodes at some places and of all that these stand in."""
        return {above for site, _ in places for above in self.above(site)}

    def above(self, site: Site) -> Sequence[int]:
        """Return the identities of the node at a place and of all that it stands in, from below."""
        return (id(site.node), *self._upwards(site.parent))

    def _upwards(self, node: ast.AST | None) -> tuple[int, ...]:
        """Return the identities of a node and of all that it stands in, found once."""
        found = self._above.get(id(node))
        if found is None:
            todo, upwards = node, list[int]()
            while todo is not None:
                upwards.append(id(todo))
                todo = self._parents.get(id(todo))
            found = tuple(upwards)
            if id(node) in self._parents:
                self._above[id(node)] = found
        return found


class FormulaTrees(Trees):
    """The lines of ``forward``, then the formula of ``of`` or ``expected`` where there is one."""

    def __init__(self, problem: Problem, answer: Answer) -> None:
        output = stated_output(answer.asks)
        lines = [*problem.forward.lines, *([(_OUTPUT, output)] if output else [])]
        super().__init__({name: formula.tree for name, formula in lines})
        self._has_output = output is not None
        self._formulas: dict[str, Formula] = {}

    def program(self, places: Places) -> tuple[Program, Formula | None]:
        """Return the lines with places changed, and the stated output if there is one."""
        changed = self.at_or_above(places)
        with put_in_place(places):
            lines = [
                (name, formula_of(tree.value) if id(tree) in changed else self._formula(name))
                for name, tree in self.lines.items()
            ]
        output = lines.pop()[1] if self._has_output else None
        return Program(tuple(lines)), output

    def _formula(self, name: str) -> Formula:
        if name not in self._formulas:
            self._formulas[name] = formula_of(self.lines[name].value)
        return self._formulas[name]


def _edges(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    for node in walk(tree):
        for child in ast.iter_child_nodes(node):
            yield node, child


def _names_in(tree: ast.AST) -> Iterator[str]:
    return (node.id for node in walk(tree) if isinstance(node, ast.Name))


def formula_of(tree: ast.expr) -> Formula:
    """Return a tree as a formula."""
    parts = walk(tree)
    calls = frozenset(filter(None, map(called, parts)))
    names = frozenset(part.id for part in parts if isinstance(part, ast.Name))
    return Formula.of(tree, ast.unparse(tree), names - calls - CONSTANTS.keys(), calls)


@lru_cache(maxsize=256)
def function_of(text: str) -> Callable[..., Any]:
    """Return a function of names, of which the formula reads those it needs."""
    formula = parse_formula(text)
    call = Program(()).compile(formula, {})
    return lambda **known: call(**{name: known[name] for name in formula.names})

"""Lines of formulas worked out at a point, and again with places changed.

What no change reaches is taken as it is: of some thousand slips each repeats only what it stands
in.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping
from copy import copy
from typing import Any

from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.formula_trees import Trees
from autograder.diagnose.syntax import Places, put_in_place, walk

__all__ = ["WorkedLines"]


class WorkedLines:
    """The lines of some trees on which the last depends, with their values at a point."""

    def __init__(
        self,
        trees: Trees,
        used: Collection[str],
        point: Mapping[str, Any],
        functions: Mapping[str, Callable[..., Any]],
        *,
        every: bool = False,
    ) -> None:
        """Work out the lines ``used``, which call ``functions``, by the names of ``point``.

        The values of the other lines are there as well, if ``every``; none of those used reads any.

        Raises:
            Exception: whatever an operation raises on its operands.
        """
        self._trees = trees
        self._lines = [(name, tree) for name, tree in trees.lines.items() if name in used]
        self._evaluator = Evaluator(tuple(trees.lines.values()), functions)
        self._always = frozenset[int]()  # of nodes, that any change may reach
        self._before: list[Mapping[str, Any]] = []
        self._readable: dict[int, Mapping[str, Any]] = {}  # no later line's values, by node
        self.values = dict(point)
        """By name: those of the point and those of the lines."""
        known = dict(point)
        for name, tree in trees.lines.items():
            if name in used:
                before = dict(known)
                self._before.append(before)
                self._readable.update((id(node), before) for node in walk(tree))
            if name in used or every:
                self.values[name] = self.value(tree.value)
            if name in used:
                known[name] = self.values[name]

    def value(self, node: ast.AST) -> Any:
        """Return the value of a node of the lines, or of one that may stand there.

        Raises:
            Exception: whatever an operation raises on its operands.
        """
        return self._evaluator.value(node, self.values, (), {})

    def part_changed(
        self, node: ast.AST, places: Places, functions: Mapping[str, Callable[..., Any]]
    ) -> Any:
        """Return the value of what stands where a node did, with places at or below it changed.

        Raises:
            Exception: whatever an operation raises on its operands.
        """
        known = self._readable[id(node)]
        reached = self._trees.at_or_above(places)
        instead = next((new for site, new in places if site.node is node), node)
        with put_in_place(places):
            return self._evaluator.value(instead, known, reached, functions)

    def changed(self, places: Places, functions: Mapping[str, Callable[..., Any]]) -> Any:
        """Return the last line's value with places changed, which may call more functions.

        Raises:
            Exception: whatever an operation raises on its operands.
        """
        reached = self._reached(places)
        known: dict[str, Any] | None = None
        with put_in_place(places):
            for (name, tree), before in zip(self._lines, self._before, strict=True):
                if id(tree) in reached:
                    known = dict(before) if known is None else known
                    known[name] = self._evaluator.value(tree.value, known, reached, functions)
                elif known is not None:
                    known[name] = self.values[name]
        return (self.values if known is None else known)[self._trees.goal]

    def while_changed(
        self, places: Places, functions: Mapping[str, Callable[..., Any]]
    ) -> WorkedLines:
        """Return the lines as they are while places are changed, which may call more functions.

        Raises:
            Exception: whatever an operation raises on its operands.
        """
        reached, its = self._reached(places), copy(self)
        its._evaluator = self._evaluator.beside(reached, functions)
        its._always = self._reached_anew(places)
        its.values, its._before = dict(self.values), []
        anew: dict[str, Any] = {}
        for (name, tree), before in zip(self._lines, self._before, strict=True):
            its._before.append({**before, **anew} if anew else before)
            if id(tree) in reached:
                anew[name] = its._evaluator.value(tree.value, its._before[-1], (), {})
                its.values[name] = anew[name]
        return its

    def _reached(self, places: Places) -> set[int]:
        """Return the identities of the nodes whose values depend on what stands in some places."""
        reached = self._trees.at_or_above(places) | self._always
        for name, tree in self._lines:
            if id(tree) in reached:
                reached |= self._trees.readers[name]
        return reached

    def _reached_anew(self, places: Places) -> frozenset[int]:
        """Return what may depend on any change once places are changed: what reads a line now."""
        names = {name for name, _ in self._lines}
        parts = (part for _, new in places for part in walk(new) if isinstance(part, ast.Name))
        if not any(part.id in names and id(part) not in self._readable for part in parts):
            return frozenset()
        return frozenset(self._trees.at_or_above(places))

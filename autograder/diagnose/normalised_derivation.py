"""Slips in a derivation whose sums that are 1 or 0 are written so: of probabilities, of a label.

The derivative of a cross entropy is p - y by hand, and p sum(y) - y by the rules. What is wrong
with y there is wrong in one place, not in two. Neither are there constants that cancel, and the
mean of what is centred already is not subtracted again.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from autograder.diagnose.adjoints import HELPERS
from autograder.diagnose.by_hand import with_ones
from autograder.diagnose.constants_added import cancelling
from autograder.diagnose.derivation import Derivation
from autograder.diagnose.evaluator import Evaluator

__all__ = ["NormalisedDerivation"]


class NormalisedDerivation(Derivation):
    """What an answer becomes by each slip in its derivation, where some sums are 1 or 0."""

    def _derived(
        self, lines: Mapping[str, ast.expr], goal: str, point: Mapping[str, Any]
    ) -> dict[str, ast.expr]:
        known = dict(point)
        evaluator = Evaluator((), {**self._subject.problem.companion, **HELPERS}).fresh()

        def value(node: ast.AST) -> Any:
            return evaluator.value(node, known, (), {})

        found: dict[str, ast.expr] = {}
        for name, tree in super()._derived(lines, goal, point).items():
            found[name] = tree if name in lines else with_ones(tree, value)
            known[name] = value(found[name])
        made = {name: tree for name, tree in found.items() if name not in lines}
        return found | {one.name: one.kept for one in cancelling(made, value)}

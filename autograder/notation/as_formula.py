"""A tree written as a formula of problem sets, every reading settled, where that can be.

Where a mistake is looked for in a line, the line before is the truth, and as a formula it can be
changed at one place at a time like the formulas of a set.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from autograder.notation.errors import NotationError
from autograder.notation.meaning import Evaluation, Scope
from autograder.notation.operands import Operand, is_scalar
from autograder.notation.tree import (
    Apply,
    Call,
    Either,
    Entry,
    Group,
    Name,
    Negative,
    Number,
    Operation,
    Total,
    Tree,
)
from autograder.notation.words import FUNCTIONS as SPELLINGS

__all__ = ["as_formula"]

_SAME_SIGN: Final = {"+": "+", "-": "-", "*": "*", "over": "/", "/": "/", "fraction": "/", "@": "@"}


class _NotSaidError(Exception):
    """Formulas of problem sets have no way to say it."""


def as_formula(tree: Tree, scope: Scope, text: str) -> str | None:
    """Return a tree as a formula; None where formulas cannot say it, or it means nothing."""
    try:
        with np.errstate(all="ignore"):
            evaluation = Evaluation(scope, text)
            return _Writer(evaluation).of(evaluation.called(tree))
    except (_NotSaidError, NotationError):
        return None


class _Writer:
    """Writes trees; what stands where is asked of an evaluation."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    def of(self, tree: Tree) -> str:
        """Return the formula of a tree, in brackets where it has parts.

        Raises:
            _NotSaidError: there is none.
        """
        return _WRITERS[type(tree)](self, tree)

    def _number(self, tree: Number) -> str:
        return f"{tree.value:g}"

    def _name(self, tree: Name) -> str:
        known = self._evaluation.spelling(tree)
        if not known:
            raise _NotSaidError
        return known

    def _either(self, tree: Either) -> str:
        known = self._evaluation.spelling(tree.name)
        return self.of((tree.known or tree.name) if known else tree.otherwise)

    def _group(self, tree: Group) -> str:
        if len(tree.parts) != 1:
            raise _NotSaidError
        return f"({self.of(tree.parts[0])})"

    def _negative(self, tree: Negative) -> str:
        return f"(-{self.of(tree.of)})"

    def _operation(self, tree: Operation) -> str:
        if tree.operator in ("^", "**"):
            return self._power(tree)
        left, right = self.of(tree.left), self.of(tree.right)
        if tree.operator == "kron":
            return f"kron({left}, {right})"
        sign = _SAME_SIGN.get(tree.operator) or self._product(tree)
        return f"({left} {sign} {right})"

    def _product(self, tree: Operation) -> str:
        """Return the sign of a product on paper: of a multiple, or of matrices."""
        left, right = self._value(tree.left), self._value(tree.right)
        if is_scalar(left) or is_scalar(right):
            return "*"
        if tree.operator == "dot" and left.shapes == right.shapes:
            raise _NotSaidError
        return "@"

    def _power(self, tree: Operation) -> str:
        base = self.of(tree.left)
        if tree.operator == "**" or is_scalar(self._value(tree.left)):
            return f"({base} ** {self.of(tree.right)})"
        exponents = {float(np.reshape(value, ())) for value in self._value(tree.right).values}
        if exponents == {-1.0}:
            return f"inv({base})"
        if exponents == {2.0}:
            return f"({base} @ {base})"
        raise _NotSaidError

    def _marked(self, tree: Apply) -> str:
        inner = self.of(tree.of)
        match tree.mark:
            case "transpose" | "prime":
                return f"({inner}).T"
            case "double bars":
                return f"norm({inner})"
        return f"abs({inner})" if is_scalar(self._value(tree.of)) else f"det({inner})"

    def _call(self, tree: Call) -> str:
        options = [f"{name}={self.of(value)}" for name, value in tree.options]
        return self._function(tree.function, tree.arguments, *options)

    def _function(self, name: str, arguments: tuple[Tree, ...], *options: str) -> str:
        written = [*map(self.of, arguments), *options]
        return f"{SPELLINGS.get(name, name)}({', '.join(written)})"

    def _entry(self, tree: Entry) -> str:
        indices = [index.value - tree.first for index in tree.indices if isinstance(index, Number)]
        if len(indices) != len(tree.indices):
            raise _NotSaidError
        shape = self._value(tree.of).shapes[0]
        places = [f"{index:g}" for index in indices] + ["0"] * (len(shape) - len(indices))
        return f"{self.of(tree.of)}[{', '.join(places)}]"

    def _total(self, _: Total) -> str:
        raise _NotSaidError

    def _value(self, tree: Tree) -> Operand:
        return self._evaluation.of(tree)


_WRITERS: Final[dict[type, Callable[[_Writer, Any], str]]] = {
    Number: _Writer._number,
    Name: _Writer._name,
    Either: _Writer._either,
    Entry: _Writer._entry,
    Group: _Writer._group,
    Negative: _Writer._negative,
    Operation: _Writer._operation,
    Apply: _Writer._marked,
    Call: _Writer._call,
    Total: _Writer._total,
}

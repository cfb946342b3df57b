"""What a formula may be made of: its syntax tree is checked node by node before it is compiled."""

from __future__ import annotations

import ast
from typing import Final

from autograder.errors import StaffError
from autograder.problemset.formula_faults import advice
from autograder.problemset.functions import COMPARISONS, CONSTANTS

__all__ = ["TOO_LONG", "FormulaError", "check", "check_depth", "check_name"]

_KEYWORDS: Final = frozenset({"axis", "keepdims"})
_SECOND_IS_AN_AXIS: Final = {
    "max": "maximum({0}, {1}), the larger of two entry by entry",
    "min": "minimum({0}, {1}), the smaller of two entry by entry",
    "norm": "sum(abs({0})), the sum of sizes, or sum(abs({0})**p)**(1/p)",
}
"""Functions whose second argument numpy reads as an axis (or an order), and what may be meant."""
_OPERATORS: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.USub, ast.UAdd)
_OF_OTHERS: Final = (*_OPERATORS, ast.Load)
"""What belongs to another node, and says nothing by itself."""

_DEEPEST: Final = 100
"""Parts within parts of a formula; the longest of the bank has 12."""
_SHORT: Final = _DEEPEST - 10
"""Characters that hold too few parts to be too deep, a statement and a name's context included."""
TOO_LONG: Final = (
    "a formula that is too long",
    f"at most {_DEEPEST} parts within each other; give parts of it names of their own",
)
_MOST_BITS: Final = 1024  # of a whole number that a float64 can hold


class FormulaError(StaffError, ValueError):
    """A formula, or another text of the language, cannot be read."""


def check(tree: ast.expr, text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Check a tree; return the names of the variables that it reads and of what it calls.

    ``text`` is what it was parsed from, in which its nodes have their places.

    Raises:
        FormulaError: there is something in it that no formula has.
    """
    check_depth(tree, text)
    for node in ast.walk(tree) if "**" in text else ():
        _whole(node)
    checker = _Checker(text, tree)
    checker.visit(tree)
    return frozenset(checker.names), frozenset(checker.calls)


def check_depth(root: ast.AST, text: str) -> None:
    """Refuse what later steps, which call themselves for each part, could not go through.

    ``text`` is what it was parsed from: a part within a part takes a character at least.

    Raises:
        FormulaError: parts lie in each other too deep.
    """
    if len(text) < _SHORT:
        return
    left = [(root, 0)]
    while left:
        node, depth = left.pop()
        if depth > _DEEPEST:
            raise FormulaError(*TOO_LONG)
        left += ((part, depth + 1) for part in ast.iter_child_nodes(node))


def check_name(name: str) -> None:
    """Refuse a name that a compiled program may use itself, by a FormulaError."""
    if name.startswith("__"):
        raise FormulaError(f"the name `{name}`", "a name without two leading underscores")


def _whole(node: ast.AST) -> int | None:
    """Return the value of an expression of whole numbers alone.

    Raises:
        FormulaError: a power in it has more digits than any result can keep.
    """
    match node:
        case ast.Constant(value=int(value)):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value_of = _whole(operand)
            return None if value_of is None else -value_of
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            base, exponent = _whole(left), _whole(right)
            if base is None or exponent is None or exponent < 0:
                return None
            if exponent * base.bit_length() > _MOST_BITS:
                raise FormulaError(
                    f"the power {ast.unparse(node)}",
                    f"a number of at most {_MOST_BITS} bits, which float64 has",
                )
            return int(base**exponent)
    return None


class _Checker(ast.NodeVisitor):
    """Visits every node; a kind of node without a method here is refused."""

    def __init__(self, text: str, tree: ast.expr) -> None:
        self._text, self._tree = text, tree
        self.names: set[str] = set()
        self.calls: set[str] = set()

    def generic_visit(self, node: ast.AST) -> None:
        raise FormulaError(
            self._within(self._written(node)),
            "arithmetic, comparisons, .T, indexing, arrays or calls of known functions",
            advice(node),
        )

    def _written(self, node: ast.AST) -> str:
        """Return a part of the formula as its author wrote it, on one line."""
        return " ".join((ast.get_source_segment(self._text, node) or ast.unparse(node)).split())

    def _within(self, part: str) -> str:
        """Name a part and the formula that it stands in, once where it is all of it."""
        whole = self._written(self._tree)
        return f"`{part}`" if part == whole else f"`{part}` in `{whole}`"

    def _descend(self, node: ast.AST) -> None:
        super().generic_visit(node)

    visit_List = visit_Tuple = visit_Slice = _descend

    def visit(self, node: ast.AST) -> None:
        if not isinstance(node, _OF_OTHERS):
            super().visit(node)

    def _operation(self, node: ast.BinOp | ast.UnaryOp) -> None:
        if not isinstance(node.op, _OPERATORS):
            self.generic_visit(node)
        self._descend(node)

    visit_BinOp = visit_UnaryOp = _operation

    def visit_Name(self, node: ast.Name) -> None:
        check_name(node.id)
        if node.id not in CONSTANTS:
            self.names.add(node.id)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, (int, float, str, type(None))):
            self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr != "T":
            raise FormulaError(
                self._within(f".{node.attr}"),
                "`.T`, the only attribute a formula has",
                advice(node),
            )
        self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        self.visit(node.slice)

    def visit_Compare(self, node: ast.Compare) -> None:
        if len(node.ops) != 1 or type(node.ops[0]).__name__ not in COMPARISONS:
            self.generic_visit(node)
        self.visit(node.left)
        self.visit(node.comparators[0])

    def visit_Call(self, node: ast.Call) -> None:
        if not isinstance(node.func, ast.Name):
            self.generic_visit(node)
            return
        self.visit_Name(node.func)
        self.names.discard(node.func.id)
        self.calls.add(node.func.id)
        self._refuse_a_second_argument(node, node.func.id)
        for keyword in node.keywords:
            if keyword.arg not in _KEYWORDS:
                raise FormulaError(
                    f"the argument {self._within(f'{keyword.arg}=')}", "`axis=` or `keepdims=`"
                )
            self.visit(keyword.value)
        for argument in node.args:
            self.visit(argument)

    def _refuse_a_second_argument(self, node: ast.Call, name: str) -> None:
        """Refuse ``max(x, 0)``: the 0 would be an axis, and is nearly always meant as a number."""
        if name not in _SECOND_IS_AN_AXIS or len(node.args) < 2:
            return
        first, second = map(ast.unparse, node.args[:2])
        meant = _SECOND_IS_AN_AXIS[name].format(first, second)
        raise FormulaError(
            self._within(self._written(node)),
            f"{meant}; or {name}({first}, axis={second}), along an axis",
            "A second argument without a name can be read either way.",
        )

"""A reference of one's own: the derivative of a forward in reverse mode, written as lines.

The lines of the forward come first, then one for each adjoint that is used more than once, then the
variable's. They are what a student's working looks like where a set has no reference, or another
one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.diagnose.adjoints import ARGUMENTS, HELPERS, adjoints_of, as_one_function, filled_in
from autograder.diagnose.by_hand import without_cancelling
from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.syntax import called, copied, marked, reads
from autograder.problemset.functions import names_of_kind

__all__ = [
    "OPERAND",
    "SEED",
    "NoDerivationError",
    "adjoint_rules",
    "derivation",
    "operands_of",
    "without_seed",
]

OPERAND: Final = "operand"
"""The role of what a moving factor of a product is multiplied by."""
SEED: Final = "seed"
"""What the adjoint of the output is called."""
_NAMES: Final = ("adjoint", "gradient")
_NAMES_AGAIN: Final = ("second_adjoint", "second_derivative")
"""What the lines are called: each adjoint, and the answer; of a forward and of such lines."""
_MOST_LINES: Final = 60  # beyond, the slips are too many to be tried


class NoDerivationError(ValueError):
    """A forward has an operation for which there is no rule."""


def derivation(
    lines: Mapping[str, ast.expr],
    goal: str,
    variable: str,
    values: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]],
) -> dict[str, ast.expr]:
    """Return the lines of the derivative of ``goal`` by ``variable``; the last is the answer.

    ``values`` are those of the inputs, of the variable and of ``SEED`` at a point: shapes decide
    what is broadcast.

    Raises:
        NoDerivationError: there is none.
        Exception: whatever an operation raises at the point.
    """
    return _Backward(lines, variable, values, functions).of(goal)


def without_seed(tree: ast.expr) -> ast.expr:
    """Return a line of the derivative of one number, with 1 for that number's own adjoint."""
    found: ast.expr = _Unseeded().visit(copied(tree))
    return found


class _Unseeded(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(1.0) if node.id == SEED else node


class _Backward:
    def __init__(
        self,
        lines: Mapping[str, ast.expr],
        variable: str,
        values: Mapping[str, Any],
        functions: Mapping[str, Callable[..., Any]],
    ) -> None:
        self._forward, self._variable = dict(lines), variable
        self._adjoint, self._answer = _NAMES if _NAMES[1] not in lines else _NAMES_AGAIN
        self._evaluator = Evaluator((), {**functions, **HELPERS}).fresh()
        self._values = dict(values)
        self._moving = {variable}
        for name, tree in lines.items():
            self._values[name] = self._value(tree)
            if self._moves(tree):
                self._moving.add(name)
        self._roots = {id(tree): name for name, tree in lines.items()}
        self._terms: dict[str, list[ast.expr]] = {}
        self._made: dict[str, ast.expr] = {}

    def of(self, goal: str) -> dict[str, ast.expr]:
        self._terms[goal] = [ast.Name(SEED, ast.Load())]
        for name in reversed(self._forward):
            terms = self._terms.get(name, [])
            if terms and name in self._moving:
                self._into(self._forward[name], self._named(_added(terms)))
        terms = self._terms.get(self._variable, [])
        if not terms or len(self._made) > _MOST_LINES:
            raise NoDerivationError(self._variable)
        made = {**self._made, self._answer: _added(terms)}
        plain = {name: without_cancelling(tree) for name, tree in made.items()}
        return {**self._forward, **plain}

    # Values and shapes at the point

    def _value(self, node: ast.AST) -> Any:
        return self._evaluator.value(node, self._values, (), {})

    def _moves(self, node: ast.AST) -> bool:
        return reads(node, self._moving)

    def _again(self, node: ast.expr) -> ast.expr:
        """Return a part of the forward, to be read in the derivative: by name if it has one."""
        name = self._roots.get(id(node))
        return ast.Name(name, ast.Load()) if name else copied(node)

    def _named(self, tree: ast.expr) -> ast.expr:
        """Return a tree's name, which it gets by a line of its own."""
        if isinstance(tree, ast.Name):
            return tree
        name = f"{self._adjoint}{len(self._made) + 1}"
        self._made[name] = tree
        self._values[name] = self._value(tree)
        return ast.Name(name, ast.Load())

    def _fitted(self, g: ast.expr, to: ast.expr) -> ast.expr:
        """Return an adjoint in the shape of what it belongs to: added up where that was spread."""
        shape, wanted = np.shape(self._value(g)), np.shape(self._value(to))
        while len(shape) > len(wanted) and np.prod(shape) > np.prod(wanted):
            g, shape = _call("sum", g, axis=0), shape[1:]
        if len(shape) == len(wanted):
            for axis, (length, own) in enumerate(zip(shape, wanted, strict=True)):
                if own == 1 < length:
                    g = _call("sum", g, axis=axis, keepdims=True)
        shape = np.shape(self._value(g))
        if shape == wanted:
            return g
        return _call("like" if np.prod(shape) == np.prod(wanted) else "spread", g, self._again(to))

    # Backwards through one node

    def _into(self, node: ast.expr, g: ast.expr) -> None:
        """Add what an adjoint of a node means for the names that it is made of."""
        if not self._moves(node):
            return
        if isinstance(node, ast.Name):
            self._terms.setdefault(node.id, []).append(self._fitted(g, node))
            return
        g = self._fitted(g, node)
        whole = as_one_function(node)
        if whole is not None:
            text, inner = whole
            its = filled_in(f"g * {text}", {"g": g, "x": self._again(inner)})
            self._into(inner, _of_slope(its, "log"))
            return
        operands = operands_of(node)
        if sum(map(self._moves, operands)) > 1 or called(node) == "softmax":
            g = self._named(g)
        for operand, adjoint in zip(operands, self._adjoints(node, g), strict=False):
            if adjoint is not None and self._moves(operand):
                self._into(operand, adjoint)

    def _adjoints(self, node: ast.expr, g: ast.expr) -> Iterator[ast.expr | None]:
        """Yield the adjoint of each operand of a node; None for one that has none."""
        operands = operands_of(node)
        rules = adjoint_rules(node, [np.ndim(self._value(operand)) for operand in operands])
        if not rules:
            raise NoDerivationError(ast.unparse(node))
        axis = next((k.value for k in getattr(node, "keywords", ()) if k.arg == "axis"), None)
        parts = dict(zip(ARGUMENTS, map(self._again, operands), strict=False))
        parts |= {"g": g, "a": self._again(node), "axis": axis or ast.Constant(None)}
        if isinstance(node, ast.Subscript):
            parts["index"] = node.slice
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.MatMult)):
            parts |= {name: marked(copied(parts[name]), OPERAND) for name in ("x", "y")}
        for rule in rules:
            yield _of_slope(filled_in(rule, parts), called(node)) if rule else None


def _of_slope(tree: ast.expr, name: str) -> ast.expr:
    """Mark what an adjoint is multiplied by as the slope of a function of that name."""
    if name in names_of_kind("entrywise") and isinstance(tree, ast.BinOp):
        marked(tree.right, name)
    return tree


def adjoint_rules(node: ast.expr, axes: Sequence[int]) -> Sequence[str]:
    """Return the rules for a node, one for each operand, none where there are none.

    ``axes`` says how many axes each operand has.
    """
    match node:
        case ast.BinOp(op=ast.MatMult()):
            return _PRODUCTS[axes[0], axes[1]]
        case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=int() | float() as exponent)):
            return (_POWERS.get(exponent) or f"g * ({exponent} * x ** {exponent - 1})",)
        case ast.BinOp(op=op) | ast.UnaryOp(op=op):
            return _OPERATORS[type(op)]
        case ast.Attribute(attr="T"):
            return ("g.T",)
        case ast.Subscript():
            return ("scattered(g, x, index)",)
        case ast.Compare():
            return ("",)
        case ast.Call() if called(node) == "solve" and axes[1] == 1:
            return ("-outer(solve(x.T, g), a)", "solve(x.T, g)")
        case ast.List():
            return [f"g[{', '.join(map(str, index))}]" for index, _ in _placed(node)]
        case ast.Call(args=[ast.Constant(value=str() as letters), *arrays]):
            return _einsum(letters, len(arrays))
    return adjoints_of(called(node))


_OPERATORS: Final[Mapping[type[ast.AST], tuple[str, ...]]] = {
    ast.Add: ("g", "g"),
    ast.Sub: ("g", "-g"),
    ast.Mult: ("g * y", "g * x"),
    ast.Div: ("g / y", "-g * x / y**2"),
    ast.Pow: ("g * (y * x ** (y - 1))",),
    ast.USub: ("-g",),
    ast.UAdd: ("g",),
}
_POWERS: Final[Mapping[float, str]] = {2: "g * (2 * x)", 1: "g"}
_PRODUCTS: Final[Mapping[tuple[int, int], tuple[str, str]]] = {
    (2, 2): ("g @ y.T", "x.T @ g"),
    (2, 1): ("outer(g, y)", "x.T @ g"),
    (1, 2): ("y @ g", "outer(x, g)"),
    (1, 1): ("g * y", "g * x"),
}
"""Axes of the factors of a matrix product -> the adjoints of both."""


def operands_of(node: ast.expr) -> list[ast.expr]:
    """Return what an operation is made of, in order; the letters of an einsum are no operand."""
    match node:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.Attribute(value=value) | ast.Subscript(value=value):
            return [value]
        case ast.List():
            return [entry for _, entry in _placed(node)]
        case ast.Call(args=[ast.Constant(value=str()), *arrays]):
            return arrays
        case ast.Call(args=arguments):
            return arguments
    return []


def _placed(node: ast.List) -> Iterator[tuple[tuple[int, ...], ast.expr]]:
    """Yield the entries of an array literal with their indices."""
    for position, item in enumerate(node.elts):
        if isinstance(item, ast.List):
            yield from (((position, *rest), entry) for rest, entry in _placed(item))
        else:
            yield (position,), item


def _einsum(text: str, count: int) -> list[str]:
    """Return the rules of a sum over indices, where each axis of an operand is met elsewhere."""
    inputs, _, output = text.replace(" ", "").partition("->")
    letters = inputs.split(",")
    rules: list[str] = []
    for position, own in enumerate(letters):
        others = letters[:position] + letters[position + 1 :]
        met = set(output).union(*others)
        if count > len(ARGUMENTS) or len(set(own)) < len(own) or not set(own) <= met:
            rules.append("")
            continue
        names = [name for place, name in enumerate(ARGUMENTS[:count]) if place != position]
        subscripts = f"{','.join([output, *others])}->{own}"
        rules.append(f"einsum({subscripts!r}, {', '.join(['g', *names])})")
    return rules


def _added(terms: Sequence[ast.expr]) -> ast.expr:
    total, *others = terms
    for term in others:
        total = ast.BinOp(total, ast.Add(), term)
    return total


def _call(name: str, *arguments: ast.expr, **options: Any) -> ast.Call:
    keywords = [ast.keyword(key, ast.Constant(value)) for key, value in options.items()]
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), keywords)

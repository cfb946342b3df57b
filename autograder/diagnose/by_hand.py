"""Lines of a gradient as they are written by hand: numbers in front, common ones once.

A second derivative is taken of these lines, so that its own have the terms that students write.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np

from autograder.diagnose.syntax import binary, called, copied, is_one, walk

__all__ = [
    "has_sums_of_zero",
    "is_sum_of_one",
    "with_ones",
    "without_cancelling",
    "written_by_hand",
]

_ROUNDING: Final = 1e-12


def written_by_hand(tree: ast.expr, value: Callable[[ast.AST], Any]) -> ast.expr:
    """Return a tree of the same value with numbers pulled out of products and sums.

    ``value`` gives the value of a node, of which some may be new.
    """
    found: ast.expr = _ByHand(value).visit(tree)
    return found


def without_cancelling(tree: ast.expr) -> ast.expr:
    """Return a tree of the same value in which nothing is multiplied by and divided by at once."""
    found: ast.expr = _Cancelled().visit(tree)
    return found


def with_ones(tree: ast.expr, value: Callable[[ast.AST], Any]) -> ast.expr:
    """Return a copy of a tree with 1 and -1 for the sums that are, and without terms that are 0."""
    found: ast.expr = _Ones(value).visit(copied(tree))
    return found


def is_sum_of_one(node: ast.AST, value: Callable[[ast.AST], Any]) -> bool:
    """Whether a node is a sum, over any axis, each entry of which is 1, or each -1."""
    if called(node) != "sum":
        return False
    found = np.asarray(value(node))
    sign = np.rint(found.flat[0]) if found.size else 0.0
    return abs(sign) == 1.0 and bool((np.abs(found - sign) < _ROUNDING).all())


def is_sum_of_zero(node: ast.AST, value: Callable[[ast.AST], Any]) -> bool:
    """Whether a node is a sum each entry of which is 0, of what is not."""
    if called(node) != "sum" or not isinstance(node, ast.Call):
        return False
    found, parts = (np.abs(np.asarray(value(one))) for one in (node, node.args[0]))
    return bool(parts.size > found.size > 0 and found.max() < _ROUNDING * parts.max())


def has_sums_of_zero(trees: Iterable[ast.AST], value: Callable[[ast.AST], Any]) -> bool:
    """Whether a sum that is 0 stands in some trees."""
    return any(is_sum_of_zero(part, value) for tree in trees for part in walk(tree))


class _Ones(ast.NodeTransformer):
    def __init__(self, value: Callable[[ast.AST], Any]) -> None:
        self._value = value

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if is_sum_of_one(node, self._value):
            return ast.Constant(float(np.rint(np.ravel(self._value(node))[0])))
        self.generic_visit(node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if binary(node, ast.Add, ast.Sub) and self._is_zero(node.right):
            found: ast.expr = self.visit(node.left)
            return found
        self.generic_visit(node)
        return node

    def _is_zero(self, node: ast.expr) -> bool:
        """Whether a term is 0 because a sum in it is."""
        return any(is_sum_of_zero(part, self._value) for part in walk(node)) and bool(
            (np.abs(self._value(node)) < _ROUNDING).all()
        )


class _Cancelled(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Mult):
            return node
        if (divisor := _divisor(node.right)) and (op := binary(node.left, ast.Mult)):
            if ast.unparse(op.right) == divisor:
                return op.left
            if ast.unparse(op.left) == divisor:
                return op.right
        if (op := binary(node.right, ast.Mult)) and _divisor(op.left) == _plain(node.left):
            return op.right
        return node


def _plain(node: ast.expr) -> str:
    """Return an expression as text, of a column that of its entries."""
    if called(node) == "column" and isinstance(node, ast.Call):
        return ast.unparse(node.args[0])
    return ast.unparse(node)


def _divisor(node: ast.expr) -> str:
    """Return what a node is one over, as text; nothing where it is something else."""
    if called(node) == "column" and isinstance(node, ast.Call):
        return _divisor(node.args[0])
    op = binary(node, ast.Div)
    return ast.unparse(op.right) if op and is_one(op.left) else ""


class _ByHand(ast.NodeTransformer):
    def __init__(self, value: Callable[[ast.AST], Any]) -> None:
        self._value = value

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        match node.op:
            case ast.Mult():
                return self._times(node.left, node.right)
            case ast.MatMult():
                return self._product(node)
            case ast.Div():
                return self._over(node)
            case ast.Add() | ast.Sub():
                return self._sum(node)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        number, rest = self._split(node.operand)
        if number is None or not isinstance(node.op, ast.USub):
            return node
        return ast.BinOp(_minus(number), ast.Mult(), rest)

    def _is_number(self, node: ast.expr) -> bool:
        return np.size(self._value(node)) == 1

    def _split(self, node: ast.expr) -> tuple[ast.expr | None, ast.expr]:
        """Return a number that stands before an array, if one does, and the array."""
        op = binary(node, ast.Mult)
        if op and self._is_number(op.left) and not self._is_number(op.right):
            return op.left, op.right
        return None, node

    def _times(self, left: ast.expr, right: ast.expr) -> ast.expr:
        for one, other in ((left, right), (right, left)):
            if isinstance(one, ast.Constant) and is_one(one):
                return other
            number = self._spread(one, other)
            if number is not None:
                return self._times(number, other)
        if self._is_number(left) and self._is_number(right):
            return ast.BinOp(left, ast.Mult(), right)
        if self._is_number(right):
            left, right = right, left
        number, rest = self._split(right)
        if self._is_number(left):
            front = left if number is None else self._times(left, number)
            return ast.BinOp(front, ast.Mult(), rest)
        if number is not None:
            return ast.BinOp(number, ast.Mult(), ast.BinOp(left, ast.Mult(), rest))
        number, rest = self._split(left)
        if number is not None:
            return ast.BinOp(number, ast.Mult(), ast.BinOp(rest, ast.Mult(), right))
        return ast.BinOp(left, ast.Mult(), right)

    def _spread(self, node: ast.expr, over: ast.expr) -> ast.expr | None:
        """Return the number that a node spreads over the shape of another, if it does."""
        if np.shape(self._value(node)) != np.shape(self._value(over)):
            return None
        match node:
            case ast.Call(args=[number, *_]) if called(node) == "spread":
                return number if self._is_number(number) else None
            case ast.BinOp(left=left, op=ast.Div(), right=right) if self._is_number(right):
                above = self._spread(left, over)
                return above and ast.BinOp(above, ast.Div(), right)
        return None

    def _product(self, node: ast.BinOp) -> ast.expr:
        first, left = self._split(node.left)
        second, right = self._split(node.right)
        product: ast.expr = ast.BinOp(left, ast.MatMult(), right)
        for number in (second, first):
            if number is not None:
                product = self._times(number, product)
        return product

    def _over(self, node: ast.BinOp) -> ast.expr:
        number, rest = self._split(node.left)
        if number is None or self._is_number(node.right):
            return node
        return ast.BinOp(number, ast.Mult(), ast.BinOp(rest, ast.Div(), node.right))

    def _sum(self, node: ast.BinOp) -> ast.expr:
        first, left = self._split(node.left)
        second, right = self._split(node.right)
        if first is None or second is None or ast.unparse(first) != ast.unparse(second):
            return node
        return ast.BinOp(first, ast.Mult(), ast.BinOp(left, node.op, right))


def _minus(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return node.operand
    return ast.UnaryOp(ast.USub(), node)

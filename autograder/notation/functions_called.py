"""Functions before brackets: side by side with them stands a factor, or a function that is called.

``W f(z)`` is read as three factors first. Which names have values is known only where a formula is
evaluated: a name without one that stands before brackets is a function of what is in them.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from autograder.notation.tree import (
    Apply,
    Call,
    Either,
    Entry,
    Group,
    Name,
    Negative,
    Operation,
    Total,
    Tree,
)

__all__ = ["SLOPE", "with_calls"]

SLOPE = "'"
"""What the name of a function ends with whose slope is meant."""
_PRODUCTS = ("beside", "dot", "times", "star")


def with_calls(tree: Tree, is_function: Callable[[Name, bool], bool]) -> Tree:
    """Return a tree in which functions are called; ``is_function`` says which names are.

    It is asked about a name and whether the name has a prime.
    """
    inner = _rebuilt(tree, lambda part: with_calls(part, is_function))
    if not isinstance(inner, Operation) or inner.operator != "beside":
        return inner
    rest, last = _last_factor(inner.left)
    name, slope = _named(last)
    arguments = _bracket(inner.right)
    if name is None or arguments is None or not is_function(name, bool(slope)):
        return inner
    called = Call(name.spellings[0] + slope, arguments.parts, (), (name.span[0], arguments.span[1]))
    whole = _in_place_of(inner.right, called)
    if rest is None:
        return whole
    assert isinstance(inner.left, Operation)
    return Operation(inner.left.operator, rest, whole, inner.span)


def _last_factor(tree: Tree) -> tuple[Tree | None, Tree]:
    """Return what stands before the last factor of a product, and that factor."""
    if isinstance(tree, Operation) and tree.operator in _PRODUCTS:
        return tree.left, tree.right
    return None, tree


def _named(tree: Tree) -> tuple[Name | None, str]:
    """Return the name that a factor is, and whether it has a prime."""
    match tree:
        case Name():
            return tree, ""
        case Apply(mark="prime", of=Name() as name):
            return name, SLOPE
    return None, ""


def _bracket(tree: Tree) -> Group | None:
    """Return the brackets that a factor is, or that a transpose or a power of it is of."""
    match tree:
        case Group():
            return tree
        case Apply(mark="transpose", of=of) | Operation(operator="^", left=of):
            return _bracket(of)
    return None


def _in_place_of(tree: Tree, called: Call) -> Tree:
    """Return a factor with a call in the place of its brackets."""
    match tree:
        case Apply(of=of):
            return replace(tree, of=_in_place_of(of, called))
        case Operation(left=left):
            return replace(tree, left=_in_place_of(left, called))
    return called


def _rebuilt(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """Return a tree with each of its own parts changed."""
    match tree:
        case Negative(of=of) | Apply(of=of):
            return replace(tree, of=change(of))
        case Operation(left=left, right=right):
            return replace(tree, left=change(left), right=change(right))
        case Group(parts=parts):
            return replace(tree, parts=tuple(map(change, parts)))
        case Call(arguments=arguments):
            return replace(tree, arguments=tuple(map(change, arguments)))
        case Entry(of=of):
            return replace(tree, of=change(of))
        case Either(otherwise=otherwise):
            return replace(tree, otherwise=change(otherwise))
        case Total(body=body):
            return replace(tree, body=change(body))
    return tree

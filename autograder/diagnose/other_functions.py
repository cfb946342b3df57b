"""Another function in the place of a forward: one that is made of the same parts otherwise.

A sum stands inside a function and not outside, a term under a root and not beside it, moments are
about zero, a square is taken of each term or of all together.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from autograder.diagnose.adjoints import filled_in
from autograder.diagnose.matrix_edits import DIAGONAL, DIAGONAL_OF, DIAGONALS
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site, binary, called
from autograder.problemset.functions import names_of_kind

__all__ = ["OTHER_FUNCTIONS", "diagonals_alone", "of_the_output", "other_functions"]

Edit: TypeAlias = tuple[Mistake, Mapping[str, str], Places]
"""A mistake with its particulars, and the places."""
Lines: TypeAlias = Mapping[str, ast.expr]
Rebuilt: TypeAlias = Callable[[ast.expr], ast.expr]
"""Puts another operand into a function."""

SUM_INSIDE: Final = Mistake(
    "factors.order",
    Rank.SLIP,
    "A sum or mean stands inside {name} and belongs outside: it runs over the values of {name}.",
)
SQUARES_ALONE: Final = Mistake(
    "diagonal.only",
    Rank.SLIP,
    "The square of {name} is taken as the sum of the squares of its terms: the products of two"
    " different ones belong to it.",
)
PART_INSIDE: Final = Mistake(
    "factors.order", Rank.SLIP, "{other} stands inside {name} and belongs outside."
)
PART_OUTSIDE: Final = Mistake(
    "factors.order", Rank.SLIP, "{other} stands outside {name} and belongs inside."
)
ABOUT_ZERO: Final = Mistake(
    "term.missing",
    Rank.LEFT_OUT,
    "The mean is nowhere subtracted: what is spread about the mean is taken about zero.",
)

OF_OUTPUT: Final = Mistake(
    "function.other",
    Rank.SLIP,
    "This is the derivative of {name} of the function that is asked about, not of that itself.",
)

OTHER_FUNCTIONS: Final = (
    DIAGONAL, OF_OUTPUT, SUM_INSIDE, SQUARES_ALONE, PART_INSIDE, PART_OUTSIDE, ABOUT_ZERO,
)  # fmt: skip

_ENTRYWISE: Final = names_of_kind("entrywise")
_TOTALS: Final = names_of_kind("total")
_MOMENTS: Final = {"var": 1.0, "std": 0.5}
"""Functions of what is spread about the mean -> the power of the mean square that they are."""
_OF_OUTPUT: Final[Mapping[str, str]] = {
    "the logarithm": "log(x)", "the square root": "sqrt(x)", "the square": "x**2",
    "the exponential": "exp(x)", "the inverse": "1 / x",
}  # fmt: skip
_OF_MATRICES: Final = frozenset({"inv", "solve", "det", "logdet"})
_TERMS: Final = (ast.Add, ast.Sub)
_FACTORS: Final = (ast.Mult, ast.Div)


def other_functions(places: Sequence[Site], lines: Mapping[str, ast.Expr]) -> Iterator[Edit]:
    """Yield what may have been worked out instead at some places of formulas, the lines of which.

    What has a name is looked at as what its line says.
    """
    whole = {name: tree.value for name, tree in lines.items()}
    for site in places:
        yield from _sums_moved(site, whole)
        yield from _parts_moved(site, whole)
        power = binary(site.node, ast.Pow)
        if power and (product := binary(power.left, ast.MatMult)):
            slots = {"name": ast.unparse(product)}
            yield SQUARES_ALONE, slots, ((site, _squares_alone(power, product)),)
    yield from _about_zero(places)


def diagonals_alone(
    places: Sequence[Site],
) -> Iterator[tuple[Mistake, Mapping[str, str], Places, Mapping[str, Callable[..., Any]]]]:
    """Yield each matrix that is inverted, or of which a determinant is, as its diagonal alone."""
    found: dict[str, list[tuple[Site, ast.expr]]] = {}
    for site in places:
        name = called(site.parent)
        is_first = site.field == "args" and site.index == 0
        if name in _OF_MATRICES and is_first and isinstance(site.node, ast.expr):
            found.setdefault(ast.unparse(site.node), []).append((site, site.node))
    for text, group in found.items():
        alone = tuple(
            (site, ast.Call(ast.Name(DIAGONAL_OF, ast.Load()), [matrix], []))
            for site, matrix in group
        )
        yield DIAGONAL, {"name": text}, alone, DIAGONALS


def of_the_output(places: Sequence[Site], lines: Mapping[str, ast.Expr]) -> Iterator[Edit]:
    """Yield functions of the last line in its place."""
    goal = lines[next(reversed(list(lines)))]
    for site in places:
        if site.parent is goal and isinstance(site.node, ast.expr):
            for name, text in _OF_OUTPUT.items():
                yield OF_OUTPUT, {"name": name}, ((site, filled_in(text, {"x": site.node})),)


def _sums_moved(site: Site, lines: Lines) -> Iterator[Edit]:
    """Yield a sum of a function's values moved into it, as deep as it may go."""
    node = site.node
    reduction = _as_reduction(node, lines)
    if reduction:
        rebuilt, inner = reduction
        for name, outer, operand in _functions_around(inner, lines):
            yield SUM_INSIDE, {"name": name}, ((site, outer(rebuilt(operand))),)


def _written_out(node: ast.expr, lines: Lines) -> ast.expr:
    return lines.get(node.id, node) if isinstance(node, ast.Name) else node


def _as_reduction(node: ast.AST, lines: Lines) -> tuple[Rebuilt, ast.expr] | None:
    """Return a sum, a mean or one with weights, and what is added up."""
    match node:
        case ast.Call(args=[operand]) if called(node) in _TOTALS:
            return lambda new: ast.Call(node.func, [new], node.keywords), operand
        case ast.BinOp(left=weights, op=ast.MatMult(), right=operand) if _as_function(
            _written_out(operand, lines)
        ):
            return lambda new: ast.BinOp(weights, ast.MatMult(), new), operand
    return None


def _as_function(node: ast.AST) -> tuple[str, Rebuilt, ast.expr] | None:
    """Return what a function of one array is called, and its operand."""
    match node:
        case ast.Call(args=[operand]) if called(node) in _ENTRYWISE:
            return called(node), lambda new: ast.Call(node.func, [new], []), operand
        case ast.BinOp(left=operand, op=ast.Pow(), right=ast.Constant(value=exponent) as power):
            name = "the square" if exponent == 2 else "the power"
            return name, lambda new: ast.BinOp(new, ast.Pow(), power), operand
    return None


def _functions_around(node: ast.expr, lines: Lines) -> Iterator[tuple[str, Rebuilt, ast.expr]]:
    """Yield an operand at each depth at which functions stand around it, and what puts them back.

    A number that is added stays outside as well; what is multiplied on makes no difference.
    """
    names: list[str] = []
    layers: list[Rebuilt] = []
    while True:
        node = _written_out(node, lines)
        function = _as_function(node)
        beside = _beside_number(node)
        if function:
            name, rebuilt, node = function
            names.append(name)
        elif beside and names:
            rebuilt, node = beside
        else:
            return
        layers.append(rebuilt)
        yield " and ".join(names), _composed(layers), node


def _composed(layers: Sequence[Rebuilt]) -> Rebuilt:
    found = tuple(layers)

    def rebuilt(new: ast.expr) -> ast.expr:
        for layer in reversed(found):
            new = layer(new)
        return new

    return rebuilt


def _beside_number(node: ast.expr) -> tuple[Rebuilt, ast.expr] | None:
    """Return the array of a sum, of it and a number that is written out, else None."""
    match node:
        case ast.BinOp(left=ast.Constant() as number, op=(ast.Add() | ast.Sub()) as op, right=part):
            return lambda new: ast.BinOp(number, op, new), part
        case ast.BinOp(left=part, op=(ast.Add() | ast.Sub()) as op, right=ast.Constant() as number):
            return lambda new: ast.BinOp(new, op, number), part
    return None


def _parts_moved(site: Site, lines: Lines) -> Iterator[Edit]:
    """Yield a term or factor beside a function moved into it, and one inside moved out."""
    node = site.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, (*_TERMS, *_FACTORS)):
        for function, part in ((node.left, node.right), (node.right, node.left)):
            found = _as_function(function)
            if found and not isinstance(part, ast.Constant):
                name, rebuilt, inner = found
                sides = (inner, part) if function is node.left else (part, inner)
                moved = rebuilt(ast.BinOp(sides[0], node.op, sides[1]))
                yield PART_INSIDE, {"name": name, "other": ast.unparse(part)}, ((site, moved),)
    found = _as_function(node)
    if found:
        name, rebuilt, inner = found[0], found[1], _written_out(found[2], lines)
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, (*_TERMS, *_FACTORS)):
            for kept, part in ((inner.left, inner.right), (inner.right, inner.left)):
                sides = (rebuilt(kept), part) if kept is inner.left else (part, rebuilt(kept))
                moved = ast.BinOp(sides[0], inner.op, sides[1])
                yield PART_OUTSIDE, {"name": name, "other": ast.unparse(part)}, ((site, moved),)


def _squares_alone(power: ast.BinOp, product: ast.BinOp) -> ast.expr:
    left, right = (
        ast.BinOp(factor, ast.Pow(), power.right) for factor in (product.left, product.right)
    )
    return ast.BinOp(left, ast.MatMult(), right)


def _about_zero(places: Sequence[Site]) -> Iterator[Edit]:
    """Yield all that is taken about its mean taken about zero: one place, or moments too.

    Several differences alone are told with what they subtract.
    """
    changed: list[tuple[Site, ast.AST]] = []
    for site in places:
        match site.node:
            case ast.BinOp(left=part, op=ast.Sub(), right=ast.Call(args=[operand]) as mean) if (
                called(mean) == "mean" and ast.unparse(operand) == ast.unparse(part)
            ):
                changed.append((site, part))
            case ast.Call(args=[operand], keywords=keywords):
                name = called(site.node)
                if name in _MOMENTS:
                    square = ast.BinOp(operand, ast.Pow(), ast.Constant(2))
                    mean = ast.Call(ast.Name("mean", ast.Load()), [square], keywords)
                    changed.append((site, ast.BinOp(mean, ast.Pow(), ast.Constant(_MOMENTS[name]))))
    if len(changed) == 1 or any(isinstance(site.node, ast.Call) for site, _ in changed):
        yield ABOUT_ZERO, {}, tuple(changed)

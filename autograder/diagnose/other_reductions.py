"""A sum, a mean or a maximum in the forward that is another one: of other entries, or elsewhere.

A function is taken of each row's sum and not of the whole one, a maximum is left out, or a mean is
subtracted that is not.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from numpy.typing import NDArray

from autograder.diagnose.matrix_edits import Edit
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Site, called, is_square
from autograder.problemset.functions import names_of_kind

__all__ = ["OTHER_REDUCTIONS", "other_reductions"]

Array: TypeAlias = NDArray[Any]
Lines: TypeAlias = Mapping[str, ast.expr]

OF_EACH_ROW: Final = Mistake(
    "axis.other",
    Rank.WRONG_WAY,
    "{name} is taken of each row or column by itself: here it is one, of all entries together.",
)
CHOICE_LEFT_OUT: Final = Mistake(
    "mask.missing",
    Rank.SLIP,
    "{name} is left out: each entry counts with its own value, not only the one that {name}"
    " chooses.",
)
CENTRED: Final = Mistake(
    "term.extra",
    Rank.SLIP,
    "The mean of {name} is subtracted wherever it stands, as in layer normalisation: here it is"
    " not.",
)

OTHER_REDUCTIONS: Final = (OF_EACH_ROW, CHOICE_LEFT_OUT, CENTRED)

_ENTRYWISE: Final = names_of_kind("entrywise")
_TOTALS: Final = names_of_kind("total")
_CHOICES: Final = frozenset({"max", "min"})
_AXES: Final = (0, 1)


def other_reductions(places: Sequence[Site], lines: Mapping[str, ast.Expr]) -> Iterator[Edit]:
    """Yield what may have been added up, or chosen, instead at some places of formulas."""
    whole = {name: tree.value for name, tree in lines.items()}
    for site in places:
        yield from _functions_moved(site, whole)
        match site.node:
            case ast.Call(args=[operand, *_]) if called(site.node) in _CHOICES:
                yield CHOICE_LEFT_OUT, {"name": called(site.node)}, ((site, operand),), {}
    yield from _centred(places)


def _functions_moved(site: Site, lines: Lines) -> Iterator[Edit]:
    """Yield a function of a sum, or a norm, taken of each row or column by itself."""
    match site.node:
        case ast.Call(args=[operand], keywords=[]) if called(site.node) == "norm":
            for axis in _AXES:
                slots = {"name": "norm"}
                yield OF_EACH_ROW, slots, ((site, _sum(_along(site.node, operand, axis))),), {}
        case ast.Call(args=[inner]) if called(site.node) in _ENTRYWISE:
            name, rebuilt = called(site.node), _of_call(site.node)
            yield from _moved(site, name, rebuilt, lines.get(_name(inner), inner))
        case ast.BinOp(left=inner, op=ast.Pow(), right=ast.Constant() as power):
            name = "the square" if power.value == 2 else "the power"
            yield from _moved(site, name, _of_power(power), lines.get(_name(inner), inner))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _of_call(call: ast.Call) -> Callable[[ast.expr], ast.expr]:
    return lambda new: ast.Call(call.func, [new], [])


def _of_power(power: ast.expr) -> Callable[[ast.expr], ast.expr]:
    return lambda new: ast.BinOp(new, ast.Pow(), power)


def _moved(
    site: Site, name: str, rebuilt: Callable[[ast.expr], ast.expr], total: ast.expr
) -> Iterator[Edit]:
    if not isinstance(total, ast.Call) or called(total) not in _TOTALS or total.keywords:
        return
    [operand] = total.args
    for axis in _AXES:
        new = _sum(rebuilt(_along(total, operand, axis)))
        yield OF_EACH_ROW, {"name": name}, ((site, new),), {}


def _along(call: ast.Call, operand: ast.expr, axis: int) -> ast.Call:
    return ast.Call(call.func, [operand], [ast.keyword("axis", ast.Constant(axis))])


def _sum(operand: ast.expr) -> ast.Call:
    return ast.Call(ast.Name("sum", ast.Load()), [operand], [])


def _centred(places: Sequence[Site]) -> Iterator[Edit]:
    """Yield each name whose mean square is taken less its mean, wherever it stands."""
    found: dict[str, list[ast.keyword]] = {}
    for site in places:
        match site.node:
            case ast.Call(args=[ast.BinOp(left=ast.Name(id=name)) as square], keywords=rest):
                if called(site.node) == "mean" and is_square(square):
                    found.setdefault(name, [one for one in rest if one.arg == "axis"])
    for name, axis in found.items():
        keep = ast.keyword("keepdims", ast.Constant(True))
        changed = []
        for site in places:
            if isinstance(site.node, ast.Name) and site.node.id == name:
                mean = ast.Call(ast.Name("mean", ast.Load()), [site.node], [*axis, keep])
                changed.append((site, ast.BinOp(site.node, ast.Sub(), mean)))
        yield CENTRED, {"name": name}, tuple(changed), {}

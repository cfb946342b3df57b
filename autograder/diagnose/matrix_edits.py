"""Slips at several places of a derivation that take a matrix or a length for what it is not.

A matrix is taken as symmetric or for its diagonal, the slopes of a function scale the columns of
one for its rows, a length stands for its square.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.backward import OPERAND, SEED
from autograder.diagnose.left_out import identity_like
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import (
    Places,
    Site,
    as_text,
    binary,
    called,
    is_square,
    matrix_factors,
    named_places,
    role_of,
    sites,
    transposed,
    walk,
)

__all__ = [
    "ALONG_COLUMNS",
    "DIAGONAL",
    "DIAGONALS",
    "DIAGONAL_OF",
    "DIAGONAL_OF_PRODUCT",
    "MATRIX_EDITS",
    "NAMELESS",
    "SCALED_ALONG_ANOTHER",
    "SCALED_OTHERWISE",
    "SKEW",
    "SYMMETRIC",
    "Edit",
    "Functions",
    "matrix_edits",
]

Array: TypeAlias = NDArray[Any]
Functions: TypeAlias = Mapping[str, Callable[..., Any]]
Edit: TypeAlias = tuple[Mistake, Mapping[str, str], Places, Functions]
"""A mistake with its particulars, the places, and what functions the new nodes call."""

SYMMETRIC: Final = Mistake(
    "transpose.inner",
    Rank.WRONG_WAY,
    "{name} is taken as symmetric: it stands where its transpose belongs, or the other way round.",
)
SKEW: Final = Mistake(
    "transpose.inner",
    Rank.WRONG_WAY,
    "{name} is taken as skew in what is inverted: minus its transpose stands where it belongs.",
)
ALONG_COLUMNS: Final = Mistake(
    "broadcast.silent",
    Rank.EXCHANGED,
    "The slopes of a function scale the columns of a matrix where they belong to its rows, or the"
    " other way round.",
)
SCALED_ALONG_ANOTHER: Final = Mistake(
    "broadcast.silent",
    Rank.EXCHANGED,
    "{name} scales the rows of a matrix where it belongs to its columns, or the other way round.",
)
SCALED_OTHERWISE: Final = Mistake(
    "broadcast.silent",
    Rank.WRONG_WAY,
    "A factor scales the rows of a matrix where it belongs to its columns, or the other way round.",
)
DIAGONAL: Final = Mistake(
    "diagonal.only", Rank.EXCHANGED, "Only the diagonal of {name} is used; all its entries count."
)
DIAGONAL_ONCE: Final = Mistake(
    "diagonal.only",
    Rank.DOUBLED,
    "In one place of the derivative only the diagonal of {name} is used; all its entries count.",
)
DIAGONAL_OF_OUTPUT: Final = Mistake(
    "diagonal.only",
    DIAGONAL.rank,
    "Only the entries on the output's diagonal are differentiated; the others depend on the"
    " variable as well.",
)
DIAGONAL_OF_PRODUCT: Final = Mistake(
    "diagonal.only",
    Rank.LEFT_OUT,
    "Of a product only the diagonal is kept, such as squares without the mixed products.",
)
ROOT: Final = Mistake(
    "power.wrong", Rank.WRONG_WAY, "A square root stands where {name} itself belongs."
)
SQUARE: Final = Mistake(
    "power.wrong", Rank.WRONG_WAY, "A square stands where {name} itself belongs."
)
NOT_SQUARED: Final = Mistake(
    "power.wrong", Rank.WRONG_WAY, "{name} stands where its square belongs."
)
OF_NAMED: Final = Mistake("power.wrong", Rank.WRONG_WAY, "A power of {name} is wrong.")
INVERSE_LEFT_OUT: Final = Mistake(
    "factor.missing",
    Rank.WRONG_WAY,
    "The inverse of {name} is left out of a product, as if it were an identity.",
)

DIAGONAL_OF_ANY: Final = Mistake(
    DIAGONAL.id, DIAGONAL.rank, "Only the diagonal of a matrix is used; all its entries count."
)
DIAGONAL_ONCE_OF_ANY: Final = Mistake(
    DIAGONAL_ONCE.id,
    DIAGONAL_ONCE.rank,
    "In one place of the derivative only the diagonal of a matrix is used; all its entries count.",
)
SYMMETRIC_ANY: Final = Mistake(
    SYMMETRIC.id,
    SYMMETRIC.rank,
    "A matrix is taken as symmetric: it stands where its transpose belongs, or the other way"
    " round.",
)
NAMELESS: Final = {
    DIAGONAL: DIAGONAL_OF_ANY, DIAGONAL_ONCE: DIAGONAL_ONCE_OF_ANY, SYMMETRIC: SYMMETRIC_ANY,
}  # fmt: skip
"""What is said of a part that no student has seen, of which there is no name to tell."""

MATRIX_EDITS: Final = (
    SYMMETRIC, SKEW, ALONG_COLUMNS, DIAGONAL, DIAGONAL_ONCE, DIAGONAL_OF_OUTPUT,
    DIAGONAL_OF_PRODUCT, ROOT, SQUARE, NOT_SQUARED, OF_NAMED, INVERSE_LEFT_OUT,
    SCALED_ALONG_ANOTHER, SCALED_OTHERWISE, *NAMELESS.values(),
)  # fmt: skip

DIAGONAL_OF: Final = "diagonal_of"
_ROOT_OF: Final = "root_of"
_SCALED_COLUMNS: Final = "scaled_columns"
_AXES: Final = 2  # of a matrix
_IDENTITY: Final = "identity_like"


def matrix_edits(
    lines: Mapping[str, ast.Expr],
    made: Mapping[str, ast.Expr],
    chain: Sequence[Site],
    own: Sequence[Site],
) -> Iterator[Edit]:
    """Yield what may be wrong with a matrix or a length in the lines.

    ``made`` are those of the derivative itself, ``chain`` the places in them, ``own`` those of them
    that are in no part of the forward.
    """
    every = [site for tree in lines.values() for site in sites(tree)]
    yield from _symmetric(every)
    yield from _skew(every)
    yield from _along_columns(chain)
    yield from _diagonal(every)
    yield from _diagonal_once(own)
    yield from _inverses(chain)
    for site in chain:
        if binary(site.node, ast.MatMult):
            yield DIAGONAL_OF_PRODUCT, {}, ((site, _call(DIAGONAL_OF, site.node)),), DIAGONALS
    yield from _powers(lines, made, every)


def _call(name: str, node: ast.AST) -> ast.Call:
    assert isinstance(node, ast.expr)
    return ast.Call(ast.Name(name, ast.Load()), [node], [])


def _symmetric(every: Sequence[Site]) -> Iterator[Edit]:
    """Yield each matrix that is transposed in places with no transpose left, or with all of them.

    As the right factor of a product a matrix acts on what stands before it as its transpose does.
    """
    inside = {id(site.node.value) for site in every if isinstance(site.node, ast.Attribute)}
    behind_rows = set(_behind_rows(every))
    turned: dict[str, list[tuple[Site, ast.AST]]] = {}
    plain: dict[str, list[tuple[Site, ast.AST]]] = {}
    for site in every:
        is_right = binary(site.parent, ast.MatMult) is not None and site.field == "right"
        is_right = is_right or id(site.node) in behind_rows
        match site.node:
            case ast.Attribute(value=matrix, attr="T"):
                group = plain if is_right else turned
                group.setdefault(as_text(matrix), []).append((site, matrix))
            case ast.Name(id=name) as matrix if id(matrix) not in inside:
                group = turned if is_right else plain
                group.setdefault(name, []).append((site, transposed(matrix)))
    for name in turned.keys() & plain.keys():
        for places in (turned[name], plain[name]):
            yield SYMMETRIC, {"name": name}, tuple(places), {}


def _behind_rows(every: Sequence[Site]) -> Iterator[int]:
    """Yield the factors that stand behind a row in a chain of products."""
    for site in every:
        if binary(site.node, ast.MatMult) and not binary(site.parent, ast.MatMult):
            first, *others = matrix_factors(site.node, {})
            if called(first) == "row":
                yield from map(id, others)


def _skew(every: Sequence[Site]) -> Iterator[Edit]:
    """Yield each matrix with minus its transpose in its place, in all sums that are inverted."""
    inverted = {
        id(part)
        for site in every
        if isinstance(site.node, ast.Call) and called(site.node) in ("inv", "solve")
        for part in walk(site.node.args[0])
        if binary(site.node.args[0], ast.Add, ast.Sub)
    }
    by_name: dict[str, list[tuple[Site, ast.AST]]] = {}
    for site in every:
        if isinstance(site.node, ast.Name) and id(site.node) in inverted:
            new = ast.UnaryOp(ast.USub(), transposed(site.node))
            by_name.setdefault(site.node.id, []).append((site, new))
    for name, places in by_name.items():
        yield SKEW, {"name": name}, tuple(places), {}


def _along_columns(chain: Sequence[Site]) -> Iterator[Edit]:
    """Yield every product of a Jacobian and what scales its rows with that as a row, or the slopes.

    The places are all at once, those of slopes alone, and each by itself.
    """
    scaled = [site for site in chain if _is_scaled(site.node)]
    inner = {id(part) for site in scaled for part in walk(site.node) if part is not site.node}
    outermost = [site for site in scaled if id(site.node) not in inner]
    for slopes_alone in (False, True):
        every = tuple((site, _turned(site.node, slopes_alone)) for site in outermost)
        if every:
            yield ALONG_COLUMNS, {}, every, {}
    for inside in (False, True):
        every = tuple((site, _where_square(site.node, inside)) for site in outermost)
        if every:
            yield ALONG_COLUMNS, {}, every, _COLUMNS
    for site in scaled if len(scaled) > 1 else ():
        assert isinstance(site.node, ast.BinOp)
        one = ast.BinOp(transposed(site.node.left), ast.Mult(), site.node.right)
        yield ALONG_COLUMNS, {}, ((site, one),), {}


def _where_square(node: ast.AST, inside: bool) -> ast.AST:
    """Return a product in which what scales the rows of a square matrix scales its columns.

    Of a matrix product it is the first factor's, if ``inside``.
    """
    if not isinstance(node, ast.BinOp):
        return node
    if not _is_scaled(node):
        left, right = (_where_square(part, inside) for part in (node.left, node.right))
        assert isinstance(left, ast.expr)
        assert isinstance(right, ast.expr)
        return ast.BinOp(left, node.op, right)
    right = _where_square(node.right, inside)
    product = binary(right, ast.MatMult) if inside else None
    if product:
        return ast.BinOp(_scaled_columns(node.left, product.left), product.op, product.right)
    assert isinstance(right, ast.expr)
    return _scaled_columns(node.left, right)


def _scaled_columns(scale: ast.expr, matrix: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(_SCALED_COLUMNS, ast.Load()), [scale, matrix], [])


def _is_scaled(node: ast.AST) -> bool:
    op = binary(node, ast.Mult)
    return op is not None and bool(role_of(op.left))


def _turned(node: ast.AST, slopes_alone: bool) -> ast.AST:
    """Return a product in which all that scales rows is a row, or the slopes of functions."""
    if not isinstance(node, ast.BinOp):
        return node
    left, right = node.left, _turned(node.right, slopes_alone)
    assert isinstance(right, ast.expr)
    is_turned = _is_scaled(node) and not (slopes_alone and role_of(left) == OPERAND)
    return ast.BinOp(transposed(left) if is_turned else left, node.op, right)


def _inverses(chain: Sequence[Site]) -> Iterator[Edit]:
    """Yield every inverse, and the solution of every system, left out at all places, and at one."""
    by_name: dict[str, list[tuple[Site, ast.AST]]] = {}
    of_slopes = {
        id(part)
        for site in chain
        if role_of(site.node) not in ("", OPERAND)
        for part in walk(site.node)
    }
    for site in chain:
        match site.node:
            case ast.Call(args=[matrix]) if called(site.node) == "inv":
                new: ast.AST = _call(_IDENTITY, site.node)
            case ast.Call(args=[matrix, right]) if called(site.node) == "solve":
                new = right
            case _:
                continue
        by_name.setdefault(as_text(matrix), []).append((site, new))
    for name, group in by_name.items():
        outside = [place for place in group if id(place[0].node) not in of_slopes]
        alone = [[place] for place in group]
        for places in (group, *([outside] if 1 < len(outside) < len(group) else ()), *alone):
            yield INVERSE_LEFT_OUT, {"name": name}, tuple(places), _IDENTITIES


def _diagonal(every: Sequence[Site]) -> Iterator[Edit]:
    for name, group in named_places(every).items():
        if any(isinstance(site.parent, ast.BinOp) for site in group):
            places = tuple((site, _call(DIAGONAL_OF, site.node)) for site in group)
            if name == SEED:
                yield DIAGONAL_OF_OUTPUT, {}, places, DIAGONALS
            else:
                yield DIAGONAL, {"name": name}, places, DIAGONALS


def _diagonal_once(own: Sequence[Site]) -> Iterator[Edit]:
    for site in own:
        if isinstance(site.node, ast.Name) and isinstance(site.parent, ast.BinOp):
            slots = {"name": site.node.id}
            yield DIAGONAL_ONCE, slots, ((site, _call(DIAGONAL_OF, site.node)),), DIAGONALS


def _diagonal_of(matrix: Array) -> Array:
    """Return a square matrix without what is beside its diagonal.

    Raises:
        ValueError: it is none.
    """
    if np.ndim(matrix) != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("only a square matrix has a diagonal")
    return np.diag(np.diag(matrix))


def _columns_scaled(scale: Array, matrix: Array) -> Array:
    """Return a square matrix with its columns scaled by what has one entry for each, else rows."""
    is_square = np.ndim(matrix) == _AXES and matrix.shape[0] == matrix.shape[1]
    return np.asarray((np.transpose(scale) if is_square else scale) * matrix)


def _root_of(array: Array) -> Array:
    """Return the roots of an array's entries; what is negative by rounding counts as 0."""
    return np.sqrt(np.maximum(array, 0.0))


_COLUMNS: Final[Functions] = {_SCALED_COLUMNS: _columns_scaled}
DIAGONALS: Final[Functions] = {DIAGONAL_OF: _diagonal_of}
_IDENTITIES: Final[Functions] = {_IDENTITY: identity_like}
_ROOTS: Final[Functions] = {_ROOT_OF: _root_of}


def _powers(
    lines: Mapping[str, ast.Expr], made: Mapping[str, ast.Expr], every: Sequence[Site]
) -> Iterator[Edit]:
    """Yield the root and the square of each line of the forward, and of sums and lengths in it."""
    groups: dict[str, list[Site]] = {}
    for name, tree in lines.items():
        if name not in made:
            groups[name] = [Site(tree, "value", None, tree.value)]
    for site in every:
        if called(site.node) in ("sum", "norm", "dot"):
            groups.setdefault(as_text(site.node), []).append(site)
    for name, group in groups.items():
        uses = _uses(name, every) if name in lines else group
        roots = tuple((site, _call(_ROOT_OF, site.node)) for site in group)
        yield _of_power(uses, ROOT, NOT_SQUARED), {"name": name}, roots, _ROOTS
        squares = tuple((site, _squared(site.node)) for site in group)
        yield _of_power(uses, SQUARE, OF_NAMED), {"name": name}, squares, {}


def _uses(name: str, every: Sequence[Site]) -> list[Site]:
    return [site for site in every if isinstance(site.node, ast.Name) and site.node.id == name]


def _of_power(uses: Sequence[Site], plain: Mistake, of_squares: Mistake) -> Mistake:
    """Return what the root, or the square, of a quantity is told as, by where it stands."""
    powers = [binary(site.parent, ast.Pow) for site in uses]
    if not any(powers) and not any(called(site.parent) == "sqrt" for site in uses):
        return plain
    squared = all(op and is_square(op) for op in powers)
    return of_squares if squared else OF_NAMED


def _squared(node: ast.AST) -> ast.BinOp:
    assert isinstance(node, ast.expr)
    return ast.BinOp(node, ast.Pow(), ast.Constant(2))

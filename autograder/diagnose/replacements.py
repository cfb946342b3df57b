"""Another quantity in the place of a part of a derivation, or with it: any that the forward has.

The answer is linear in most parts of its derivation (:mod:`.sensitivity`), so that each of some ten
thousand replacements costs one inner product. What students see of the forward, its inputs, lines
and their parts, and the slopes of its functions, is what may have been put in.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.adjoints import filled_in
from autograder.diagnose.context import Candidate, Subject
from autograder.diagnose.derivation import Derivation
from autograder.diagnose.index import Hypothesis
from autograder.diagnose.left_out import IDENTITY_INSTEAD
from autograder.diagnose.mistake import LESS_LIKELY, Mistake, Rank, Step
from autograder.diagnose.sensitivity import Part
from autograder.diagnose.slips import OPERAND
from autograder.diagnose.syntax import as_text, called, is_square, walk
from autograder.diagnose.views import products_along

__all__ = ["AS_ROOT", "REPLACEMENTS", "Replacements", "without_lengths"]

Array: TypeAlias = NDArray[np.float64]

FACTOR: Final = Mistake(
    "factor.extra",
    Rank.DOUBLED,
    "{name} is a factor too many in the derivative, or a division by it is missing.",
)
DIVISION: Final = Mistake(
    "factor.extra",
    Rank.DOUBLED,
    "There is a division by {name} too many in the derivative, or it is missing as a factor.",
)
UNSEEN_FACTOR: Final = Mistake(
    "factor.extra",
    Rank.DOUBLED,
    "There is a factor too many in the derivative, or a division is missing.",
)
UNSEEN_DIVISION: Final = Mistake(
    "factor.missing",
    Rank.DOUBLED,
    "A factor is missing from the derivative, or there is a division too many.",
)
SIGN_FACTOR: Final = Mistake(
    "factor.extra",
    Rank.DOUBLED,
    "{name} is a factor too many in the derivative, or is missing: it is 1 or -1.",
)
OTHER: Final = Mistake(
    "operand.other", Rank.FAR_FETCHED, "{other} stands where {name} belongs in the derivative."
)
LEFT_OUT: Final = Mistake(
    IDENTITY_INSTEAD.id,
    OTHER.rank,
    "{name} is left out of the derivative, as if it were an identity.",
)
TURNED: Final = Mistake(
    "transpose.inner",
    OTHER.rank,
    "{name} is transposed in the derivative, or lacks its transpose.",
)
UNSEEN_OTHER: Final = Mistake(
    "operand.other",
    Rank.FAR_FETCHED,
    "The numbers are as if {other} stood in the derivative where another quantity belongs.",
)
LINKS: Final = Mistake(
    "chain.inner",
    Rank.EXCHANGED,
    "Links of the chain are missing in one place: a derivative stands there that goes through a"
    " part of the chain only.",
)
EQUAL_WEIGHTS: Final = Mistake(
    "operand.other",
    Rank.EXCHANGED,
    "A plain mean stands where one with the weights {name} belongs.",
)

_OTHERS: Final = (OTHER, UNSEEN_OTHER, OPERAND, LINKS)
_UNSEEN: Final = {FACTOR: UNSEEN_FACTOR, DIVISION: UNSEEN_DIVISION}
"""What is said of a quantity that nobody has shown to the students."""

AS_ROOT: Final = Mistake(
    "norm.rule",
    Rank.RULE_UNUSUAL,
    "{name} is differentiated as if it were its root: a square has another derivative than the"
    " length.",
)
AS_SQUARE: Final = Mistake(
    "norm.rule",
    Rank.RULE_UNUSUAL,
    "{name} is differentiated as if it were its square: a length has another derivative than its"
    " square.",
)

REPLACEMENTS: Final = (
    FACTOR, DIVISION, UNSEEN_FACTOR, UNSEEN_DIVISION, SIGN_FACTOR, OTHER, LEFT_OUT, TURNED,
    UNSEEN_OTHER, OPERAND, LINKS, EQUAL_WEIGHTS, AS_ROOT, AS_SQUARE,
)  # fmt: skip

_TIMES: Final = (FACTOR, UNSEEN_FACTOR, SIGN_FACTOR, AS_SQUARE)
_OVER: Final = (DIVISION, UNSEEN_DIVISION, AS_ROOT)

_MOST_PARTS: Final = 120  # of a derivation
_MOST_QUANTITIES: Final = 60
_SAME: Final = 1e-9
_TURN: Final = ".T"
_TINY: Final = 1e-300  # instead of a zero, of which there is no logarithm
_SIGNS: Final = (1.0, -1.0)


class _Quantity(Struct, frozen=True, eq=False):
    """What may be put in: as it is written, as it is called, its value."""

    tree: ast.expr
    name: str
    value: Array
    length: Mistake | None = None
    """What it is to multiply or divide by it, where it is twice a length."""
    is_seen: bool = True
    """Whether students have seen all that it is written with."""


class _Ways(Struct, frozen=True, eq=False):
    """Replacements of one part, each by one quantity; ``None`` where one says nothing."""

    derivation: Derivation
    part: Part
    mistakes: Sequence[Mistake | None]
    quantities: Sequence[_Quantity]
    changes: Array
    """By what the product of the answer changes."""


class Replacements:
    """The answers in which one part of a derivation is another quantity, or times or over one."""

    def __init__(self, subject: Subject, derivations: Iterable[Derivation], along: Array) -> None:
        """Work out the product with ``along``, of the true answer's shape, of each replacement."""
        self._along = along
        self._ways = [ways for derivation in derivations for ways in _changes(derivation)]
        self._starts = np.cumsum([0, *(len(ways.quantities) for ways in self._ways)])
        changes = np.concatenate([np.empty(0), *(ways.changes for ways in self._ways)])
        costs = np.concatenate([np.empty(0), *(_costs(ways) for ways in self._ways)])
        products = _rounded(float(np.sum(subject.start.truth * along)) + changes)
        telling = np.flatnonzero(np.isfinite(products) & np.isfinite(costs) & (changes != 0))
        order = telling[np.lexsort((costs[telling], products[telling]))]
        first = np.diff(products[order], prepend=np.nan) != 0  # np.unique would import numpy.ma
        self._products, self._places = products[order][first], order[first]
        self._candidates: dict[int, Candidate] = {}

    def find(
        self,
        answer: Array,
        factors: Array,  # noqa: ARG002  # as of every look-up
        tolerance: float,
    ) -> Iterator[tuple[Hypothesis, int]]:
        """Yield each replacement that may fit an answer at the first trial, with either sign."""
        for view, product, width in products_along(self._along, answer, tolerance):
            for position, sign in enumerate(_SIGNS):
                for place in self._near(sign * product, width):
                    yield (self._candidate(place), view), position

    def _near(self, product: float, width: float) -> Sequence[int]:
        """Return the places of the products near one, which were rounded."""
        width += _SAME * abs(product)
        first = self._products.searchsorted(product - width, side="left")
        last = self._products.searchsorted(product + width, side="right")
        return range(int(first), int(last))

    def _candidate(self, place: int) -> Candidate:
        if place not in self._candidates:
            whole = int(self._places[place])
            row = int(self._starts.searchsorted(whole, side="right")) - 1
            self._candidates[place] = _candidate(self._ways[row], whole - int(self._starts[row]))
        return self._candidates[place]


def _rounded(products: Array) -> Array:
    """Return numbers to nine digits, by which equal ones are told."""
    sizes = np.floor(np.log10(np.maximum(np.abs(products), _TINY)))
    scale = 10.0 ** (8.0 - sizes)
    return np.asarray(np.round(products * scale) / scale)


def _costs(ways: _Ways) -> Array:
    """Return what each costs to believe, and of equal ones a little for the length of its name."""
    least = ways.derivation.surcharge
    costs = [
        _cost(mistake) + least + _SAME * len(quantity.name) if mistake else np.inf
        for mistake, quantity in zip(ways.mistakes, ways.quantities, strict=True)
    ]
    return np.array(costs)


def _cost(mistake: Mistake) -> int:
    return mistake.rank + _SURCHARGES.get(mistake, 0)


_SURCHARGES: Final = {OTHER: LESS_LIKELY, UNSEEN_OTHER: 2 * LESS_LIKELY, OPERAND: LESS_LIKELY}


def _candidate(ways: _Ways, place: int) -> Candidate:
    derivation, site = ways.derivation, ways.part.site
    node, quantity, mistake = site.node, ways.quantities[place], ways.mistakes[place]
    assert isinstance(node, ast.expr)
    assert mistake is not None
    told = mistake
    new: ast.expr = quantity.tree
    slots = {"name": quantity.name} if quantity.is_seen else {}
    if mistake in _TIMES or mistake in _OVER:
        kind = ast.Div() if mistake in _OVER else ast.Mult()
        new = ast.BinOp(node, kind, quantity.tree)
    elif mistake is EQUAL_WEIGHTS:
        ones = ast.BinOp(node, ast.Pow(), ast.Constant(0))
        new = ast.BinOp(ones, ast.Div(), _call("count", node))
        slots = {"name": derivation.told(node)}
    elif mistake is OTHER:
        slots = {"name": derivation.told(node), "other": quantity.name}
        mistake = _told_of(slots["name"], quantity)
    else:
        slots = {"other": quantity.name} if mistake is UNSEEN_OTHER else {}
    if mistake in _OTHERS and quantity.value.size == 1 < ways.part.value.size:
        new = ast.BinOp(new, ast.Mult(), ast.BinOp(node, ast.Pow(), ast.Constant(0)))
    step = Step(mistake, slots, derivation.surcharge + _SURCHARGES.get(told, 0))
    return derivation.predicted_by(step, ((site, new),))


def _told_of(name: str, other: _Quantity) -> Mistake:
    """Return what is said of a quantity in the place of one that students know."""
    if called(other.tree) == "eye":
        return LEFT_OUT
    return TURNED if name.removesuffix(_TURN) == other.name.removesuffix(_TURN) else OTHER


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _changes(derivation: Derivation) -> Iterator[_Ways]:
    """Yield all replacements of each part."""
    pool = _by_shape(_quantities(derivation))
    made = derivation.made_lines()
    lines = _by_shape(_Quantity(ast.Name(name, ast.Load()), "", value) for name, value in made)
    for part, _ in zip(derivation.linear_parts.values(), range(_MOST_PARTS), strict=False):
        ways, whole = partial(_Ways, derivation, part), part.value * part.slope
        own, told = float(whole.sum()), OTHER if derivation.told(part.site.node) else UNSEEN_OTHER
        is_seeded = derivation.depends_on_seed
        if part.value.shape in lines and not (is_seeded and told is OTHER):
            group = lines[part.value.shape]
            found = group.stacked @ part.slope.ravel() - own
            before = derivation.reached(part.site.node)
            mistakes = [LINKS if _is_in(one, before) else OPERAND for one in group.quantities]
            yield ways(mistakes, group.quantities, found)
        for shape, group in pool.items():
            if not _is_spread(shape, part.value.shape):
                continue
            weights = _added_up(whole, shape)
            for mistake, arrays in ((FACTOR, group.stacked), (DIVISION, group.inverses)):
                yield ways(group.said(mistake), group.quantities, arrays @ weights - own)
            is_number = group.stacked.shape[1] == 1 < part.value.size
            if (shape == part.value.shape or is_number) and not is_seeded:
                found = group.stacked @ _added_up(part.slope, shape) - own
                yield ways(group.said(told), group.quantities, found)
        if told is OTHER and part.value.size > 1 and _are_weights(part.value):
            yield ways((EQUAL_WEIGHTS,), (_NONE,), np.array([part.slope.mean() - own]))


def _is_in(quantity: _Quantity, names: Collection[str]) -> bool:
    return isinstance(quantity.tree, ast.Name) and quantity.tree.id in names


_NONE: Final = _Quantity(ast.Constant(1.0), "", np.ones(()))


def _are_weights(value: Array) -> bool:
    return bool(abs(value.sum() - 1.0) < _SAME and (value >= 0).all())


def _are_signs(value: Array) -> bool:
    return bool((np.abs(value) == 1.0).all())


def _is_spread(shape: tuple[int, ...], over: tuple[int, ...]) -> bool:
    """Whether an array of one shape times one of another has the other's shape."""
    if len(shape) > len(over):
        return False
    return all(a in (1, b) for a, b in zip(shape[::-1], over[::-1], strict=False))


def _added_up(whole: Array, shape: tuple[int, ...]) -> Array:
    """Return an array added up over the axes along which one of a shape is spread."""
    while whole.ndim > len(shape):
        whole = whole.sum(axis=0)
    spread = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return np.ravel(whole.sum(axis=spread, keepdims=True))


class _Group(Struct, frozen=True, eq=False):
    """Quantities of one shape, a row for each in the arrays."""

    quantities: Sequence[_Quantity]
    stacked: Array
    inverses: Array
    told: dict[str, Sequence[Mistake | None]] = {}

    def said(self, mistake: Mistake) -> Sequence[Mistake | None]:
        """Return what a mistake is told as for each quantity; None where it is no such mistake."""
        if mistake.words not in self.told:
            self.told[mistake.words] = [_said(mistake, one) for one in self.quantities]
        return self.told[mistake.words]


def _said(mistake: Mistake, quantity: _Quantity) -> Mistake | None:
    if quantity.length is not None:
        is_so = mistake is (DIVISION if quantity.length is AS_ROOT else FACTOR)
        return quantity.length if is_so else None
    if not quantity.is_seen and mistake is not OPERAND:
        return _UNSEEN.get(mistake)
    return SIGN_FACTOR if mistake is FACTOR and _are_signs(quantity.value) else mistake


def _by_shape(quantities: Iterable[_Quantity]) -> Mapping[tuple[int, ...], _Group]:
    groups: dict[tuple[int, ...], list[_Quantity]] = {}
    for quantity in quantities:
        groups.setdefault(quantity.value.shape, []).append(quantity)
    pool = {}
    for shape, group in groups.items():
        stacked = np.array([quantity.value.ravel() for quantity in group])
        pool[shape] = _Group(group, stacked, 1.0 / stacked)
    return pool


def _quantities(derivation: Derivation) -> Iterator[_Quantity]:
    """Yield what may be put in, in each way in which it may be laid along an array's axes."""
    count = 0
    for tree, value in derivation.shown_parts():
        array = np.asarray(value)
        if array.dtype.kind != "f" or not np.isfinite(array).all() or count == _MOST_QUANTITIES:
            continue
        count += 1
        is_seen = derivation.is_seen(tree)
        yield from _laid_along(tree, array, is_seen)
        yield from _lengths(tree, array) if array.size == 1 else ()
        if array.size > 1 and ((array > 0) & (array < 1)).all():
            for text, its in (("x * (1 - x)", array * (1 - array)), ("1 - x", 1 - array)):
                yield from _laid_along(filled_in(text, {"x": tree}), its, is_seen)


def _lengths(tree: ast.expr, value: Array) -> Iterator[_Quantity]:
    """Yield twice the length that a sum of squares, or a norm, is of: what their slopes differ by.

    The slope of |u| is that of the sum of squares over 2 |u|.
    """
    name = as_text(tree)
    if called(tree) == "norm":
        yield _Quantity(filled_in("2 * x", {"x": tree}), name, 2 * value, AS_SQUARE)
    elif _is_length(tree):
        yield _Quantity(filled_in("2 * sqrt(x)", {"x": tree}), name, 2 * np.sqrt(value), AS_ROOT)


def without_lengths(subject: Subject) -> Collection[Mistake]:
    """Return the mistakes with the slope of a length where a problem has no length to slip on."""
    formulas = [formula for _, formula in subject.problem.forward.lines]
    if subject.slope is not None and subject.slope.of is not None:
        formulas.append(subject.slope.of)
    parts = (part for formula in formulas for part in walk(formula.tree))
    return () if any(map(_is_length, parts)) else (AS_ROOT, AS_SQUARE)


def _is_length(node: ast.AST) -> bool:
    """Whether a node is a norm, or the square of one."""
    if called(node) == "sum" and isinstance(node, ast.Call):
        return is_square(node.args[0])
    return called(node) == "norm"


def _laid_along(tree: ast.expr, array: Array, is_seen: bool) -> Iterator[_Quantity]:
    quantity = partial(_Quantity, name=as_text(tree), is_seen=is_seen)
    yield quantity(tree, value=array)
    if array.ndim == 1:
        yield quantity(_call("column", tree), value=array[:, None])
    elif array.ndim == 2 and array.size > 1:
        yield quantity(ast.Attribute(tree, "T", ast.Load()), value=array.T)

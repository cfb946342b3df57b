"""Wrong rules for products: the factor itself for the other one, powers, slopes beside a product.

As in :mod:`.operations`, a rule returns the true value, with what is believed of the changes.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import STEP
from autograder.diagnose.formula_changes import Change
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.rule import Slope, slope_of
from autograder.diagnose.syntax import (
    Site,
    binary,
    called,
    copied,
    matrix_factors,
    put_in_place,
    reads,
    sites,
    walk,
)
from autograder.problemset.functions import RECORDS

__all__ = ["PRODUCT_RULES", "product_changes"]

Array: TypeAlias = NDArray[Any]
Rule: TypeAlias = Callable[..., Array]

_FACTOR_ITSELF: Final = Mistake(
    "product.rule",
    Rank.RULE_UNUSUAL,
    "In the derivative of {name} by {other}, {other} itself stands where its other factor belongs.",
)
_POWER: Final = Mistake(
    "power.rule",
    Rank.RULE_UNUSUAL,
    "{name} is differentiated as a power of a number: each of its factors gives a term, in its own"
    " place.",
)
_SLOPE_BEHIND: Final = Mistake(
    "evaluated.elsewhere",
    Rank.RULE_UNUSUAL,
    "The slope of {name} is multiplied on behind the product {other}; it belongs where {name} is"
    " taken, before the product.",
)
_SLOPE_BEFORE: Final = Mistake(
    "evaluated.elsewhere",
    Rank.RULE_UNUSUAL,
    "The slope of {name} is taken at {other} and multiplied on there; it belongs behind, at all of"
    " what {name} is of.",
)
_OVER_CHANGE: Final = Mistake(
    "quotient.rule",
    Rank.RULE_UNUSUAL,
    "The derivative of what is above is divided by the derivative of what is below: the quotient"
    " rule is (f / g)' = (f' g - f g') / g^2.",
)
_INVERSE_OF_CHANGE: Final = Mistake(
    "inverse.rule",
    Rank.RULE_UNUSUAL,
    "The derivative is taken inside the inverse: the inverse of a derivative stands where"
    " d(X^-1) = -X^-1 dX X^-1 belongs.",
)
_BOTH_IN_ONE: Final = Mistake(
    "product.rule",
    Rank.RULE_UNUSUAL,
    "In one term of a product rule both factors are differentiated: (f g)' = f' g + f g'.",
)
PRODUCT_RULES: Final = (
    _FACTOR_ITSELF, _POWER, _SLOPE_BEHIND, _SLOPE_BEFORE, _OVER_CHANGE, _INVERSE_OF_CHANGE,
    _BOTH_IN_ONE,
)  # fmt: skip
"""What may be believed of a product."""

_HELPER: Final = "product_changed"
_MOST: Final = 12  # products that are looked at


def product_changes(places: Sequence[Site], moving: Collection[str]) -> Iterator[Change]:
    """Yield the wrong rules for the products at some places."""
    products = [site for site in places if binary(site.node, ast.Mult, ast.MatMult)][:_MOST]
    for site in products:
        yield from _factor_itself(site, moving)
        yield from _as_power(site)
        yield from _behind(site, moving)
        yield from _of_both(site, moving)
    for site in places:
        yield from _before(site, moving)
        yield from _of_inverse(site, moving)


def _change(site: Site, mistake: Mistake, rule: Rule, *operands: ast.expr, **slots: str) -> Change:
    return _put(site, Step(mistake, slots), rule, operands)


def _by_entry(site: Site, mistake: Mistake, rule: Rule, *operands: ast.expr) -> Change:
    return _put(site, Step(mistake), rule, operands, by_entry=True)


def _put(
    site: Site, step: Step, rule: Rule, operands: Sequence[ast.expr], *, by_entry: bool = False
) -> Change:
    call = ast.Call(ast.Name(_HELPER, ast.Load()), list(operands), [])
    return Change(step, ((site, call),), {_HELPER: rule}, by_entry)


# The factor itself, and powers


def _factor_itself(site: Site, moving: Collection[str]) -> Iterator[Change]:
    product = binary(site.node, ast.Mult, ast.MatMult)
    assert product is not None
    if reads(product.left, moving) == reads(product.right, moving):
        return
    is_left = reads(product.left, moving)
    factor, other = product.left, product.right
    if not is_left:
        factor, other = other, factor
    if not isinstance(factor, ast.Name) or isinstance(other, ast.Constant):
        return  # what is scaled by a number, or is no quantity of its own, is mistaken for nothing
    rule = partial(_itself, isinstance(product.op, ast.MatMult), is_left)
    slots = {"name": ast.unparse(product), "other": ast.unparse(factor)}
    yield _change(site, _FACTOR_ITSELF, rule, product.left, product.right, **slots)


def _itself(is_matrix: bool, is_left: bool, left: Array, right: Array) -> Array:
    """Return a product that changes with the moving factor for the other one.

    Raises:
        ValueError: the other factor of a matrix product is no vector.
    """
    z = left if is_left else right
    own = np.real(z) * np.imag(z)
    if not is_matrix:
        return np.asarray(np.real(left) * np.real(right) + 1j * own)
    value = np.real(left) @ np.real(right)
    if value.size not in (1, z.shape[0 if is_left else -1]):
        raise ValueError("the product of a matrix and a vector alone")
    change = np.sum(own, axis=-1 if is_left else 0) if own.ndim > 1 else np.sum(own)
    return np.asarray(value + 1j * np.reshape(change, np.shape(value)))


def _as_power(site: Site) -> Iterator[Change]:
    """Yield a product of the same matrix several times, differentiated as a power of a number."""
    if binary(site.node, ast.MatMult) is None or binary(site.parent, ast.MatMult):
        return
    for start, factors in _equal_factors(site):
        base, count = factors[0], len(factors)
        slots = {"name": " @ ".join(map(ast.unparse, factors))}
        inner = base.args[0] if called(base) == "inv" and isinstance(base, ast.Call) else None
        rules = _POWERS if inner is None else _INVERSE_POWERS
        for rule in rules:
            believed = partial(_powered, rule, inner is not None, count)
            yield _change(start, _POWER, believed, inner or base, **slots)


def _equal_factors(whole: Site) -> Iterator[tuple[Site, list[ast.expr]]]:
    """Yield the places of products whose factors are all the same, with those."""
    for site in (whole, *sites(whole.node)):
        factors = list(matrix_factors(site.node, {}))
        if len(factors) > 1 and len({ast.unparse(factor) for factor in factors}) == 1:
            yield site, factors


_POWERS: Final[tuple[Callable[[Array, Array, int], Array], ...]] = (
    lambda x, dx, n: n * np.linalg.matrix_power(x, n - 1) @ dx,
    lambda x, dx, n: n * dx @ np.linalg.matrix_power(x, n - 1),
)
_INVERSE_POWERS: Final[tuple[Callable[[Array, Array, int], Array], ...]] = (
    lambda a, dx, n: -n * np.linalg.matrix_power(a, n + 1) @ dx,
    lambda a, dx, n: -n * dx @ np.linalg.matrix_power(a, n + 1),
    lambda a, dx, n: np.linalg.matrix_power(a, n) @ dx @ np.linalg.matrix_power(a, n),
)
"""What is believed of the power ``n`` of a matrix, or of an inverse ``a``, where ``dx`` moves."""


def _powered(
    believed: Callable[[Array, Array, int], Array], is_inverse: bool, count: int, z: Array
) -> Array:
    base = np.linalg.inv(np.real(z)) if is_inverse else np.real(z)
    change = believed(base, np.imag(z), count)
    return np.asarray(np.linalg.matrix_power(base, count) + 1j * change)


# Slopes beside a product


def _behind(site: Site, moving: Collection[str]) -> Iterator[Change]:
    """Yield a function of one factor of a matrix product with its slope at the product.

    At that of its argument W @ f(z) is taken as f(W @ z), of which others speak.
    """
    product = binary(site.node, ast.MatMult)
    for is_left in (True, False) if product else ():
        assert product is not None
        function, other = product.left, product.right
        if not is_left:
            function, other = other, function
        record = RECORDS.get(called(function))
        if record is None or record.kind != "entrywise" or not isinstance(function, ast.Call):
            continue
        if reads(other, moving) or not reads(function, moving):
            continue
        slots = {"name": called(function), "other": ast.unparse(product)}
        for slope in filter(None, (record.slope, record.by_value)):
            for at_product in (True, False) if is_left else (True,):
                rule = partial(_at_product, slope_of(slope), at_product, is_left)
                operands = (function, function.args[0], other)
                yield _change(site, _SLOPE_BEHIND, rule, *operands, **slots)


def _at_product(
    slope: Slope, at_product: bool, is_left: bool, value: Array, inner: Array, other: Array
) -> Array:
    """Return a product with the slope of one factor at the product, or at that of its argument."""

    def product(array: Array) -> Array:
        return np.asarray(array @ other if is_left else other @ array)

    found = product(np.real(value))
    here = found if at_product else product(np.real(inner))
    return np.asarray(found + 1j * slope(here, here) * product(np.imag(inner)))


def _before(site: Site, moving: Collection[str]) -> Iterator[Change]:
    """Yield a function of a matrix product with its slope at one factor, before the product."""
    record = RECORDS.get(called(site.node))
    if record is None or record.kind != "entrywise" or not isinstance(site.node, ast.Call):
        return
    inner = site.node.args[0]
    if not any(binary(part, ast.MatMult) for part in walk(inner)):
        return
    whole = ast.Expr(inner)
    for name in sorted(moving):
        its = [
            place
            for place in sites(whole)
            if isinstance(place.node, ast.Name) and place.node.id == name
        ]
        if len(its) == 1:
            function = ast.Call(site.node.func, [ast.Name(name, ast.Load())], [])
            with put_in_place([(its[0], function)]):
                moved = copied(whole.value)
            slots = {"name": called(site.node), "other": name}
            yield _change(site, _SLOPE_BEFORE, _changing, site.node, moved, **slots)


def _changing(here: Array, there: Array) -> Array:
    """Return a value with the change of another."""
    return np.asarray(np.real(here) + 1j * np.imag(there))


# What is none along a direction


def _of_both(site: Site, moving: Collection[str]) -> Iterator[Change]:
    product = binary(site.node, ast.Mult)
    if product and reads(product.left, moving) and reads(product.right, moving):
        for is_first in (True, False):
            rule = partial(_both_in_one, is_first)
            yield _by_entry(site, _BOTH_IN_ONE, rule, product.left, product.right)


def _both_in_one(is_first: bool, f: Array, g: Array) -> Array:
    x, y, dx, dy = np.real(f), np.real(g), np.imag(f), np.imag(g)
    term = x * dy if is_first else dx * y
    return np.asarray(x * y + 1j * (term + dx * dy / STEP))


def _of_inverse(site: Site, moving: Collection[str]) -> Iterator[Change]:
    """Yield an inverse, or a solution, as the inverse of a derivative."""
    node = site.node
    match node:
        case ast.Call(args=[matrix]) if called(node) == "inv" and reads(matrix, moving):
            yield _by_entry(site, _INVERSE_OF_CHANGE, _inverted, matrix)
        case ast.Call(args=[matrix, right]) if called(node) == "solve" and reads(matrix, moving):
            is_over = reads(right, moving)
            mistake = _OVER_CHANGE if is_over else _INVERSE_OF_CHANGE
            yield _by_entry(site, mistake, partial(_solved, is_over), matrix, right)
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            if reads(left, moving) and reads(right, moving):
                for function, other in itertools.permutations((left, right)):
                    if called(function) == "inv" and isinstance(function, ast.Call):
                        rule = partial(_divided, function is left)
                        yield _by_entry(site, _OVER_CHANGE, rule, function.args[0], other)


def _inverted(matrix: Array) -> Array:
    change = np.linalg.inv(np.imag(matrix) / STEP) * STEP
    return np.asarray(np.linalg.inv(np.real(matrix)) + 1j * change)


def _solved(is_over: bool, matrix: Array, right: Array) -> Array:
    above = np.imag(right) if is_over else np.real(right) * STEP
    change = np.linalg.solve(np.imag(matrix) / STEP, above)
    return np.asarray(np.linalg.solve(np.real(matrix), np.real(right)) + 1j * change)


def _divided(is_left: bool, matrix: Array, other: Array) -> Array:
    """Return a matrix and the inverse of another multiplied, with their derivatives instead."""
    below = (np.linalg.inv(np.real(matrix)), np.linalg.inv(np.imag(matrix) / STEP))
    above = (np.real(other), np.imag(other))
    value, change = (
        inverse @ array if is_left else array @ inverse
        for inverse, array in zip(below, above, strict=True)
    )
    return np.asarray(value + 1j * change)

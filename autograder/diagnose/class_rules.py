"""Wrong rules for layers and losses: the worst class alone, means, entries by themselves.

As in :mod:`.operations`, a rule returns the true value, with what is believed of the changes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import STEP
from autograder.diagnose.formula_changes import Change
from autograder.diagnose.label_marks import OTHERS_ALONE
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.syntax import Site, called, named_places, walk
from autograder.problemset.formula import Program, parse_formula
from autograder.problemset.functions import FUNCTIONS, names_of_kind

__all__ = ["CLASS_RULES", "class_changes"]

Array: TypeAlias = NDArray[Any]
Rule: TypeAlias = Callable[..., Array]

_WORST_ALONE: Final = Mistake(
    "function.other",
    Rank.RULE_UNUSUAL,
    "Of the classes beside the label only the one with the largest term is counted; each has a term"
    " of its own.",
)
_BY_PROBABILITIES: Final = Mistake(
    "chain.inner",
    Rank.RULE,
    "This is the derivative by the probabilities, the value of the softmax of {name}: the"
    " derivative of the softmax itself is missing from the chain.",
)
_MEAN_TAKEN: Final = Mistake(
    "term.extra",
    Rank.RULE_UNUSUAL,
    "A mean is subtracted in the derivative, as where {name} is centred: here it is not.",
)
_MEAN_ELSEWHERE: Final = Mistake(
    "axis.other",
    Rank.RULE_UNUSUAL,
    "In the derivative of the mean of {name} another mean stands: it runs over the other axis.",
)
_OWN_ENTRIES: Final = Mistake(
    "diagonal.only",
    Rank.RULE_UNUSUAL,
    "{name} is differentiated entry by entry: each of its entries depends on other entries of"
    " {other} as well.",
)
_NO_OWN_ENTRY: Final = Mistake(
    "diagonal.only",
    Rank.RULE_UNUSUAL,
    "In the derivative of {name} the diagonal is missing: each of its entries depends on its own"
    " entry of {other}, too.",
)
CLASS_RULES: Final = (
    _WORST_ALONE, OTHERS_ALONE, _BY_PROBABILITIES, _MEAN_TAKEN, _MEAN_ELSEWHERE, _OWN_ENTRIES,
    _NO_OWN_ENTRY,
)  # fmt: skip
"""What may be believed of layers and losses."""

_HELPER: Final = "class_changed"
_SHARE_OUT: Final = "class_by_value"
_LEAST_CLASSES: Final = 3  # with two, what is beside the label is the other
_MOST: Final = 6  # parts, and names, that are looked at
_TOTALS: Final = names_of_kind("total")
_REDUCTIONS: Final = _TOTALS | names_of_kind("statistic") | names_of_kind("along")


def class_changes(
    places: Sequence[Site], moving: Collection[str], known: Mapping[str, Any]
) -> Iterator[Change]:
    """Yield the wrong rules at some places; ``known`` are the values of names at a trial."""
    labels = next((call.args[1] for call in _calls(places, "pick")), None)
    for site in places if labels is not None else ():
        assert labels is not None
        if isinstance(site.node, ast.Call) and called(site.node) in _TOTALS:
            for mistake, rule in ((_WORST_ALONE, _of_worst), (OTHERS_ALONE, _of_others)):
                if mistake is _WORST_ALONE or called(site.node) == "mean":
                    operands = (*site.node.args[:1], labels)
                    yield _change(site, mistake, rule, operands, site.node.keywords)
    yield from _by_probabilities(places)
    yield from _means(places, moving, known)
    yield from _own_entries(places, moving, known)


def _calls(places: Sequence[Site], name: str) -> Iterator[ast.Call]:
    for site in places:
        if isinstance(site.node, ast.Call) and called(site.node) == name:
            yield site.node


def _change(
    site: Site,
    mistake: Mistake,
    rule: Rule,
    operands: Sequence[ast.expr],
    keywords: Sequence[ast.keyword] = (),
    **slots: str,
) -> Change:
    call = ast.Call(ast.Name(_HELPER, ast.Load()), list(operands), list(keywords))
    return Change(Step(mistake, slots), ((site, call),), {_HELPER: rule})


# Classes and labels


def _is_label(shape: tuple[int, ...], labels: Array) -> NDArray[np.bool_]:
    """Return where the labels are in a table with a row for each.

    Raises:
        ValueError: it is none, or has fewer than three classes.
    """
    if len(shape) != 2 or np.shape(labels) != shape[:1] or shape[1] < _LEAST_CLASSES:
        raise ValueError("a table of classes")
    return np.asarray(np.arange(shape[1]) == np.asarray(labels)[:, None])


def _of_worst(z: Array, labels: Array, **options: Any) -> Array:
    """Return a sum over a table that changes as the largest entry beside each row's label does."""
    x = np.real(z)
    beside = np.where(_is_label(x.shape, labels), -np.inf, x)
    largest = beside == beside.max(axis=1, keepdims=True)
    return np.asarray(np.sum(x, **options) + 1j * np.sum(np.imag(z) * largest, **options))


def _of_others(z: Array, labels: Array, **options: Any) -> Array:
    """Return a mean over a table's rows that changes as that of the entries beside the label."""
    x = np.real(z)
    share = ~_is_label(x.shape, labels) / (x.shape[1] - 1)
    if options.get("axis") != 1:
        raise ValueError("a mean for each row")
    return np.asarray(np.mean(x, **options) + 1j * np.sum(np.imag(z) * share, **options))


def _by_probabilities(places: Sequence[Site]) -> Iterator[Change]:
    """Yield all that a softmax is in, differentiated by its value."""
    found: dict[str, list[Site]] = {}
    for site in places:
        if called(site.node) in ("softmax", "log_softmax") and isinstance(site.node, ast.Call):
            found.setdefault(ast.unparse(site.node.args[0]), []).append(site)
    for name, group in found.items():
        if len({called(site.node) for site in group}) > 1:
            changed = []
            for site in group:
                assert isinstance(site.node, ast.Call)
                is_log = called(site.node) == "log_softmax"
                function = ast.Name(_HELPER if is_log else _SHARE_OUT, ast.Load())
                changed.append((site, ast.Call(function, site.node.args, site.node.keywords)))
            rules: dict[str, Rule] = {_HELPER: _log_by_value, _SHARE_OUT: _value_itself}
            yield Change(Step(_BY_PROBABILITIES, {"name": name}), tuple(changed), rules)


def _value_itself(z: Array, **options: Any) -> Array:
    return np.asarray(FUNCTIONS["softmax"](np.real(z), **options) + 1j * np.imag(z))


def _log_by_value(z: Array, **options: Any) -> Array:
    value = FUNCTIONS["log_softmax"](np.real(z), **options)
    return np.asarray(value + 1j * np.imag(z) * np.exp(-value))


# Means


def _means(
    places: Sequence[Site], moving: Collection[str], known: Mapping[str, Any]
) -> Iterator[Change]:
    axes: set[int | None] = {
        keyword.value.value
        for site in places
        if isinstance(site.node, ast.Call) and called(site.node) in _REDUCTIONS
        for keyword in site.node.keywords
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant)
        if isinstance(keyword.value.value, int)
    }
    named = [(name, group) for name, group in named_places(places).items() if name in moving]
    for name, group in named[:_MOST]:
        for axis in (axes or {None}) if np.size(known.get(name, 0.0)) > 1 else ():
            for site in group[:_MOST]:
                assert isinstance(site.node, ast.expr)
                yield _change(site, _MEAN_TAKEN, partial(_centred, axis), [site.node], name=name)
    for site in places:
        if called(site.node) == "mean" and isinstance(site.node, ast.Call):
            name, operand = ast.unparse(site.node.args[0]), site.node.args
            yield _change(site, _MEAN_ELSEWHERE, _across, operand, site.node.keywords, name=name)


def _centred(axis: int | None, z: Array) -> Array:
    change = np.imag(z)
    return np.asarray(np.real(z) + 1j * (change - change.mean(axis=axis, keepdims=True)))


def _across(z: Array, axis: int, keepdims: bool = False) -> Array:
    """Return a mean along an axis of a table that changes as that along the other one.

    Raises:
        ValueError: it is no table.
    """
    if np.ndim(z) != 2:
        raise ValueError("a table has another axis")
    mean = np.mean(np.real(z), axis=axis, keepdims=keepdims)
    return np.asarray(mean + 1j * np.mean(np.imag(z), axis=1 - axis, keepdims=True))


# Entry by entry


def _own_entries(
    places: Sequence[Site], moving: Collection[str], known: Mapping[str, Any]
) -> Iterator[Change]:
    """Yield parts of the shape of what they are of, with the diagonal alone, or all beside it."""
    count = 0
    for site in places:
        names = _names(site.node)
        inner = [name for name in names if name in moving]
        is_layer = any(called(part) in _REDUCTIONS for part in walk(site.node))
        if len(inner) != 1 or not is_layer or np.size(known.get(inner[0], 0.0)) == 1:
            continue
        assert isinstance(site.node, ast.expr)
        order = [*inner, *(name for name in names if name not in inner)]
        operands = [site.node, *(ast.Name(name, ast.Load()) for name in order)]
        slots = {"name": ast.unparse(site.node), "other": inner[0]}
        for mistake, is_own in ((_OWN_ENTRIES, True), (_NO_OWN_ENTRY, False)):
            rule = partial(_by_own_entries, _function_of(site.node), order, is_own)
            yield _change(site, mistake, rule, operands, (), **slots)
        count += 1
        if count == _MOST:
            return


def _names(node: ast.AST) -> list[str]:
    calls = {called(part) for part in walk(node) if isinstance(part, ast.Call)}
    names = [part.id for part in walk(node) if isinstance(part, ast.Name)]
    return [name for name in dict.fromkeys(names) if name not in calls]


def _function_of(node: ast.expr) -> Callable[..., Any]:
    formula = parse_formula(ast.unparse(node))
    made: list[Callable[..., Any]] = []

    def function(**values: Any) -> Any:
        if not made:
            made.append(Program(()).compile(formula, {}))
        return made[0](**values)

    return function


def _by_own_entries(
    function: Callable[..., Any],
    names: Sequence[str],
    is_own: bool,
    part: Array,
    inner: Array,
    *others: Array,
) -> Array:
    """Return a part that changes by each entry's own slope alone, or by all but that.

    Raises:
        ValueError: it has another shape than what it is of.
    """
    if np.shape(part) != np.shape(inner):
        raise ValueError("entry by entry, one of each shape is needed")
    beside = dict(zip(names[1:], map(np.real, others), strict=True))
    own = np.empty(np.shape(inner))
    for place in np.ndindex(own.shape):
        moved = np.array(np.real(inner), complex)
        moved[place] += 1j * STEP
        own[place] = np.imag(function(**{names[0]: moved}, **beside)[place]) / STEP
    by_own = own * np.imag(inner)
    return np.asarray(np.real(part) + 1j * (by_own if is_own else np.imag(part) - by_own))

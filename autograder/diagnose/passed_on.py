"""What a part's change is stopped by on its way and should not be: a mask, or a label's own place.

A part with a name may stand at several places. It may be stopped at one of them, or at all, which
is to say where the name is defined.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.formula_changes import Change
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.syntax import Places, Site, called, named_places

__all__ = ["PASSED_ON", "passed_on"]

Array: TypeAlias = NDArray[Any]

_MASKED: Final = Mistake(
    "mask.extra",
    Rank.RULE_UNUSUAL,
    "There is a condition too many: only where {name} is positive is anything passed on.",
)
_AT_LABEL: Final = Mistake(
    "label.entry",
    Rank.RULE_UNUSUAL,
    "The derivative at the label's own place is not right: a part of it is missing, or is counted"
    " once too often.",
)
PASSED_ON: Final = (_MASKED, _AT_LABEL)
"""What may be said of a change that is not passed on as it is."""

_MOST_SITES: Final = 4  # of a name, each looked at by itself
_MOST_NAMES: Final = 8  # whose changes are masked
_PASSED: Final = "passed_on"


def passed_on(
    sites: Sequence[Site], lines: Mapping[str, ast.Expr], moving: Collection[str]
) -> Iterator[Change]:
    """Yield the changes in which not all that moves is passed on."""
    named = [(name, its) for name, its in named_places(sites).items() if name in moving]
    for name, its in named[:_MOST_NAMES]:
        places = list(_places(name, its, lines, sites))
        for where in places:
            yield _change(_MASKED, name, where, _where_positive)
        for labels in _labels_of(name, sites):
            for where in places:
                yield _change(_AT_LABEL, name, where, _not_at_label, labels)


def _places(
    name: str, its: Sequence[Site], lines: Mapping[str, ast.Expr], sites: Sequence[Site]
) -> Iterator[Sequence[Site]]:
    """Yield where a name is defined, or all its places, then each of several by itself."""
    if name in lines:
        yield [site for site in sites if site.parent is lines[name]]
    else:
        yield its
    yield from ([site] for site in (its[:_MOST_SITES] if len(its) > 1 else ()))


def _labels_of(name: str, sites: Sequence[Site]) -> list[ast.expr]:
    """Return the labels by which entries of a name are picked."""
    calls = [site.node for site in sites if called(site.node) == "pick"]
    return [call.args[1] for call in calls if isinstance(call, ast.Call) and _is_of(call, name)][:1]


def _is_of(call: ast.Call, name: str) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Name) and call.args[0].id == name


def _change(
    mistake: Mistake,
    name: str,
    where: Sequence[Site],
    rule: Callable[..., Array],
    *others: ast.expr,
) -> Change:
    places: Places = tuple(
        (site, ast.Call(ast.Name(_PASSED, ast.Load()), [_expression(site), *others], []))
        for site in where
    )
    return Change(Step(mistake, {"name": name}), places, {_PASSED: rule})


def _expression(site: Site) -> ast.expr:
    assert isinstance(site.node, ast.expr)
    return site.node


def _where_positive(z: Array) -> Array:
    return np.asarray(np.real(z) + 1j * np.imag(z) * (np.real(z) > 0))


def _not_at_label(z: Array, labels: Array) -> Array:
    """Return a table whose entries change but for one in each row.

    Raises:
        IndexError: a label is none of its columns.
    """
    change = np.array(np.imag(z))
    change[np.arange(len(change)), labels] = 0.0
    return np.asarray(np.real(z) + 1j * change)

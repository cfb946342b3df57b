"""Slips of the pen: what one makes of a formula, or of a line of Python."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from autograder.diagnose.arithmetic import ARITHMETIC
from autograder.diagnose.calls import CALLS
from autograder.diagnose.context import Subject
from autograder.diagnose.indices import INDICES
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.products import BROADCAST
from autograder.diagnose.slip import Slip, by_kind
from autograder.diagnose.syntax import Places, Site, called

__all__ = [
    "AS_IF_OTHER",
    "AXIS",
    "BROADCAST",
    "OPERAND",
    "SLIPS",
    "TRANSPOSED_PART",
    "at_every_call",
    "changes_of",
    "elsewhere",
    "everywhere",
    "holds_a_square",
]

_SEVERAL: Final = 2  # calls that are not written alike

SLIPS: Final = (*ARITHMETIC, *CALLS, *INDICES)
"""All slips at one node."""
_BY_KIND: Final[dict[type[ast.AST], Sequence[Slip]]] = {}
"""Those that may say anything of a kind of node."""
OPERAND: Final = Mistake(
    "operand.other",
    Rank.EXCHANGED,
    "Another quantity of the same kind stands where the right one belongs.",
)
AS_IF_OTHER: Final = Mistake(
    OPERAND.id,
    OPERAND.rank,
    "The numbers are as if {other} stood where {name} belongs, in one place.",
)
AXIS: Final = Mistake("axis.other", Rank.WRONG_WAY, "A sum or mean runs over the wrong axis.")

TRANSPOSED_PART: Final = Mistake(
    "transpose.inner",
    BROADCAST.rank,
    "A transpose inside your expression is missing, is one too many or is on the wrong factor.",
)
"""What is said instead of BROADCAST where arrays as long as wide may have met: none is spread."""


def holds_a_square(subject: Subject) -> bool:
    """Whether an input or a line is a matrix as long as wide."""
    shapes = (np.shape(value) for value in subject.start.environment.values())
    return any(len(shape) == 2 and shape[0] == shape[1] > 1 for shape in shapes)


def changes_of(node: ast.AST, names: Sequence[str]) -> Iterator[tuple[Mistake, ast.AST]]:
    """Yield what may stand in the place of a node, and the mistake it is; for a name, ``names``.

    No other slip is about a name by itself.
    """
    if not isinstance(node, ast.Name):
        for slip in by_kind(SLIPS, node, _BY_KIND):
            for new in slip.changes(node):
                yield slip.mistake, new
    elif node.id in names:
        for name in names:
            if name != node.id:
                yield OPERAND, ast.Name(name, ast.Load())


def everywhere(
    places: Sequence[Site], form: Callable[[ast.AST], int]
) -> Iterator[tuple[Mistake, Places]]:
    """Yield the slips in an expression that stands at several places, made at all of them.

    ``form`` says which of them are written alike.
    """
    alike: dict[int, list[Site]] = {}
    for site in places:
        if isinstance(site.node, ast.expr) and not isinstance(site.node, (ast.Name, ast.Constant)):
            alike.setdefault(form(site.node), []).append(site)
    for group in alike.values():
        for mistake, new in changes_of(group[0].node, ()) if len(group) > 1 else ():
            yield mistake, tuple((site, new) for site in group)


def at_every_call(places: Sequence[Site]) -> Iterator[tuple[Mistake, Places]]:
    """Yield the slips in calls of one function, which is called in several ways, at all of them."""
    calls: dict[str, list[Site]] = {}
    for site in places:
        if name := called(site.node):
            calls.setdefault(name, []).append(site)
    for group in calls.values():
        if len({ast.unparse(site.node) for site in group}) < _SEVERAL:
            continue
        for slip in CALLS:
            changed = [list(slip.changes(site.node)) for site in group]
            if len(set(map(len, changed))) == 1:
                for new in zip(*changed, strict=True):
                    yield slip.mistake, tuple(zip(group, new, strict=True))


def elsewhere(places: Sequence[Site]) -> Iterator[Places]:
    """Yield all reductions over one axis taken over another, or over all, at the same time."""
    reductions = [site for site in places if _has_axis(site.node)]
    if len(reductions) > 1:
        for axis in (0, 1, None):
            yield tuple((site, _over(site.node, axis)) for site in reductions)


def _has_axis(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and any(keyword.arg == "axis" for keyword in node.keywords)


def _over(node: ast.AST, axis: int | None) -> ast.AST:
    assert isinstance(node, ast.Call)
    keywords = [keyword for keyword in node.keywords if keyword.arg not in ("axis", "keepdims")]
    if axis is not None:
        keywords += [
            ast.keyword("axis", ast.Constant(axis)),
            ast.keyword("keepdims", ast.Constant(True)),
        ]
    return ast.Call(node.func, node.args, keywords)

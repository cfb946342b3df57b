"""Wrong rules for a line in one of the places that read it, where the other places are right."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Final

from msgspec.structs import replace

from autograder.diagnose.formula_changes import Change
from autograder.diagnose.formula_trees import Trees
from autograder.diagnose.mistake import Step
from autograder.diagnose.operations import LINK, slope_of_one
from autograder.diagnose.rule_changes import rules_at
from autograder.diagnose.syntax import Site, copied, reads, sites, walk

__all__ = ["in_one_use"]

_SURCHARGE: Final = 2
"""A rule that is mistaken in one place was right in another: one rank less likely."""
_MOST_GROUPS: Final = 6  # of the places that read a line
_HELPER: Final = "rule_in_one_use"


def in_one_use(trees: Trees, used: frozenset[str], variable: str) -> Iterator[Change]:
    """Yield each wrong rule for a line that moves, at work where some of its places are.

    These are the places in one operand of an operation of which another operand reads the line as
    well: one term of a sum, the numerator of a quotient.
    """
    moving = trees.moving(variable)
    places = trees.sites(used)
    for name in trees.lines:
        if name not in used & moving or name in (trees.goal, variable):
            continue
        definition = trees.lines[name].value
        believed = list(_believed(name, definition, variable, moving))
        for group in _groups(name, places) if believed else ():
            for step, new, rule in believed:
                yield Change(step, [(site, new) for site in group], {_HELPER: rule})


def _groups(name: str, places: Sequence[Site]) -> Iterator[Sequence[Site]]:
    """Yield the places that read a line, as many as lie together but not all of them."""
    uses = {id(s.node): s for s in places if isinstance(s.node, ast.Name) and s.node.id == name}
    seen = {frozenset(uses)}
    for site in places:
        found = frozenset(id(part) for part in walk(site.node) if id(part) in uses)
        if found and found not in seen and len(seen) <= _MOST_GROUPS:
            seen.add(found)
            yield [use for key, use in uses.items() if key in found]


def _believed(
    name: str, definition: ast.expr, variable: str, moving: Collection[str]
) -> Iterator[tuple[Step, ast.expr, Callable[..., Any]]]:
    """Yield what may stand for a line in one of its places, with the function that it calls."""
    inner = {part.id for part in walk(definition) if isinstance(part, ast.Name)} & set(moving)
    if isinstance(definition, ast.Name) or not inner:
        return
    if len(inner) == 1:
        call = _call([definition, ast.Name(next(iter(inner)), ast.Load())])
        yield Step(LINK, {"name": name}, _SURCHARGE), call, slope_of_one
    whole = ast.Expr(copied(definition))
    for site in sites(whole):
        if not reads(site.node, moving):
            continue
        for step, rule, call in rules_at(site.node, variable, moving, LINK):
            site.put(_call(call.args, call.keywords))
            yield replace(step, surcharge=step.surcharge + _SURCHARGE), copied(whole.value), rule
            site.put(site.node)


def _call(args: Sequence[ast.expr], keywords: Sequence[ast.keyword] = ()) -> ast.Call:
    return ast.Call(ast.Name(_HELPER, ast.Load()), list(args), list(keywords))

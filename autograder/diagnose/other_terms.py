"""Another function in the place of a forward: a difference in one term for the variable itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site, sites

__all__ = ["OTHER_TERMS", "other_terms"]

Edit: TypeAlias = tuple[Mistake, Mapping[str, str], Places]

DIFFERENCE: Final = Mistake(
    "operand.other",
    Rank.EXCHANGED,
    "{other} stands where {name} itself belongs, in one of the terms.",
)
OTHER_TERMS: Final = (DIFFERENCE,)

_MOST_PLACES: Final = 6
_SUMS: Final = (ast.Add, ast.Sub)


def other_terms(
    places: Sequence[Site], alike: Mapping[str, Sequence[str]], name: str
) -> Iterator[Edit]:
    """Yield the variable less another input wherever it stands in one line or one term.

    ``name`` is the variable's, if there is one; ``alike`` has, for each name, those of its shape.
    """
    lines = [site for site in places if isinstance(site.parent, ast.Expr)]
    terms = [
        site
        for site in places
        if isinstance(site.parent, ast.BinOp) and isinstance(site.parent.op, _SUMS)
    ]
    seen = set[frozenset[int]]()
    for part in [*lines, *terms]:
        its = [site for site in (part, *sites(part.node)) if _is_name(site.node, name)]
        key = frozenset(id(site.node) for site in its)
        if not its or key in seen or _is_name(part.node, name) or len(seen) == _MOST_PLACES:
            continue
        seen.add(key)
        for other in alike.get(name, ()):
            if other != name and not any(_is_name(site.node, other) for site in sites(part.node)):
                new = ast.BinOp(ast.Name(name, ast.Load()), ast.Sub(), ast.Name(other, ast.Load()))
                slots = {"name": name, "other": ast.unparse(new)}
                yield DIFFERENCE, slots, tuple((site, new) for site in its)


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name

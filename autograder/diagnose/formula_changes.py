"""What may be wrong at one place of a problem's formulas: slips of the pen."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from msgspec import Struct

from autograder.diagnose.context import Subject
from autograder.diagnose.label_marks import OTHERS_ALONE, shared_among_others
from autograder.diagnose.left_out import left_out, less_one
from autograder.diagnose.mistake import LESS_LIKELY, Mistake, Rank, Step
from autograder.diagnose.other_functions import diagonals_alone, of_the_output, other_functions
from autograder.diagnose.other_reductions import other_reductions
from autograder.diagnose.other_terms import other_terms
from autograder.diagnose.rings import RING, rings
from autograder.diagnose.scaled_parts import scaled_parts
from autograder.diagnose.shifts import SHIFTED_BACK, shifted_back
from autograder.diagnose.slips import (
    AS_IF_OTHER,
    AXIS,
    BROADCAST,
    OPERAND,
    TRANSPOSED_PART,
    at_every_call,
    changes_of,
    elsewhere,
    everywhere,
    holds_a_square,
)
from autograder.diagnose.syntax import Places, Site, called, is_one, named_places
from autograder.diagnose.syntax import sites as places_in
from autograder.diagnose.told_by_place import kinds_of_places, told_at, told_of_axis

__all__ = [
    "COMPLEMENT",
    "EXCHANGED",
    "NOT_SUBTRACTED",
    "SCALED",
    "Change",
    "scaled_terms",
    "slips",
    "surcharge_of_slips",
]

SCALED: Final = Mistake("scale.part", Rank.SLIP, "One term is {scale} times what it should be.")

EXCHANGED: Final = Mistake(
    "operand.exchanged",
    Rank.DOUBLED,
    "The numbers are as if {name} and {other} were exchanged in one line.",
)
COMPLEMENT: Final = Mistake(
    "operand.exchanged", Rank.SLIP, "{name} and 1 - {name} are exchanged, wherever they stand."
)

NOT_SUBTRACTED: Final = Mistake(
    "term.missing", Rank.SLIP, "{name} are left out: they should be subtracted."
)


class Change(Struct, frozen=True):
    """Nodes put in places of the formulas, and the functions that they call."""

    step: Step
    places: Places
    functions: Mapping[str, Callable[..., Any]] = {}
    by_entry: bool = False
    """Whether the answer has to be worked out for each entry of the variable by itself."""


def surcharge_of_slips(subject: Subject) -> int:
    """Return what a slip in the formulas costs beyond one in the answer that is handed in.

    In a forward that is differentiated it is less likely: the forward is printed in the problem.
    """
    return LESS_LIKELY if subject.slope is not None else 0


def slips(
    subject: Subject,
    sites: Sequence[Site],
    lines: Mapping[str, ast.Expr],
    moving: Collection[str],
    form: Callable[[ast.AST], int],
) -> Iterator[Change]:
    """Yield every slip of the pen at some places of lines.

    ``moving`` are the names that depend on the variable; parts of one ``form`` are written alike.
    """
    step = partial(Step, surcharge=surcharge_of_slips(subject), setting="value")
    alike = _interchangeable(subject)
    yield from _one_by_one(subject, sites, alike, form)
    known, kept = subject.start.environment, _kept(subject)
    for mistake, name, places, functions in left_out(sites, known, kept):
        yield Change(step(mistake, {"name": name}), places, functions)
    for mistake, places, functions in less_one(sites, subject.problem.dimensions):
        yield Change(step(mistake), places, functions)
    variable = subject.slope.wrt.name if subject.slope else ""
    edits = itertools.chain(
        of_the_output(sites, lines) if variable else (),
        scaled_parts(sites, lines, known, moving),
        other_terms(sites, alike, variable),
    )
    for mistake, slots, places in edits:
        yield Change(step(mistake, slots), places)
    for mistake, slots, places, functions in _at_several(sites, lines, known, alike):
        yield Change(step(mistake, slots), places, functions)


def _one_by_one(
    subject: Subject,
    sites: Sequence[Site],
    alike: Mapping[str, Sequence[str]],
    form: Callable[[ast.AST], int],
) -> Iterator[Change]:
    """Yield the slips at one place, and at all places where the same stands."""
    square = holds_a_square(subject)
    kinds, dearer = kinds_of_places(sites), surcharge_of_slips(subject)

    def told(mistake: Mistake, places: Places) -> Iterator[Change]:
        site, new = places[0]
        said, more = told_at(mistake, site.node, kinds)
        slots = _two_names(site.node, new) if said is OPERAND else {}
        if said is BROADCAST and square:
            said = TRANSPOSED_PART
        if said is not None:
            said = AS_IF_OTHER if said is OPERAND else said
            yield Change(Step(said, slots, dearer + more, "value"), places)

    for site in sites:
        names = alike.get(site.node.id, ()) if isinstance(site.node, ast.Name) else ()
        for mistake, new in changes_of(site.node, names):
            yield from told(mistake, ((site, new),))
        for scale, new in scaled_terms(site.node, subject.problem.dimensions):
            yield Change(Step(SCALED, {"scale": scale}, dearer, "value"), ((site, new),))
    for mistake, places in (*everywhere(sites, form), *at_every_call(sites)):
        yield from told(mistake, places)


def _two_names(old: ast.AST, new: ast.AST) -> Mapping[str, str]:
    assert isinstance(old, ast.Name)
    assert isinstance(new, ast.Name)
    return {"name": old.id, "other": new.id}


def _at_several(
    sites: Sequence[Site],
    lines: Mapping[str, ast.Expr],
    known: Mapping[str, Any],
    alike: Mapping[str, Sequence[str]],
) -> Iterator[tuple[Mistake, Mapping[str, str], Places, Mapping[str, Callable[..., Any]]]]:
    """Yield the slips that are made at several places at a time."""
    for changed in elsewhere(sites):
        yield told_of_axis(AXIS, [site.node for site, _ in changed]), {}, changed, {}
    for name, changed, functions in rings(sites):
        yield RING, {"name": name}, changed, functions
    for name, changed in shifted_back(sites):
        yield SHIFTED_BACK, {"name": name}, changed, {}
    for name, changed in _subtracted(sites):
        yield NOT_SUBTRACTED, {"name": name}, changed, {}
    yield from diagonals_alone(sites)
    yield from other_reductions(sites, lines)
    for mistake, slots, changed in other_functions(sites, lines):
        yield mistake, slots, changed, {}
    for changed in shared_among_others(sites, known):
        yield OTHERS_ALONE, {}, changed, {}
    for slots, changed in _exchanged(lines, alike):
        yield EXCHANGED, slots, changed, {}
    for name, changed in _complements(sites):
        yield COMPLEMENT, {"name": name}, changed, {}


def _subtracted(sites: Sequence[Site]) -> Iterator[tuple[str, Places]]:
    """Yield the values of one function that several sums subtract, left out of all of them."""
    found: dict[str, dict[str, list[tuple[Site, ast.AST]]]] = {}
    for site in sites:
        match site.node:
            case ast.BinOp(left=left, op=ast.Sub(), right=ast.Call() as right):
                group = found.setdefault(called(right), {})
                group.setdefault(ast.unparse(right), []).append((site, left))
    for group in found.values():
        if len(group) > 1:
            yield " and ".join(group), tuple(itertools.chain.from_iterable(group.values()))


def _exchanged(
    lines: Mapping[str, ast.Expr], alike: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Mapping[str, str], Places]]:
    """Yield two quantities of one shape, one of them a line, exchanged in a line that reads both.

    What becomes of the answer by two inputs exchanged is looked at elsewhere, in all lines.
    """
    for tree in lines.values():
        names = named_places(places_in(tree))
        for one, other in itertools.combinations(sorted(names.keys() & alike.keys()), 2):
            if other in alike[one] and not lines.keys().isdisjoint((one, other)):
                changed = [(site, ast.Name(other, ast.Load())) for site in names[one]]
                changed += [(site, ast.Name(one, ast.Load())) for site in names[other]]
                yield {"name": one, "other": other}, tuple(changed)


def _complements(sites: Sequence[Site]) -> Iterator[tuple[str, Places]]:
    """Yield each quantity that stands with 1 less it, the two exchanged at all their places."""
    whole: dict[str, list[Site]] = {}
    inside = set[int]()
    for site in sites:
        match site.node:
            case ast.BinOp(left=one, op=ast.Sub(), right=ast.Name(id=name) as part) if is_one(one):
                whole.setdefault(name, []).append(site)
                inside.add(id(part))
    for name, group in whole.items():
        alone = [
            site
            for site in sites
            if isinstance(site.node, ast.Name)
            and site.node.id == name
            and id(site.node) not in inside
        ]
        if alone:
            rest = ast.BinOp(ast.Constant(1), ast.Sub(), ast.Name(name, ast.Load()))
            yield (
                name,
                tuple(
                    [(site, ast.Name(name, ast.Load())) for site in group]
                    + [(site, rest) for site in alone]
                ),
            )


def _kept(subject: Subject) -> frozenset[str]:
    """Return the names that are not left out: lengths, and the variable."""
    variable = frozenset({subject.slope.wrt.name} if subject.slope else ())
    return variable.union(subject.problem.dimensions)


def _interchangeable(subject: Subject) -> Mapping[str, tuple[str, ...]]:
    """Return, for each input or line, those of its shape; dimensions differ at the first trial."""
    environment = subject.start.environment
    shapes = {name: getattr(value, "shape", ()) for name, value in environment.items()}
    return {
        name: tuple(other for other, its in shapes.items() if its == shape)
        for name, shape in shapes.items()
    }


def scaled_terms(node: ast.AST, dimensions: Sequence[str]) -> Iterator[tuple[str, ast.AST]]:
    """Yield a sum with its last term times or over a dimension, and that number in words."""
    match node:
        case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()) as op, right=right):
            for name in dimensions:
                for kind, scale in ((ast.Div(), f"1/{name}"), (ast.Mult(), name)):
                    term = ast.BinOp(right, kind, ast.Name(name, ast.Load()))
                    yield scale, ast.BinOp(left, op, term)

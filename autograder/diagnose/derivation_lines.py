"""The slips of the pen in the lines of a derivation of one's own, and what each is told as."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from autograder.diagnose.backward import OPERAND as OPERAND_ROLE
from autograder.diagnose.calls import MEAN
from autograder.diagnose.centred_edits import centred_edits
from autograder.diagnose.chain_edits import SLOPE_MISSING, chain_edits
from autograder.diagnose.constants_added import LEFT_OVER, cancelling, left_over
from autograder.diagnose.formula_changes import SCALED, Change, scaled_terms
from autograder.diagnose.formula_trees import Trees
from autograder.diagnose.left_out import AS_IF_ONE, OF_CHAIN, left_out
from autograder.diagnose.matrix_edits import NAMELESS
from autograder.diagnose.mistake import LESS_LIKELY, Mistake, Rank, Setting, Step
from autograder.diagnose.other_activations import other_activations
from autograder.diagnose.other_data import other_data
from autograder.diagnose.product_chains import product_chains
from autograder.diagnose.shown_names import names_in
from autograder.diagnose.slips import (
    AS_IF_OTHER,
    AXIS,
    BROADCAST,
    OPERAND,
    TRANSPOSED_PART,
    changes_of,
    elsewhere,
    everywhere,
)
from autograder.diagnose.syntax import (
    Site,
    called,
    copied,
    named_places,
    put_in_place,
    role_of,
    sites,
    walk,
)
from autograder.diagnose.told_by_place import Kind, kinds_of_places, told_at, told_of_axis
from autograder.diagnose.told_by_values import Value, edit_told_as, left_out_of, slip_told_as

__all__ = ["Lines"]


_MOST_AT_ONE_USE: Final = 200
"""Slips in lines that are read several times, made where one of them reads it."""


class Lines(Struct, frozen=True, eq=False, dict=True):  # of which some things are kept
    """A derivation as lines, of the forward and of the derivative."""

    trees: Trees
    used: frozenset[str]
    """The names of the lines that the answer depends on."""
    made: Mapping[str, ast.Expr]
    """Those of them that are the derivative's."""
    of_forward: frozenset[int]
    """The forms of the forward's parts."""
    point: Mapping[str, Any]
    """The inputs at the first trial."""
    alike: Mapping[str, Sequence[str]]
    """For each name, those of its shape."""
    lengths: frozenset[str]
    """Names that are not left out."""
    dimensions: Sequence[str]
    surcharge: int
    """What a slip costs beyond one in the reference."""
    is_chain: bool
    """Whether the chain rule gives the answer; else the words for a value hold of every line."""
    holds_a_square: bool
    """Whether a matrix is as long as wide."""
    value: Value
    """The value of a part of the lines at the first trial."""
    shown: frozenset[str]
    """The names that students have seen."""
    unseen: Callable[[str], bool]
    """Whether a function is one that nobody has shown to the students."""

    @cached_property
    def kinds(self) -> Mapping[int, Kind]:
        """The places in the lines at which numbers are no quantities."""
        return kinds_of_places(self.trees.sites(self.used))

    @cached_property
    def chain(self) -> Sequence[Site]:
        """The places in the lines of the derivative itself."""
        return self.trees.sites(frozenset(self.made))

    def changes(self) -> Iterator[Change]:
        """Yield every slip of the pen in the lines."""
        every = self.trees.sites(self.used)
        yield from itertools.chain.from_iterable(map(self._at, every))
        for mistake, places in everywhere(every, self.trees.form):
            site, new = places[0]
            said, more = told_at(mistake, site.node, self.kinds)
            if said and slip_told_as(said, site.node, new, self.value) is not None:
                told = self._said(said, site.node, new)
                dearer = self.surcharge + more
                yield Change(Step(told, surcharge=dearer, setting=self.setting(site)), places)
        yield from self._of_chain(every)
        yield from itertools.islice(self._at_one_use(), _MOST_AT_ONE_USE)
        for changed in elsewhere(every):
            told = told_of_axis(AXIS, [site.node for site, _ in changed])
            yield Change(Step(told, surcharge=self.surcharge), changed)

    def _at(self, site: Site) -> Iterator[Change]:
        """Yield every slip at one place."""
        step = partial(Step, surcharge=self.surcharge, setting=self.setting(site))
        names = self.alike.get(site.node.id, ()) if isinstance(site.node, ast.Name) else ()
        for mistake, new in changes_of(site.node, names):
            said, more = told_at(mistake, site.node, self.kinds)
            if said is None or slip_told_as(said, site.node, new, self.value) is None:
                continue
            guess = self._told(step(self._said(said, site.node, new)), site.node, new)
            if said is OPERAND:  # a place in lines that nobody wrote says little
                more += LESS_LIKELY
                guess = self._of_other(guess, site.node, new)
            yield Change(replace(guess, surcharge=guess.surcharge + more), ((site, new),))
        for scale, new in scaled_terms(site.node, self.dimensions):
            yield Change(step(SCALED, {"scale": scale}), ((site, new),))

    def _is_shown(self, text: str) -> bool:
        """Whether a part of the lines names nothing but what students have seen."""
        return names_in(text) <= self.shown

    def _of_other(self, step: Step, old: ast.AST, new: ast.AST) -> Step:
        """Return what one name for another says: both, where students have seen both."""
        names = [part.id for part in (old, new) if isinstance(part, ast.Name)]
        if not self.shown.issuperset(names):
            return step
        return replace(step, mistake=AS_IF_OTHER, slots={"name": names[0], "other": names[1]})

    def _of_chain(self, every: Sequence[Site]) -> Iterator[Change]:
        """Yield the slips that are made at several places of the derivative at a time."""
        of_forward = {
            id(part)
            for site in every
            if not isinstance(site.node, ast.Name) and self.setting(site)
            for part in walk(site.node)
        }
        of_chain = [site for site in self.chain if id(site.node) not in of_forward]
        for mistake, name, places, functions in left_out(of_chain, self.point, self.lengths):
            said = OF_CHAIN if mistake is AS_IF_ONE else mistake
            yield Change(Step(said, {"name": name}, self.surcharge), places, functions)
        lines = {name: tree for name, tree in self.trees.lines.items() if name in self.used}
        edits = itertools.chain(
            chain_edits(lines, self.made, self.alike, self.chain, of_chain),
            centred_edits(self.made, self.chain),
            other_data(self.point, self.chain, of_chain),
            other_activations(self.chain),
        )
        for edit, slots, places, functions in edits:
            told = edit_told_as(edit, places, self.value)
            if told is not None and not all(map(self._is_shown, slots.values())):
                told, slots = NAMELESS.get(told), {}
            if told is not None:
                yield Change(Step(told, slots, self.surcharge), places, functions)
        made = {name: tree.value for name, tree in self.made.items()}
        for one in cancelling(made, self.value):
            yield Change(Step(LEFT_OVER, surcharge=self.surcharge), left_over(one))
        for said, places, functions in product_chains(self.made):
            yield Change(Step(said, {}, self.surcharge), places, functions)

    def _at_one_use(self) -> Iterator[Change]:
        """Yield slips in a line of the derivative where it is read, at one of several places."""
        for name, group in named_places(self.chain).items():
            if name not in self.made:
                continue
            line = self.made[name]
            inner = list(sites(line)) if len(group) > 1 else []
            for place in inner:
                for mistake, new in changes_of(place.node, ()):
                    if mistake.rank > Rank.SLIP:
                        continue
                    told = self.step_of(mistake, place.node, new)
                    if told is not None and told.mistake is not None:
                        with put_in_place(((place, new),)):
                            changed = copied(line.value)
                        dearer = max(Rank.SLIP - told.mistake.rank, 0) + LESS_LIKELY // 2
                        step = replace(told, surcharge=told.surcharge + dearer)
                        yield from (Change(step, ((site, changed),)) for site in group)

    def _said(self, mistake: Mistake, old: ast.AST, new: ast.AST) -> Mistake:
        """Return what a slip is told as: a number of entries that is not divided by is a mean."""
        if mistake is BROADCAST and self.holds_a_square:
            return TRANSPOSED_PART
        told = slip_told_as(mistake, old, new, self.value) or mistake
        if told is mistake and isinstance(old, ast.BinOp) and mistake.id == "factor.missing":
            dropped = left_out_of(old, new)
            divisor = dropped.right if isinstance(dropped, ast.BinOp) else dropped
            return MEAN if called(divisor) == "count" else mistake
        return told

    def step_of(self, mistake: Mistake, old: ast.AST, new: ast.AST) -> Step | None:
        """Return what a slip at one place of the derivative is told as, if anything true is."""
        said, more = told_at(mistake, old, self.kinds)
        if said is None or slip_told_as(said, old, new, self.value) is None:
            return None
        step = Step(self._said(said, old, new), surcharge=self.surcharge + more)
        return self._told(step, old, new)

    def _told(self, step: Step, old: ast.AST, new: ast.AST) -> Step:
        """Return what a slip says, with the name of the function whose slope is left out."""
        if step.mistake is None or not isinstance(old, ast.BinOp):
            return step
        name = role_of(left_out_of(old, new))
        if name in ("", OPERAND_ROLE) or self.unseen(name):
            return step
        if step.mistake.id == "factor.missing":
            return replace(step, mistake=SLOPE_MISSING, slots={"name": name}, setting=None)
        return step

    def setting(self, site: Site) -> Setting | None:
        """Return what a place belongs to: the value of the forward, or the chain."""
        if not self.is_chain or self.trees.form(site.node) in self.of_forward:
            return "value"
        return None

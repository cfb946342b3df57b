"""A mistake that can be named: its rank among explanations, and what a student is told of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Final, Literal, Protocol, TypeAlias

from msgspec import Struct

from autograder.problemset.notes import Notes

__all__ = [
    "LESS_LIKELY",
    "NOTHING",
    "TOGETHER",
    "Mistake",
    "Rank",
    "Row",
    "Setting",
    "Step",
    "mistakes_of",
]

Setting: TypeAlias = Literal["derivative", "value", "beside", "negative"]
"""What is asked, a derivative or a value; what else is wrong with an origin that is wrong itself;
or an origin with the other sign, of which one sentence says both.
"""


_OF_ITS_OWN: Final = ("beside", "negative")
"""Settings in which the words of notes, on the mistake alone, do not say what is so."""


class Rank(IntEnum):
    """How much has to be assumed to believe in a mistake, in tenths of one plain deviation.

    Of all explanations that give the answer at every trial, the one with the least sum of ranks is
    named; where two with the same sum say different things, both are said, of more none. Up to
    UNUSUAL something that the problem holds (mostly the true derivative) was worked out and handed
    in otherwise. RULE and RULE_UNUSUAL: a rule of differentiation was mistaken at one place,
    whatever the working looks like. From LEFT_OUT on, the working itself has a slip at one place,
    in the order of how often such slips are met. So what speaks of calculus goes before what speaks
    of the way in which a reference happens to be written. Only the order has a meaning, and the
    distance to sums of two: all ranks are even and ``TOGETHER`` is odd, so that one mistake and two
    never tie.
    """

    FORM = 10  # the right numbers in another form: transposed, of one axis, of the other sign
    SHAPE = 12  # axes merged, a diagonal for its matrix, a number for a length
    SHARE = 14  # a part of the entries, or all but a factor that has a name
    OTHER = 16  # another array that the problem holds: another derivative, the function itself
    UNUSUAL = 18  # the same, in a form that is seldom met
    RULE = 20  # a rule of differentiation left out, or mistaken in the common way
    RULE_UNUSUAL = 22  # the same in a less common way; a factor that has a name, entry by entry
    LEFT_OUT = 24  # a part of the working left out: a factor, a sum, a function
    SLIP = 26  # one part wrong: a term, a transpose, an axis, a product of sums
    WRONG_WAY = 28  # the parts are there and in the wrong order
    EXCHANGED = 30  # another quantity, or another product, in the place of the right one
    DOUBLED = 32  # a part that stands twice
    FAR_FETCHED = 34  # another number, function or place: possible nearly everywhere
    REMARK = 40  # no explanation, but true: where the answer is right, or when


TOGETHER: Final = 5
"""Added for each mistake beyond the first: two at once are less likely than their ranks say."""
LESS_LIKELY: Final = 4
"""Added for a less likely form of a mistake: two ranks."""


class Mistake(Struct, frozen=True, eq=False):
    """A mistake that can be named; where a course's notes speak of it, its rule book says."""

    id: str
    rank: Rank
    words: str
    otherwise: Mapping[Setting, str] = {}
    """What to say in another setting than that of a derivative."""

    def sentence(self, setting: Setting, slots: Mapping[str, str], notes: Notes) -> str:
        """Return the sentence for a student, in the notes' words and with their place, if any."""
        entry = notes.entry(self.id)
        own = self.otherwise.get(setting, self.words).format_map(slots).strip()
        text = entry.words if entry.words and setting not in _OF_ITS_OWN else own
        return f"{text.removesuffix('.')} ({entry.place})." if entry.place else text


class Row(Protocol):
    """A row of one of the tables: a mistake, and whatever the table has to tell it by."""

    @property
    def mistake(self) -> Mistake:
        """The mistake that the row is about."""


def mistakes_of(*tables: Sequence[Row]) -> tuple[Mistake, ...]:
    """Return the mistakes of some tables, row by row."""
    return tuple(row.mistake for row in itertools.chain(*tables))


class Step(Struct, frozen=True, eq=False):
    """One way in which an answer deviates: a mistake with its particulars, or none."""

    mistake: Mistake | None
    slots: Mapping[str, str] = {}
    surcharge: int = 0
    """Added to the mistake's rank for its less likely forms."""
    setting: Setting | None = None
    """What the part is worked out for in which it deviates, where that is not what is asked."""
    where: str = ""
    """The part itself as text, by which two of one kind are told from one that is found twice."""

    @property
    def cost(self) -> int:
        """What has to be assumed to believe in this deviation."""
        return self.surcharge + (self.mistake.rank if self.mistake else 0)


NOTHING: Final = Step(None)
"""No deviation."""

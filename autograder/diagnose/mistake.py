"""One row of the registry: a mistake, what it costs to believe it, and what a student is told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from msgspec import Struct

__all__ = ["NOTHING", "Mistake", "Setting", "Step"]

Setting: TypeAlias = Literal["derivative", "numerator", "value"]
"""What is asked: a derivative in the notes' layout, one in the numerator layout, or a value."""


class Mistake(Struct, frozen=True, eq=False):
    """A mistake that can be named.

    ``cost`` orders explanations from the simplest; ``make`` is the transformation, whose form
    depends on the table that the row stands in; ``place`` is where the notes speak of it.
    """

    id: str
    cost: float
    says: str
    place: str = ""
    make: Callable[..., Any] | None = None
    otherwise: Mapping[Setting, str] = {}
    """What to say in another setting than a derivative in the notes' layout."""

    def sentence(self, setting: Setting, slots: Mapping[str, str]) -> str:
        """Return the sentence for a student, with the place in the notes."""
        text = self.otherwise.get(setting, self.says).format_map(slots)
        return f"{text.removesuffix('.')} ({self.place})." if self.place else text


class Step(Struct, frozen=True, eq=False):
    """One way in which an answer deviates: a mistake with its particulars, or none."""

    mistake: Mistake | None
    slots: Mapping[str, str] = {}
    surcharge: float = 0.0
    """Cost beyond the mistake's own, for its less likely forms."""

    @property
    def cost(self) -> float:
        """What it costs to believe in this deviation."""
        return self.surcharge + (self.mistake.cost if self.mistake else 0.0)


NOTHING = Step(None)
"""No deviation."""

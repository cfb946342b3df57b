"""What is wrong with a formula that a student wrote, and the place in it."""

from __future__ import annotations

from typing import Final

from autograder.notation.tree import Span

__all__ = ["NotationError"]

_SHOWN: Final = 60
"""Characters of a long line that are shown around the place."""


class NotationError(ValueError):
    """A formula cannot be read, or means nothing; the text and the places in it are kept.

    The places are marked below the text: the first is where to look, others are what it clashes
    with.
    """

    def __init__(self, found: str, expected: str, text: str, *places: Span, hint: str = "") -> None:
        super().__init__(found, expected, hint)
        self.found, self.expected, self.hint = found, expected, hint
        self.text, self.places = text, places

    def kept(self) -> NotationError:
        """Return it without what it was raised in, whose arrays it would keep alive."""
        self.__traceback__ = self.__context__ = self.__cause__ = None
        return self

    @property
    def picture(self) -> str:
        """The line with the places marked below it."""
        start, line = self._line()
        marks = [" "] * (len(line) + 1)  # a formula may be expected where the line ends
        for low, high in self.places:
            for position in range(max(low - start, 0), max(min(high - start, len(marks)), 1)):
                marks[position] = "^"
        return f"  {line}\n  {''.join(marks).rstrip()}"

    def _line(self) -> tuple[int, str]:
        """Return the line of the first place, cut to what is around it, and where that begins."""
        place = self.places[0][0] if self.places else 0
        begin = self.text.rfind("\n", 0, place) + 1
        end = self.text.find("\n", place)
        line = self.text[begin : len(self.text) if end < 0 else end]
        skipped = max(place - begin - _SHOWN, 0)
        return begin + skipped, line[skipped : skipped + 2 * _SHOWN]

    def __str__(self) -> str:
        sentence = f"found {self.found}; expected {self.expected}"
        hint = f". {self.hint}" if self.hint else ""
        return f"{sentence}{hint}\n{self.picture}"

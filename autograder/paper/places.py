"""The lines of a handed-in text, each with the place at which a student finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct

from autograder.submission.texts import Text

__all__ = ["Lines", "Place", "lines_of", "lines_of_text"]


class Place(Struct, frozen=True):
    """A line by its number from 1, in a file or in a Markdown cell, which is numbered too."""

    line: int
    cell: int = 0

    def __str__(self) -> str:
        return f"Markdown cell {self.cell}, line {self.line}" if self.cell else f"line {self.line}"


Lines: TypeAlias = Sequence[tuple[Place, str]]
"""The lines of a text in order, with those that are blank."""


def lines_of(text: Text) -> Lines:
    """Return the lines of a text; of a notebook those of its Markdown, a blank between cells."""
    if text.is_notebook:
        return list(_of_cells(text.parts))
    [content] = text.parts
    if text.path.lower().endswith((".yaml", ".yml")):
        from autograder.paper.yaml_lines import yaml_lines  # few texts are YAML

        numbered = yaml_lines(content)
        if numbered is not None:
            return [(Place(number), line) for number, line in numbered]
    return lines_of_text(content)


def lines_of_text(content: str) -> Lines:
    """Return the lines of a plain text."""
    return [(Place(number), line) for number, line in enumerate(content.splitlines(), 1)]


def _of_cells(cells: Sequence[str]) -> Iterator[tuple[Place, str]]:
    for number, cell in enumerate(cells, 1):
        lines = cell.splitlines()
        yield from ((Place(position, number), line) for position, line in enumerate(lines, 1))
        yield Place(len(lines) + 1, number), ""

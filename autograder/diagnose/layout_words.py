"""What a student is told of the layout that is asked for, from the axes that it has."""

from __future__ import annotations

from typing import Final

from autograder.problemset.layout import OUTPUT, SINGLETON, Layout

__all__ = ["layout_in_words"]

_WORDS: Final = {
    ("input", "output"): "Here the input runs down the rows and the output along the columns.",
    ("output", "input"): "Here the output runs down the rows and the input along the columns.",
    ("input", "1"): "Here the input runs down the rows: the answer is a column.",
    ("1", "input"): "Here the input runs along the columns: the answer is a row.",
    ("output", "1"): "Here the output runs down the rows: the answer is a column.",
    ("1", "output"): "Here the output runs along the columns: the answer is a row.",
}
"""Whose axes the answer's two are -> what that means."""


def layout_in_words(layout: Layout, variable: str) -> str:
    """Return a sentence on the two axes of a derivative by a variable; nothing of more or fewer."""
    if len(layout.axes) != 2:
        return ""
    first, second = map(_owner, layout.axes)
    if first != second:
        return _WORDS[first, second]
    whole = variable if first == "input" else "the output"
    if layout.axes[0] < layout.axes[1]:
        return f"Here the answer has the axes of {whole}: its rows are rows."
    return f"Here the rows of {whole} are the columns of the answer."


def _owner(axis: str) -> str:
    """Return whose axis one of a layout is."""
    if axis == SINGLETON:
        return "1"
    return "output" if axis.startswith(f"{OUTPUT}.") else "input"

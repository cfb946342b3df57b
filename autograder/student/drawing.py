"""Shapes drawn as boxes, to scale, each axis with its name and its size, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

__all__ = ["Axis", "Box", "draw"]

_UNIT: Final = 13.0
"""Pixels for one entry of an axis."""
_LEAST: Final = 16.0
_TOP: Final = 24.0
_EDGE: Final = 1.0  # a line is drawn on both sides of where it is
_DEPTH: Final = 0.5  # of a unit, sideways and upwards, for an entry of a third axis
_LETTER: Final = 6.6  # pixels: the width of a letter of 11 pixels, on average
_LABEL: Final = 22.0
_NAME: Final = 16.0  # below a box, for many a box is narrower than its name


class Axis(Struct, frozen=True):
    """One axis: its length, and what is written beside it."""

    length: int
    label: str


class Box(Struct, frozen=True):
    """One array: its name, its axes in order, and its class in the style sheet."""

    name: str
    axes: tuple[Axis, ...]
    look: str = "given"


def draw(boxes: Sequence[Box], title: str) -> str:
    """Return pictures of boxes, which stand in a row as far as there is room.

    ``title`` says in words what they show.
    """
    inner = "".join(map(_picture, boxes))
    return f'<div class="shapes" role="img" aria-label="{_escaped(title)}">{inner}</div>'


def _picture(box: Box) -> str:
    rows, columns, deep = _extents(box)
    across, down = _pixels(columns), _pixels(rows)
    depth = deep * _UNIT * _DEPTH if deep else 0.0
    labels = _labels(box)
    half = max(_wide(box.name), _wide(labels[1])) / 2  # these stand over its middle
    left = max(_wide(labels[0]), half - across / 2, _EDGE)
    top = _TOP + depth
    body = _body(box.look, left, top, across, down, depth)
    texts = [_text(left + across / 2, top + down + _NAME, box.name, "name", "middle")]
    if labels[0]:
        texts.append(_text(left - 6, top + down / 2 + 4, labels[0], "axis", "end"))
    if labels[1]:
        texts.append(
            _text(left + across / 2 + depth / 2, top - depth - 8, labels[1], "axis", "middle")
        )
    if labels[2]:
        texts.append(
            _text(left + across + depth + 5, top - depth / 2 + 10, labels[2], "axis", "start")
        )
    right = max(across + depth + _wide(labels[2]), across / 2 + depth / 2 + half) + _EDGE
    width, height = left + right, down + depth + _LABEL + _TOP
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">'
        f"{body}{''.join(texts)}</svg>"
    )


def _extents(box: Box) -> tuple[int, int, int]:
    """Return rows, columns and depth; an array of one axis lies as a row."""
    lengths = [axis.length for axis in box.axes]
    match lengths:
        case []:
            return 1, 1, 0
        case [columns]:
            return 1, columns, 0
        case [rows, columns]:
            return rows, columns, 0
    return lengths[0], lengths[1], lengths[2]


def _labels(box: Box) -> tuple[str, str, str]:
    """Return the words beside rows, columns and depth."""
    labels = [axis.label for axis in box.axes]
    match labels:
        case []:
            return "", "a number", ""
        case [columns]:
            return "", columns, ""
        case [rows, columns]:
            return rows, columns, ""
    return labels[0], labels[1], ", ".join(labels[2:])


def _pixels(length: int) -> float:
    return max(length * _UNIT, _LEAST)


def _wide(text: str) -> float:
    return len(text) * _LETTER + 8 if text else 0.0


def _body(look: str, x: float, y: float, across: float, down: float, depth: float) -> str:
    front = f'<rect class="{look}" x="{x:g}" y="{y:g}" width="{across:g}" height="{down:g}"/>'
    if not depth:
        return front
    top = f"M{x:g} {y:g}l{depth:g} {-depth:g}h{across:g}l{-depth:g} {depth:g}z"
    side = f"M{x + across:g} {y:g}l{depth:g} {-depth:g}v{down:g}l{-depth:g} {depth:g}z"
    return f'<path class="{look}" d="{top}{side}"/>{front}'


def _text(x: float, y: float, text: str, kind: str, anchor: str) -> str:
    place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place}>{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    import html  # brings every entity's name, for which a check in the terminal would wait

    return html.escape(text)

"""Draws docs/pictures/rooms.svg: the rooms on the floors of the import contract, and their imports.

An arrow that others imply is left out: what A imports through B is not drawn from A once more. The
order of a floor is found by Sugiyama's method: an arrow over several floors passes through a bend
on each, and boxes and bends move to the mean place of what they are joined to.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple

import grimp

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "pictures" / "rooms.svg"
PACKAGE = "autograder"

BY_NAME = (("cli", "commands"), ("commands", "render"))
"""Imports that the import graph does not see: a table names the module, which is imported late."""
LEFT_OUT = {"__main__"}
"""Five lines that call `cli`."""

BOX, LINES, LINE = 244, 4, 15
"""Pixels across a box, lines of text in it below its name, pixels from line to line."""
LETTERS = 34
"""Letters of a line: at 12 pixels the widest of them fit the box."""
HEIGHT, GAP, APART, BEND = 34 + LINES * LINE, 46, 28, 16
"""Pixels of a box, between two floors, between two boxes of a floor, and of an arrow's bend."""
SWEEPS = 40
"""Sweeps down and up; the order of the floors stays the same after about ten."""

ROLE = re.compile(r":\w+:`(?:[\w.]*\.)?(\w+)`")
"""A reference in a docstring, of which the last name is shown."""
EMPHASIS = re.compile(r"\*(\w[^*]*\w)\*")

Edge = tuple[str, str]


class Node(NamedTuple):
    """A box, or the bend of an arrow on a floor that it passes."""

    room: str
    edge: Edge | None = None

    @property
    def width(self) -> int:
        """Pixels across."""
        return BEND if self.edge else BOX


def page() -> str:
    """Return the picture."""
    floors = [[Node(room) for room in floor] for floor in contract()]
    level = {node.room: number for number, floor in enumerate(floors) for node in floor}
    paths = {edge: _path(edge, level) for edge in _drawn(edges(level))}
    for path in paths.values():
        for depth, node in enumerate(path[1:-1], level[path[0].room] + 1):
            floors[depth].append(node)
    place = _placed(floors, [pair for path in paths.values() for pair in pairwise(path)])
    return _svg(floors, place, paths)


def contract() -> list[list[str]]:
    """Return the rooms of each floor, from the top, as the import contract states them."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [layers] = [
        entry["layers"] for entry in data["tool"]["importlinter"]["contracts"] if "layers" in entry
    ]
    floors = [[room.strip() for room in layer.split("|")] for layer in layers]
    return [kept for floor in floors if (kept := [room for room in floor if room not in LEFT_OUT])]


def edges(rooms: Mapping[str, int]) -> set[Edge]:
    """Return which of these rooms import which."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    seen = {
        (upper, lower)
        for upper in rooms
        for lower in rooms
        if rooms[upper] < rooms[lower]
        and graph.direct_import_exists(
            importer=f"{PACKAGE}.{upper}", imported=f"{PACKAGE}.{lower}", as_packages=True
        )
    }
    return seen | set(BY_NAME)


def _drawn(all_edges: set[Edge]) -> list[Edge]:
    """Return the edges that no longer way implies, sorted."""
    below: dict[str, set[str]] = {}
    for upper, lower in all_edges:
        below.setdefault(upper, set()).add(lower)

    def reach(room: str) -> set[str]:
        direct = below.get(room, set())
        return direct.union(*map(reach, direct))

    return sorted(
        (upper, lower)
        for upper, lower in all_edges
        if not any(lower in reach(other) for other in below[upper] - {lower})
    )


def _path(edge: Edge, level: Mapping[str, int]) -> list[Node]:
    upper, lower = edge
    bends = [Node(f"{number}", edge) for number in range(level[upper] + 1, level[lower])]
    return [Node(upper), *bends, Node(lower)]


# Where everything stands


def _placed(floors: list[list[Node]], joined: Sequence[tuple[Node, Node]]) -> dict[Node, float]:
    """Order each floor, and return the middle of each box and bend in pixels from the left."""
    above: dict[Node, list[Node]] = {}
    below: dict[Node, list[Node]] = {}
    for upper, lower in joined:
        below.setdefault(upper, []).append(lower)
        above.setdefault(lower, []).append(upper)
    place = {node: float(x) for floor in floors for node, x in _spread(floor, [0.0] * len(floor))}
    for sweep in range(SWEEPS):
        order, towards = (floors, above) if sweep % 2 == 0 else (floors[::-1], below)
        for floor in order:
            wanted = {node: _mean(towards.get(node, []), place, place[node]) for node in floor}
            floor.sort(key=lambda node: (wanted[node], node.room))
            place.update(_spread(floor, [wanted[node] for node in floor]))
    left = min(place[node] - node.width / 2 for node in place)
    return {node: x - left + APART for node, x in place.items()}


def _mean(nodes: Sequence[Node], place: Mapping[Node, float], otherwise: float) -> float:
    return sum(place[node] for node in nodes) / len(nodes) if nodes else otherwise


def _spread(floor: Sequence[Node], wanted: Sequence[float]) -> Iterator[tuple[Node, float]]:
    """Yield a place for each node, near the wanted one, with room between neighbours."""
    packed = [0.0]
    for left, right in pairwise(floor):
        packed.append(packed[-1] + (left.width + right.width) / 2 + APART)
    if not floor:
        return
    # Each node may stand `packed` to the right of the first: blocks that collide share their mean.
    blocks: list[list[float]] = []
    for offset, want in zip(packed, wanted, strict=True):
        blocks.append([want - offset])
        while len(blocks) > 1 and _middle(blocks[-2]) > _middle(blocks[-1]):
            last = blocks.pop()
            blocks[-1].extend(last)
    starts = [_middle(block) for block in blocks for _ in block]
    yield from zip(floor, (s + o for s, o in zip(starts, packed, strict=True)), strict=True)


def _middle(block: Sequence[float]) -> float:
    return sum(block) / len(block)


# The picture


def _svg(
    floors: Sequence[Sequence[Node]],
    place: Mapping[Node, float],
    paths: Mapping[Edge, Sequence[Node]],
) -> str:
    top = {node: APART + n * (HEIGHT + GAP) for n, floor in enumerate(floors) for node in floor}
    width = max(place[node] + node.width / 2 for node in place) + APART
    height = APART + len(floors) * (HEIGHT + GAP) - GAP + APART
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
        f'viewBox="0 0 {width:.0f} {height}" role="img">',
        "<title>The rooms of autograder and what each imports</title>",
        STYLE,
        f'<rect width="{width:.0f}" height="{height}" fill="white"/>',
    ]
    for edge, path in paths.items():
        kind = "arrow late" if edge in BY_NAME else "arrow"
        lines.append(
            f'<path class="{kind}" d="{_curve(path, place, top)}" marker-end="url(#tip)"/>'
        )
    boxes = [node for floor in floors for node in floor if node.edge is None]
    lines += [line for node in boxes for line in _box(node.room, place[node], top[node])]
    return "\n".join([*lines, "</svg>", ""])


STYLE = """\
<defs>
<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0.5 L8 4 L0 7.5 Z" fill="#57606a" stroke="none"/></marker>
<style>
.arrow { fill: none; stroke: #57606a; stroke-width: 1.4 }
.late { stroke-dasharray: 5 4 }
.box { fill: #f6f8fa; stroke: #57606a }
.guarded { fill: #fff1e5; stroke: #bc4c00 }
text { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #24292f }
.name { font-weight: 600; font-size: 14px }
</style>
</defs>"""


def _curve(path: Sequence[Node], place: Mapping[Node, float], top: Mapping[Node, int]) -> str:
    """Draw an arrow from the bottom of a box through its bends to the top of another."""
    x, y = place[path[0]], top[path[0]] + HEIGHT
    parts = [f"M{x:.0f} {y}"]
    for node in path[1:]:
        end, middle = place[node], y + GAP / 2
        parts.append(f"C{x:.0f} {middle:.0f} {end:.0f} {middle:.0f} {end:.0f} {top[node]}")
        x, y = end, top[node]
        if node.edge is not None:
            y += HEIGHT
            parts.append(f"V{y}")
    return " ".join(parts)


def _box(room: str, middle: float, top: int) -> Iterator[str]:
    kind = "guarded" if room == "worker" else "box"
    left = middle - BOX / 2
    yield (
        f'<rect class="{kind}" x="{left:.0f}" y="{top}" width="{BOX}" height="{HEIGHT}" rx="6"/>'
    )
    yield f'<text class="name" x="{left + 10:.0f}" y="{top + 20}">{room}</text>'
    for number, line in enumerate(wrap(_says(room), LETTERS, max_lines=LINES, placeholder=" ...")):
        yield f'<text x="{left + 10:.0f}" y="{top + 40 + number * LINE}">{escape(line)}</text>'


def _says(room: str) -> str:
    """Return the first paragraph of a room's docstring, as plain text."""
    first = (import_module(f"{PACKAGE}.{room}").__doc__ or "").strip().split("\n\n")[0]
    plain = EMPHASIS.sub(r"\1", ROLE.sub(r"\1", first.replace("``", "")))
    return " ".join(plain.split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")

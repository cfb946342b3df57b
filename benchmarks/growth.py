"""Draws how the time of several tools grows with a size, as SVG, both axes logarithmic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import Any

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 20, 50
COLOURS = ("#0b5fa5", "#6fa8dc", "#c0392b", "#e67e22", "#8e44ad", "#27ae60", "#7f8c8d", "#2c3e50")
_LETTER = 13  # pixels between two names, at least


def draw(found: Mapping[int, Mapping[str, Mapping[str, Any]]]) -> str:
    """Return a picture of seconds by size, one line for each tool."""
    tools = list(next(iter(found.values())))
    lines = {
        tool: [
            (size, each[tool]["seconds"]) for size, each in found.items() if "seconds" in each[tool]
        ]
        for tool in tools
    }
    times = [seconds for points in lines.values() for _, seconds in points]
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    sizes = sorted(found)

    def x(size: float) -> float:
        part = math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def y(seconds: float) -> float:
        part = (math.log10(seconds) - low) / (high - low)
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)

    parts = [_grid(sizes, range(low, high + 1), x, y)]
    names = []
    for (tool, points), colour in zip(lines.items(), COLOURS, strict=False):
        if not points:
            continue
        path = " ".join(f"{x(size):.1f},{y(seconds):.1f}" for size, seconds in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x(size):.1f}" cy="{y(seconds):.1f}" r="3" fill="{colour}"/>'
            for size, seconds in points
        ]
        names.append((y(points[-1][1]), x(points[-1][0]), tool, colour))
    parts += _names(names)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>{"".join(parts)}</svg>\n'
    )


def _grid(sizes: list[int], powers: range, x: Any, y: Any) -> str:
    units = {-6: "1 µs", -5: "10 µs", -4: "0.1 ms", -3: "1 ms", -2: "10 ms", -1: "0.1 s", 0: "1 s"}
    across = [
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(10.0**p):.1f}" y2="{y(10.0**p):.1f}" '
        f'stroke="#ddd"/><text x="{LEFT - 8}" y="{y(10.0**p) + 4:.1f}" text-anchor="end">'
        f"{units.get(p, f'{10**p} s')}</text>"
        for p in powers
    ]
    down = [
        f'<text x="{x(size):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size}</text>'
        for size in sizes
    ]
    label = (
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">'
        "n inputs and outputs</text>"
    )
    return "".join([*across, *down, label])


def _names(names: list[tuple[float, float, str, str]]) -> list[str]:
    """Write each name behind the end of its line, below the one before where they would meet."""
    written, last = [], -math.inf
    for height, end, tool, colour in sorted(names):
        last = max(height, last + _LETTER)
        written.append(
            f'<line x1="{end + 4:.1f}" y1="{height:.1f}" x2="{WIDTH - RIGHT + 12}" '
            f'y2="{last:.1f}" stroke="{colour}" stroke-width="0.7" stroke-dasharray="2 2"/>'
            f'<text x="{WIDTH - RIGHT + 16}" y="{last + 4:.1f}" fill="{colour}">'
            f"{escape(tool)}</text>"
        )
    return written

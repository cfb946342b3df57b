"""Line charts as SVG, drawn by Vega-Lite: how a figure grows with a size, for several programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Line = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    """One chart: the titles of its axes, and the points of each line by its name."""

    across: str
    up: str
    lines: Mapping[str, Line]
    logarithmic: bool = False
    points: bool = True


def draw(*panels: Panel) -> str:
    """Return panels beside each other as one picture."""
    import vl_convert

    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "hconcat": [_chart(panel) for panel in panels],
        "resolve": {"scale": {"color": "independent"}},
        "config": {"legend": {"orient": "bottom", "columns": 2, "labelLimit": 240}},
    }
    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg


def _chart(panel: Panel) -> dict[str, Any]:
    values = [
        {"across": across, "up": up, "line": name}
        for name, line in panel.lines.items()
        for across, up in line
    ]
    sizes = sorted({across for line in panel.lines.values() for across, _ in line})
    return {
        "data": {"values": values},
        "width": 340,
        "height": 260,
        "mark": {"type": "line", "point": panel.points},
        "encoding": {
            "x": _axis("across", panel.across, panel)
            | ({"axis": {"values": sizes, "format": "d"}} if panel.logarithmic else {}),
            "y": _axis("up", panel.up, panel),
            "color": {"field": "line", "type": "nominal", "title": None, "sort": None},
        },
    }


def _axis(field: str, title: str, panel: Panel) -> dict[str, Any]:
    scale = {"type": "log"} if panel.logarithmic else {"zero": True}
    return {"field": field, "type": "quantitative", "title": title, "scale": scale}

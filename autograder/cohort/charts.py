"""The charts of a class, drawn by Vega-Lite: a bar is a link to the submissions behind it."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from autograder.cohort.tally import OUTCOMES, Outcome, Tally
from autograder.errors import UsageError
from autograder.report import counted

__all__ = [
    "COLOURS",
    "IN_THE_DARK",
    "Bin",
    "answers_chart",
    "bins_of",
    "heat_map",
    "scores_chart",
    "times_chart",
]

COLOURS: Final[Mapping[Outcome, str]] = {
    "right": "#1b7837",
    "named": "#d95f0e",
    "unnamed": "#fec44f",
    "raised": "#762a83",
    "missing": "#bdbdbd",
    "ended": "#2166ac",
    "staff": "#000000",
}
"""Told apart by people who see no red or no green too; right and wrong differ in lightness as well.
"""

IN_THE_DARK: Final[Mapping[Outcome, str]] = {
    "right": "#3f9a5b",
    "raised": "#b07cc0",
    "ended": "#5b9bd5",
    "staff": "#e6e9ed",
}
"""Those that would be lost on a dark page, lighter."""

_VEGA_LITE: Final = "5.21"
_WIDTH: Final = 640
_HERE: Final = "https://page.invalid/"
"""Stands for the page in links: what is relative would be resolved against a site of Vega's."""
_LINK: Final = re.compile(rf'<a xlink:href="{re.escape(_HERE)}(#[^"]*)"><path aria-label="([^"]*)"')
_HEAT_HEIGHT: Final = 600
_ROW_HEIGHT: Final = 18
_NAMED_ROWS: Final = 30
"""Submissions whose names stand beside the heat map; more could not be read."""
_MOST_BINS: Final = 20
_WIDTHS: Final = (1, 2, 5, 10, 20, 50, 100)
"""Points that a bin may cover, the least for which there are not too many bins."""
_TICKS: Final = 6

Bin = tuple[str, tuple[int, ...]]
"""The words for a range of scores, and the submissions in it."""


def _svg(chart: Mapping[str, Any]) -> str:
    try:
        import vl_convert
    except ImportError as error:
        raise UsageError(
            "no vl-convert-python, which draws the charts",
            "it to be installed",
            "`pip install 'matrix-calculus-autograder[class]'` installs it.",
        ) from error
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": _CONFIG,
        **chart,
    }
    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE)
    return _LINK.sub(r'<a href="\1" aria-label="\2"><path aria-label="\2"', drawn)


_CONFIG: Final = {
    "font": "sans-serif",
    "background": "transparent",  # the page's own, light or dark
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "gridColor": "#e5e5e5", "labelLimit": 260},
    "legend": {"labelFontSize": 12, "titleFontSize": 12},
}


def bins_of(tally: Tally) -> tuple[Bin, ...]:
    """Return ranges of scores that cover all of them, at most 20, with who is in each."""
    top = tally.max_score
    width = next((width for width in _WIDTHS if top / width <= _MOST_BINS), top / _MOST_BINS)
    count = math.ceil(top / width)
    members: list[list[int]] = [[] for _ in range(count + 1)]  # the last for full marks alone
    for position, entry in enumerate(tally.entries):
        members[count if entry.score >= top else int(entry.score / width)].append(position)
    edges = [min(top, number * width) for number in range(count + 1)]
    labels = [f"{low:g} to {high:g}" for low, high in itertools.pairwise(edges)]
    return tuple(zip([*labels, f"all {top:g}"], map(tuple, members), strict=True))


def scores_chart(bins: Sequence[Bin]) -> str:
    """Draw how many submissions have which score."""
    values = [
        {
            "score": label,
            "count": len(members),
            "link": f"{_HERE}#score-{number}",
            "text": f"score {label}: {counted(len(members), 'submission')}",
        }
        for number, (label, members) in enumerate(bins)
        if members
    ]
    return _svg(
        {
            "width": _WIDTH,
            "height": 220,
            "data": {"values": values},
            "mark": {"type": "bar", "color": "#2166ac"},
            "encoding": {
                "x": {
                    "field": "score",
                    "type": "nominal",
                    "scale": {"domain": [label for label, _ in bins]},
                    "axis": {"title": "score", "labelAngle": -45},
                },
                "y": {
                    "field": "count",
                    "type": "quantitative",
                    "axis": _counts(max(len(members) for _, members in bins)),
                },
                **_BEHIND,
            },
        }
    )


_BEHIND: Final = {"href": {"field": "link"}, "description": {"field": "text"}}


def _counts(most: int) -> dict[str, Any]:
    """Return an axis for numbers of submissions, which are whole."""
    step = max(1, round(most / _TICKS))
    digits = 10 ** (len(str(step)) - 1)
    step = max(1, round(step / digits) * digits)
    return {"title": "submissions", "format": "d", "values": list(range(0, most + step, step))}


def answers_chart(tally: Tally) -> str:
    """Draw for each answer what became of it, as a bar of all submissions."""
    values = [
        {
            "answer": f"{answer.number} {answer.short_name}".strip(),
            "order": number,
            "outcome": OUTCOMES[outcome],
            "rank": rank,
            "count": len(members),
            "link": f"{_HERE}#answer-{number}-{outcome}",
            "text": f"{answer.name}: {len(members)} {OUTCOMES[outcome]}",
        }
        for number, answer in enumerate(tally.answers)
        for rank, (outcome, members) in enumerate(answer.by_outcome.items())
        if members
    ]
    return _svg(
        {
            "width": _WIDTH - 120,
            "height": {"step": 22},
            "data": {"values": values},
            "mark": "bar",
            "encoding": {
                "y": {
                    "field": "answer",
                    "type": "nominal",
                    "sort": {"field": "order", "op": "min"},
                    "axis": {"title": None},
                },
                "x": {
                    "field": "count",
                    "type": "quantitative",
                    "axis": _counts(len(tally.entries)),
                },
                "color": _colour(tally),
                "order": {"field": "rank"},
                **_BEHIND,
            },
        }
    )


def _colour(tally: Tally) -> dict[str, Any]:
    seen = [
        outcome
        for outcome in OUTCOMES
        if any(answer.by_outcome[outcome] for answer in tally.answers)
    ]
    return {
        "field": "outcome",
        "type": "nominal",
        "title": None,
        "scale": {
            "domain": [OUTCOMES[outcome] for outcome in seen],
            "range": [COLOURS[outcome] for outcome in seen],
        },
        "legend": {"orient": "top", "columns": 4},
    }


def heat_map(tally: Tally) -> str:
    """Draw students x answers, the best at the top.

    Equal neighbours in a column are one rectangle.
    """
    order = sorted(
        range(len(tally.entries)),
        key=lambda position: (-tally.entries[position].score, _pattern(tally, position)),
    )
    step = min(_ROW_HEIGHT, _HEAT_HEIGHT / len(order))
    values = [run for number in range(len(tally.answers)) for run in _runs(tally, number, order)]
    names = [tally.label(position) for position in order] if len(order) <= _NAMED_ROWS else []
    label = f"{json.dumps(names)}[round(datum.value - 0.5)] || ''" if names else "''"
    return _svg(
        {
            "width": {"step": min(40, _WIDTH / max(1, len(tally.answers)))},
            "height": step * len(order),
            "data": {"values": values},
            "mark": {"type": "rect", "aria": False},
            "encoding": {
                "x": {
                    "field": "answer",
                    "type": "nominal",
                    "sort": {"field": "order", "op": "min"},
                    "axis": {"title": "answer", "orient": "top", "labelAngle": -45},
                },
                "y": {
                    "field": "from",
                    "type": "quantitative",
                    "scale": {"reverse": True, "domain": [0, len(order)], "nice": False},
                    "axis": {
                        "title": None if names else "submissions, the best first",
                        "values": [number + 0.5 for number in range(len(names))],
                        "labelExpr": label,
                        "grid": False,
                        "ticks": False,
                    },
                },
                "y2": {"field": "to"},
                "color": _colour(tally),
            },
        }
    )


def _pattern(tally: Tally, position: int) -> tuple[str, ...]:
    return tuple(outcome or "" for outcome in tally.entries[position].outcomes)


def _runs(tally: Tally, number: int, order: Sequence[int]) -> list[dict[str, Any]]:
    """Return the runs of equal outcomes of one answer, down the heat map."""
    answer = tally.answers[number]
    runs: list[dict[str, Any]] = []
    for row, position in enumerate(order):
        outcome = tally.entries[position].outcomes[number]
        words = OUTCOMES[outcome] if outcome else "not graded"
        if runs and runs[-1]["outcome"] == words:
            runs[-1]["to"] = row + 1
        else:
            runs.append(
                {
                    "answer": answer.number or answer.place[1],
                    "order": number,
                    "outcome": words,
                    "from": row,
                    "to": row + 1,
                }
            )
    return runs


def times_chart(tally: Tally) -> str:
    """Draw how long submissions took to grade."""
    values = [{"seconds": round(entry.seconds, 4)} for entry in tally.entries]
    return _svg(
        {
            "width": _WIDTH,
            "height": 160,
            "data": {"values": values},
            "transform": [
                {"bin": {"maxbins": 30}, "field": "seconds", "as": ["low", "high"]},
                {"aggregate": [{"op": "count", "as": "count"}], "groupby": ["low", "high"]},
            ],
            "mark": {"type": "bar", "color": "#2166ac"},
            "encoding": {
                "x": {
                    "field": "low",
                    "type": "quantitative",
                    "bin": {"binned": True},
                    "axis": {"title": "seconds to grade a submission", "tickCount": 8},
                },
                "x2": {"field": "high"},
                "y": {"field": "count", "type": "quantitative", "axis": {"title": "submissions"}},
            },
        }
    )

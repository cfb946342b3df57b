"""The report in a terminal: a line for each answer, what is wrong below it, at last the score."""

from __future__ import annotations

from itertools import groupby
from typing import Final, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.client.required_layers import APART
from autograder.render.colours import STYLES
from autograder.render.console import printing
from autograder.report import Report, Row, Status, counted, line_texts
from autograder.worker.layers.table import guards_of

__all__ = ["render", "write"]

_MARKS = {
    Status.CORRECT: ("✓", STYLES["right"]),
    Status.NOT_RUN: ("·", STYLES["open"]),
    Status.STAFF_ERROR: ("!", "magenta"),
}
_WRONG = ("✗", STYLES["wrong"])
_SHOWN_OUTPUT: Final = 10
"""Lines of a student's own prints that are shown for one answer: the rest is in the JSON form."""

_NOT_APART: Final = (
    "Nothing kept the submission from other files and processes here: its code could read "
    "references and change its own results. Grade only your own code so; see `autograder doctor`."
)

_FILE_WIDTH: Final = 110
"""Columns of a report in a file, which has no width of its own: a row and the longest status."""


def write(report: Report, stream: TextIO) -> None:
    """Write a report as text, as wide as the terminal where ``stream`` is one."""
    with printing(stream, _FILE_WIDTH) as console:
        render(report, console)


def render(report: Report, console: Console) -> None:
    """Print a report."""
    if not guards_of(report.isolation) >= APART:
        console.print(Text(_NOT_APART, style="bold red"))
    for remark in report.remarks:
        console.print(Text(f"Note: {remark}", style=STYLES["open"]))
    for name, rows in groupby(report.rows, key=lambda row: row.set):
        console.print()
        console.print(Text(name, style="bold"))
        for row in rows:
            _render_row(row, console)
    console.print()
    for note in report.staff_notes:
        console.print(Text(f"For the staff: {note}", style="magenta"))
    console.print(_summary(report))


def _render_row(row: Row, console: Console) -> None:
    mark, style = _MARKS.get(row.status, _WRONG)
    line = Table.grid(padding=(0, 1), expand=True)
    line.add_column(width=1)
    line.add_column(width=6, justify="right", style="dim")
    line.add_column(ratio=1)
    line.add_column(justify="right", style="dim", no_wrap=True)
    line.add_column(width=8, justify="right", style=style)
    points = f"{row.score:g}/{row.max_score:g}"
    line.add_row(
        Text(mark, style=style), row.number, Text(row.title), Text(row.status.value), points
    )
    console.print(line)
    below = "" if row.status is Status.CORRECT and row.message == "Correct." else row.message
    if below:
        console.print(Padding(Text(below), (0, 2, 0, 9)))
    on_paper = "\n".join(line_texts(row))
    if on_paper:
        console.print(Padding(Text(on_paper), (0, 2, 0, 9)))
    if row.output:
        console.print(Padding(Text(_shortened(row.output), style="dim"), (0, 2, 0, 9)))


def _shortened(output: str) -> str:
    lines = [f"| {line}" for line in output.rstrip("\n").split("\n")]
    rest = len(lines) - _SHOWN_OUTPUT
    return "\n".join(
        [*lines[:_SHOWN_OUTPUT], *([f"| ... {counted(rest, 'more line')}"] if rest > 0 else [])]
    )


def _summary(report: Report) -> Text:
    right = sum(row.status is Status.CORRECT for row in report.rows)
    in_force = ", ".join(report.isolation) or "a process of its own and time limits only"
    return Text.assemble(
        (f"{report.score:g} of {counted(report.max_score, 'point')}", "bold"),
        f", {right} of {counted(len(report.rows), 'answer')} correct\n",
        (f"isolation: {in_force}{_versions(report)}", "dim"),
    )


def _versions(report: Report) -> str:
    """Name what student code ran with: Python, numpy, the course's packages."""
    names = {"python": "Python", "numpy": "numpy"}
    known = [
        f"{name} {report.provenance[key]}"
        for key, name in names.items()
        if key in report.provenance
    ]
    known += [report.provenance[key] for key in ("packages",) if key in report.provenance]
    return f"; {', '.join(known)}" if known else ""

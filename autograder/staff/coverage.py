"""Which rows of the notes are graded, by the problems' own ``notes:``, and which are not.

The rows are those of the rule book that a set follows. Only a problem's ``notes:`` count: a set's
name sections, and a section ``A.9`` is written like an equation.
"""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from autograder.problemset.model import ProblemSet
from autograder.problemset.notes import Notes, Row, read_notes

__all__ = [
    "Coverage",
    "CoveredRow",
    "Row",
    "coverage",
    "expand",
    "place",
    "report",
    "rows",
    "to_json",
]

_RANGE: Final = re.compile(r"(?P<prefix>.*?)(?P<first>\d+)\s*-\s*(?:(?P=prefix))?(?P<last>\d+)")
_WIDTH: Final = 110
_INDENT: Final = 19  # the longest id and two spaces on either side
_HANGING: Final[Mapping[str, Any]] = {
    "initial_indent": " " * _INDENT,
    "subsequent_indent": " " * (_INDENT + 3),
}
_NO_ROWS: Final = (
    "These sets follow no notes with rows: name a rule book in course.yaml, and its `rows`."
)
_SECTION: Final = re.compile(r"A\.\d+\.\d+")
"""``A.8.3``: a section of the notes. It tells a student where to read and names no row."""


class CoveredRow(Struct, frozen=True):
    """A row and the problems, as ``set.problem``, whose notes name it."""

    row: Row
    problems: tuple[str, ...]

    @property
    def missing(self) -> bool:
        """Whether the row could be graded and is not."""
        return not self.problems and not self.row.conceptual


class Coverage(Struct, frozen=True):
    """Every row with its problems, and the citations that name no row with theirs."""

    rows: tuple[CoveredRow, ...]
    unknown: Mapping[str, tuple[str, ...]]

    @property
    def missing(self) -> tuple[Row, ...]:
        """The rows that could be graded and are not."""
        return tuple(covered.row for covered in self.rows if covered.missing)


def rows(sets: Sequence[ProblemSet]) -> tuple[Row, ...]:
    """Return every row of the notes that some sets follow, in the order of the notes."""
    return tuple(
        dict.fromkeys(row for problem_set in sets for row in read_notes(problem_set.book).rows)
    )


def expand(citation: str) -> tuple[str, ...]:
    """Return the rows that a citation names: ``A.59-A.62`` names four.

    What is no range names itself.
    """
    match = _RANGE.fullmatch(citation.strip())
    if match is None:
        return (citation.strip(),)
    return tuple(
        f"{match['prefix']}{number}"
        for number in range(int(match["first"]), int(match["last"]) + 1)
    )


def coverage(sets: Sequence[ProblemSet]) -> Coverage:
    """Return which problems grade each row."""
    cited: dict[str, list[str]] = defaultdict(list)
    for problem_set in sets:
        for problem in problem_set.problems:
            for name in dict.fromkeys(
                name for citation in problem.notes for name in expand(citation)
            ):
                cited[name].append(f"{problem_set.name}.{problem.id}")
    known = {row.id for row in rows(sets)}
    return Coverage(
        tuple(CoveredRow(row, tuple(cited.get(row.id, ()))) for row in rows(sets)),
        {
            name: tuple(where)
            for name, where in cited.items()
            if name not in known and not _SECTION.fullmatch(name)
        },
    )


def report(seen: Coverage) -> str:
    """Return a table of every row and its problems, and below it what is not graded."""
    if not seen.rows:
        return f"{_NO_ROWS}\n"
    lines: list[str] = []
    group = ""
    for covered in seen.rows:
        if covered.row.group != group:
            group = covered.row.group
            lines += ["", group]
        lines.append(_line(covered))
    lines += ["", *_unknown_lines(seen), _summary(seen)]
    return "\n".join(lines).lstrip("\n") + "\n"


def place(citation: str, notes: Notes) -> str:
    """Return where a student finds what a citation names: a claim without a number, by section."""
    return next((row.where for row in notes.rows if row.id == citation and row.where), citation)


def to_json(seen: Coverage) -> dict[str, Any]:
    """Return the coverage as plain data, for ``--format json``."""
    return {
        "complete": not seen.missing,
        "rows": [
            {
                "id": covered.row.id,
                "says": covered.row.says,
                "conceptual": covered.row.conceptual,
                "problems": list(covered.problems),
            }
            for covered in seen.rows
        ],
        "unknown": {name: list(problems) for name, problems in seen.unknown.items()},
    }


def _line(covered: CoveredRow) -> str:
    row = covered.row
    says = f"{row.says} ({row.where})" if row.where else row.says
    verdict = (
        f"conceptual: {row.conceptual}"
        if row.conceptual
        else ", ".join(covered.problems) or "NOT GRADED"
    )
    return f"  {row.id:<{_INDENT - 2}}{says}\n{textwrap.fill(f'-> {verdict}', _WIDTH, **_HANGING)}"


def _unknown_lines(seen: Coverage) -> list[str]:
    return [
        f"No row is called {name!r}: cited by {', '.join(where)}."
        for name, where in seen.unknown.items()
    ]


def _summary(seen: Coverage) -> str:
    conceptual = sum(bool(covered.row.conceptual) for covered in seen.rows)
    gradeable = len(seen.rows) - conceptual
    graded = gradeable - len(seen.missing)
    text = f"{graded} of {gradeable} rows that can be graded are; {conceptual} are conceptual."
    missing = ", ".join(row.id for row in seen.missing)
    return f"{text} Not graded: {missing}." if missing else text

"""Writes docs/versions.md: what changed between the supported versions and meets first courses."""

from __future__ import annotations

from pathlib import Path

from autograder.grading.versions import CHANGES, Change

PAGE = Path(__file__).parent / "versions.md"

HEAD = """# Which Python, which numpy

The zip for Gradescope installs numpy 2.2.6 for every Python from 3.10 to 3.13: a verdict never
depends on the image. The last line of a report names both versions. Where an error comes from a
version, the row says which one runs and what to write instead; this page is the table that those
sentences are made from. A long test runs every row on both sides.

`x` is a column `(3, 1)`, `W` a matrix `(3, 3)`. This page is written by `make docs`.

| code | runs | elsewhere | write |
|---|---|---|---|
"""


def row(change: Change) -> str:
    """Return one change as a row of the table."""
    number = ".".join(map(str, change.version))
    runs = f"before {change.software} {number}"
    if change.works == "since":
        runs = f"since {change.software} {number}"
    code = change.code.replace("|", "\\|")
    return f"| `{code}` | {runs} | {change.type} | {change.cure} |"


def page() -> str:
    """Return the page."""
    return HEAD + "\n".join(map(row, CHANGES)) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

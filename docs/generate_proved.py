"""Writes autograder/oracle/proved.txt: the shipped sets, each checked right now.

A line has a set's digest, its name and the file that it asks for.
"""

from __future__ import annotations

from pathlib import Path

from autograder.oracle.sets import load_sets

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "autograder" / "oracle" / "proved.txt"


def page() -> str:
    """Check every shipped set, and return a line for each."""
    sets = load_sets(ROOT / "problems", ROOT / "reference")
    return "".join(f"{each.digest}  {each.name}  {each.submit}\n" for each in sets)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

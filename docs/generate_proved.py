"""Writes autograder/oracle/proved.txt: the digests of the shipped sets, each checked right now."""

from __future__ import annotations

from pathlib import Path

from autograder.oracle.sets import load_sets

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "autograder" / "oracle" / "proved.txt"


def page() -> str:
    """Check every shipped set, and return its digest and name on a line."""
    sets = load_sets(ROOT / "problems", ROOT / "reference")
    return "".join(f"{each.digest}  {each.name}\n" for each in sets)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

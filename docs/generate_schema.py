"""Writes docs/problem-set.schema.json: the JSON Schema of problem sets, for editors."""

from __future__ import annotations

from pathlib import Path

from autograder.staff.schema import schema_text

PAGE = Path(__file__).with_name("problem-set.schema.json")


def page() -> str:
    """Return the schema as it should be."""
    return schema_text()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")

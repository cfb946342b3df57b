"""A first look at what was handed to a command for one person's work."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

__all__ = ["METADATA", "may_be_class"]

METADATA: Final = "submission_metadata.yml"
"""What Gradescope puts beside the submissions of a class."""


def may_be_class(path: Path) -> bool:
    """Say whether it is worth to look whose export lies at a path; True proves nothing.

    Gradescope adds a file; Canvas and Moodle write a number and ``_`` into every name.
    """
    if not path.is_dir():
        return path.suffix != ".py"
    return any(
        METADATA in files or any(map(_has_number, (*folders, *files)))
        for _, folders, files in os.walk(path)
    )


def _has_number(name: str) -> bool:
    return any(part[-1:].isdigit() for part in name.split("_")[:-1])

"""Draws docs/pictures/mixed.svg: the report on examples/mixed as a terminal shows it."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from autograder.client.workers import Workers
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.render.terminal import render
from autograder.submission.files import choose_sets, open_submission

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "pictures" / "mixed.svg"


def page() -> str:
    """Grade the example and return its report as a picture."""
    with Workers() as workers:
        submission = open_submission(ROOT / "examples" / "mixed")
        sets = choose_sets(load_sets(ROOT / "problems", ROOT / "reference"), submission)
        report = grade(AnswerKey(sets), submission, workers)
    console = Console(record=True, width=110, file=io.StringIO(), force_terminal=True)
    render(report, console)
    picture = console.export_svg(title="./run_autograder examples/mixed", unique_id="mixed")
    return _without_web_fonts(picture)


def _without_web_fonts(picture: str) -> str:
    """Leave the reader's own monospace font: a picture in a README must not fetch anything."""
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")

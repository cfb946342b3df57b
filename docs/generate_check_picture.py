"""Draws docs/pictures/check.svg: a check of examples/mixed/layers.py as a terminal shows it.

With Chromium and Playwright, ``--page`` also takes docs/pictures/check-page.png, the page of it.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from pathlib import Path

from msgspec.structs import replace
from rich.console import Console
from rich.text import Text

from autograder.client.workers import Workers
from autograder.student.check import Check, Checker
from autograder.student.opening import find_source
from autograder.student.page import page as html_page
from autograder.student.terminal import lines

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "pictures" / "check.svg"
SHOT = PAGE.with_name("check-page.png")
WORK = ROOT / "examples" / "mixed" / "layers.py"
WIDTH = 110
PROBLEMS = ("6.1", "6.8", "6.10")


def check(*problems: str) -> Check:
    """Check the example, all of it or some problems; what a machine decides is left out."""
    with Workers() as workers:
        source = find_source(WORK, ROOT / "problems", ROOT / "reference")
        handed_in = source.hand_in(WORK)
        checker = Checker(source.load(handed_in.sets), source.seed, source.platform, workers)
        found = checker.check(handed_in, problems)
    files = tuple(replace(file, path=WORK.name, modified=0.0) for file in found.files)
    return replace(found, files=files, cautions=(), unprotected="")


def page() -> str:
    """Return the check as a picture of a terminal."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    for line in lines(check(*PROBLEMS), colours=True, width=WIDTH):
        console.print(Text.from_ansi(line))
    title = " ".join(
        ["autograder check layers.py", *(f"--problem {problem}" for problem in PROBLEMS)]
    )
    picture = console.export_svg(title=title, unique_id="check")
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)  # nothing is fetched


def shoot() -> None:
    """Take a picture of the page of the check."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        path = Path(folder) / "report.html"
        path.write_text(html_page(check()), encoding="utf-8")
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        tab = browser.new_page(viewport={"width": 820, "height": 1180})
        tab.goto(path.as_uri())
        tab.screenshot(path=SHOT)
        browser.close()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    if "--page" in sys.argv:
        shoot()

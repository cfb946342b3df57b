"""README names what is there: each room once, the commands that exist, pages that exist."""

import re
from pathlib import Path

from autograder.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_each_room_stands_once_in_the_table_and_no_other():
    rooms = [path.parent.name for path in (ROOT / "autograder").glob("*/__init__.py")]
    named = re.findall(r"^\| `(\w+)/` \|", README, re.M)

    assert sorted(named) == sorted(rooms)


def test_each_command_stands_in_the_list_of_commands():
    [listed] = re.findall(r"^## Commands\n\n```\n(.*?)^```$", README, re.M | re.S)

    assert dict.fromkeys(re.findall(r"^autograder (\w+)", listed, re.M)).keys() == set(
        main.list_commands(None)
    )


def test_every_page_that_a_page_links_to_exists():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    missing = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]

    assert missing == []

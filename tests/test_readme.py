"""README names what is there: each room once, the commands that exist, pages that exist."""

import re
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.commands.formats import FORMATS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    path: path.read_text(encoding="utf-8")
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
}


def test_each_room_stands_once_in_the_table_and_no_other():
    rooms = [path.parent.name for path in (ROOT / "autograder").glob("*/__init__.py")]
    named = re.findall(r"^\| `(\w+)/` \|", README, re.M)

    assert sorted(named) == sorted(rooms)


def test_each_command_that_a_page_shows_exists():
    """docs/commands.md, which is generated, lists them all."""
    shown = {
        name for page in PAGES.values() for name in re.findall(r"^autograder (\w+)", page, re.M)
    }

    assert shown
    assert shown <= set(main.list_commands(None))


def test_every_page_that_a_page_links_to_exists():
    missing = [
        f"{page.name}: {link}"
        for page, text in PAGES.items()
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
        if not (page.parent / link).exists()
    ]

    assert missing == []


SET, WORK, REFUSED = (
    re.search(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)[1]
    for language in ("yaml", "python", "text")
)


@pytest.fixture
def course(tmp_path):
    """The folder of the first example, in which commands are run."""
    (tmp_path / "problems").mkdir()
    (tmp_path / "problems" / "01_first.yaml").write_text(SET)
    (tmp_path / "first.py").write_text(WORK)
    return tmp_path


def test_the_first_example_is_graded_with_full_marks(course, autograder):
    status, said = autograder("grade", "first.py")

    assert status == 0
    assert "3 of 3 points" in said


def test_a_set_that_cannot_be_right_is_refused_in_the_words_of_the_page(course, autograder):
    (course / "problems" / "01_first.yaml").write_text(SET.replace("[m, n] ", "[n, m] "))
    status, said = autograder("grade", "first.py")

    assert status == 2
    assert " ".join(REFUSED.split()) in " ".join(said.split())


def test_each_form_that_a_page_names_exists():
    named = {name for page in PAGES.values() for name in re.findall(r"--format ([\w|]+)", page)}

    assert {form for names in named for form in names.split("|")} <= set(FORMATS)

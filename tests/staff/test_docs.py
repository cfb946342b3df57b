"""The docs cannot drift: generated pages are current, and every example of the authoring page is
run.
"""

import re
import textwrap
from pathlib import Path

import pytest

from autograder.errors import SpecError
from autograder.oracle.sets import load_set, load_sets
from autograder.problemset import KEYS
from autograder.problemset.companion import import_file
from autograder.problemset.notes import read_notes
from autograder.report import Status

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)( fault)?\n(.*?)^```$", PAGE, re.M | re.S)
FILES = {
    match[1]: text
    for _, _, text in BLOCKS
    if (match := re.match(r"# ((?:problems|reference)/\S+)\n", text))
}
EXAMPLES = [text for language, fault, text in BLOCKS if language == "yaml" and not fault]
FAULTS = re.findall(r"^```yaml fault\n(.*?)^```\n\n```text\n(.*?)^```$", PAGE, re.M | re.S)


@pytest.fixture
def course(tmp_path):
    """The files that the page names, in a folder."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def as_set(text):
    """Return an example as a set: some show problems alone."""
    if re.search(r"^problems:", text, re.M):
        return text
    return "title: Examples\nsubmit: examples.py\nproblems:\n" + textwrap.indent(text, "  ")


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split("\n")[0].strip(": "))
def test_every_example_loads(course, text):
    name = re.match(r"# (problems/\S+)", text)
    path = course / (name[1] if name else "problems/99_example.yaml")
    path.write_text(as_set(text))

    assert load_set(path).problems


def test_the_example_of_a_rule_book_can_be_followed(tmp_path):
    [text] = re.findall(r"^```yaml notes\n(.*?)^```$", PAGE, re.M | re.S)
    (tmp_path / "notes.yaml").write_text(text)
    notes = read_notes(tmp_path / "notes.yaml")

    assert notes.entry("sign.flipped").place == "Lecture 2"
    assert [row.id for row in notes.rows] == ["Lecture 2"]


def test_the_first_example_grades_its_reference_with_full_marks(course, grade_text):
    sets = load_sets(course / "problems", course / "reference", ["01_first"])
    report = grade_text(sets, course / "reference" / "01_first.py")

    assert [(row.status, row.score) for row in report.rows] == [(Status.CORRECT, 3.0)]


def test_every_key_of_the_language_has_an_example():
    code = "\n".join(EXAMPLES)

    assert [name for name in KEYS if not re.search(rf"(^|[\s{{,]){name}:", code)] == []


@pytest.mark.parametrize(("text", "message"), FAULTS, ids=lambda text: text.split("\n")[0][:40])
def test_every_fault_is_said_as_the_page_says(tmp_path, text, message):
    path = tmp_path / "problems" / "01_first.yaml"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(SpecError) as caught:
        load_set(path)

    assert str(caught.value).replace(f"{tmp_path.as_posix()}/", "") == message.strip()


def test_there_is_a_message_for_each_fault_shown():
    assert len(FAULTS) == sum(bool(fault) for _, fault, _ in BLOCKS) > 0


NO_PAGES = frozenset(
    {"generate_limits", "generate_performance", "generate_security", "generate_tables"}
)
"""What is measured takes a run of minutes; the grammars' tables have tests in tests/notation."""
GENERATORS = sorted(
    path for path in (ROOT / "docs").glob("generate_*.py") if path.stem not in NO_PAGES
)
"""Scripts with a `PAGE` and what it should be."""
MACHINE = re.compile(r"isolation:|#160;isolation")
"""A line of a picture that says what the machine is like."""


def generator(path):
    return import_file(path, path.stem)


def shown(page):
    """Return the lines of a page.

    Of a terminal's picture only the words, apart from the machine's.
    """
    if "<svg" not in page or "rich-terminal" not in page:
        return page.splitlines()
    words = [re.sub(r"<[^>]*>", "", line) for line in page.splitlines() if "<text" in line]
    return [line for line in words if not MACHINE.search(line)]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=pytest.mark.slow) if "picture" in path.stem else path
        for path in GENERATORS
    ],
    ids=lambda path: path.stem,
)
def test_a_generated_page_is_up_to_date(path):
    """Write them all anew with `make docs`."""
    if path.stem == "generate_rooms":
        pytest.importorskip("grimp")
    made = generator(path)

    assert shown(made.page()) == shown(made.PAGE.read_text(encoding="utf-8"))


def test_the_page_of_attacks_has_a_row_for_each_and_all_were_held():
    """Write it anew with `make docs-security`, as root."""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if re.match(r"\| \d\d ", line)]
    bank = sorted((ROOT / "tests" / "attacks" / "bank").glob("*.py"))

    assert [row[0].removeprefix("| ").replace(" ", "_") for row in rows] == [
        path.stem for path in bank
    ]
    assert {
        cell.rstrip(" |") for row in rows for cell in row[2:] if not cell.startswith("needs ")
    } == {"held"}


def test_the_page_of_problems_holds_every_problem_and_no_answer(shipped):
    page = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    problems = [problem for problem_set in shipped for problem in problem_set.problems]

    assert [problem.id for problem in problems if f"\n### {problem.id}\n" not in page] == []
    assert [problem.id for problem in problems if problem.statement.strip() not in page] == []
    hints = [mistake.hint for problem in problems for mistake in problem.mistakes]
    assert [hint for hint in hints if hint in page] == []

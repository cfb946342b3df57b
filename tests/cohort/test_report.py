"""What a class got, as a page, a table and JSON; with names or with pseudonyms."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from cohort_exports import OTHER_LAYOUT, RIGHT, UNNAMED, gradescope, opened, write_course

from autograder.cli import main
from autograder.cohort.clusters import clusters_of
from autograder.cohort.model import Student
from autograder.cohort.people import by_name, by_pseudonym

pytestmark = pytest.mark.slow

ALSO_UNNAMED = (
    "def gradient(A):\n    return -2 * (3 * A**2 + np.exp(A))\n\ndef link(W, A):\n    return W\n"
)


SOURCES = {
    "ada": RIGHT,
    "bob": OTHER_LAYOUT,
    "cem": UNNAMED,
    "dee": f"# by dee\n{UNNAMED}",
    "eva": ALSO_UNNAMED,
}


@pytest.fixture(scope="module")
def graded(two_problems, tmp_path_factory):
    """The store of the class, graded once."""
    folder = tmp_path_factory.mktemp("class")
    course = write_course(folder, two_problems)
    export, store = gradescope(folder / "export", SOURCES), folder / "class.sqlite"
    command = ["regrade", str(export), "--store", str(store), *map(str, course)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    return store


@pytest.fixture
def store(graded, tmp_path):
    """A store that a test may change."""
    return Path(shutil.copy(graded, tmp_path / "class.sqlite"))


@pytest.fixture
def written(autograder, store, tmp_path):
    """Write the report of the class in a form and return its text."""

    def write(form, *options):
        path = tmp_path / f"out.{form}"
        status, output = autograder("report", store, f"--{form}", path, *options)
        assert status == 0, output
        return path.read_text(encoding="utf-8")

    return write


def test_the_gradebook_has_one_line_a_student(written):
    rows = list(csv.DictReader(io.StringIO(written("csv"))))

    assert [row["name"] for row in rows] == ["ada", "bob", "cem", "dee", "eva"]
    assert rows[1]["email"] == "s2@example.com"
    assert rows[1]["01_set.link"] == "0.0"
    assert rows[0]["score"] == "2.0"
    assert rows[0]["max_score"] == "2.0"


def test_no_cell_of_the_gradebook_is_a_formula(autograder, course, tmp_path):
    export = gradescope(tmp_path / "export", {'"=1+2"': RIGHT})
    autograder("regrade", export, "--store", "class.sqlite", *course)

    autograder("report", "class.sqlite", "--csv", "out.csv")

    [row] = csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text()))
    assert row["name"] == "'=1+2"


def test_the_json_form_counts_answers_and_mistakes(written):
    data = json.loads(written("json"))

    gradient, link = data["answers"]
    assert gradient["outcomes"]["right"] == 2
    assert gradient["outcomes"]["unnamed"] == 3
    assert link["mistakes"] == {"layout.transposed": ["submission_2"]}
    assert len(data["submissions"][0]["rows"]) == 2


def test_unnamed_answers_that_are_alike_up_to_a_factor_are_one_cluster(written):
    [cluster] = json.loads(written("json"))["unnamed"]

    assert cluster["submissions"] == ["submission_3", "submission_4", "submission_5"]


def test_the_same_wrong_numbers_are_noted_once(written):
    [shared] = json.loads(written("json"))["same_numbers"]

    assert shared["submissions"] == ["submission_3", "submission_4"]
    assert shared["code"] == ""


def test_the_draft_of_a_cluster_names_the_mistake_once_it_stands_in_the_set(
    autograder, course, written, tmp_path
):
    [cluster] = json.loads(written("json"))["unnamed"]
    export = gradescope(tmp_path / "export", SOURCES)
    draft = "".join(f"    {line}\n" for line in cluster["yaml"].splitlines())
    path = tmp_path / "problems" / "01_set.yaml"
    head, link, rest = path.read_text().partition("  link:")
    path.write_text(head + draft + link + rest)

    autograder("regrade", export, "--store", "class.sqlite", *course)

    gradient, _ = json.loads(written("json"))["answers"]
    [mistake] = yaml.safe_load(cluster["yaml"])["mistakes"]
    assert mistake["answer"] == "3 * A ** 2 + exp(A)"
    assert gradient["mistakes"][mistake["id"]] == ["submission_3", "submission_4"]


def test_a_draft_of_more_than_one_line_is_a_function_for_the_reference(
    autograder, course, tmp_path
):
    longer = (
        "def gradient(A):\n    '''By Jane.'''\n    B = np.exp(A)  # mine\n    return A**2 + B\n\n"
        "def link(W, A):\n    return W\n"
    )
    export = gradescope(tmp_path / "export", {"ada": longer})
    autograder("regrade", export, "--store", "class.sqlite", *course)
    autograder("report", "class.sqlite", "--json", "out.json")

    [cluster] = json.loads((tmp_path / "out.json").read_text())["unnamed"]

    assert yaml.safe_load(cluster["yaml"])["mistakes"][0]["answer"] == "wrong_gradient_1"
    assert cluster["code"].startswith("def wrong_gradient_1(A):\n    B = np.exp(A)\n")
    assert "Jane" not in cluster["code"]
    assert "mine" not in cluster["code"]


@pytest.mark.parametrize("form", ["csv", "json", "html"])
def test_an_anonymous_report_names_nobody(written, form):
    text = written(form, "--anonymous")

    assert not re.search(r"\b(ada|bob|cem|dee|eva)\b|example\.com|submission_\d", text)
    assert "student-" in text


def test_pseudonyms_are_stable_within_a_store_and_differ_between_two():
    ada = (Student("Ada", "1", "ada@x"),)

    assert by_pseudonym("salt")("s1", ada) == by_pseudonym("salt")("s1", ada)
    assert by_pseudonym("salt")("s1", ada) != by_pseudonym("other")("s1", ada)
    assert by_pseudonym("salt")("s2", ada).students == by_pseudonym("salt")("s1", ada).students
    assert by_name("s1", ada).label == "Ada"


def test_the_page_is_whole_in_itself_and_says_which_mistake(written):
    text = written("html")

    assert "<script" not in text
    assert not re.search(r'(?:src|href)="(?!#|data:)', text)
    assert "layout.transposed" in text
    assert text.count("<svg") == 4


def test_a_name_is_no_markup(autograder, course, tmp_path):
    export = gradescope(tmp_path / "export", {'"<b>Ada & Co</b>"': OTHER_LAYOUT})
    autograder("regrade", export, "--store", "class.sqlite", *course)

    autograder("report", "class.sqlite", "--html", "out.html")

    text = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "<b>Ada" not in text
    assert "&lt;b&gt;Ada &amp; Co" in text


def test_every_bar_leads_to_what_is_on_the_page(written):
    text = written("html")

    links = set(re.findall(r'<a href="#([^"]+)"', text))
    targets = set(re.findall(r' id="([^"]+)"', text))
    assert any(link.startswith("answer-1-named") for link in links)
    assert links <= targets


def test_the_same_store_gives_the_same_page(written):
    assert written("html") == written("html")


def test_a_report_without_a_form_and_one_without_a_store_are_refused(autograder, store):
    assert autograder("report", store)[0] == 2
    status, output = autograder("report", "nothing.sqlite", "--csv", "out.csv")
    assert status == 2
    assert "found nothing; expected a store that `autograder regrade` has written" in output


def test_answers_of_other_shapes_are_never_alike():
    def wrong(shape, numbers):
        return {"shape": shape, "numbers": numbers, "code": "", "formula": ""}

    place = ("set", "problem", "answer")
    one = (place, "title", 0, wrong("[2, 1]", "[1.0, 2.0]"))
    two = (place, "title", 1, wrong("[1, 2]", "[1.0, 2.0]"))

    clusters, shared = clusters_of([one, two], hide_code=False)

    assert [cluster.members for cluster in clusters] == [(0,), (1,)]
    assert shared == ()


def test_what_the_last_run_did_not_reach_is_said(autograder, course, store, written, tmp_path):
    with opened(store) as base:
        base.execute("UPDATE reports SET conditions = 'older' WHERE key = 'submission_2'")
        base.execute("DELETE FROM reports WHERE key = 'submission_3'")

    data = json.loads(written("json"))

    assert data["missed"] == 2
    assert len(data["submissions"]) == 4
    assert "Not reached by the last run: 2 submissions</strong>" in written("html")

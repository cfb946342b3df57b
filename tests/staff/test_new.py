"""``autograder new``: a problem to edit, a set's starter file."""

import pytest
import yaml

from autograder.oracle.sets import load_set, load_sets


def test_a_new_problem_gets_a_set_of_its_own_that_loads(autograder, tmp_path):
    status, said = autograder("new", "link_layers")
    path = tmp_path / "problems" / "01_link_layers.yaml"

    assert status == 0
    assert "reference/01_link_layers.py" in said
    assert [problem.id for problem in load_set(path).problems] == ["link_layers"]


def test_the_next_set_takes_the_next_number(autograder, tmp_path):
    autograder("new", "first")
    autograder("new", "second")

    assert (tmp_path / "problems" / "02_second.yaml").is_file()


def test_a_new_problem_can_be_graded_as_it_stands(autograder, tmp_path, grade_text):
    autograder("new", "link_layers")
    loaded = load_set(tmp_path / "problems" / "01_link_layers.yaml")
    report = grade_text([loaded], "def link_layers(v, B): return B.T\n")

    assert [row.score for row in report.rows] == [1.0]


@pytest.mark.parametrize("indent", [2, 4])
def test_a_problem_is_appended_to_a_set_with_its_indentation(autograder, tmp_path, indent):
    path = tmp_path / "05_set.yaml"
    problem = "old: {given: {x: scalar}, forward: x**2, answer: old(x), wrt: x, shape: []}"
    before = f"submit: a.py\nproblems:\n{' ' * indent}{problem}"
    path.write_text(before)
    status, _ = autograder("new", "fresh_one", "--set", path)

    assert status == 0
    assert [problem.id for problem in load_set(path).problems] == ["old", "fresh_one"]
    assert path.read_text().startswith(before + "\n\n" + " " * indent + "fresh_one:")


def test_a_problem_can_be_appended_to_every_shipped_set(autograder, tmp_path, shipped):
    for problem_set in shipped:
        path = tmp_path / problem_set.path.name
        path.write_text(problem_set.path.read_text())

        assert autograder("new", "one_more", "--set", path)[0] == 0
        assert load_set(path).problems[-1].id == "one_more"


@pytest.mark.parametrize("name", ["two words", "link-layers", "lambda", "2b"])
def test_an_id_that_no_function_can_have_is_refused(autograder, tmp_path, name):
    status, said = autograder("new", name)

    assert status == 2
    assert f"found the id {name!r}" in said
    assert not list(tmp_path.iterdir())


def test_an_id_that_a_set_has_is_refused_and_the_set_left_alone(autograder, tmp_path):
    path = tmp_path / "01_set.yaml"
    autograder("new", "twice", "--set", path)
    before = path.read_bytes()
    status, said = autograder("new", "twice", "--set", path)

    assert (status, path.read_bytes()) == (2, before)
    assert "found a problem 'twice' already" in said


def test_a_set_whose_problems_do_not_come_last_is_left_alone(autograder, tmp_path):
    path = tmp_path / "01_set.yaml"
    before = (
        "problems:\n  old: {given: {x: scalar}, forward: x**2, answer: old(x), wrt: x, "
        "shape: []}\nsubmit: a.py\n"
    )
    path.write_text(before)
    status, said = autograder("new", "fresh_one", "--set", path)

    assert (status, path.read_text()) == (2, before)
    assert "write it by hand" in said


def test_a_set_names_the_schema_where_one_is_near(autograder, tmp_path):
    autograder("schema", "--out", tmp_path / "problem-set.schema.json")
    autograder("new", "p")

    first, *_ = (tmp_path / "problems" / "01_p.yaml").read_text().split("\n")
    assert first == "# yaml-language-server: $schema=../problem-set.schema.json"


def test_a_starter_is_written_under_the_set_s_name_and_never_over_a_file(
    autograder, tmp_path, bank
):
    autograder("new", "--starter", "06_layers", "--problems", bank)
    written = (tmp_path / "layers.py").read_text()
    status, said = autograder("new", "--starter", "06_layers", "--problems", bank)

    assert "def weight_gradient(W, A, G):" in written
    assert status == 2
    assert "layers.py: found a file already" in said


def test_a_starter_can_be_printed_and_written_as_a_notebook(autograder, tmp_path, bank):
    printed = autograder("new", "--starter", "06_layers", "--problems", bank, "--out", "-")[1]
    autograder(
        "new", "--starter", "06_layers", "--problems", bank, "--out", tmp_path / "layers.ipynb"
    )

    assert printed.startswith('"""Neural-network derivatives')
    assert yaml.safe_load((tmp_path / "layers.ipynb").read_text())["nbformat"] == 4


@pytest.mark.parametrize("arguments", [["new"], ["new", "p", "--starter", "06_layers"]])
def test_one_of_a_problem_and_a_starter_is_asked_for(autograder, arguments):
    status, said = autograder(*arguments)

    assert status == 2
    assert "expected one" in said


def test_a_set_is_named_by_its_name_or_its_file(autograder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    autograder("new", "first", "--problems", "problems")

    assert autograder("new", "second", "--set", "01_first")[0] == 0
    assert autograder("new", "third", "--set", "problems/01_first.yaml")[0] == 0
    [loaded] = load_sets(tmp_path / "problems", names=["problems/01_first.yaml"])
    assert [problem.id for problem in loaded.problems] == ["first", "second", "third"]


def test_a_set_that_is_named_wrongly_is_told_and_not_made(autograder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "problems").mkdir()
    autograder("new", "first", "--set", "problems/01_first.yaml")

    status, said = autograder("new", "second", "--set", "01_frist")

    assert status == 2
    assert "Did you mean '01_first'?" in said
    assert [path.name for path in (tmp_path / "problems").iterdir()] == ["01_first.yaml"]

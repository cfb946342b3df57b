"""Sets kept as records: what is read of them is what their YAML says, and no other YAML."""

import ast
from functools import partial

import pytest
from msgspec.structs import replace
from package_imports import PACKAGE

from autograder.errors import SpecError
from autograder.oracle import sets
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.kept_sets import packed, unpacked
from autograder.oracle.key_store import KeyStore
from autograder.problemset.formula import FormulaError, Program
from autograder.problemset.model import Problem
from autograder.problemset.notes import SHIPPED

ROOT = PACKAGE.parent
SET = """
title: A set
submit: work.py
problems:
  link:
    given: {W: "matrix[m, n]", A: "vector[m]"}
    let: {half: m / 2}
    forward: |
      Z = W.T @ A
      half * Z ** 2
    answer: dZ_dA(W, A)
    wrt: A
    shape: [m, n]
"""
COMPANION = "def doubled(x):\n    return 2 * x\n"
NOTES = "title: Notes\nmistakes: {transpose.inner: Page 3}\n"


@pytest.fixture
def course(tmp_path):
    """A course with one set and a reference."""
    for folder in ("problems", "reference"):
        (tmp_path / folder).mkdir()
    (tmp_path / "problems" / "01_set.yaml").write_text(SET)
    (tmp_path / "reference" / "01_set.py").write_text("def dZ_dA(W, A):\n    return W\n")
    (tmp_path / "notes.yaml").write_text(NOTES)
    (tmp_path / "course.yaml").write_text("notes: notes.yaml\npackages: [scipy]\n")
    return tmp_path


@pytest.fixture
def load(course):
    """Load the course's sets as one command does, and keep what was read."""

    def loaded(folder=course):
        store = KeyStore(course / "keys")
        [found] = sets.load_sets(folder / "problems", folder / "reference", keys=store)
        store.keep(AnswerKey([]))
        return found

    return loaded


@pytest.fixture
def read(monkeypatch):
    """The sets that were read from YAML."""
    from autograder.problemset import load

    found, plain = [], load.read_set

    def noted(path, reference=None):
        found.append(path.stem)
        return plain(path, reference)

    monkeypatch.setattr(load, "read_set", noted)
    return found


def parts(value):
    """Return a set as values that can be compared: a problem is equal to itself alone."""
    if isinstance(value, tuple):
        return tuple(map(parts, value))
    if isinstance(value, Problem):
        return {name: parts(getattr(value, name)) for name in value.__struct_fields__}
    return value


def test_a_kept_set_of_the_bank_is_the_set_that_was_read(tmp_path, read):
    load = partial(sets.load_sets, ROOT / "problems", ROOT / "reference")
    store = KeyStore(tmp_path)
    first = load(keys=store)
    store.keep(AnswerKey([]))
    again = load(keys=store)

    assert len(read) == len(first)
    for one, other in zip(first, again, strict=True):
        for name in one.__struct_fields__:
            assert parts(getattr(one, name)) == parts(getattr(other, name)), (one.name, name)
        for problem, kept in zip(one.problems, other.problems, strict=True):
            trees = [
                [ast.dump(formula.tree) for formula in (*each.forward.formulas, *each.let.formulas)]
                for each in (problem, kept)
            ]
            assert trees[0] == trees[1]


def test_a_kept_set_is_not_read_again(load, read):
    first, again = load(), load()

    assert read == ["01_set"]
    assert first.problems[0].let_functions["half"](m=6) == 3
    assert again.problems[0].let_functions["half"](m=6) == 3
    assert again.book == first.book


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("problems/01_set.yaml", SET.replace("A set", "Another set")),
        ("problems/01_set.py", COMPANION),
        ("reference/01_set.py", "def dZ_dA(W, A):\n    return W + 0\n"),
        ("notes.yaml", NOTES.replace("3", "4")),
        ("course.yaml", "notes: shipped\n"),
        ("course.yaml", None),
    ],
)
def test_a_set_is_read_again_where_anything_changed_that_it_was_read_from(
    name, content, course, load, read
):
    load()
    if content is None:
        (course / name).unlink()
    else:
        (course / name).write_text(content)
    found = load()

    assert read == ["01_set"] * 2
    if name == "course.yaml":
        assert found.book == (SHIPPED if content else None)


def test_a_set_elsewhere_is_read_with_the_course_that_it_lies_in(course, load, read, monkeypatch):
    monkeypatch.chdir(course)
    load(course.relative_to(course))
    other = course / "other"
    for folder in ("problems", "reference"):
        (other / folder).mkdir(parents=True)
        for file in (course / folder).iterdir():
            (other / folder / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(other)

    assert load(other.relative_to(other)).book is None
    assert read == ["01_set"] * 2


def test_a_set_with_functions_of_its_own_is_not_kept(course, load, read):
    (course / "problems" / "01_set.py").write_text(COMPANION)
    load()
    load()

    assert read == ["01_set"] * 2


def test_a_damaged_record_counts_as_not_kept(course, load, read):
    load()
    [file] = (course / "keys").glob("*.set")
    file.write_bytes(file.read_bytes()[:-1])
    load()

    assert read == ["01_set"] * 2


def test_a_shipped_set_is_not_read_before_it_is_chosen_and_any_other_is(tmp_path, read):
    folder = tmp_path / "problems"
    folder.mkdir()
    for name in ("01_warm_up", "02_scalar_by_vector"):
        content = (ROOT / "problems" / f"{name}.yaml").read_text(encoding="utf-8")
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    (folder / "03_own.yaml").write_text(SET)
    store = KeyStore(tmp_path / "keys")
    offered = sets.offered_sets(folder, ROOT / "reference", keys=store)
    submits = [each.submit for each in offered]

    assert submits == ["warm_up.py", "scalar_by_vector.py", "work.py"]
    assert read == ["03_own"]

    chosen = sets.load_offered(offered[1:], ROOT / "reference", keys=store)
    assert [each.submit for each in chosen] == submits[1:]
    assert read == ["03_own", "02_scalar_by_vector"]


def test_a_fault_of_any_set_is_told_though_another_one_is_chosen(tmp_path):
    (tmp_path / "01_own.yaml").write_text(SET)
    (tmp_path / "02_own.yaml").write_text(SET.replace("[m, n]\n", "[m]\n"))

    with pytest.raises(SpecError, match="02_own"):
        sets.offered_sets(tmp_path, keys=KeyStore(tmp_path / "keys"))


def test_what_no_formula_has_is_refused_in_a_kept_one_too(course, load):
    [problem] = load().problems
    [(_, first), *_] = problem.forward.lines
    changed = replace(first, source="W.real")

    with pytest.raises(FormulaError, match="the only attribute"):
        Program((("Z", changed),)).compile(changed, {})


def test_a_record_whose_lines_have_no_names_is_not_used(course, load, read):
    found = load()
    [problem] = found.problems
    [(_, first), *_] = problem.forward.lines
    changed = replace(problem, forward=Program((("Z = 1; Y", first),)))
    content = packed(replace(found, problems=(changed,)))

    with pytest.raises(ValueError, match="Z = 1"):
        unpacked(content)

"""Texts graded by a second process: the same report, whoever graded."""

import os
from pathlib import Path

import pytest

from autograder.client.workers import Workers
from autograder.grading import on_paper
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.bounded import FORKS
from autograder.oracle.key_store import KeyStore, kept
from autograder.oracle.sets import load_sets
from autograder.submission.files import open_submission

pytestmark = pytest.mark.skipif(not FORKS, reason="one process grades here")

ROOT = Path(__file__).resolve().parents[2]
READ = on_paper.read_answers
CODE, TEXT = "02_scalar_by_vector", "13_derivations"


@pytest.fixture(scope="module")
def sets():
    return load_sets(ROOT / "problems", ROOT / "reference", [CODE, TEXT])


@pytest.fixture(scope="module")
def submission(tmp_path_factory):
    """Right code, and a text with a wrong step, a wrong answer and one that is missing."""
    folder = tmp_path_factory.mktemp("handed_in")
    code, text = (ROOT / "reference" / name for name in (f"{CODE}.py", f"{TEXT}.md"))
    (folder / "scalar_by_vector.py").write_bytes(code.read_bytes())
    written = text.read_text(encoding="utf-8")
    for right, wrong in [
        ("= xᵀ Sᵀ dx + xᵀ S dx ", "= xᵀ S dx + xᵀ S dx "),
        ("dL_dZ = diag(1 - A ⊙ A) W u", "dL_dZ = diag(A) W u"),
        ("df_dS = S⁻ᵀ", ""),
    ]:
        assert right in written
        written = written.replace(right, wrong)
    (folder / "derivations.md").write_text(written, encoding="utf-8")
    return open_submission(folder)


@pytest.fixture(scope="module")
def workers():
    with Workers() as workers:
        yield workers


@pytest.fixture(scope="module")
def alone(sets, submission, workers):
    """What one process writes of the submission."""
    return grade(AnswerKey(sets), submission, workers).dumps()


def test_two_processes_write_what_one_writes_and_one_key_holds_all_that_was_drawn(
    sets, submission, workers, alone, monkeypatch
):
    read_by = []
    monkeypatch.setattr(on_paper, "read_answers", lambda *given: read_by.append(1) or READ(*given))
    key = AnswerKey(sets)
    found = grade(key, submission, workers, texts_apart=True).dumps()

    assert found == alone
    assert read_by == []  # here, that is
    assert all(map(key.drawn, sets))


def test_a_text_is_graded_by_what_was_derived_for_an_earlier_one(
    sets, submission, workers, alone, tmp_path
):
    for _ in range(2):
        key = AnswerKey(sets)
        with kept(key, KeyStore(tmp_path), ("landlock",)):
            assert grade(key, submission, workers, texts_apart=True).dumps() == alone
        assert len(list(tmp_path.glob("*.derived"))) == 1

    assert key.new_derived() == {}


def test_nothing_is_drawn_or_differentiated_for_a_right_text_whose_key_is_kept(
    sets, workers, tmp_path, monkeypatch
):
    (tmp_path / "derivations.md").write_bytes((ROOT / "reference" / f"{TEXT}.md").read_bytes())
    right, store = open_submission(tmp_path), KeyStore(tmp_path / "keys")
    for _ in range(2):
        key = AnswerKey(sets[1:])
        with kept(key, store, ("landlock",)):
            report = grade(key, right, workers)
        assert report.score == report.max_score > 0
        monkeypatch.setattr("autograder.oracle.trials.Numbers.draw_with", None)
        monkeypatch.setattr("autograder.derivative.jacobian.directional", None)


def test_what_was_derived_is_derived_again_where_it_is_damaged(sets, submission, workers, tmp_path):
    reports = []
    for _ in range(2):
        key = AnswerKey(sets[1:])
        with kept(key, KeyStore(tmp_path), ("landlock",)):
            reports.append(grade(key, submission, workers).dumps())
        assert key.new_derived()
        [file] = tmp_path.glob("*.derived")
        file.write_bytes(file.read_bytes()[:-1])

    assert reports[0] == reports[1]


def test_what_the_second_process_does_not_finish_is_graded_by_the_first(
    sets, submission, workers, alone, monkeypatch
):
    first = os.getpid()

    def read(*given):
        if os.getpid() != first:
            os._exit(1)
        return READ(*given)

    monkeypatch.setattr(on_paper, "read_answers", read)

    assert grade(AnswerKey(sets), submission, workers, texts_apart=True).dumps() == alone

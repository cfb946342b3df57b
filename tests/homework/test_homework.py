"""Submissions shaped like real homework get the points they deserve, in every version alike."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from other_versions import environment

from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.submission.files import open_submission

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from homework import FULL, SUBMISSIONS  # noqa: E402 - it lies beside this file

VERSIONS = (("3.10", "==2.2.6"), ("3.13", "==2.2.6"), ("3.13", ""))
"""Of Python and numpy: the platform's, the newest with the same numpy, the newest of all."""


@pytest.fixture(scope="module")
def key():
    return AnswerKey(load_sets(HERE / "problems", HERE))


@pytest.fixture
def handed_in(tmp_path):
    """Write a submission's files into a folder, and return it."""

    def write(name):
        for path, text in SUBMISSIONS[name][0].items():
            place = tmp_path / "handed in" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
        return tmp_path / "handed in"

    return write


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_homework_gets_the_points_it_deserves(name, key, workers, handed_in):
    report = grade(key, open_submission(handed_in(name)), workers)

    said = [row.message for row in report.rows if row.score < row.max_score]
    assert (report.score, report.max_score) == (SUBMISSIONS[name][1], FULL), said


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_homework_is_read_in_a_zip_as_in_its_folder(name, key, handed_in, tmp_path):
    folder = handed_in(name)
    packed = tmp_path / "homework.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))
    loose, zipped = open_submission(folder), open_submission(packed)

    assert list(loose.bundle(key.sets, {}).modules) == list(zipped.bundle(key.sets, {}).modules)
    assert list(loose.files.values()) == list(zipped.files.values())


@pytest.mark.parametrize("name", [n for n, (files, _) in SUBMISSIONS.items() if len(files) == 1])
def test_homework_of_one_file_is_read_alone_as_in_its_folder(name, key, handed_in):
    folder = handed_in(name)
    [file] = (path for path in folder.rglob("*") if path.is_file())
    alone, loose = (open_submission(path).bundle(key.sets, {}).modules for path in (file, folder))

    assert alone["layers"].cells == loose["layers"].cells


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    """The points and statuses of every submission in each version that there is."""
    found = {}
    for number, versions in enumerate(VERSIONS):
        python = environment(tmp_path_factory.mktemp("versions") / str(number), *versions)
        if python is not None:
            command = [python, HERE / "grade_all.py"]
            run = subprocess.run(command, check=True, capture_output=True, text=True)
            found[versions] = json.loads(run.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", SUBMISSIONS)
def test_homework_gets_the_same_rows_in_every_version(name, scores):
    if len(scores) < 2:
        pytest.skip("one Python only")

    for version, found in scores.items():
        assert found[name][0] == SUBMISSIONS[name][1], version
    assert len({json.dumps(found[name]) for found in scores.values()}) == 1

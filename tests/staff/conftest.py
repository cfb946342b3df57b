"""Fixtures for what staff run."""

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.submission.files import Submission, open_submission


@pytest.fixture(scope="session")
def shipped(request):
    """The shipped sets with their references."""
    root = request.config.rootpath
    return load_sets(root / "problems", root / "reference")


@pytest.fixture
def grade_text(workers):
    """Grade source text, or a file, against sets; return the report."""

    def run(sets, source):
        if isinstance(source, str):
            submission = Submission("hw", {each.submit: source.encode() for each in sets})
        else:
            submission = open_submission(source)
        return grade(AnswerKey(sets), submission, workers)

    return run


@pytest.fixture
def autograder(tmp_path, monkeypatch):
    """Run a command in an empty folder; return (exit status, output)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        result = CliRunner().invoke(main, list(map(str, arguments)))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return run

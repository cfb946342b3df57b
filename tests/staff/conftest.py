"""Fixtures for what staff run."""

import pytest

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
            submission = Submission(
                "hw", {problem_set.submit: source.encode() for problem_set in sets}
            )
        else:
            submission = open_submission(source)
        return grade(AnswerKey(sets), submission, workers)

    return run

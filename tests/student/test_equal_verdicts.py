"""A check from a kit, which has no answer, gives the verdicts of the platform."""

from collections import Counter

import pytest

from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_set
from autograder.problemset.companion import import_file
from autograder.report import Status
from autograder.student.key import StudentKey, student_set
from autograder.student.sealing import kit_set
from autograder.submission.files import open_submission
from tests.student.conftest import ROOT

pytestmark = pytest.mark.slow


def unjudged(course, problem, answer):
    """Whether a kit can judge an answer by its shape alone."""
    from autograder.problemset.model import ByReference

    own = course.student_problems[(problem.set, problem.id)]
    [asks] = [offered.asks for offered in own.answers if offered.id == answer]
    [kept] = [loaded for loaded in course.student_sets if loaded.problem_set.name == problem.set]
    return isinstance(asks, ByReference) and not kept.is_sealed(problem.id, answer)


def test_every_reference_and_every_wrong_answer_gets_the_platforms_verdict(course):
    different, count, judged = [], 0, 0
    for _, problem, tag, names in course.submissions():
        there, here = course.platform(problem, names), course.student(problem, names)
        for answer, verdict in there.items():
            count += 1
            if unjudged(course, problem, answer):
                continue
            judged += 1
            if here[answer].status is not verdict.status:
                different.append((problem.id, tag, answer, verdict.status, here[answer].status))

    assert different == []
    assert judged >= 0.9 * count


def test_an_answer_that_is_judged_by_its_shape_alone_is_never_called_wrong_for_its_numbers(course):
    for _, problem, _, names in course.submissions():
        there, here = course.platform(problem, names), course.student(problem, names)
        for answer, verdict in there.items():
            if unjudged(course, problem, answer) and verdict.share == 1.0:
                assert here[answer].share == 1.0


@pytest.mark.slow
def test_a_check_says_the_platforms_words_as_far_as_a_kit_can_know_them(course):
    """The platform also names mistakes by the reference: there a check may be silent."""
    found = Counter(
        kind
        for _, problem, _, names in course.submissions()
        for kind in compared(course, problem, names)
    )

    assert found["other shapes"] <= 0.03 * found.total()  # where the numbers drawn decide
    assert found["the same words"] >= 0.7 * found.total()
    assert found["another mistake"] <= 0.07 * found.total()
    assert found["no mistake"] <= 0.3 * found.total()


def compared(course, problem, names):
    """Yield how a check's words compare with the platform's, for each wrong answer."""
    there = course.platform(problem, names, named=True)
    here = course.student(problem, names, named=True)
    for answer, verdict in there.items():
        own = here[answer]
        if verdict.share == 1.0 or unjudged(course, problem, answer):
            continue
        if own.message == verdict.message:
            yield "the same words"
        elif own.message.split("\n")[0] != verdict.message.split("\n")[0]:
            yield "other shapes"
        else:
            yield "no mistake" if own.mistake is None else "another mistake"


def fuzz():
    return import_file(ROOT / "benchmarks" / "fuzz.py", "fuzz")


HURRIED = {Status.TIMED_OUT, Status.NOT_RUN, Status.CRASHED}
"""What a busy machine may decide."""


@pytest.mark.parametrize(
    ("first", "count"),
    [(0, 20), pytest.param(20, 280, marks=pytest.mark.slow)],
    ids=["some", "the rest"],
)
def test_odd_submissions_get_the_platforms_verdicts(tmp_path, workers, first, count):
    made = fuzz()
    path = tmp_path / "problems" / "01_fuzzed.yaml"
    path.parent.mkdir()
    path.write_text(made.SET)
    problem_set = load_set(path)
    there = AnswerKey([problem_set])
    own = student_set(path, kit_set(problem_set, AnswerKey([problem_set], "kit")))
    different = []
    for number, files in made.submissions(3, range(first, first + count)):
        folder = tmp_path / str(number)
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True, parents=True)
            (folder / name).write_bytes(content)
        submission = open_submission(folder)
        here = StudentKey([own], "kit")
        rows = zip(
            grade(there, submission, workers).rows,
            grade(here, submission, workers, listen=here.open).rows,
            strict=True,
        )
        different += [
            (number, one.answer, one.status, other.status)
            for one, other in rows
            if one.status is not other.status and not HURRIED & {one.status, other.status}
        ]

    assert different == []

"""A set the grader was not built on is graded as fairly as the bank: references right, wrong
answers rejected.
"""

from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from autograder.diagnose import diagnostician
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.problemset.companion import import_file
from autograder.report import Status

pytestmark = pytest.mark.slow

HERE = Path(__file__).resolve().parent
SETS = load_sets(HERE / "problems", HERE / "reference")
PROBLEMS = {problem.id: problem for problem_set in SETS for problem in problem_set.problems}

collect = import_file(HERE.parent / "wrong" / "collect.py", "collect")
WRONG = [wrong for problem_set in SETS for wrong in collect.load(problem_set.name, HERE / "wrong")]

REJECTED = {Status.INCORRECT, Status.WRONG_SHAPE}


@pytest.fixture(scope="module", params=range(5))
def key(request):
    return AnswerKey(SETS, str(request.param))


def test_every_reference_gets_full_marks(key, verdicts):
    for problem in PROBLEMS.values():
        seen = verdicts(key, problem, key.solution(problem).names)

        assert {verdict.share for verdict in seen.values()} == {1.0}, (problem.id, seen)


def test_every_wrong_answer_is_rejected_and_none_of_them_raises(key, verdicts):
    """An answer that raises would be rejected for its bug in Python, not for its slip in the
    mathematics.
    """
    strange = []
    for wrong in WRONG:
        problem = PROBLEMS[wrong.problem]
        names = {**key.solution(problem).names, **wrong.names}
        statuses = {verdict.status for verdict in verdicts(key, problem, names).values()}
        if not statuses <= REJECTED:
            strange.append((wrong.problem, wrong.tag, wrong.hint, statuses))

    assert strange == []


def test_every_problem_has_wrong_answers_and_one_with_two_slips():
    answers = Counter(wrong.problem for wrong in WRONG)
    compound = {wrong.problem for wrong in WRONG if wrong.tag == "COMPOUND"}

    assert set(answers) == compound == set(PROBLEMS)
    assert min(answers.values()) >= 6
    assert len(WRONG) >= 65


def test_most_unseen_mistakes_are_named_and_none_falsely(verdicts):
    """A name counts as true when ten other seeds give the same one."""
    named = {index: mistakes(verdicts, AnswerKey(SETS), wrong) for index, wrong in enumerate(WRONG)}
    share = sum(any(found.values()) for found in named.values()) / len(WRONG)
    others = [AnswerKey(SETS, f"fresh {number}") for number in range(10)]
    false = [
        (WRONG[index].problem, WRONG[index].tag, found)
        for index, found in named.items()
        if any(found.values())
        and any(mistakes(verdicts, other, WRONG[index]) != found for other in others)
    ]

    assert false == []
    assert share >= 0.80


def mistakes(verdicts, key, wrong):
    """Return the mistake that is named in each answer of one wrong submission."""
    problem = PROBLEMS[wrong.problem]
    names = {**key.solution(problem).names, **wrong.names}
    diagnose = partial(diagnostician(key).name, problem)
    return {
        name: verdict.mistake
        for name, verdict in verdicts(key, problem, names, diagnose=diagnose).items()
    }

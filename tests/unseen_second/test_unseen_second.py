"""A second set the grader was not built on: arrays of one axis, and the output's axes first.

What it measured is in ``FIRST_FIGURES.md``. Since then kinds of its unnamed answers have been
learned from: it measures no more, and holds what is named.
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
WITHOUT_REFERENCE = load_sets(HERE / "problems")
PROBLEMS = {problem.id: problem for problem_set in SETS for problem in problem_set.problems}

collect = import_file(HERE.parent / "wrong" / "collect.py", "collect")
WRONG = [wrong for problem_set in SETS for wrong in collect.load(problem_set.name, HERE / "wrong")]

REJECTED = {Status.INCORRECT, Status.WRONG_SHAPE}
NOT_CONFIRMED = {
    ("huber_regression", "the far branch gives 0: the residual is masked, not clipped"),
    ("huber_regression", "masked instead of clipped, and a sum instead of the mean"),
}
"""What the first measurement named at its own trials and not at all fresh ones; it may shrink."""
SLOW = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 15)]


@pytest.fixture(scope="module", params=[*range(3), *SLOW])
def key(request):
    return AnswerKey(SETS, str(request.param))


def test_every_reference_gets_full_marks(key, verdicts):
    for problem in PROBLEMS.values():
        seen = verdicts(key, problem, key.solution(problem).names)

        assert {verdict.share for verdict in seen.values()} == {1.0}, (problem.id, seen)


def test_every_wrong_answer_is_rejected_and_its_right_parts_are_not(key, verdicts):
    """An answer that raises would be rejected for its bug in Python, not for its slip in the
    mathematics.
    """
    strange = []
    for wrong in WRONG:
        problem, names = laid_over(key, wrong)
        for name, verdict in verdicts(key, problem, names).items():
            accepted = {Status.CORRECT} if f"{name} right" in wrong.hint else REJECTED
            if verdict.status not in accepted:
                strange.append((wrong.problem, name, wrong.tag, wrong.hint, verdict.status))

    assert strange == []


def test_every_problem_has_wrong_answers_and_one_with_two_slips():
    answers = Counter(wrong.problem for wrong in WRONG)
    compound = {wrong.problem for wrong in WRONG if wrong.tag == "COMPOUND"}

    assert set(answers) == compound == set(PROBLEMS)
    assert min(answers.values()) >= 8
    assert len(WRONG) >= 130


@pytest.mark.parametrize(
    "sets", [SETS, pytest.param(WITHOUT_REFERENCE, marks=pytest.mark.slow)], ids=["with", "without"]
)
def test_no_mistake_is_named_that_fresh_trials_do_not_name(sets, verdicts):
    """A name counts as true when ten other seeds, with other numbers, give the same one."""
    first = AnswerKey(sets)
    others = [AnswerKey(sets, f"fresh {number}") for number in range(10)]
    false = set()
    for wrong in WRONG:
        found = mistakes(verdicts, first, wrong)
        if any(found.values()) and any(mistakes(verdicts, key, wrong) != found for key in others):
            false.add((wrong.problem, wrong.hint))

    assert false <= NOT_CONFIRMED


def laid_over(key, wrong):
    """Return a wrong answer's problem, and the reference's names with the wrong ones over them."""
    problem = PROBLEMS[wrong.problem]
    return problem, {**AnswerKey(SETS).solution(problem).names, **wrong.names}


def mistakes(verdicts, key, wrong):
    """Return the mistake that is named in each answer of one wrong submission."""
    problem, names = laid_over(key, wrong)
    diagnose = partial(diagnostician(key).name, problem)
    return {
        name: verdict.mistake
        for name, verdict in verdicts(key, problem, names, diagnose=diagnose).items()
    }

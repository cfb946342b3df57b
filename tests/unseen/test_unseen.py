"""A set the grader was not built on is graded as fairly as the bank: references right, wrong answers rejected."""

import importlib.util
from collections import Counter
from pathlib import Path

import pytest

from autograder.answer_key import AnswerKey
from autograder.calling import inputs_of, unpack
from autograder.report import Status
from autograder.spec import load_sets
from autograder.verdict import Stop, decide
from autograder.worker.server import execute

HERE = Path(__file__).resolve().parent
SETS = load_sets(HERE / "problems", HERE / "reference")
PROBLEMS = {problem.id: problem for each in SETS for problem in each.problems}

spec = importlib.util.spec_from_file_location("collect", HERE.parent / "wrong" / "collect.py")
collect = importlib.util.module_from_spec(spec)
spec.loader.exec_module(collect)
WRONG = [wrong for each in SETS for wrong in collect.load(each.name, HERE / "wrong")]

REJECTED = {Status.INCORRECT, Status.WRONG_SHAPE}


@pytest.fixture(scope="module", params=range(5))
def key(request):
    return AnswerKey(SETS, str(request.param))


def verdicts(key, problem, names):
    """Judge what some names answer, called in this process exactly as a worker calls a student's."""
    trials = key.trials(problem)
    values = {answer.id: [] for answer in problem.answers}
    stop = None
    for trial in trials:
        inputs = inputs_of(problem, trial.trial.values)
        bound, failure = execute(names, problem.call.code, inputs, problem.call.reads, problem.id)
        answers = unpack(problem, bound)
        if failure is not None or isinstance(answers, str):
            stop = Stop(Status.RAISED, str(failure or answers))
            break
        for name, value in answers.items():
            values[name].append(value)
    return [decide(answer, trials, values[answer.id], stop) for answer in problem.answers]


def test_every_reference_gets_full_marks(key):
    for problem in PROBLEMS.values():
        seen = verdicts(key, problem, key.solution(problem).names)

        assert {verdict.share for verdict in seen} == {1.0}, (problem.id, seen)


def test_every_wrong_answer_is_rejected_and_none_of_them_raises(key):
    """An answer that raises would be rejected for its bug in Python, not for its slip in the mathematics."""
    strange = []
    for wrong in WRONG:
        problem = PROBLEMS[wrong.problem]
        names = {**key.solution(problem).names, **wrong.names}
        statuses = {verdict.status for verdict in verdicts(key, problem, names)}
        if not statuses <= REJECTED:
            strange.append((wrong.problem, wrong.tag, wrong.hint, statuses))

    assert strange == []


def test_every_problem_has_wrong_answers_and_one_with_two_slips():
    answers = Counter(wrong.problem for wrong in WRONG)
    compound = {wrong.problem for wrong in WRONG if wrong.tag == "COMPOUND"}

    assert set(answers) == compound == set(PROBLEMS)
    assert min(answers.values()) >= 6
    assert len(WRONG) >= 65

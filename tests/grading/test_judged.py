"""Equal answers get the verdict once, each at its own place."""

from __future__ import annotations

import ast
import functools
import gc
import weakref

import numpy as np
import pytest

from autograder.grading import judged
from autograder.grading.grade import grade
from autograder.grading.verdict import Verdict
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_set
from autograder.report import Status
from autograder.submission.files import Submission

PROBLEMS = """
double: {given: {v: "vector[m]"}, forward: sum(v**2), answer: double(v), wrt: v, shape: [m, 1]}
triple: {given: {v: "vector[m]"}, forward: sum(v**3), answer: triple(v), wrt: v, shape: [m, 1]}
"""
RIGHT = "def double(v): return 2 * v\ndef triple(v): return 3 * v**2\n"
WRONG = "import numpy as np\ndef double(v): return np.ones((3, 1))\ndef triple(v): return -3 * v**2"


@pytest.fixture
def key(write_set):
    return AnswerKey([write_set(PROBLEMS)])


@pytest.fixture
def rows(key, workers):
    def run(source):
        report = grade(key, Submission("hw", {"work.py": source.encode()}), workers)
        return [(row.status.value, row.mistake, row.message) for row in report.rows]

    return run


@pytest.fixture
def decided(monkeypatch):
    """How many verdicts were decided, each by the real function."""
    from autograder.grading import judging as module

    decide, counted = module.decide, []
    monkeypatch.setattr(module, "decide", lambda *given: counted.append(1) or decide(*given))
    return counted


def test_an_equal_answer_is_decided_once_and_told_the_same(rows, decided):
    first = rows(WRONG)
    again = rows(WRONG + "\n# by another student")

    assert again == first
    assert first[1][1] == "sign.flipped"
    assert len(decided) == 2


def test_another_answer_is_decided_by_itself(rows, decided):
    before = rows(RIGHT)
    after = rows(RIGHT.replace("2 * v", "2 * v + 0.1"))

    assert [status for status, *_ in before] == ["correct", "correct"]
    assert [status for status, *_ in after] == ["incorrect", "correct"]
    assert len(decided) == 3


def test_the_same_arrays_have_a_verdict_for_each_problem(write_set, workers):
    one = '{given: {v: "vector[m]"}, forward: sum(v), answer: one(v), wrt: v, shape: [m, 1]}'
    two = one.replace("one", "two").replace("sum(v)", "sum(v) / 2")
    source = b"import numpy as np\ndef one(v): return np.ones(v.shape)\ntwo = one"

    key = AnswerKey([write_set(f"one: {one}\ntwo: {two}")])
    report = grade(key, Submission("hw", {"work.py": source}), workers)

    assert [row.status.value for row in report.rows] == ["correct", "incorrect"]


@pytest.fixture
def judge(key):
    """Judge an answer to the first problem that is a shared array at every trial."""
    problem = key.sets[0].problems[0]

    def run(number):
        array = shared(number)
        values = [array] * len(key.trials(problem))
        return judged.judge_once(
            key, problem, problem.answers[0], values, lambda: Verdict(Status.CORRECT, "")
        )

    @functools.cache
    def shared(number):
        array = np.full((3, 1), number)
        array.flags.writeable = False
        return array

    return run


def test_verdicts_are_kept_up_to_a_number(judge, monkeypatch):
    monkeypatch.setattr(judged, "_MOST", 3)
    first = judge(0)
    assert judge(0) is first

    others = [judge(number) for number in (1, 2, 3)]

    assert judge(0) is not first
    assert judge(3) is others[-1]


def test_verdicts_go_with_their_key(write_set):
    key = AnswerKey([write_set(PROBLEMS)])
    problem = key.sets[0].problems[0]
    judged.judge_once(key, problem, problem.answers[0], [], lambda: Verdict(Status.CORRECT, ""))
    gone = weakref.ref(key)
    assert key in judged._KEPT

    del key
    gc.collect()
    assert gone() is None


def handed_in(references, stem):
    """Yield files to a set: the reference, then with each of the bank's wrong answers in turn."""
    yield (references / f"{stem}.py").read_text()
    wrong = ast.parse((references.parent / "tests" / "wrong" / f"{stem}.py").read_text()).body
    named = [node for node in wrong if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for node in named[::3]:
        node.decorator_list = []
        yield f"{(references / f'{stem}.py').read_text()}\n\n\n{ast.unparse(node)}\n"


@pytest.mark.slow
@pytest.mark.parametrize("stem", ["06_layers", "08_networks"])
def test_a_report_is_the_same_whoever_was_graded_before(bank, references, workers, stem):
    files = list(handed_in(references, stem))
    problem_set = load_set(bank / f"{stem}.yaml", references)
    submit = problem_set.submit

    def reports(sources, key_of):
        return {
            source: grade(key_of(), Submission("hw", {submit: source.encode()}), workers)
            for source in sources
        }

    shared = AnswerKey([problem_set])
    alone = reports(files, lambda: AnswerKey([problem_set]))
    together = reports(files, lambda: shared)
    again = reports(reversed(files), lambda: shared)

    assert len(alone) > 10
    assert together == alone
    assert again == alone

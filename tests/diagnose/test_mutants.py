"""Mutants of a reference: every function that a call enters, one slip at a time, none twice."""

import ast

import numpy as np
import pytest

from autograder.diagnose import Diagnostician
from autograder.diagnose.mutants import _parsed, mutants
from autograder.diagnose.syntax import put_in_place
from autograder.oracle.answer_key import AnswerKey

REFERENCE = '''
def helper(x):
    """Return a sum of squares."""
    return np.sum(x * x)

def unused(x):
    return x + x

class Layer:
    def forward(self, x):
        self.x = x
        return 3 * helper(x)

    def backward(self):
        return 6 * self.x
'''
PROBLEM = """
layer:
  given: {x: "vector[n]"}
  forward: 3 * sum(x**2)
  run: |
    value = Layer().forward(x)
  stub: |
    class Layer: ...
  answers:
    value: {expected: 3 * sum(x**2), shape: []}
"""


@pytest.fixture
def made(write_set):
    """The mutants of the small reference, with the problem and its key."""
    problem_set = write_set(PROBLEM, reference=REFERENCE)
    [problem] = problem_set.problems
    key = AnswerKey([problem_set])
    values = key.trials(problem)[0].trial.values
    return list(mutants(problem, key.solution(problem), values))


def test_helpers_and_methods_that_are_entered_are_changed_and_no_others(made):
    changed = " ".join(mutant.change for mutant in made)

    assert "x * x" in changed
    assert "3 * helper(x)" in changed
    assert "x + x" not in changed
    assert "6 * self.x" not in changed


def test_no_mutant_stands_twice(made):
    changes = [mutant.change for mutant in made]

    assert len(changes) == len(set(changes))


def test_a_mutant_defines_the_whole_file_with_one_change(made):
    doubled = next(
        mutant
        for mutant in made
        if mutant.mistake.id == "factor.missing" and "-> `helper(x)`" in mutant.change
    )

    assert doubled.names["Layer"]().forward(np.ones(4)) == 4
    assert doubled.names["unused"](2) == 4


def test_what_a_file_computes_beside_its_definitions_is_computed_once(write_set):
    counted = REFERENCE + "\nNAMES = []\n\ndef loaded():\n    return NAMES\n"
    problem_set = write_set(PROBLEM, reference=counted)
    [problem], key = problem_set.problems, AnswerKey([problem_set])
    solution = key.solution(problem)
    values = key.trials(problem)[0].trial.values

    for mutant in mutants(problem, solution, values):
        assert mutant.names["loaded"]() is solution.names["NAMES"]


def test_a_slip_in_a_helper_is_named(write_set):
    problem_set = write_set(PROBLEM, reference=REFERENCE)
    [problem], key = problem_set.problems, AnswerKey([problem_set])
    values = [3 * np.sum(keyed.trial.values["x"]) for keyed in key.trials(problem)]
    diagnosis = Diagnostician(key).name(problem, problem.answers[0], values)

    assert diagnosis.mistake == "factor.missing"


GATHERED = """
def gathered(x):
    out = []
    for entry in x:
        out.append(entry)
        out.insert(0, entry)
    rows = [0, 0]
    for i in range(2):
        rows[i] = out
    return np.array(out)
"""
PROBLEM_OF_ROWS = """
gathered:
  given: {x: "array[n]"}
  forward: 3 * sum(x**2)
  answer: gathered(x)
  expected: 3 * x
  shape: [n]
"""


def test_no_mutant_puts_a_list_into_itself(write_set):
    problem_set = write_set(PROBLEM_OF_ROWS, reference=GATHERED)
    [problem], key = problem_set.problems, AnswerKey([problem_set])
    values = key.trials(problem)[0].trial.values
    changes = [mutant.change for mutant in mutants(problem, key.solution(problem), values)]

    assert "line 6: `entry` -> `out`" not in changes
    assert "line 7: `entry` -> `out`" not in changes
    assert "line 10: `out` -> `rows`" not in changes
    assert "line 7: `entry` -> `x`" in changes
    assert "line 10: `out` -> `x`" in changes


STATEMENTS = """
def weighted(x, y, lam):
    def scaled(v, *rest, by=2.0):
        v = v * by + lam
        return v[:, None] @ np.ones((1, 3)) - sum(rest)

    total = np.zeros((len(x), 3))
    for row in [y, 2 * y]:
        total += scaled(row - x, *row[:1])
        total[0] -= row.mean() / lam if row.sum() > 0 else lam
    return (total.T + x[0] * y[1:2]).sum(axis=1, keepdims=True), [a - lam for a in y]
"""
PROBLEM_OF_STATEMENTS = """
weighted:
  given: {x: "vector[n]", y: "vector[n]", lam: scalar}
  forward: lam * sum(x * y)
  run: |
    value, rest = weighted(x[:, 0], y[:, 0], lam)
  stub: |
    def weighted(x, y, lam): ...
  answers:
    value: {expected: x, shape: [n, 1]}
    rest: {expected: y, shape: [n, 1]}
"""


def answered(function, values):
    try:
        return repr(function(values["x"][:, 0], values["y"][:, 0], values["lam"]))
    except Exception as error:
        return type(error)


def test_a_mutant_does_what_its_function_does_when_it_is_written_so(write_set):
    """All slips of a function are compiled together; here each is written by itself."""
    problem_set = write_set(PROBLEM_OF_STATEMENTS, reference=STATEMENTS)
    [problem], key = problem_set.problems, AnswerKey([problem_set])
    values = key.trials(problem)[0].trial.values
    made = list(mutants(problem, key.solution(problem), values))
    path = key.solution(problem).path
    [definition], _, _ = _parsed(path, path.read_text(encoding="utf-8-sig"))
    different = set()
    for mutant in made:
        space = {"np": np}
        with put_in_place(mutant.places):
            exec(ast.unparse(definition), space)
        found = answered(mutant.names["weighted"], values)
        assert found == answered(space["weighted"], values), mutant.change
        different.add(found)

    assert len(made) > 100
    assert len(different) > 50
    assert len({mutant.names["weighted"].__code__ for mutant in made}) == 2

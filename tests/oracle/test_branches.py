"""Branches: the sides that a forward takes, in formulas and companions, and the trials for them."""

import numpy as np
import pytest

from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.branch_trials import sides_of
from autograder.oracle.branches import branches_at
from autograder.oracle.trials import ORDINARY, Numbers


def problem_of(write_set, forward, companion=""):
    text = f"""
p:
  given: {{x: scalar, v: "vector[n]", M: "matrix[m, n]", y: "labels[m, n]"}}
  forward: {forward}
  answer: p(x, v, M, y)
  wrt: x
  shape: []
"""
    return write_set(text, companion=companion).problems[0]


def branches(problem, seed="0", index=0):
    trial = Numbers(problem, seed).draw("ordinary", index)
    seen = branches_at(problem, trial.values)
    return {text: each for text, each in seen.items() if not each.rival}, trial.values


USES = "+ 0 * (sum(v) + sum(M) + sum(y))"


@pytest.mark.parametrize(
    ("formula", "sides"),
    [
        ("x * sum(relu(v))", lambda at: at["v"] > 0),
        ("x * sum(abs(M))", lambda at: at["M"] > 0),
        ("x * sum(maximum(M, x))", lambda at: at["M"] >= at["x"]),
        ("x * sum(where(v.T * M < 0.3, M, 1))", lambda at: at["v"].T * at["M"] >= 0.3),
        ("x * sum(y == 2)", lambda at: at["y"] == 2),
        ("x * sum(max(M, axis=1))", lambda at: _places(at["M"].argmax(axis=1), at["M"].shape[1])),
        ("x * min(v)", lambda at: _places(at["v"].argmin(keepdims=True), at["v"].size)),
    ],
)
def test_the_sides_of_each_decision_are_seen(write_set, formula, sides):
    seen, values = branches(problem_of(write_set, f"{formula} {USES}"))
    [branch] = seen.values()

    np.testing.assert_array_equal(branch.sides, np.ravel(sides(values)).astype(int))


def _places(found, length):
    return np.where(found == length - 1, 2, np.minimum(found, 1))


def test_what_is_smooth_has_no_branches(write_set):
    problem = problem_of(write_set, f"x * sum(softmax(v)) + logsumexp(M) + sum(softplus(v)) {USES}")

    assert branches(problem)[0] == {}


COMPANION = """
import numpy as np

def kinked(x, v):
    if x > 0.2:
        return x * np.clip(v, -0.5, 0.5).sum()
    return x * v[np.abs(v) < 1].sum() + v.max()
"""


def test_branches_inside_a_companion_are_seen_with_their_lines(write_set):
    problem = problem_of(write_set, f"kinked(x, v) {USES}", COMPANION)
    seen = sides_of([branches(problem, index=index)[0] for index in range(20)])

    assert seen["kinked: greater in `if x > 0.2:`"] == {0, 1}
    clip = "kinked: clip in `return x * np.clip(v, -0.5, 0.5).sum()`"
    assert seen[f"{clip}, lower end"] == seen[f"{clip}, upper end"] == {0, 1}


def test_a_companion_that_asks_what_its_arguments_are_is_called_with_plain_ones(write_set):
    companion = (
        "import numpy as np\n"
        "def strict(x, v):\n    assert type(v) is np.ndarray\n    return x * v.sum()\n"
    )
    problem = problem_of(write_set, f"strict(x, v) {USES}", companion)

    assert branches(problem)[0] == {}


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_a_scalar_branch_is_tried_three_times_on_each_side(write_set, seed):
    problem_set = write_set(
        "p: {given: {x: scalar}, forward: relu(x - 0.5), answer: p(x), wrt: x, shape: []}"
    )
    trials = AnswerKey([problem_set], seed).trials(problem_set.problems[0])
    values = np.array([float(keyed.trial.values["x"]) - 0.5 for keyed in trials])

    assert (values > 0).sum() >= 3
    assert (values < 0).sum() >= 3
    assert [keyed.expected["p"].value for keyed in trials] == [float(value > 0) for value in values]


def test_a_forward_without_branches_has_the_trials_it_had(write_set):
    problem_set = write_set(
        "p: {given: {v: 'vector[n]'}, forward: sum(v**3), answer: p(v), wrt: v, shape: [n, 1]}"
    )
    trials = AnswerKey([problem_set]).trials(problem_set.problems[0])

    assert [keyed.trial.kind for keyed in trials] == ["ordinary"] * ORDINARY + ["equal", "unit"]


def test_a_zero_without_a_branch_is_still_drawn_again(write_set):
    problem_set = write_set(
        "p: {given: {v: 'vector[n]', b: 'vector[n] binary'}, forward: 'sum(v**2) * b[0, 0]', "
        "answer: 'p(v, b)', wrt: v, shape: [n, 1]}"
    )
    trials = AnswerKey([problem_set]).trials(problem_set.problems[0])

    assert len(trials) == ORDINARY + 2
    assert all(keyed.expected["p"].value.all() for keyed in trials)


def test_a_further_draw_that_raises_is_one_draw_less(write_set):
    """What no ordinary trial meets may raise: a companion that refuses far numbers, say."""
    companion = """
def careful(z):
    if z < -2.1:
        raise ValueError("too small")
    return z
"""
    problem_set = write_set(
        "p: {given: {x: scalar, z: scalar}, let: {y: careful(z)}, "
        "forward: relu(x) * y, answer: 'p(x, y)', wrt: x, shape: []}",
        companion=companion,
    )
    [problem] = problem_set.problems
    numbers = Numbers(problem, "0")
    indexes = range(ORDINARY, ORDINARY + 64)
    with pytest.raises(ValueError, match="too small"):
        [numbers.draw("ordinary", index) for index in indexes]
    trials = AnswerKey([problem_set]).trials(problem)

    assert {float(keyed.trial.values["x"]) > 0 for keyed in trials} == {True, False}

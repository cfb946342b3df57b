"""The simplest explanation wins, foreseen mistakes come first, and a draw is silence."""

from textwrap import dedent

import numpy as np
import pytest
from msgspec.structs import replace

from autograder.diagnose import Diagnostician, diagnostician
from autograder.diagnose.context import Candidate
from autograder.diagnose.explanation import Explanation
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.readings import what_all_say
from autograder.diagnose.scales import ONE
from autograder.diagnose.views import IDENTITY
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.functions import FUNCTIONS, RECORDS

LAYER = """
layer:
  given: {W: "matrix[m, n]", A: "vector[m]"}
  forward: sum(tanh(W.T @ A))
  answer: layer(W, A)
  wrt: A
  shape: [m, 1]
  points: 1
"""


def slope(W, A):
    return 1 - np.tanh(W.T @ A) ** 2


@pytest.mark.parametrize(
    ("wrong", "mistake"),
    [
        (lambda W, A, **_: (W @ slope(W, A)).T, "layout.transposed"),
        (lambda W, A, **_: (W @ slope(W, A)).ravel(), "shape.flat"),
        (lambda W, A, **_: -W @ slope(W, A), "sign.flipped"),
        (lambda W, A, **_: 2 * W @ slope(W, A), "scale.factor"),
        (lambda W, A, n, **_: W @ slope(W, A) / n, "scale.mean"),
        (lambda W, A, **_: W @ np.tanh(W.T @ A), "activation.value"),
        (lambda W, A, **_: W @ np.ones((W.shape[1], 1)), "activation.missing"),
        (lambda W, A, **_: W @ (1 - np.tanh(np.tanh(W.T @ A)) ** 2), "activation.twice"),
        (lambda W, A, **_: A @ slope(W, A).T, "operand.wrt"),
        (lambda W, A, **_: np.sum(np.tanh(W.T @ A)), "function.itself"),
        (lambda W, A, **_: A, "operand.itself"),
        (lambda W, A, **_: np.sum(W @ slope(W, A)), "axis.summed"),
        (lambda W, A, **_: 0 * A, "answer.zero"),
        (lambda W, A, **_: np.tanh(W @ slope(W, A)), "function.extra"),
        (lambda W, A, **_: np.abs(W @ slope(W, A)), "sign.some"),
        (lambda W, A, **_: np.sort(W @ slope(W, A), axis=0)[::-1], "entries.moved"),
        (lambda W, A, m, **_: W @ slope(W, A) * (np.arange(m) > 0)[:, None], "entries.some"),
        (lambda W, A, **_: A + np.sin(np.arange(A.size))[:, None], None),
    ],
)
def test_a_set_without_a_reference_still_names(named, wrong, mistake):
    assert named(LAYER, wrong) == mistake


def test_a_foreseen_mistake_comes_before_the_registry(named):
    foreseen = (
        LAYER
        + '  mistakes:\n    - {id: mine, answer: "(W @ (1 - tanh(W.T @ A)**2)).T", hint: A row.}\n'
    )

    assert named(foreseen, lambda W, A, **_: (W @ slope(W, A)).T) == "mine"


def test_a_foreseen_mistake_may_be_a_function_of_the_reference_file(named):
    reference = """
    def layer(W, A):
        return W @ (1 - np.tanh(W.T @ A) ** 2)

    def half(W, A):
        return layer(W, A) / 2
    """
    foreseen = LAYER + "  mistakes:\n    - {id: mine, answer: half, hint: Half of it.}\n"

    assert named(foreseen, lambda W, A, **_: W @ slope(W, A) / 2, reference=reference) == "mine"


def test_what_holds_at_most_trials_is_not_named(named):
    def unless_small(W, A, m, n):
        right = W @ slope(W, A)
        return -right if n != 3 else 1.5 * right + A

    assert named(LAYER, unless_small) is None


MEAN = """
mean:
  given: {X: "matrix[n, d]", w: "vector[d]"}
  forward: mean((X @ w)**2)
  answer: mean(X, w)
  wrt: w
  shape: [d, 1]
  points: 1
"""


def test_right_only_where_dimensions_are_equal_is_said(named):
    def by_features(X, w, n, d):
        spoilt = 1.0 if n == d else 1.0 + 0.1 * np.cos(np.arange(d))[:, None]
        return 2 / n * X.T @ X @ w * spoilt

    assert named(MEAN, by_features) == "only.equal-dimensions"


def test_being_right_where_one_dimension_is_what_it_is_says_nothing_of_dimensions(named):
    one_dimension = MEAN.replace("n, d", "d, d")

    def at_one_length(X, w, d):
        right = 2 / d * X.T @ X @ w
        return right if d in (1, 4) else right * (1 + 0.1 * np.cos(np.arange(d))[:, None])

    assert named(one_dimension, at_one_length) != "only.equal-dimensions"


def test_the_wrong_length_is_told_from_a_number(named):
    assert named(MEAN, lambda X, w, n, d: 2 / d * X.T @ X @ w) == "scale.count"


def explanation(name, words="You erred."):
    mistake = Mistake(name, Rank.FORM, words)
    return Explanation(Candidate(Step(mistake), lambda context: context.truth), IDENTITY, ONE)


@pytest.mark.parametrize("other", [explanation("b"), explanation("a", "You erred otherwise.")])
def test_of_equally_simple_explanations_that_differ_neither_is_given(full, other):
    problem = full.problem("layer_link")
    subject = full.diagnostician.subject(problem, problem.answers[0])

    assert what_all_say([explanation("a")] * 2, subject).mistake == "a"
    assert what_all_say([explanation("a"), other], subject) is None


def test_a_later_stage_is_tried_as_long_as_it_may_find_something_simpler(named):
    """Here an early stage has an explanation of two mistakes: another variable, and the sign."""
    unit = """
    unit:
      given: {z: "vector[n]", y: "vector[n]"}
      forward: sum((softplus(z) - y)**2)
      answer: unit(z, y)
      wrt: z
      shape: [n, 1]
    """

    assert named(dedent(unit), lambda z, y, **_: 2 * (np.log1p(np.exp(z)) - y)) == (
        "activation.missing"
    )


RULES_OF_TWO = """
two:
  given: {x: "vector[n] in [0.5, 2]", y: "vector[n] in [0.5, 2]"}
  forward: FORWARD
  answer: two(x, y)
  wrt: x
  shape: [n, 1]
"""


@pytest.mark.parametrize(
    ("forward", "wrong", "mistake"),
    [
        ("sum(y * exp(x) * sin(x))", lambda x, y: y * (np.exp(x) + np.cos(x)), "factor.missing"),
        ("sum(exp(x) * sin(x))", lambda x, _: np.exp(x) + np.cos(x), "product.rule"),
        (
            "sum(exp(x) * sin(x))",
            lambda x, _: np.exp(x) * (np.sin(x) - np.cos(x)),
            "sign.inner",
        ),
        (
            "sum(sin(x) / exp(x))",
            lambda x, _: (np.cos(x) + np.sin(x)) / np.exp(x),
            "quotient.rule",
        ),
        (
            "sum(log(x) / x)",
            lambda x, _: (1 - np.log(x)) / x,
            "quotient.rule",
        ),
        (
            "sum(x**3) + sum(exp(x) * y)",
            lambda x, y: 2 * 3 * x**2 + np.exp(x) * y,
            "scale.part",
        ),
        (
            "sum((2 * x + y)**3)",
            lambda x, y: 3 * (2 * x + y) ** 2,
            "scale.factor",
        ),
        ("sum(sin(x**2 + 3 * y))", lambda x, y: np.cos(x**2 + 3 * y), "chain.inner"),
        (
            "sum(y * sinh(x))",
            lambda x, y: y * np.cos(x),
            "activation.other",
        ),
    ],
)
def test_a_rule_of_calculus_that_went_wrong_is_named(named, forward, wrong, mistake):
    problem = RULES_OF_TWO.replace("FORWARD", forward)

    assert named(problem, lambda x, y, **_: wrong(x, y)) == mistake


def test_a_factor_that_does_not_move_breaks_no_product_rule(named):
    problem = RULES_OF_TWO.replace("FORWARD", "sum(y**2 * exp(x))")

    assert named(problem, lambda x, y, **_: np.exp(x) + 2 * y) != "product.rule"
    assert named(problem, lambda x, y, **_: y * np.exp(x)) == "factor.missing"


def value_for_slope(name):
    """Return what a student answers to sum((f(x) - y)**2) who takes f for its own derivative."""
    f = FUNCTIONS[name]
    return lambda x, y, **_: 2 * (f(x) - y) * f(x)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, record in RECORDS.items()
        if record.kind == "entrywise" and record.slope not in (f"{name}(x)", "0 * x")
    ],
)
def test_a_function_for_its_derivative_is_named_whatever_the_function(named, name):
    domain = "[1.1, 1.9]" if name == "arccosh" else "[0.3, 0.9]"
    problem = f"""
    fit:
      given: {{x: "vector[n] in {domain}", y: "vector[n]"}}
      forward: sum(({name}(x) - y)**2)
      answer: fit(x, y)
      wrt: x
      shape: [n, 1]
    """

    assert named(dedent(problem), value_for_slope(name)) == "activation.value"


def test_a_key_has_one_diagnostician(full):
    assert diagnostician(full.key) is diagnostician(full.key)
    assert diagnostician(full.key) is not diagnostician(AnswerKey(full.sets))


def test_the_numerator_layout_has_its_own_words(write_set):
    each = write_set(
        LAYER.replace("shape: [m, 1]", "shape: [1, m]"), head="convention: numerator\n"
    )
    key, [problem] = AnswerKey([each]), each.problems
    values = [keyed.expected[problem.answers[0].id].value.T for keyed in key.trials(problem)]
    diagnosis = Diagnostician(key).name(problem, problem.answers[0], values)

    assert diagnosis.mistake == "layout.transposed"
    assert "Here the input runs along the columns" in diagnosis.sentence


def test_a_problem_with_one_trial_names_only_what_its_set_foresees(full, plain):
    stored = [2, 2, 4, 2, 2, 4, 4, 4]
    for bench, mistake in ((full, "stored-axes"), (plain, None)):
        problem = bench.problem("count_axes")
        diagnosis = bench.diagnostician.name(problem, problem.answers[0], [stored])

        assert (diagnosis.mistake if diagnosis else None) == mistake


def test_single_precision_does_not_hide_a_mistake(full):
    problem = full.problem("chain_two_maps")
    answer = replace(problem.answers[0])
    values = [
        keyed.expected[answer.id].value.T.astype(np.float32) for keyed in full.key.trials(problem)
    ]

    assert full.diagnostician.name(problem, answer, values).mistake == "layout.transposed"


def test_explanations_are_looked_for_where_no_branch_takes_most_of_the_answer_away(write_set):
    """Where a relu is off for every entry, no wrong rule for it shows."""
    each = write_set(
        """
        skip:
          given: {x: "array[d]", W: "matrix[m, d]", V: "matrix[d, m]"}
          forward: x + V @ relu(W @ x)
          convention: jacobian
          answer: skip(x, W, V)
          wrt: x
          shape: [d, d]
          points: 1
        """
    )
    [problem] = each.problems
    subjects = [
        Diagnostician(AnswerKey([each], str(seed))).subject(problem, problem.answers[0])
        for seed in range(12)
    ]
    off = [
        any(not (one.values["W"] @ one.values["x"] > 0).any() for one in subject.contexts[:5])
        for subject in subjects
    ]

    assert any(off)
    assert all(subject.start.share > 0.5 for subject in subjects)

"""Second derivatives are named without a reference, by the gradient written as lines."""

import numpy as np
import pytest

from autograder.diagnose import Diagnostician
from autograder.diagnose.backward import NoDerivationError
from autograder.diagnose.gradient import once_differentiated
from autograder.oracle.answer_key import AnswerKey

HESSIAN = """
hessian:
  given: {w: "array[d]", X: "matrix[n, d]", y: "array[n]", lam: "scalar positive"}
  forward: |
    p = sigmoid(X @ w - y)
    J = mean(p**2) + 0.5 * lam * sum(w**4)
  answer: hessian(w, X, y, lam)
  wrt: [w, w]
  shape: [d, d]
  points: 1
"""


def gradient(w, X, y, lam, shift=1.0):
    p = 1 / (1 + np.exp(-(X @ w - shift * y)))
    return X.T @ (2 * p * p * (1 - p)) / len(y) + 2 * lam * w**3


def hessian(w, X, y, lam, shift=1.0, penalty=1.0, mean=True):
    p = 1 / (1 + np.exp(-(X @ w - shift * y)))
    slope = 2 * (p * (1 - p)) * (2 * p - 3 * p**2)
    H = (X.T * slope) @ X
    return (H / len(y) if mean else H) + penalty * 6 * lam * np.diag(w**2)


@pytest.mark.parametrize(
    ("wrong", "mistake"),
    [
        (lambda w, X, y, lam, **_: gradient(w, X, y, lam), "derivative.first"),
        (
            lambda w, X, y, lam, **_: np.outer(*[gradient(w, X, y, lam)] * 2),
            "derivative.product",
        ),
        (lambda w, X, y, lam, **_: np.round(hessian(w, X, y, lam), 1), "precision.low"),
        (lambda w, X, y, lam, **_: hessian(w, X, y, lam, shift=0.0), "term.missing"),
        (lambda w, X, y, lam, **_: hessian(w, X, y, lam, penalty=2.0), "scale.part"),
        (lambda w, X, y, lam, **_: hessian(w, X, y, lam, penalty=0.0), "path.missing"),
        (lambda w, X, y, lam, **_: hessian(w, X, y, lam, mean=False), "scale.mean"),
        (lambda w, X, y, lam, **_: hessian(w, X, -y, lam), "sign.inner"),
        (lambda w, X, y, lam, **_: hessian(w, X, y, lam, shift=3.7), None),
    ],
)
def test_a_wrong_hessian_is_named_without_a_reference(named, wrong, mistake):
    assert named(HESSIAN, wrong) == mistake


MIXED = """
mixed:
  given: {x: "vector[n]", z: "vector[k]", A: "matrix[n, k]"}
  forward: sum(tanh(x.T @ A @ z)) + x.T @ A @ z * sum(z)
  convention: CONVENTION
  answer: mixed(x, z, A)
  wrt: [x, z]
  shape: SHAPE
  points: 1
"""


@pytest.mark.parametrize(
    ("convention", "shape"),
    [("denominator", "[n, k]"), ("numerator", "[k, n]"), ("jacobian", "[n, 1, k, 1]")],
)
def test_the_gradient_s_derivative_is_the_second_derivative_in_its_layout(
    write_set, convention, shape
):
    text = MIXED.replace("CONVENTION", convention).replace("SHAPE", shape)
    if convention == "jacobian":
        text = text.replace("[n, 1, k, 1]", "[n, k]")
    each = write_set(text)
    [problem] = each.problems
    subject = Diagnostician(AnswerKey([each])).subject(problem, problem.answers[0])

    once = once_differentiated(subject)

    assert once.problem.forward.assigned[-1] == "gradient"
    assert once.slope.wrt.name == "z"


def test_a_product_of_the_second_derivative_with_a_step_is_one_along_it(named):
    along = """
    along:
      given: {w: "array[d]", X: "matrix[n, d]", v: "array[d]"}
      forward: sum(exp(X @ w / d))
      answer: along(w, X, v)
      wrt: [w, w]
      along: v
      shape: [d]
      points: 1
    """

    def without_exp(w, X, v, d, **_):
        return X.T @ (X @ v) / d**2

    assert named(along, without_exp) == "activation.missing"


def test_what_is_asked_once_has_no_gradient_to_differentiate(write_set):
    each = write_set(HESSIAN.replace("[w, w]", "w").replace("[d, d]", "[d]"))
    [problem] = each.problems
    subject = Diagnostician(AnswerKey([each])).subject(problem, problem.answers[0])

    with pytest.raises(NoDerivationError):
        once_differentiated(subject)


def test_no_sentence_speaks_of_lines_that_nobody_has_shown(write_set):
    each = write_set(HESSIAN)
    [problem] = each.problems
    key = AnswerKey([each])
    values = [
        hessian(**{k: keyed.trial.values[k] for k in ("w", "X", "y", "lam")}, penalty=-1.0)
        for keyed in key.trials(problem)
    ]
    found = Diagnostician(key).explanations(problem, problem.answers[0], values)

    assert found
    names = [step.slots.get("name", "") for one in found for step in one.steps]
    assert not any("adjoint" in name or "spread" in name for name in names)


def test_a_symmetric_answer_has_no_convention(diagnosed):
    def differences(w, X, y, lam, d, **_):
        at, step = gradient(w, X, y, lam), 0.1
        return np.array([(gradient(w + step * e, X, y, lam) - at) / step for e in np.eye(d)])

    for wrong in (differences, lambda **values: differences(**values).T):
        said = diagnosed(HESSIAN, wrong)

        assert said.mistake == "difference.step"
        assert "convention" not in said.sentence

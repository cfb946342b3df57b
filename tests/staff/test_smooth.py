"""Smooth or kink: steps follow the input's size, rounding is no kink, and a reason is called by its
name.
"""

import numpy as np
import pytest

from autograder.derivative.jacobian import breaks_near
from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey
from autograder.staff.verify.smooth import kinks


def problem_of(write_set, given, forward, companion=""):
    text = f"""
p:
  given: {{{given}}}
  forward: {forward}
  answer: p(x)
  wrt: x
  shape: [n, 1]
"""
    return write_set(text, companion=companion)


SMOOTH = [
    ('x: "vector[n] in [1e-4, 1e-3]"', "sum(sin(5000 * x))"),
    ('x: "vector[n] in [1e-5, 1e-3]"', "sum(log(x))"),
    ('x: "vector[n] scale 1e6"', "sum(x**3)"),
    ('x: "vector[n]"', "sum(x**2) + 1e9"),
    ('x: "vector[n] positive"', "sum(exp(20 * x))"),
    ('x: "vector[n] scale 1e-8"', "sum(tanh(1e8 * x))"),
    ('x: "vector[n]"', "sum(inv(x @ x.T + 1e-4 * eye(n)))"),
]


@pytest.mark.parametrize(("given", "forward"), SMOOTH)
def test_a_smooth_forward_has_no_kink_at_whatever_scale(write_set, given, forward):
    problem_set = problem_of(write_set, given, forward)

    assert list(kinks(AnswerKey([problem_set]), problem_set.problems[0])) == []


@pytest.mark.parametrize("scale", [1.0, 1e-8, 1e8])
@pytest.mark.parametrize("beside", [0.0, 1e-7, 5e-7])
def test_a_kink_within_a_small_step_is_found_at_whatever_scale(scale, beside):
    x = scale * np.array([0.7, -0.4, 1.3])
    threshold = x * (1 + beside)

    assert breaks_near(
        lambda at: np.abs(at - threshold).sum() + (at / scale).sum() * scale, x, 1e-6
    )
    assert not breaks_near(lambda at: ((at / scale) ** 3).sum(), x, 1e-6)


def test_what_cancels_near_zero_is_noise_and_no_kink():
    def cancelling(x):
        return x * (1 + np.tanh(x)) / 2

    points = np.linspace(-9.5, -8.5, 400)

    assert not any(breaks_near(cancelling, np.array([point]), 1e-6) for point in points)


def refused(write_set, given, forward, companion=""):
    problem_set = problem_of(write_set, given, forward, companion)
    with pytest.raises(StaffError) as raised:
        AnswerKey([problem_set]).trials(problem_set.problems[0])
    return str(raised.value)


def test_single_precision_is_called_that(write_set):
    companion = """
import numpy as np
def narrow(x):
    return np.tanh(np.float32(x)).sum()
"""
    assert "single precision (float32)" in refused(
        write_set, 'x: "vector[n]"', "narrow(x)", companion
    )


def test_a_derivative_that_is_zero_everywhere_is_called_that(write_set):
    """A normalised column sums to 0 whatever its entries; what is left is rounding."""
    said = refused(write_set, 'x: "vector[n]"', "sum((x - mean(x)) / std(x))")

    assert "all zero" in said
    assert "noise" not in said


def test_a_kink_in_every_draw_is_called_that(write_set):
    assert "has a kink at the inputs" in refused(
        write_set, 'x: "vector[n] binary"', "sum(relu(x)) + sum(x**2)"
    )


def test_the_domain_to_give_is_said(write_set):
    said = refused(write_set, 'x: "vector[n]"', "sum(log(x))")

    assert "`log(x)` is no finite number" in said
    assert "Give x a domain, such as `positive`" in said


MIXED = """
p:
  given: {a: "vector[n] scale 1e-7", b: "vector[n]"}
  forward: |
    z = vstack([a, b * 1e6])
    s = sum(z[0:n] * z[n:2*n]) + sum(z[n:2*n]**2)
  answer: p(a, b)
  wrt: z
  shape: [2*n, 1]
"""


def test_no_error_bound_is_a_licence(write_set):
    """Inputs of two units: the bound of a small one's slope was above the slope."""
    problem_set = write_set(MIXED)
    with pytest.raises(StaffError, match="known to fewer digits than an answer is held to"):
        AnswerKey([problem_set]).trials(problem_set.problems[0])

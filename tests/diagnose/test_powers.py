"""Powers with any exponent, formulas with pi, and links of a variable that is one number."""

import numpy as np
import pytest

TIDE = """
tide:
  given: {p: "scalar in [1.5, 4]", x: "array[n]", g: "scalar in [1.2, 3]"}
  forward: (2 + cos(pi * x / p))**g
  convention: jacobian
  answer: tide(p, x, g)
  wrt: p
  shape: [n]
  points: 1
"""


def tide(change):
    """Return the derivative of TIDE with something else made of base, exponent and phase."""

    def derivative(p, x, g, **_):
        u = np.pi * x / p
        return change(2 + np.cos(u), g, -np.sin(u), -u / p)

    return derivative


@pytest.mark.parametrize(
    ("change", "mistake", "words"),
    [
        (lambda b, g, s, u: g * b**g * s * u, "power.rule", "an exponent is off"),
        (lambda b, g, s, u: b ** (g - 1) * s * u, "factor.missing", "The factor g"),
        (lambda b, g, s, u: s * u, "chain.inner", "(2 + cos(pi * x / p)) ** g itself"),
        (lambda b, g, s, u: g * b ** (g - 1) * u, "activation.missing", "function cos"),
        (lambda b, g, s, u: g * b ** (g - 1) * s, "chain.inner", "pi * x / p itself"),
        (lambda b, g, s, u: b ** (g + 2) * s * u**2, None, ""),
    ],
)
def test_each_link_of_a_power_that_holds_pi_may_be_wrong(diagnosed, change, mistake, words):
    found = diagnosed(TIDE, tide(change))

    assert (found and found.mistake) == mistake
    assert words in (found.sentence if found else "")


def test_nothing_is_said_to_be_summed_where_the_variable_is_one_number(diagnosed):
    found = diagnosed(TIDE, tide(lambda b, g, s, u: g * b ** (g - 1) * s))

    assert "summed" not in found.sentence

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


def test_a_link_of_one_number_is_summed_only_where_the_output_is_one_number(diagnosed):
    curve = diagnosed(TIDE, tide(lambda b, g, s, u: g * b ** (g - 1) * s))
    total = diagnosed(
        TIDE.replace("(2", "sum((2")
        .replace("**g", "**g)")
        .replace("[n]\n  points", "[]\n  points"),
        lambda p, x, g, **_: np.sum(tide(lambda b, g, s, u: g * b ** (g - 1) * s)(p, x, g)),
    )

    assert curve.mistake == total.mistake == "chain.inner"
    assert "summed" not in curve.sentence
    assert "summed over the entries of that part" in total.sentence

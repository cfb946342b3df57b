"""What is said where nothing explains an answer: by what it is off, and along which axis."""

import numpy as np
import pytest

LAYER = """
layer:
  given: {V: "matrix[k, p]", x: "array[p]", b: "array[k]"}
  forward: sum(cos(V @ x + b)**2)
  answer: layer(V, x, b)
  wrt: V
  shape: [k, p]
  points: 1
"""


def layer(of_rows, of_columns):
    def wrong(V, x, b, **_):
        z = V @ x + b
        return np.outer(of_rows(z), of_columns(x))

    return wrong


def slope(z):
    return -2 * np.cos(z) * np.sin(z)


@pytest.mark.parametrize(
    ("wrong", "mistake", "words"),
    [
        (layer(lambda z: np.sin(z) / (2 + z**2), lambda x: x), "factor.along", "index of axis 0"),
        (layer(slope, lambda x: np.arctan(x) + 1), "factor.along", "index of axis 1"),
        (layer(lambda z: slope(z) * np.sum(z**4), lambda x: x), "scale.other", "one factor"),
        (layer(lambda z: np.sin(z) + 2, lambda x: x + 1), None, ""),
    ],
)
def test_it_is_said_along_what_the_factor_runs_that_is_wrong(diagnosed, wrong, mistake, words):
    found = diagnosed(LAYER, wrong)

    assert (found.mistake if found else None) == mistake
    assert words in (found.sentence if found else "")

"""An input whose entries stand in another order in an expression that is right otherwise."""

import numpy as np
import pytest

FILTERED = """
filtered:
  given: {s: "array[n]", h: "array[k]"}
  forward: sum(convolve(s, h)**3)
  answer: filtered(s, h)
  wrt: s
  convention: jacobian
  shape: [n]
  points: 1
"""


def filtered(s, h):
    return 3 * np.correlate(np.convolve(s, h) ** 2, h, "valid")


def later(h):
    return np.concatenate([[0.0], h[:-1]])


def earlier(h):
    return np.concatenate([h[1:], [0.0]])


@pytest.mark.parametrize(
    ("reorder", "mistake", "said"),
    [
        (np.flip, "index.reversed", "The entries of h stand in reverse order in your expression."),
        (later, "index.shifted", "The entries of h stand one place off in your expression."),
        (earlier, "index.shifted", "The entries of h stand one place off in your expression."),
    ],
)
def test_an_input_in_another_order_is_named(diagnosed, reorder, mistake, said):
    found = diagnosed(FILTERED, lambda s, h, **_: filtered(s, reorder(h)))

    assert (found.mistake, found.sentence) == (mistake, said)


def test_an_input_in_an_order_of_no_kind_is_not(named):
    assert named(FILTERED, lambda s, h, **_: filtered(s, np.sort(h))) is None

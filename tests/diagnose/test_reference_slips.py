"""Slips of a reference are tried up to a number of its lines, never of seconds."""

import numpy as np
import pytest

from autograder.diagnose import reference_slips

FOLD = """
fold:
  given: {x: "array[n]", w: "array[n] in [0.5, 2]"}
  forward: sum(w * sin(x)**3)
  answer: fold(x, w)
  wrt: x
  shape: [n]
  points: 1
"""

REFERENCE = """
def fold(x, w):
    found = np.zeros(len(x))
    for i in range(len(x)):
        busy = sum(range(ROUNDS))
        found[i] = 3 * w[i] * np.sin(x[i])**2 * np.cos(x[i]) + 0 * busy
    return found
"""


def from_the_reference(x, w, **_):
    """Take the cosine of the first entry for all: only a slip in the loop says so."""
    return 3 * w * np.sin(x) ** 2 * np.cos(x[0])


@pytest.fixture
def runs(monkeypatch):
    """Count the slips that are run."""
    counted, within = [], reference_slips.within

    def counting(seconds, action):
        counted.append(seconds)
        return within(seconds, action)

    monkeypatch.setattr(reference_slips, "within", counting)
    return counted


@pytest.mark.parametrize(("lines", "tried"), [(0, {0}), (40, {3, 4}), (400, range(28, 41))])
def test_the_lines_that_slips_may_run_decide_how_many_are_tried(
    diagnosed, monkeypatch, runs, lines, tried
):
    """A call runs some 12 lines at three entries; what a line is differs between Pythons."""
    monkeypatch.setattr(reference_slips, "_MOST_LINES", lines)

    diagnosed(FOLD, from_the_reference, reference=REFERENCE.replace("ROUNDS", "3"))

    assert len(runs) in tried


def test_after_some_slips_that_do_not_end_no_other_is_tried(diagnosed, monkeypatch, runs):
    monkeypatch.setattr(reference_slips, "_SECONDS_OF_ONE", 1e-3)

    diagnosed(FOLD, from_the_reference, reference=REFERENCE.replace("ROUNDS", "1_000_000"))

    assert 3 <= len(runs) < 20

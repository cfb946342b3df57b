"""No message of any wrong answer, at any level of feedback and in any renderer, holds an expected
number.
"""

import io
import json
from functools import partial

import numpy as np
import pytest
from msgspec.structs import replace
from rich.console import Console

from autograder.gradescope.results import results
from autograder.grading.rows import row_of
from autograder.grading.verdict import decide
from autograder.render.terminal import render
from autograder.report import Report

LEVELS = ["full", "hint", "verdict"]


def secrets(trials, answer):
    """Return how the expected entries that are no integers, their negatives and reciprocals are
    written.
    """
    written = set()
    for keyed in trials:
        entries = np.unique(keyed.expected[answer.id].value)
        telling = entries[(entries != np.round(entries)) & np.isfinite(entries)]
        for number in np.abs([*telling, *(1 / telling)]):
            written |= {f"{number:#.4g}", f"{number:.3e}"[:5], cut_off(number)}
    return {text for text in written if len(text.strip("0.")) > 2}


def cut_off(number):
    """Write a number to four significant digits, as the beginning of its longer form."""
    digits = f"{number:.20f}"
    start = next(place for place, sign in enumerate(digits) if sign not in "0.")
    return digits[: start + 4 + ("." in digits[start : start + 4])]


def everything_shown(bench, case, level):
    answer = replace(case.answer, feedback=level)
    name = partial(bench.diagnostician.name, case.problem)
    seen = bench.key.trials(case.problem)[: len(case.values)]  # the others it did not survive
    verdict = decide(answer, seen, case.values, None, name)
    report = Report((row_of(case.problem, answer, verdict),), (), {})
    screen = io.StringIO()
    render(report, Console(file=screen, width=200))
    return verdict.message + report.dumps() + json.dumps(results(report)) + screen.getvalue()


def leaks(bench, level, sets=()):
    found = []
    for case in (case for cases in bench.wrong(sets) for case in cases):
        text = everything_shown(bench, case, level)
        told = [
            secret
            for secret in secrets(bench.key.trials(case.problem), case.answer)
            if secret in text
        ]
        if told:
            found.append((case.problem.id, case.tag, told))
    return found


@pytest.mark.parametrize("level", LEVELS)
def test_no_expected_number_of_some_sets_is_shown(full, level):
    assert leaks(full, level, ("04_matrices",)) == []


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_no_expected_number_is_shown(full, level):
    assert leaks(full, level) == []


def test_an_expected_number_would_be_found(full):
    problem = full.problem("norm_gradient")
    answer, trials = problem.answers[0], full.key.trials(problem)
    number = trials[0].expected[answer.id].value[0, 0]

    assert any(secret in f"it is {abs(number):.6f}" for secret in secrets(trials, answer))

"""Derivations as students write them: right ones are right, and of wrong ones the first wrong step
is found.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from paper_derivations import RIGHT, WRONG

from autograder.grading.derivations import first_wrong
from autograder.grading.derivations import judged as judged_working
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_set
from autograder.paper.chains import read_sheet
from autograder.paper.places import lines_of_text

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def key():
    return AnswerKey([load_set(ROOT / "problems" / "13_derivations.yaml", ROOT / "reference")])


@pytest.fixture(scope="module")
def judged(key):
    """Judge a derivation; return the steps, and the first wrong one with its name."""
    problems = {problem.id: problem for problem in key.sets[0].problems}

    def judge(name, text):
        problem = problems[name]
        [answer] = problem.answers
        steps = judged_working(
            key, problem, answer, read_sheet(lines_of_text(text), [problem])
        ).steps
        return steps, first_wrong(key, problem, answer, steps)

    return judge


@pytest.mark.parametrize(("name", "text"), [(name, text) for name in RIGHT for text in RIGHT[name]])
def test_a_right_derivation_is_right_at_every_step(judged, name, text):
    steps, _ = judged(name, text)

    assert steps
    assert [(step.text, step.error) for step in steps if not step.right] == []


@pytest.mark.parametrize(
    ("name", "wrong"), [(name, wrong) for name in WRONG for wrong in WRONG[name]]
)
def test_the_first_wrong_step_of_a_derivation_is_found(judged, name, wrong):
    steps, _ = judged(name, wrong.text)

    assert next(step.text for step in steps if not step.right) == wrong.first


def test_nine_in_ten_first_wrong_steps_are_named_and_no_name_is_another(judged):
    named, other = 0, []
    every = [(name, wrong) for name in WRONG for wrong in WRONG[name]]
    for name, wrong in every:
        _, (mistake, _) = judged(name, wrong.text)
        named += mistake is not None
        if mistake is not None and wrong.names and mistake not in wrong.names:
            other.append((wrong.text, mistake))

    assert other == []
    assert named >= 0.9 * len(every)


def test_there_are_forty_right_and_sixty_wrong_ones():
    assert sum(map(len, RIGHT.values())) >= 40
    assert sum(map(len, WRONG.values())) >= 60

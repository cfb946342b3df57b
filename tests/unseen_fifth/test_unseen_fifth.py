"""Answers by somebody who knows no list of mistakes: the right are accepted, the wrong are not."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import zip_longest

import pytest
from unseen_fifth.answers import PROBLEMS, REFERENCES, Answer, all_answers

from autograder import AnswerKey, Status, grade, load_sets
from autograder.submission.files import Submission

ANSWERS = list(all_answers())
SETS = sorted({answer.set for answer in ANSWERS})


def rounds(name: str) -> list[list[Answer]]:
    """Group the answers to a set so that each group has one answer to each problem at most."""
    by_problem = defaultdict(list)
    for answer in ANSWERS:
        if answer.set == name:
            by_problem[answer.problem].append(answer)
    return [[a for a in group if a is not None] for group in zip_longest(*by_problem.values())]


def test_the_answers_are_many_and_each_has_a_name_of_its_own():
    wrong = Counter(answer.problem for answer in ANSWERS if not answer.right)
    right = Counter(answer.problem for answer in ANSWERS if answer.right)
    assert len(wrong) >= 26
    assert sum(wrong.values()) >= 210
    assert min(wrong.values()) >= 6
    assert set(right.values()) == {2}
    assert right.keys() == wrong.keys()
    assert len({(answer.problem, answer.name) for answer in ANSWERS}) == len(ANSWERS)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["0", "autumn", "4711"])
@pytest.mark.parametrize("name", SETS)
def test_right_ones_are_accepted_and_wrong_ones_rejected(workers, name, seed):
    sets = load_sets(PROBLEMS, REFERENCES, names=[name])
    key = AnswerKey(sets, seed=seed)
    judged_otherwise = []
    for group in rounds(name):
        text = "\n\n".join(answer.source for answer in group)
        report = grade(key, Submission("hw", {sets[0].submit: text.encode()}), workers)
        rows = {row.problem: row for row in report.rows}
        for answer in group:
            row = rows[answer.problem]
            if answer.right:
                fair = row.status is Status.CORRECT and row.score == row.max_score
            else:
                fair = row.status in (Status.INCORRECT, Status.WRONG_SHAPE) and row.score == 0
            if not fair:
                judged_otherwise.append((answer.problem, answer.name, row.status.value, row.score))
    assert judged_otherwise == []

"""A third set the grader was not built on: half with the output's axes first or one axis.

What it measured is in ``FIRST_FIGURES.md``, as ``figures.py`` printed it and a reader judged it.
Since then kinds of its unnamed answers have been learned from (``LATER_FIGURES.md``): it measures
no more, and holds what is named.
"""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from unseen_third.answers import Unseen
from unseen_third.figures import page

from autograder.oracle.answer_key import AnswerKey
from autograder.report import Status

HERE = Path(__file__).resolve().parent
REJECTED = {Status.INCORRECT, Status.WRONG_SHAPE}
MOST_LINES = 300
UNSEEN = Unseen(HERE)
WRONG = list(UNSEEN.wrong.values())


@pytest.fixture(scope="module", params=range(15))
def key(request):
    return AnswerKey(UNSEEN.sets, str(request.param))


@pytest.mark.slow
def test_every_reference_gets_full_marks(key, verdicts):
    for problem in UNSEEN.problems.values():
        seen = verdicts(key, problem, key.solution(problem).names)

        assert {verdict.share for verdict in seen.values()} == {1.0}, (problem.id, seen)


@pytest.mark.slow
def test_every_wrong_answer_is_rejected_and_its_right_parts_are_not(key, verdicts):
    """An answer that raises would be rejected for its bug in Python, not for its slip in the
    mathematics.
    """
    strange = []
    for number, wrong in UNSEEN.wrong.items():
        problem, names = UNSEEN.laid_over(wrong)
        for name, verdict in verdicts(key, problem, names).items():
            expected = REJECTED if name in UNSEEN.wrong_parts(wrong) else {Status.CORRECT}
            if verdict.status not in expected:
                strange.append((number, name, wrong.hint, verdict.status))

    assert strange == []


def test_every_problem_has_wrong_answers_and_one_with_two_slips():
    answers = Counter(wrong.problem for wrong in WRONG)
    compound = {wrong.problem for wrong in WRONG if wrong.tag == "COMPOUND"}

    assert set(answers) == compound == set(UNSEEN.problems)
    assert min(answers.values()) >= 5
    assert len(WRONG) >= 130
    assert len({(wrong.problem, wrong.hint) for wrong in WRONG}) == len(WRONG)
    assert all(UNSEEN.wrong_parts(wrong) for wrong in WRONG)


def test_at_least_half_of_the_problems_have_the_output_first_or_arrays_of_one_axis():
    output_first = [
        problem.id
        for problem in UNSEEN.problems.values()
        if problem.convention in ("numerator", "jacobian")
    ]

    assert 2 * len(output_first) >= len(UNSEEN.problems)


def test_no_file_is_too_long_to_read():
    lengths = {path.name: len(path.read_text().splitlines()) for path in HERE.rglob("*.py")}

    assert max(lengths.values()) <= MOST_LINES, lengths


def test_the_page_of_figures_lists_every_wrong_part_twice_and_counts_the_named_ones():
    parts = [
        (number, part)
        for number, wrong in UNSEEN.wrong.items()
        for part in UNSEEN.wrong_parts(wrong)
    ]
    one = SimpleNamespace(mistake="some.name", sentence="Something is wrong.")
    none = dict.fromkeys(parts)

    lines = list(page(UNSEEN, {**none, parts[0]: one}, none))

    text = "\n".join(lines)
    assert f"| wrong answers named | 1 of {len(WRONG)} (0.5%) | 0 of {len(WRONG)} (0.0%) |" in text
    assert f"| wrong parts named | 1 of {len(parts)} (0.4%) | 0 of {len(parts)} (0.0%) |" in text
    assert text.count("`some.name`, Something is wrong.") == 1
    assert text.count(": no name") == 2 * len(parts) - 1
    assert all(
        f"- **{number}** ({wrong.tag}): {wrong.hint}" in text
        for number, wrong in UNSEEN.wrong.items()
    )

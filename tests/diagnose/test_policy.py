"""What a set lets a student know of a mistake, and what a mistake may earn."""

from functools import partial

import pytest
from msgspec.structs import replace

from autograder.diagnose.foreseen import foreseen_origins
from autograder.grading.verdict import decide
from autograder.report import Status


@pytest.fixture
def judged(full):
    """Judge what `change` makes of the right answers of a problem, with some keys of the answer
    set.
    """

    def judge(change, name="layer_link", **keys):
        problem = full.problem(name)
        trials = full.key.trials(problem)
        answer = replace(problem.answers[0], **keys)
        values = [change(keyed.expected[answer.id].value) for keyed in trials]
        return decide(answer, trials, values, None, partial(full.diagnostician.name, problem))

    return judge


def test_full_feedback_names_the_mistake_below_the_shapes(judged):
    verdict = judged(lambda right: right.T)

    assert verdict.status is Status.WRONG_SHAPE
    assert verdict.mistake == "layout.transposed"
    assert verdict.shape == verdict.expected_shape[::-1]
    first, *_, second = verdict.message.split("\n")
    assert "expected (m, n) = (3, 5)" in first
    assert second.startswith("You used the transposed convention.")


def test_a_hint_names_the_mistake_without_any_number_of_the_answer(judged):
    verdict = judged(lambda right: right.T, feedback="hint")

    assert verdict.mistake == "layout.transposed"
    assert verdict.message.startswith(
        "The shape of your answer is not right.\nYou used the transposed convention"
    )
    assert (verdict.shape, verdict.expected_shape) == (None, None)


def test_a_bare_verdict_names_nothing(judged):
    verdict = judged(lambda right: -right, feedback="verdict")

    assert verdict.message == "The numbers are not right."
    assert (verdict.mistake, verdict.shape, verdict.expected_shape) == (None, None, None)


@pytest.mark.parametrize("level", ["full", "hint", "verdict"])
def test_a_mistake_earns_what_the_set_gives_for_it_at_every_level(judged, level):
    verdict = judged(lambda right: right.T, feedback=level, credit={"layout.transposed": 0.5})

    assert verdict.share == 0.5


def test_a_mistake_with_another_on_top_earns_nothing(judged):
    verdict = judged(lambda right: -2 * right.T, credit={"layout.transposed": 0.5})

    assert verdict.mistake == "layout.transposed"
    assert "Besides" in verdict.message
    assert verdict.share == 0.0


def test_a_foreseen_mistake_earns_by_its_own_id(full, judged):
    problem = next(
        p
        for problem_set in full.sets
        for p in problem_set.problems
        if p.mistakes and len(p.answers) == 1
    )
    subject = full.diagnostician.subject(problem, problem.answers[0])
    origin, foreseen = next(foreseen_origins(subject))
    values = iter([context.value(origin) for context in subject.contexts])
    verdict = judged(lambda right: next(values), name=problem.id, credit={foreseen.mistake: 0.25})

    assert (verdict.mistake, verdict.share) == (foreseen.mistake, 0.25)
    assert verdict.message.endswith(foreseen.sentence)


def test_credit_does_not_lower_what_the_shape_earns(judged):
    keys = {"shape_credit": 0.5, "credit": {"sign.flipped": 0.25}}

    assert judged(lambda right: -right, **keys).share == 0.5


def test_numbers_that_are_nearly_right_may_earn_credit_too(judged):
    verdict = judged(lambda right: right * 1.00005, credit={"precision.low": 0.75})

    assert (verdict.status, verdict.mistake, verdict.share) == (
        Status.INCORRECT,
        "precision.low",
        0.75,
    )

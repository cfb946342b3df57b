"""Most wrong answers of the bank are named, and every name is true at unseen trials."""

import numpy as np
import pytest

from autograder.diagnose.context import TrialContext
from autograder.diagnose.index import agrees
from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.compare import read_numeric
from autograder.oracle.target import target_of
from autograder.oracle.trials import Numbers

SOME = ("02_scalar_by_vector", "03_vectors", "07_losses")
FRESH = range(10)


def unnamed(bench, sets=()):
    """Return the wrong submissions with an answer that is not named, and how many there are."""
    left, count = [], 0
    for cases in bench.wrong(sets):
        count += 1
        if not cases or not all(bench.name(case) for case in cases):
            left.append([(case.problem.id, case.tag) for case in cases])
    return left, count


def share(bench, sets=()):
    left, count = unnamed(bench, sets)
    return 1 - len(left) / count


def test_most_wrong_answers_of_some_sets_are_named_without_foreseen_mistakes(plain):
    assert share(plain, SOME) >= 0.85


@pytest.mark.slow
def test_most_wrong_answers_are_named_without_foreseen_mistakes(plain):
    assert share(plain) >= 0.85


@pytest.mark.slow
def test_nearly_all_wrong_answers_are_named_with_foreseen_mistakes(full):
    assert share(full) >= 0.97


@pytest.mark.slow
def test_more_than_half_are_named_without_any_reference(kit):
    assert share(kit) >= 0.55


def dearer_names(bench, sets=()):
    """Return the wrong answers for which a simpler explanation exists than the one given."""
    dearer = []
    for case in (case for cases in bench.wrong(sets) for case in cases):
        diagnosis = bench.name(case)
        existing = bench.diagnostician.explanations(case.problem, case.answer, case.values)
        given = diagnosis.explanation if diagnosis else None
        if given and given.cost > existing[0].cost:
            dearer.append((case.problem.id, case.tag, given.cost, existing[0].cost))
    return dearer


@pytest.mark.parametrize("name", ["plain", "kit"])
def test_no_name_of_some_sets_is_dearer_than_one_that_exists(name, request):
    assert dearer_names(request.getfixturevalue(name), SOME) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plain", "full", "kit"])
def test_no_name_is_dearer_than_one_that_exists(name, request):
    assert dearer_names(request.getfixturevalue(name)) == []


def false_names(bench, sets=()):
    """Return the names that do not hold at fresh trials at which the wrong answer has a value."""
    false = []
    for case in (case for cases in bench.wrong(sets) for case in cases):
        diagnosis = bench.name(case)
        if (
            diagnosis
            and diagnosis.explanation
            and not holds_afresh(bench, case, diagnosis.explanation)
        ):
            false.append((case.problem.id, case.tag, diagnosis.mistake))
    return false


def fresh_trial(problem, index):
    with np.errstate(all="ignore"):
        trial = Numbers(problem, "another seed").draw("ordinary", index)
        truth = {
            answer.id: target_of(problem, answer).expected(trial.values, 0)
            for answer in problem.answers
        }
    return KeyedTrial(trial, truth)


def holds_afresh(bench, case, explanation):
    subject = bench.diagnostician.subject(case.problem, case.answer)
    for index in FRESH:
        keyed = fresh_trial(case.problem, index)
        value = bench.run(case.problem, case.names, keyed.trial.values).get(case.answer.id)
        if value is None:  # an index beyond the end: the answer has no value at these dimensions
            continue
        with np.errstate(all="ignore"):
            predicted = explanation.predict(TrialContext(subject, keyed))
        if predicted is None or not agrees(read_numeric(value).array, predicted, 1e-5):
            return False
    return True


def test_every_name_of_some_sets_is_true_at_fresh_trials(plain):
    assert false_names(plain, ("02_scalar_by_vector", "07_losses")) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plain", "full", "kit"])
def test_every_name_is_true_at_fresh_trials(name, request):
    assert false_names(request.getfixturevalue(name)) == []


def test_the_same_answer_gets_the_same_words_whatever_was_diagnosed_before(plain):
    warm = {}
    for _ in range(2):
        for cases in plain.wrong(("02_scalar_by_vector",)):
            for case in cases:
                diagnosis = plain.name(case)
                said = (diagnosis.mistake, diagnosis.sentence) if diagnosis else None

                assert warm.setdefault((case.problem.id, str(case.values)), said) == said

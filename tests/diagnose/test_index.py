"""Predictions are found by their products, and come in the order in which they were made."""

import numpy as np
import pytest

from autograder.diagnose.context import Candidate
from autograder.diagnose.index import Index, Prediction, direction
from autograder.diagnose.mistake import NOTHING
from autograder.diagnose.views import IDENTITY, SIMPLE

ANSWER = np.random.default_rng(3).standard_normal((3, 5))
PRODUCT = float(np.vdot(ANSWER, direction(ANSWER.shape)))
FACTORS = np.array([1.0, -1.0, 2.0])


def predicted(product):
    return Prediction(Candidate(NOTHING, lambda _: None), IDENTITY, ANSWER.shape, product)


@pytest.mark.parametrize("off", [-1e-14, 0.0, 1e-14])
def test_of_predictions_that_fit_the_first_made_comes_first(off):
    made = [predicted(PRODUCT * (1 + off)), predicted(PRODUCT)]
    found = Index(made).find(ANSWER, FACTORS, 1e-6)

    assert [(origin, factor) for (origin, _), factor in found] == [(one.origin, 0) for one in made]


@pytest.mark.parametrize("factor", range(len(FACTORS)))
def test_an_answer_is_found_by_its_factor_and_through_a_view(factor):
    index = Index([predicted(PRODUCT), predicted(17.0), predicted(np.nan)], SIMPLE)
    [((_, view), position)] = index.find((FACTORS[factor] * ANSWER).T, FACTORS, 1e-6)

    assert (view.step.mistake.id, position) == ("layout.transposed", factor)


def test_nothing_is_found_behind_the_last_prediction_nor_by_a_factor_of_zero():
    index = Index([predicted(PRODUCT - 1.0)])

    with np.errstate(all="ignore"):
        assert not list(index.find(ANSWER, np.array([1.0, 0.0]), 1e-6))
    assert not list(index.find(np.ones((2, 2)), FACTORS, 1e-6))


def test_a_prediction_is_made_when_an_explanation_may_cost_as_much():
    made = []

    def make(product):
        made.append(product)
        return predicted(product)

    waiting = [(cost, lambda product=product: make(product)) for cost, product in COSTS]
    index = Index([predicted(5.0)], waiting=waiting)

    assert not list(index.find(ANSWER, FACTORS, 1e-6))
    index.upto(26)
    assert (len(list(index.find(ANSWER, FACTORS, 1e-6))), made) == (1, [PRODUCT, 7.0])
    index.upto(26)
    index.upto(30)
    assert (len(index), made) == (4, [PRODUCT, 7.0, 9.0])


COSTS = [(24, PRODUCT), (30, 9.0), (26, 7.0)]

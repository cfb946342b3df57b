"""How a sum is worked out, and what it keeps, changes neither a value nor what a text may cost."""

from __future__ import annotations

import random

import numpy as np
import pytest

from autograder.notation.errors import NotationError
from autograder.notation.meaning import Scope, evaluate
from autograder.notation.read import read_line
from autograder.notation.sums import Sums
from autograder.notation.work import MOST_WORK, Terms


def world(n, m):
    rng = np.random.default_rng(n)
    arrays = {"a": (n, 1), "b": (m, 1), "W": (n, m), "j": ()}
    return {"n": n, "m": m, **{name: rng.normal(size=shape) for name, shape in arrays.items()}}


def evaluated(text):
    """Return what a line says of f in every world, or the refusal, and what work is left."""
    scope = Scope((world(3, 5), world(4, 6), world(7, 3)), str)
    try:
        found = evaluate(read_line(text).equation.sides[-1], scope, text)
    except NotationError as error:
        return str(error), scope.work.left
    return [None if value is None else (value.shape, value.tobytes()) for value in found], (
        scope.work.left
    )


FORMULAS = [
    "f = Σ_{i=1}^{n} Σ_{k=1}^{m} a_i b_k W_ik",
    "f = Σ_{i=1}^{n} a_i Σ_{k=1}^{i} k a_k + j",
    "f = Σ_{i=1}^{n} (Σ_{i=1}^{m} b_i) a_i",
    "f = Σ_{j=1}^{n} Σ_{k=1}^{m} j W_jk ⊙ b_k j",
    "f = Σ_i a_i aᵀ a + Σ_i a_i (W b)",
    "f = Σ_{i=1}^{n} Σ_{k=1}^{m} a_i b_i W_ik",
    "f = Σ_{i=1}^{9} Σ_{k=1}^{9} Σ_{l=1}^{9} (i k + k l + n) (i l + m)",
    "f = Σ_{i=1}^{9} Σ_{k=1}^{9} Σ_{l=1}^{99} (i k + k l + n) (i l + m)",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_sum_has_the_same_value_and_costs_the_same_if_nothing_of_it_is_kept(text, monkeypatch):
    kept = evaluated(text)
    monkeypatch.setattr(Sums, "together", lambda *_: None)
    one_by_one = evaluated(text)
    monkeypatch.setattr(Terms, "place_of", lambda *_: None)

    assert kept == one_by_one == evaluated(text)


def test_the_formulas_hold_one_that_takes_too_much_work_and_one_that_has_no_value_somewhere():
    found = [evaluated(text)[0] for text in FORMULAS]

    assert [isinstance(each, str) for each in found] == [False] * (len(FORMULAS) - 1) + [True]
    assert f"more than {MOST_WORK} operations" in found[-1]
    assert any(None in each for each in found[:-1])


def test_of_terms_in_two_indices_what_names_one_is_worked_out_once_for_each_of_its_values(
    monkeypatch,
):
    asked, plain = [], Terms.keep
    monkeypatch.setattr(Sums, "together", lambda *_: None)
    monkeypatch.setattr(Terms, "keep", lambda *given: (asked.append(given[1]), plain(*given)))
    evaluated("f = Σ_{i=1}^{n} Σ_{k=1}^{m} a_i W_ik")

    assert len(asked) == len(set(asked))


SEED = 11
PARTS = [
    *["a_{}", "b_{}", "W_{}{}", "δ_{}{}", "(W b)_{}", "exp(a_{})", "e^{}", "a_{}^2", "2^{}"],
    *["{}", "n", "j", "1.5", "aᵀ a", "b", "(-{})", "({} + n)", "{} / b_{}", "({})^n"],
]
SIGNS = [" + ", " - ", " ", " ⊙ ", " / ", " · "]


def drawn(rng, indices, depth):
    """Return a formula of sums in sums: of numbers, for the most part."""
    text = rng.choice(PARTS)
    while "{}" in text:
        text = text.replace("{}", rng.choice([*indices, "1"]), 1)
    if not depth:
        return text
    inner = drawn(rng, indices, depth - 1)
    if rng.random() < 0.5:
        return f"({text}{rng.choice(SIGNS)}{inner})"
    index, high = rng.choice("ikl"), rng.choice(["n", "m", "3", rng.choice(indices)])
    return f"(Σ_{{{index}=1}}^{{{high}}} {drawn(rng, [*indices, index], depth - 1)}) {text}"


def test_sums_are_worked_out_at_once_as_they_are_term_by_term(monkeypatch):
    rng, plain, together, differ = random.Random(SEED), Sums.together, [], []
    for _ in range(120):
        text = f"f = Σ_{{i=1}}^{{n}} {drawn(rng, ['i'], rng.randrange(4))}"
        monkeypatch.setattr(
            Sums, "together", lambda *given: together.append(plain(*given)) or together[-1]
        )
        found = evaluated(text)
        monkeypatch.setattr(Sums, "together", lambda *_: None)
        if found != evaluated(text):
            differ.append(text)

    assert differ == []
    assert sum(each is not None for each in together) > 50

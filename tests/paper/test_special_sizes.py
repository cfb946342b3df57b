"""No step is accepted that is equal only at the trials' special sizes: all 1, or all equal."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from paper_derivations import RIGHT

from autograder.grading.derivations import judged
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_set
from autograder.paper.chains import read_sheet
from autograder.paper.places import lines_of_text

ROOT = Path(__file__).resolve().parents[2]
_BRACKETED = {"python": "({}) * ({})", "typed": "({}) ({})", "latex": "({}) ({})"}


@pytest.fixture(scope="module")
def key():
    return AnswerKey([load_set(ROOT / "problems" / "13_derivations.yaml", ROOT / "reference")])


def factors(dimensions):
    """Return factors that are 1 where all dimensions are, or where two are equal."""
    yield from dimensions
    yield from (f"{one} / {other}" for one, other in itertools.permutations(dimensions, 2))


def spoiled(chains, dimensions):
    """Yield texts in which one side of one chain has a factor, with the side as it then stands."""
    texts = [chain.statement.text for chain in chains]
    for place, chain in enumerate(chains):
        for (low, high), factor in itertools.product(
            [side.span for side in chain.sides], factors(dimensions)
        ):
            written = texts[place][low:high]
            side = _BRACKETED[chain.notation].format(factor, written)
            changed = f"{texts[place][:low]}{side}{texts[place][high:]}"
            yield "\n".join([*texts[:place], changed, *texts[place + 1 :]]), side


_QUICK = ("quadratic_form", "log_determinant")


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in _QUICK else pytest.mark.slow) for n in RIGHT]
)
def test_no_step_is_right_that_is_equal_only_at_special_sizes(key, name):
    problem = next(each for each in key.sets[0].problems if each.id == name)
    [answer] = problem.answers
    tried = accepted = 0
    for text in RIGHT[name]:
        chains = read_sheet(lines_of_text(text), [problem]).chains
        for changed, side in spoiled(chains, problem.dimensions):
            sheet = read_sheet(lines_of_text(changed), [problem])
            steps = judged(key, problem, answer, sheet).steps
            found = [step for step in steps if step.text == side and step.error is None]
            tried += len(found)
            accepted += sum(step.right for step in found)

    assert accepted == 0
    assert tried >= 10

"""`verify` on branches and small terms: coverage, wrong masks and terms, survivors told apart."""

import pytest

from autograder.oracle.answer_key import AnswerKey
from autograder.staff.verify.branch_facts import branch_facts, mutate_forward
from autograder.staff.verify.facts import gather
from autograder.staff.verify.forward_mutants import LEFT_OUT, MOVED, TERM, TURNED, forward_mutants
from autograder.staff.verify.model import Options
from autograder.staff.verify.rules import check
from autograder.staff.verify.worlds import fresh_keys


def mutated(problem_set):
    key = AnswerKey([problem_set])
    return mutate_forward(key, problem_set.problems[0], fresh_keys(key))


def slope(given, forward, shape="[]", wrt="x"):
    return f"""
p:
  given: {{{given}}}
  forward: {forward}
  answer: p({", ".join(part.split(":")[0].strip() for part in given.split(";"))})
  wrt: {wrt}
  shape: {shape}
""".replace(";", ",")


BRANCHED = [
    ("x: scalar", "relu(x)"),
    ("x: scalar; y: scalar", "maximum(x * y, x + y)"),
    ("x: scalar", "where(abs(x) < 1, x**2 / 2, abs(x) - 0.5)"),
    ("x: scalar scale 1.5", "clip(x, -1, 1)**2"),
    ("x: scalar; y: scalar", "sign(x) * y * x + x**2"),
    ("x: scalar; y: scalar", "max([x**2, y])"),
]


@pytest.mark.parametrize(("given", "forward"), BRANCHED)
def test_every_wrong_mask_and_threshold_of_a_forward_is_rejected(write_set, given, forward):
    problem_set = write_set(slope(given, forward))
    found = mutated(problem_set)

    assert found.survivors == ()
    assert found.rejected >= 2


DEAD_ZONE = slope(
    'z: "vector[n]"; lam: "scalar in [0.6, 1.5]"',
    "sum(sign(z) * maximum(abs(z) - lam, 0))",
    "[n, 1]",
    "z",
)


def test_a_threshold_within_a_zone_where_all_is_zero_may_lie_anywhere_in_it(write_set):
    found = mutated(write_set(DEAD_ZONE))

    assert found.survivors == ()
    assert any("sign((z) - " in change for change in found.equivalent)


def test_the_slips_are_masks_thresholds_and_terms(write_set):
    [problem] = write_set(slope("x: scalar", "relu(x) + abs(x - 1)")).problems
    slips = {
        (mutant.mistake, mutant.change)
        for mutant in forward_mutants(problem, {"relu(x)": (0.5, 0.7), "abs(x - 1)": (0.5, 0.7)})
    }

    assert slips >= {
        (LEFT_OUT, "`relu(x)` -> `x`"),
        (TURNED, "`relu(x)` -> `-relu(-(x))`"),
        (MOVED, "`relu(x)` -> `where((x) > 0.7, x, 0 * (x))`"),
        (MOVED, "`abs(x - 1)` -> `where((x - 1) > (-0.5), x - 1, -(x - 1))`"),
        (TERM, "`relu(x) + abs(x - 1)` -> `relu(x)`"),
    }


def test_both_sides_of_a_branch_are_counted(write_set):
    problem_set = write_set(slope("x: scalar", "relu(x - 0.5)"))
    [fact] = branch_facts(AnswerKey([problem_set]), problem_set.problems[0])

    assert (fact.branch, fact.reachable) == ("relu(x - 0.5)", True)
    assert fact.on >= 3
    assert fact.off >= 3


def test_a_branch_that_cannot_be_reached_is_told(write_set):
    problem_set = write_set(slope("x: scalar positive", "relu(x)**2"))
    options = Options(problem_set.path.parent, None, seeds=1)
    diagnostics = check(gather(problem_set, problem_set.problems[0], options))
    [told] = [diagnostic for diagnostic in diagnostics if diagnostic.rule == "branches"]

    assert told.severity == "warning"
    assert "the trials are all on one side of `relu(x)`" in told.found


RIDGE = slope(
    'w: "vector[d]"; X: "matrix[n, d] scale 100"; y: "vector[n]"; lam: "scalar in [1e-4, 1e-3]"',
    "sum((X @ w - y)**2) + lam * sum(w**2)",
    "[d, 1]",
    "w",
)


def test_a_term_too_small_to_be_seen_survives_without_a_reference(write_set):
    problem_set = write_set(RIDGE)
    found = mutated(problem_set)
    [survivor] = [
        survivor for survivor in found.survivors if "lam * sum(w ** 2)" in survivor.change
    ]

    assert survivor.mistake == TERM
    assert "too small to be seen" in survivor.hidden_by
    assert "make lam of order 1, or X smaller" in survivor.hidden_by


def test_a_mutant_of_a_reference_that_differs_and_passes_is_a_survivor(write_set):
    reference = "def p(w, X, y, lam):\n    return 2 * X.T @ (X @ w - y) + 2 * lam * w\n"
    problem_set = write_set(RIDGE, reference=reference)
    options = Options(
        problem_set.path.parent, problem_set.path.parent.parent / "reference", seeds=1
    )
    facts = gather(problem_set, problem_set.problems[0], options)

    assert any(
        "-> `2 * X.T @ (X @ w - y)`" in survivor.change for survivor in facts.mutation.survivors
    )
    assert not any("2 * lam * w" in change for change in facts.mutation.equivalent)


def test_terms_of_order_one_are_all_seen(write_set):
    text = RIDGE.replace(" scale 100", "").replace('"scalar in [1e-4, 1e-3]"', "scalar positive")
    problem_set = write_set(text)
    found = mutated(problem_set)

    assert found.survivors == ()
    assert found.rejected

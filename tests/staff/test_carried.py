"""`verify` proves the rules by which answers follow others."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.oracle.answer_key import AnswerKey
from autograder.staff.verify.carried import broken_rules

LAYER = """
layer:
  given: {{W: "matrix[m, n]", A: "matrix[m, b]", Y: "matrix[n, b]"}}
  forward: |
    Z = W.T @ A
    L = sum((Z - Y)**2)
  answer: layer(W, A, Y) -> dL_dZ, dL_dW
  answers:
    dL_dZ: {{wrt: Z, shape: [n, b]}}
    dL_dW: {{wrt: W, shape: [m, n], follows: [dL_dZ], rule: "{rule}"}}
"""


@pytest.fixture
def found(write_set):
    def run(rule):
        problem_set = write_set(LAYER.format(rule=rule))
        keys = [AnswerKey([problem_set], seed) for seed in ("0", "0-1")]
        return list(broken_rules(keys, problem_set.problems[0]))

    return run


def test_a_rule_that_gives_what_is_expected_at_every_trial_is_proved(found):
    assert found("A @ dL_dZ.T") == []
    assert found("einsum('ib,jb->ij', A, dL_dZ)") == []


@pytest.mark.parametrize("rule", ["2 * A @ dL_dZ.T", "W @ dL_dZ"])  # another factor, another shape
def test_another_rule_is_not(found, rule):
    [broken] = found(rule)

    assert (broken.answer, broken.seed) == ("dL_dW", "0")
    assert broken.trial.startswith("the ordinary trial at m = ")


def test_a_rule_that_is_right_only_at_some_sizes_is_not_proved(found):
    [broken] = found("A @ dL_dZ.T * maximum(b - 5, 1)")

    assert broken.trial


def test_a_rule_that_does_without_an_answer_it_names_is_told(found):
    [broken] = found("2 * A @ (Z - Y).T + 0 * sum(dL_dZ)")

    assert (broken.answer, broken.ignored) == ("dL_dW", "dL_dZ")


def test_verify_says_so(write_set):
    path = write_set(LAYER.format(rule="A @ dL_dZ")).path
    arguments = ["verify", "--problems", path.parent, "--reference", path.parent, "--jobs", "1"]

    result = CliRunner().invoke(main, list(map(str, arguments)))

    assert result.exit_code == 1
    assert "the rule of dL_dW does not give what is expected" in " ".join(result.output.split())

"""Where a formula fails, in its author's words: letters for shapes, and the number at fault."""

from __future__ import annotations

import pytest

from autograder.errors import SpecError, StaffError
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.steps import usage


def problem(given: str, forward: str) -> str:
    return f'p: {{given: {{{given}}}, forward: "{forward}", answer: p(x), wrt: x, shape: []}}'


@pytest.mark.parametrize(
    ("given", "forward", "said"),
    [
        (
            'W: "matrix[m, n]", x: "vector[M]"',
            "W.T @ x",
            "`W.T @ x`, where W.T is (n, m), x is (M, 1)",
        ),
        (
            'W: "matrix[m, n]", x: "vector[n]"',
            "sum(stack([W, x], axis=1))",
            "where W is (m, n), x is (n, 1)",
        ),
        ('x: "vector[n]"', "inv(x)", "`inv(x)`, where x is (n, 1); expected shapes that fit"),
        ('x: "array[n]"', "mean(x, axis=1)", "expected an axis that it has: 0. An `array[n]`"),
        ('x: "vector[n]"', "sum(x, axis=2)", "expected an axis that it has: 0 or 1."),
        ('x: "vector[n]"', "sum(unvec(x))", "It is called as `unvec(x, rows, columns)`."),
        ('x: "vector[n]"', "x[9, 0]", "`x[9, 0]`, which fails: IndexError"),
    ],
)
def test_the_part_that_fails_is_named_with_its_shapes(write_set, given, forward, said):
    with pytest.raises(SpecError) as caught:
        write_set(problem(given, forward))

    assert said in str(caught.value)
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize(
    ("forward", "found", "hint"),
    [
        (
            "sum(log(x))",
            "`log(x)` is no finite number at x = -",
            "Give x a domain, such as `positive`.",
        ),
        ("sum(sqrt(2 * x))", "`sqrt(2 * x)` is no finite number at 2 * x = -", "`positive`"),
        ("sum(exp(1e4 * x))", "`exp(10000.0 * x)` is no finite number at", "`scale 0.5`"),
    ],
)
def test_a_number_outside_a_domain_is_named_with_a_domain_that_keeps_it_in(
    write_set, forward, found, hint
):
    loaded = write_set(
        f'p: {{given: {{x: "vector[n]"}}, forward: {forward}, answer: p(x), wrt: x, shape: [n, 1]}}'
    )

    with pytest.raises(StaffError) as caught:
        AnswerKey([loaded]).trials(loaded.problems[0])

    assert found in str(caught.value)
    assert hint in caught.value.hint


def test_usage_leaves_out_what_numpy_alone_takes():
    assert usage("sum") == "sum(x, axis, keepdims)"
    assert usage("maximum") == "maximum(a, b)"
    assert usage("no such function") == ""

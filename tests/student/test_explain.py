"""`autograder explain`: what a problem asks for, and never its answer."""

import pytest


def test_a_problem_is_explained_with_its_layout_drawn(autograder):
    status, said = autograder("explain", "layer_link")

    assert status == 0
    assert "6.8  Linking layers: dZ/dA" in said
    assert "A: vector[m], of shape (m, 1)" in said
    assert "Z = W.T @ A" in said
    assert "m = 3: along A |               |" in said
    assert "Denominator layout: the input's axes in order" in said


@pytest.mark.parametrize("name", ["6.8", "11.2", "11.2.1", "affine_backward"])
def test_a_problem_is_found_by_its_number_too(autograder, name):
    status, said = autograder("explain", name)

    assert status == 0
    assert said


def test_on_paper_nothing_is_called(autograder):
    status, said = autograder("explain", "13.1")

    assert status == 0
    assert "You write a formula after the `=`:\n  df_dx = ...\n" in said
    assert "called" not in said


def test_an_unknown_problem_is_one_line_with_the_nearest(autograder):
    status, said = autograder("explain", "layer_lnk")

    assert status == 2
    assert "Did you mean 'layer_link'?" in said
    assert len(said.strip().split("\n")) == 1


def test_no_value_that_is_asked_for_and_no_hint_is_said(shipped_kit):
    from autograder.problemset.model import Value
    from autograder.student.explain import explained

    for problem_set in shipped_kit.sets:
        for problem in problem_set.problems:
            said = "\n".join(explained(problem))
            hints = [mistake.hint for mistake in problem.mistakes]
            values = [
                answer.asks.formula.source
                for answer in problem.answers
                if isinstance(answer.asks, Value) and len(answer.asks.formula.source) > 12
            ]
            public = problem.statement + "\n".join(
                formula.source for formula in problem.forward.formulas
            )
            assert [text for text in [*hints, *values] if text in said and text not in public] == []

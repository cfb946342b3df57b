"""Loading a set: the language as documented, and one clear error per fault."""

import numpy as np
import pytest

from autograder.errors import SpecError, UsageError
from autograder.oracle.sets import load_sets
from autograder.oracle.target import target_of
from autograder.problemset import KEYS

LINK = """
link:
  given: {W: "matrix[m, n]", A: "vector[m]"}
  forward: W.T @ A
  answer: dZ_dA(W, A)
  wrt: A
  shape: [m, n]
"""


def faults(write_set, problems, **files):
    with pytest.raises(SpecError) as caught:
        write_set(problems, **files)
    return [str(fault) for fault in caught.value.faults]


def test_a_problem_in_a_few_lines(write_set):
    [problem] = write_set(LINK).problems
    [answer] = problem.answers

    assert (problem.id, answer.id, answer.points, answer.number) == ("link", "dZ_dA", 1.0, "1.1")
    assert problem.call.needs == ("dZ_dA",)
    assert problem.call.uses == {"W", "A"}
    assert problem.dimensions == ("m", "n")


def test_set_values_are_defaults_of_problems_and_problem_values_of_answers(write_set):
    loaded = write_set(
        """
        both:
          given: {A: "vector[m]"}
          forward: sum(A * A)
          answer: f(A) -> value, gradient
          points: 3
          number: 2a
          answers:
            value: {expected: out, shape: []}
            gradient: {wrt: A, shape: [m, 1], points: 5, visibility: hidden}
        """,
        head="points: 2\nvisibility: after_published\n",
    )
    value, gradient = loaded.problems[0].answers

    assert (value.points, value.visibility.value, value.number) == (3, "after_published", "2a.1")
    assert (gradient.points, gradient.visibility.value) == (5, "hidden")
    assert loaded.points == 8


def test_run_blocks_say_what_the_student_must_define(write_set):
    [problem] = write_set(
        """
        linear:
          given: {W: "matrix[m, n]", A: "matrix[m, b]", G: "matrix[n, b]"}
          forward: sum(G * (W.T @ A))
          run: |
            layer = Linear(m, n)
            layer.W = W
            layer.forward(A)
            dA = layer.backward(G)
            dW = layer.dLdW
          stub: "class Linear: ..."
          answers:
            dA: {wrt: A, shape: [m, b]}
            dW: {wrt: W, shape: [m, n]}
        """
    ).problems

    assert problem.call.needs == ("Linear",)
    assert problem.call.uses == {"W", "A", "G", "m", "n"}
    assert problem.call.reads == ("dA", "dW")


def test_calls_take_expressions_of_the_inputs(write_set):
    [problem] = write_set(
        """
        columns:
          given: {C: "matrix[m, n]"}
          answer: "assemble([C[:, j:j+1] for j in range(n)], (m, n))"
          expected: C
          shape: [m, n]
        """
    ).problems

    assert problem.call.uses == {"C", "m", "n"}


def test_yaml_1_2_words_are_words(write_set):
    [problem] = write_set(
        """
        yes:
          given: {on: "vector[n]", y: "vector[n]"}
          forward: sum(on * y)
          answer: f(on, y)
          wrt: on
          shape: [n, 1]
        """
    ).problems

    assert (problem.id, list(problem.given)) == ("yes", ["on", "y"])


def test_companion_functions_may_be_used_in_formulas(write_set):
    loaded = write_set(
        LINK.replace("W.T @ A", "layer(W, A)"), companion="def layer(W, A):\n    return W.T @ A\n"
    )

    assert set(loaded.problems[0].companion) == {"layer"}


def test_a_list_in_expected_is_an_array(write_set):
    [problem] = write_set(
        "shape:\n  given: {m: dimension}\n  answer: shape_of(m)\n  expected: [m, 1]\n  shape: [2]\n"
    ).problems

    expected = target_of(problem, problem.answers[0]).expected({"m": 5}, 0)
    np.testing.assert_array_equal(expected.value, [5, 1])


BROKEN = [
    ("shpae: [m, n]", "shape: [m, n]", "link.shpae: found the unknown key "
                                       "'shpae'", "Did you mean 'shape'?"),
    ("shape: [n, m]", "shape: [m, n]", "found [n, m], which is (5, 3) at m = 3, n = 5",
                                       "[m, n], which is (3, 5)"),
    ("shape: [m, q]", "shape: [m, n]", "link.shape: found the dimension "
                                       "'q'", "a dimension of an input (m, n)"),
    ("shape: m", "shape: [m, n]", "link.shape: found 'm'", "a list of sizes"),
    ("", "  shape: [m, n]\n", "link: found no `shape`", "the sizes of the answer's axes"),
    ("wrt: AA", "wrt: A", "link.wrt: found the name 'AA'", "Did you mean 'A'?"),
    ("expected: A", "wrt: A", "link.shape: found", "[m, 1], which is (3, 1)"),
    ("wrt: A\n  expected: W", "wrt: A", "link: found both `wrt` and `expected`", ""),
    ("forward: W.T @ AA", "forward: W.T @ A", "link.forward: found the name "
                                              "'AA'", "Did you mean 'A'?"),
    ("forward: sigmod(W.T @ A)", "forward: W.T @ A", "found the function "
                                                     "'sigmod'", "Did you mean 'sigmoid'?"),
    ("forward: W @ A", "forward: W.T @ A", "forward: found `W @ A`, where W is (m, n), A is (m, "
                                           "1)", "that fit"),
    ("answer: dZ_dA(W, B)", "answer: dZ_dA(W, A)", "link.answer: found the argument 'B'", ""),
    ("answer: dZ_dA", "answer: dZ_dA(W, A)", "link.answer: found "
                                             "'dZ_dA'", "a call of the student's function"),
    ("matirx[m, n]", "matrix[m, n]", "link.given.W: found 'matirx[m, "
                                     "n]'", "Did you mean 'matrix'?"),
    ("matrix[m]", "matrix[m, n]", "link.given.W: found 'matrix[m]' with 1 "
                                  "sizes", "matrix with 2 sizes"),
    ("matrix[m, n] spd", "matrix[m, n]", "link.given.W: found 'spd'", "a square matrix"),
    ("matrix[m, n] in [2, 1]", "matrix[m, n]", "found the domain 'in [2, 1]'", ""),
    ('"vector[m]", B: "scalar"', '"vector[m]"', "link.given.B: found the input 'B', which "
                                                "nothing uses", ""),
    ("wrt: A\n  dims: {k: 3}", "wrt: A", "link.dims.k: found the dimension 'k'", ""),
    ("wrt: A\n  dims: {m: '> 100'}", "wrt: A", "link.dims: found", "satisfy `dims`"),
    ("wrt: A\n  points: lots", "wrt: A", "link.points: found 'lots'", "a number, 0 or more"),
    ("wrt: A\n  visibility: visble", "wrt: A", "link.visibility: found "
                                               "'visble'", "Did you mean 'visible'?"),
    ("wrt: A\n  axes: [A.0, A.0]", "wrt: A", "link.axes: found axes [A.0, "
                                             "A.0]", "each of A.0, out.0 once"),
    ("wrt: A\n  wrt: W", "wrt: A", "link.wrt: found the key 'wrt' again", "each key once"),
    ("wrt: W", "wrt: A", "link: found a derivative with three axes or "
                         "more", "axes: such as [W.0, W.1, out.0]"),
    ("wrt: A\n  submit: x.py", "wrt: A", "link.submit: found the unknown key "
                                         "'submit'", "`submit` stands at the set"),
    ("wrt: A\n  time_limit: {cal: 3}", "wrt: A", "cal: found the unknown key "
                                                 "'cal'", "Did you mean 'call'?"),
    ("wrt: A\n  memory: 64", "wrt: A", "link.memory: found 64 MB", "at least 256 MB"),
    ("wrt: A\n  memory: 1 GB", "wrt: A", "link.memory: found '1 GB'", "a number, 0 or more"),
    ("wrt: A\n  shape_credit: 2", "wrt: A", "link.shape_credit: found 2", "between 0 and 1"),
    ("wrt: A\n  along: W", "wrt: A", "link.along: found a step of shape", "the shape of `wrt`"),
    ("wrt: A\n  mistakes: [{id: x}]", "wrt: A", "found a mistake without `answer`", ""),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old", "found", "expected"), BROKEN)
def test_a_fault_says_where_what_and_how_to_mend_it(write_set, new, old, found, expected):
    assert old in LINK
    said = faults(write_set, LINK.replace(old, new))

    assert any(found in fault and expected in fault for fault in said), said
    assert all("01_set.yaml:" in fault for fault in said)


def test_a_key_of_one_answer_does_not_stand_beside_answers(write_set):
    said = faults(
        write_set,
        """
        p:
          given: {A: "vector[m]"}
          forward: sum(A)
          answer: f(A) -> slope
          shape: [m, 1]
          answers: {slope: {wrt: A, shape: [m, 1]}}
        """,
    )

    assert said[0].split(": ", 1)[1].startswith("problems.p.shape: found `shape` beside `answers`")


def test_a_misspelt_input_is_one_fault(write_set):
    assert len(faults(write_set, LINK.replace("matrix[m, n]", "matirx[m, n]"))) == 1


def test_a_fault_names_its_line(write_set):
    [fault] = faults(write_set, LINK.replace("shape: [m, n]", "shape: [n, m]"))

    assert "01_set.yaml:10: problems.link.shape" in fault


def test_every_fault_is_said_at_once(write_set):
    other = LINK.replace("link:", "other:").replace("W.T", "V.T")

    assert len(faults(write_set, LINK.replace("[m, n]\n", "[n, m]\n") + other + "third: {}\n")) >= 3


def test_what_is_no_yaml_is_one_fault(write_set):
    assert "expected YAML" in faults(write_set, "a: [")[0]


def test_a_run_block_must_bind_its_answers_and_show_a_stub(write_set):
    said = faults(
        write_set,
        """
        p:
          given: {A: "vector[m]"}
          forward: sum(A)
          run: x = f(A)
          answers: {y: {wrt: A, shape: [m, 1]}}
        """,
    )

    assert any("never binds" in fault for fault in said)
    assert any("without `stub`" in fault for fault in said)


def test_let_is_held_fixed_so_a_derivative_through_it_is_refused(write_set):
    said = faults(
        write_set,
        """
        p:
          given: {Z: "matrix[n, b]", Y: "one_hot[n, b]"}
          let: {P: "softmax(Z, axis=0)"}
          forward: -sum(Y * log(P))
          answer: f(P, Y)
          wrt: Z
          shape: [n, b]
        """,
    )

    assert any("`let` computes from it" in fault for fault in said)


def test_shapes_hold_symbolically_not_by_accident(write_set):
    """3 is the length of m at the first look, and only there."""
    [fault] = faults(write_set, LINK.replace("shape: [m, n]", "shape: [3, n]"))

    assert "[m, n]" in fault


def test_a_companion_may_not_hide_a_function_of_formulas(write_set):
    assert "'softmax'" in faults(write_set, LINK, companion="def softmax(x):\n    return x\n")[0]


def test_private_keys_never_reach_the_public_view(write_set):
    loaded = write_set(
        """
        p:
          given: {A: "vector[m]"}
          answer: f(A) -> one, two
          mistakes: [{id: x, answer: A, hint: h}]
          credit: {layout.transposed: 0.5}
          answers:
            one: {expected: "secret_free * A", shape: [m, 1]}
            two: {expected: A, shape: [m, 1], follows: [one], rule: one / 2}
        """.replace("secret_free", "2")
    )

    text = repr(loaded.public())
    assert {name for name, key in KEYS.items() if not key.public} == {
        "expected",
        "rule",
        "mistakes",
        "credit",
    }
    assert not any(f"'{name}'" in text for name in ("expected", "rule", "mistakes", "credit"))
    assert "f(A) -> one, two" in text


def test_unknown_sets_and_empty_folders_are_usage_errors(tmp_path, bank):
    with pytest.raises(UsageError, match="found no problem set"):
        load_sets(tmp_path)
    with pytest.raises(UsageError, match="Did you mean '06_layers'"):
        load_sets(bank, names=["06_layer"])


def test_a_number_stays_as_it_is_written(write_set):
    loaded = write_set(
        "p: {number: 1.10, title: 3.0, given: {x: scalar}, forward: x**2, answer: p(x), wrt: x, "
        "shape: []}"
    )

    assert loaded.problems[0].answers[0].number == "1.10"
    assert loaded.problems[0].title == "3.0"


@pytest.mark.parametrize(
    "head",
    ["convention: Numerator\n", "points: two\n", "near: yes\n", "tags: a\n", "time_limit: 5\n"],
)
def test_what_a_set_says_wrongly_for_all_its_problems_is_one_fault_at_its_line(write_set, head):
    problem = "{given: {x: scalar}, forward: x**2, answer: ID(x), wrt: x, shape: []}"
    text = "\n".join(f"{name}: {problem.replace('ID', name)}" for name in "abc")

    with pytest.raises(SpecError) as caught:
        write_set(text, head=head)

    assert [fault.line for fault in caught.value.faults] == [3]


def test_a_key_of_a_problem_at_the_set_is_told_where_it_stands(write_set):
    with pytest.raises(SpecError, match="`forward` stands at the problem, not here"):
        write_set(
            "p: {given: {x: scalar}, forward: x**2, answer: p(x), wrt: x, shape: []}",
            head="forward: x\n",
        )


IN_PLACE = """
act:
  given: {x: "vector[n]", W: "matrix[n, m]"}
  forward: layer(x, W)
  answer: act(x, W)
  wrt: x
  shape: [n, m]
"""


def test_a_companion_that_changes_an_input_in_place_is_refused_by_name(write_set):
    companion = "def layer(x, W):\n    W[W < 0] = 0\n    return W.T @ x\n"
    [fault] = faults(write_set, IN_PLACE, companion=companion)

    assert "act.forward" in fault
    assert "the companion function layer, which changes its input W in place" in fault
    assert "Work on a copy: W = W.copy()" in fault


def test_a_let_that_changes_an_input_in_place_is_refused_by_name(write_set):
    companion = "def clipped(W):\n    W[W < 0] = 0\n    return W\n"
    text = IN_PLACE.replace("forward: layer(x, W)", "let: {V: clipped(W)}\n  forward: V.T @ x")
    [fault] = faults(write_set, text, companion=companion)

    assert "act.let" in fault
    assert "the companion function clipped, which changes its input W in place" in fault


def test_a_companion_may_change_its_own_arrays(write_set):
    companion = "def layer(x, W):\n    W = W.copy()\n    W[W < 0] = 0\n    return W.T @ x\n"

    assert write_set(IN_PLACE, companion=companion).problems

"""Error carried forward: what follows rightly from a wrong answer above earns the share allowed."""

from __future__ import annotations

import pytest

LAYER = """
layer:
  given: {W: "matrix[m, n]", A: "matrix[m, b]", Y: "matrix[n, b]"}
  forward: |
    Z = W.T @ A
    L = sum((Z - Y)**2)
  answer: layer(W, A, Y) -> dL_dZ, dL_dW, dL_dA
  answers:
    dL_dZ: {wrt: Z, shape: [n, b], points: 2}
    dL_dW:
      wrt: W
      shape: [m, n]
      points: 2
      follows: [dL_dZ]
      rule: A @ dL_dZ.T
      follow_credit: 0.75
    dL_dA:
      wrt: A
      shape: [m, b]
      points: 2
      follows: [dL_dZ]
      rule: W @ dL_dZ
"""
CHAIN = """
chain:
  given: {z: "vector[n]", W: "matrix[n, k]", y: "vector[n]"}
  forward: |
    p = tanh(z)
    L = sum((p - y)**2)
  answer: chain(z, W, y) -> p, dL_dp, dL_dz
  answers:
    p: {expected: p, shape: [n, 1]}
    dL_dp: {wrt: p, shape: [n, 1], follows: [p], rule: 2 * (p - y)}
    dL_dz: {wrt: z, shape: [n, 1], follows: [p, dL_dp], rule: (1 - p**2) * dL_dp}
"""


def body(dL_dZ, dL_dW="A @ dL_dZ.T", dL_dA="W @ dL_dZ"):
    return (
        "import numpy as np\n"
        "def layer(W, A, Y):\n"
        f"    Z = W.T @ A\n    dL_dZ = {dL_dZ}\n"
        f"    dL_dW = {dL_dW}\n    dL_dA = {dL_dA}\n"
        "    return dL_dZ, dL_dW, dL_dA\n"
    )


@pytest.fixture
def rows(grade_files):
    def run(text, problems=LAYER, name="work.py", **more):
        report = grade_files({name: text}, problems, **more)
        return {row.answer: row for row in report.rows}

    return run


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("work.py", body("Z - Y")),
        ("work.txt", "dL_dZ = W.T @ A - Y\ndL_dW = A @ dL_dZ.T\ndL_dA = W @ dL_dZ\n"),
        ("work.md", "∂L/∂Z = Wᵀ A - Y\n∂L/∂W = A (Wᵀ A - Y)ᵀ\n∂L/∂A = W ∂L/∂Z\n"),
    ],
)
def test_what_is_right_by_a_wrong_answer_above_earns_its_share_and_is_told(rows, name, text):
    found = rows(text, name=name)

    assert (found["dL_dZ"].score, found["dL_dW"].score, found["dL_dA"].score) == (0, 1.5, 2)
    assert found["dL_dW"].status.value == "incorrect"
    assert found["dL_dW"].mistake == found["dL_dA"].mistake == "earlier.wrong"
    assert found["dL_dW"].message == (
        "Not right by itself, but right for your dL_dZ, which is wrong. "
        "That earns 75% of the points."
    )


def test_a_right_answer_is_judged_by_itself(rows):
    found = rows(body("2 * (Z - Y)"))

    assert {row.status.value for row in found.values()} == {"correct"}
    right_after_wrong = rows(body("Z - Y", "2 * A @ dL_dZ.T"))["dL_dW"]
    assert (right_after_wrong.status.value, right_after_wrong.score) == ("correct", 2)


def test_what_is_wrong_by_the_answer_above_too_keeps_its_own_mistake(rows):
    found = rows(body("Z - Y", "-A @ dL_dZ.T"))["dL_dW"]

    assert found.score == 0
    assert "right for your" not in found.message


@pytest.mark.parametrize(
    ("above", "dL_dW"),
    [
        ("np.zeros_like(Y)", "A @ dL_dZ.T"),  # zeros twice
        ("1e12 * np.ones_like(Y)", "A @ dL_dZ.T"),  # so large that all else would vanish
        ("(Z - Y)[:, :1]", "A @ (Z - Y).T"),  # of another shape
        ("np.full_like(Y, np.nan)", "A @ dL_dZ.T"),
        ("None", "A @ (Z - Y).T"),
    ],
)
def test_an_answer_above_that_is_no_such_array_carries_nothing(rows, above, dL_dW):
    assert rows(body(above, dL_dW, "W @ Y"))["dL_dW"].score == 0


def test_an_answer_above_that_raised_carries_nothing_and_one_that_follows_has_no_value(rows):
    found = rows(body("undefined"))

    assert {row.status.value for row in found.values()} == {"raised"}


def test_an_answer_above_that_is_missing_on_paper_carries_nothing(rows):
    found = rows("dL_dW = A (Wᵀ A - Y)ᵀ\n", name="work.md")

    assert (found["dL_dZ"].status.value, found["dL_dW"].score) == ("missing", 0)


def test_a_chain_goes_by_each_answer_as_the_student_gave_it(rows):
    text = (
        "import numpy as np\n"
        "def chain(z, W, y):\n"
        "    p = np.tanh(2 * z)\n    g = 2 * (p - y)\n    return p, g, (1 - p**2) * g\n"
    )
    found = rows(text, CHAIN)

    assert [row.score for row in found.values()] == [0, 1, 1]
    assert "right for your p and dL_dp, which are wrong" in found["dL_dz"].message

    twice_wrong = rows(text.replace("g = 2 *", "g = 3 *"), CHAIN)
    assert [row.score for row in twice_wrong.values()] == [0, 0, 1]


HANDED_BACK = """
shift:
  given: {u: "vector[n]", v: "vector[n]"}
  forward: |
    a = u * v
    L = sum(a**2) + sum(u)
  answer: shift(u, v) -> g, h, same
  answers:
    g: {wrt: a, shape: [n, 1]}
    h: {wrt: u, shape: [n, 1], follows: [g], rule: g * v + 1}
    same: {wrt: a, shape: [n, 1], follows: [g], rule: g}
"""


def shift(g, h):
    return f"def shift(u, v):\n    a = u * v\n    g = {g}\n    return g, {h}, g\n"


def test_an_array_that_is_handed_in_twice_pays_only_where_it_should_be_the_same(rows):
    assert rows(shift("a", "g * v + 1"), HANDED_BACK)["h"].score == 1
    found = rows(shift("u - v", "g"), HANDED_BACK)

    assert (found["h"].score, found["same"].score) == (0, 1)


def test_a_constant_never_pays_twice(rows):
    problems = """
slope:
  given: {x: scalar, c: scalar positive}
  forward: |
    q = c * x
    L = q**2
  answer: slope(x, c) -> dL_dq, half
  answers:
    dL_dq: {wrt: q, shape: []}
    half: {expected: q, shape: [], follows: [dL_dq], rule: dL_dq / 2}
"""

    def scores(first, second):
        text = f"def slope(x, c):\n    return {first}, {second}\n"
        return [row.score for row in rows(text, problems).values()]

    assert scores("4.0", "2.0") == [0, 0]
    assert scores("x", "x / 2") == [0, 1]
    assert scores("2 * c", "c") == [0, 0]  # an input handed back


def test_a_vanishing_or_swamping_answer_above_does_not_make_another_formula_right(rows):
    assert rows(shift("1e9 * u", "g * v"), HANDED_BACK)["h"].score == 0
    assert rows(shift("1e-9 * u", "u * 0 + 1 + 0.1 * v"), HANDED_BACK)["h"].score == 0


@pytest.mark.parametrize(("feedback", "mistake"), [("hint", "earlier.wrong"), ("verdict", None)])
def test_it_is_told_whatever_the_feedback(rows, feedback, mistake):
    found = rows(body("Z - Y"), head=f"feedback: {feedback}\n")["dL_dW"]

    assert (found.mistake, found.shape) == (mistake, None)
    assert "right for your dL_dZ" in found.message


def test_it_is_off_by_default_and_without_credit_it_is_only_told(rows):
    lines = LAYER.splitlines(keepends=True)
    plain = "".join(line for line in lines if "follow" not in line and "rule" not in line)
    assert [row.score for row in rows(body("Z - Y"), plain).values()] == [0, 0, 0]

    found = rows(body("Z - Y"), LAYER.replace("0.75", "0"))["dL_dW"]
    assert (found.score, found.mistake) == (0, "earlier.wrong")
    assert "earns" not in found.message


CANCELLING = """
lost:
  given: {v: "vector[m]"}
  answer: lost(v) -> g, h
  answers:
    g: {expected: 2 * v, shape: [m, 1]}
    h: {expected: 4 * v**2, shape: [m, 1], follows: [g], rule: (g + 30)**2 - 900 - 60 * g}
"""


@pytest.mark.parametrize(("off", "is_forgiven"), [(1.0, True), (1.002, False)])
def test_what_single_precision_loses_by_the_rule_is_forgiven_and_no_more(rows, off, is_forgiven):
    text = (
        "import numpy as np\n"
        "def lost(v):\n"
        "    g = 3 * v.astype(np.float32)\n"
        f"    return g, np.float32({off}) * ((g + 30)**2 - 900 - 60 * g)\n"
    )

    assert (rows(text, CANCELLING)["h"].mistake == "earlier.wrong") is is_forgiven


def test_a_rule_that_is_wrong_pays_nobody_and_the_staff_is_told(grade_files):
    broken = LAYER.replace("rule: W @ dL_dZ", "rule: 2 * W @ dL_dZ")

    report = grade_files({"work.py": body("Z - Y", dL_dA="2 * W @ dL_dZ * 0.5")}, broken)

    assert [row.score for row in report.rows] == [0, 1.5, 0]
    [note] = report.staff_notes
    assert "the rule of dL_dA" in note


STEPS = """
layer:
  given: {W: "matrix[m, n]", A: "matrix[m, b]", Y: "matrix[n, b]"}
  forward: |
    Z = W.T @ A
    L = sum((Z - Y)**2)
  answer: layer(W, A, Y) -> dL_dZ, dL_dW
  answers:
    dL_dZ: {wrt: Z, shape: [n, b], points: 2}
    dL_dW:
      wrt: W
      shape: [m, n]
      points: {result: 2, steps: 2}
      steps: 2
      follows: [dL_dZ]
      rule: A @ dL_dZ.T
      follow_credit: 0.5
"""


def test_the_steps_of_a_derivation_are_judged_by_the_wrong_answer_above(rows):
    right = "dL_dZ = Z - Y\ndL_dW = A dL_dZᵀ\n = A Zᵀ - A Yᵀ\n"
    found = rows(right, STEPS, "work.md")["dL_dW"]

    # half of the result, and of the steps one whole (it follows from the one before) and one half
    assert found.score == 1 + 1.5
    assert "right for your dL_dZ" in found.message
    assert "2 of 2 steps are right, by your dL_dZ." in found.message


def test_the_first_step_that_is_wrong_even_so_is_found(rows):
    wrong = "dL_dZ = Z - Y\ndL_dW = A dL_dZᵀ\n = A Zᵀ + A Yᵀ\n"
    found = rows(wrong, STEPS, "work.md")["dL_dW"]

    assert found.score == 0.5
    assert "1 of 2 steps are right, by your dL_dZ." in found.message
    assert "`A Zᵀ + A Yᵀ` is not equal to what stands before it" in found.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "follows: [dL_dZ]\n      rule: A",
            "follows: [dL_dX]\n      rule: A",
            "did you mean 'dL_dZ'",
        ),
        (
            "follows: [dL_dZ]\n      rule: A @ dL_dZ.T",
            "follows: [dL_dA]\n      rule: dL_dA",
            "above",
        ),
        ("rule: A @ dL_dZ.T", "rule: A @ Z.T", "a formula that names dL_dZ"),
        ("rule: A @ dL_dZ.T", "rule: A @ dL_dZ.T + nothing", "the name 'nothing'"),
        ("      rule: A @ dL_dZ.T\n", "", "`follows` without `rule`"),
        ("      follows: [dL_dZ]\n      rule: A", "      rule: A", "`rule` without `follows`"),
        ("follow_credit: 0.75", "follow_credit: 2", "between 0 and 1"),
        ("shape: [n, b], points: 2", "shape: [n, b], visibility: hidden", "see later than this"),
    ],
)
def test_a_fault_of_the_keys_is_said(write_set, old, new, said):
    from autograder.errors import SpecError

    assert old in LAYER
    with pytest.raises(SpecError) as caught:
        write_set(LAYER.replace(old, new, 1))

    assert said.lower() in str(caught.value).lower()

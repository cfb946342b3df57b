"""The parts of an explanation, each by itself: views, factors, slips of the pen, wrong rules,
formulas evaluated.
"""

import ast

import numpy as np
import pytest

from autograder.diagnose.context import Candidate
from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.index import Index, Prediction, agrees, direction
from autograder.diagnose.mistake import Step
from autograder.diagnose.operations import power_lost, power_rules
from autograder.diagnose.rules import rules_of
from autograder.diagnose.slips import SLIPS, changes_of
from autograder.diagnose.syntax import sites
from autograder.diagnose.views import IDENTITY, SIMPLE, VIEWS, arrangements_of
from autograder.problemset.formula import Program, parse_formula


def views_named(name, array):
    return [
        view.apply(array)
        for view in arrangements_of(array, VIEWS)
        if view.step.mistake and view.step.mistake.id == name
    ]


def among(arrays, wanted):
    return any(
        array.shape == np.shape(wanted) and np.array_equal(array, wanted) for array in arrays
    )


T = np.random.default_rng(3).standard_normal((3, 5))
CUBE = np.random.default_rng(4).standard_normal((3, 5, 6))


VIEWED = [
    ("layout.transposed", T, T.T),
    ("layout.axes", CUBE, np.moveaxis(CUBE, 2, 0)),
    ("shape.flat", T, T.ravel(order="F")),
    ("shape.axes", T, T[:, :, None]),
    ("shape.stacked", T, T.reshape(-1, 1, order="F")),
    ("shape.merged", CUBE, CUBE.reshape(15, 6)),
    ("order.rows", T, T.T.reshape(3, 5)),
    ("axis.summed", T, T.sum(axis=1, keepdims=True)),
    ("axis.summed", T, T.sum(axis=0)[:, None]),
    ("axis.averaged", T, T.mean(axis=0, keepdims=True)),
    ("axis.repeated", T, np.tile(T.sum(axis=0), (3, 1))),
    ("zeros.missing", np.diag([1.0, 2.0, 3.0]), np.array([[1.0, 2.0, 3.0]] * 3)),
    ("tensor.condensed", np.einsum("a,bi->abi", T[:, 0], np.eye(5)), T[:, :1]),
    ("diagonal.compressed", np.diag([1.0, 2.0, 3.0]), np.array([[1.0], [2.0], [3.0]])),
    ("diagonal.full", T[:, :1], np.diag(T[:, 0])),
    ("diagonal.only", CUBE[:, :3, 0], np.diag(np.diag(CUBE[:, :3, 0]))),
    ("index.first", T, T[:, :1]),
    ("index.first", T, T[0]),
    ("index.last", T, T[-1]),
    ("zeros.extra", T, np.pad(T, ((1, 1), (0, 0)))),
    ("index.shifted", T, np.roll(T, 1, axis=1)),
    ("index.reversed", T, T[::-1]),
]


@pytest.mark.parametrize(("name", "array", "wanted"), VIEWED)
def test_a_view_does_what_its_name_says(name, array, wanted):
    made = views_named(name, array)

    assert any(part.shape == wanted.shape and np.allclose(part, wanted) for part in made)


def test_every_view_of_the_table_has_a_case_above():
    assert {name for name, _, _ in VIEWED} == {view.mistake.id for view in VIEWS}


def test_a_single_number_has_one_view():
    assert list(arrangements_of(np.ones((1, 1)), VIEWS)) == [IDENTITY]


def slips(text, names=()):
    """Return what slips of the pen make of a formula or of Python, with the mistakes' ids."""
    tree = ast.Expr(ast.parse(text, mode="eval").body)
    made = set()
    for site in list(sites(tree)):
        for mistake, new in changes_of(site.node, names):
            site.put(new)
            made.add((mistake.id, ast.unparse(tree)))
            site.put(site.node)
    return made


SLIPPED = [
    ("a * b + c", "term.missing", "a * b"),
    ("a * b + c", "factor.missing", "a + c"),
    ("a / h", "factor.missing", "a"),
    ("A * B", "transpose.inner", "A * B.T"),
    ("a / h", "factor.extra", "a / h / h"),
    ("a / h", "factor.extra", "a * h"),
    ("x[1]", "index.shifted", "x[2]"),
    ("x[1:] * 2", "index.shifted", "x[:-1] * 2"),
    ("x[a:b]", "index.shifted", "x[a + 1:b + 1]"),
    ("a - b", "sign.inner", "a + b"),
    ("-a", "sign.inner", "a"),
    ("(Q + Q.T) @ v", "term.doubled", "(Q + Q) @ v"),
    ("a + b", "scale.part", "a + 2 * b"),
    ("norm(v)", "norm.squared", "norm(v) ** 2"),
    ("norm(v) ** 2", "norm.squared", "norm(v)"),
    ("A.T @ B", "transpose.inner", "A @ B"),
    ("A @ B", "factors.order", "B @ A"),
    ("a / h", "factors.order", "h / a"),
    ("A @ B", "product.kind", "A * B"),
    ("sum(a * b)", "sum.missing", "a * b"),
    ("sum(a * b)", "sums.multiplied", "sum(a) * sum(b)"),
    ("mean(e**2)", "scale.mean", "sum(e ** 2)"),
    ("tanh(z)", "activation.missing", "z"),
    ("tanh(z)", "activation.twice", "tanh(tanh(z))"),
    ("inv(X) @ b", "inverse.rule", "X @ b"),
    ("where(c > 0, a, b)", "mask.missing", "a"),
    ("maximum(z, 0) * z", "mask.missing", "z * z"),
    ("sum(A, axis=0)", "axis.other", "sum(A, axis=1)"),
    ("flip(a, axis=0)", "sum.running", "a"),
    ("a - b", "term.missing", "b"),
    ("a - b", "term.missing", "-b"),
    ("1 - a**2", "power.wrong", "1 - a"),
    ("cumsum(e, axis=0)", "sum.running", "sum(e, axis=0, keepdims=True) + 0 * e"),
    ("cumsum(softmax(e))", "factors.order", "softmax(cumsum(e))"),
    ("sin(s)", "function.other", "cos(s)"),
    ("sin(s)", "function.other", "tanh(s)"),
    ("log(s)", "function.other", "log(s) / log(2)"),
    ("A @ b * c", "factors.order", "A @ (b * c)"),
    ("A @ (b * c)", "factors.order", "A @ b * c"),
    ("sum(a) * c", "factors.order", "sum(a * c)"),
    ("D[i, j]", "index.shifted", "D[j, i]"),
    ("1 / (1 + exp(-z))", "activation.missing", "z"),
    ("einsum('abi,i->ab', T, g)", "layout.subscripts", "einsum('abi,i->abi', T, g)"),
    ("einsum('abi,i->ab', T, g)", "factor.missing", "einsum('abi->ab', T)"),
    ("a * (1 - a)", "activation.value", "a"),
    ("G * a * (1 - a)", "activation.value", "G * a"),
    ("2 * a", "sign.inner", "-2 * a"),
    ("a * b", "factor.extra", "a * b * b"),
    ("a - b", "broadcast.silent", "a - b.T"),
    ("2 * a", "constant.wrong", "3 * a"),
    ("sum(a * b)", "product.outer", "a @ b.T"),
    ("vec(M)", "order.rows", "vec(M.T)"),
    ("A @ B", "axis.summed", "A @ sum(B, axis=1, keepdims=True)"),
    ("diag(a) @ b", "diagonal.compressed", "a @ b"),
    ("sum(e) / X.shape[0]", "scale.count", "sum(e) / X.shape[1]"),
]


@pytest.mark.parametrize(("text", "mistake", "slip"), SLIPPED)
def test_a_slip_of_the_pen_is_made(text, mistake, slip):
    assert (mistake, slip) in slips(text)


@pytest.mark.parametrize(
    ("text", "mistake", "slip"),
    [
        ("x * (y - z)", "activation.value", "z"),
        ("x * (1 - z)", "activation.value", "z"),
        ("a * (1 - a)", "activation.value", "a * a"),
        ("1 - a**2", "activation.value", "1 - a"),
        ("2 * a", "constant.wrong", "-2 * a"),
        ("einsum('abi,i->ab', T, g)", "layout.subscripts", "einsum('abi->ab', T)"),
    ],
)
def test_a_slip_is_not_called_what_it_is_not(text, mistake, slip):
    assert (mistake, slip) not in slips(text)


def test_every_slip_of_the_tables_has_a_case_above():
    assert {slip.mistake.id for slip in SLIPS} <= {mistake for _, mistake, _ in SLIPPED}


def test_a_name_gives_way_to_others_of_its_kind_only():
    others = {text for mistake, text in slips("a + b", ("a", "c")) if mistake == "operand.other"}

    assert others == {"c + b"}


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.mistake.id)
def test_no_slip_is_about_a_name_by_itself(slip):
    assert not list(slip.changes(ast.Name("n", ast.Load())))


def test_slips_leave_a_tree_as_it_was():
    tree = ast.Expr(parse_formula("A.T @ (X @ w - y) / n").tree)
    before = ast.dump(tree)
    for site in list(sites(tree)):
        for _, new in changes_of(site.node, ("X", "y")):
            site.put(new)
            site.put(site.node)

    assert ast.dump(tree) == before


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "exp", "relu", "softplus", "sin"])
def test_a_wrong_rule_keeps_the_value_and_spoils_the_slope(name):
    z = np.array([-1.3, 0.4, 2.2])
    true = Program(()).compile(parse_formula(f"{name}(z)"), {})
    slope = np.imag(true(z=z + 1e-30j)) / 1e-30
    made = [rule(z + 1e-30j) for _, rule in rules_of(name)]

    assert made
    assert all(np.allclose(value.real, true(z=z)) for value in made)
    assert all(
        name in ("exp", "relu") or not np.allclose(value.imag / 1e-30, slope) for value in made
    )


def test_the_power_rule_goes_wrong_in_the_usual_ways():
    rules = (*power_rules(), power_lost)
    slopes = [rule(np.array([3.0 + 1e-30j]), 2).imag[0] / 1e-30 for rule in rules]

    assert 6.0 not in slopes
    assert {18.0, 3.0, 2.0, 9.0} <= {round(slope, 9) for slope in slopes}


FORMULAS = [
    "A @ B - 2 * sum(A**2) / n", "[[v[0, 0], -v[1, 0]], [cos(v[0, 0]), 1]]",
    "stack([v, -v], axis=0)", "where(v > 0, v, 0.1 * v)", "A.T[0:1, :] @ v", "softmax(A, axis=0)",
    "reshape(A, (2, n * 1)) + kron(v, v.T)[0, 0]", "einsum('ab,b->a', A, B[:, 0])",
    "sin(pi * v)",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_means_the_same_evaluated_as_compiled(text):
    rng = np.random.default_rng(8)
    names = {
        "A": rng.standard_normal((2, 3)),
        "B": rng.standard_normal((3, 2)),
        "v": rng.standard_normal((2, 1)),
        "n": 3,
    }
    formula = parse_formula(text)
    compiled = Program(()).compile(formula, {})(**{name: names[name] for name in formula.names})
    evaluated = Evaluator([formula.tree], {}).value(formula.tree, names, (), {})

    assert np.array_equal(evaluated, compiled)


def test_an_index_finds_a_prediction_through_a_view_and_after_a_factor():
    origin = Candidate(Step(None), lambda context: T)
    product = float(T.ravel() @ direction(T.shape).ravel())
    index = Index([Prediction(origin, IDENTITY, T.shape, product)], SIMPLE)
    found = {
        (view.step.mistake.id if view.step.mistake else None, position)
        for (_, view), position in index.find(-2 * T.T, np.array([1.0, -2.0]), 1e-9)
    }

    assert ("layout.transposed", 1) in found
    assert not list(index.find(CUBE, np.array([1.0, -2.0]), 1e-9))


@pytest.mark.parametrize(
    ("answer", "predicted", "same"),
    [
        (np.ones((2, 1)), np.ones((1, 2)), False),
        (np.ones((1, 1)), np.array(1.0), True),
        (np.ones(3), np.ones(3) + 1e-7, True),
        (np.ones(3), np.ones(3) + 1e-3, False),
        (np.ones((3, 3)), np.array(1.0), False),
    ],
)
def test_shape_counts_before_value(answer, predicted, same):
    assert agrees(answer, predicted, 1e-5) is same


def test_what_makes_a_loop_end_is_no_place_for_a_slip():
    loop = ast.parse(
        "while k < n and len(rows) < 9:\n    total = total + x\n    k += 1\n    rows.append(x)\n"
    )

    places = {ast.unparse(site.node) for site in sites(loop)}

    assert {"total = total + x", "total + x"} <= places
    assert not {"k += 1", "1", "k < n", "n", "rows.append(x)"} & places

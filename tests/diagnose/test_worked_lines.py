"""Lines worked out again with places changed, and all of them worked out anew, are the same."""

import ast
import itertools

import numpy as np
import pytest

from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.formula_trees import Trees
from autograder.diagnose.slips import changes_of
from autograder.diagnose.syntax import put_in_place
from autograder.diagnose.worked_lines import WorkedLines
from autograder.problemset.formula import parse_program

LINES = """
u = A @ x + b
unused = sum(u)
v = tanh(u) * x
w = v + exp(-u) @ A
f = sum(w * v, axis=0) - b @ v
"""
USED = ("u", "v", "w", "f")


@pytest.fixture
def trees():
    return Trees({name: formula.tree for name, formula in parse_program(LINES).lines})


@pytest.fixture
def point():
    rng = np.random.default_rng(5)
    return {name: rng.standard_normal(4) for name in "xb"} | {"A": rng.standard_normal((4, 4))}


@pytest.fixture
def worked(trees, point):
    return WorkedLines(trees, USED, point, {})


def anew(trees, point, places):
    """Return the last line's value with places changed, or what it raises."""
    evaluator, known = Evaluator((), {}).fresh(), dict(point)
    with put_in_place(places):
        try:
            for name in USED:
                known[name] = evaluator.value(trees.lines[name].value, known, (), {})
        except Exception as error:
            return type(error)
    return known["f"]


def tried(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return type(error)


def slips_in(trees, most=None):
    """Yield slips at every place, other lines for a name among them."""
    for site in trees.sites(frozenset(USED)):
        changes = changes_of(site.node, ("x", "b", "u", "v", "w"))
        for _, new in itertools.islice(changes, None if isinstance(site.node, ast.Name) else most):
            yield [(site, new)]


def test_a_change_gives_what_all_lines_give_with_it(trees, point, worked):
    found = list(slips_in(trees))
    for places in found:
        np.testing.assert_equal(tried(worked.changed, places, {}), anew(trees, point, places))

    assert len(found) > 150
    np.testing.assert_equal(worked.values["f"], anew(trees, point, ()))


def test_a_second_change_beside_a_first_gives_what_both_give(trees, point, worked):
    """A first slip may read a line that the second one changes, and that it did not read before."""
    first, second = list(slips_in(trees, most=1)), list(slips_in(trees, most=1))
    told = 0
    for one in first:
        with put_in_place(one):
            beside = tried(worked.while_changed, one, {})
        if isinstance(beside, type):
            continue
        for other in second:
            if one[0][0].node is not other[0][0].node:
                with put_in_place(one):
                    found = tried(beside.changed, other, {})
                np.testing.assert_equal(found, anew(trees, point, (*one, *other)))
                told += 1

    assert told > 2000


def test_a_part_is_worked_out_by_what_its_line_may_read(trees, point, worked):
    [site] = [site for site in trees.sites(frozenset(["v"])) if ast.unparse(site.node) == "tanh(u)"]
    [inside] = [one for one in trees.sites(frozenset(["v"])) if ast.unparse(one.node) == "u"]

    found = worked.part_changed(site.node, [(inside, ast.Name("x", ast.Load()))], {})
    np.testing.assert_array_equal(found, np.tanh(point["x"]))

    with pytest.raises(KeyError, match="w"):
        worked.part_changed(site.node, [(inside, ast.Name("w", ast.Load()))], {})


def test_lines_on_which_the_last_does_not_depend_have_values_on_request(trees, point, worked):
    assert "unused" not in worked.values
    every = WorkedLines(trees, USED, point, {}, every=True)

    np.testing.assert_allclose(every.values["unused"], np.sum(every.values["u"]))
    assert len(every.values) == len(worked.values) + 1

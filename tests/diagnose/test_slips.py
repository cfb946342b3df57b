"""The tables of slips: each row says of which kinds of node it is about."""

import ast
from pathlib import Path

from autograder.diagnose.slip import by_kind
from autograder.diagnose.slips import SLIPS
from autograder.oracle.sets import load_sets

ROOT = Path(__file__).resolve().parents[2]
SETS = load_sets(ROOT / "problems", ROOT / "reference")


def trees():
    """Every reference, those of the unseen banks too, and every formula of the bank."""
    for path in (*ROOT.glob("reference/*.py"), *ROOT.glob("tests/unseen*/**/*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))
    for problem_set in SETS:
        for problem in problem_set.problems:
            yield from (formula.tree for formula in problem.forward.formulas)


def test_a_slip_is_tried_at_every_node_of_which_it_says_something():
    known, fired = {}, set()
    for node in (node for tree in trees() for node in ast.walk(tree)):
        tried = by_kind(SLIPS, node, known)
        speaking = {slip for slip in SLIPS if next(slip.changes(node), None) is not None}
        fired |= speaking

        assert speaking <= set(tried), ast.unparse(node)

    assert len(fired) > 0.8 * len(SLIPS)

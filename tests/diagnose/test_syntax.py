"""Trees are copied whole, and nothing of a copy is part of what it was made from."""

import ast

import pytest

from autograder.diagnose.syntax import copied, located

TEXTS = ["a @ b.T + 2 * sum(c, axis=0)", "[x[i, :-1], -y ** 2, where(z > 0, z, 0 * z)]", "'x'"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_copy_is_the_same_tree_of_other_nodes(text):
    tree = ast.parse(text, mode="eval").body
    found = copied(tree)
    before = ast.dump(tree, include_attributes=True)

    assert ast.dump(found, include_attributes=True) == before
    own = {id(node) for node in ast.walk(tree) if node._fields}
    assert own.isdisjoint(id(node) for node in ast.walk(found))
    compile(ast.Expression(found), "copy", "eval")

    for node in ast.walk(found):
        for name in node._fields:
            setattr(node, name, None)
    assert ast.dump(tree, include_attributes=True) == before


def test_new_nodes_get_the_place_of_the_one_they_stand_for_and_old_ones_keep_theirs():
    old = ast.parse("a +\\\n b", mode="eval").body
    new = ast.BinOp(ast.Call(ast.Name("f", ast.Load()), [old.right], []), ast.Sub(), old.left)

    located(new, old)

    assert (new.lineno, new.left.lineno, new.left.func.lineno, old.right.lineno) == (1, 1, 1, 2)
    assert not hasattr(new.op, "lineno")
    compile(ast.Expression(new), "located", "eval")

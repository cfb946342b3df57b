"""A name does not hang on how the reference is written."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOME = ("03_vectors", "07_losses")


class OtherStyle(ast.NodeTransformer):
    """Writes the same otherwise: products turned round, squares and quotients as products."""

    def visit_BinOp(self, node):
        self.generic_visit(node)
        match node.op, node.right:
            case ast.MatMult(), _:
                turned = ast.BinOp(transposed(node.right), ast.MatMult(), transposed(node.left))
                return transposed(turned)
            case ast.Pow(), ast.Constant(value=2):
                return ast.BinOp(node.left, ast.Mult(), node.left)
            case ast.Sub(), _:
                return ast.UnaryOp(ast.USub(), ast.BinOp(node.right, ast.Sub(), node.left))
            case ast.Div(), _:
                reciprocal = ast.BinOp(ast.Constant(1), ast.Div(), node.right)
                return ast.BinOp(reciprocal, ast.Mult(), node.left)
            case ast.Mult(), _:
                return ast.BinOp(node.right, ast.Mult(), node.left)
        return node


def transposed(node):
    return ast.Attribute(node, "T", ast.Load())


@pytest.fixture(scope="module")
def restyled(bench_of, tmp_path_factory):
    """The bank with every reference in another style."""
    folder = tmp_path_factory.mktemp("restyled")
    for path in (ROOT / "reference").glob("*.py"):
        tree = OtherStyle().visit(ast.parse(path.read_text(encoding="utf-8")))
        text = ast.unparse(ast.fix_missing_locations(tree))
        (folder / path.name).write_text(text, encoding="utf-8")
    return bench_of(folder)


def names_in_both(plain, restyled, sets=()):
    """Return what is named by either reference, for each wrong answer."""
    others = {
        (problem.set, problem.id, answer.id): (problem, answer)
        for problem_set in restyled.sets
        for problem in problem_set.problems
        for answer in problem.answers
    }
    pairs = []
    for case in (case for cases in plain.wrong(sets) for case in cases):
        problem, answer = others[case.problem.set, case.problem.id, case.answer.id]
        one, other = plain.name(case), restyled.diagnostician.name(problem, answer, case.values)
        pairs.append((case.problem.id, case.tag, one and one.mistake, other and other.mistake))
    return pairs


def assert_none_contradicts(pairs):
    both = [(one, other) for _, _, one, other in pairs if one and other]
    lost = sum(bool(one) and not other for _, _, one, other in pairs)

    assert [pair for pair in pairs if pair[2] and pair[3] and pair[2] != pair[3]] == []
    assert lost <= 0.03 * len(both)


def test_a_reference_in_another_style_is_right(plain, restyled):
    for problem_set in restyled.sets:
        for problem in problem_set.problems:
            values = restyled.values(problem, restyled.key.solution(problem).names)
            wrong = [
                answer.id
                for answer in problem.answers
                if restyled.is_wrong(problem, answer, values[answer.id])
            ]

            assert wrong == [], (problem_set.name, problem.id)


def test_in_some_sets_a_reference_in_another_style_leads_to_no_other_name(plain, restyled):
    assert_none_contradicts(names_in_both(plain, restyled, SOME))


@pytest.mark.slow
def test_a_reference_in_another_style_leads_to_no_other_name(plain, restyled):
    assert_none_contradicts(names_in_both(plain, restyled))

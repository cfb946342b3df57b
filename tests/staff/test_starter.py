"""Starter files: they import, define what is called, earn nothing, and hold nothing private."""

import ast
import inspect
import json
import re
from pathlib import Path

import pytest

from autograder.errors import StaffError
from autograder.oracle.sets import load_sets
from autograder.problemset import KEYS
from autograder.report import Status
from autograder.staff.starter import starter, starter_notebook
from autograder.staff.starters import starter_file
from autograder.student.explain import explained

ROOT = Path(__file__).resolve().parents[2]
NAMES = [path.stem for path in sorted((ROOT / "problems").glob("*.yaml"))]


@pytest.fixture(params=NAMES)
def each(request):
    [loaded] = load_sets(ROOT / "problems", ROOT / "reference", [request.param])
    return loaded


def namespace(text):
    names = {}
    exec(compile(text, "starter", "exec"), names)
    return names


def test_everything_that_a_problem_calls_is_defined(each):
    names = namespace(starter(each.public()))

    assert {name for problem in each.problems for name in problem.call.needs} <= set(names)


def test_each_name_is_defined_once(each):
    nodes = ast.parse(starter(each.public())).body
    defined = [node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))]

    assert len(defined) == len(set(defined))


def test_arguments_are_as_many_as_the_call_passes(each):
    names = namespace(starter(each.public()))
    for problem in each.problems:
        if problem.call.text:
            call = ast.parse(problem.call.text, mode="eval").body
            signature = inspect.signature(names[problem.call.needs[0]])

            assert len(signature.parameters) == len(call.args) + len(call.keywords), problem.id


def test_the_reference_takes_the_same_arguments_by_the_same_names(each):
    reference = namespace(each.reference.read_text())
    names = namespace(starter(each.public()))
    for problem in each.problems:
        if problem.call.text:
            own, theirs = (
                inspect.signature(space[problem.call.needs[0]]) for space in (names, reference)
            )

            assert list(own.parameters) == list(theirs.parameters), problem.id


def test_every_docstring_says_the_shape_of_every_argument_and_answer(each):
    names = namespace(starter(each.public()))
    for problem in each.problems:
        if not problem.call.text:
            continue
        function = names[problem.call.needs[0]]
        arguments, _, returns = function.__doc__.partition("Args:")[2].partition("Returns:")
        for parameter in inspect.signature(function).parameters:
            assert re.search(rf"^\s*{parameter}: \S", arguments, re.M), problem.id
        for answer in problem.answers:
            shape = ", ".join(map(str, answer.shape))
            assert f"({shape}" in returns or (not shape and "a number" in returns), problem.id


def test_a_starter_is_graded_without_one_right_answer(each, grade_text):
    rows = grade_text([each], starter_file(each.submit, each.public())).rows

    assert len(rows) == sum(len(problem.answers) for problem in each.problems)
    assert {row.status for row in rows} <= {
        Status.NOT_NUMERIC,
        Status.RAISED,
        Status.INCORRECT,
        Status.MISSING if each.submit.endswith(".md") else Status.RAISED,
    }
    assert {row.score for row in rows} == {0.0}


def test_no_foreseen_mistake_and_no_expected_value_is_in_a_starter(each):
    text = starter(each.public())
    data = each.data["problems"]
    private = [mistake.hint for problem in each.problems for mistake in problem.mistakes]
    private += [
        str(part["expected"])
        for problem in data.values()
        for part in _parts(problem)
        if "expected" in part
    ]

    # An expected value as short as a name occurs in the text for reasons of its own.
    assert [words for words in private if len(words) > 8 and words in text] == []


def _parts(problem):
    return [problem, *problem.get("answers", {}).values()]


def test_nothing_private_reaches_a_starter(write_set):
    """A set with a word of its own under each private key: the public part has none of them."""
    loaded = write_set(
        """
        shown:
          statement: The visible question.
          given: {secretless: "vector[m]"}
          answer: shown(secretless)
          expected: secretless * 271828
          shape: [m, 1]
          credit: {layout.transposed: 0.161803}
          mistakes: [{id: mark141421, answer: secretless * 173205, hint: A hint of 223606.}]
        two:
          given: {secretless: "vector[m]"}
          answer: two(secretless) -> one, other
          answers:
            one: {expected: secretless, shape: [m, 1]}
            other: {expected: 3 * secretless, shape: [m, 1], follows: [one], rule: one * 331662}
        """
    )
    text = starter(loaded.public())

    assert "The visible question." in text
    private = {"271828", "161803", "141421", "173205", "223606", "331662"}
    assert [mark for mark in private if mark in text] == []
    assert {name for name, key in KEYS.items() if not key.public} == {
        "expected",
        "rule",
        "mistakes",
        "credit",
    }


def test_problems_that_share_a_stub_stand_above_it_once(shipped):
    [modules] = [problem_set for problem_set in shipped if problem_set.name == "10_modules"]
    text = starter(modules.public())

    assert text.count("class Linear:") == 1
    for title in ("Linear: forward", "Linear: backward", "Linear: sgd_step"):
        assert text.index(f"# {title}") < text.index("class Linear:")


def test_a_notebook_has_a_cell_for_each_stub_and_is_graded_as_the_file_is(
    shipped, tmp_path, grade_text
):
    [each] = [problem_set for problem_set in shipped if problem_set.name == "02_scalar_by_vector"]
    path = tmp_path / "scalar_by_vector.ipynb"
    path.write_text(starter_notebook(each.public()))

    assert len(json.loads(path.read_text())["cells"]) == 1 + len(each.problems)
    assert {row.status for row in grade_text([each], path).rows} == {Status.NOT_NUMERIC}


RUN = """
  given: {{x: scalar}}
  forward: x**2
  run: |
    y = {needs}(x)
  stub: "{stub}"
  answers: {{y: {{wrt: x, shape: []}}}}
"""


@pytest.mark.parametrize(
    ("stubs", "said"),
    [
        (
            [("f", "def g(x): ...")],
            "a: found a call of 'f'; expected a `stub` of this set that defines it",
        ),
        ([("f", "def f(x): ..."), ("f", "def f(y): ...")], "2 stubs that define 'f'"),
        ([("f", "def f(x) ...")], "expected Python"),
    ],
)
def test_stubs_that_do_not_define_each_name_once_are_the_staff_s_fault(write_set, stubs, said):
    problems = "".join(
        f"{name}:{RUN.format(needs=needs, stub=stub)}"
        for name, (needs, stub) in zip("ab", stubs, strict=False)
    )
    with pytest.raises(StaffError, match=re.escape(said)):
        starter(write_set(problems).public())


def test_what_let_computes_is_shown_by_its_shape(write_set):
    loaded = write_set(
        """
        p:
          given: {d: "vector[n]", M: "matrix[r, k]", i: "index[n]"}
          let:
            {D: diag(d), v: vec(M), pair: "ones(2, n)", odd: "ones(n + 1, 1)",
             squares: "ones(n**2 + 1, 1)"}
          answer: p(D, v, pair, odd, squares, i)
          expected: d
          shape: [n, 1]
        """
    )
    text = starter(loaded.public())

    for line in (
        "D: (n, n).",
        "v: (r*k, 1).",
        "pair: (2, n).",
        "odd: (n + 1, 1).",
        "squares: an array.",
        "i: an integer, 0 or more and below n.",
    ):
        assert line in text


def test_a_function_that_two_problems_call_is_written_once(write_set):
    text = starter(
        write_set(
            """
            one: {given: {x: scalar}, forward: x**2, answer: f(x), wrt: x, shape: []}
            two:
              {title: The other use, given: {x: scalar}, forward: x**3, answer: f(x), wrt: x,
               shape: []}
            """
        ).public()
    )

    assert text.count("def f(x):") == 1
    assert "# The other use (1 point)." in text


@pytest.mark.parametrize(
    ("statement", "signature"),
    [
        ("`cols` is a list of columns; return `whole`.", "f(cols, v)"),
        ("`cols` is a list, and `other` is nothing.", "f(argument_1, v)"),
        ("Return `None` never.", "f(argument_1, v)"),
    ],
)
def test_an_argument_that_is_an_expression_takes_the_statement_s_word_for_it(
    write_set, statement, signature
):
    loaded = write_set(
        f"""
        p:
          statement: "{statement}"
          given: {{v: "vector[m]"}}
          answer: f([v, v], v) -> whole
          answers: {{whole: {{expected: v, shape: [m, 1]}}}}
        """
    )

    assert f"def {signature}:" in starter(loaded.public())


def test_rules_on_the_code_stand_in_the_starter_and_in_the_explanation(write_set):
    problem = (
        'p: {given: {x: "vector[n]"}, forward: sum(x**2), answer: p(x), wrt: x, shape: [n, 1]}\n'
    )
    loaded = write_set(problem, head="forbid: [torch]\nrequire: [np.dot]\nvectorised: true\n")
    rules = "Use `np.dot`. Do not use `torch`. No Python loop over the entries of an array."

    assert rules in starter(loaded.public())
    assert rules in explained(loaded.problems[0])

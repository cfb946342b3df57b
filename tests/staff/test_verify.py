"""`verify` proves the shipped bank fair, and says what is wrong with each of twelve bad sets."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.staff.verify import Options, verify
from autograder.staff.verify.facts import gather, seeds
from autograder.staff.verify.rules import check

ROOT = Path(__file__).resolve().parents[2]
BAD = ROOT / "tests" / "bad_specs"

REASONS = {
    "01_square_dimensions": ("layout", "m and n are equal at every trial"),
    "02_symmetric_inputs": ("layout", "B is always symmetric"),
    "03_wrong_shape": ("loads", "expected [m, n]"),
    "04_wrong_reference": ("reference", "the numbers are not"),
    "05_wrong_layout": ("layout", "With its axes in another order it is right"),
    "06_kink_at_the_trial": ("smooth", "kink"),
    "07_unused_input": ("loads", "the input 'c', which nothing uses"),
    "08_mistake_is_right": ("mistakes", "twice is the right answer for right"),
    "09_mistakes_alike": ("mistakes", "halved gives the same as no-factor"),
    "10_no_derivative": ("answer key", "all zero"),
    "11_other_signature": ("signature", "another order"),
    "12_hidden_factor": ("mutants", "`dims` binds n"),
}


def silent(*_):
    """A progress bar that nobody watches."""


@pytest.fixture(scope="module")
def bad():
    """What is found about the bad sets."""
    return verify(Options(BAD / "problems", BAD / "reference", seeds=3), (), 1, silent)


@pytest.fixture
def found_in(write_set):
    """``found_in(problem, reference, ...)``: the findings about a set of one problem."""

    def find(problem, reference, **rest):
        problem_set = write_set(problem, reference=reference, **rest)
        options = Options(
            problem_set.path.parent, problem_set.path.parent.parent / "reference", seeds=2
        )
        facts = gather(problem_set, problem_set.problems[0], options)
        return facts, check(facts)

    return find


def errors(diagnostics):
    return [
        (diagnostic.rule, diagnostic.found)
        for diagnostic in diagnostics
        if diagnostic.severity == "error"
    ]


@pytest.mark.slow
def test_the_shipped_bank_is_proved_fair_and_no_mutant_survives():
    found = verify(Options(ROOT / "problems", ROOT / "reference"), (), 2, silent)

    assert errors(found.diagnostics) == []
    assert found.good
    assert [
        result.facts.problem
        for result in found.results
        if result.facts.mutation.score not in (1.0, None)
    ] == []
    assert sum(result.facts.mutation.rejected for result in found.results) > 3000


def test_one_set_of_the_bank_is_proved_fair():
    found = verify(
        Options(ROOT / "problems", ROOT / "reference", seeds=2), ("02_scalar_by_vector",), 1, silent
    )

    assert errors(found.diagnostics) == []
    assert {result.facts.mutation.score for result in found.results} == {1.0}


@pytest.mark.parametrize("name", REASONS)
def test_each_bad_set_is_refused_for_its_reason(bad, name):
    rule, text = REASONS[name]
    own = [
        diagnostic
        for diagnostic in bad.diagnostics
        if name in diagnostic.place and diagnostic.severity == "error"
    ]

    assert [
        diagnostic for diagnostic in own if diagnostic.rule == rule and text in str(diagnostic)
    ], list(map(str, own))


def test_there_are_no_other_bad_sets_and_each_says_how_to_mend_it(bad):
    assert {path.stem for path in (BAD / "problems").glob("*.yaml")} == set(REASONS)
    assert [
        str(diagnostic)
        for diagnostic in bad.diagnostics
        if diagnostic.severity == "error" and not diagnostic.mend
    ] == []


def test_a_set_that_does_not_load_does_not_hide_the_others(bad):
    assert {result.facts.set for result in bad.results} == set(REASONS) - {
        "03_wrong_shape",
        "07_unused_input",
    }


GOOD = """
norm:
  statement: Return $\\partial s / \\partial v$, a column of shape `(n, 1)`.
  given: {v: "vector[n]"}
  forward: v.T @ v
  answer: norm(v)
  wrt: v
  shape: [n, 1]
"""


def test_a_good_problem_gives_no_finding(found_in):
    facts, diagnostics = found_in(GOOD, "def norm(v):\n    return 2 * v\n")

    assert diagnostics == ()
    assert facts.opinions[0].distance < 1e-12


@pytest.mark.parametrize(
    ("changed", "reference", "rule", "text"),
    [
        (
            GOOD.replace("(n, 1)", "(1, n)"),
            "def norm(v):\n    return 2 * v\n",
            "signature",
            "not that of the answer",
        ),
        (
            GOOD.replace("Return", "Let `norm(v, n)` be"),
            "def norm(v):\n    return 2 * v\n",
            "signature",
            "`norm(v, n)`",
        ),
        (GOOD, "def other(v):\n    return 2 * v\n", "reference", "norm"),
        (GOOD, "def norm(v):\n    return (2 * v).T\n", "layout", "shape"),
        (GOOD, "def norm(v):\n    return 1 / 0\n", "reference", "ZeroDivisionError"),
    ],
)
def test_a_broken_rule_is_named(found_in, changed, reference, rule, text):
    _, diagnostics = found_in(changed, reference)

    assert any(found[0] == rule and text in found[1] for found in errors(diagnostics)), diagnostics


def test_a_set_without_a_reference_is_not_proved(found_in):
    _, diagnostics = found_in(GOOD, "")

    assert [rule for rule, _ in errors(diagnostics)] == ["reference"]


def test_a_derivative_by_a_symmetric_input_is_warned_of(found_in):
    problem = """
    form:
      statement: A symmetric matrix $Q$ is given. Return $\\partial s / \\partial Q$.
      given: {Q: "matrix[n, n] symmetric", v: "vector[n]"}
      forward: v.T @ Q @ v
      answer: form(v, Q)
      wrt: Q
      shape: [n, n]
    """
    facts, diagnostics = found_in(problem, "def form(v, Q):\n    return v @ v.T\n")

    assert facts.dependent == ("Q is symmetric",)
    assert {(diagnostic.severity, diagnostic.rule) for diagnostic in diagnostics} == {
        ("warning", "structure")
    }

    said = problem.replace("Return", "Entry by entry, return")
    assert found_in(said, "def form(v, Q):\n    return v @ v.T\n")[1] == ()


SPD = """
form:
  statement: Return $\\partial s / \\partial x$ for a matrix $J$.
  given: {J: "matrix[n, n] spd", a: "vector[n]", x: "vector[n]"}
  forward: a.T @ J @ x
  answer: form(J, a)
  wrt: x
  shape: [n, 1]
"""
SPD_REFERENCE = "def form(J, a):\n    return J.T @ a\n"


def test_words_are_given_for_what_a_statement_does_not_say_of_an_input(found_in):
    _, diagnostics = found_in(SPD, SPD_REFERENCE)

    assert {one.rule for one in diagnostics} == {"mutants"}
    for one in diagnostics:
        assert "J is always spd, which the statement does not say" in str(one)
        assert "say 'positive definite'" in str(one)


def test_a_statement_may_say_the_part_of_it_that_an_answer_needs(found_in):
    said = SPD.replace("a matrix", "a symmetric matrix")

    assert errors(found_in(said, SPD_REFERENCE)[1]) == []


def test_a_wrong_reference_is_told_what_a_student_would_be_and_both_values(found_in):
    _, diagnostics = found_in(GOOD, "def norm(v):\n    return v\n")
    [(rule, found)] = errors(diagnostics)

    assert rule == "reference"
    assert "1/2 times what it should be" in found
    assert re.search(r"At v = \[\[.*\]\] the forward gives \[\[.*\]\], the reference \[\[", found)


def test_an_exception_of_a_reference_is_told_with_its_line(found_in):
    _, diagnostics = found_in(GOOD, "def norm(v):\n    return y\n")
    [(_, found)] = errors(diagnostics)

    assert (
        "it raises NameError: name 'y' is not defined, in 01_set.py, line 3: `return y`." in found
    )


def test_a_function_that_a_reference_lacks_is_told_with_the_nearest(found_in):
    _, diagnostics = found_in(GOOD, "def nrom(v):\n    return 2 * v\n")

    assert "found no norm; expected every function" in errors(diagnostics)[0][1]
    assert "Did you mean 'nrom'?" in errors(diagnostics)[0][1]


def test_labels_of_zero_and_one_hide_nothing(found_in):
    problem = """
    p:
      given: {z: "array[N]", y: "array[N] binary"}
      forward: mean(softplus(z) - y * z)
      answer: p(z, y) -> loss, slope
      answers: {loss: {expected: mean(softplus(z) - y * z), shape: []}, slope: {wrt: z, shape: [N]}}
    """
    reference = """
    def p(z, y):
        q = 1 / (1 + np.exp(-z))
        loss = np.mean(-y * np.log(q) - (1 - y) * np.log(1 - q))
        return loss, (q - y) / len(y)
    """
    assert errors(found_in(problem, reference)[1]) == []


def test_a_strong_curvature_is_no_kink(found_in):
    problem = """
    p:
      given: {x: "vector[n] in [1e-4, 1e-3]"}
      forward: sum(sin(5000 * x))
      answer: p(x)
      wrt: x
      shape: [n, 1]
    """
    assert errors(found_in(problem, "def p(x): return 5000 * np.cos(5000 * x)\n")[1]) == []


def test_a_mistake_that_cannot_be_computed_is_refused(found_in):
    problem = GOOD + "  mistakes:\n    - {id: odd, answer: no_such_function, hint: none}\n"

    _, diagnostics = found_in(problem, "def norm(v):\n    return 2 * v\n")

    assert [(rule, "cannot be computed" in found) for rule, found in errors(diagnostics)] == [
        ("mistakes", True)
    ]


def test_a_reference_that_never_ends_is_stopped(found_in):
    _, diagnostics = found_in(GOOD, "def norm(v):\n    while True:\n        pass\n")

    assert "no answer after 2 s" in errors(diagnostics)[0][1]


def test_the_stated_seed_comes_first_and_all_differ():
    names = seeds(Options(Path(), None, seed="x", seeds=15))

    assert names[0] == "x"
    assert len(set(names)) == 15


# The command


def run(*arguments):
    return CliRunner().invoke(main, ["verify", "--problems", str(BAD / "problems"), *arguments])


def test_the_command_exits_with_1_and_the_reasons():
    result = run(
        "--reference",
        str(BAD / "reference"),
        "--set",
        "03_wrong_shape",
        "--set",
        "04_wrong_reference",
    )

    assert result.exit_code == 1
    assert "03_wrong_shape.yaml:" in result.stdout
    assert "0 of 1 problem proved fair" in result.stdout


def test_the_command_exits_with_0_for_a_fair_set():
    folders = ["--problems", str(ROOT / "problems"), "--reference", str(ROOT / "reference")]
    options = ["--set", "02_scalar_by_vector", "--seeds", "1", "--format", "json", "--jobs", "1"]
    result = CliRunner().invoke(main, ["verify", *folders, *options])
    data = json.loads(result.stdout)

    assert result.exit_code == 0
    assert data["mutation_score"] == 1.0
    assert [problem["good"] for problem in data["problems"]] == [True] * 4


def test_json_lists_the_equivalent_mutants_and_the_survivors():
    result = run(
        "--reference", str(BAD / "reference"), "--set", "12_hidden_factor", "--format", "json"
    )
    [problem] = json.loads(result.stdout)["problems"]

    assert result.exit_code == 1
    assert problem["mutation"]["equivalent"]
    assert {survivor["mistake"] for survivor in problem["mutation"]["survivors"]} >= {
        "factor.missing"
    }


def test_several_processes_find_what_one_finds(monkeypatch):
    options = Options(BAD / "problems", BAD / "reference", seeds=1)
    names = ("01_square_dimensions", "02_symmetric_inputs", "04_wrong_reference")

    one, two = (verify(options, names, jobs, silent) for jobs in (1, 2))

    assert one.diagnostics == two.diagnostics

    monkeypatch.setattr("autograder.staff.verify.run.FORKS", False)  # as elsewhere than on Linux
    assert verify(options, names, 2, silent).diagnostics == one.diagnostics


def test_an_unknown_set_is_a_usage_error():
    result = run("--set", "12_hidden_facto")

    assert result.exit_code == 2
    assert "Did you mean '12_hidden_factor'?" in result.stderr


def test_update_without_submissions_is_a_usage_error():
    assert run("--update").exit_code == 2


@pytest.mark.parametrize(
    "asked",
    [
        "expected: reference",
        "forward: sum(v**2)\n  wrt: v",
    ],
)
def test_a_reference_that_changes_its_input_in_place_is_refused_by_name(found_in, asked):
    problem = f"""
p:
  given: {{v: "vector[m]"}}
  answer: p(v)
  {asked}
  shape: [m, 1]
"""
    _, diagnostics = found_in(problem, "def p(v):\n    v *= 2\n    return v\n")

    assert any(
        "p(v), which changes its input v in place" in diagnostic.found for diagnostic in diagnostics
    )


def test_a_reference_that_breaks_the_sets_own_rules_is_told(found_in):
    problem = """
    doubled:
      given: {v: "vector[n]"}
      forward: sum(v**2)
      answer: doubled(v)
      wrt: v
      shape: [n, 1]
      forbid: [np.multiply]
      vectorised: true
    """
    loop = "def doubled(v):\n    return np.array([2 * v[i] for i in range(len(v))])\n"

    _, broken = found_in(problem, loop)
    _, kept = found_in(problem, "def doubled(v):\n    return 2 * v\n")

    assert [found.rule for found in broken] == ["uses"]
    assert "01_set.py, line 3: a Python loop" in broken[0].found
    assert kept == ()


SPREAD = """
spread:
  given: {t: "vector[d]", X: "matrix[n, d]", y: "array[n]"}
  forward: sum((X @ t - y)**2)
  answer: spread(t, X, y)
  wrt: t
  shape: [d, 1]
"""


def test_a_forward_that_makes_a_table_of_a_column_and_an_array_is_not_the_references_fault(
    found_in,
):
    reference = "def spread(t, X, y):\n    return 2 * X.T @ (X @ t - y[:, None])\n"

    [said] = [one for one in found_in(SPREAD, reference)[1] if "loses points" in one.found]

    assert said.mend.startswith("It may be the forward that is wrong: `X @ t - y`, where X @ t is")

"""A kit holds what a student needs and nothing of the staff's: every file of it is searched."""

import ast
import io
import json
import re
import zipfile

import numpy as np
import pytest
from msgspec.structs import replace

from autograder.errors import StaffError
from autograder.oracle.compare import read_numeric
from autograder.problemset.keys import KEYS
from autograder.problemset.model import ByReference, Value
from autograder.student.kit import kit_files

PRIVATE = [name for name, key in KEYS.items() if not key.public]


def all_files(zipped):
    """Yield every file of a kit, those in its wheel too, as (path, content)."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            yield name, content
            if name.endswith(".whl"):
                yield from ((f"{name}/{inner}", data) for inner, data in all_files(content))


@pytest.fixture(scope="module")
def files(shipped_kit):
    return dict(all_files(shipped_kit.zip.read_bytes()))


@pytest.fixture(scope="module")
def sets_data(files):
    return {
        name: json.loads(data) for name, data in files.items() if re.match(r"sets/.*json", name)
    }


def test_no_line_of_a_reference_is_in_a_kit(shipped_kit, files):
    """Imports, `def` lines and short ones are not counted: a starter may have them as well."""
    lines = set()
    for problem_set in shipped_kit.sets:
        for line in problem_set.reference.read_text().split("\n"):
            line = line.strip()
            if len(line) > 24 and not line.startswith(("import", "from", "def ", "class ", "#")):
                lines.add(line)
    public = "\n".join(str(problem_set.public()) for problem_set in shipped_kit.sets)
    text = "\n".join(content.decode("utf-8", "replace") for content in files.values())

    assert len(lines) > 100
    assert [line for line in lines if line in text and line not in public] == []


def test_no_syntax_tree_of_a_references_function_is_in_a_kit(shipped_kit, files):
    answers = {
        _body(node)
        for problem_set in shipped_kit.sets
        for node in ast.walk(ast.parse(problem_set.reference.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name != "__init__"
    }
    present = {
        _body(node): name
        for name, content in files.items()
        if name.endswith(".py")
        for node in ast.walk(ast.parse(content))
        if isinstance(node, ast.FunctionDef)
    }

    assert len(answers) > 80
    assert {present[body] for body in answers & present.keys()} == set()


def _body(node):
    """Return a function's statements without its docstring, as text."""
    statements = [statement for statement in node.body if not isinstance(statement, ast.Expr)]
    return ast.dump(ast.Module(statements, [])) if statements else f"only a docstring: {id(node)}"


def test_no_private_key_stands_in_a_kits_sets(sets_data):
    assert PRIVATE
    found = {key for data in sets_data.values() for key in _keys(data)}

    assert found & set(PRIVATE) == set()


def _keys(data):
    if isinstance(data, dict):
        yield from data
        for value in data.values():
            yield from _keys(value)
    elif isinstance(data, list):
        for value in data:
            yield from _keys(value)


def test_no_hint_and_no_formula_of_a_foreseen_mistake_is_in_a_kit(shipped_kit, files):
    text = "\n".join(content.decode("utf-8", "replace") for content in files.values())
    problems = [problem for problem_set in shipped_kit.sets for problem in problem_set.problems]
    hints = [mistake.hint for problem in problems for mistake in problem.mistakes]
    formulas = [
        mistake.answer
        for problem in problems
        for mistake in problem.mistakes
        if len(mistake.answer) > 15 and mistake.answer not in str(problem.forward)
    ]

    assert len(hints) > 50
    assert [hint for hint in hints if hint in text] == []
    sets = "\n".join(
        content.decode() for name, content in files.items() if name.startswith("sets/")
    )
    public = "\n".join(str(problem_set.public()) for problem_set in shipped_kit.sets)
    assert [formula for formula in formulas if formula in sets and formula not in public] == []


def test_what_is_said_of_a_foreseen_mistake_is_locked_in(shipped_kit, sets_data):
    locked = [
        lock
        for data in sets_data.values()
        for answers in data["hints"].values()
        for locks in answers.values()
        for lock in locks
    ]
    hints = {
        mistake.hint
        for problem_set in shipped_kit.sets
        for problem in problem_set.problems
        for mistake in problem.mistakes
    }

    assert len(locked) > 0.8 * len(hints)


def test_no_value_that_is_asked_for_is_in_a_kit(shipped_kit, sets_data):
    """At the kit's own trials and at the platform's; what equals an input is no secret."""
    numbers = {round(number, 9) for data in sets_data.values() for number in _numbers(data)}
    leaked = []
    for problem, answer, keyed in _asked(shipped_kit):
        value = np.abs(read_numeric(keyed.expected[answer.id].value).array).ravel()
        inputs = [np.abs(np.ravel(keyed.trial.values[name])) for name in problem.call.uses]
        given = np.concatenate([*inputs, [0.0]])
        own = [item for item in value if np.min(np.abs(given - item)) > 1e-9 and item % 1]
        leaked += [(problem.id, number) for number in own if round(number, 9) in numbers]

    assert len(numbers) > 1000
    assert leaked == []


def _numbers(data):
    if isinstance(data, float):
        yield abs(data)
    elif isinstance(data, (dict, list)):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _numbers(value)


def _asked(course):
    """Yield (problem, answer, trial) for every value asked for, at both graders' trials."""
    from autograder.oracle.answer_key import AnswerKey

    for key in (course.key, AnswerKey(course.sets, course.student_key.seed)):
        for problem_set in course.sets:
            for problem in problem_set.problems:
                for answer in problem.answers:
                    if isinstance(answer.asks, (Value, ByReference)):
                        for keyed in key.trials(problem):
                            yield problem, answer, keyed


def test_the_kits_inputs_are_not_the_platforms(shipped_kit):
    problem = shipped_kit.sets[2].problems[0]
    own = shipped_kit.student_problems[(problem.set, problem.id)]
    there, here = shipped_kit.key.trials(problem), shipped_kit.student_key.trials(own)

    assert not np.array_equal(
        np.ravel(list(there[0].trial.values.values())[-1]),
        np.ravel(list(here[0].trial.values.values())[-1]),
    )
    with pytest.raises(StaffError, match="the platform's seed is the kit's"):
        kit_files(shipped_kit.sets, shipped_kit.student_key.seed)


def test_what_a_student_sees_later_is_not_in_a_kit(write_set, tmp_path):
    problems = """
    seen:
      given: {A: "matrix[m, n]"}
      forward: sum(A**3)
      answer: seen(A)
      wrt: A
      shape: [m, n]
    secret:
      given: {A: "matrix[m, n]"}
      forward: sum(A**5)
      answer: secret(A)
      wrt: A
      shape: [m, n]
      visibility: hidden
    half:
      given: {A: "matrix[m, n]", B: "matrix[m, n]"}
      forward: sum(A * B)
      answer: half(A, B) -> first, second
      answers:
        first: {wrt: A, shape: [m, n]}
        second: {wrt: B, shape: [m, n], visibility: after_due_date}
    """
    files = kit_files([write_set(problems)])
    data = json.loads(files["sets/01_set.json"])

    assert list(data["public"]["problems"]) == ["seen", "half"]
    assert "A**5" not in files["sets/01_set.json"].decode()
    assert "wrt" not in data["public"]["problems"]["half"]["answers"]["second"]
    assert data["unseen"] == {"secret": ["secret"], "half": ["second"]}
    assert b"def secret" in files["work.py"]  # it has to be written all the same


def test_a_kit_brings_the_places_in_the_courses_notes(shipped_kit, files):
    assert files["course.yaml"] == (shipped_kit.root / "course.yaml").read_bytes()
    assert {loaded.problem_set.book for loaded in shipped_kit.student_sets} == {
        problem_set.book for problem_set in shipped_kit.sets
    }


def test_a_kit_is_the_same_every_time(write_set, two_problems):
    each = write_set(two_problems)

    assert kit_files([each]) == kit_files([each])


def test_a_kits_readme_is_ten_lines_and_names_the_two_commands(files):
    text = files["README.txt"].decode()

    assert len(text.strip().split("\n")) <= 10
    assert "pip install -r requirements.txt" in text
    assert "\n4. autograder check " in text
    assert "each in the place of its `...`." in text


def test_a_kits_readme_says_how_a_text_is_answered(write_set, two_problems):
    files = kit_files([replace(write_set(two_problems), submit="work.md")])

    assert "\n3. In work.md, write a formula after each `=`.\n" in files["README.txt"].decode()
    assert "\nlink =\n" in files["work.md"].decode()

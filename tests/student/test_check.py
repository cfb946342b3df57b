"""`autograder check`: what it says, in which order, and how it ends."""

import os
import runpy
import sys
import time

import numpy as np
import pytest

from autograder.render.colours import COLOURS

SOLUTION = """
import numpy as np

def gradient(A):
    return 3 * A**2

def link(W, A):
    return W
"""
HALF = """
def gradient(A):
    ...

def link(W, A):
    return W.T
"""


@pytest.fixture
def kit(write_set, two_problems, tmp_path):
    """An unpacked kit of a small set."""
    from autograder.student.kit import kit_files

    folder = tmp_path / "kit"
    for name, content in kit_files([write_set(two_problems)]).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def check(kit, autograder):
    """Check a text as `work.py` in a kit."""

    def run(text, *arguments, name="work.py"):
        if text is not None:
            (kit / name).write_text(text)
        return autograder("check", kit / name, *arguments)

    return run


def test_a_right_file_ends_with_0(check):
    status, said = check(SOLUTION)

    assert status == 0
    assert "2 of 2 points: 2 right." in said


def test_parts_of_points_count_in_the_total(write_set, tmp_path, autograder):
    from autograder.student.kit import kit_files

    problem = "cube: {given: {v: 'vector[m]'}, forward: sum(v**3), answer: cube(v), wrt: v, "
    for name, content in kit_files(
        [write_set(f"{problem}shape: [m, 1], shape_credit: 0.5}}")]
    ).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "work.py").write_text("def cube(v):\n    return 3 * v**2 + v\n")
    _, said = autograder("check", tmp_path / "work.py")

    assert "0.5 of 1 point: " in said


def test_a_starter_is_not_started_and_no_mistake(check):
    status, said = check(None)

    assert status == 1
    assert "0 of 2 points: 2 not started." in said
    assert "None" not in said


@pytest.mark.parametrize(
    "body",
    [
        "...",
        "pass",
        "return",
        "return None",
        "return ...",
        "raise NotImplementedError",
        'raise NotImplementedError("later")',
        '"""What it is."""',
    ],
)
def test_every_way_to_leave_a_stub_is_not_started(check, body):
    _, said = check(f"def gradient(A):\n    {body}\n{SOLUTION.partition('def link')[2] and ''}")

    assert "1 not started, 1 not defined." in said


def test_what_was_read_comes_first_then_a_line_for_each_answer_then_the_mistakes(check):
    _, said = check(HALF)
    lines = said.split("\n")

    assert "work.py, saved 20" in lines[0]
    assert lines[1] == "  Upload it as work.py."
    order = [said.index(text) for text in ("A set", "1.1", "1.2", "\n1.2  link", "of 2 points")]
    assert order == sorted(order)


def test_a_file_as_the_zip_had_it_was_saved_at_no_time(check, kit):
    os.utime(kit / "work.py", (time.mktime((1980, 1, 1, 0, 0, 0, 0, 0, -1)),) * 2)
    _, said = check(None)

    assert "saved" not in said


def test_a_wrong_answer_is_shown_with_sizes_own_lines_and_a_call_to_paste(check, kit):
    _, said = check(HALF)

    assert "Your answer has the shape (5, 3), expected (m, n) = (3, 5)." in said
    assert "You used the transposed convention." in said
    assert "Right at (m, n) = (1, 1); wrong at (m, n) = (3, 5), (5, 6)" in said
    assert "work.py, line 5, called with A (3, 1), W (3, 5):" in said
    assert "\n          6      return W.T\n" in said
    paste = said[said.index("To make that call yourself") :].split("\n")[1:4]
    assert [line.strip()[:12] for line in paste] == ["import numpy", "A = np.array", "link(W, A)"]


def test_the_three_lines_make_the_failing_call(check, kit, monkeypatch):
    _, said = check(HALF)
    paste = said[said.index("To make that call yourself") :].split("\n")[1:4]
    monkeypatch.syspath_prepend(str(kit))
    names = {}
    first, inputs, call = (line.strip() for line in paste)
    exec(f"{first}\n{inputs}\nresult = {call}", names)

    assert names["result"].shape == (5, 3)


def test_repro_writes_the_call_with_its_inputs_and_no_expected_value(check, kit):
    status, said = check(HALF, "--repro", "link")
    text = (kit / "link_case.py").read_text()

    assert status == 1
    assert "link_case.py: the call at which link is wrong" in said
    assert "answer = link(W, A)" in text
    assert runpy.run_path(str(kit / "link_case.py"))["answer"].shape == (5, 3)
    assert text.count("np.array(") == 2  # the two inputs


def test_the_case_runs_where_a_statement_of_the_file_fails(check, kit, capsys):
    _, said = check("import course_utils\n" + HALF, "--repro", "link")
    ran = runpy.run_path(str(kit / "link_case.py"))

    assert ran["answer"].shape == (5, 3)
    assert "work.py, line 1: ModuleNotFoundError" in capsys.readouterr().out
    assert "--repro link writes that call to link_case.py." in said
    assert "from work import" not in said  # pasted, it would fail


def test_the_case_finds_what_the_staff_ships(check, kit, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "course_tools", raising=False)
    (kit / "sets" / "support").mkdir()
    (kit / "sets" / "support" / "course_tools.py").write_text("def turned(W): return W.T\n")
    check("from course_tools import turned\ndef link(W, A): return turned(W)\n", "--repro", "link")

    assert runpy.run_path(str(kit / "link_case.py"))["answer"].shape == (5, 3)


def test_a_file_of_another_name_has_a_case_that_runs_too(check, kit):
    check(HALF, "--repro", "link", "--set", "01_set", name="work (1).py")

    assert runpy.run_path(str(kit / "link_case.py"))["answer"].shape == (5, 3)


def test_one_problem_can_be_asked_for_by_id_or_number(check):
    for name in ("link", "1.2"):
        status, said = check(SOLUTION, "--problem", name)

        assert status == 0
        assert "1 of 1 point: 1 right." in said

    status, said = check(SOLUTION, "--problem", "lnik")

    assert status == 2
    assert "Did you mean 'link'?" in said


@pytest.mark.parametrize(("package", "option"), [("jinja2", "--html=-"), ("watchfiles", "--watch")])
def test_a_missing_package_is_told_before_anything_is_checked(check, monkeypatch, package, option):
    from autograder.student import page

    monkeypatch.setitem(sys.modules, package, None)
    page._environment.cache_clear()
    status, said = check(SOLUTION, option)
    page._environment.cache_clear()

    assert status == 2
    assert f"no package {package}" in said
    assert "points" not in said


def test_a_folder_is_checked_and_what_is_not_there_is_named(kit, autograder):
    status, said = autograder("check", kit)

    assert status == 1
    assert "2 not started" in said
    assert "was left out" not in said


def test_a_module_beside_the_file_is_read_and_named_for_the_upload(check, kit):
    (kit / "helper.py").write_text("def double(A):\n    return 3 * A**2\n")
    status, said = check(
        SOLUTION.replace("3 * A**2", "double(A)") + "\nfrom helper import double\n"
    )

    assert status == 0
    assert "Upload it as work.py, together with helper.py." in said


def test_a_mistake_that_is_not_named_may_be_named_on_the_platform(check):
    _, said = check(SOLUTION.replace("return W", "return np.cos(W) + 0.37 * np.sin(W)"))

    assert "May differ: 1.2: Gradescope may name the mistake" in said


def test_a_package_that_the_platform_does_not_have_is_said(check):
    _, said = check(f"import click_that_is_nowhere\n{SOLUTION}")

    assert "work.py imports click_that_is_nowhere, which Gradescope does not have" in said


def test_a_file_of_another_name_answers_the_only_set_and_the_upload_name_is_said(check):
    status, said = check(SOLUTION, name="my homework.py")

    assert status == 0
    assert "Upload it as work.py." in said


def test_nothing_to_check_is_one_line_and_status_2(kit, autograder):
    status, said = autograder("check", kit / "nothing.py")

    assert status == 2
    assert len(said.strip().split("\n")) == 1


def test_piped_output_is_plain(check):
    _, said = check(HALF)

    assert "\x1b" not in said
    assert all(line == line.rstrip() for line in said.split("\n"))


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "cp437"])
def test_every_line_can_be_written_in_an_old_encoding(write_set, two_problems, workers, encoding):
    from autograder.student.terminal import lines

    found = _checked(write_set(two_problems), HALF, workers)
    text = "\n".join(lines(found, encoding=encoding))

    assert text.encode(encoding)
    assert "x    1.2" in text
    assert "✗    1.2" in "\n".join(lines(found))


def _checked(problem_set, text, workers):
    from autograder.oracle.answer_key import AnswerKey
    from autograder.student.check import Checker
    from autograder.student.key import student_set
    from autograder.student.platform_packages import platform_packages
    from autograder.student.reading import hand_in
    from autograder.student.sealing import kit_set

    path = problem_set.path.parent.parent / "work.py"
    path.write_text(text)
    own = student_set(problem_set.path, kit_set(problem_set, AnswerKey([problem_set], "kit")))
    checker = Checker([own], "kit", platform_packages(), workers)
    return checker.check(hand_in(path, {problem_set.name: problem_set.submit}))


def test_a_verdict_only_set_gets_no_sizes_and_no_lines(write_set, two_problems, workers):
    found = _checked(write_set(two_problems, head="feedback: verdict\n"), HALF, workers)
    [item] = [item for item in found.items if item.state == "wrong"]

    assert item.row.message == "The shape of your answer is not right."
    assert item.evidence is None


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("ground", [0.0, 1.0])
def test_every_colour_can_be_read_on_black_and_on_white(colour, ground):
    channels = np.array(COLOURS[colour]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ [0.2126, 0.7152, 0.0722])
    brighter, darker = max(luminance, ground), min(luminance, ground)

    assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def test_a_place_that_cannot_be_written_is_one_line(check, tmp_path):
    status, said = check(SOLUTION, "--html", tmp_path / "nowhere" / "report.html")

    assert status == 2
    assert said.strip().split("\n")[-1].startswith("autograder: ")
    assert "nowhere" in said


FOLLOWING = """
layer:
  given: {W: "matrix[m, n]", A: "matrix[m, b]", Y: "matrix[n, b]"}
  forward: |
    Z = W.T @ A
    L = sum((Z - Y)**2)
  answer: layer(W, A, Y) -> dL_dZ, dL_dW
  answers:
    dL_dZ: {wrt: Z, shape: [n, b]}
    dL_dW: {wrt: W, shape: [m, n], follows: [dL_dZ], rule: A @ dL_dZ.T}
"""


def test_an_answer_below_a_wrong_one_is_said_to_be_judged_again(write_set, tmp_path, autograder):
    from autograder.student.kit import kit_files

    files = kit_files([write_set(FOLLOWING)])
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "work.py").write_text(
        "def layer(W, A, Y):\n    g = W.T @ A - Y\n    return g, A @ g.T\n"
    )

    _, said = autograder("check", tmp_path / "work.py")

    assert "Where your dL_dZ is wrong, it is judged again by yours." in files["work.py"].decode()
    assert said.count("judges it again by your own dL_dZ") == 1
    assert not any(b"A @ dL_dZ.T" in content for name, content in files.items() if "set" in name)

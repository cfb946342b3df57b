"""Grading end to end, with a real worker: one row for each answer, whatever the student's code
does.
"""

import json
import textwrap
import time

import numpy as np
import pytest

from autograder.errors import StaffError
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.trials import ORDINARY
from autograder.report import Status
from autograder.submission.files import Submission

SET = """
gradient:
  given: {A: "matrix[m, n]"}
  forward: sum(A**3)
  answer: gradient(A)
  wrt: A
  shape: [m, n]
  points: 3
link:
  given: {W: "matrix[m, n]", A: "vector[m]"}
  forward: W.T @ A
  answer: link(W, A)
  wrt: A
  shape: [m, n]
  points: 2
pair:
  given: {A: "vector[m]"}
  forward: s = sum(A * A)
  answer: pair(A) -> value, slope
  answers:
    value: {expected: s, shape: []}
    slope: {wrt: A, shape: [m, 1]}
step:
  given: {A: "vector[m]"}
  forward: s = sum(A * A)
  run: |
    net = Net(A)
    loss = net.loss()
    grad = net.grad()
  stub: "class Net: ..."
  answers:
    loss: {expected: s, shape: []}
    grad: {wrt: A, shape: [m, 1]}
"""
HEAD = "time_limit: {call: 0.5, import: 1, submission: 60}\n"
RIGHT = """
import numpy as np
def gradient(A): return 3 * A**2
def link(W, A): return W
def pair(A): return np.sum(A * A), 2 * A
class Net:
    def __init__(self, A): self.A = A
    def loss(self): return np.sum(self.A**2)
    def grad(self): return 2 * self.A
"""


@pytest.fixture
def graded(grade_files):
    """Grade source against the set; definitions given by `more` come last and so win."""

    def run(more="", source=RIGHT, problems=SET, files=None, **extra):
        text = textwrap.dedent(source) + textwrap.dedent(more)
        return grade_files({"work.py": text, **(files or {})}, problems, **{"head": HEAD, **extra})

    return run


def by_answer(report):
    assert len({(row.set, row.problem, row.answer) for row in report.rows}) == len(report.rows)
    return {row.answer: row for row in report.rows}


def statuses(report):
    return {name: row.status.value for name, row in by_answer(report).items()}


def test_right_answers_earn_all_points(graded):
    report = graded()

    assert set(statuses(report).values()) == {"correct"}
    assert (report.score, report.max_score) == (9, 9)
    assert [row.number for row in report.rows] == ["1.1", "1.2", "1.3.1", "1.3.2", "1.4.1", "1.4.2"]


def test_a_transposed_answer_is_a_wrong_shape_in_letters_and_numbers(graded):
    row = by_answer(graded("def link(W, A): return W.T"))["link"]

    assert (row.status, row.score) == (Status.WRONG_SHAPE, 0)
    assert (row.shape, row.expected_shape) == ((5, 3), (3, 5))
    assert "(m, n) = (3, 5)" in row.message
    assert "(5, 3)" in row.message


@pytest.mark.parametrize(
    ("definition", "status", "said"),
    [
        (
            "def gradient(A): return A**2",
            "incorrect",
            "(m, n) = (3, 5) is right, the numbers are not",
        ),
        ("def gradient(A): return (3 * A**2).ravel()", "wrong_shape", "1 axis, expected 2 axes"),
        ("def gradient(A): return None", "not_numeric", "None"),
        ("def gradient(A): return 3 * A**2 + 1e-9j", "not_numeric", "complex"),
        ("def gradient(A): return [[1], [2, 3]]", "not_numeric", "ragged"),
        ("def gradient(A): return np.full(A.shape, np.nan)", "not_numeric", "NaN"),
        ("def gradient(A): return 'A'", "not_numeric", "text"),
        ("def gradient(A): return np.ma.masked_less(3 * A**2, 1)", "not_numeric", "masked"),
        ("def gradient(A): return (x for x in A)", "not_numeric", "generator"),
        ("def gradient(A): return np.array([object()])", "not_numeric", "object"),
        ("def gradient(A): raise ValueError('no idea')", "raised", "ValueError: no idea"),
        ("def gradient(A): return A @ A", "raised", "work.py, line"),
        ("def gradient(A): import sys; sys.exit(3)", "raised", "SystemExit"),
        ("def gradient(A):\n    i = 0\n    while True: i += 1", "timed_out", "0.5 s"),
        ("def gradient(A):\n    while True: pass", "timed_out", "never ends"),
        ("def gradient(A): import os; os._exit(1)", "crashed", "Python itself ended"),
        (
            "def gradient(A): import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
            "crashed",
            "Python itself ended",
        ),
        ("def gradient(A):\n    while True: print('x' * 10000)", "crashed", "far more"),
        ("del gradient", "missing", "defines no gradient"),
        ("gradeint = gradient\ndel gradient", "missing", "Did you mean 'gradeint'"),
    ],
)
def test_one_bad_answer_costs_that_answer_only(graded, definition, status, said):
    report = graded(definition)
    rows = by_answer(report)

    assert rows["gradient"].status.value == status
    assert said in rows["gradient"].message
    assert report.score == report.max_score - 3
    assert len(report.rows) == 6


@pytest.mark.parametrize(
    "body",
    [
        "(3 * A**2).tolist()",
        "tuple(map(tuple, 3 * A**2))",
        "np.matrix(3 * A**2)",
        "np.asfortranarray(3 * A**2)",
        "(3 * A**2).astype(np.longdouble)",
        "(3 * A**2).astype('>f8')",
        "np.broadcast_to(3 * A**2, A.shape)",
        "[list(map(float, row)) for row in 3 * A**2]",
    ],
)
def test_right_numbers_are_right_in_whatever_container(graded, body):
    assert by_answer(graded(f"def gradient(A): return {body}"))["gradient"].status is Status.CORRECT


def test_single_precision_is_right_as_far_as_it_explains_an_error(graded):
    body = "def gradient(A): return (3 * A**2 * {}).astype(np.{})"
    lossy, wrong, half = (
        by_answer(graded(body.format(factor, kind)))["gradient"]
        for factor, kind in ((1.000012, "float32"), (1.0007, "float32"), (1.0, "float16"))
    )

    assert (lossy.status, lossy.score) == (Status.CORRECT, 3)
    assert "Correct, in single precision (float32)." in lossy.message
    assert (wrong.status, wrong.mistake) == (Status.INCORRECT, "precision.low")
    assert "right to about 3 digits only, fewer than single precision" in wrong.message
    assert (half.status, half.mistake) == (Status.INCORRECT, "precision.low")
    assert "half precision (float16)" in half.message


def test_few_digits_are_rejected_or_accepted_by_the_set(graded):
    rough = "def gradient(A): return 3 * A**2 * 1.0001"

    rejected = by_answer(graded(rough))["gradient"]
    accepted = by_answer(graded(rough, head=HEAD + "near: accept\n"))["gradient"]

    assert (rejected.status, rejected.mistake) == (Status.INCORRECT, "precision.low")
    assert "about 4 digits" in rejected.message
    assert (accepted.status, accepted.score) == (Status.CORRECT, 3)


@pytest.mark.parametrize(
    ("body", "score"),
    [("A**2", 1.5), ("0 * A", 0), ("A", 0), ("np.ones_like(A)", 0), ("A.T", 0), ("3 * A**2", 3)],
)
def test_shape_credit_is_paid_for_work_only(graded, body, score):
    report = graded(f"def gradient(A): return {body}", head=HEAD + "shape_credit: 0.5\n")

    assert by_answer(report)["gradient"].score == score


def test_a_tuple_of_the_wrong_length_is_said_so(graded):
    rows = by_answer(graded("def pair(A): return 1, 2, 3"))

    assert rows["value"].status is rows["slope"].status is Status.NOT_NUMERIC
    assert "returned 3 values; 2 values are expected: value, slope" in rows["value"].message


def test_what_a_block_bound_before_it_raised_is_graded(graded):
    rows = by_answer(graded("class Net(Net):\n    def grad(self): return self.B"))

    assert rows["loss"].status is Status.CORRECT
    assert rows["grad"].status is Status.RAISED
    assert "no attribute 'B'" in rows["grad"].message


def test_a_global_of_the_student_is_no_answer(graded):
    rows = by_answer(graded("grad = 1\nclass Net(Net):\n    def loss(self): raise KeyError('x')"))

    assert {rows["loss"].status, rows["grad"].status} == {Status.RAISED}


def test_a_file_that_fails_half_way_keeps_its_definitions_and_says_so(graded):
    report = graded(
        "from expected_results import *\nimport no_such_plots\nprint(gradient(3) @ 1)\n"
        "def link(W, A): return W"
    )

    assert report.score == report.max_score
    assert any("expected_results" in remark for remark in report.remarks)
    assert any("no_such_plots" in remark for remark in report.remarks)


def test_a_file_that_trains_for_minutes_is_cut_off_and_kept(graded):
    report = graded("for _ in range(10**12): pass\ndef late(): pass")

    assert report.score == report.max_score
    assert any("line" in remark for remark in report.remarks)


def test_a_syntax_error_costs_its_own_definition_and_is_shown(graded):
    report = graded("def broken(:\n    pass\n")

    assert report.score == report.max_score
    assert any("def broken(:" in remark for remark in report.remarks)


def test_a_missing_file_names_what_came_instead(graded, write_set, workers):
    key = AnswerKey([write_set(SET)])
    report = grade(key, Submission("hw", {"wrok.py": b"x = 1", "parts.py": b"x = 1"}), workers)

    assert {row.status for row in report.rows} == {Status.MISSING}
    assert "Did you mean 'wrok.py'" in report.rows[0].message


def test_the_only_source_is_graded_under_whatever_name(graded, write_set, workers):
    key = AnswerKey([write_set(SET)])
    report = grade(key, Submission("hw", {"week 3.py": b"x = 1", "data.csv": b"1"}), workers)

    assert report.remarks == ("week 3.py was graded as work.py.",)
    assert report.rows[0].message.startswith("week 3.py defines no ")


def test_prints_stand_with_their_answer(graded):
    rows = by_answer(
        graded(
            "print('on import')\ndef gradient(A):\n    print('shape', A.shape)\n    return 3 * A**2"
        )
    )

    assert rows["gradient"].output == "shape (3, 5)\n"
    assert rows["link"].output == ""


def test_inputs_are_copies(graded):
    report = graded(
        "def gradient(A):\n    A *= 0\n    return A\ndef link(W, A):\n    W2 = W.copy()\n"
        "    W[:] = 0\n    return W2"
    )

    assert statuses(report)["gradient"] == "incorrect"
    assert statuses(report)["link"] == "correct"


def test_the_same_submission_gives_the_same_report(graded):
    odd = """
    import random, os
    def gradient(A):
        print(object(), random.random(), np.random.rand(), hash('x'), {'b', 'a'})
        raise RuntimeError(f'{object()} {np.random.rand()}')
    def link(W, A): return np.random.rand(*W.shape)
    """

    assert graded(odd).dumps() == graded(odd).dumps()


def test_another_seed_asks_for_other_numbers(graded):
    memo = "def gradient(A):\n    print(A[0, 0])\n    return 3 * A**2"
    first, second = graded(memo), graded(memo, seed="1")

    assert first.rows[0].output != second.rows[0].output
    assert first.provenance["seed_id"] == "5feceb66"
    assert second.provenance["seed_id"] != "5feceb66"


def test_hanging_dying_and_junk_cost_their_limits_and_no_more(graded):
    bad = """
    def gradient(A):
        n = 0
        while True: n += 1
    def link(W, A):
        import os; os.kill(os.getpid(), 9)
    def pair(A): return object()
    """
    started = time.monotonic()
    report = graded(bad)

    assert time.monotonic() - started < 0.5 + 2
    assert statuses(report) == {
        "gradient": "timed_out", "link": "crashed", "value": "not_numeric", "slope": "not_numeric",
        "loss": "correct", "grad": "correct",
    }  # fmt: skip


AT_THE_FIRST_TRIAL = "self.A.shape == (3, 1)"


def test_an_answer_beside_one_that_raises_is_judged_at_every_trial(graded):
    broken = """
        class Net:
            def __init__(self, A): self.A = A
            def loss(self): return np.sum(self.A**2){only}
            def grad(self): raise NotImplementedError
        """

    right, wrong = (
        by_answer(graded(textwrap.dedent(broken).format(only=only)))
        for only in ("", f" * ({AT_THE_FIRST_TRIAL})")
    )

    assert (right["loss"].status, right["grad"].status) == (Status.CORRECT, Status.RAISED)
    assert (wrong["loss"].status, wrong["grad"].status) == (Status.INCORRECT, Status.RAISED)


@pytest.mark.parametrize("when", ["True", "A.shape == (3, 5)", "A.shape != (3, 5)"])
def test_raising_once_all_is_returned_leaves_no_trial_out(graded, when):
    """The function raises in the grader's own frame, after its value is bound, at some trials or
    all of them.
    """
    row = by_answer(
        graded(f"""
            import sys
            def gradient(A):
                def late(frame, event, _):
                    if event == "return": raise RuntimeError("late")
                    return late
                if {when}:
                    sys.settrace(lambda *_: None)
                    sys._getframe(1).f_trace = late
                return 3 * A**2 if A.shape == (3, 5) else 0 * A
            """)
    )["gradient"]

    assert row.score == 0
    assert row.status is Status.INCORRECT


def test_a_companion_that_fails_is_a_staff_error_each_time(write_set, workers):
    problems = """
        total:
          given: {A: "matrix[m, n]"}
          expected: total(A)
          answer: total(A)
          shape: []
        """
    companion = """
        import numpy as np
        def total(A):
            if A.shape == (6, 7): raise KeyError("no such shape")
            return np.sum(A)
        """
    key = AnswerKey([write_set(problems, companion=companion)])
    submission = Submission("hw", {"work.py": b"def total(A): return A.sum()\n"})

    for _ in range(2):
        report = grade(key, submission, workers)
        assert [row.status for row in report.rows] == [Status.STAFF_ERROR]
        assert "KeyError: 'no such shape'" in report.staff_notes[0]


def test_what_the_deadline_cuts_off_is_a_row_too(graded):
    report = graded(deadline=time.monotonic() - 1)

    assert {row.status for row in report.rows} == {Status.NOT_RUN}
    assert len(report.rows) == 6


def test_a_fault_of_the_staff_is_called_one(graded):
    broken = (
        SET
        + """
by_reference:
  given: {A: "vector[m]"}
  answer: by_reference(A)
  expected: reference
  shape: [m, 1]
"""
    )
    more = "def by_reference(A): return A"
    first = graded(more, problems=broken)
    absent = by_answer(first)["by_reference"]
    wrong = by_answer(graded(more, problems=broken, reference="def by_reference(A): return A.T"))[
        "by_reference"
    ]
    right = by_answer(graded(more, problems=broken, reference="def by_reference(A): return A"))[
        "by_reference"
    ]

    assert {absent.status, wrong.status} == {Status.STAFF_ERROR}
    assert "not your fault" in absent.message
    assert "found no reference" in first.staff_notes[0]
    assert right.status is Status.CORRECT


def test_a_point_without_a_derivative_is_drawn_again_and_a_problem_without_one_is_the_staffs_fault(
    write_set,
):
    zero = write_set(
        "p: {given: {A: 'vector[m]'}, forward: sum(0 * A), answer: f(A), wrt: A, shape: [m, 1]}"
    )
    with pytest.raises(StaffError, match="all zero"):
        AnswerKey([zero]).trials(zero.problems[0])

    half = write_set("p: {given: {s: 'scalar'}, forward: relu(s), answer: f(s), wrt: s, shape: []}")
    trials = AnswerKey([half]).trials(half.problems[0])
    assert all(trial.trial.values["s"] > 0 for trial in trials[:ORDINARY])
    assert any(trial.trial.values["s"] < 0 for trial in trials[ORDINARY:])  # the other branch


def test_a_problem_may_have_a_worker_of_its_own(graded):
    counting = """
    calls = 0
    def gradient(A):
        global calls
        calls += 1
        return 3 * A**2
    def link(W, A): return W if calls == 0 else None
    """

    assert statuses(graded(counting))["link"] == "not_numeric"
    assert (
        statuses(graded(counting, problems=SET.replace("link:\n", "link:\n  fresh: true\n")))[
            "link"
        ]
        == "correct"
    )


def test_the_json_form_holds_every_documented_field(graded):
    data = json.loads(graded("def link(W, A): return W.T").dumps())
    row = data["rows"][1]

    assert {"schema", "score", "max_score", "isolation", "rows", "provenance"} <= set(data)
    assert {"autograder", "numpy", "python", "sets", "seed_id"} <= set(data["provenance"])
    assert data["schema"] == 1
    told = ("set", "problem", "answer", "status", "score", "max_score")
    assert {name: row[name] for name in told} == {
        "set": "01_set", "problem": "link", "answer": "link", "status": "wrong_shape", "score": 0.0,
        "max_score": 2.0,
    }  # fmt: skip
    assert (row["shape"], row["expected_shape"]) == ([5, 3], [3, 5])


def test_helper_modules_of_student_and_staff_can_be_imported(graded, tmp_path):
    (tmp_path / "problems" / "support").mkdir(parents=True)
    (tmp_path / "problems" / "support" / "course_helper.py").write_text("THREE = 3")
    report = graded(
        "from course_helper import THREE\nfrom mine import square\n"
        "def gradient(A): return THREE * square(A)",
        files={"mine.py": b"def square(A): return A**2"},
    )

    assert report.score == report.max_score
    assert report.remarks == ()


def test_expected_values_stay_out_of_what_is_sent(write_set):
    """What a worker is asked holds the inputs that the call uses, and nothing else of the trial."""
    from autograder.problemset.call import inputs_of

    loaded = write_set(SET)
    for problem in loaded.problems:
        [trial, *_] = AnswerKey([loaded]).trials(problem)
        sent = inputs_of(problem, trial.trial.values)
        assert set(sent) == set(problem.call.uses)
        for expected in trial.expected.values():
            assert not any(
                np.array_equal(expected.value, value)
                for value in sent.values()
                if problem.id != "link"
            )


def test_rows_are_frozen(graded):
    with pytest.raises(AttributeError):
        graded().rows[0].score = 100


def test_a_one_by_one_value_or_change_is_a_scalar(graded):
    """Where the shape is [], any array of one element will do, whatever shape the formula has."""
    problems = """
    change:
      given: {v: "vector[m]", dv: "vector[m]"}
      forward: v.T @ v
      answer: change(v, dv)
      wrt: v
      along: dv
      shape: []
    value:
      given: {v: "vector[m]"}
      answer: value(v)
      expected: v.T @ v
      shape: []
    """
    source = "def change(v, dv): return float((2 * v.T @ dv)[0, 0])\ndef value(v): return v.T @ v\n"

    assert set(statuses(graded(source=source, problems=problems)).values()) == {"correct"}


def test_a_star_import_does_not_hide_what_the_student_defines(graded):
    many = "\n".join(f"name_{i} = {i}" for i in range(1200))
    report = graded(source="from many import *\n" + RIGHT, files={"many.py": many.encode()})

    assert report.score == report.max_score


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ("def gradient(A): return 3 * A**2 + 0j", "imaginary part of exactly 0"),
        ("def gradient(A): return (3 * A**2).astype(object)", "dtype=object"),
    ],
)
def test_numbers_in_an_unusual_type_are_right_with_a_remark(graded, definition, said):
    row = by_answer(graded(definition))["gradient"]

    assert row.status == "correct"
    assert said in row.message


PAIR = """
pair:
  given: {x: "matrix[m, n]"}
  forward: sum(x**3)
  answer: pair(x) -> first, second
  answers:
    first: {expected: "2 * x", shape: [m, n]}
    second: {wrt: x, shape: [m, n]}
"""


@pytest.mark.parametrize(
    "returned",
    [
        "[2 * x, 3 * x**2]",
        "np.array([2 * x, 3 * x**2])",
        "np.array([(2 * x)[None], (3 * x**2)[None]])[:, 0]",
    ],
)
def test_two_answers_are_unpacked_from_any_sequence_as_python_would(grade_files, returned):
    report = grade_files({"work.py": f"import numpy as np\ndef pair(x): return {returned}\n"}, PAIR)

    assert [row.status for row in report.rows] == ["correct", "correct"]


TWO_SHAPES = """
pair:
  given: {x: "matrix[m, n]"}
  answer: pair(x) -> first, second
  answers:
    first: {expected: "2 * x", shape: [m, n]}
    second: {expected: "sum(x)", shape: []}
"""


def test_two_answers_are_unpacked_from_an_array_of_objects(grade_files):
    code = """
import numpy as np
def pair(x):
    both = np.empty(2, dtype=object)
    both[:] = [2 * x, x.sum()]
    return both
"""
    assert [row.status for row in grade_files({"work.py": code}, TWO_SHAPES).rows] == [
        "correct",
        "correct",
    ]


LINK = """
link:
  given: {W: "matrix[m, n]", A: "vector[m]"}
  forward: W.T @ A
  answer: link(W, A)
  wrt: A
  shape: [m, n]
"""
RIGHT_BUT_AT_ONE = [
    ("return np.squeeze(W)", "the shape is ()"),
    ("return W if W.size > 1 else W[..., None]", "3 axes"),
    ("return W if W.size > 1 else [][1]", "IndexError"),
    ("return W if W.size > 1 else W / 0", "not every entry is a finite number"),
]


@pytest.mark.parametrize(("body", "said"), RIGHT_BUT_AT_ONE)
def test_where_every_dimension_is_one_no_points_are_lost_by_that_alone(grade_files, body, said):
    [row] = grade_files(
        {"work.py": f"import numpy as np\ndef link(W, A):\n    {body}\n"}, LINK
    ).rows

    assert (row.status, row.score, row.mistake) == ("correct", 1.0, None)
    assert "Right at all other sizes; where every dimension is 1: " in row.message
    assert said in row.message


@pytest.mark.parametrize(("body", "_said"), RIGHT_BUT_AT_ONE)
def test_a_strict_set_takes_the_points_for_it(grade_files, body, _said):
    code = f"import numpy as np\ndef link(W, A):\n    {body}\n"
    [row] = grade_files({"work.py": code}, LINK, head="unit: strict\n").rows

    assert row.score == 0.0
    assert "Right at all other sizes" not in row.message


def test_an_answer_that_is_wrong_elsewhere_is_judged_by_that(grade_files):
    code = "import numpy as np\ndef link(W, A): return np.squeeze(W.T)\n"
    [row] = grade_files({"work.py": code}, LINK).rows

    assert (row.status, row.mistake) == ("wrong_shape", "layout.transposed")
    assert "Right at" not in row.message


def test_single_precision_that_stops_on_the_way_is_not_right(grade_files):
    code = """
import numpy as np
calls = []
def link(W, A):
    calls.append(1)
    if len(calls) > 2:
        raise ValueError("enough")
    return W.astype(np.float32)
"""
    [row] = grade_files({"work.py": code}, LINK).rows

    assert (row.status, row.score) == ("raised", 0.0)

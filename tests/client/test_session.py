from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pytest

from autograder.client import session
from autograder.client.workers import Workers
from autograder.errors import GraderError
from autograder.worker.messages import ENDLESS, Bundle, Cell, Limits, Module, Request
from autograder.worker.protocol import Foreign
from autograder.worker.zygote import COLD_WORKERS

QUICK = Limits(call=1, load=20, submission=100)


def test_an_answer_comes_back(any_student):
    one = any_student("def link(W, A):\n    return W.T @ A\n")
    W, A = np.arange(6.0).reshape(2, 3), np.ones((2, 1))

    reply = one.run("dZ = link(W, A)\nn = 3", "dZ", "n", "absent", W=W, A=A)

    assert (reply.outcome, reply.failure, reply.output) == ("done", None, "")
    assert set(reply.values) == {"dZ", "n"}
    np.testing.assert_array_equal(reply.values["dZ"], W.T @ A)


def test_a_tuple_is_told_from_a_list(student):
    assert student("def f(): return 1, [2]").returns("f") == (1, [2])


def test_an_exception_shows_the_students_own_lines(any_student):
    one = any_student(
        """
        import numpy as np

        def inner(x):
            return np.linalg.solve(np.zeros((2, 2)), x)

        def outer(x):
            return inner(x)
        """
    )

    reply = one.run("a = 1\nb = outer(x)", "a", "b", x=np.ones(2))

    assert reply.outcome == "raised"
    assert reply.values == {"a": 1}
    assert (reply.failure.type, reply.failure.message) == ("LinAlgError", "Singular matrix")
    assert [(frame.file, frame.line, frame.function) for frame in reply.failure.frames] == [
        ("question", 2, "<module>"),
        ("answers.py", 8, "outer"),
        ("answers.py", 5, "inner"),
    ]
    assert reply.failure.frames[-1].source == "return np.linalg.solve(np.zeros((2, 2)), x)"


def test_a_deep_recursion_shows_its_beginning_and_its_end(student):
    reply = student("def f(n):\n    return f(n + 1)\n").run("f(0)")

    assert reply.failure.type == "RecursionError"
    assert 3 <= len(reply.failure.frames) <= 10
    assert reply.failure.frames[0].file == "question"


def test_a_file_beside_the_submission_can_be_imported_and_read(student):
    one = student(
        "import helper\ndef f(): return helper.g(), open('data/x.txt').read()\n",
        files={
            "helper.py": b"def g():\n    return 7\ndef broken():\n    return 1 / 0\n",
            "data/x.txt": b"text",
        },
    )

    assert one.returns("f") == (7, "text")
    (_, frame) = one.run("helper.broken()").failure.frames
    assert (frame.file, frame.line, frame.source) == ("helper.py", 4, "return 1 / 0")


def test_a_file_beside_the_submission_shadows_no_library(student):
    one = student(
        "import numpy as np\nimport statistics\n", files={"numpy.py": b"", "statistics.py": b""}
    )

    assert one.load().remarks == ()
    assert one.value("np.ones(1).sum() + statistics.mean([1])") == 2


def test_prints_belong_to_the_answer_that_made_them(any_student):
    one = any_student(
        """
        import os, sys
        def f(word):
            print(word, end="")
            print(" to stderr", file=sys.stderr)
            os.write(1, b"raw\\n")
        """
    )

    # Without an end of line the text waits in a buffer until the reply: behind what was written
    # past it.
    assert sorted(one.run("f('one')").output) == sorted("one to stderr\nraw\n")
    assert one.run("pass").output == ""
    assert sorted(one.run("f('two')").output) == sorted("two to stderr\nraw\n")


def test_calls_that_are_made_at_once_are_answered_in_order(any_student):
    one = any_student("calls = []\ndef f(x): calls.append(x); return len(calls)\n")

    replies = list(one.run_all(*(f"x = [f({i}), np.full((90, 90), {i})]" for i in range(30))))

    assert [reply.values["x"][0] for reply in replies] == list(range(1, 31))
    assert all((reply.values["x"][1] == i).all() for i, reply in enumerate(replies))


def test_prints_of_calls_that_are_made_at_once_belong_to_their_calls(any_student):
    one = any_student("import os\ndef f(word): print(word); os.write(2, b'raw')\n")

    replies = list(one.run_all("f('one')", "pass", "f('two' * 50_000)", "f('three')"))

    assert [reply.output[:6] for reply in replies] == ["one\nra", "", "twotwo", "three\n"]
    assert replies[2].output.endswith("... (140004 more characters)")


COUNTING = "calls = 0\ndef f():\n    global calls\n    calls += 1\n    return calls\n"


def test_the_calls_after_one_that_raises_with_no_value_are_not_made(student):
    one = student(COUNTING)

    replies = list(one.run_all("x = f()", "x = f() / 0", "x = f()"))

    assert [reply.outcome for reply in replies] == ["done", "raised"]
    assert one.value("calls") == 2


def test_the_calls_after_one_that_raises_with_a_value_are_made(student):
    one = student(COUNTING)

    replies = list(one.run_all(*["x = f(); y = x / 0"] * 3))

    assert [(reply.outcome, reply.values) for reply in replies] == [
        ("raised", {"x": i}) for i in (1, 2, 3)
    ]


def test_a_call_that_hangs_ends_the_calls_at_its_own_limit(student):
    one = student("import time, os\nhere = os.getpid()\n")
    process = one.value("here")

    began = time.monotonic()
    replies = list(
        one.run_all("x = 1", "time.sleep(0.3); x = 2", "time.sleep(60)", "x = 4", limit=1.0)
    )

    assert time.monotonic() - began < 10
    assert [reply.outcome for reply in replies] == ["done", "done", "timed_out"]
    assert one.value("here") != process


def test_a_process_that_dies_loses_no_earlier_reply(any_student):
    one = any_student("import os\n")

    replies = list(
        one.run_all(
            "x = 1; print('first')", "print('last words', flush=True); os._exit(3)", "x = 3"
        )
    )

    assert [(reply.outcome, reply.output) for reply in replies] == [
        ("done", "first\n"),
        ("crashed", "last words\n"),
    ]
    assert one.value("1 + 1") == 2


def test_who_stops_listening_gets_a_new_process(student):
    one = student("import os, time\nhere = os.getpid()\n")
    process = one.value("here")

    replies = one.run_all("x = 1", "time.sleep(30)", "x = 3")
    assert next(replies).values == {"x": 1}
    replies.close()

    assert one.value("here") != process


def test_an_import_that_was_begun_and_not_waited_for_is_begun_again(workers):
    modules = {name: Module(name, f"{name}.py", (Cell("x = 1"),)) for name in ("one", "two")}
    with workers.session(Bundle(modules, {})) as session:
        session.begin_load("one")
        assert session.load("two").outcome == "done"
        assert session.load("one").names == ("x",)


def test_the_time_of_the_submission_may_end_between_calls(student):
    one = student("import time\n", limits=Limits(call=5, load=20, submission=2))

    replies = list(one.run_all(*["time.sleep(0.8)"] * 6))

    assert replies[-1].outcome == "no_time"
    assert [reply.outcome for reply in replies[:-1]] == ["done"] * (len(replies) - 1)
    assert 2 <= len(replies) <= 4


def test_what_the_grader_does_meanwhile_is_not_charged(student):
    one = student("", limits=Limits(call=5, load=1, submission=1))

    one.session.begin_load("answers")
    time.sleep(1.5)
    assert one.load().outcome == "done"
    for _ in range(2):
        replies = one.run_all("x = 1", "x = 2")
        time.sleep(1.5)
        assert [reply.outcome for reply in replies] == ["done"] * 2


def test_what_it_takes_to_replace_processes_is_charged_to_who_ends_them(student, monkeypatch):
    one = student("import os", limits=Limits(call=5, load=5, submission=0.6))
    start = one.session._start

    def slow_start():
        time.sleep(0.25)
        return start()

    monkeypatch.setattr(one.session, "_start", slow_start)
    outcomes = [one.run("os._exit(3)").outcome for _ in range(5)]

    assert outcomes[0] == "crashed"
    assert outcomes[-1] == "no_time"


@pytest.mark.parametrize("left", [{"submission": 1}, {"deadline": 1}])
def test_what_the_grader_does_meanwhile_gives_nobody_more_time(student, left):
    now = time.monotonic()
    limits = {name: seconds + (now if name == "deadline" else 0) for name, seconds in left.items()}
    one = student(
        "import time\ndef f(): time.sleep(30)\n", limits=Limits(call=20, load=20, **limits)
    )
    one.load()

    began = time.monotonic()
    replies = one.run_all("f()")
    time.sleep(0.5)
    [reply] = replies

    assert reply.outcome == "no_time"
    assert time.monotonic() - began < 4


def test_closing_the_output_stream_loses_no_reply(student):
    one = student("import os\ndef f(): os.close(1); os.close(2); return 7\n")

    assert [reply.values for reply in one.run_all("x = f()", "x = 8")] == [{"x": 7}, {"x": 8}]


def test_a_boundary_that_the_code_writes_itself_mixes_up_its_own_prints_only(student):
    one = student(
        """
        import os, struct, sys
        def forge():
            frame = sys._getframe()
            while "ident" not in frame.f_locals:
                frame = frame.f_back
            ident = struct.pack("<Q", frame.f_locals["ident"])
            os.write(1, b"mine" + b"\\0AGW1" + ident + b"later")
            return 7
        """
    )

    first, second = one.run_all("x = forge()", "x = 8")

    assert (first.outcome, first.output, first.values) == ("done", "mine", {"x": 7})
    assert (second.outcome, second.values) == ("done", {"x": 8})
    assert second.output.startswith("later")
    assert one.run("print('next')").output == "next\n"


def test_long_output_is_cut(student):
    reply = student("").run("for i in range(2000): print('0123456789')")

    assert reply.outcome == "done"
    assert reply.output.endswith("\n... (12000 more characters)")
    assert len(reply.output) < 10_100


def test_random_numbers_are_the_same_for_every_call_with_the_same_seed(student):
    one = student(
        "import random\nrandom.random()\ndef f(): return random.random(), "
        "float(np.random.rand())\nimport numpy as np"
    )
    draw = "x = f()"

    first = one.run(draw, "x", seed=3).values["x"]

    assert one.run(draw, "x", seed=3).values["x"] == first
    assert one.run(draw, "x", seed=2**63 - 1).values["x"] != first


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    from draws import g\n    return g()",
        "def f():\n    get_ipython().run_line_magic('run', 'draws.py')\n    return g()",
        "def f():\n    import colorsys, sys\n    return sys.modules['ran' + 'dom'].random()",
    ],
)
def test_random_numbers_that_another_file_draws_are_the_same_for_every_call(student, source):
    beside = {"draws.py": b"import random\ndef g(): return random.random()\n"}
    one = student(source, files=beside if "draws" in source else {})

    drawn = [one.run("x = f()", "x", seed=seed).values.get("x") for seed in (3, 4, 3)]

    assert drawn[0] == drawn[2] != drawn[1]


@pytest.mark.parametrize(
    "reached",
    [
        "sys.modules['ran' + 'dom']",
        "getattr(np, 'ran' + 'dom')",
        "vars(np)['ran' + 'dom']",
        "__import__('ran' + 'dom')",
        "eval('np.ran' + 'dom')",
        "os.sys.modules['numpy.ran' + 'dom']",
    ],
)
def test_a_generator_that_is_reached_without_its_name_draws_the_same_for_every_call(
    reached, student
):
    source = f"import os\nimport numpy as np\nimport sys\ndef f(): return {reached}.uniform(0, 1)"
    many = [student(source) for _ in range(COLD_WORKERS + 2)]  # some before the warm-up, some after

    drawn = {one.run("x = f()", "x", seed=seed).values["x"] for one in many for seed in (3, 4, 3)}

    assert len(drawn) == 2


def test_what_reaches_a_generator_after_all_draws_the_same_in_every_process(student, monkeypatch):
    monkeypatch.setattr(session, "may_draw", lambda _code: False)
    source = "import sys\ndrawn = sys.modules['ran' + 'dom'].uniform(0, 1)"

    assert student(source).value("drawn") == student(source).value("drawn")


def test_hashes_are_the_same_in_every_process(zygote_workers, fresh_workers, open_with):
    source = "def f(): return list({'alpha', 'beta', 'gamma', 'delta', 'epsilon'})"

    orders = [
        open_with(workers, source).returns("f") for workers in (zygote_workers, fresh_workers)
    ]

    assert orders[0] == orders[1]


def test_inputs_are_fresh_copies_for_every_call(student):
    one = student("def spoil(A):\n    A += 1\n    return A\n")
    A = np.zeros(2)

    for _ in range(2):
        np.testing.assert_array_equal(one.value("spoil(A)", A=A), [1, 1])
    np.testing.assert_array_equal(A, [0, 0])


def test_what_one_call_binds_the_next_does_not_see(student):
    one = student("")
    one.run("x = 1", "x")

    assert one.run("y = x", "y").failure.type == "NameError"


def test_a_value_that_is_no_array_is_named(student):
    assert student("def f(): return (x for x in ())").returns("f") == Foreign("generator", None)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("import sys; sys.exit(3)", "SystemExit"),
        ("exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("input('n? ')", "EOFError"),
        ("import numpy as np; np.ones(2**40)", "MemoryError"),
    ],
)
def test_ways_to_leave_are_failures_of_that_answer_only(student, statement, kind):
    one = student("def f(): return 1")

    reply = one.run(statement)

    assert (reply.outcome, reply.failure.type) == ("raised", kind)
    assert one.returns("f") == 1


def test_input_says_why_it_can_not_answer(student):
    assert "nobody is there to type" in student("").run("input()").failure.message
    assert student("import sys").value("sys.stdin.read()") == ""


def test_warnings_of_numpy_are_output_and_no_failure(student):
    reply = student("import numpy as np\ndef f(x):\n    return x / np.zeros(1)\n").run(
        "y = f(x)", "y", x=np.ones(1)
    )

    assert reply.outcome == "done"
    assert np.isinf(reply.values["y"])
    assert "answers.py:3: RuntimeWarning" in reply.output


def test_a_hanging_answer_costs_its_own_time_and_nothing_else(any_student):
    one = any_student(
        "def f(): return 1\ndef hang():\n    print('before')\n    n = 0\n    while True: n += 1",
        limits=QUICK,
    )

    assert one.returns("f") == 1
    for _ in range(2):
        reply = one.run("x = 1\nhang()", "x")
        assert (reply.outcome, reply.values, reply.output) == ("timed_out", {}, "before\n")
        assert reply.failure.message == "it took longer than 1 s"
        assert one.returns("f") == 1


def test_a_call_that_is_seen_never_to_end_is_ended_and_the_process_goes_on(any_student):
    one = any_student("def hang(n):\n    i = 0\n    while i < n:\n        j = i + 1\n    return j")

    reply = one.run("hang(3)")

    assert (reply.outcome, reply.failure.type) == ("raised", ENDLESS)
    assert "line 3" in reply.failure.message
    assert (one.session.is_clean, one.run("x = 1", "x").values) == (False, {"x": 1})


def test_a_call_can_have_a_limit_of_its_own(student):
    one = student("def hang():\n    n = 0\n    while True: n += 1")

    reply = one.run("hang()", limit=0.5)

    assert (reply.outcome, reply.failure.message) == ("timed_out", "it took longer than 0.5 s")


def test_every_answer_of_a_file_that_always_hangs_is_told_so(student):
    one = student(
        "def hang():\n    n = 0\n    while True: n += 1",
        limits=Limits(call=0.1, load=20, submission=100),
    )

    assert [one.run("hang()").outcome for _ in range(20)] == 20 * ["timed_out"]


def test_a_submission_that_used_up_its_time_gets_no_more(student):
    one = student(
        "def hang():\n    n = 0\n    while True: n += 1",
        limits=Limits(call=1, load=20, submission=1.5),
    )

    outcomes = [one.run("hang()").outcome for _ in range(3)]

    assert outcomes == ["timed_out", "no_time", "no_time"]
    assert "submission as a whole" in one.run("pass").failure.message


def test_the_graders_own_time_is_not_charged_to_the_student(student):
    one = student("def f(): return 1", limits=Limits(call=1, load=1, submission=1))
    one.load()
    time.sleep(1.2)

    assert one.returns("f") == 1


def test_two_sessions_at_a_time_do_not_meet(student):
    one, two = student("x = 1\ndef f(): return x"), student("x = 2\ndef f(): return x")

    assert [one.returns("f"), two.returns("f"), one.returns("f")] == [1, 2, 1]


def test_modules_of_one_submission_share_a_process(workers):
    cells = {
        "one": "state = []",
        "two": "import one\none.state.append(2)\ndef f(): return one.state",
    }
    modules = {name: Module(name, f"{name}.py", (Cell(source),)) for name, source in cells.items()}
    with workers.session(Bundle(modules, {})) as session:
        session.load("one")
        [reply] = session.calls([Request("two", "x = f()", {}, ("x",), "question", 0)])

    assert reply.values == {"x": [2]}


def test_cells_of_a_notebook_are_shown_by_their_label(workers):
    cells = (
        Cell("def f():\n    return g()\n", "cell 1"),
        Cell("def g():\n    return 1 / 0\n", "cell 3"),
    )
    with workers.session(Bundle({"hw": Module("hw", "hw.ipynb", cells)}, {})) as session:
        [reply] = session.calls([Request("hw", "f()", {}, (), "question", 0)])

    assert [frame.file for frame in reply.failure.frames] == [
        "question",
        "hw.ipynb, cell 1",
        "hw.ipynb, cell 3",
    ]
    assert reply.failure.frames[-1].source == "return 1 / 0"


@pytest.mark.parametrize("value", [object(), np.array([None]), {1: 2}])
def test_an_input_that_can_not_be_sent_is_the_graders_fault(student, value):
    one = student("def f(): return 1")

    with pytest.raises(GraderError, match="can not be sent"):
        one.run("x = y", "x", y=value)
    assert one.returns("f") == 1


def test_a_module_that_is_not_in_the_bundle_is_the_graders_fault(workers):
    with (
        workers.session(Bundle({}, {})) as session,
        pytest.raises(GraderError, match="no module 'absent'"),
    ):
        session.load("absent")


def test_a_python_that_can_not_be_started_is_the_graders_fault():
    with pytest.raises(GraderError, match="could not be started"):
        Workers(python="/nowhere/python")


@pytest.mark.parametrize("model", ["zygote", "fresh"])
def test_a_python_that_does_not_get_ready_is_the_graders_fault(model, tmp_path):
    broken = tmp_path / "python"
    broken.write_text(f"#!{sys.executable}\nraise SystemExit('no numpy here')\n")
    broken.chmod(0o755)
    with (
        Workers(python=str(broken), model=model) as workers,
        pytest.raises(GraderError, match="no numpy here"),
    ):
        _ = workers.isolation


def test_nothing_is_left_of_a_workers_folder(any_student):
    one = any_student("import os", files={"a/b.txt": b""}, limits=QUICK)
    write = "open('c', 'w').close(); os.mkdir('d'); os.chmod('d', 0); folder = os.getcwd()"
    folders = [Path(one.run(write, "folder").values["folder"])]
    assert folders[0].is_dir()

    assert one.run("open('e', 'w').close(); os._exit(0)").outcome == "crashed"
    folders.append(Path(one.run(write, "folder").values["folder"]))
    assert one.run("n = 0\nwhile True: n += 1").outcome == "timed_out"
    one.session.close()

    assert not any(folder.exists() for folder in folders)

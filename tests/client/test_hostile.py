"""Students' code at its worst, by accident or not: it costs its own answer, and the next one is
graded.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.client import zygote_spawner
from autograder.client.workers import Workers
from autograder.errors import GraderError
from autograder.worker.messages import Limits
from autograder.worker.protocol import Foreign

pytestmark = pytest.mark.slow

QUICK = Limits(call=1, load=20, submission=100)
GOOD = "\nimport os, signal, sys, threading, time\ndef good(): return 1\n"

linux = pytest.mark.skipif(sys.platform != "linux", reason="uses what only Linux has")


@pytest.mark.parametrize(
    ("statement", "outcome", "kind"),
    [
        ("os._exit(0)", "crashed", "SystemExit"),
        ("os._exit(3)", "crashed", "SystemExit"),
        ("os.abort()", "crashed", "SIGABRT"),
        ("os.kill(os.getpid(), signal.SIGTERM)", "crashed", "SIGTERM"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "crashed", "SIGKILL"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crashed", "SIGSEGV"),
    ],
)
def test_a_process_that_dies_is_a_crash_of_that_answer(student, statement, outcome, kind):
    one = student(GOOD)

    reply = one.run(f"x = 1; print('last words'); {statement}", "x")

    assert (reply.outcome, reply.failure.type, reply.output) == (outcome, kind, "last words\n")
    assert one.returns("good") == 1


@pytest.mark.parametrize(
    "statement",
    [
        "while True: pass",
        "time.sleep(1e6)",
        "os.kill(os.getpid(), signal.SIGSTOP)",
        "threading.Event().wait()",
        "np.linalg.matrix_power(np.ones((3000, 3000)), 3**200)",
        "[signal.signal(s, signal.SIG_IGN) for s in range(1, 32) if s not in (9, 19)]\n"
        "while True: pass",
        "try:\n    while True: pass\nexcept BaseException: pass",
    ],
)
def test_a_process_that_hangs_is_killed(student, statement):
    one = student(GOOD, limits=QUICK)

    assert one.run(statement).outcome == "timed_out"
    assert one.returns("good") == 1


def test_a_fresh_process_that_crashes_or_stops_is_replaced_too(fresh_workers, open_with):
    one = open_with(fresh_workers, GOOD, limits=QUICK)

    assert one.run("os.kill(os.getpid(), signal.SIGSTOP)").outcome == "timed_out"
    assert one.run("os._exit(3)").failure.message.startswith("the process ended with exit status 3")
    assert one.returns("good") == 1


@pytest.mark.parametrize(
    "statement",
    [
        "while True: print('A' * 65536)",
        "while True: os.write(2, b'A' * 65536)",
        "os.write(1, b'A' * (20 << 20))",
    ],
)
def test_a_flood_of_output_is_cut_off(any_student, statement):
    one = any_student(GOOD)

    reply = one.run(statement)

    assert reply.outcome == "flooded"
    assert reply.output.startswith("A" * 10_000)
    assert len(reply.output) < 11_000
    assert one.returns("good") == 1


def test_a_flood_from_the_background_is_cut_off(student):
    one = student(GOOD)
    one.run(
        "threading.Thread(target=lambda: [os.write(1, b'A' * 65536) for _ in range(1000)], "
        "daemon=True).start()"
    )

    assert one.run("time.sleep(60)").outcome == "flooded"
    assert one.returns("good") == 1


@pytest.mark.parametrize(
    "garbage",
    [
        "b'garbage' * 100",
        "bytes(100)",
        "struct.pack('<4sBQQ', b'AGW1', 6, 12345, 1) + b'T'",
        "struct.pack('<4sBQQ', b'AGW1', 6, 12345, 0)",
    ],
)
def test_garbage_and_forged_replies_on_every_descriptor_are_no_answer(any_student, garbage):
    one = any_student(GOOD)
    write = f"""
        import struct
        for fd in range(3, 64):
            try: os.write(fd, {garbage})
            except OSError: pass
    """

    reply = one.run(write)

    assert (reply.outcome, reply.values) == ("protocol", {})
    assert one.returns("good") == 1


def test_a_reply_to_a_request_that_was_not_read_is_no_answer(student):
    one = student(
        """
        import sys, time
        from threading import Thread
        def answer_by_the_header():
            frame = sys._getframe(1)
            while "pipes" not in frame.f_locals: frame = frame.f_back
            pipes = frame.f_locals["pipes"]
            def wait():
                head = pipes._read(21)
                pipes.send(6, int.from_bytes(head[5:13], "little"), ({}, None, [], []))
                time.sleep(60)
            pipes.receive = wait
        """
    )
    one.run("answer_by_the_header()")

    large = one.run("x = A", "x", A=np.zeros(100_000))

    assert (large.outcome, large.values) == ("protocol", {})
    assert one.run("x = A.sum()", "x", A=np.ones(100_000)).values == {"x": 1e5}


def test_the_header_of_a_huge_reply_is_enough_to_end_it(student):
    one = student(GOOD)

    reply = one.run(
        """
        import struct
        for fd in range(3, 64):
            try: os.write(fd, struct.pack('<4sBQQ', b'AGW1', 6, 1, 1 << 62))
            except OSError: pass
        """
    )

    assert reply.outcome == "flooded"
    assert one.returns("good") == 1


def test_a_forged_reply_with_the_right_id_is_only_data(student):
    one = student(GOOD)

    reply = one.run(
        """
        frame = sys._getframe()
        while 'ident' not in frame.f_locals: frame = frame.f_back
        pipes = frame.f_locals['pipes']
        pipes.send(6, frame.f_locals['ident'], ({'x': 5}, None, [], []))
        os._exit(0)
        """,
        "x",
    )

    assert (reply.outcome, reply.values) == ("done", {"x": 5})
    assert one.run("pass").outcome == "crashed"
    assert one.returns("good") == 1


@pytest.mark.parametrize(
    "value",
    [
        "({'other': 5}, None, [], [])",
        "(5, None, [], [])",
        "({},)",
        "[{}, None]",
        "({}, None, [])",
        "({}, {'type': 'E', 'message': 5, 'frames': []}, [], [])",
        "({}, {'type': 'E', 'message': '', 'frames': [(1, 2)]}, [], [])",
        "({}, None, [(1, 2)], [])",
        "({}, None, [], 5)",
    ],
)
def test_a_reply_with_other_parts_is_no_answer(student, value):
    one = student(GOOD)

    reply = one.run(
        f"""
        frame = sys._getframe()
        while 'ident' not in frame.f_locals: frame = frame.f_back
        frame.f_locals['pipes'].send(6, frame.f_locals['ident'], {value})
        os._exit(0)
        """,
        "x",
    )

    assert (reply.outcome, reply.values) == ("protocol", {})
    assert one.returns("good") == 1


@pytest.mark.parametrize(
    ("statement", "outcome"),
    [
        ("os.closerange(0, 64)", "crashed"),
        ("os.closerange(3, 64)\nwhile True: pass", "protocol"),
        ("os.closerange(0, 3)", "done"),
        ("sys.stdout.close(); sys.stderr.close()", "done"),
        ("sys.stdout = sys.stderr = None", "done"),
    ],
)
def test_closing_descriptors_costs_no_other_answer(student, statement, outcome):
    one = student(GOOD, limits=QUICK)

    assert one.run(statement).outcome == outcome
    assert one.returns("good") == 1


def test_reading_the_requests_away_ends_in_a_time_out(student):
    one = student(GOOD, limits=QUICK)

    assert one.run("for fd in range(3, 6): os.read(fd, 1)").outcome == "timed_out"
    assert one.returns("good") == 1


def test_a_reply_beyond_the_cap_is_named_and_not_sent(student):
    one = student(GOOD)

    reply = one.run("x = np.zeros(10**7); y = 1", "x", "y")

    assert reply.values == {
        "x": Foreign("numpy.ndarray of shape (10000000,), too large to be sent", None),
        "y": 1,
    }
    big = one.run("x = np.ones(10**6)", "x", reply_cap=9 << 20)
    np.testing.assert_array_equal(big.values["x"], np.ones(10**6))


def test_hostile_objects_in_a_reply_are_named_or_refused(student):
    one = student(
        """
        import numpy as np
        class Equal(np.ndarray):
            def __eq__(self, other): return True
            def __array_finalize__(self, other): self.extra = 1
            def astype(self, *a, **k): raise SystemExit
            tobytes = copy = astype
        class Loud:
            def __array__(self, *a, **k): raise KeyboardInterrupt
        class BadError(Exception):
            def __str__(self): raise self
        """
    )

    equal, loud = one.value("(np.ones(2).view(Equal), Loud())")
    assert equal.type_name == "answers.Equal"
    np.testing.assert_array_equal(equal.array, [1, 1])
    assert loud == Foreign("answers.Loud", None)
    assert one.run("raise BadError").failure.type == "BadError"


def test_text_of_the_students_is_bounded_and_printable(student):
    one = student("def f(): raise ValueError('\\x1b[2J\\x00' + 'A' * 10**6)\n")

    reply = one.run("f()")

    assert reply.failure.message.startswith("\ufffdAAA")
    assert 1900 < len(reply.failure.message) <= 2000


def test_paths_and_addresses_are_masked(student):
    one = student("class A: pass\ndef f():\n    print(A())\n    open('not there.txt', 'rb')\n")

    reply = one.run("import os; f(open(os.path.abspath('x'), 'w').name)")
    assert reply.failure.message.startswith("f() takes 0 positional")
    reply = one.run("f()")
    assert reply.output == "<answers.A object at 0x...>\n"
    reply = one.run("import os; open(os.path.abspath('not there.txt'))")
    assert reply.failure.message == "[Errno 2] No such file or directory: 'not there.txt'"


@pytest.mark.parametrize("limit", ["10**4", "2000"])
def test_a_recursion_without_end_is_survived(student, limit):
    one = student(GOOD, limits=QUICK)

    outcome = one.run(f"sys.setrecursionlimit({limit})\ndef f(n): return f(n + 1)\nf(0)").outcome

    assert outcome in ("crashed", "raised", "timed_out")
    assert one.returns("good") == 1


def test_source_that_ends_its_reader_is_survived(student):
    one = student("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")

    assert one.load().outcome in ("raised", "crashed", "done")
    assert one.value("1 + 1") == 2


def test_a_patched_numpy_and_patched_builtins_are_seen_by_nobody_else(student):
    one = student(
        "import builtins, numpy as np\nnp.allclose = np.array_equal = lambda *a: True\n"
        "builtins.abs = lambda x: 0\n"
        "def f(): return 1\n"
    )

    assert one.returns("f") == 1
    assert not np.allclose(0, 1)
    assert abs(-1) == 1


def test_no_other_module_of_the_grader_can_be_imported_by_name(any_student):
    one = any_student("")
    tries = """
        found = []
        for name in ("autograder.errors", "autograder.client.workers", "autograder.grading.grade",
                     "tests", "reference"):
            try:
                __import__(name)
                found.append(name)
            except ImportError:
                pass
    """

    assert one.run(tries, "found").values == {"found": []}


@pytest.mark.parametrize("model", ["zygote", "fresh"])
def test_nothing_of_the_graders_environment_is_seen(model, open_with, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SEED", "secret")
    with Workers(model=model) as workers:
        names = open_with(workers, "import os").value("sorted(os.environ)")

    assert "AUTOGRADER_SEED" not in names
    assert {"PYTHONHASHSEED", "HOME", "TMPDIR"} <= set(names)


# --- files and processes ---


def test_files_that_a_student_deletes_are_there_for_the_next_worker(student):
    one = student(GOOD, files={"data.txt": b"data"})
    one.run(
        """
        import shutil
        for name in os.listdir('.'):
            try: os.remove(name)
            except OSError: pass
        os._exit(0)
        """
    )

    assert one.value("open('data.txt').read()") == "data"


@linux
def test_a_file_can_not_grow_without_end(student):
    one = student(GOOD)

    reply = one.run("with open('big', 'wb') as f:\n    for _ in range(50): f.write(bytes(1 << 20))")

    assert (reply.outcome, reply.failure.type) == ("raised", "OSError")


@linux
def test_memory_without_end_is_a_memory_error_of_that_answer(student):
    one = student(GOOD)

    reply = one.run("blocks = []\nwhile True: blocks.append(np.empty(1 << 24))")

    assert (reply.outcome, "MemoryError" in reply.failure.type) == ("raised", True)
    assert one.returns("good") == 1


@linux
def test_threads_left_running_end_with_the_session(student, gone):
    one = student(GOOD)
    one.run("threading.Thread(target=time.sleep, args=(1e6,)).start()")
    pid = one.value("os.getpid()")
    one.session.close()

    assert gone(pid)


LEAVE_A_DAEMON = """
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.write(write, str(os.getpid()).encode())
            while True: time.sleep(1)
        os._exit(0)
    os.wait()
    daemon = int(os.read(read, 20))
"""


@linux
@pytest.mark.parametrize(
    "ending", ["", "print(daemon); os._exit(0)", "print(daemon); time.sleep(1e6)"]
)
def test_a_daemon_left_behind_is_killed(open_student, gone, ending):
    one = open_student(GOOD, limits=QUICK)

    reply = one.run(f"{LEAVE_A_DAEMON}\n    {ending}", "daemon")
    daemon = int(reply.values.get("daemon", 0) or reply.output)
    one.session.close()

    assert gone(daemon)


@linux
def test_a_child_that_comes_back_from_the_call_answers_nothing(open_student):
    one = open_student(GOOD)

    reply = one.run("pid = os.fork()\nif pid: os.waitpid(pid, 0)", "pid")

    assert reply.outcome == "done"
    assert reply.values["pid"] > 0
    assert one.returns("good") == 1


@linux
def test_children_that_hold_the_pipes_open_do_not_hide_a_crash(open_student):
    one = open_student(GOOD, limits=Limits(call=60, load=20, submission=100))

    reply = one.run("if os.fork() == 0: time.sleep(1e6)\nos._exit(5)")

    assert reply.outcome == "crashed"
    assert one.returns("good") == 1


@linux
def test_a_tree_of_processes_is_killed(open_student, gone):
    one = open_student(GOOD, limits=QUICK)

    reply = one.run(
        """
        for _ in range(4): os.fork()
        os.setpgid(0, 0) if os.getpid() != os.getsid(0) else None
        os.write(1, f"{os.getpid()}\\n".encode())
        time.sleep(1e6)
        """
    )

    pids = [int(line) for line in reply.output.split()]
    assert len(pids) == 16
    assert all(map(gone, pids))


@linux
def test_a_zygote_that_is_killed_is_replaced(open_with, gone):
    with Workers(model="zygote", leave_out=("landlock", "seccomp")) as workers:
        one = open_with(workers, GOOD, limits=QUICK)
        if "uid" in workers.isolation:
            pytest.skip("a worker with a user of its own can not reach the zygote")
        zygote, worker = one.value("(os.getppid(), os.getpid())")

        reply = one.run("os.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(1e6)")

        assert reply.outcome in ("crashed", "protocol")
        assert one.returns("good") == 1
        assert gone(zygote)
        assert gone(worker)


@linux
@pytest.mark.slow
def test_a_zygote_that_is_stopped_is_replaced(open_with, gone, monkeypatch):
    monkeypatch.setattr(zygote_spawner, "_CONTROL_SECONDS", 2.0)
    with Workers(model="zygote", leave_out=("landlock", "seccomp")) as workers:
        one = open_with(workers, GOOD, limits=QUICK)
        if "uid" in workers.isolation:
            pytest.skip("a worker with a user of its own can not reach the zygote")
        zygote = one.value("os.getppid()")

        assert one.run("os.kill(os.getppid(), signal.SIGSTOP)\nos._exit(0)").outcome in (
            "crashed",
            "protocol",
        )
        assert one.returns("good") == 1
        assert gone(zygote)


@linux
def test_no_process_outlives_its_source(open_with, gone):
    with Workers(model="zygote") as workers:
        one = open_with(workers, GOOD)
        zygote, worker = one.value("(os.getppid(), os.getpid())")

    assert gone(worker)
    assert gone(zygote)
    with pytest.raises(GraderError, match="closed"):
        one.returns("good")


@linux
def test_the_zygote_and_its_workers_end_when_the_grader_is_killed(gone, scratch):
    script = scratch / "grader.py"
    script.write_text(
        "import os, sys, signal\n"
        "from autograder.client.workers import Workers\n"
        "from autograder.worker.messages import *\n"
        "workers = Workers(model='zygote', scratch=os.path.dirname(__file__))\n"
        "bundle = Bundle({'m': Module('m', 'm.py', (Cell(''),))}, {})\n"
        "session = workers.session(bundle)\n"
        "code = 'import os; x = os.getppid(), os.getpid(); import signal; signal.signal(15, "
        "signal.SIG_IGN)'\n"
        "[reply] = session.calls([Request('m', code, {}, ('x',), 'q', 0)])\n"
        "print(*reply.values['x'], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
    )
    zygote, worker = map(int, done.stdout.split())

    assert gone(zygote)
    assert gone(worker)


def test_a_reply_of_many_small_parts_is_no_answer(student):
    one = student(
        """
        import sys
        def f():
            encoder = sys.modules["autograder.worker.portable"].Portable
            encoder.convert = lambda self, value: [True] * 100_000
        """
    )

    assert one.run("f(); x = 1", "x", reply_cap=1 << 18).outcome == "protocol"

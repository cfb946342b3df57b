"""An honest answer loses nothing by what an earlier one has left behind."""

from __future__ import annotations

import pytest

from autograder.client import live_worker
from autograder.errors import GraderError

pytestmark = pytest.mark.slow

PROBLEMS = """
first: {given: {v: "vector[m]"}, forward: sum(v**2), answer: first(v), wrt: v, shape: [m, 1]}
second: {given: {v: "vector[m]"}, forward: sum(v**3), answer: second(v), wrt: v, shape: [m, 1]}
"""
HEAD = """
import atexit, gc, os, random, signal, sys, threading, time
import numpy as np
kept = []
def in_a_thread(action):
    threading.Thread(target=action, daemon=True).start()
def after(seconds, action):
    def run():
        time.sleep(seconds)
        action()
    in_a_thread(run)
"""
HONEST = """
def second(v):
    time.sleep(0.02)
    return 3 * v**2 + np.exp(-1000.0) * 0
"""
AWKWARD = {
    "an alarm": "signal.alarm(1)",
    "a timer of real time": "signal.setitimer(signal.ITIMER_REAL, 0.005)",
    "a timer of processor time": "signal.setitimer(signal.ITIMER_PROF, 0.005, 0.005)",
    "a timer of its own time": "signal.setitimer(signal.ITIMER_VIRTUAL, 0.005, 0.005)",
    "an exit soon": "after(0.01, lambda: os._exit(0))",
    "an exit with a status": "after(0.01, lambda: os._exit(7))",
    "a kill soon": "after(0.01, lambda: os.kill(os.getpid(), signal.SIGKILL))",
    "an abort soon": "after(0.01, lambda: os.kill(os.getpid(), signal.SIGABRT))",
    "an exit hook": "atexit.register(lambda: os._exit(3))",
    "errors of numpy": "np.seterr(all='raise')",
    "under of numpy": "np.seterr(under='raise')",
    "a call back of numpy": "np.seterrcall(lambda *a: os._exit(1)); np.seterr(all='call')",
    "memory held": "kept.append(bytearray(1 << 28))",
    "a closed output": "os.close(1)",
    "a closed error stream": "os.close(2)",
    "both streams closed": "os.close(1); os.close(2)",
    "no standard output": "sys.stdout = None",
    "requests closed": "[os.close(n) for n in range(3, 20) if _open(n)]",
    "garbage in every pipe": "[os.write(n, b'x') for n in range(3, 20) if _open(n)]",
    "random state": "random.seed(1); np.random.seed(1)",
    "a working folder": "os.mkdir('there'); os.chdir('there')",
    "no recursion": "sys.setrecursionlimit(60)",
    "a trace": "sys.settrace(lambda *a: None)",
    "no collection": "gc.disable()",
    "a busy thread": "in_a_thread(lambda: [None for _ in range(10**8)])",
    "ten threads": "[in_a_thread(lambda: time.sleep(60)) for _ in range(10)]",
    "a signal ignored": "signal.signal(signal.SIGALRM, signal.SIG_IGN)",
    "a flood soon": "after(0.01, lambda: [print('x' * 1000) for _ in range(30_000)])",
    "many prints": "print('x' * 100_000)",
    "an endless loop": "_loop()",
    "an exception": "raise ValueError('mine')",
    "an exit": "sys.exit(3)",
    "a hard exit": "os._exit(3)",
    "a kill": "os.kill(os.getpid(), signal.SIGKILL)",
    "too much memory": "kept.append(np.ones(2**40))",
    "too much depth": "(lambda f: f(f))(lambda f: f(f))",
    "files": "[open(f'f{n}', 'w').close() for n in range(500)]",
    "open files": "kept.extend(open(os.devnull) for _ in range(100))",
    "a huge answer": "return np.ones((600, 600))",
    "an interrupt": "raise KeyboardInterrupt",
}
HELPERS = """
def _open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
def _loop():
    while True:
        pass
"""


@pytest.mark.parametrize("kind", AWKWARD)
def test_the_honest_answer_after_an_awkward_one_is_right(grade_files, kind):
    awkward = f"def first(v):\n    {AWKWARD[kind]}\n    return 2 * v\n"

    report = grade_files(
        {"work.py": HEAD + HELPERS + awkward + HONEST}, PROBLEMS, head="time_limit: {call: 2}\n"
    )

    assert report.rows[1].status.value == "correct", (report.rows[1].message, report.remarks)


def test_an_answer_that_ends_python_by_itself_is_asked_once(grade_files, tmp_path):
    work = HEAD + "def first(v): return 2 * v\ndef second(v): os._exit(3)\n"

    report = grade_files({"work.py": work}, PROBLEMS)

    assert [row.status.value for row in report.rows] == ["correct", "crashed"]


def test_a_slow_answer_behind_another_has_its_whole_time_in_a_process_of_its_own(grade_files):
    work = HEAD + "slow = [1.2]\ndef first(v): return 2 * v\n"
    work += "def second(v): time.sleep(slow.pop() if slow else 0); return 3 * v**2\n"

    report = grade_files({"work.py": work}, PROBLEMS, head="time_limit: {call: 2}\n")

    assert [row.status.value for row in report.rows] == ["correct", "correct"]


def test_a_file_that_reads_long_is_read_again_in_full(grade_files):
    work = HEAD + "time.sleep(1.2)\nvalues = [3]\n" + "def first(v): os._exit(3)\n"
    work += "def second(v): return values[0] * v**2\n"

    report = grade_files({"work.py": work}, PROBLEMS, head="time_limit: {import: 2}\n")

    assert report.rows[1].status.value == "correct"


def test_remarks_of_a_later_reading_are_shown(grade_files):
    work = HEAD + "def first(v): open('there', 'w').close(); os._exit(3)\n"
    work += "def second(v): return 3 * v**2\n"
    work += "if os.getpid() % 2 == 0 or True:\n    kept.append(missing)\n"

    report = grade_files({"work.py": work}, PROBLEMS)

    assert any("missing" in remark for remark in report.remarks)


HIDDEN = """
first:
  given: {v: "vector[m]"}
  forward: sum(v**2)
  answer: first(v)
  wrt: v
  shape: [m, 1]
  visibility: hidden
second: {given: {v: "vector[m]"}, forward: sum(v**3), answer: second(v), wrt: v, shape: [m, 1]}
"""


def test_a_visible_row_cannot_print_the_inputs_of_a_hidden_problem(grade_files):
    work = HEAD + "def first(v): kept.append(v); open('seen', 'w').write('seen'); return 2 * v\n"
    work += "def second(v): print('kept', len(kept), os.path.exists('seen')); return 3 * v**2\n"

    report = grade_files({"work.py": work}, HIDDEN)

    assert [row.status.value for row in report.rows] == ["correct", "correct"]
    assert "kept 0 False" in report.rows[1].output


FRESH = """
first: {given: {v: "vector[m]"}, forward: sum(v**2), answer: first(v), wrt: v, shape: [m, 1]}
second:
  given: {v: "vector[m]"}
  forward: sum(v**3)
  answer: second(v)
  wrt: v
  shape: [m, 1]
  fresh: true
"""


def test_a_folder_that_another_answer_has_filled_costs_a_fresh_problem_nothing(
    grade_files, monkeypatch
):
    real, made = live_worker.make_folder, []

    def make_folder(*arguments):
        made.append(arguments)
        if len(made) == 2:  # the first is the shared process's
            raise GraderError("no space left on device")
        return real(*arguments)

    monkeypatch.setattr(live_worker, "make_folder", make_folder)

    report = grade_files({"work.py": HEAD + "def first(v): return 2 * v\n" + HONEST}, FRESH)

    assert [row.status.value for row in report.rows] == ["correct", "correct"]

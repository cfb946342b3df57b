"""A call that never ends is seen to do so, and one that ends is never taken for it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from autograder.worker.messages import ENDLESS as ENDLESS_LOOP
from autograder.worker.pictures import NotPlainError, picture

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer")

ENDLESS = {
    "on one line": """
        def f(n):
            while n > 0: pass
    """,
    "that binds on one line": """
        def f(n):
            while True: n = n
    """,
    "with three statements on a line": """
        def f(n):
            while n == 2: n = n; m = n
    """,
    "in a for loop": """
        def f(n):
            for k in range(3):
                while 1:
                    continue
    """,
    "that does nothing": """
        def f(n):
            while True:
                pass
    """,
    "that does nothing on one line": """
        def f(n):
            while True: pass
    """,
    "whose counter is forgotten": """
        def f(n):
            i = 0
            s = 0.0
            while i < n:
                s = i * 2.0
            return s
    """,
    "around another whose counter is forgotten": """
        def f(n):
            W = np.zeros((3, 2))
            i = 0
            while i < W.shape[0]:
                j = 0
                while j < W.shape[1]:
                    W[i, j] = i + j
                    j += 1
            return W
    """,
    "at a fixed point": """
        def f(n):
            x = 1.0
            while abs(x * x - 2) > 1e-20:
                x = 0.5 * (x + 2 / x)
            return x
    """,
    "that goes to and fro": """
        def f(n):
            x = 3
            while x != 100:
                x = -x
            return x
    """,
    "that calls a function": """
        def g(x):
            y = x * 2
            return y / 2

        def f(n):
            x = np.ones(3)
            while np.sum(x) < 10:
                x = g(x)
            return x
    """,
    "around a for loop": """
        def f(n):
            done = False
            while not done:
                t = 0
                for i in range(3):
                    t += i
            return t
    """,
    "inside a for loop": """
        def f(n):
            t = 0
            for k in range(4):
                while t < 5:
                    t = t
            return t
    """,
    "that reads a list": """
        def f(n):
            xs = [1, 2, 3]
            i = 0
            while i < len(xs):
                if xs[i] == 5:
                    i += 1
            return xs
    """,
    "that reads a constant": """
        LIMIT = 10

        def f(n):
            i = 0
            while i < LIMIT:
                j = i + 1
            return i
    """,
    "that binds its argument again": """
        def f(n):
            while True:
                n = n
                if n < 0:
                    return 3
    """,
}
"""Loops that go round for ever, by what they are."""
ENDING = {
    "counts": """
        def f(n):
            i = 0
            while i != -1:
                i += 1
                if i > 300_000: return 5
    """,
    "takes from an iterator": """
        def f(n):
            it = iter(range(200_000))
            x = 0
            while True:
                x = 0
                if next(it, None) is None:
                    return 5
    """,
    "counts in a global": """
        c = 0
        def g():
            global c
            c += 1
            return c

        def f(n):
            while True:
                if g() > 200_000:
                    return 5
    """,
    "is a for loop": """
        def f(n):
            import itertools
            for _ in itertools.repeat(0, 600_000):
                x = 0
            return 5
    """,
    "waits for a time": """
        def f(n):
            import time
            t = time.time()
            while time.time() < t + 0.1:
                pass
            return 5
    """,
    "draws": """
        def f(n):
            np.random.seed(0)
            while np.random.rand() < 0.99999:
                pass
            return 5
    """,
    "counts in a closure": """
        def f(n):
            c = 0
            def g():
                nonlocal c
                c += 1
                return c
            while g() < 300_000:
                pass
            return 5
    """,
    "counts in an object": """
        class C:
            n = 0

        def f(n):
            c = C()
            while c.n < 300_000:
                c.n += 1
            return 5
    """,
    "is in a try": """
        def f(n):
            try:
                i = 0
                while i < 3:
                    i = i
                    n = n
                    if 0: pass
                    raise_later = 1
                    if stop(): return 5
            except ValueError:
                return 5
        k = 0
        def stop():
            global k
            k += 1
            return k > 200_000
    """,
    "ends in a for loop": """
        def f(n):
            for k in [0] * 3_000:
                j = 0
                while j < 700:
                    j += 1
                k = 0
            return 5
    """,
    "takes from a generator": """
        def f(n):
            g = (0 for _ in range(300_000))
            x = 0
            while x == 0:
                x = next(g, 1)
            return 5
    """,
    "sorts by a function that counts": """
        k = 0
        def key(x):
            global k
            k += 1
            return 0

        def f(n):
            xs = [1, 2]
            while True:
                xs = sorted(xs, key=key)
                if k > 100_000: return 5
    """,
    "changes what it looks at": """
        def f(n):
            A = np.zeros(2)
            i = 0
            while A[0] < 40_000:
                v = A[:1]
                v += 1
            return 5
    """,
    "is ended by another thread": """
        import _thread, time
        stop = False
        def end():
            global stop
            time.sleep(0.1)
            stop = True

        def f(n):
            _thread.start_new_thread(end, ())
            time.sleep(0.01)
            while not stop:
                n = n
            return 5
    """,
    "is ended by an alarm of its own": """
        import signal
        stop = False
        def end(*_):
            global stop
            stop = True

        def f(n):
            signal.signal(signal.SIGALRM, end)
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            while not stop:
                n = n
            return 5
    """,
}
"""What returns 5 after a while, though a look may find the same values in sight twice."""


CALLS = """
import json, linecache, sys
import numpy as np
from autograder.worker.endless import EndlessWatch
from autograder.worker.failures import register_source
from autograder.worker.server import execute

watch = EndlessWatch({"work.py", "the call"}, first=0.005)
for source in json.load(sys.stdin):
    linecache.cache.clear()
    register_source("work.py", source, 1)
    defined = {"np": np}
    exec(compile(source, "work.py", "exec"), defined)
    watch.start()
    values, error = execute(defined, "y = f(2)", {}, ("y",), "the call")
    watch.stop()
    came = [values, type(error).__name__, str(error), sys.gettrace() is None]
    print(json.dumps(came), flush=True)
"""
"""Calls f of each file with 2, watched: in a process that has no thread of the test runner's."""


@pytest.fixture(scope="module")
def came_of():
    """What came of calling f(2) of each file: what it bound, and what it raised."""
    sources = [textwrap.dedent(one).lstrip("\n") for one in (*ENDLESS.values(), *ENDING.values())]
    done = subprocess.run(
        [sys.executable, "-c", CALLS],
        input=json.dumps(sources),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = map(json.loads, done.stdout.splitlines())
    return dict(zip((*ENDLESS, *ENDING), lines, strict=True))


@pytest.mark.parametrize("what", ENDLESS)
def test_a_loop_is_seen_never_to_end(came_of, what):
    values, error, _, is_untraced = came_of[what]

    assert (values, error, is_untraced) == ({}, ENDLESS_LOOP, True)


@pytest.mark.parametrize("what", ENDING)
def test_what_ends_is_left_alone(came_of, what):
    assert came_of[what] == [{"y": 5}, "NoneType", "None", True]


def test_the_line_and_the_variables_are_named(came_of):
    said = came_of["whose counter is forgotten"][2]

    assert said == "The loop in line 4 never ends: it comes round with the same i, n and s."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([0.0], [-0.0]),
        ([1], [1.0]),
        ([np.zeros(2)], [np.zeros((2, 1))]),
        ([np.zeros(2, "f4")], [np.zeros(2)]),
        ([[1], [1]], [[1]] * 2),
    ],
    ids=["sign of zero", "kind of number", "shape", "precision", "one list or two"],
)
def test_values_that_differ_have_other_pictures(one, other):
    assert picture(one) != picture(other)


def test_a_view_has_another_picture_than_a_copy():
    whole = np.zeros((2, 2))

    assert picture([whole, whole[0]]) != picture([whole, whole[0].copy()])


def test_a_nan_is_as_it_was_before():
    assert picture([np.nan, np.full(2, np.nan)]) == picture([float("nan"), np.full(2, np.nan)])


@pytest.mark.parametrize(
    "value",
    [
        iter([1]),
        object(),
        {1},
        np.array([object()]),
        np.zeros(10**5),
        np.frombuffer(bytearray(8)),
    ],
)
def test_what_is_not_plain_has_no_picture(value):
    with pytest.raises(NotPlainError):
        picture([value])

"""What tests of the worker and its client share: workers, and a short way to a submission."""

from __future__ import annotations

import os
import shutil
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from autograder.client.session import Session
from autograder.client.workers import Workers
from autograder.worker.messages import Bundle, Cell, Limits, Module, Reply, Request

LIMITS = Limits(call=20, load=20, submission=100)


class Student:
    """One submission in a single file, ``answers.py``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def load(self):
        return self.session.load("answers")

    def run(
        self,
        code: str,
        *names: str,
        seed: int = 1,
        limit: float | None = None,
        reply_cap: int = 1 << 20,
        **inputs: object,
    ) -> Reply:
        """Ask what ``code`` binds to ``names``, with ``inputs``."""
        code = textwrap.dedent(code)
        request = Request(
            "answers", code, inputs, names, "question", seed, limit=limit, reply_cap=reply_cap
        )
        [reply] = self.session.calls([request])
        return reply

    def run_all(self, *codes: str, limit: float | None = None) -> Iterator[Reply]:
        """Ask what each code binds to ``x``, all at once."""
        requests = [
            Request("answers", code, {}, ("x",), "question", 1, limit=limit) for code in codes
        ]
        return self.session.calls(requests)

    def value(self, expression: str, **inputs: object) -> object:
        reply = self.run(f"__answer__ = {expression}", "__answer__", **inputs)
        assert reply.outcome == "done", reply
        return reply.values["__answer__"]

    def returns(self, function: str) -> object:
        return self.value(f"{function}()")


OpenStudent = Callable[..., Student]


@pytest.fixture(scope="session")
def zygote_workers() -> Iterator[Workers]:
    with Workers(model="zygote") as workers:
        yield workers


@pytest.fixture(scope="session")
def fresh_workers() -> Iterator[Workers]:
    with Workers(model="fresh") as workers:
        yield workers


@pytest.fixture(scope="session")
def open_workers() -> Iterator[Workers]:
    """Workers that may start and signal processes, as on a machine without the newer layers."""
    with Workers(model="zygote", leave_out=("landlock", "seccomp")) as workers:
        yield workers


@pytest.fixture
def workers(zygote_workers: Workers) -> Workers:
    return zygote_workers


@pytest.fixture(params=["zygote", "fresh"])
def any_workers(request: pytest.FixtureRequest) -> Workers:
    return request.getfixturevalue(f"{request.param}_workers")


@pytest.fixture
def open_with() -> Iterator[OpenStudent]:
    """Open a submission with the workers given; it is closed after the test."""
    with ExitStack() as stack:

        def open_one(
            workers: Workers,
            source: str,
            limits: Limits = LIMITS,
            files: dict[str, bytes] | None = None,
        ) -> Student:
            cell = Cell(textwrap.dedent(source))
            bundle = Bundle({"answers": Module("answers", "answers.py", (cell,))}, files or {})
            return Student(stack.enter_context(workers.session(bundle, limits)))

        yield open_one


@pytest.fixture
def student(workers: Workers, open_with: OpenStudent) -> OpenStudent:
    def open_one(source: str, **options: object) -> Student:
        return open_with(workers, source, **options)

    return open_one


@pytest.fixture
def open_student(open_workers: Workers, open_with: OpenStudent) -> OpenStudent:
    def open_one(source: str, **options: object) -> Student:
        return open_with(open_workers, source, **options)

    return open_one


@pytest.fixture
def any_student(any_workers: Workers, open_with: OpenStudent) -> OpenStudent:
    def open_one(source: str, **options: object) -> Student:
        return open_with(any_workers, source, **options)

    return open_one


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder that workers with a user of their own can reach, unlike pytest's."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def gone() -> Callable[[int], bool]:
    """Say whether a process has ended, within a generous time."""

    def check(pid: int) -> bool:
        for _ in range(100):
            if not _alive(pid):
                return True
            time.sleep(0.05)
        return False

    return check

"""Grading in several processes: each has its own workers and key, and may die without harm."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from autograder.cohort.grader import Course, Grader
from autograder.cohort.model import Graded, Work
from autograder.errors import AutograderError, GraderError

__all__ = ["grade_here"]

_AHEAD: Final = 2
"""Submissions that a process has at a time: it goes on while its last result is being stored."""
_TRIES: Final = 2
"""A submission in whose grading the process died this often is given up."""
_CONTEXT: Final = multiprocessing.get_context("spawn")  # the same on every platform
_END_SECONDS: Final = 10.0


def grade_here(
    course: Course, works: Iterable[Work], _conditions: Mapping[str, Any], *, jobs: int
) -> Iterator[Graded]:
    """Yield what becomes of each submission, as it comes, from ``jobs`` processes.

    Raises:
        UsageError, StaffError, GraderError: no process can grade this course.
    """
    pool = _Pool(course, jobs)
    try:
        yield from pool.run(iter(works))
    finally:
        pool.close()


class _Process:
    """One process that grades, and what it has been given."""

    def __init__(self, course: Course) -> None:
        self.pipe, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_serve, args=(theirs, course), daemon=False)
        self.process.start()
        theirs.close()  # or its end would not be seen
        self.given: deque[Work] = deque()

    def give(self, work: Work) -> None:
        self.given.append(work)
        with contextlib.suppress(OSError):  # it has died, which is seen when its results are read
            self.pipe.send(work)

    def take(self) -> Graded | None:
        """Return the next result, or None where the process has died.

        Raises:
            AutograderError: it cannot grade this course at all.
        """
        try:
            found: Graded | AutograderError = self.pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(found, AutograderError):
            raise found
        self.given.popleft()
        return found

    def end(self) -> None:
        self.pipe.close()  # which it takes as the end of its work
        self.process.join(_END_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class _Pool:
    def __init__(self, course: Course, jobs: int) -> None:
        self._course = course
        self._processes = [_Process(course) for _ in range(jobs)]
        self._again: deque[Work] = deque()
        self._deaths: dict[str, int] = {}
        self._since_last_result = 0

    def run(self, works: Iterator[Work]) -> Iterator[Graded]:
        for process in self._processes:
            self._fill(process, works)
        while busy := [process for process in self._processes if process.given]:
            ready = wait([process.pipe for process in busy])
            for process in busy:
                if process.pipe in ready:
                    yield from self._results(process, works)

    def _results(self, process: _Process, works: Iterator[Work]) -> Iterator[Graded]:
        graded = process.take()
        if graded is None:
            graded = self._lost(process)
            process = self._processes[-1]
        else:
            self._since_last_result = 0
        self._fill(process, works)
        if graded is not None:
            yield graded

    def _fill(self, process: _Process, works: Iterator[Work]) -> None:
        while len(process.given) < _AHEAD:
            work = self._again.popleft() if self._again else next(works, None)
            if work is None:
                return
            process.give(work)

    def _lost(self, process: _Process) -> Graded | None:
        """Replace a process that died.

        What it had is given to others, unless it died of it before.
        """
        self._since_last_result += 1
        if self._since_last_result > _TRIES * len(self._processes):
            raise GraderError("processes that grade die at once: too little memory?")
        process.end()
        self._processes.remove(process)
        self._processes.append(_Process(self._course))
        suspect, *others = process.given
        self._again.extendleft(reversed(others))
        self._deaths[suspect.key] = self._deaths.get(suspect.key, 0) + 1
        if self._deaths[suspect.key] < _TRIES:
            self._again.appendleft(suspect)
            return None
        return Graded(suspect.key, None, error="the process that graded it was ended, twice")

    def close(self) -> None:
        for process in self._processes:
            process.end()


def _serve(pipe: Connection[Any, Any], course: Course) -> None:
    """Grade what comes through a pipe until it closes, as it does when the other side dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that has the store
    try:
        with Grader(course) as grader:
            while True:
                pipe.send(grader.grade(pipe.recv()))
    except (EOFError, OSError):
        return
    except AutograderError as error:
        with contextlib.suppress(OSError):
            pipe.send(error)

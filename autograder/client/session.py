"""One submission: its modules are loaded once, its answers asked in order, its worker replaced when it fails."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Final, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from autograder.client import replies
from autograder.client.channel import BrokenError, Turn, nothing
from autograder.client.live_worker import LiveWorker, explain
from autograder.errors import GraderError
from autograder.worker import protocol
from autograder.worker.messages import (
    GRACE,
    Bundle,
    Failure,
    Limits,
    Loaded,
    Module,
    Outcome,
    Reply,
    Request,
)

__all__ = ["MAX_WORKERS", "Session"]

MAX_WORKERS: Final = 200
"""Processes for one submission, after which there is ``no_time``. The submission's time limit binds first for
answers that hang; this one bounds answers that die at once, of which a large set has a few dozen.
"""
_SLACK: Final = 1.0
"""Seconds between the soft limit of a load, which keeps what was defined, and the hard one, which does not."""
_LOADED_ROOM: Final = 4 * replies.TEXT_ROOM
_MAX_REMARKS: Final = 40

_PATIENCE: Final = 1.0
"""Seconds that a process which has closed its pipe may take to end by itself, so that its status is known."""

_TYPES: Final[Mapping[Outcome, str]] = {
    "timed_out": "TimeoutError",
    "no_time": "TimeoutError",
    "flooded": "TooMuchOutput",
    "protocol": "ProtocolError",
}
_OUT_OF_TIME: Final = BrokenError("no_time", "the time for the submission as a whole was up")
_NO_TIME: Final = Failure(_TYPES["no_time"], str(_OUT_OF_TIME))
_CLOSED: Final = Failure(_TYPES["protocol"], "the pipe to the grader was closed")

_Value = TypeVar("_Value")
_Import = tuple[tuple[str, ...], tuple[str, ...], Failure | None]
_Returned = tuple[Mapping[str, object], Failure | None]


class _Wait(Struct, Generic[_Value], frozen=True):
    """One reply of an exchange: what it may take, what to say if it is late, how it is read."""

    turn: Turn
    late: str
    read: Callable[[object, str], _Value]


class _Question(Struct, Generic[_Value], frozen=True):
    """One exchange with a worker."""

    kind: protocol.Kind
    payload: bytes
    expected: protocol.Kind
    waits: Sequence[_Wait[_Value]]


class _Answer(Struct, Generic[_Value], frozen=True):
    """What came of one reply: a value, or an outcome and the failure behind it."""

    value: _Value | None
    outcome: Outcome
    failure: Failure | None
    output: str


class Session:
    """A submission that can be asked; a context manager. The first question starts the worker."""

    def __init__(self, start: Callable[[], LiveWorker], bundle: Bundle, limits: Limits) -> None:
        """Take what :meth:`Workers.session` hands over; callers go there."""
        self._start, self._bundle, self._limits = start, bundle, limits
        self.on_close = ExitStack()
        self._closed = False
        self._worker: LiveWorker | None = None
        self._started = 0
        self._present: set[str] = set()
        self._reports: dict[str, Loaded] = {}
        self._careful: set[str] = set()
        self._spent = 0.0
        self._waiting_since = 0.0
        self._load_left = limits.load

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill the worker, remove its folder, and free what the session held; once is enough."""
        self._closed = True
        with self.on_close:
            self._stop_worker()

    def load(self, module: str, meanwhile: Callable[[], None] = nothing) -> Loaded:
        """Import a module, unless this has been done, and say what became of it.

        The report is kept for the whole session; remarks of a later import, in the process that
        replaced a broken one, are added to it. For ``meanwhile`` see :meth:`calls`.

        Raises:
            GraderError: The grader is at fault, or the bundle has no such module.
        """
        try:
            return self._bring(module, meanwhile)
        except GraderError:
            self._stop_worker()
            raise

    def call(self, request: Request) -> Reply:
        """Make one call; see :meth:`calls`."""
        [reply] = self.calls([request])
        return reply

    def calls(
        self, requests: Sequence[Request], meanwhile: Callable[[], None] = nothing
    ) -> Iterator[Reply]:
        """Make calls of one module in the student's process, which is replaced first if it is broken.

        All are sent at once. Their replies are yielded as they come, up to the first call that ends
        with the process, or with an exception and no value; those after it are not made. Who stops
        listening sooner stops the process.

        ``meanwhile`` is called once the requests are on their way: it has the other processor to
        itself, and its time is nobody's. It must not raise, and is not called where nothing can be
        sent.

        Raises:
            GraderError: The grader is at fault; the next call gets a new process.
        """
        loaded = self.load(requests[0].module)
        if loaded.outcome != "done":
            yield Reply(loaded.outcome, {}, loaded.failure, "")
            return
        calls_ahead = len(requests)
        try:
            for answer in self._exchange(self._call_question(requests), meanwhile):
                reply = _reply(answer)
                calls_ahead = calls_ahead - 1 if reply.outcome == "done" or reply.values else 0
                yield reply
                if not calls_ahead:
                    return
        finally:
            if calls_ahead:
                self._stop_worker()

    # --- loading ---

    def _bring(self, name: str, meanwhile: Callable[[], None]) -> Loaded:
        """Have the module in the present process; return the report on it."""
        if name not in self._bundle.modules:
            raise GraderError(
                f"the bundle has no module {name!r}; it has {sorted(self._bundle.modules)}"
            )
        known = self._reports.get(name)
        present = self._worker is not None and name in self._present
        if known is not None and (present or known.outcome != "done"):
            return known
        loaded = self._read(self._bundle.modules[name], meanwhile)
        self._reports[name] = loaded if known is None else _merge(known, loaded)
        return self._reports[name]

    def _read(self, module: Module, meanwhile: Callable[[], None]) -> Loaded:
        """Load in full under what is left of the budget; failing that, for the definitions alone."""
        why = "there was no time left to read the whole file"
        if module.name not in self._careful and self._load_left > 0:
            loaded = self._attempt(module, self._load_left, meanwhile)
            if loaded.failure is None or loaded.outcome in ("raised", "no_time"):
                return loaded
            self._careful.add(module.name)
            why = f"while it was read, {loaded.failure.message}"
        loaded = self._attempt(module, 0, nothing)
        remark = f"{module.filename}: {why}; only its functions, classes, imports and constants were read."
        return loaded if loaded.failure else replace(loaded, remarks=(remark, *loaded.remarks))

    def _attempt(self, module: Module, budget: float, meanwhile: Callable[[], None]) -> Loaded:
        before = self._spent
        [answer] = self._exchange(_load_question(module, budget), meanwhile)
        self._load_left -= self._spent - before
        if answer.value is None:
            return Loaded(answer.outcome, (), (), answer.output, answer.failure)
        names, remarks, failure = answer.value
        if failure is None:
            self._present.add(module.name)
        return Loaded("raised" if failure else "done", names, remarks, answer.output, failure)

    # --- asking ---

    def _call_question(self, requests: Sequence[Request]) -> _Question[_Returned]:
        waits = [
            _wait_for(each, self._limits.call if each.limit is None else each.limit)
            for each in requests
        ]
        return _Question(protocol.Kind.CALL, _encode_calls(requests), protocol.Kind.RETURNED, waits)

    def _exchange(
        self, question: _Question[_Value], meanwhile: Callable[[], None]
    ) -> Iterator[_Answer[_Value]]:
        """Put a question to the worker, a new one if need be, and charge the time it takes.

        Yields an answer for each reply; after one without a value there is no worker any more, and
        no other answer.
        """
        if self._left() <= 0 or (self._worker is None and self._started >= MAX_WORKERS):
            yield _Answer(None, "no_time", _NO_TIME, "")
            return
        worker = self._worker or self._start_worker()
        turns = (self._within_limits(wait.turn) for wait in question.waits)
        unpaid = functools.partial(self._without_charge, meanwhile)
        said = worker.ask(question.kind, question.payload, question.expected, turns, unpaid)
        for wait in question.waits:
            answer = self._hear(worker, said, wait)
            yield answer
            if answer.value is None:
                return

    def _without_charge(self, meanwhile: Callable[[], None]) -> None:
        """Do something of the grader's own while a worker's time is being charged."""
        began = time.monotonic()
        meanwhile()
        self._waiting_since += time.monotonic() - began

    def _left(self, waited: float = 0.0) -> float:
        """Return the seconds that the submission has left, ``waited`` seconds into waiting for a reply."""
        return min(
            self._limits.submission - self._spent - waited, self._limits.deadline - time.monotonic()
        )

    def _within_limits(self, turn: Turn) -> Turn:
        left = self._left(time.monotonic() - self._waiting_since)
        return replace(turn, seconds=min(turn.seconds, left))

    def _hear(
        self, worker: LiveWorker, said: Iterator[object], wait: _Wait[_Value]
    ) -> _Answer[_Value]:
        """Wait for the next reply, and bury the worker if it is not to be had."""
        self._waiting_since = time.monotonic()
        try:
            value = wait.read(next(said), worker.folder)
            return _Answer(value, "done", None, worker.take_output())
        except protocol.ProtocolError as error:
            broken = BrokenError("protocol", str(error))
        except BrokenError as error:
            broken = error
        finally:
            self._spent += time.monotonic() - self._waiting_since
        if broken.outcome == "timed_out":
            broken = BrokenError("timed_out", wait.late) if self._left() > 0 else _OUT_OF_TIME
        return self._bury(broken)

    def _bury(self, broken: BrokenError) -> _Answer[_Value]:
        """Stop a worker that has failed and say how it failed."""
        patience = _PATIENCE if broken.outcome == "crashed" else 0.0
        status, output = self._stop_worker(patience)
        if broken.outcome != "crashed":
            return _Answer(
                None, broken.outcome, Failure(_TYPES[broken.outcome], str(broken)), output
            )
        if status is None:
            return _Answer(None, "protocol", _CLOSED, output)
        return _Answer(None, "crashed", explain(status), output)

    def _start_worker(self) -> LiveWorker:
        if self._closed:
            raise GraderError("the session is closed")
        self._started += 1
        self._worker = self._start()
        return self._worker

    def _stop_worker(self, patience: float = 0.0) -> tuple[int | None, str]:
        self._present.clear()
        worker, self._worker = self._worker, None
        return (None, "") if worker is None else worker.stop(patience)


def _reply(answer: _Answer[_Returned]) -> Reply:
    if answer.value is None:
        return Reply(answer.outcome, {}, answer.failure, answer.output)
    values, failure = answer.value
    return Reply("raised" if failure else "done", values, failure, answer.output)


def _load_question(module: Module, budget: float) -> _Question[_Import]:
    payload = {
        "name": module.name,
        "filename": module.filename,
        "cells": [(cell.source, cell.label, cell.first_line) for cell in module.cells],
        "budget": float(budget),
    }
    turn = Turn(budget + GRACE + _SLACK, _LOADED_ROOM)
    wait = _Wait(turn, "the time limit was reached", replies.read_loaded)
    return _Question(protocol.Kind.LOAD, protocol.encode(payload), protocol.Kind.LOADED, [wait])


def _encode_calls(requests: Sequence[Request]) -> bytes:
    calls = [
        (
            each.module,
            each.code,
            dict(each.inputs),
            each.names,
            each.label,
            each.seed,
            each.reply_cap,
        )
        for each in requests
    ]
    try:
        return protocol.encode(calls)
    except protocol.ProtocolError as error:
        labels = ", ".join(sorted({request.label for request in requests}))
        raise GraderError(
            f"an input can not be sent to the worker: {error}", where=labels
        ) from error


def _wait_for(request: Request, seconds: float) -> _Wait[_Returned]:
    return _Wait(
        turn=Turn(seconds, request.reply_cap + replies.TEXT_ROOM),
        late=f"it took longer than {seconds:g} s",
        read=lambda value, folder: replies.read_returned(value, request.names, folder),
    )


def _merge(known: Loaded, again: Loaded) -> Loaded:
    """Add to the first report what a later import in a new process had to say."""
    if again.outcome != "done":
        return replace(again, names=known.names, remarks=known.remarks, output=known.output)
    new = tuple(remark for remark in again.remarks if remark not in known.remarks)
    return replace(known, remarks=(known.remarks + new)[:_MAX_REMARKS])

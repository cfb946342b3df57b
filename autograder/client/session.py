"""One submission: modules are loaded once, calls made in order, a failed worker is replaced."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Final, TypeVar

from msgspec.structs import replace

from autograder.client.calls import Batch
from autograder.client.channel import BrokenError, ReplyLimits
from autograder.client.exchange import (
    Call,
    Exchange,
    Expected,
    Received,
    call_exchange,
    load_exchange,
)
from autograder.client.live_worker import LiveWorker, explain
from autograder.errors import GraderError
from autograder.worker import protocol
from autograder.worker.chance import may_draw
from autograder.worker.messages import (
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
"""Processes for one submission, after which there is ``no_time``. The time limit binds first for
answers that hang; this one bounds answers that die at once, of which a large set has a few dozen.
"""
_MAX_REMARKS: Final = 40  # on one module, however often it is loaded again
_DEFINITIONS_ONLY: Final = "only its functions, classes, imports and constants were read."

_PATIENCE: Final = 1.0
"""Seconds in which a process that closed its pipe may end by itself and have a status."""

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


class Session:
    """A submission that can be asked; a context manager. The first request starts the worker."""

    def __init__(self, start: Callable[[], LiveWorker], bundle: Bundle, limits: Limits) -> None:
        """Take what :meth:`Workers.session` hands over; callers go there."""
        self._start, self._bundle, self._limits = start, bundle, limits
        self.on_close = ExitStack()
        self._closed = False
        self._worker: LiveWorker | None = None
        self._started = 0
        self._unread = 0  # replies of the worker that nobody has waited for yet
        self._called = False  # in the present worker
        self._present: set[str] = set()
        self._reports: dict[str, Loaded] = {}
        self._careful: set[str] = set()
        self._begun: dict[str, Iterator[Received[Loaded]]] = {}
        self._spent = 0.0
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

    def clear(self) -> None:
        """End the present process and remove its folder; the next request gets a new one."""
        self._stop_worker()

    def close(self) -> None:
        """Kill the worker, remove its folder, and free what the session held; once is enough."""
        self._closed = True
        with self.on_close:
            self._stop_worker()

    @property
    def is_clean(self) -> bool:
        """Whether the next call is the first in its process: no other has left anything behind."""
        return self._worker is None or not self._called

    def remarks(self, module: str) -> tuple[str, ...]:
        """Return what is to be said of importing a module, in every process so far."""
        known = self._reports.get(module)
        return () if known is None else known.remarks

    def begin_load(self, module: str) -> None:
        """Have a module imported from now on, where it is not yet; :meth:`load` waits for the end.

        Raises:
            GraderError: The grader is at fault, or the bundle has no such module.
        """
        with self._stopped_by_faults():
            if self._known(module) is None and self._may_read_in_full(module):
                budget = self._load_budget(module)
                self._begun[module] = self._send_load(self._bundle.modules[module], budget)

    def load(self, module: str) -> Loaded:
        """Import a module, unless this has been done, and say what became of it.

        The report is kept for the whole session; remarks of a later import, in the process that
        replaced a broken one, are added to it.

        Raises:
            GraderError: The grader is at fault, or the bundle has no such module.
        """
        with self._stopped_by_faults():
            known = self._known(module)
            if known is not None:
                return known
            loaded, earlier = self._read(self._bundle.modules[module]), self._reports.get(module)
            self._reports[module] = loaded if earlier is None else _merge(earlier, loaded)
            return self._reports[module]

    def calls(self, requests: Sequence[Request]) -> Iterator[Reply]:
        """Send calls of one module: a batch of one group, see :meth:`batch`."""
        return self.batch([list(map(Call.of, requests))]).replies()

    def batch(self, groups: Sequence[Sequence[Call]], *, hurried: int | None = None) -> Batch:
        """Send groups of calls of one module to the student's process, a new one if it is broken.

        They are on their way when this returns: what the caller does before it asks for the first
        reply runs beside them, and its time is nobody's. The replies of a group come up to the
        first call that ends with an exception and no value; those after it are not made. With the
        process the batch ends. That of a caller that asks for fewer is replaced at the next
        request.

        Args:
            groups: The calls.
            hurried: The first group whose calls have no more than :data:`HURRY` each, whatever
            their limit.

        Raises:
            GraderError: The grader is at fault; the next call gets a new process.
        """
        loaded = self.load(groups[0][0].request.module)
        if loaded.outcome != "done":
            return Batch(groups, iter((Received(None, loaded.outcome, loaded.failure, ""),)))
        received = self._send(call_exchange(groups, self._limits.call, hurried))
        self._called = True
        return Batch(groups, received)

    # --- loading ---

    def _send_load(self, module: Module, budget: float) -> Iterator[Received[Loaded]]:
        return self._send(load_exchange(module, budget, may_draw=self._may_draw))

    @functools.cached_property
    def _may_draw(self) -> bool:
        return any(map(may_draw, self._bundle.texts()))

    @contextmanager
    def _stopped_by_faults(self) -> Iterator[None]:
        try:
            yield
        except GraderError:
            self._stop_worker()
            raise

    def _known(self, name: str) -> Loaded | None:
        """Return the report on a module that is in the present process, or can be in none."""
        if name not in self._bundle.modules:
            raise GraderError(
                f"the bundle has no module {name!r}; it has {sorted(self._bundle.modules)}"
            )
        if self._unread and name not in self._begun:
            self._stop_worker()
        known = self._reports.get(name)
        present = self._worker is not None and name in self._present
        return known if known is not None and (present or known.outcome != "done") else None

    def _may_read_in_full(self, name: str) -> bool:
        return name not in self._careful and self._load_budget(name) > 0

    def _was_read(self, name: str) -> bool:
        """Whether an earlier process has imported the module: reading it again is not its fault."""
        known = self._reports.get(name)
        return known is not None and known.outcome == "done"

    def _load_budget(self, name: str) -> float:
        """Return the seconds for importing a module in full: all of them where it is read again."""
        return self._limits.load if self._was_read(name) else self._load_left

    def _read(self, module: Module) -> Loaded:
        """Load in full under what is left of the budget; failing that, the definitions alone."""
        why = "there was no time left to read the whole file"
        if self._may_read_in_full(module.name):
            loaded = self._attempt(module, self._load_budget(module.name))
            if loaded.failure is None or loaded.outcome in ("raised", "no_time"):
                return loaded
            self._careful.add(module.name)
            why = f"while it was read, {loaded.failure.message}"
        loaded = self._attempt(module, 0)
        remark = f"{module.filename}: {why}; {_DEFINITIONS_ONLY}"
        return loaded if loaded.failure else replace(loaded, remarks=(remark, *loaded.remarks))

    def _attempt(self, module: Module, budget: float) -> Loaded:
        before = self._spent
        begun = self._begun.pop(module.name, None)
        [received] = begun or self._send_load(module, budget)
        if not self._was_read(module.name):
            self._load_left -= self._spent - before
        if received.value is None:
            return Loaded(received.outcome, (), (), received.output, received.failure)
        if received.value.failure is None:
            self._present.add(module.name)
        return replace(received.value, output=received.output)

    # --- requests and replies ---

    def _send(self, exchange: Exchange[_Value]) -> Iterator[Received[_Value]]:
        """Send a request to the worker, a new one if need be; its replies come one by one.

        After one without a value there is no worker any more, and no other reply.
        """
        if self._left() <= 0 or (self._worker is None and self._started >= MAX_WORKERS):
            return iter((Received(None, "no_time", _NO_TIME, ""),))
        worker = self._worker or self._start_worker()
        try:
            ident = worker.send(exchange.kind, exchange.payload)
        except BrokenError as error:
            return iter((self._failed(error),))
        self._unread = sum(map(len, exchange.groups))
        return self._receive(worker, ident, exchange)

    def _receive(
        self, worker: LiveWorker, ident: int, exchange: Exchange[_Value]
    ) -> Iterator[Received[_Value]]:
        for group in exchange.groups:
            for number, expected in enumerate(group):
                received = self._await_reply(worker, ident + number, exchange.reply_kind, expected)
                if received.value is None:
                    yield received
                    return
                is_last = exchange.ends(received.value)
                self._unread -= len(group) - number if is_last else 1
                yield received
                if is_last:
                    break
            ident += len(group)

    def _left(self) -> float:
        """Return the seconds that the submission has left."""
        return min(self._limits.submission - self._spent, self._limits.deadline - time.monotonic())

    def _within_limits(self, limits: ReplyLimits) -> ReplyLimits:
        left = self._left()
        return limits if limits.seconds <= left else replace(limits, seconds=left)

    def _await_reply(
        self, worker: LiveWorker, ident: int, kind: protocol.Kind, expected: Expected[_Value]
    ) -> Received[_Value]:
        """Wait for one reply and charge its time; the worker is stopped if there is none."""
        began = time.monotonic()
        try:
            payload = worker.reply(ident, kind, self._within_limits(expected.limits))
            value = expected.read(payload, expected.limits.cap, worker.folder)
            return Received(value, "done", None, worker.take_output())
        except protocol.ProtocolError as error:
            broken = BrokenError("protocol", str(error))
        except BrokenError as error:
            broken = error
        finally:
            self._spent += time.monotonic() - began
        if broken.outcome == "timed_out":
            in_time = self._left() > 0
            broken = BrokenError("timed_out", expected.late) if in_time else _OUT_OF_TIME
        return self._failed(broken)

    def _failed(self, broken: BrokenError) -> Received[_Value]:
        """Stop a worker that has failed and say how it failed."""
        patience = _PATIENCE if broken.outcome == "crashed" else 0.0
        status, output = self._stop_worker(patience)
        if broken.outcome != "crashed":
            failure = Failure(_TYPES[broken.outcome], str(broken))
            return Received(None, broken.outcome, failure, output)
        if status is None:
            return Received(None, "protocol", _CLOSED, output)
        return Received(None, "crashed", explain(status), output)

    def _start_worker(self) -> LiveWorker:
        if self._closed:
            raise GraderError("the session is closed")
        self._started += 1
        self._called = False
        with self._charged(self._started > 1):
            self._worker = self._start()
        return self._worker

    def _stop_worker(self, patience: float = 0.0) -> tuple[int | None, str]:
        self._present.clear()
        self._begun.clear()
        self._unread = 0
        worker, self._worker = self._worker, None
        with self._charged():
            return (None, "") if worker is None else worker.stop(patience)

    @contextmanager
    def _charged(self, fair: bool = True) -> Iterator[None]:
        """Charge what replacing a process takes: its folder may be large, its end be awaited."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._spent += fair * (time.monotonic() - began)


def _merge(known: Loaded, again: Loaded) -> Loaded:
    """Add to the first report what a later import in a new process had to say."""
    if again.outcome != "done":
        return replace(again, names=known.names, remarks=known.remarks, output=known.output)
    new = tuple(remark for remark in again.remarks if remark not in known.remarks)
    return replace(known, remarks=(known.remarks + new)[:_MAX_REMARKS])

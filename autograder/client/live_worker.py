"""One running worker with its folder: started, asked, ended. Nothing of it is left afterwards."""

from __future__ import annotations

import signal
from collections.abc import Mapping

from msgspec import to_builtins

from autograder.client.channel import BrokenError, ReplyLimits
from autograder.client.replies import TEXT_ROOM
from autograder.client.spawner import START_SECONDS, Process, WorkerSetup
from autograder.client.staging import make_folder, remove_folder
from autograder.client.stray_folders import hold
from autograder.errors import GraderError
from autograder.worker import protocol
from autograder.worker.messages import Failure
from autograder.worker.requests import encode

__all__ = ["LiveWorker", "explain"]


class LiveWorker:
    """A process that is confined and waits for requests."""

    def __init__(
        self,
        setup: WorkerSetup,
        files: Mapping[str, bytes],
        uid: int | None,
        memory: int | None = None,
    ) -> None:
        """Start it, with bytes of memory where it is not to have the usual.

        Raises:
            GraderError: It could not be started or confined. No line of the student's has run by
            then.
        """
        layers = setup.layers()
        uid = uid if "uid" in layers else None
        self.folder = make_folder(files, uid, setup.scratch)
        self._hold = hold(self.folder)
        try:
            self._process: Process = setup.spawner.start(uid)
        except BaseException:
            self._hold.close()
            remove_folder(self.folder)
            raise
        start = {
            "folder": self.folder,
            "uid": uid,
            "layers": list(layers),
            "resources": to_builtins(setup.bounds(memory)),
        }
        try:
            self._greet(start)
        except BaseException:
            self.stop()
            raise

    def _greet(self, start: Mapping[str, object]) -> None:
        payload = encode(dict(start))
        channel, limits = self._process.channel, ReplyLimits(START_SECONDS, TEXT_ROOM)
        try:
            ident = channel.send(protocol.Kind.START, payload)
            problem = protocol.decode(channel.reply(ident, protocol.Kind.READY, limits))
        except (BrokenError, protocol.ProtocolError) as error:
            printed = channel.take_last_output(self.folder)
            raise GraderError(
                f"a worker did not get ready: {error}; it printed: {printed or 'nothing'}"
            ) from error
        if problem != "":
            raise GraderError(f"a worker did not get ready: {problem}")
        channel.take_output(self.folder)  # a warning of the interpreter's, say: it is nobody's

    def send(self, kind: protocol.Kind, payload: bytes) -> int:
        """Send a request and return its id; see :meth:`Channel.send`."""
        return self._process.channel.send(kind, payload)

    def reply(self, ident: int, expected: protocol.Kind, limits: ReplyLimits) -> bytes:
        """Return the payload of one reply to a request.

        Raises:
            BrokenError: It did not come, and the worker can only be stopped.
        """
        return self._process.channel.reply(ident, expected, limits)

    def take_output(self) -> str:
        """Return what was printed for the last reply, bounded and cleaned."""
        return self._process.channel.take_output(self.folder)

    def stop(self, patience: float = 0.0) -> tuple[int | None, str]:
        """Kill it with all that it has started, and remove its folder.

        Args:
            patience: Seconds in which it may still end by itself.

        Returns:
            The exit status it had by itself, if any, and what it had printed last.
        """
        try:
            status = self._process.end(patience)
            return status, self._process.channel.take_last_output(self.folder)
        finally:
            self._process.channel.close()
            self._hold.close()
            remove_folder(self.folder)


def explain(status: int) -> Failure:
    """Say in words how a process ended that should have answered."""
    if status >= 0:
        return Failure(
            "SystemExit", f"the process ended with exit status {status} in the midst of the work"
        )
    name, hint = _SIGNALS.get(-status, (f"signal {-status}", "no usual one"))
    return Failure(name, f"the process was killed by {name} ({hint})")


_HINTS: Mapping[str, str] = {
    "SIGSEGV": "a read or write outside of its memory, or a recursion without end",
    "SIGKILL": "by its own code, or by the system because memory ran out",
    "SIGXCPU": "its processor time was used up",
    "SIGABRT": "an abort in compiled code, often for want of memory",
    "SIGBUS": "a read or write outside of its memory",
    "SIGFPE": "an arithmetic error in compiled code",
}
_SIGNALS: Mapping[int, tuple[str, str]] = {
    number: (number.name, _HINTS.get(number.name, "sent by its own code or by the system"))
    for number in signal.Signals
}

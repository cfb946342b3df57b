"""A process that has imported numpy and knows nothing else; each fork of it is a worker.

It is started, with a clean environment, before the grader reads anything secret, or is a fork of a
grader that was itself started so and has read nothing yet. Its settings and then its orders come
over a SEQPACKET socket on descriptor 0, one JSON object each. It adopts the orphans of its workers,
so that it can end every process that a student's code has started. Linux only.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NoReturn

import msgspec

from autograder.worker import isolation, prctl
from autograder.worker.children import children, has_children
from autograder.worker.departure import leave_parent
from autograder.worker.layers.layer import HELD
from autograder.worker.messages import MESSAGE_BYTES

if TYPE_CHECKING:
    from autograder.worker.server import Server

__all__ = ["COLD_WORKERS", "fork", "main"]

_PIPES: Final = 3  # requests, replies, output
COLD_WORKERS: Final = 2
"""Workers forked before the warm-up, which takes as much as it saves a dozen: who grades one
submission wants none."""
_ROUNDS: Final = 1000
"""Sweeps before a tree of processes that forks faster than it is killed is given up."""


def main(prepare: Callable[[], Server]) -> NoReturn:
    """Say which layers work, then carry out orders until the grader closes the socket.

    Args:
        prepare: Makes what every worker is; called while the layers are tried.
    """
    prctl.hide_memory()
    prctl.adopt_orphans()
    control = socket.socket(fileno=0)
    plain = control.recv(MESSAGE_BYTES)
    if not plain:
        os._exit(0)
    probe = isolation.Probe(isolation.Settings.from_plain(msgspec.json.decode(plain)))
    os.dup2(2, 1)  # a pipe: so the streams made now serve workers, too
    server = prepare()
    gc.freeze()  # shared with every worker: the collector need not look at it
    gc.enable()
    zygote = _Zygote(control, server)
    try:
        zygote.reply({"reasons": probe.reasons()})
        while zygote.carry_out_next():
            pass
    finally:
        zygote.end_all()
        os._exit(0)


def fork(prepare: Callable[[], Server]) -> tuple[int, int, int] | None:
    """Fork a zygote off this process; see :func:`.boot.fork_zygote`."""
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    errors, said = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        control.close()
        pid = -1
    if pid == 0:
        try:
            control.detach()
            leave_parent(theirs.detach(), said)
            # student code sees what it sees where the zygote is a Python of its own
            os.environ.pop("PYTHONUNBUFFERED", None)
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
            sys.dont_write_bytecode = True
            main(prepare)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
        finally:
            os._exit(1)
    theirs.close()
    os.close(said)
    if pid < 0:
        os.close(errors)
        return None
    return pid, control.detach(), errors


class _Zygote:
    def __init__(self, control: socket.socket, server: Server) -> None:
        self._control, self._server = control, server
        self._until_warm = COLD_WORKERS
        self._workers: set[int] = set()

    def reply(self, message: dict[str, Any]) -> None:
        self._control.send(msgspec.json.encode(message))

    def carry_out_next(self) -> bool:
        """Carry out one order; False where there will be no more."""
        data, pipes, _, _ = socket.recv_fds(
            self._control, MESSAGE_BYTES, _PIPES, socket.MSG_CMSG_CLOEXEC
        )
        if not data:
            return False
        order = msgspec.json.decode(data)
        if order["do"] == "start":
            self._start(pipes)
        elif order["do"] == "end":
            self.reply({"status": self._end(order["pid"], order["uid"])})
        else:
            _kill_user(order["uid"])
            self.reply({})
        return True

    def end_all(self) -> None:
        for pid in tuple(self._workers):
            self._end(pid, None)

    def _start(self, pipes: list[int]) -> None:
        if self._until_warm == 0:
            self._server.warm_up()
            gc.freeze()
        self._until_warm -= 1
        pid = os.fork()
        if pid == 0:
            _become_worker(pipes, self._server)
        self._workers.add(pid)
        for pipe in pipes:
            os.close(pipe)
        try:
            handle = os.pidfd_open(pid)
        except OSError:  # a kernel without it: the process id stays valid until `end` reaps it
            self.reply({"pid": pid})
            return
        socket.send_fds(self._control, [msgspec.json.encode({"pid": pid})], [handle])
        os.close(handle)

    def _end(self, pid: int, uid: int | None) -> int:
        """Kill a worker and everything it has started; return its wait status."""
        for kill in (os.kill, os.killpg):
            with contextlib.suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        self._workers.discard(pid)
        self._end_strays(uid)
        return status

    def _end_strays(self, uid: int | None) -> None:
        """Kill all that became children of this process by losing their parent."""
        if not self._workers and not has_children():  # nearly always, and asked in no time
            return
        for _ in range(_ROUNDS):
            strays = children() - self._workers
            if not strays:
                return
            if uid is not None:
                _kill_user(uid)
            for stray in strays:
                os.kill(stray, signal.SIGKILL)
            for stray in strays:
                os.waitpid(stray, 0)


def _become_worker(pipes: list[int], server: Server) -> NoReturn:
    for number, pipe in enumerate(pipes):
        os.dup2(pipe, number)
    os.closerange(_PIPES, HELD.start)  # the zygote itself holds no more than six
    server.serve()


def _kill_user(uid: int) -> None:
    """Kill every process of a worker's own user, all at once."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setresuid(uid, uid, uid)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)

"""The worker: runs in the student's process, as somebody else, and knows nothing worth stealing.

It imports only this room, numpy, msgspec and the standard library, reads requests from one pipe,
writes replies to another, and whatever the student prints goes to a third. :func:`execute` is also
what the grader uses, in its own process, to ask its own reference solutions.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import io
import os
import random
import sys
import types
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

import numpy as np
from msgspec.structs import astuple

from autograder.worker import isolation, protocol
from autograder.worker.deprecations import Deprecations
from autograder.worker.endless import EndlessWatch
from autograder.worker.failures import describe, register_source, shown_name
from autograder.worker.imported import Imports
from autograder.worker.imports import add_folders, read_tolerantly
from autograder.worker.loading import load_module
from autograder.worker.messages import MAX_NAMES, Cell, Failure, Module
from autograder.worker.portable import Portable
from autograder.worker.requests import PlainCall, decode_calls

__all__ = ["execute", "serve"]

_FOLDER_VARIABLES: Final = ("HOME", "TMPDIR", "MPLCONFIGDIR")
_LOAD_SEED: Final = 0  # of random numbers that a file draws while it is imported
_BROKEN_STATUS: Final = 70
"""Exit status of a worker whose own lines failed, as they may after a student has changed them."""


def execute(
    module_globals: Mapping[str, object],
    code: str,
    inputs: Mapping[str, object],
    names: Sequence[str],
    label: str,
) -> tuple[dict[str, object], BaseException | None]:
    """Run ``code`` beside a module's globals and return what it bound, and what it raised.

    The code sees, later wins: a copy of ``module_globals``, ``np``, ``inputs``. Of ``names`` only
    what the code itself (or ``inputs``) bound is returned: a global of the module is no answer.
    What was bound before an exception is returned with it.
    """
    namespace: dict[str, Any] = {**module_globals, "np": np}
    for name in names:
        namespace.pop(name, None)
    namespace.update(inputs)
    error: BaseException | None = None
    try:
        exec(_compiled(code, label), namespace)  # noqa: S102 - this process is for that
    except BaseException as raised:
        # SystemExit and KeyboardInterrupt end the answer, not the grading
        error = raised
    return {name: namespace[name] for name in names if name in namespace}, error


@functools.lru_cache(maxsize=64)
def _compiled(code: str, label: str) -> types.CodeType:
    """Compile the code of a call, which is the same at every trial."""
    register_source(label, code, 1)
    return compile(code, label, "exec", dont_inherit=True)


def serve() -> NoReturn:
    """Answer requests until the pipe is closed; then nothing of the student's runs any more."""
    pipes = _Pipes()
    try:
        folder = _enter(pipes)
        worker = _Worker(Path(folder))
        while (request := pipes.receive()) is not None:
            worker.answer(pipes, *request)
        os._exit(0)
    finally:
        os._exit(_BROKEN_STATUS)


class _Pipes:
    """Requests and replies on descriptors of their own; 0, 1 and 2 are left to the student."""

    def __init__(self) -> None:
        self._requests, self._replies = os.dup(0), os.dup(1)
        self._pid = os.getpid()
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)

    def receive(self) -> tuple[int, int, Any] | None:
        """Read the next request: kind, id, value. None where there will be no more."""
        head = self._read(protocol.HEADER.size)
        if head is None:
            return None
        kind, ident, length = protocol.parse_header(head)
        data = self._read(length)
        if data is None:
            return None
        read = decode_calls if kind == protocol.Kind.CALL else protocol.decode
        return kind, ident, read(data)

    def send(self, kind: protocol.Kind, ident: int, value: object) -> None:
        """Write a reply, after all that the student has printed and the boundary behind it."""
        if os.getpid() != self._pid:  # a fork of the student's, back from the call: no answer
            os._exit(0)
        _flush_output()
        with contextlib.suppress(OSError):  # the student's code may have closed it
            os.write(2, protocol.boundary(ident))
        payload = protocol.encode(value)
        data = memoryview(protocol.header(kind, ident, len(payload)) + payload)
        while data:
            data = data[os.write(self._replies, data) :]

    def _read(self, count: int) -> bytes | None:
        data = bytearray()
        while len(data) < count:
            chunk = os.read(self._requests, count - len(data))
            if not chunk:
                return None
            data += chunk
        return bytes(data)


def _flush_output() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # noqa: S112 - the stream may be the student's, and raise anything
            continue


def _enter(pipes: _Pipes) -> str:
    """Read the first request, which says how this process is to be confined, and confine it."""
    request = pipes.receive()
    if request is None:
        os._exit(0)
    _, ident, start = request
    settings = isolation.Settings.from_plain(start)
    try:
        _prepare_interpreter(settings.folder)
        isolation.apply(settings, start["layers"])
        os.chdir(settings.folder)
    except Exception as error:
        # the grader's own fault, whatever it is: nothing of the student's has run
        pipes.send(protocol.Kind.READY, ident, f"isolation could not be set up: {error!r}")
        os._exit(1)
    pipes.send(protocol.Kind.READY, ident, "")
    return settings.folder


def _prepare_interpreter(folder: str) -> None:
    for variable in _FOLDER_VARIABLES:
        os.environ[variable] = folder
    sys.path.append(folder)  # last: a student's numpy.py shadows nothing
    sys.argv, sys.orig_argv = [""], [""]  # how this Python was started is no student's matter
    sys.stdin = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stdout, sys.stderr = _text_stream(1), _text_stream(2)
    builtins.input = _no_input


def _text_stream(descriptor: int) -> io.TextIOWrapper:
    """Pass lines on at once, so that what a call printed is there even if it is killed."""
    raw = io.FileIO(descriptor, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), "utf-8", "backslashreplace", line_buffering=True
    )


def _no_input(_prompt: object = "") -> str:
    raise EOFError("input() was called, but nobody is there to type: pass values as arguments")


class _Worker:
    """The modules of one submission, and what is asked of them."""

    def __init__(self, folder: Path) -> None:
        read_tolerantly(str(folder))
        self._folder = folder
        self._modules: dict[str, types.ModuleType] = {}
        self._errors = np.geterr()
        self._own_files: set[str] = set()
        self._watch = EndlessWatch(self._own_files)
        self._deprecations = Deprecations(self._own_name)
        self._imports = Imports(self._own_name)

    def answer(self, pipes: _Pipes, kind: int, ident: int, request: Any) -> None:
        """Import a module, or make calls, of each group up to the first that gives nothing."""
        if kind == protocol.Kind.LOAD:
            pipes.send(protocol.Kind.LOADED, ident, self._load(**request))
            return
        for group in request:
            self._make(group, pipes, ident)
            ident += len(group)

    def _make(self, calls: Sequence[PlainCall], pipes: _Pipes, ident: int) -> None:
        for number, call in enumerate(calls, ident):
            values, failure = self._call(*call)
            noted = self._deprecations.take(), self._imports.take()
            pipes.send(protocol.Kind.RETURNED, number, (values, failure, *noted))
            if failure is not None and not values:
                return

    def _load(
        self,
        name: str,
        filename: str,
        cells: list[tuple[str, str, int]],
        folders: list[str],
        budget: float,
    ) -> dict[str, object]:
        module = Module(name, filename, tuple(Cell(*cell) for cell in cells))
        add_folders(str(self._folder), folders)
        self._own_files.update(map(module.title, module.cells))
        _seed(_LOAD_SEED)
        read = load_module(module, budget)
        self._modules[name] = read.module
        self._deprecations.take()  # of demos, which are not graded
        self._imports.take()
        self._errors = np.geterr()  # a file may choose its own, for all that it defines
        return {
            "names": _public_names(read.module),
            "remarks": list(read.remarks),
            "lost": list(map(astuple, read.lost)),
            "parameters": dict(read.parameters),
            "failure": self._describe(read.failure),
        }

    def _call(
        self,
        module: str,
        code: str,
        inputs: dict[str, object],
        names: tuple[str, ...],
        label: str,
        seed: int,
        room: int,
    ) -> tuple[dict[str, object], dict[str, object] | None]:
        self._own_files.add(label)
        _seed(seed)
        np.seterr(**self._errors)
        self._watch.start()
        try:
            bound, error = execute(vars(self._modules[module]), code, inputs, names, label)
        finally:
            self._watch.stop()
        reply = Portable(room)
        values = {name: reply.convert(value) for name, value in bound.items()}
        return values, self._describe(error)

    def _own_name(self, filename: str) -> str | None:
        return shown_name(filename, self._own_files, self._folder)

    def _describe(self, error: BaseException | None) -> dict[str, object] | None:
        return None if error is None else _plain(describe(error, self._own_files, self._folder))


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)


def _public_names(module: types.ModuleType) -> list[str]:
    names = [
        name
        for name, value in list(vars(module).items())
        if type(name) is str and not name.startswith("_") and type(value) is not types.ModuleType
    ]
    return [name[:100] for name in names[:MAX_NAMES]]


def _plain(failure: Failure) -> dict[str, object]:
    return {
        "type": failure.type,
        "message": failure.message,
        "frames": list(map(astuple, failure.frames)),
    }

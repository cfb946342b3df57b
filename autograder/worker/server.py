"""The worker: runs in the student's process, as somebody else, and knows nothing worth stealing.

It imports only this room, numpy, msgspec and the standard library, reads requests from one pipe,
writes replies to another, and whatever the student prints goes to a third. :func:`execute` is also
what the grader uses, in its own process, to ask its own reference solutions.
"""

from __future__ import annotations

import builtins
import functools
import linecache
import os
import sys
import types
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

import numpy as np
from msgspec.structs import astuple

from autograder.worker import isolation, protocol, warmup
from autograder.worker.chance import Chance
from autograder.worker.deprecations import Deprecations
from autograder.worker.endless import EndlessWatch
from autograder.worker.failures import describe, register_source, shown_name
from autograder.worker.imported import Imports
from autograder.worker.imports import Beside, add_folders
from autograder.worker.loading import load_module
from autograder.worker.messages import MAX_NAMES, Cell, Failure, Module
from autograder.worker.pipes import Pipes, replace_streams
from autograder.worker.portable import Portable
from autograder.worker.requests import PlainCall

__all__ = ["Server", "execute"]

_FOLDER_VARIABLES: Final = ("HOME", "TMPDIR", "MPLCONFIGDIR")
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


class Server:
    """A worker as far as it is the same for every submission; every fork of it can serve one."""

    def __init__(self) -> None:
        """Prepare this process, whose descriptors 1 and 2 are pipes."""
        sys.argv, sys.orig_argv = [""], [""]  # how it was started is no student's matter
        replace_streams()
        builtins.input = _no_input
        self._worker = _Worker()

    def warm_up(self) -> None:
        """Have done once what every worker else does first; nothing else of it remains."""
        null = os.open(os.devnull, os.O_RDWR)
        pipes, worker = Pipes(null, null, null), self._worker
        for kind, request in warmup.requests():
            worker.answer(pipes, kind, 0, request)
        os.close(null)
        worker.forget()

    def serve(self) -> NoReturn:
        """Answer requests until the pipe is closed; then nothing of the student's runs any more."""
        pipes = Pipes.take_over()
        try:
            self._worker.enter(_enter(pipes))
            while (request := pipes.receive()) is not None:
                self._worker.answer(pipes, *request)
            os._exit(0)
        finally:
            os._exit(_BROKEN_STATUS)


def _enter(pipes: Pipes) -> str:
    """Read the first request, which says how this process is to be confined, and confine it."""
    request = pipes.receive()
    if request is None:
        os._exit(0)
    _, ident, start = request
    settings = isolation.Settings.from_plain(start)
    try:
        _make_home(settings.folder)
        isolation.apply(settings, start["layers"])
        os.chdir(settings.folder)
    except Exception as error:
        # the grader's own fault, whatever it is: nothing of the student's has run
        pipes.send(protocol.Kind.READY, ident, f"isolation could not be set up: {error!r}")
        os._exit(1)
    pipes.send(protocol.Kind.READY, ident, "")
    return settings.folder


def _make_home(folder: str) -> None:
    for variable in _FOLDER_VARIABLES:
        os.environ[variable] = folder
    sys.path.append(folder)  # last: a student's numpy.py shadows nothing


def _no_input(_prompt: object = "") -> str:
    raise EOFError("input() was called, but nobody is there to type: pass values as arguments")


class _Worker:
    """The modules of one submission, and what is asked of them."""

    def __init__(self) -> None:
        self._folder = Path()
        self._beside = Beside()
        self._modules: dict[str, types.ModuleType] = {}
        self._errors = np.geterr()
        self._own_files: set[str] = set()
        self._watch = EndlessWatch(self._own_files)
        self._deprecations = Deprecations(self._own_name)
        self._chance = Chance()
        self._imports = Imports(self._own_name, self._chance.expect)

    def enter(self, folder: str) -> None:
        """Take the folder of the submission, before anything is asked."""
        self._folder = Path(folder)
        self._beside.read_tolerantly(folder)

    def forget(self) -> None:
        """Be as before the first request."""
        for name in self._modules:
            del sys.modules[name]
        for name in self._own_files:
            linecache.cache.pop(name, None)
        self._modules.clear()
        self._own_files.clear()
        self._chance.forget()
        _compiled.cache_clear()

    def answer(self, pipes: Pipes, kind: int, ident: int, request: Any) -> None:
        """Import a module, or make calls, of each group up to the first that gives nothing."""
        if kind == protocol.Kind.LOAD:
            pipes.send(protocol.Kind.LOADED, ident, self._load(**request))
            return
        for group in request:
            self._make(group, pipes, ident)
            ident += len(group)

    def _make(self, calls: Sequence[PlainCall], pipes: Pipes, ident: int) -> None:
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
        may_draw: bool,
    ) -> dict[str, object]:
        module = Module(name, filename, tuple(Cell(*cell) for cell in cells))
        add_folders(str(self._folder), folders)
        self._own_files.update(map(module.title, module.cells))
        self._chance.begin_load(may_draw=may_draw)
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
        self._chance.begin_call(seed, code)
        if np.geterr() != self._errors:
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

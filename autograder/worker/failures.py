"""Exceptions as plain data: type, message, the student's own frames. Runs beside student code."""

from __future__ import annotations

import linecache
import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

from autograder.worker.messages import Failure, Frame
from autograder.worker.suggestions import suggestion

if sys.platform != "win32":
    import resource

__all__ = ["describe", "register_source", "shown_name", "type_and_message"]

MAX_MESSAGE: Final = 2000
_NO_MEMORY: Final = re.compile(
    r"out of memory|can(?:'t|not) allocate memory|RESOURCE_EXHAUSTED", re.I
)
"""What TensorFlow, PyTorch and jax say instead of raising a MemoryError."""
_FIRST_FRAMES: Final = 2
_LAST_FRAMES: Final = 6
"""Of a deep recursion the beginning and the end are shown."""


def register_source(filename: str, source: str, first_line: int) -> None:
    """Make the lines of ``source`` known to tracebacks as those of ``filename``."""
    known = linecache.cache.get(filename)
    lines = list(known[2]) if known is not None and len(known) == 4 else []
    new = source.splitlines(keepends=True)
    lines += ["\n"] * (first_line - 1 + len(new) - len(lines))
    lines[first_line - 1 : first_line - 1 + len(new)] = new
    # No modification time: linecache then never looks for a file of that name.
    linecache.cache[filename] = (sum(map(len, lines)), None, lines, filename)


def type_and_message(error: BaseException) -> tuple[str, str]:
    """Return the exception's type name and text; its own ``__str__`` may fail or flood."""
    try:
        message = str(error)[:MAX_MESSAGE]
    except BaseException:  # the method is the student's, and may raise anything
        message = "(its message can not be shown)"
    return type(error).__name__[:100], message


def describe(error: BaseException, own_files: Collection[str], folder: Path) -> Failure:
    """Describe ``error`` with its frames in ``own_files`` or below ``folder``, outermost first."""
    kind, message = type_and_message(error)
    if isinstance(error, SyntaxError) and error.filename in own_files:
        where = Frame(error.filename or "", error.lineno or 0, "", (error.text or "").strip())
        return Failure(kind, str(error.msg)[:MAX_MESSAGE], (where,))
    frames = list(_own_frames(error.__traceback__, own_files, folder))
    if len(frames) > _FIRST_FRAMES + _LAST_FRAMES:
        frames = frames[:_FIRST_FRAMES] + frames[-_LAST_FRAMES:]
    return Failure(kind, message + suggestion(error) + _about_memory(error, message), tuple(frames))


def _about_memory(error: BaseException, message: str) -> str:
    """Say which limit was reached, where memory could not be had; libraries have own errors."""
    if sys.platform == "win32":
        return ""
    if not isinstance(error, MemoryError) and not _NO_MEMORY.search(message):
        return ""
    limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
    if limit == resource.RLIM_INFINITY:
        return ""
    before = "" if not message else " " if message.endswith(".") else ". "
    return f"{before}The memory limit of {limit >> 20} MB was reached."


def _own_frames(
    traceback: TracebackType | None, own_files: Collection[str], folder: Path
) -> Iterator[Frame]:
    while traceback is not None:
        code, line = traceback.tb_frame.f_code, traceback.tb_lineno or 0
        shown = shown_name(code.co_filename, own_files, folder)
        if shown is not None:
            yield Frame(
                shown, line, code.co_name, linecache.getline(code.co_filename, line).strip()
            )
        traceback = traceback.tb_next


def shown_name(filename: str, own_files: Collection[str], folder: Path) -> str | None:
    """Return how a file of the student's is shown, or None for any other."""
    if filename in own_files:
        return filename
    try:
        return Path(filename).relative_to(folder).as_posix()
    except ValueError:
        return None

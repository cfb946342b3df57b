"""What is asked of a worker and what it answers, as frozen records that both sides read.

The grader reads it before it imports numpy.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from msgspec import Struct

__all__ = [
    "ENDLESS",
    "GRACE",
    "KEPT",
    "MAX_NAMES",
    "MESSAGE_BYTES",
    "REPLY_CAP",
    "STILL_READ",
    "Bundle",
    "Cell",
    "Failure",
    "Frame",
    "Limits",
    "Loaded",
    "Lost",
    "Module",
    "Outcome",
    "Reply",
    "Request",
]

Outcome = Literal["done", "raised", "timed_out", "crashed", "flooded", "protocol", "no_time"]
"""How a load or a call ended.

``done``; ``raised``: an exception; ``timed_out``: cut off at its own limit; ``crashed``: the
process died;
``flooded``: it printed or returned more than is read; ``protocol``: the pipe to the grader carried
something else than an answer; ``no_time``: the submission as a whole had no time left.
"""

ENDLESS: Final = "EndlessLoopError"
"""The type of the failure of a call that was seen never to end."""
STILL_READ: Final = "the rest of the file was still read"
"""How a remark ends on a place where an import of the file would end."""
KEPT: Final = "of the rest only functions, classes, imports and constants were read"
"""How one ends on a place where an import would never end."""
REPLY_CAP: Final = 1 << 20
"""Bytes of values read for one call unless the request says otherwise: 360 x 360 float64."""


MESSAGE_BYTES: Final = 1 << 16
"""The longest message between the grader and the zygote."""
GRACE: Final = 5.0
"""Seconds for definitions and imports after a cut-off: a large package takes two to four."""
MAX_NAMES: Final = 2000
"""Names of a module that are listed: ``from pylab import *`` alone brings a thousand."""


class Limits(Struct, frozen=True):
    """Time limits in seconds: for one call, for all imports together, for the whole submission.

    ``submission`` counts the time that is waited for a student's process. ``deadline`` is a time of
    ``time.monotonic()`` at which everything ends. ``memory`` is what one process may use, in bytes;
    None: what is usual on this machine.
    """

    call: float = 5.0
    load: float = 20.0
    submission: float = 300.0
    deadline: float = math.inf
    memory: int | None = None


class Cell(Struct, frozen=True):
    """One chunk of source: a whole ``.py`` file, or one code cell of a notebook."""

    source: str
    label: str = ""
    first_line: int = 1


class Module(Struct, frozen=True):
    """A student's file: the name it is imported under, the name shown, and its source."""

    name: str
    filename: str
    cells: tuple[Cell, ...]
    folders: tuple[str, ...] = ()
    """Folders of the submission, relative, that its imports are looked for in after the top one."""

    def title(self, cell: Cell) -> str:
        """Return a cell's name for tracebacks and remarks: ``a.py`` or ``a.ipynb, cell 3``."""
        return f"{self.filename}, {cell.label}" if cell.label else self.filename


class Bundle(Struct, frozen=True):
    """One submission: its modules by import name, and the files that lie in its working folder.

    ``files`` maps relative POSIX paths to contents. Paths that would leave the folder and compiled
    Python (``.pyc``) are not staged.
    """

    modules: Mapping[str, Module]
    files: Mapping[str, bytes]

    def texts(self) -> Iterator[str]:
        """Yield all that was handed in as text, one letter for each byte of a file."""
        for module in self.modules.values():
            for cell in module.cells:
                yield cell.source
        for data in self.files.values():
            yield data.decode("latin-1")


class Request(Struct, frozen=True):
    """Python statements to run beside a student's module, and the names to read back afterwards."""

    module: str
    code: str
    inputs: Mapping[str, object]
    names: tuple[str, ...]
    label: str
    """File name shown for lines of ``code`` in tracebacks."""
    seed: int
    limit: float | None = None
    """Seconds for this call; None for the session's own limit."""
    reply_cap: int = REPLY_CAP
    """Bytes of values that are read; what does not fit arrives as a ``Foreign`` that says so."""


class Frame(Struct, frozen=True):
    """One line of a traceback: the student's own or the run code's, never the grader's."""

    file: str
    line: int
    function: str
    source: str


class Failure(Struct, frozen=True):
    """Why a load or a call did not end well; plain bounded text, outermost frame first."""

    type: str
    message: str
    frames: tuple[Frame, ...] = ()


class Reply(Struct, frozen=True):
    """What became of one request.

    ``values`` holds what the code had bound when it ended, also when it raised.
    """

    outcome: Outcome
    values: Mapping[str, object]
    failure: Failure | None
    output: str
    deprecated: tuple[tuple[str, str], ...] = ()
    """Places in the student's files and what Python said of them: later versions refuse it."""
    imported: tuple[tuple[str, str], ...] = ()
    """Places in the student's files and the modules that Python loaded for them."""


class Lost(Struct, frozen=True):
    """A name that a file was to bind, and why it did not.

    ``*`` stands for those of a star import.
    """

    name: str
    place: str
    """The file, the cell and the line, as remarks show them."""
    reason: str
    """The exception, on one line; or where the definition stands that cannot be called there."""
    needs: str = ""
    """The name for want of which the statement failed."""
    module: str = ""
    """The module that is not there."""


class Loaded(Struct, frozen=True):
    """What became of importing one module.

    ``done`` means that the module can be called, perhaps with remarks about statements that failed
    or were cut off; with any other outcome ``failure`` says why nothing in it can be called.
    """

    outcome: Outcome
    names: tuple[str, ...]
    remarks: tuple[str, ...]
    output: str
    failure: Failure | None
    lost: tuple[Lost, ...] = ()
    parameters: Mapping[str, tuple[str, ...]] = {}
    """The names of the positional parameters of each function that the file defines."""

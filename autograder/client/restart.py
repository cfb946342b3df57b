"""A command that grades, started anew as a clean Python, of which its zygote is a fork.

Student code may know nothing that the grader knows, so a zygote may not be a fork of a process that
has been told anything: options, an environment, a path. Therefore a command leaves its words and
its environment in a file without a name and replaces itself by a Python that has none. That one
imports numpy, forks the zygote, and only then reads what was left and becomes the command. numpy is
imported once instead of twice: a quarter of what grading a small set takes.

Only a command does so, and only where nothing would be lost by it; elsewhere the zygote is a Python
of its own, as it is where a second processor has room for one: there two imports side by side take
less time than one and another start of the interpreter. Linux only.

Beside numpy and this package a student's process then shares with the grader where things lie in
memory. What it says is read by Python alone, which is not led astray by knowing that.
"""

from __future__ import annotations

import os
import sys

from autograder.client.clean_start import (
    NEEDED,
    clean_environment,
    first_lines,
    zygote_is_possible,
)
from autograder.oracle.processors import has_two_processors

TYPE_CHECKING = False  # typing is imported by checkers alone: it takes half as long as yaml
if TYPE_CHECKING:
    from typing import Any, Final

__all__ = ["go_on", "is_plain_start", "restart", "restart_command"]

_GO_ON: Final = (
    "forked = boot.fork_zygote(); from autograder.client import restart; restart.go_on(forked)"
)
_OPTIONS: Final[tuple[list[str], ...]] = (
    ["-m"],
    ["-I", "-m"],
    ["-I", "-X", "utf8", "-m"],
    [],
    ["-I"],
)
"""Options of the interpreter that leave nothing to be said to the next one."""
_SETTLED: Final = frozenset(
    {
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHASHSEED",
        "PYTHONIOENCODING",
        "PYTHONNOUSERSITE",
        "PYTHONPATH",
        "PYTHONSAFEPATH",
        "PYTHONUNBUFFERED",
        "PYTHONUSERBASE",
        "PYTHONUTF8",
    }
)
"""Variables for the interpreter whose effects are handed on."""
_STREAMS: Final = ("stdin", "stdout", "stderr")


def restart_command(name: str, target: str) -> None:
    """Start the command of a name anew where that is quicker; see :func:`restart`."""
    if is_plain_start(name) and not has_two_processors():
        restart(target)


def is_plain_start(name: str) -> bool:
    """Say whether this process is the command of a name and nothing else, such as a debugger."""
    before = sys.orig_argv[1 : len(sys.orig_argv) - len(sys.argv)]
    if before[-1:] == ["-m"]:
        words = [name, *sys.argv[1:]]
    else:
        words = sys.argv if os.path.basename(sys.argv[0]) == name else []  # noqa: PTH119
    started = sys.orig_argv[1 + len(before) :]
    return before in _OPTIONS and started == words and sys.gettrace() is sys.getprofile() is None


def restart(target: str) -> None:
    """Become a clean Python with a zygote, which calls ``target``, ``module:function``, instead.

    Returns where that is not possible, or where something that this interpreter was told at its
    start would be lost.
    """
    # some Pythons are built for systems that are older than files without a name
    possible = zygote_is_possible() and hasattr(os, "memfd_create") and sys.executable
    if not (possible and _can_be_handed_on()):
        return
    import marshal

    environment = clean_environment(sys.executable)
    if not sys.dont_write_bytecode:
        environment["PYTHONDONTWRITEBYTECODE"] = ""  # as if it were not there
    if "PYTHONUNBUFFERED" in os.environ:
        environment["PYTHONUNBUFFERED"] = "1"
    left = {
        "target": target,
        "words": sys.argv,
        "path": sys.path,
        # no program can set a variable without a name, as `env =value` can
        "environment": {name: value for name, value in os.environb.items() if name},
        "streams": {name: _coding(getattr(sys, name)) for name in _STREAMS},
    }
    try:
        descriptor = os.memfd_create("autograder", 0)
        with open(descriptor, "wb", closefd=False) as file:
            marshal.dump(left, file)
        os.execve(  # noqa: S606 - this interpreter again
            sys.executable, first_lines(sys.executable, _GO_ON, str(descriptor)), environment
        )
    except OSError:  # no such file, or a limit: the command goes on as it is
        return


def go_on(zygote: tuple[int, int, int] | None) -> None:
    """Take up what the command was told before it was started anew, and call its function."""
    import gc
    import importlib
    import marshal
    import time

    from autograder.client.early_start import adopt

    if zygote is not None:
        adopt(*zygote)
    descriptor = int(sys.argv[2])
    with open(descriptor, "rb") as file:
        file.seek(0)
        left = marshal.load(file)  # noqa: S302 - written by this process
    sys.argv[:], sys.path[:] = left["words"], left["path"]
    os.environ.clear()
    os.environb.update(left["environment"])
    time.tzset()
    for name, coding in left["streams"].items():
        getattr(sys, name).reconfigure(**coding)
    gc.enable()
    module, _, function = left["target"].partition(":")
    getattr(importlib.import_module(module), function)()


def _can_be_handed_on() -> bool:
    """Say whether nothing that decides about this interpreter would be lost."""
    if sys.getfilesystemencoding() != "utf-8" or None in (sys.stdin, sys.stdout, sys.stderr):
        return False
    told = [name for name in os.environ if name.startswith(("PYTHON", "LD_"))]
    if sys.flags.ignore_environment:
        return not any(name.startswith("LD_") for name in told)
    return _SETTLED.issuperset(told) and not any(
        os.path.exists(os.path.join(folder, package))  # noqa: PTH110, PTH118
        for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep)
        for package in NEEDED  # other ones than student code would get
    )


def _coding(stream: Any) -> dict[str, str]:
    """Return how a standard stream reads or writes text."""
    return {"encoding": stream.encoding, "errors": stream.errors}

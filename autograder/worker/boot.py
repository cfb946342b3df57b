"""What runs first in a process for student code; the command line says what it becomes.

The package may be installed, installed editable, or lie in a checkout: its parent folder comes as
an argument, and is forgotten before a student's line runs, so that nothing beside it can be
imported by name.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from autograder.worker import isolation

if TYPE_CHECKING:
    from autograder.worker.server import Server

__all__ = ["fork_zygote", "main"]

# What students' first lines import. All of this room is imported here, too: the worker's user may
# not read it. matplotlib is not among them: it would cost every grading 0.3 s and 40 MB, and
# imports in a confined worker in that time, with its cache in the worker's own folder; only a
# submission that draws pays for it. Nor is numpy.random, a fifth of numpy that few files use: where
# many submissions are graded, the warm-up brings it.
_PRELOADED = (
    "autograder.worker.server",
    "collections",
    "dataclasses",
    "functools",
    "itertools",
    "math",
    "numpy.linalg",
    "typing",
)


def main() -> None:
    """Become what ``sys.argv`` says: package folder, role, for a probe its settings as JSON."""
    _, package_folder, role, *settings_text = sys.argv
    prepare = partial(_prepare, package_folder)
    if role == "zygote":
        from autograder.worker import zygote  # it needs what only Linux has

        zygote.main(prepare)
    server = prepare()
    gc.enable()
    if role == "worker":
        server.serve()
    settings = isolation.Settings.from_plain(json.loads(settings_text[0]))
    os.write(1, json.dumps(isolation.probe_here(settings)).encode())


def fork_zygote() -> tuple[int, int, int] | None:
    """Fork a zygote off this process, which has been told nothing but ``sys.argv`` yet.

    Return its id, the socket for its orders and the pipe of its errors; None where no process can
    be had.
    """
    from autograder.worker import zygote

    _preload()  # what both hold is in memory once
    return zygote.fork(partial(_prepare, sys.argv[1]))


def _prepare(package_folder: str) -> Server:
    """Import what workers need and what students' first lines import, and no more from here.

    Returns:
        What makes this process, or a fork of it, a worker.
    """
    _preload()
    from autograder.worker.server import Server

    forget(package_folder)
    return Server()


def _preload() -> None:
    for name in _PRELOADED:
        importlib.import_module(name)


def forget(package_folder: str) -> None:
    """Take this package's folder off the import path, so that no name reaches its other modules."""
    sys.path.remove(package_folder)
    home = Path(package_folder).resolve()
    if home != Path(np.__file__).resolve().parents[1]:
        sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != home]
    for name in ("autograder", "autograder.worker", "autograder.worker.layers"):
        sys.modules[name].__path__ = []

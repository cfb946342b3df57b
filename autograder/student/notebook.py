"""``%autograder`` and ``autograder.check``: functions of the running kernel, judged as a file is.

The check runs in a process of its own, so that the kernel stays as it is.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec
from msgspec import Struct

from autograder.errors import UsageError, unknown
from autograder.student.kernel import Gathered, gather
from autograder.student.key import StudentSet
from autograder.student.opening import Source, find_source

__all__ = ["Answered", "Asked", "NotebookCheck", "check", "load_ipython_extension"]

_PATIENCE: Final = 600.0
"""Seconds: as long as a set may take on the platform."""


class Asked(Struct, frozen=True):
    """What the checking process is asked: notebooks by set, and the problems; none means all."""

    start: str
    notebooks: dict[str, bytes]
    problems: tuple[str, ...]
    left_out: tuple[str, ...]


class Answered(Struct, frozen=True):
    """What it says: in words, as HTML if that can be written, and whether everything is right."""

    text: str
    html: str
    clean: bool
    refused: str = ""


class NotebookCheck:
    """What a check found; a notebook shows it as it shows a table or a picture."""

    def __init__(self, said: Answered) -> None:
        self.text, self.html, self.clean = said.text, said.html, said.clean

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> Mapping[str, str]:
        html = {"text/html": self.html} if self.html else {}
        return {"text/plain": self.text, **html}


def check(*problems: str, folder: str | Path = ".") -> NotebookCheck:
    """Check functions of this notebook: some problems by id or number, or all that have begun.

    Args:
        problems: ids such as ``link`` or numbers such as ``6.8``.
        folder: where the kit is, or below it.

    Raises:
        UsageError: this is no notebook, or it defines nothing that is asked for.
    """
    shell = _shell()
    source = find_source(Path(folder))
    sets = source.load(list(source.submits))
    chosen = _needed(sets, problems, shell.user_ns)
    gathered = {name: gather(shell, names) for name, names in chosen.items()}
    return NotebookCheck(_run(source, gathered, problems, Path(folder)))


def load_ipython_extension(shell: Any) -> None:
    """Give a notebook the magic ``%autograder``; called by ``%load_ext autograder``."""

    def magic(line: str) -> NotebookCheck | None:
        try:
            return check(*line.split())
        except UsageError as error:
            sys.stderr.write(f"autograder: {error}\n")
            return None

    shell.register_magic_function(magic, "line", "autograder")


def _shell() -> Any:
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module else None
    if shell is None:
        raise UsageError(
            "no notebook", "Jupyter, VS Code or Colab", "In a terminal: autograder check."
        )
    return shell


def _needed(
    sets: Sequence[StudentSet], problems: Sequence[str], defined: Mapping[str, object]
) -> dict[str, list[str]]:
    """Return for each set the names that are to be taken from the kernel."""
    found: dict[str, list[str]] = {}
    known: list[str] = []
    for loaded in sets:
        for problem in loaded.problem_set.problems:
            names = {problem.id, *(answer.number for answer in problem.answers)}
            known += sorted(names)
            begun = any(name in defined for name in problem.call.needs)
            if names & set(problems) or (not problems and begun):
                found.setdefault(loaded.problem_set.name, []).extend(problem.call.needs)
    for name in problems:
        if name not in known:
            raise UsageError(
                *unknown(name, [known_name for known_name in known if known_name.isidentifier()])
            )
    if not found:
        raise UsageError("no function of a problem", "one, in a cell that has been run")
    return found


def _run(
    source: Source, gathered: Mapping[str, Gathered], problems: Sequence[str], folder: Path
) -> Answered:
    asked = Asked(
        start=str(folder.resolve()),
        notebooks={
            f"{name}/{PurePosixPath(source.submits[name]).stem}.ipynb": each.notebook
            for name, each in gathered.items()
        },
        problems=tuple(problems),
        left_out=tuple(dict.fromkeys(name for cell in gathered.values() for name in cell.left_out)),
    )
    done = subprocess.run(
        [sys.executable, "-m", "autograder.student.notebook_process"],
        input=msgspec.json.encode(asked),
        capture_output=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode:
        raise UsageError(f"a check that failed: {done.stderr.decode('utf-8', 'replace')[-500:]}")
    said = msgspec.json.decode(done.stdout, type=Answered)
    if said.refused:
        raise UsageError(said.refused)
    return said

"""Options that more than one command takes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from autograder.errors import AutograderError, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = [
    "NEW_FILE",
    "OUT_FILE",
    "PATH",
    "TERMINAL",
    "problem_options",
    "seed_option",
    "set_names",
    "set_option",
    "write_out",
]

Command = TypeVar("Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)
"""The type of every option that names a file or a folder."""


TERMINAL = Path("-")
"""What stands for the terminal in the place of a file to be written."""


def write_out(path: Path, text: str) -> None:
    """Write a text to a file, or to the terminal."""
    if path == TERMINAL:
        click.echo(text, nl=False)
        return
    path.write_text(text, encoding="utf-8")


class _OutFile(click.Path):
    """A file to be written, looked at before any work is done; links lead to what they name."""

    def __init__(self, *, regular: bool) -> None:
        super().__init__(path_type=Path)
        self._regular = regular

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path, without links.

        Raises:
            UsageError: it cannot be written.
        """
        given = os.fsdecode(super().convert(value, param, ctx))
        if given == "-":
            if self._regular:
                raise UsageError("`-`, the terminal", "a file to be written")
            return TERMINAL
        path = Path(given).resolve()
        if path.is_dir():
            raise UsageError("a folder", "a file to be written", where=str(path))
        if not path.parent.is_dir():
            raise UsageError(
                "no such folder", "the folder of a file to be written", where=str(path.parent)
            )
        if self._regular and path.exists() and not path.is_file():
            raise UsageError("a device or a pipe", "a file, which is replaced", where=str(path))
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise UsageError(
                "a place where you may not write", "one where you may", where=str(path)
            )
        return path


OUT_FILE = _OutFile(regular=False)
"""The type of every option that names a file to be written, or the terminal."""
NEW_FILE = _OutFile(regular=True)
"""The same where the file is replaced as a whole: a device would be gone afterwards."""

seed_option = click.option(
    "--seed", default="0", show_default=True, help="Decides the random inputs."
)


def set_names(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the names of sets that begin so, for the shell to complete."""
    from click.shell_completion import CompletionItem

    from autograder.problemset.files import find_sets
    from autograder.problemset.locations import problems_folder

    try:
        paths = find_sets(problems_folder(ctx.params.get("problems")), ())
    except AutograderError:
        return []
    return [CompletionItem(path.stem) for path in paths if path.stem.startswith(incomplete)]


set_option = click.option(
    "--set",
    "names",
    multiple=True,
    metavar="NAME",
    help="A problem set; repeat for more.",
    shell_complete=set_names,
)


def problem_options(command: Command) -> Command:
    """Add ``--problems`` and ``--reference``, which every command that reads problems takes."""
    problems = click.option(
        "--problems",
        type=PATH,
        metavar="DIR",
        help="The problem sets: ./problems, else the shipped bank.",
    )
    reference = click.option(
        "--reference",
        type=PATH,
        metavar="DIR",
        help="The solutions: ./reference, else the shipped ones.",
    )
    return problems(reference(command))

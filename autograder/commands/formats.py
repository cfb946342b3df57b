"""The forms of output: one table, which every command with ``--format`` reads."""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, TextIO, TypeAlias

import click
from msgspec import Struct

from autograder.commands.options import TERMINAL, write_out

__all__ = ["FORMATS", "Format", "Shown", "format_option", "show", "writer"]

Shown: TypeAlias = Literal["report", "proof"]
"""What a command shows: `grade` a :class:`~autograder.report.Report`, `verify` a ``Proof``."""

Writer: TypeAlias = Callable[[Any, TextIO], None]
"""Writes what is shown to a stream, and decides nothing."""


class Format(Struct, frozen=True):
    """Who writes each thing that is shown, as ``module:function``; None where nobody does."""

    report: str | None = None
    proof: str | None = None
    file: Path | None = None
    """Where it goes without ``--out``; to the terminal where this is None."""


FORMATS: Final[Mapping[str, Format]] = {
    "text": Format(
        report="autograder.render.terminal:write", proof="autograder.staff.proof:write_text"
    ),
    "json": Format(
        report="autograder.render.json_text:write", proof="autograder.staff.proof:write_json"
    ),
    "gradescope": Format(report="autograder.gradescope.results:write", file=Path("results.json")),
}
"""Form -> its writers. They are imported when they write, so that no command pays for another's."""


def format_option(shown: Shown) -> Callable[[Any], Any]:
    """Return the option ``--format`` of a command: the forms in which ``shown`` can be written."""
    names = [name for name, form in FORMATS.items() if getattr(form, shown) is not None]
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default="text",
        show_default=True,
        help="The form of what is shown.",
    )


def writer(name: str, shown: Shown) -> Writer:
    """Import who writes ``shown`` in the form of this name."""
    module, _, function = getattr(FORMATS[name], shown).partition(":")
    found: Writer = getattr(importlib.import_module(module), function)
    return found


def show(name: str, shown: Shown, found: object, out: Path | None = None) -> None:
    """Write what was found in this form: to ``out``, the form's own file, or the terminal.

    A file is opened when all its text is there, so that a writer that fails leaves none behind.
    """
    write = writer(name, shown)
    path = out or FORMATS[name].file
    if path is None or path == TERMINAL:
        write(found, sys.stdout)
        return
    text = io.StringIO()
    write(found, text)
    write_out(path, text.getvalue())

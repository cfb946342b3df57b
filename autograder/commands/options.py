"""Options that more than one command takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["PATH", "problem_options", "seed_option", "set_option"]

Command = TypeVar("Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)
"""The type of every option that names a file or a folder."""

seed_option = click.option(
    "--seed", default="0", show_default=True, help="Decides the random inputs."
)
set_option = click.option(
    "--set", "names", multiple=True, metavar="NAME", help="A problem set; repeat for more."
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

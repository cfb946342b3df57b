"""``autograder init``."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.commands.options import PATH

__all__ = ["init"]


@click.command()
@click.argument("course", type=PATH)
def init(course: Path) -> None:
    """Make the folder COURSE: sets, references, labelled submissions and a CI example."""
    from autograder.staff.course import create

    for path in create(course):
        click.echo(path)
    click.echo(f"Next: cd {course}, read README.md, and keep the folder in a private repository.")

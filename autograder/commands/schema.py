"""``autograder schema``."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.commands.options import OUT_FILE, TERMINAL, write_out

__all__ = ["schema"]


@click.command()
@click.option(
    "--out",
    type=OUT_FILE,
    metavar="FILE",
    help="Write the schema there instead of to the terminal.",
)
def schema(out: Path | None) -> None:
    """Print the JSON Schema of a problem set, for editors.

    A set whose first line is `# yaml-language-server: $schema=FILE` is completed and checked as it
    is typed.
    """
    from autograder.staff.schema import schema_text

    write_out(out or TERMINAL, schema_text())

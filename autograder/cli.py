"""The command line. Exit status: 0 done, 1 something was found wrong, 2 a usage or staff error."""

from __future__ import annotations

import codecs
import importlib
import io
import os
import sys
from collections.abc import Mapping
from typing import Any, Final

import click

import autograder
from autograder.client.threads import ONE_THREAD
from autograder.errors import AutograderError, UsageError, unknown
from autograder.render.signs import readable

__all__ = ["main"]

_COMMANDS: Final[Mapping[str, str]] = {
    "grade": "Grade a submission.",
    "verify": "Prove that problem sets grade fairly.",
    "build": "Make what goes to Gradescope.",
    "regrade": "Grade a whole class from an export, into a store.",
    "report": "Show what a class got: a page, a table, JSON.",
    "new": "Write a new problem, or a set's starter file.",
    "check": "Check your own work before you hand it in.",
    "explain": "Say what one problem asks for.",
    "play": "Differentiate any formula: its shape, its layout, its numbers.",
    "schema": "Print the JSON Schema of a problem set, for editors.",
    "init": "Make a course folder.",
    "doctor": "Say how well student code is isolated on this machine, and what is missing.",
}
"""Command -> what it does; each is a function of that name in ``autograder.commands``."""

_READABLE: Final = "autograder.readable"
_USAGE: Final = 2


class _LazyGroup(click.Group):
    """Imports a command only when it runs, so that none pays for what another needs."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command as a process of its own, which ends with it."""
        for name, count in ONE_THREAD.items():
            os.environ.setdefault(name, count)
        codecs.register_error(_READABLE, readable)
        for name in ("stdout", "stderr"):
            if getattr(sys, name) is None:  # it was closed: nobody wants to read it
                nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
                setattr(sys, name, nowhere)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a terminal need not know every sign
                stream.reconfigure(errors=_READABLE)
        return super().__call__(*args, **kwargs)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"autograder.commands.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS:
            raise UsageError(*unknown(args[0], _COMMANDS, f"the command {args[0]!r}"))
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AutograderError as error:
            click.echo(f"autograder: {error}", err=True)
            sys.exit(_USAGE)
        except BrokenPipeError:  # who reads has seen enough, as `head` has: click ends in silence
            raise
        except OSError as error:  # a full disk, a folder that is closed: the system says which
            click.echo(f"autograder: {error}", err=True)
            sys.exit(_USAGE)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(autograder.__version__, prog_name="autograder")
def main() -> None:
    """Grade matrix calculus in Python: layout, shape and numbers, with the mistake named."""

"""Write docs/commands.md from the commands: what each does, its arguments and options."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from autograder.cli import main

PAGE = Path(__file__).with_name("commands.md")

HEAD = """\
# The commands

Written by `docs/generate_commands.py` from the commands themselves; do not edit it by hand.
`autograder COMMAND --help` says the same.

All that read problems take `--problems DIR` and `--reference DIR`: `./problems` and `./reference`
where they exist, else the bank that ships with the package. Exit status: 0 done, whatever the
score; 1 something was found wrong; 2 a usage or staff error, with where, what was found, what was
expected and how to mend it. A file to be written may be `-`, the terminal; an archive may not.

The shell completes commands, `--format` and the names of sets: put
`eval "$(_AUTOGRADER_COMPLETE=bash_source autograder)"` into `~/.bashrc`, with `zsh_source` into
`~/.zshrc`; for fish `_AUTOGRADER_COMPLETE=fish_source autograder | source`.
"""


def page() -> str:
    """Return the page as it should be."""
    context = click.Context(main, info_name="autograder")
    lines = [HEAD]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        lines += _command_lines(f"autograder {name}", command)
    return "\n".join(lines)


def _command_lines(name: str, command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        for part, inner in command.commands.items():
            yield from _command_lines(f"{name} {part}", inner)
        return
    arguments = [
        _argument(parameter)
        for parameter in command.params
        if isinstance(parameter, click.Argument)
    ]
    yield from (f"## {' '.join([name, *arguments])}", "", inspect.cleandoc(command.help or ""), "")
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    if options:
        yield from ("| option | what it does |", "|---|---|")
        yield from map(_option, options)
        yield ""


def _argument(argument: click.Argument) -> str:
    name = argument.metavar or (argument.name or "").upper()
    return f"{name}..." if argument.nargs == -1 and not name.endswith("...") else name


def _option(option: click.Option) -> str:
    written = " ".join(filter(None, (", ".join(option.opts), _value(option)))).replace("|", r"\|")
    words = [option.help or ""]
    if option.show_default is True:
        words.append(f"Default: {option.default}.")
    if option.required:
        words.append("Required.")
    return f"| `{written}` | {' '.join(filter(None, words))} |"


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return "|".join(map(str, option.type.choices))
    return option.metavar or ("N" if isinstance(option.type, click.IntRange) else "TEXT")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")

"""``autograder new``."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.commands.options import PATH, TERMINAL, set_names, write_out
from autograder.errors import UsageError, unknown

__all__ = ["new"]


@click.command()
@click.argument("id", required=False, metavar="[ID]")
@click.option(
    "--set",
    "path",
    type=PATH,
    metavar="FILE",
    help="Add the problem to this set; a new one otherwise.",
    shell_complete=set_names,
)
@click.option(
    "--starter",
    metavar="SET",
    help="Write the file that students of this set start from.",
    shell_complete=set_names,
)
@click.option(
    "--out",
    type=PATH,
    metavar="FILE",
    help="Where the starter goes: the set's own name; - prints it.",
)
@click.option(
    "--problems",
    type=PATH,
    metavar="DIR",
    help="The problem sets: ./problems, else the shipped bank.",
)
def new(
    id: str | None,  # noqa: A002  # the argument's name on the command line
    path: Path | None,
    starter: str | None,
    out: Path | None,
    problems: Path | None,
) -> None:
    """Write a commented problem ID, ready to be edited, or with --starter a set's starter file.

    Without --set the problem gets a set of its own, problems/NN_ID.yaml.
    """
    if (id is None) == (starter is None):
        raise UsageError(
            "both ID and --starter, or neither", "one: `new ID` or `new --starter SET`"
        )
    if starter is not None:
        _write_starter(starter, out, problems)
    elif id is not None:
        _write_problem(id, path, problems)


def _write_starter(name: str, out: Path | None, folder: Path | None) -> None:
    from autograder.oracle.sets import load_sets
    from autograder.problemset.course import read_course
    from autograder.problemset.locations import problems_folder
    from autograder.problemset.notes import read_notes
    from autograder.staff.starters import starter_file

    [chosen] = load_sets(problems_folder(folder), names=[name])
    path = out or Path(chosen.submit)
    name = chosen.submit if path == TERMINAL else path.name
    text = starter_file(
        name,
        chosen.public(),
        read_notes(chosen.book),
        read_course(chosen.path.parent).packages,
    )
    if path == TERMINAL:
        write_out(path, text)
        return
    if path.exists():
        raise UsageError("a file already", "a new one, or another --out", where=str(path))
    path.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {path}.")


def _write_problem(name: str, path: Path | None, folder: Path | None) -> None:
    from autograder.staff.skeleton import add_problem

    problems = folder or Path("problems")
    target = _set_file(path, problems) if path else _next_set(name, problems)
    add_problem(name, target)
    where = f"reference/{target.stem}.py"
    click.echo(f"Wrote the problem {name} into {target}. Its reference belongs into {where}.")


def _set_file(path: Path, problems: Path) -> Path:
    """Return the file of a set that is given by its name, as every command takes it, or by path.

    Raises:
        UsageError: no set has this name. A path may be that of a file to be made.
    """
    if path.suffix:
        return path
    known = sorted(file.stem for file in problems.glob("*.yaml"))
    if path.name not in known:
        said = unknown(path.name, known, "no such set")
        raise UsageError(*said, where=f"--set {path}")
    return problems / f"{path.name}.yaml"


def _next_set(name: str, folder: Path) -> Path:
    numbers = [
        int(stem)
        for path in folder.glob("*.yaml")
        if (stem := path.stem.partition("_")[0]).isdigit()
    ]
    return folder / f"{max(numbers, default=0) + 1:02}_{name}.yaml"

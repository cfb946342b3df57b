"""``autograder check``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from autograder.commands.interrupts import until_ctrl_c
from autograder.commands.options import (
    OUT_FILE,
    PATH,
    TERMINAL,
    problem_options,
    set_names,
    write_out,
)
from autograder.errors import UsageError
from autograder.submission.naming import TEXT_SUFFIXES

if TYPE_CHECKING:
    from threading import Event

    from autograder.client.workers import Workers
    from autograder.student.check import Check, Checker
    from autograder.student.opening import Source

__all__ = ["check"]

_INSTALL: Final = "pip install 'matrix-calculus-autograder[student]'"


@click.command()
@click.argument("submission", type=PATH, default=Path(), metavar="[FILE|FOLDER]")
@click.option(
    "--problem", "ids", multiple=True, metavar="ID", help="Only this one, by id or number; repeat."
)
@click.option(
    "--set",
    "named",
    default="",
    metavar="NAME",
    help="The set that FILE answers.",
    shell_complete=set_names,
)
@click.option(
    "--html", "page", type=OUT_FILE, metavar="FILE", help="Write the report as a page as well."
)
@click.option("--open", "shown", is_flag=True, help="Show the page in the browser.")
@click.option(
    "--repro", "repro", multiple=True, metavar="ID", help="Write the failing call to ID_case.py."
)
@click.option("--watch", is_flag=True, help="Check again after each save, until Ctrl-C.")
@problem_options
def check(
    submission: Path,
    ids: Sequence[str],
    named: str,
    page: Path | None,
    shown: bool,
    repro: Sequence[str],
    watch: bool,
    problems: Path | None,
    reference: Path | None,
) -> None:
    """Check your work as Gradescope will grade it: a file or a folder; this folder by default.

    Exit status: 0 all right, 1 something is wrong or not done, 2 nothing could be checked.
    """
    from autograder.client.workers import Workers

    _refuse_without_packages(page=page is not None or shown, watch=watch)
    with Workers() as workers:  # its Python starts while the sets are loaded
        from autograder.student.opening import find_source

        source = find_source(submission, problems, reference)
        handed_in = source.hand_in(submission, named)
        checker = _checker(source, handed_in.sets, workers)
        found = checker.check(handed_in, [*ids, *repro])
        _show(found, page, shown=shown)
        _write_cases(found, repro)
        if watch:
            with until_ctrl_c() as pressed:
                for _ in _saves(submission, pressed):
                    found = checker.check(source.hand_in(submission, named), [*ids, *repro])
                    click.clear()
                    _show(found, page, shown=False)
    sys.exit(0 if found.clean else 1)


def _refuse_without_packages(*, page: bool, watch: bool) -> None:
    """Say that a package is missing before a check and not at its end."""
    if page:
        from autograder.student.page import ready

        ready()
    if watch and find_spec("watchfiles") is None:
        raise UsageError("no package watchfiles", "the extra `student`", _INSTALL, where="--watch")


def _checker(source: Source, names: Sequence[str], workers: Workers) -> Checker:
    from autograder.student.check import Checker

    return Checker(source.load(names), source.seed, source.platform, workers)


def _show(found: Check, page: Path | None, *, shown: bool) -> None:
    from autograder.student.terminal import lines, terminal_width

    stream = sys.stdout
    terminal = stream.isatty()
    text = lines(
        found,
        colours=terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
        encoding=stream.encoding or "ascii",
        width=terminal_width() if terminal else 0,
    )
    for line in text:
        click.echo(line, err=page == TERMINAL)  # there the page has the output to itself
    if page is not None or shown:
        _write_page(found, page or Path("check.html"), shown=shown)


def _write_page(found: Check, path: Path, *, shown: bool) -> None:
    from autograder.student.page import page

    _write(path, page(found))
    if path == TERMINAL:
        return
    click.echo(f"{path}: written")
    if shown:
        click.launch(str(path.resolve()))


def _write(path: Path, text: str) -> None:
    try:
        write_out(path, text)
    except OSError as error:
        raise UsageError(str(error.strerror), "a place for a file", where=str(path)) from None


def _write_cases(found: Check, ids: Sequence[str]) -> None:
    from autograder.student.call_text import case_file, case_name

    done, on_paper = set(), set()
    for item in found.items:
        wanted = item.problem.id in ids or item.row.number in ids
        if wanted and item.is_on_paper:
            on_paper.add(item.problem.id)
        elif wanted and item.evidence is not None and item.problem.id not in done:
            done.add(item.problem.id)
            path = Path(item.file.path).parent / case_name(item.problem)
            support = found.support.get(item.problem.set)
            _write(path, case_file(item.problem, item.evidence.inputs, item.file, support))
            click.echo(f"{path}: the call at which {item.problem.id} is wrong")
    for problem in sorted(on_paper):
        click.echo(f"No call to write: {problem} is answered on paper.")
    if ids and not done and not on_paper:
        click.echo("No call to write: nothing that was asked for is wrong.")


def _saves(path: Path, pressed: Event) -> Iterator[object]:
    """Yield after each save of a source file, until Ctrl-C is pressed."""
    from watchfiles import PythonFilter, watch

    folder = path if path.is_dir() else path.parent
    wanted = PythonFilter(extra_extensions=(".ipynb", *TEXT_SUFFIXES))
    click.echo("Watching; Ctrl-C ends it.", err=True)
    yield from watch(
        folder.resolve(), watch_filter=wanted, step=20, debounce=100, stop_event=pressed
    )

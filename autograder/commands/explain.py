"""``autograder explain``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.options import problem_options
from autograder.errors import UsageError, nearest

if TYPE_CHECKING:
    from autograder.problemset import Problem

__all__ = ["explain"]


@click.command()
@click.argument("id", metavar="ID")
@problem_options
def explain(
    id: str,  # noqa: A002  # the argument's name on the command line
    problems: Path | None,
    reference: Path | None,
) -> None:
    """Say what problem ID asks for: statement, shapes, the layout drawn; never the answer."""
    from autograder.student.explain import explained
    from autograder.student.opening import find_source
    from autograder.student.terminal import terminal_width
    from autograder.submission.naming import is_text

    source = find_source(Path(), problems, reference)
    found = {
        name: (problem, loaded.problem_set.submit)
        for loaded in source.load(list(source.submits))
        for problem in loaded.problem_set.problems
        for name in _names(problem)
    }
    if id not in found:
        raise UsageError(
            repr(id), "the id or the number of a problem", nearest(id, found), where="explain"
        )
    problem, submit = found[id]
    width = terminal_width() if sys.stdout.isatty() else 0
    for line in explained(problem, width, on_paper=is_text(submit)):
        click.echo(line)


def _names(problem: Problem) -> Iterator[str]:
    """Yield what a problem can be called: its id, its number, the numbers of its answers."""
    yield problem.id
    for answer in problem.answers:
        yield answer.number
        if len(problem.answers) > 1:
            yield answer.number.rpartition(".")[0]

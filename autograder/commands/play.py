"""``autograder play``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import click

from autograder.errors import UsageError

__all__ = ["play"]


@click.command()
@click.argument("formula")
@click.option(
    "--given", required=True, metavar="INPUTS", help='Such as "W: matrix[m, n], A: vector[m]".'
)
@click.option(
    "--wrt", multiple=True, required=True, metavar="NAME", help="By what; twice for the second."
)
@click.option(
    "--convention",
    type=click.Choice(["denominator", "numerator"]),
    default="denominator",
    show_default=True,
)
@click.option(
    "--size", "sizes", multiple=True, metavar="m=3", help="Length of a dimension; repeat."
)
def play(
    formula: str,
    given: str,
    wrt: Sequence[str],
    convention: Literal["denominator", "numerator"],
    sizes: Sequence[str],
) -> None:
    """Differentiate any FORMULA numerically: its shape, its layout drawn, its numbers.

    It may be in Python's notation, as typed or in LaTeX; a semicolon ends a line. Lines below it
    that say what df or df_dx is, are judged one by one, each shown with its shape.
    """
    from autograder.student.play import play as differentiate
    from autograder.student.play_words import played_lines

    if len(wrt) > 2:  # a third derivative has no picture
        raise UsageError(f"{len(wrt)} names", "one or two", where="--wrt")
    lengths = dict(map(_length, sizes))
    for line in played_lines(
        differentiate(formula, given, wrt, convention=convention, sizes=lengths)
    ):
        click.echo(line)


def _length(text: str) -> tuple[str, int]:
    name, _, length = text.partition("=")
    if not name.strip() or not length.strip().isdigit() or int(length) < 1:
        raise UsageError(repr(text), "a dimension and its length, such as m=3", where="--size")
    return name.strip(), int(length)

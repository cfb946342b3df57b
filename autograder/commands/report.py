"""``autograder report``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click

from autograder.commands.options import OUT_FILE, PATH, TERMINAL, write_out
from autograder.errors import UsageError
from autograder.report import counted

__all__ = ["report"]


@click.command()
@click.argument("path", metavar="STORE", type=PATH)
@click.option(
    "--html", type=OUT_FILE, metavar="FILE", help="One page: charts, mistakes, who is behind them."
)
@click.option(
    "--csv", type=OUT_FILE, metavar="FILE", help="A table for a gradebook, one line a student."
)
@click.option("--json", type=OUT_FILE, metavar="FILE", help="Everything, for other programs.")
@click.option(
    "--anonymous", is_flag=True, help="Pseudonyms for students, and none of their own words."
)
def report(path: Path, anonymous: bool, **files: Path | None) -> None:
    """Write what a class got, from the STORE of `autograder regrade`: --html, --csv, --json."""
    from autograder.cohort.people import by_name, by_pseudonym
    from autograder.cohort.store import Store
    from autograder.cohort.tally import read_tally

    wanted = {name: file for name, file in files.items() if file is not None}
    if not wanted:
        raise UsageError("no form", "at least one of --html FILE, --csv FILE, --json FILE")
    with Store(path) as store:
        tally = read_tally(store, by_pseudonym(store.fact("salt")) if anonymous else by_name)
    texts = {file: _writer(name)(tally) for name, file in wanted.items()}
    for file, text in texts.items():
        write_out(file, text)
    written = ", ".join(map(str, texts))
    click.echo(
        f"{counted(len(tally.entries), 'submission')}: wrote {written}", err=TERMINAL in texts
    )
    if tally.missed:
        click.echo(
            f"{counted(tally.missed, 'submission')} not reached by the last `regrade`", err=True
        )


_WRITERS: Final[Mapping[str, str]] = {
    "html": "autograder.cohort.page:page",
    "csv": "autograder.cohort.gradebook:as_csv",
    "json": "autograder.cohort.gradebook:as_json",
}
"""Form -> who writes it, imported when it is asked for."""


def _writer(name: str) -> Callable[..., str]:
    import pkgutil

    found: Callable[..., str] = pkgutil.resolve_name(_WRITERS[name])
    return found

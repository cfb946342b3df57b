"""``autograder regrade``."""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.client.required_layers import APART, parse_layers
from autograder.commands.options import PATH, problem_options, seed_option, set_option
from autograder.report import counted

if TYPE_CHECKING:
    from autograder.cohort.differences import Baseline
    from autograder.cohort.grader import Course
    from autograder.cohort.regrade import Engine, Outcome
    from autograder.cohort.store import Store

__all__ = ["regrade"]

_SHOWN_FAILURES = 10


@click.command()
@click.argument("export", type=PATH)
@click.option(
    "--store",
    "path",
    type=PATH,
    required=True,
    metavar="FILE.sqlite",
    help="Made where there is none.",
)
@set_option
@seed_option
@click.option(
    "--jobs", type=click.IntRange(1), help="Processes that grade: one more than there are CPUs."
)
@click.option(
    "--dask",
    "scheduler",
    metavar="ADDRESS",
    help="Grade on the workers of a Dask scheduler, not on this machine.",
)
@click.option(
    "--baseline",
    type=PATH,
    metavar="FILE.sqlite|EXPORT",
    help="Say what differs from another store, or from the results in Gradescope's export.",
)
@click.option(
    "--require",
    "required",
    default=",".join(sorted(APART)),
    show_default=True,
    metavar="LAYER,...",
    help="Refuse to grade without these layers, or without a layer that guards these.",
)
@click.option(
    "--similarity",
    type=PATH,
    metavar="DIR",
    help="Also write everybody's sources there, as copydetect and its like read them.",
)
@click.option("--anonymous", is_flag=True, help="There: pseudonyms, and code without comments.")
@problem_options
def regrade(
    export: Path,
    path: Path,
    names: Sequence[str],
    seed: str,
    jobs: int | None,
    scheduler: str | None,
    baseline: Path | None,
    required: str,
    similarity: Path | None,
    anonymous: bool,
    problems: Path | None,
    reference: Path | None,
) -> None:
    """Grade a class into a store; EXPORT is Gradescope's, Canvas', Moodle's or a folder.

    Work that is unchanged, under unchanged sets, is not graded again; a run that was ended goes on
    where it was.
    """
    from autograder.cohort.grader import Course
    from autograder.cohort.store import Store
    from autograder.problemset.locations import problems_folder, reference_folder

    if similarity is not None:
        from autograder.cohort.similarity import refuse_full

        refuse_full(similarity)  # before hours of grading
    course = Course(
        problems_folder(problems),
        reference_folder(reference),
        tuple(names),
        seed,
        parse_layers(required),
    )
    old = None if baseline is None else _read(baseline)  # it may be what this run changes
    with Store(path, create=True) as store:
        outcome = _run(export, course, store, _engine(jobs, scheduler))
        if similarity is not None:
            _write_sources(export, course, store, similarity, anonymous=anonymous)
        differs = old is not None and _compare(old, store, str(baseline))
    if outcome.failures:
        sys.exit(2)
    sys.exit(1 if differs else 0)


def _write_sources(
    path: Path, course: Course, store: Store, folder: Path, *, anonymous: bool
) -> None:
    from autograder.cohort.exports import open_export
    from autograder.cohort.people import by_name, by_pseudonym
    from autograder.cohort.similarity import write_sources
    from autograder.oracle.sets import load_sets
    from autograder.staff.starter import starter

    sets = load_sets(course.problems, course.reference, course.names or None)
    starters = {problem_set.name: starter(problem_set.public()) for problem_set in sets}
    naming = by_pseudonym(store.fact("salt")) if anonymous else by_name
    export = open_export(path, {problem_set.submit for problem_set in sets})
    count = write_sources(export, sets, starters, naming, folder)
    click.echo(
        f"{counted(count, 'file')} in {folder}; `copydetect -c copydetect.json` there compares them"
    )


def _read(baseline: Path) -> Baseline:
    from autograder.cohort.differences import read_baseline

    return read_baseline(baseline)


def _compare(old: Baseline, store: Store, name: str) -> bool:
    """Keep and print what differs from a baseline; say whether anything does."""
    from autograder.cohort.differences import as_values, compare, of_store, summary

    found = compare(old, of_store(store))
    store.keep_differences([as_values(difference) for difference in found])
    for line in summary(found, name):
        click.echo(line)
    return bool(found)


def _engine(jobs: int | None, scheduler: str | None) -> Engine:
    if scheduler is not None:
        from autograder.cohort.cluster import grade_on_cluster

        return functools.partial(grade_on_cluster, address=scheduler)
    from autograder.cohort.pool import grade_here

    # One more than there are CPUs: a process waits while what it asked is computed, or hangs.
    return functools.partial(grade_here, jobs=jobs or _cpus() + 1)


def _cpus() -> int:
    """Return the number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _run(export: Path, course: Course, store: Store, engine: Engine) -> Outcome:
    """Grade with a bar that shows the rate and the time left, and say what was done."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    from autograder.cohort.regrade import regrade as bring_up_to_date
    from autograder.commands.bars import progress

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    began = time.monotonic()
    first: dict[str, float] = {}
    with progress(*columns) as bar:
        task = bar.add_task("reading", total=None, rate="")

        def show(what: str, done: int, total: int | None) -> None:
            first.setdefault(what, time.monotonic())
            seconds = time.monotonic() - first[what]
            rate = f"{done / seconds:.1f}/s" if seconds > 0 and done else ""
            bar.update(task, description=what, completed=done, total=total, rate=rate)

        outcome = bring_up_to_date(export, course, store, engine, show)
    _tell(outcome, time.monotonic() - began)
    return outcome


def _tell(outcome: Outcome, seconds: float) -> None:
    from autograder.cohort.exports import EXPORT_NAMES

    unchanged = outcome.total - outcome.graded
    rate = f", {outcome.graded / seconds:.1f}/s" if outcome.graded else ""
    total = counted(outcome.total, "submission")
    click.echo(
        f"{total} ({EXPORT_NAMES[outcome.kind]}): {outcome.graded} graded,"
        f" {unchanged} unchanged; {seconds:.1f} s{rate}"
    )
    for key, error in outcome.failures[:_SHOWN_FAILURES]:
        click.echo(f"  the grader failed on {key}: {error}", err=True)
    more = len(outcome.failures) - _SHOWN_FAILURES
    if more > 0:
        click.echo(f"  ... and on {more} more; the next run tries them again", err=True)

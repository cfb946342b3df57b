"""``autograder verify``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.formats import format_option, show
from autograder.commands.options import PATH, problem_options, seed_option, set_option
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.problemset import ProblemSet
    from autograder.staff.submissions import Outcome
    from autograder.staff.verify import Options, Verification

__all__ = ["verify"]


@click.command()
@set_option
@seed_option
@click.option(
    "--seeds",
    type=click.IntRange(1, 1000),
    default=15,
    show_default=True,
    help="Seeds for the references.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Problems looked at at a time: as many as there are CPUs.",
)
@click.option(
    "--submissions",
    type=PATH,
    metavar="DIR",
    help="Labelled submissions, DIR/full/..., DIR/zero/...",
)
@click.option(
    "--update", is_flag=True, help="Write what each labelled submission gets as what is expected."
)
@click.option(
    "--coverage",
    is_flag=True,
    help="Also: which rows of the notes are graded; 1 where one is not.",
)
@format_option("proof")
@problem_options
def verify(
    names: Sequence[str],
    seed: str,
    seeds: int,
    jobs: int | None,
    submissions: Path | None,
    update: bool,
    coverage: bool,
    form: str,
    problems: Path | None,
    reference: Path | None,
) -> None:
    """Prove that problem sets grade fairly: exit status 0 if they do, 1 with the reasons if not."""
    from autograder.problemset.locations import problems_folder, reference_folder
    from autograder.staff.coverage import coverage as coverage_of
    from autograder.staff.proof import Proof
    from autograder.staff.verify import Options

    if update and submissions is None:
        raise UsageError(
            "no --submissions",
            "the folder whose expectations are to be written",
            where="--update",
        )
    options = Options(problems_folder(problems), reference_folder(reference), seed, seeds)
    verified = _verify(options, names, jobs or len(_cpus()))
    outcomes: tuple[Outcome, ...] = ()
    covered = None
    if not verified.unloadable:  # a set that does not load grades nothing, and is a reason already
        if submissions is not None:
            outcomes = tuple(_graded(options, names, submissions, update=update))
        if coverage:
            covered = coverage_of(_sets(options, names))
    proof = Proof(verified, outcomes, covered)
    show(form, "proof", proof)
    sys.exit(0 if proof.good else 1)


def _cpus() -> Sequence[int]:
    """Return the CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)


def _verify(options: Options, names: Sequence[str], jobs: int) -> Verification:
    from autograder.commands.bars import progress
    from autograder.staff.verify import verify as look

    with progress() as bar:
        task = bar.add_task("verifying", total=None)
        return look(
            options,
            names,
            jobs,
            lambda done, total, last: bar.update(
                task, completed=done, total=total, description=f"verified {last}"
            ),
        )


def _sets(options: Options, names: Sequence[str]) -> Sequence[ProblemSet]:
    from autograder.oracle.sets import load_sets

    return load_sets(options.problems, options.reference, names or None)


def _graded(options: Options, names: Sequence[str], folder: Path, *, update: bool) -> list[Outcome]:
    from autograder.client.workers import Workers
    from autograder.staff.submissions import discover, pin, run

    with Workers() as workers:  # started before any secret is read
        sets = _sets(options, names)
        outcomes = [run(labelled, sets, options.seed, workers) for labelled in discover(folder)]
        if update and sum(map(pin, outcomes)):
            outcomes = [run(outcome.labelled, sets, options.seed, workers) for outcome in outcomes]
    return outcomes

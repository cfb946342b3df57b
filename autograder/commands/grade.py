"""``autograder grade``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.formats import format_option, show
from autograder.commands.options import (
    NEW_FILE,
    OUT_FILE,
    PATH,
    problem_options,
    seed_option,
    set_option,
)
from autograder.errors import UsageError
from autograder.report import Report

if TYPE_CHECKING:
    from autograder.client.workers import Workers

__all__ = ["grade"]


@click.command()
@click.argument("submission", type=PATH)
@set_option
@seed_option
@format_option("report")
@click.option(
    "--out",
    type=OUT_FILE,
    metavar="FILE",
    help="Write the report there instead of to the terminal.",
)
@click.option(
    "--results",
    type=NEW_FILE,
    metavar="FILE",
    help="Write Gradescope's results.json there as well.",
)
@click.option(
    "--require",
    "required",
    default="",
    metavar="LAYER,...",
    help="Refuse to grade without these layers.",
)
@problem_options
def grade(
    submission: Path,
    names: Sequence[str],
    seed: str,
    form: str,
    out: Path | None,
    results: Path | None,
    required: str,
    problems: Path | None,
    reference: Path | None,
) -> None:
    """Grade SUBMISSION: a .py file, a notebook, a folder of them, or a zip.

    Without --set, every set whose file was handed in is graded.
    """
    report = _grade(submission, names, seed, required, problems, reference)
    if results is not None:
        _replace_results(report, results)
    show(form, "report", report, out)


def _grade(
    submission: Path,
    names: Sequence[str],
    seed: str,
    required: str,
    problems: Path | None,
    reference: Path | None,
) -> Report:
    from autograder.client.workers import Workers

    layers = _required(required)

    with (
        Workers() as workers
    ):  # started before any secret is read; it imports numpy while the sets load
        from autograder.cohort.glance import may_be_class
        from autograder.grading.grade import grade as grade_submission
        from autograder.oracle.answer_key import AnswerKey
        from autograder.oracle.key_store import KeyStore, kept, user_folder
        from autograder.oracle.processors import has_two_processors
        from autograder.oracle.second_process import halved
        from autograder.oracle.sets import load_offered, offered_sets
        from autograder.problemset.locations import problems_folder, reference_folder
        from autograder.submission.files import choose_sets, coded_sets, open_submission

        if may_be_class(submission):
            from autograder.cohort.exports import refuse_class

            refuse_class(submission)
        store = KeyStore(user_folder())
        folder, solutions = problems_folder(problems), reference_folder(reference)
        offered = offered_sets(folder, solutions, names or None, keys=store, seed=seed)
        opened = open_submission(submission, [each.submit for each in offered])
        if layers:
            _refuse_without(layers, workers)
        answered = offered if len(names) == 1 else choose_sets(offered, opened)
        chosen = load_offered(answered, solutions, keys=store, seed=seed)
        key = AnswerKey(chosen, seed)
        with kept(key, store, workers.isolation), halved(key, coded_sets(chosen, opened)):
            return grade_submission(key, opened, workers, texts_apart=has_two_processors())


def _required(text: str) -> frozenset[str]:
    if not text:
        return frozenset()
    from autograder.client.required_layers import parse_layers

    return parse_layers(text)


def _refuse_without(layers: frozenset[str], workers: Workers) -> None:
    from autograder.client.required_layers import shortfall

    if found := shortfall(layers, workers):
        raise UsageError(found)


def _replace_results(report: Report, path: Path) -> None:
    from autograder.gradescope.results import replace_file, results

    replace_file(results(report), path)

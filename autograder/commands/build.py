"""``autograder build gradescope`` and ``autograder build kit``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.options import NEW_FILE, PATH, problem_options, set_option
from autograder.errors import UsageError
from autograder.report import counted

if TYPE_CHECKING:
    from autograder.problemset import ProblemSet

__all__ = ["build"]


@click.group()
def build() -> None:
    """Make a zip to upload or to hand out."""


@build.command()
@click.option("--out", type=NEW_FILE, required=True, metavar="FILE", help="The zip to write.")
@set_option
@click.option(
    "--seed-file",
    type=PATH,
    metavar="FILE",
    help="Decides the random inputs: one line, kept secret.",
)
@click.option(
    "--policies",
    type=PATH,
    metavar="FILE",
    help="Limits and lateness: policies.yaml beside the problems.",
)
@click.option(
    "--wheels",
    type=PATH,
    metavar="DIR",
    help="Install from these wheels instead of from an index.",
)
@problem_options
def gradescope(
    out: Path,
    names: Sequence[str],
    seed_file: Path | None,
    policies: Path | None,
    wheels: Path | None,
    problems: Path | None,
    reference: Path | None,
) -> None:
    """Make the zip that Gradescope takes, and prove it.

    From the zip, the references must get full marks and an empty submission nothing.
    """
    from autograder.gradescope.upload import collect, policies_beside, write_zip
    from autograder.oracle.sets import load_sets
    from autograder.problemset.locations import problems_folder, reference_folder

    folder = problems_folder(problems)
    sets = load_sets(folder, reference_folder(reference), names or None)
    files = collect(
        sets,
        seed=_read_seed(seed_file) if seed_file else None,
        policies=_existing(policies) if policies else policies_beside(folder),
        wheels=wheels,
    )
    write_zip(files, out)
    proof = _rehearsed(out, sets)
    click.echo(_written(out, sets, files))
    click.echo(f"sha256 {hashlib.sha256(out.read_bytes()).hexdigest()}")
    click.echo(proof)
    if seed_file is None:
        click.echo(
            "No --seed-file: the inputs are those of every course without one. "
            "Memorised numbers earn points."
        )
    click.echo(f"Points to enter for the assignment: {sum(chosen.points for chosen in sets):g}")


@build.command()
@click.option("--out", type=NEW_FILE, required=True, metavar="FILE", help="The zip to write.")
@set_option
@click.option(
    "--seed-file",
    type=PATH,
    metavar="FILE",
    help="The platform's seed, to make sure that the kit's is another.",
)
@problem_options
def kit(
    out: Path,
    names: Sequence[str],
    seed_file: Path | None,
    problems: Path | None,
    reference: Path | None,
) -> None:
    """Make the zip that students get: starters and a check without answers.

    No reference, no expected value.
    """
    from autograder.oracle.sets import load_sets
    from autograder.problemset.locations import problems_folder, reference_folder
    from autograder.student.kit import kit_files, shape_alone, write_kit

    sets = load_sets(problems_folder(problems), reference_folder(reference), names or None)
    files = kit_files(sets, _read_seed(seed_file) if seed_file else None)
    write_kit(files, out)
    click.echo(_written(out, sets, files))
    for name in shape_alone(files, sets):
        click.echo(f"{name}: judged by its shape alone, for its value could be guessed.")


def _written(out: Path, sets: Sequence[ProblemSet], files: Mapping[str, bytes]) -> str:
    many = f"{counted(len(sets), 'set')}, {counted(len(files), 'file')}"
    return f"{out}: {many}, {out.stat().st_size / 1e6:.1f} MB"


def _read_seed(path: Path) -> str:
    lines = _existing(path).read_text(encoding="utf-8-sig").split()
    if len(lines) != 1:
        raise UsageError(
            f"{len(lines)} words",
            "one, such as 32 random letters",
            where=f"--seed-file {path}",
        )
    return lines[0]


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise UsageError("found no such file", where=str(path))
    return path


def _rehearsed(out: Path, sets: Sequence[ProblemSet]) -> str:
    """Prove the zip and say how; one that fails is not left behind to be uploaded."""
    from autograder.gradescope.rehearsal import is_possible, rehearse

    if not is_possible():
        return (
            "Not rehearsed: that takes Linux and bash. "
            "The platform's build grades the references as well."
        )
    try:
        done = rehearse(out, sets)
    except Exception:
        out.unlink()
        raise
    points = counted(done.reference, "point")
    earned = f"the references get {points} in {done.seconds:.1f} s"
    return f"Rehearsed: {earned}, an empty submission gets {done.empty:g}"

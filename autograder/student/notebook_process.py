"""The process that checks for a notebook: what to check on stdin, what was found on stdout."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

import msgspec
from msgspec.structs import replace

from autograder.client.workers import Workers
from autograder.errors import AutograderError, UsageError
from autograder.student.check import Check, Checker
from autograder.student.notebook import Answered, Asked
from autograder.student.opening import find_source
from autograder.student.page import fragment
from autograder.student.reading import HandedIn, file_read
from autograder.student.terminal import lines
from autograder.submission.files import Submission

__all__ = ["answer", "main"]

_PLACE = "this notebook"


def main() -> int:
    """Answer one question; return 0, also where the answer is a refusal."""
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)
    try:
        said = answer(asked)
    except AutograderError as error:
        said = Answered("", "", clean=False, refused=str(error))
    sys.stdout.buffer.write(msgspec.json.encode(said))
    return 0


def answer(asked: Asked) -> Answered:
    """Check notebooks, each against its set.

    Raises:
        UsageError: a set has no such problem.
    """
    with Workers() as workers:
        source = find_source(Path(asked.start))
        names = [name.partition("/")[0] for name in asked.notebooks]
        checker = Checker(source.load(names), source.seed, source.platform, workers)
        found = checker.check(_handed_in(asked, source.submits), asked.problems)
    left = (
        f"Not taken along, for it is no plain value: {', '.join(asked.left_out)}."
        if asked.left_out
        else ""
    )
    if left:
        found = replace(found, cautions=(*found.cautions, left))
    return Answered("\n".join(lines(found)), _html(found), found.clean)


def _handed_in(asked: Asked, submits: dict[str, str]) -> HandedIn:
    files = {PurePosixPath(name).name: content for name, content in asked.notebooks.items()}
    submission = Submission(_PLACE, files)
    names = tuple(name.partition("/")[0] for name in asked.notebooks)
    read = [file_read(name, submits[name], submission, Path(_PLACE)) for name in names]
    return HandedIn(submission, names, tuple(replace(file, path=_PLACE) for file in read), ())


def _html(found: Check) -> str:
    try:
        return fragment(found)
    except UsageError:  # without the packages that write it, a notebook shows the words
        return ""


if __name__ == "__main__":
    sys.exit(main())

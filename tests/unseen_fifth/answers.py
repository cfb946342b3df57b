"""The answers of this folder, one by one, as they stand in `handed_in/`.

A file there belongs to the set of the same name. Above its first `# problem: ID` stands what all
of its answers may use; each answer begins with `# right NAME: COMMENT` or `# wrong NAME: COMMENT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent
PROBLEMS = FOLDER / "problems"
REFERENCES = FOLDER / "reference"

_PROBLEM = re.compile(r"^# problem: (\w+)\n", re.MULTILINE)
_ANSWER = re.compile(r"^# (right|wrong) (\w+): (.+)\n", re.MULTILINE)


class Answer(NamedTuple):
    """One answer to one problem, and what a teaching assistant says of it."""

    problem: str
    name: str
    comment: str
    source: str  # a whole file: what all answers may use, and the function
    set: str
    right: bool


def all_answers() -> Iterator[Answer]:
    """Yield every answer, right and wrong, in the order of the files."""
    for path in sorted((FOLDER / "handed_in").glob("*.py")):
        head, *problems = _PROBLEM.split(path.read_text(encoding="utf-8"))
        for problem, text in zip(problems[::2], problems[1::2], strict=True):
            before, *parts = _ANSWER.split(text)
            assert not before.strip(), f"{path.name}: {problem}: code without a comment"
            for kind, name, comment, code in zip(*(parts[i::4] for i in range(4)), strict=True):
                source = f"{head.strip()}\n\n\n{code.strip()}\n"
                yield Answer(problem, name, comment, source, path.stem, kind == "right")


def wrong_answers() -> Iterator[tuple[str, str, str, str]]:
    """Yield (problem, name, comment, source) of every wrong answer."""
    return (answer[:4] for answer in all_answers() if not answer.right)


def right_answers() -> Iterator[tuple[str, str, str, str]]:
    """Yield (problem, name, comment, source) of every right answer."""
    return (answer[:4] for answer in all_answers() if answer.right)

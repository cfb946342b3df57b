"""Banks of answers by people who know no list of mistakes, as they stand in `handed_in/`.

A file there belongs to the set of the same name. Above its first `# problem: ID` stands what all
of its answers may use; each answer begins with `# right NAME: COMMENT` or `# wrong NAME: COMMENT`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from autograder import AnswerKey, Status, Workers, grade, load_sets
from autograder.report import Row
from autograder.submission.files import Submission

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


class Bank:
    """The problems of a folder, their references, and the answers to them."""

    def __init__(self, folder: Path) -> None:
        self.problems, self.references = folder / "problems", folder / "reference"
        self.answers = list(_read(folder / "handed_in"))
        self.sets = sorted({answer.set for answer in self.answers})

    def check_counts(self, problems: int, wrong: int) -> None:
        """Assert that there are at least so many, with a name of its own for each answer."""
        kinds = [
            Counter(answer.problem for answer in self.answers if answer.right is right)
            for right in (False, True)
        ]
        assert len(kinds[0]) >= problems
        assert kinds[0].total() >= wrong
        assert min(kinds[0].values()) >= 6
        assert kinds[0].keys() == kinds[1].keys()
        assert len({answer[:2] for answer in self.answers}) == len(self.answers)

    def judged_otherwise(self, name: str, seed: str, workers: Workers) -> list[tuple[object, ...]]:
        """Return the answers to a set that are right and not accepted, or wrong and accepted."""
        sets = load_sets(self.problems, self.references, names=[name])
        key = AnswerKey(sets, seed=seed)
        found: list[tuple[object, ...]] = []
        for group in self._rounds(name):
            text = "\n\n".join(answer.source for answer in group)
            report = grade(key, Submission("hw", {sets[0].submit: text.encode()}), workers)
            rows = {row.problem: row for row in report.rows}
            judged = [(answer, rows[answer.problem]) for answer in group]
            found += [
                (*answer[:2], row.status.value, row.score)
                for answer, row in judged
                if not _is_fair(answer, row)
            ]
        return found

    def _rounds(self, name: str) -> Iterator[list[Answer]]:
        """Yield groups of answers to a set, with one answer to each problem at most in each."""
        by_problem = defaultdict(list)
        for answer in self.answers:
            if answer.set == name:
                by_problem[answer.problem].append(answer)
        for group in zip_longest(*by_problem.values()):
            yield [answer for answer in group if answer is not None]


def _is_fair(answer: Answer, row: Row) -> bool:
    if answer.right:
        return row.status is Status.CORRECT and row.score == row.max_score
    return row.status in (Status.INCORRECT, Status.WRONG_SHAPE) and row.score == 0


def _read(folder: Path) -> Iterator[Answer]:
    for path in sorted(folder.glob("*.py")):
        head, *problems = _PROBLEM.split(path.read_text(encoding="utf-8"))
        for problem, text in zip(problems[::2], problems[1::2], strict=True):
            before, *parts = _ANSWER.split(text)
            assert not before.strip(), f"{path.name}: {problem}: code without a comment"
            for kind, name, comment, code in zip(*(parts[i::4] for i in range(4)), strict=True):
                source = f"{head.strip()}\n\n\n{code.strip()}\n"
                yield Answer(problem, name, comment, source, path.stem, kind == "right")

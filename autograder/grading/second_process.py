"""Sets answered by a text, graded by a second process while this one waits for student code.

Nothing of a text is run, and no other set's rows depend on it. The second process is a fork of this
one, as trusted as it is; what it does not finish is graded here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from autograder.errors import AutograderError
from autograder.grading.naming import forget_namers
from autograder.oracle.answer_key import AnswerKey, Drawn
from autograder.oracle.bounded import Bounds, Fork
from autograder.oracle.derived import Derived
from autograder.oracle.within import ExceededError
from autograder.problemset.model import ProblemSet
from autograder.report import Row

__all__ = ["OnText", "graded_apart"]

_BOUNDS: Final = Bounds(seconds=20.0)
"""For all texts of one submission; the derivations of the bank take 0.1 s."""


class OnText(Struct, frozen=True):
    """What grading a text gives to a report."""

    rows: Sequence[Row]
    remarks: Sequence[str]
    staff_notes: Sequence[str]


_Answer: TypeAlias = "tuple[Sequence[OnText], Sequence[Drawn | None], Mapping[str, Derived]]"
Finish: TypeAlias = "Callable[[], Sequence[OnText | None]]"
"""Waits for the second process and returns what it graded, for each set; None where it failed."""


@contextlib.contextmanager
def graded_apart(
    key: AnswerKey, sets: Sequence[ProblemSet], grade: Callable[[ProblemSet], OnText]
) -> Iterator[Finish]:
    """Have some sets graded by a second process in this context; no process for no set.

    What it draws and derives is given to the key, so that all of it can be kept.
    """
    if not sets:
        yield tuple
        return
    unknown = [each for one in sets for each in one.problems if key.share(each) is None]

    def answer(_: None) -> _Answer:
        key.before_drawing = None  # who else draws reports to the first process
        forget_namers()
        rows = [grade(each) for each in sets]
        return rows, [key.share(problem) for problem in unknown], key.new_derived()

    def finish() -> Sequence[OnText | None]:
        try:
            found, drawn, derived = fork.answer()
        except (ExceededError, AutograderError):
            return [None] * len(sets)
        for problem, trials in zip(unknown, drawn, strict=True):
            if trials is not None:
                key.take_over(problem, trials)
        key.take_derived(derived)
        return found

    fork = Fork(answer, _BOUNDS)
    try:
        fork.ask(None)
        yield finish
    finally:
        fork.close()

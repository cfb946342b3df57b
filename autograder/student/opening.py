"""Where a check finds its sets: the kit that lies around the file, else a folder of sets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.model import ProblemSet
from autograder.student.key import StudentSet, student_set
from autograder.student.kit_course import take_kit_course
from autograder.student.kit_file import (
    SETS,
    Platform,
    find_kit,
    read_index,
    read_kit_set,
)
from autograder.student.platform_packages import platform_packages
from autograder.student.reading import HandedIn, hand_in

__all__ = ["Source", "find_source"]

_SEED: Final = "check"
"""Decides the inputs where there is no kit; the platform's seed is never this one."""


class Source(Struct, frozen=True):
    """Where sets come from: a kit's folder, or sets in memory."""

    submits: dict[str, str]
    seed: str
    platform: Platform
    kit: Path | None = None
    sets: tuple[ProblemSet, ...] = ()
    own: tuple[str, ...] = ()
    """What lies in the kit's folder and is no student's."""

    def hand_in(self, path: Path, named: str = "") -> HandedIn:
        """Read what is to be checked.

        Raises:
            UsageError: nothing is there, or it answers no set.
        """
        left_out = self.own if self.kit and self.kit == path.resolve() else ()
        return hand_in(path, self.submits, left_out, named)

    def load(self, names: Sequence[str]) -> list[StudentSet]:
        """Return sets as a student has them."""
        if self.kit is not None:
            folder = self.kit
            return [
                student_set(folder / SETS / f"{name}.json", read_kit_set(folder, name))
                for name in names
            ]
        return [
            _public(problem_set, self.seed)
            for problem_set in self.sets
            if problem_set.name in names
        ]


def find_source(path: Path, problems: Path | None = None, reference: Path | None = None) -> Source:
    """Return the kit around a file, or the problem sets that a folder holds.

    Raises:
        UsageError: the kit is damaged, or there is no problem set.
        SpecError: a problem set is malformed.
    """
    start = path if path.is_dir() else path.parent
    kit = None if problems else find_kit(start) or find_kit(Path.cwd())
    if kit is not None:
        index = read_index(kit)
        take_kit_course(kit, index.course)
        return Source(index.sets, index.seed, index.platform, kit, own=tuple(index.own))
    from autograder.oracle.sets import load_sets
    from autograder.problemset.locations import problems_folder, reference_folder

    sets = load_sets(problems_folder(problems), reference_folder(reference))
    submits = {problem_set.name: problem_set.submit for problem_set in sets}
    return Source(submits, _SEED, platform_packages(), None, sets)


def _public(problem_set: ProblemSet, seed: str) -> StudentSet:
    """Return a set's public part, with seals where its values can be computed here."""
    from autograder.student.sealing import kit_set  # brings what names mistakes

    return student_set(problem_set.path, kit_set(problem_set, AnswerKey([problem_set], seed)))

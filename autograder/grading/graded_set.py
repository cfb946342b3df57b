"""What came of one set of a submission, as it is graded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from autograder.grading.rerun import Asked
from autograder.grading.rows import marked_unstable
from autograder.grading.rules import Rules
from autograder.grading.second_process import OnText
from autograder.grading.versions import about_deprecation
from autograder.report import Row
from autograder.worker.messages import Lost

__all__ = ["GradedSet"]

_MOST_DEPRECATIONS: Final = 5
"""Remarks on one file's deprecated lines: they cost nothing here."""


class GradedSet(Struct):
    """What came of one set: its rows, and what else the report says."""

    module: str
    rules: Rules
    rows: list[Row] = []
    remarks: Sequence[str] = ()
    staff_notes: list[str] = []
    asked: list[Asked] = []
    """What the shared worker was asked, to be asked once more."""
    deprecated: dict[tuple[str, str], None] = {}
    """Places in the file, and why later versions refuse what stands there."""
    lost: Sequence[Lost] = ()
    """Names that the file was to bind."""
    parameters: Mapping[str, tuple[str, ...]] = {}
    """What the file's functions take."""
    unstable: set[tuple[str, str]] = set()
    """Answers, by problem and id, that were another value when they were asked again."""
    meanwhile: Callable[[], None] = lambda: None
    """What can be done while another process names a mistake."""

    @property
    def on_text(self) -> OnText:
        """What a report needs of it where a text answers the set."""
        return OnText(self.rows, self.remarks, self.staff_notes)

    def about_versions(self) -> Iterator[str]:
        """Yield what to say of lines that run here and not in later versions."""
        for place, text in list(self.deprecated)[:_MOST_DEPRECATIONS]:
            yield about_deprecation(place, text)

    def all_rows(self) -> Iterator[Row]:
        """Yield every row, with what asking once more has shown."""
        for row in self.rows:
            yield marked_unstable(row) if (row.problem, row.answer) in self.unstable else row

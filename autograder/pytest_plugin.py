"""``pytest --autograder problems/ submissions/``: what ``autograder verify`` proves, as test items.

Every problem of a set is an item, every labelled submission below a folder ``submissions`` is one.
Without the option the plugin collects nothing and imports nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from autograder.client.workers import Workers
    from autograder.problemset import Problem, ProblemSet
    from autograder.staff.submissions import Labelled

__all__ = [
    "pytest_addoption",
    "pytest_collect_directory",
    "pytest_collect_file",
    "pytest_unconfigure",
]

_SUBMISSIONS: Final = "submissions"
_WORKERS: Final = pytest.StashKey["Workers"]()
_SETS: Final = pytest.StashKey["tuple[ProblemSet, ...]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("autograder")
    group.addoption(
        "--autograder",
        action="store_true",
        help="collect problem sets (*.yaml) and labelled submissions/",
    )
    group.addoption(
        "--autograder-seeds",
        type=int,
        default=15,
        metavar="N",
        help="seeds for the references (15)",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a problem set where the option is given; other YAML files have no ``problems:``."""
    if not parent.config.getoption("--autograder") or file_path.suffix != ".yaml":
        return None
    text = file_path.read_text(encoding="utf-8", errors="replace")
    if not any(line.startswith("problems:") for line in text.splitlines()):
        return None
    collector: pytest.Collector = SetFile.from_parent(parent, path=file_path)
    return collector


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a folder of labelled submissions where the option is given."""
    if not parent.config.getoption("--autograder") or path.name != _SUBMISSIONS:
        return None
    collector: pytest.Collector = SubmissionsFolder.from_parent(parent, path=path)
    return collector


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the workers."""
    workers = config.stash.get(_WORKERS, None)
    if workers is not None:
        workers.close()


class UnprovedError(Exception):
    """What an item was to prove does not hold; the message lists the reasons."""


class _Item(pytest.Item):
    """An item whose failure is its message, not a traceback."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the reasons alone."""
        return (
            str(excinfo.value)
            if excinfo.errisinstance(UnprovedError)
            else super().repr_failure(excinfo, style)
        )

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Name the item in reports."""
        return self.path, None, self.name


class SetFile(pytest.File):
    """A problem set."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each problem; a set that does not load is an error with its faults."""
        from autograder.errors import SpecError
        from autograder.oracle.sets import load_set

        try:
            loaded = load_set(self.path, _reference(self.path.parent))
        except SpecError as error:
            raise self.CollectError(str(error)) from None
        for problem in loaded.problems:
            yield ProblemItem.from_parent(
                self, name=problem.id, problem_set=loaded, problem=problem
            )


class ProblemItem(_Item):
    """A problem that is to be proved fair."""

    def __init__(self, *, problem_set: ProblemSet, problem: Problem, **rest: Any) -> None:
        super().__init__(**rest)
        self._set, self._problem = problem_set, problem

    def runtest(self) -> None:
        """Gather the facts and check every rule."""
        from autograder.staff.verify import Options
        from autograder.staff.verify.facts import gather
        from autograder.staff.verify.rules import check

        folder = self._set.path.parent
        seeds = self.config.getoption("--autograder-seeds")
        options = Options(folder, _reference(folder), seeds=seeds)
        found = check(gather(self._set, self._problem, options))
        errors = [str(diagnostic) for diagnostic in found if diagnostic.severity == "error"]
        if errors:
            raise UnprovedError("\n".join(errors))


class SubmissionsFolder(pytest.Directory):
    """A folder of labelled submissions."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each submission; a folder that is no label is an error."""
        from autograder.errors import UsageError
        from autograder.staff.submissions import discover

        try:
            found = discover(self.path)
        except UsageError as error:
            raise self.CollectError(str(error)) from None
        for labelled in found:
            yield SubmissionItem.from_parent(self, name=labelled.name, labelled=labelled)


class SubmissionItem(_Item):
    """A submission that is to get what the name of its folder says."""

    def __init__(self, *, labelled: Labelled, **rest: Any) -> None:
        super().__init__(**rest)
        self._labelled = labelled

    def runtest(self) -> None:
        """Grade it as a student's."""
        from autograder.staff.submissions import run

        workers = _workers(self.config)  # started before any secret is read
        complaints = run(self._labelled, _sets(self.config, self.path), "0", workers).complaints
        if complaints:
            raise UnprovedError("\n".join(complaints))


def _reference(problems: Path) -> Path | None:
    """Return the folder ``reference`` beside a folder of problem sets."""
    folder = problems.resolve().parent / "reference"
    return folder if folder.is_dir() else None


def _workers(config: pytest.Config) -> Workers:
    if _WORKERS not in config.stash:
        from autograder.client.workers import Workers

        config.stash[_WORKERS] = Workers()
    return config.stash[_WORKERS]


def _sets(config: pytest.Config, submissions: Path) -> tuple[ProblemSet, ...]:
    """Return the sets of the course that a folder of submissions belongs to, or the shipped ones.

    Its ``problems`` stand beside the folder, or beside the nearest folder above.
    """
    if _SETS not in config.stash:
        from autograder.oracle.sets import load_sets
        from autograder.problemset.locations import problems_folder, reference_folder

        folders = (parent / "problems" for parent in submissions.resolve().parents)
        problems = next((folder for folder in folders if folder.is_dir()), None)
        reference = None if problems is None else _reference(problems)
        config.stash[_SETS] = load_sets(problems_folder(problems), reference_folder(reference))
    return config.stash[_SETS]

"""What a student hands in: a ``.py`` file, a notebook, a folder of them, or a zip of a folder.

Everything is read into memory and bounded; links are not followed; nothing is executed here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from autograder.errors import UsageError, nearest, unknown
from autograder.problemset.model import ProblemSet
from autograder.submission.bounds import Entry
from autograder.submission.class_folders import class_folders, of_first
from autograder.submission.entries import read_bounded
from autograder.submission.folders import file_entry, folder_entries, read_file
from autograder.submission.left_out import IGNORED
from autograder.submission.naming import Match, assign, is_text, source_suffix
from autograder.submission.recognise import Recognised, recognise, what_it_is
from autograder.worker.cells import DamagedNotebookError, read_cells
from autograder.worker.messages import Bundle, Module

__all__ = [
    "IGNORED",
    "Entry",
    "Submission",
    "answered_sets",
    "choose_sets",
    "coded_sets",
    "collect",
    "file_entry",
    "module_name",
    "open_submission",
    "support_files",
]

_LISTED: Final = 8
"""Names of files that one sentence lists."""


class AsksForFile(Protocol):
    """A set, as far as it takes to see whether its file was handed in."""

    @property
    def submit(self) -> str:
        """The name of the file."""
        ...


Asking = TypeVar("Asking", bound=AsksForFile)


class Submission(Struct, frozen=True):
    """The files of one submission by relative path; ``lone`` when it is a single file."""

    name: str
    files: Mapping[str, bytes]
    lone: bool = False
    remarks: tuple[str, ...] = ()

    def matches(self, sets: Sequence[AsksForFile]) -> Mapping[str, Match]:
        """Return the file that answers each set, by the name that the set asks for."""
        submits = list(dict.fromkeys(problem_set.submit for problem_set in sets))
        if self.lone and len(submits) == 1:
            return {submits[0]: Match(self.name, PurePosixPath(submits[0]).name == self.name)}
        return assign([self.name] if self.lone else self._of_one(submits), submits)

    def _of_one(self, submits: Sequence[str]) -> Collection[str]:
        """Return the paths that may answer a set: of a class, those of one of its folders."""
        folders = class_folders(self.files, submits)
        return of_first(self.files, folders) if folders else self.files

    def find(self, submit: str) -> str | None:
        """Return the path of the file for ``submit``, as if no other set asked for files."""
        match = assign(self.files, [submit]).get(submit)
        return None if match is None else match.path

    def path_for(self, problem_set: ProblemSet, sets: Sequence[ProblemSet]) -> str | None:
        """Return the file that answers one of the sets, or None."""
        match = self.matches(sets).get(problem_set.submit)
        return None if match is None else match.path

    def suggest(self, problem_set: ProblemSet, sets: Sequence[ProblemSet]) -> str:
        """Say why a set's file cannot be graded: what it is, or what there is instead of it."""
        matches = self.matches(sets)
        submit = problem_set.submit
        if match := matches.get(submit):
            return f"{match.path} cannot be read: it is {self._obstacle(match.path)}."
        taken = {match.path for match in matches.values()}
        own = self._of_one([each.submit for each in sets])
        sources = [path for path in own if source_suffix(path) and path not in taken]
        if not sources:
            return f"{submit} was not handed in. {self._without_sources(taken)}"
        hint = nearest(submit, sources)
        return f"{submit} was not handed in. Handed in: {_listed(sources)}. {hint}".strip()

    def _without_sources(self, taken: Collection[str]) -> str:
        """Say what there is where nothing that is left is Python source."""
        if taken:
            return f"Handed in: {', '.join(sorted(taken)[:_LISTED])}, which other sets ask for."
        others = [path for path in self.files if not source_suffix(path)][:_LISTED]
        kinds = [f"{path} ({what_it_is(self.files[path]) or 'no source'})" for path in others]
        there = f" What came: {', '.join(kinds)}." if kinds else ""
        return f"Nothing with the ending .py or .ipynb was handed in.{there}"

    def choices(self, sets: Sequence[ProblemSet]) -> Iterator[str]:
        """Yield remarks on which file was graded, where that is not plain from its name."""
        folders = () if self.lone else class_folders(self.files, [each.submit for each in sets])
        if folders:
            yield (
                f"This looks like the work of a class: {len(folders)} folders hold files of the "
                f"same name. Only {folders[0]} was graded; not graded: {_listed(folders[1:])}. "
                f"`autograder regrade` grades all of them."
            )
        for submit, match in self.matches(sets).items():
            path, wanted = PurePosixPath(match.path), PurePosixPath(submit)
            is_named = path.name == wanted.name or (is_text(path.name) and path.stem == wanted.stem)
            if not match.exact and not is_named:
                yield f"{match.path} was graded as {submit}."
            if match.others:
                yield _about_others(submit, match)
            if not is_text(match.path) and (remark := self._recognised(match.path).remark):
                yield remark

    def bundle(self, sets: Sequence[ProblemSet], support: Mapping[str, bytes]) -> Bundle:
        """Return what the worker needs: the module of each set that has a file, and all files.

        A file that is no Python source has no module.
        """
        modules: dict[str, Module] = {}
        beside: dict[str, bytes] = {}
        matches = self.matches(sets)
        for problem_set in sets:
            match = matches.get(problem_set.submit)
            if match is not None and not is_text(match.path) and not self._obstacle(match.path):
                module = self._module(problem_set, match.path)
                modules[module.name] = module
                beside = {**self._seen_from(match.path), **beside}
        return Bundle(modules, {**support, **beside, **self.files})

    def _module(self, problem_set: ProblemSet, path: str) -> Module:
        place = PurePosixPath(path)
        cells = read_cells(f"source{self._recognised(path).suffix}", self.files[path])
        folders = tuple(parent.as_posix() for parent in place.parents if parent.name)
        return Module(module_name(problem_set), place.name, cells, folders)

    def _recognised(self, path: str) -> Recognised:
        return recognise(path, self.files[path])

    def _obstacle(self, path: str) -> str:
        """Say what a file is that cannot be read as source, or nothing."""
        recognised = self._recognised(path)
        if recognised.obstacle:
            return recognised.obstacle
        try:
            read_cells(f"source{recognised.suffix}", self.files[path])
        except DamagedNotebookError as error:
            return str(error.msg)
        return ""

    def _seen_from(self, path: str) -> dict[str, bytes]:
        """Return the files below the folder of ``path`` by their paths from there."""
        folder = PurePosixPath(path).parent
        return {
            PurePosixPath(name).relative_to(folder).as_posix(): content
            for name, content in self.files.items()
            if folder in PurePosixPath(name).parents
        }


def _about_others(submit: str, match: Match) -> str:
    """Say which of several files was graded."""
    others = _listed(match.others)
    return (
        f"More than one file could be {submit}: {match.path} was graded, not {others}. Hand in one."
    )


def _listed(paths: Sequence[str]) -> str:
    return ", ".join([*paths[:_LISTED], *(["..."] if len(paths) > _LISTED else [])])


def module_name(problem_set: ProblemSet) -> str:
    """Return the name under which a set's file is imported."""
    return PurePosixPath(problem_set.submit).stem


def support_files(sets: Sequence[ProblemSet]) -> dict[str, bytes]:
    """Return what students may import of the staff's: the files in ``support/`` beside the sets."""
    files = {}
    for folder in sorted({problem_set.path.parent / "support" for problem_set in sets}):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and not IGNORED & set(path.parts):
                files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return files


def answered_sets(sets: Sequence[Asking], submission: Submission) -> tuple[Asking, ...]:
    """Return the sets whose file was handed in; there may be none."""
    matches = submission.matches(sets)
    return tuple(problem_set for problem_set in sets if problem_set.submit in matches)


def coded_sets(sets: Sequence[ProblemSet], submission: Submission) -> tuple[ProblemSet, ...]:
    """Return the sets that code was handed in for, and no text; there may be none."""
    matches = submission.matches(sets)
    return tuple(
        problem_set
        for problem_set in sets
        if problem_set.submit in matches and not is_text(matches[problem_set.submit].path)
    )


def choose_sets(sets: Sequence[Asking], submission: Submission) -> tuple[Asking, ...]:
    """Return the sets whose file was handed in.

    Raises:
        UsageError: none was.
    """
    chosen = answered_sets(sets, submission)
    if chosen:
        return chosen
    found = sorted(submission.files)
    wanted = sorted({problem_set.submit for problem_set in sets})
    said = unknown(next(iter(found), ""), wanted, ", ".join(found[:_LISTED]) or "no file")
    raise UsageError(*said, where=submission.name)


def open_submission(path: Path, wanted: Collection[str] = ()) -> Submission:
    """Read a submission: a file with what it asks for beside it, a folder or a zip.

    Args:
        path: where it lies.
        wanted: the names that sets ask for, which are read first.

    Raises:
        UsageError: there is nothing at the path, or it is too large to be a submission.
    """
    if path.is_symlink() and not path.is_dir():
        raise UsageError("a link", "the file itself: links are not followed", where=str(path))
    if path.is_dir():
        return collect(path.resolve().name, folder_entries(path, wanted))
    if not path.is_file():
        raise UsageError("nothing", "a file, a folder or a zip", where=str(path))
    if source_suffix(path.name) is None:
        from autograder.submission.zips import is_archive, zip_file_entries

        if is_archive(path):
            return collect(path.name, zip_file_entries(path, wanted))
    from autograder.submission.siblings import siblings

    return Submission(path.name, {path.name: read_file(path), **siblings(path)}, lone=True)


def collect(name: str, entries: Iterable[Entry]) -> Submission:
    """Return a submission of these entries, bounded; what is left out is said in its remarks."""
    files, remarks = read_bounded(entries)
    return Submission(name, files, remarks=remarks)

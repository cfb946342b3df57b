"""A course of one's own: a folder that gives its own reference full marks from the start."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from typing import Final

import autograder
from autograder.errors import UsageError
from autograder.oracle.sets import load_set
from autograder.staff.course_files import FILES, SET
from autograder.staff.schema import FILE_NAME, schema_text
from autograder.staff.starter import starter

__all__ = ["create", "requirement"]

_PROJECT: Final = "matrix-calculus-autograder"


def create(course: Path) -> tuple[Path, ...]:
    """Make a course folder and return the files in it.

    Raises:
        UsageError: something is there already, other than an empty git repository.
    """
    if course.exists() and (
        not course.is_dir() or any(entry.name != ".git" for entry in course.iterdir())
    ):
        raise UsageError("something there already", "a new or an empty folder", where=str(course))
    for name, text in FILES.items():
        _write(course / name, _filled(text, course.resolve().name))
    _write(course / FILE_NAME, schema_text())
    loaded = load_set(course / SET)
    _write(course / "submissions" / "zero" / "starter" / loaded.submit, starter(loaded.public()))
    return tuple(sorted(path for path in course.rglob("*") if path.is_file()))


def _filled(text: str, name: str) -> str:
    return text.replace("@COURSE@", name).replace("@REQUIREMENT@", requirement())


def requirement() -> str:
    """Return what installs this very autograder.

    Its commit where it came from a repository, its folder where it came from a checkout: there may
    be no release of its version yet.
    """
    released = f"{_PROJECT}=={autograder.__version__}"
    try:
        origin = metadata.distribution(_PROJECT).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return released
    said = json.loads(origin) if origin else {}
    if commit := said.get("vcs_info", {}).get("commit_id"):
        return f"{_PROJECT} @ git+{said['url']}@{commit}"
    return f"{_PROJECT} @ {said['url']}" if "dir_info" in said else released


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")

"""What a checker for similar code reads: each submission's sources, and the starters.

Whether code is similar is a question for a program made for it; `copydetect -c copydetect.json` in
the folder that is written here asks one.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.cohort.exports import Export
from autograder.cohort.people import Naming
from autograder.errors import UsageError
from autograder.problemset.model import ProblemSet
from autograder.submission.files import Submission, module_name

__all__ = ["refuse_full", "write_sources"]

_WORK: Final = "submissions"
_STARTERS: Final = "starters"
_CONFIGURATION: Final = "copydetect.json"


def write_sources(
    export: Export,
    sets: Sequence[ProblemSet],
    starters: Mapping[str, str],
    naming: Naming,
    folder: Path,
) -> int:
    """Write the sources of each submission to a folder of its own; return how many files.

    Notebooks become their code cells. Under pseudonyms comments, docstrings and names of files stay
    out, and so does what is no Python.

    Raises:
        UsageError: there is something at the folder already.
    """
    refuse_full(folder)
    for name, text in starters.items():
        _write(folder / _STARTERS / f"{name}.py", text)
    count = 0
    for handed in export.handed():
        person = naming(handed.key, handed.students)
        for name, text in _sources(export.open(handed.key), sets).items():
            shown = _plain(text) if person.hidden else text
            if shown:
                _write(folder / _WORK / _safe(person.key) / f"{name}.py", shown)
                count += 1
    _write(folder / _CONFIGURATION, json.dumps(_configuration(), indent=1) + "\n")
    return count


def refuse_full(folder: Path) -> None:
    """Return if sources may be written to a folder.

    Raises:
        UsageError: there is something at the folder already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("something there already", "a new folder", where=str(folder))


def _sources(submission: Submission, sets: Sequence[ProblemSet]) -> dict[str, str]:
    """Return the code of each set's file by the name of its module."""
    bundle = submission.bundle(sets, {})
    return {
        module_name(problem_set): "\n\n".join(cell.source for cell in bundle.modules[module].cells)
        for problem_set in sets
        if (module := module_name(problem_set)) in bundle.modules
    }


def _plain(text: str) -> str:
    """Return code without comments and docstrings; nothing where it is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [part for part in body if not _is_text(part)]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]  # every node with a body
    return ast.unparse(tree) + "\n"


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _safe(key: str) -> str:
    """Return a submission's name as the name of one folder."""
    return PurePosixPath(key).name or "submission"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="replace")


def _configuration() -> dict[str, object]:
    """Return what copydetect is asked: paths are relative, so that the folder can be moved."""
    return {
        "test_directories": [_WORK],
        "reference_directories": [_WORK],
        "boilerplate_directories": [_STARTERS],
        "extensions": ["py"],
        "noise_threshold": 25,
        "guarantee_threshold": 30,
        "display_threshold": 0.5,
        "same_name_only": True,
        "ignore_leaf": True,
        "disable_autoopen": True,
    }

"""What a verdict depends on beside the files: hashed, so that unchanged work is graded once."""

from __future__ import annotations

import functools
import hashlib
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import yaml

import autograder
from autograder.oracle.answer_key import AnswerKey
from autograder.submission.files import Submission, support_files

__all__ = ["conditions_of", "hash_files"]

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_NO_VERDICTS: Final = frozenset({"cohort", "commands", "render", "staff", "student", "bank"})
"""Rooms that show verdicts or prove sets, and decide none."""


def conditions_of(key: AnswerKey) -> dict[str, Any]:
    """Return what the verdicts of an answer key depend on, as plain data for JSON."""
    return {
        "version": autograder.__version__,
        "digest": f"sha256:{key.digest}",
        "sets": {problem_set.name: problem_set.digest for problem_set in key.sets},
        "support": hash_files(support_files(key.sets)),
        "seed_id": key.seed_id,
        "grader": _code_digest(),
        "packages": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "msgspec": msgspec.__version__,
            "yaml": yaml.__version__,
            "machine": platform.machine(),
        },
    }


def hash_files(files: Mapping[str, bytes] | Submission) -> str:
    """Return a hash of files with their names; the order does not count."""
    contents = files.files if isinstance(files, Submission) else files
    digest = hashlib.sha256()
    for path, content in sorted(contents.items()):
        for part in (path.encode("utf-8", "surrogateescape"), content):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


@functools.cache
def _code_digest() -> str:
    """Hash every module of the package that may decide a verdict."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        if path.relative_to(_PACKAGE).parts[0] not in _NO_VERDICTS:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]

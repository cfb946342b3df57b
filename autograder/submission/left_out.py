"""Folders that are no part of a submission: what tools leave behind, environments, libraries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["IGNORED", "folder_left_out", "is_noise"]

IGNORED: Final = frozenset(
    {"__pycache__", "__MACOSX", ".git", ".ipynb_checkpoints", ".venv", ".DS_Store"}
)
"""Names of files and folders that systems and tools leave behind: never a part of a submission."""
_LIBRARIES: Final = frozenset({"site-packages", "dist-packages", "node_modules"})
_NEVER: Final = IGNORED | _LIBRARIES
_ENVIRONMENTS: Final = frozenset({"env", "venv", ".env", ".venv", "ENV", "virtualenv"})
_OF_AN_ENVIRONMENT: Final = frozenset(
    {"bin", "lib", "lib64", "Lib", "Scripts", "include", "Include", "share", "etc", "pyvenv.cfg"}
)
"""What an environment holds at its top; a student's own file there is the student's."""
_SILENT: Final = frozenset({"__pycache__", ".git", ".ipynb_checkpoints", ".DS_Store"})
"""What every machine leaves behind, and nobody needs to be told of."""


def folder_left_out(parts: Sequence[str]) -> str | None:
    """Return the folder, with ``/``, for which a path is left out.

    Nothing for one not worth a word.

    None means that the path is a part of the submission.
    """
    for depth, part in enumerate(parts):
        if part in _SILENT or part.startswith("._"):
            return ""
        environment = part in _ENVIRONMENTS and set(parts[depth + 1 : depth + 2])
        if part in _NEVER or (environment and environment <= _OF_AN_ENVIRONMENT):
            return "/".join(parts[: depth + 1]) + "/"
    return "" if is_noise(parts[-1]) else None


def is_noise(name: str) -> bool:
    """Say whether a file's name is that of a system's own file, or of compiled Python."""
    return name.endswith(".pyc") or name in ("Thumbs.db", "desktop.ini")

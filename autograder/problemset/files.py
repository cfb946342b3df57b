"""Which files a problem set is read from, and a digest of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import UsageError, unknown

__all__ = ["SUFFIX", "digest_of", "find_sets", "solution_of"]

SUFFIX = ".yaml"


def find_sets(folder: Path, names: Sequence[str] | None = None) -> tuple[Path, ...]:
    """Return the files of a folder's sets, all or the named ones, in the order of their names.

    Raises:
        UsageError: the folder holds no set, or a name is not among its sets.
    """
    paths = {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}
    if not paths:
        raise UsageError("no problem set", f"files NN_topic{SUFFIX}", where=str(folder))
    stems = [Path(name).stem if name.endswith(SUFFIX) else name for name in names or ()]
    for name in stems:
        if name not in paths:
            raise UsageError(*unknown(name, paths, "no such set"), where=f"--set {name}")
    return tuple(paths[name] for name in stems or paths)


def solution_of(path: Path, reference: Path | None) -> Path | None:
    """Return the reference solution of a set, ``<stem>.py`` in a folder; None without one."""
    solution = reference / f"{path.stem}.py" if reference else None
    return solution if solution and solution.is_file() else None


def digest_of(path: Path, solution: Path | None) -> str:
    """Return a hash of everything that decides a verdict: the set, its companion, its reference."""
    digest = hashlib.sha256()
    for part in (path, path.with_suffix(".py"), solution):
        content = part.read_bytes().replace(b"\r\n", b"\n") if part and part.is_file() else b""
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()

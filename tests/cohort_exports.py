"""A small class of a small set, exported as each platform does."""

from __future__ import annotations

import contextlib
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

RIGHT = "def gradient(A):\n    return 3 * A**2\n\ndef link(W, A):\n    return W\n"
OTHER_LAYOUT = "def gradient(A):\n    return 3 * A**2\n\ndef link(W, A):\n    return W.T\n"
UNNAMED = "def gradient(A):\n    return 3 * A**2 + np.exp(A)\n\ndef link(W, A):\n    return W\n"
RAISES = "def gradient(A):\n    return nothing\n\ndef link(W, A):\n    return W\n"
NOT_RESULTS = ("exported", "seconds")


def write_course(folder, problems):
    """Write one small set and its reference; return the options that name their folders."""
    sets, reference = folder / "problems", folder / "reference"
    sets.mkdir()
    reference.mkdir()
    indented = "".join(f"  {line}\n" for line in problems.splitlines())
    (sets / "01_set.yaml").write_text(f"title: A set\nsubmit: work.py\nproblems:\n{indented}")
    (reference / "01_set.py").write_text(RIGHT)
    return ("--problems", sets, "--reference", reference)


def write_files(folder: Path, files: dict[str, str]) -> Path:
    """Write files, by path, below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def zipped(folder: Path) -> Path:
    """Put a folder into a zip, as a browser's download is."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder.parent).as_posix())
    return path


ENTRY = """submission_{number}:
  :submitters:
  - :name: {name}
    :sid: {sid}
    :email: s{number}@example.com
  :created_at: 2026-03-02 02:52:07.938335000 Z
  :score: {score}
  :status: processed
  :results:
    score: {score}
    tests: {tests}
  :history:
  - :id: 9
    :score: 0.0
"""


def gradescope(folder: Path, sources: dict[str, str], tests: str = "[]") -> Path:
    """Write Gradescope's export: one submission a name, numbered from 1."""
    entries = []
    for number, (name, source) in enumerate(sources.items(), 1):
        write_files(folder, {f"submission_{number}/work.py": f"import numpy as np\n{source}"})
        entries.append(
            ENTRY.format(number=number, name=name, sid=f"'{number}'", score=1.0, tests=tests)
        )
    (folder / "submission_metadata.yml").write_text("---\n" + "".join(entries))
    return folder


@contextlib.contextmanager
def opened(store: Path) -> Iterator[sqlite3.Connection]:
    """Open a store by hand, and close it: a connection left open would keep others out."""
    with contextlib.closing(sqlite3.connect(store)) as base, base:
        yield base


def contents(store: Path) -> dict[str, list[tuple]]:
    """Return all that a store says of what submissions got, table by table."""
    with opened(store) as base:
        return {
            table: _rows(base, table)
            for table in ("submissions", "reports", "rows", "wrong_numbers", "failures")
        }


def _rows(base: sqlite3.Connection, table: str) -> list[tuple]:
    columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
    kept = ", ".join(name for name in columns if name not in NOT_RESULTS)
    return sorted(base.execute(f"SELECT {kept} FROM {table}").fetchall(), key=repr)

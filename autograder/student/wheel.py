"""The package as a wheel, without its bank: the same bytes every time, by no build tool."""

from __future__ import annotations

import base64
import hashlib
import io
import stat
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import metadata
from pathlib import Path
from typing import Final

import autograder

__all__ = ["NAME", "wheel"]

_PACKAGE: Final = Path(autograder.__file__).resolve().parent
_PROJECT: Final = "matrix-calculus-autograder"
_TAG: Final = "py3-none-any"
_STEM: Final = f"{_PROJECT.replace('-', '_')}-{autograder.__version__}"
_INFO: Final = f"{_STEM}.dist-info"
NAME: Final = f"{_STEM}-{_TAG}.whl"
"""The wheel's file name."""
_LEFT_OUT: Final = frozenset({"__pycache__", "bank", "scripts"})
"""The bank holds every reference; the scripts are the platform's."""
_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can say
_KEPT_FIELDS: Final = ("Name", "Version", "Summary", "License-Expression", "Requires-Python")
_LISTED_FIELDS: Final = ("Classifier", "Provides-Extra", "Requires-Dist")
_WHEEL: Final = f"Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: {_TAG}\n"
_ENTRY_POINTS: Final = "[console_scripts]\nautograder = autograder.__main__:main\n"


def wheel() -> bytes:
    """Return the wheel as it is written to a file."""
    files = {**dict(_sources()), **_information()}
    record = f"{_INFO}/RECORD"
    files[record] = _record(files, record).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3  # Unix, so that the mode below is read
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _sources() -> Iterator[tuple[str, bytes]]:
    for path in sorted(_PACKAGE.rglob("*")):
        relative = path.relative_to(_PACKAGE)
        if path.is_file() and path.suffix != ".pyc" and not _LEFT_OUT & set(relative.parts):
            yield f"autograder/{relative.as_posix()}", path.read_bytes().replace(b"\r\n", b"\n")


def _information() -> dict[str, bytes]:
    own = metadata(_PROJECT)
    lines = ["Metadata-Version: 2.1"]
    lines += [f"{field}: {own[field]}" for field in _KEPT_FIELDS if field in own]
    lines += [f"{field}: {value}" for field in _LISTED_FIELDS for value in own.get_all(field, [])]
    return {
        f"{_INFO}/METADATA": ("\n".join(lines) + "\n").encode(),
        f"{_INFO}/WHEEL": _WHEEL.encode(),
        f"{_INFO}/entry_points.txt": _ENTRY_POINTS.encode(),
    }


def _record(files: Mapping[str, bytes], own: str) -> str:
    lines = [f"{name},sha256={_hash(content)},{len(content)}" for name, content in files.items()]
    return "\n".join([*lines, f"{own},,"]) + "\n"


def _hash(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()

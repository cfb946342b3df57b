"""Which handed-in file answers which set, by names; as documented in `docs/files.md`.

Files are matched to sets in stages, for all sets at once: a file that one set asks for by its very
name is never taken for another's.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final, TypeAlias

from msgspec import Struct

__all__ = ["TEXT_SUFFIXES", "Match", "assign", "is_text", "source_suffix"]

_SUFFIXES: Final = (".py", ".ipynb")
TEXT_SUFFIXES: Final = (".md", ".txt", ".tex", ".yaml", ".yml")
"""Endings of files that are read as mathematics on paper."""
_ADDED: Final = (".txt", ".json", ".download")
"""What browsers put behind a name: ``hw.py.txt``."""
_WORD: Final = re.compile(r"[^a-z0-9]+")
_COPY_MARKS: Final = frozenset(
    {
        *("copy", "copie", "copia", "kopie", "kopia", "of", "de", "von", "duplicate"),
        *("final", "new", "latest", "fixed", "updated", "version", "submission", "my"),
        *("v1", "v2", "v3", "v4"),
    }
)
_NOT_MEANT: Final = frozenset(
    {"test", "tests", "helper", "helpers", "util", "utils", "tools", "conftest", "setup"}
)
"""Words in the names of files that stand beside homework and are not it."""

Alike: TypeAlias = Callable[[PurePosixPath, PurePosixPath], bool]


class Match(Struct, frozen=True):
    """The file that answers a set, whether by the name asked for, and others that could."""

    path: str
    exact: bool
    others: tuple[str, ...] = ()


def source_suffix(path: str) -> str | None:
    """Return ``.py`` or ``.ipynb`` for a name of Python source, also with what a browser added."""
    name = path.lower()
    for added in _ADDED:
        name = name.removesuffix(added)
    return next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), None)


def is_text(path: str) -> bool:
    """Say whether a file is read as mathematics on paper: by its name, and no source's."""
    return source_suffix(path) is None and path.endswith(TEXT_SUFFIXES)


def assign(files: Collection[str], submits: Sequence[str]) -> Mapping[str, Match]:
    """Return for each name asked for the file that answers it, where there is one.

    Code comes first; a text of the name stands for code that is not there.

    Args:
        files: paths of a submission, with ``/``.
        submits: the names that the sets ask for, each once.
    """
    return _assigned(tuple(files), tuple(submits))


@functools.lru_cache(maxsize=8)  # grading one submission asks three times
def _assigned(files: tuple[str, ...], submits: tuple[str, ...]) -> Mapping[str, Match]:
    asked = {PurePosixPath(name).name for name in submits if name.endswith(TEXT_SUFFIXES)}
    sources = [path for path in files if source_suffix(path) or PurePosixPath(path).name in asked]
    texts = [path for path in files if is_text(path) and path not in sources]
    found: dict[str, Match] = {}
    _match(sources, submits, _STAGES, found)
    _match(texts, submits, _STAGES[1:-1], found)
    left = [submit for submit in submits if submit not in found]
    if len(left) == 1 and not found:
        rest = sources or (texts if asked else [])
        if len(rest) == 1:
            found[left[0]] = Match(rest[0], exact=False)
    return {
        submit: _with_others(match, submit, texts if match.path in texts else sources, found)
        for submit, match in found.items()
    }


def _match(
    files: Sequence[str], submits: Sequence[str], stages: Sequence[Alike], found: dict[str, Match]
) -> None:
    """Add to what is found the file of each name asked for that one of the stages knows."""
    for stage in stages:
        taken = {match.path for match in found.values()}
        for submit in submits:
            if submit not in found:
                candidates = _candidates(files, taken, submit, stage)
                if candidates and (stage is not _contains or len(candidates) == 1):
                    found[submit] = Match(candidates[0], stage is _is_named)


def _candidates(
    sources: Sequence[str], taken: Collection[str], submit: str, alike: Alike
) -> list[str]:
    """Return the files alike, the best first: the suffix asked for, few folders, the alphabet."""
    wanted = PurePosixPath(submit)
    free = (path for path in sources if path not in taken)
    return sorted(
        (path for path in free if alike(PurePosixPath(path), wanted)),
        key=lambda path: (source_suffix(path) != wanted.suffix, path.count("/"), path),
    )


def _with_others(
    match: Match, submit: str, sources: Sequence[str], found: Mapping[str, Match]
) -> Match:
    """Return a match with the files that could have been meant as well and no other set takes."""
    taken = {other.path for other in found.values()}
    others = {path for alike in _STAGES[:-1] for path in _candidates(sources, taken, submit, alike)}
    return Match(match.path, match.exact, tuple(sorted(others)))


def _stem(path: PurePosixPath) -> str:
    name = unicodedata.normalize("NFC", path.name)
    for added in _ADDED:
        name = name.removesuffix(added)
    return PurePosixPath(name).stem


def _words(path: PurePosixPath) -> list[str]:
    return [word for word in _WORD.split(_stem(path).lower()) if word]


def _is_named(path: PurePosixPath, wanted: PurePosixPath) -> bool:
    """Say whether a file has the name asked for, with its folders.

    A notebook stands for a script.
    """
    folders = wanted.parent.parts
    inside = not folders or path.parent.parts[-len(folders) :] == folders
    is_alike = path.suffix in _SUFFIXES and _stem(path) == _stem(wanted)
    return inside and (is_alike or path.name == wanted.name)


def _is_named_elsewhere(path: PurePosixPath, wanted: PurePosixPath) -> bool:
    return _stem(path).lower() == _stem(wanted).lower()


def _is_spelt_alike(path: PurePosixPath, wanted: PurePosixPath) -> bool:
    return "".join(_words(path)) == "".join(_words(wanted))


def _is_a_copy(path: PurePosixPath, wanted: PurePosixPath) -> bool:
    """Say whether a name is the one asked for with what downloads and copies add: ``hw (1)``."""
    kept, meant = (
        [word for word in _words(path) if word not in _COPY_MARKS],
        "".join(_words(wanted)),
    )
    while kept and "".join(kept) != meant and _is_number(kept[-1]):
        kept.pop()
    return "".join(kept) == meant


def _is_number(word: str) -> bool:
    return word.isdigit() and len(word) <= 2


def _contains(path: PurePosixPath, wanted: PurePosixPath) -> bool:
    """Say whether the name asked for stands within a name: ``hw_jane_doe``."""
    words, part = _words(path), _words(wanted)
    starts = range(len(words) - len(part) + 1)
    within = any(words[start : start + len(part)] == part for start in starts)
    return bool(part) and within and not _NOT_MEANT & (set(words) - set(part))


_STAGES: Final[tuple[Alike, ...]] = (
    *(_is_named, _is_named_elsewhere, _is_spelt_alike, _is_a_copy, _contains),
)

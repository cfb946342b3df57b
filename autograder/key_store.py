"""Answer keys kept between runs, as bytecode is: the same sets, seed and code give the same key.

A kept key is as secret as a reference solution. It is written for its owner alone, and it holds numbers only:
what reads it executes nothing. Whoever grades where student code could read the owner's files does without.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
import os
import platform
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from autograder.answer_key import AnswerKey, Drawn, KeyedTrial
from autograder.target import Expected
from autograder.trials import Trial, TrialKind

__all__ = ["KeyStore", "kept", "user_folder"]

_MAGIC: Final = b"autograder key 2\n"
_LENGTH: Final = 8
_DECIDE_A_KEY: Final = (
    "answer_key",
    "calling",
    "derivative",
    "formula",
    "functions",
    "key_store",
    "layout",
    "probe",
    "refine",
    "stencil",
    "target",
    "trials",
    "spec/*",
)
_CLOSES_FOLDERS: Final = frozenset({"uid", "landlock"})
_PACKAGE: Final = Path(__file__).resolve().parent


def user_folder() -> Path:
    """Return the folder for what can be computed again: ``AUTOGRADER_CACHE``, else the platform's own."""
    if stated := os.environ.get("AUTOGRADER_CACHE"):
        return Path(stated)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "autograder"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "autograder"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "autograder"


@contextmanager
def kept(key: AnswerKey, store: KeyStore, isolation: Collection[str]) -> Iterator[None]:
    """Take what a store keeps of a key, and keep there what is computed in this context.

    Nothing is taken or kept unless a layer of isolation closes the folder to student code.
    """
    if not _CLOSES_FOLDERS & set(isolation):
        yield
        return
    store.fill(key)
    yield
    store.keep(key)


class KeyStore:
    """A folder of answer keys, one file for each set and seed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, digest: str, seed: str) -> bool:
        """Say whether a key is kept for a set of this digest: then the set was loaded and drawn in full before."""
        return self._path(digest, seed).exists()

    def fill(self, key: AnswerKey) -> None:
        """Give a key the trials that were kept for its sets; what is damaged counts as not kept."""
        for each in key.sets:
            with suppress(OSError, ValueError, KeyError, TypeError, IndexError):
                kept = _unpack(self._path(each.digest, key.seed).read_bytes())
                key.adopt(each, {name: _problem(data) for name, data in kept.items()})

    def keep(self, key: AnswerKey) -> None:
        """Keep the trials of every set that is complete and not kept yet; a folder that cannot be written is left."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for each in key.sets:
                path = self._path(each.digest, key.seed)
                drawn = key.drawn(each)
                if drawn is not None and not path.exists():
                    _write(path, _pack({name: _data(*trials) for name, trials in drawn.items()}))

    def _path(self, digest: str, seed: str) -> Path:
        parts = (
            digest,
            seed,
            _code_digest(),
            np.__version__,
            platform.python_version(),
            platform.machine(),
        )
        return self._folder / f"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]}.key"


@functools.cache
def _code_digest() -> str:
    """Hash the modules that decide a key, so that a change to any of them makes every kept key another's."""
    digest = hashlib.sha256()
    for pattern in _DECIDE_A_KEY:
        for path in sorted(_PACKAGE.glob(f"{pattern}.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent)  # readable for its owner alone
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(name, path)  # noqa: PTH105  # one step: a reader sees all of it or nothing


# Trials as plain data.


def _data(trials: Sequence[KeyedTrial], dropped: Mapping[TrialKind, str]) -> dict[str, Any]:
    return {"dropped": dict(dropped), "trials": [_trial_data(trial) for trial in trials]}


def _trial_data(keyed: KeyedTrial) -> dict[str, Any]:
    trial = keyed.trial
    expected = {name: [np.asarray(each.value), np.asarray(each.error)] for name, each in keyed.expected.items()}
    return {
        "kind": trial.kind, "index": trial.index, "dims": dict(trial.dims), "expected": expected,
        "values": {name: np.asarray(value) if isinstance(value, np.generic) else value
                   for name, value in trial.values.items()},
    }  # fmt: skip


def _problem(data: Mapping[str, Any]) -> Drawn:
    return [_trial(each) for each in data["trials"]], data["dropped"]


def _trial(data: Mapping[str, Any]) -> KeyedTrial:
    expected = {name: Expected(value, error) for name, (value, error) in data["expected"].items()}
    # An input without axes is a numpy scalar, never an array.
    values = {name: value[()] if isinstance(value, np.ndarray) else value for name, value in data["values"].items()}
    return KeyedTrial(Trial(data["kind"], data["index"], data["dims"], values), expected)


# Plain data as bytes: JSON, in which an array stands as its type, shape and place in the numbers that follow.


def _pack(data: Any) -> bytes:
    numbers = bytearray()

    def outline(array: np.ndarray[Any, Any]) -> dict[str, Any]:
        place = len(numbers)
        numbers.extend(array.tobytes())
        return {"": [array.dtype.str, array.shape, place]}

    header = json.dumps(data, default=outline).encode()
    body = len(header).to_bytes(_LENGTH, "big") + header + bytes(numbers)
    return _MAGIC + hashlib.sha256(body).digest() + body


def _unpack(content: bytes) -> Any:
    start = len(_MAGIC) + hashlib.sha256().digest_size
    if content[: len(_MAGIC)] != _MAGIC or hashlib.sha256(content[start:]).digest() != content[len(_MAGIC) : start]:
        raise ValueError("no kept key, or a damaged one")
    size = int.from_bytes(content[start : start + _LENGTH], "big")
    numbers = content[start + _LENGTH + size :]

    def rebuild(pairs: dict[str, Any]) -> Any:
        if "" not in pairs:
            return pairs
        dtype, shape, place = pairs[""]
        return np.frombuffer(numbers, dtype, math.prod(shape), place).reshape(shape)

    return json.loads(content[start + _LENGTH : start + _LENGTH + size], object_hook=rebuild)

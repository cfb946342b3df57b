"""Answer keys kept between runs, as bytecode is: the same sets, seed and code give the same key.

A kept key is as secret as a reference solution. It is written for its owner alone, and so is what
was derived beside it and what sets were read to. All of it is plain data: what reads it executes
nothing, and formulas are checked anew before they are compiled. Whoever grades where student code
could read the owner's files keeps nothing and uses no key. That a set was checked is kept by
anybody: the mark is an empty file.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import msgpack
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.oracle.answer_key import AnswerKey, Drawn, KeyedTrial
from autograder.oracle.compiled import Expected
from autograder.oracle.derived import Derived
from autograder.oracle.kept_sets import packed, unpacked
from autograder.oracle.trials import Trial
from autograder.problemset.course import take_course
from autograder.problemset.files import digest_of, solution_of
from autograder.problemset.model import ProblemSet
from autograder.worker.layers.table import guards_of

__all__ = ["KeyStore", "kept", "user_folder"]

_MAGIC: Final = b"autograder key 3\n"
_DECIDE_A_KEY: Final = (
    "__init__.py",
    "errors.py",
    "report.py",
    "derivative/*.py",
    "oracle/*.py",
    "paper/*.py",
    "problemset/*.py",
    "worker/**/*.py",
)
"""The source files that are hashed into the name of a kept key: all that computing a key imports,
what derives more from it, and others. With one left out, an upgraded grader would go on using keys
that the older code computed. A test walks the imports.
"""
_DAMAGE: Final = OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError
"""What reading a kept file raises where it is damaged, or was kept as something else."""
_PACKAGE: Final = Path(__file__).resolve().parents[1]


def user_folder() -> Path:
    """Return the folder for what can be computed again: ``AUTOGRADER_CACHE``, or the platform's."""
    if stated := os.environ.get("AUTOGRADER_CACHE"):
        return Path(stated)
    try:
        return _platforms_folder()
    except RuntimeError:  # this user has no home: nothing can be kept in a file
        return Path(os.devnull) / "autograder"


def _platforms_folder() -> Path:
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
    if "files" not in guards_of(isolation):
        yield
        return
    store.fill(key)
    yield
    store.keep(key)


class KeyStore:
    """A folder of answer keys, one file for each set and seed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: list[ProblemSet] = []
        self._intact: set[Path] = set()

    def kept_set(self, path: Path, reference: Path | None) -> ProblemSet | None:
        """Return a set that was read before, of the same files and by the same code; else None.

        Who could change it in this folder could change the set itself.
        """
        solution = solution_of(path, reference)
        with suppress(*_DAMAGE):
            name = self._record(path, solution, digest_of(path, solution))
            kept = unpacked(_body(name.read_bytes()))
            if kept.is_as_read:
                take_course(path.parent, kept.course)
                return kept.problem_set
        return None

    def asks_for(self, path: Path, reference: Path | None) -> str | None:
        """Return the file that a set asks for, where it is shipped and thus known to be fine."""
        with suppress(OSError):
            return _shipped().get(digest_of(path, solution_of(path, reference)))
        return None

    def remember(self, problem_set: ProblemSet) -> None:
        """Note a set that was read, for :meth:`keep`."""
        self._read.append(problem_set)

    def vouches_for(self, digest: str, seed: str) -> bool:
        """Say whether a set of this digest was checked, or its key is kept under a seed.

        The shipped sets were checked when they were shipped. Nothing is known in a folder that
        cannot be entered.
        """
        if digest in _shipped():
            return True
        kept = self._path(digest, seed), self._mark(digest)
        return any(map(os.path.exists, kept))  # Path's own raises there

    def vouch_for(self, digest: str) -> None:
        """Keep that a set of this digest was checked and found well posed; the mark is empty."""
        with suppress(OSError):
            self._make_folder()
            _write(self._mark(digest), b"")

    def fill(self, key: AnswerKey) -> None:
        """Give a key the trials that were kept for its sets; what is damaged counts as not kept.

        What was derived of a set is read where it is asked for.
        """
        for problem_set in key.sets:
            path = self._path(problem_set.digest, key.seed)
            with suppress(*_DAMAGE):
                key.adopt(problem_set, _unpack(path.read_bytes()))
                self._intact.add(path)
        key.before_deriving = partial(self._derived, key.seed)

    def _derived(self, seed: str, problem_set: ProblemSet) -> Derived:
        """Return what was derived of a set and kept; nothing where that is damaged."""
        with suppress(*_DAMAGE):
            return _unpack_derived(self._beyond(problem_set.digest, seed).read_bytes())
        return Derived()

    def keep(self, key: AnswerKey) -> None:
        """Keep the trials of every set that is complete and not kept yet, and what was derived.

        Sets that were read are kept, too. A folder that cannot be written is left.
        """
        with suppress(OSError):
            self._make_folder()
            for problem_set in key.sets:
                path = self._path(problem_set.digest, key.seed)
                drawn = key.drawn(problem_set)
                if drawn is not None and path not in self._intact:
                    _write(path, _pack(drawn))
                    self._intact.add(path)
            digests = {each.name: each.digest for each in key.sets}
            for name, derived in key.new_derived().items():
                _write(self._beyond(digests[name], key.seed), _pack_derived(derived))
            while self._read:
                one = self._read.pop()
                if content := packed(one):
                    _write(self._record(one.path, one.reference, one.digest), _sealed(content))

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _mark(self, digest: str) -> Path:
        return self._path(digest, "").with_suffix(".proved")  # checking draws by no seed

    def _record(self, path: Path, solution: Path | None, digest: str) -> Path:
        name = f"{path}\n{path.resolve()}\n{solution}\n{digest}"
        return self._path(name, "").with_suffix(".set")

    def _beyond(self, digest: str, seed: str) -> Path:
        return self._path(digest, seed).with_suffix(".derived")

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
def _shipped() -> Mapping[str, str]:
    """Return the digest of each shipped set -> the file that it asks for.

    ``docs/generate_proved.py`` checks and lists them.
    """
    lines = Path(__file__).with_name("proved.txt").read_text(encoding="utf-8").splitlines()
    return {digest: submit for digest, _, submit in map(str.split, lines)}


@functools.cache
def _code_digest() -> str:
    """Hash the modules that may decide a key: a change to any of them misses what is kept."""
    digest = hashlib.sha256()
    for pattern in _DECIDE_A_KEY:
        for path in sorted(_PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent)  # readable for its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)  # noqa: PTH105  # one step: a reader sees all of it or nothing
    except BaseException:  # a full disk, for one, on which every run would leave another
        os.unlink(name)  # noqa: PTH108
        raise


# A set's trials as MessagePack, in which an array is an extension: its type, its shape, its bytes.

_ARRAY: Final = 1


def _pack(drawn: Mapping[str, Drawn]) -> bytes:
    return _sealed(msgpack.encode(drawn, enc_hook=_extension))


def _unpack(content: bytes) -> dict[str, Drawn]:
    plain = msgpack.decode(_body(content), ext_hook=_array)
    return {
        name: (tuple(map(_keyed, trials)), dropped) for name, (trials, dropped) in plain.items()
    }


def _pack_derived(derived: Derived) -> bytes:
    return _sealed(msgpack.encode((derived.arrays, derived.trials), enc_hook=_extension))


def _unpack_derived(content: bytes) -> Derived:
    arrays, trials = msgpack.decode(_body(content), ext_hook=_array)
    return Derived(arrays, {name: tuple(map(_trial, each)) for name, each in trials.items()})


def _sealed(body: bytes) -> bytes:
    return _MAGIC + hashlib.sha256(body).digest() + body


def _body(content: bytes) -> bytes:
    """Return what was sealed.

    Raises:
        ValueError: it is damaged, or no kept key.
    """
    start = len(_MAGIC) + hashlib.sha256().digest_size
    if (
        content[: len(_MAGIC)] != _MAGIC
        or hashlib.sha256(content[start:]).digest() != content[len(_MAGIC) : start]
    ):
        raise ValueError("no kept key, or a damaged one")
    return content[start:]


def _keyed(plain: Mapping[str, Any]) -> KeyedTrial:
    expected = {name: Expected(**fields) for name, fields in plain["expected"].items()}
    return KeyedTrial(_trial(plain["trial"]), expected)


def _trial(plain: Mapping[str, Any]) -> Trial:
    trial = Trial(**plain)
    values = {name: _as_drawn(value) for name, value in trial.values.items()}
    return replace(trial, values=values)


def _as_drawn(value: Any) -> Any:
    """Return an input as it was drawn: a numpy scalar where it has no axes."""
    return (
        value[()]
        if isinstance(value, np.ndarray)
        else np.float64(value)
        if isinstance(value, float)
        else value
    )


def _extension(array: NDArray[Any] | np.generic) -> msgpack.Ext:
    return msgpack.Ext(_ARRAY, msgpack.encode((array.dtype.str, array.shape, array.tobytes())))


def _array(_code: int, content: memoryview) -> NDArray[Any]:
    dtype, shape, numbers = msgpack.decode(content)
    array: NDArray[Any] = np.ndarray(shape, dtype, numbers)
    return array

"""Fingerprints of values: a right answer can be recognised, the value cannot be read.

A value that no forward function implies (``expected:``) is not in a kit. In its place stand random
projections of it at the kit's trials, rounded to a grid and hashed slowly. An answer is projected,
rounded and hashed in the same way; the same hash means that it is right.

What a seal tells: the shape, the power of two above the largest entry, and for each projection in
which eighth of its grid cell the value lies, so that no right answer falls over an edge. What is
left to guess is counted, and a value with too little of it is not sealed at all.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

__all__ = ["LEVELS", "Lock", "Seal", "lock", "seal"]

Array = NDArray[np.float64]

LEVELS: Final = (2e-6, 1e-4, 1e-3)
"""Distances, relative to the largest entry, within which an answer is recognised. Right float64
answers come within 4e-7; the other two are what "right to 4 digits" and "right to 3 digits" mean.
Errors of many entries cancel in a projection, so that its cells are narrower by the root of their
number.
"""
_PROJECTIONS: Final = 8
"""Projections of one trial: each is moved by an error in any entry, and together they hold the bits
to guess.
"""
_EIGHTHS: Final = 8
_KNOWN_BITS: Final = 3  # which eighth of its cell a projection lies in is written down
_WIDTH: Final = 1 / (0.5 - 0.5 / _EIGHTHS)
"""Width of a cell in units of its level: from the middle of any eighth, moved to the middle of the
cell, the edge is at least one level away.
"""
_ENOUGH_BITS: Final = 48.0
"""Bits to guess: at some 1 ms for a guess, 2**48 of them take 9,000 years of a processor."""
_SCRYPT_COST: Final = 1 << 9  # with blocks of 8: 0.5 MB and some 1 ms for one hash
_SCRYPT_BLOCKS: Final = 8
_HASH_BYTES: Final = 16
_SIMPLE: Final = 12  # entries that are multiples of 1/12 can be guessed: 0, 1, 1/2, 3, ...
_DISTINCT_DIGITS: Final = 4


class Seal(Struct, frozen=True):
    """The fingerprint of one answer at all trials of its problem.

    Lists run over levels, then over trials.
    """

    salt: str
    shapes: tuple[tuple[int, ...], ...]
    exponents: tuple[int, ...]
    """For each trial the power of two above the largest entry."""
    eighths: tuple[tuple[tuple[int, ...], ...], ...]
    whole: tuple[str, ...]
    """For each level the hash of all trials together; empty where that could be guessed."""
    each: tuple[tuple[str, ...], ...]
    """For each level and trial the hash of that trial; empty where that could be guessed."""

    def distances(self, answers: Sequence[Array | None]) -> list[float]:
        """Return for each trial the least level within which an answer is right.

        Infinity beyond all of them.

        A trial that has no hash of its own is right as far as can be told while others are missing.

        Args:
            answers: for each trial an array of the shape asked for with finite entries, or None.
        """
        given = [answer for answer in answers if answer is not None]
        if len(given) == len(answers):
            hashed = partial(self._hash, given)
            distance = LEVELS[0] if hashed(0) == self.whole[0] else _least(self.whole, hashed)
            if distance <= LEVELS[-1]:
                return [distance] * len(answers)
        unknown = math.inf if len(given) == len(answers) else 0.0
        return [self._distance(trial, answer, unknown) for trial, answer in enumerate(answers)]

    def _distance(self, trial: int, answer: Array | None, unknown: float) -> float:
        if answer is None:
            return math.inf
        known = [row[trial] for row in self.each]
        if not known[0]:
            return unknown
        return _least(
            known,
            lambda level: _slow_hash(self.salt, [self._cells(level, trial, answer)]).hex(),
        )

    def _hash(self, answers: Sequence[Array], level: int) -> str:
        cells = [self._cells(level, trial, answer) for trial, answer in enumerate(answers)]
        return _slow_hash(self.salt, cells).hex()

    def _cells(self, level: int, trial: int, answer: Array) -> NDArray[np.int64]:
        positions = _positions(self.salt, trial, answer, self.exponents[trial], level)
        return _cells(positions, np.array(self.eighths[level][trial]))


def _least(known: Sequence[str], hashed: Callable[[int], str]) -> float:
    """Return the least level at which a hash is the known one; infinity beyond all of them.

    The widest is looked at first: whatever shares a level's cell is recognised by every wider one,
    whose cells are ten times as wide and more. So what is wrong costs one hash, not one a level.
    """
    least = math.inf
    for level in reversed(range(len(LEVELS))):
        if known[level]:
            if hashed(level) != known[level]:
                break
            least = LEVELS[level]
    return least


class Lock(Struct, frozen=True):
    """A text that opens to whoever has a value at all trials, and to nobody else."""

    salt: str
    shapes: tuple[tuple[int, ...], ...]
    exponents: tuple[int, ...]
    eighths: tuple[tuple[int, ...], ...]
    check: str
    """The start of the slow hash; what follows it is the key of the text."""
    text: str
    """The text in hexadecimal digits, each byte changed by one of the key."""

    def open(self, values: Sequence[Array]) -> str | None:
        """Return the text to those who have the value, by trial; None to others."""
        if tuple(value.shape for value in values) != self.shapes:
            return None
        cells = [
            _cells(
                _positions(self.salt, trial, value, self.exponents[trial], 0),
                np.array(self.eighths[trial]),
            )
            for trial, value in enumerate(values)
        ]
        hidden = bytes.fromhex(self.text)
        key = _slow_hash(self.salt, cells, _HASH_BYTES + len(hidden))
        if key[:_HASH_BYTES].hex() != self.check:
            return None
        return _changed(hidden, key[_HASH_BYTES:]).decode()


def lock(values: Sequence[Array], salt: str, text: str) -> Lock | None:
    """Return a text locked with a value at all trials; None where the value could be guessed."""
    if sum(_bits(value, LEVELS[0]) for value in values) < _ENOUGH_BITS:
        return None
    exponents = tuple(_exponent(value) for value in values)
    positions = [
        _positions(salt, trial, value, exponents[trial], 0) for trial, value in enumerate(values)
    ]
    eighths = [_eighths(position) for position in positions]
    cells = [_cells(each, own) for each, own in zip(positions, eighths, strict=True)]
    plain = text.encode()
    key = _slow_hash(salt, cells, _HASH_BYTES + len(plain))
    return Lock(
        salt=salt,
        shapes=tuple(value.shape for value in values),
        exponents=exponents,
        eighths=tuple(tuple(map(int, own)) for own in eighths),
        check=key[:_HASH_BYTES].hex(),
        text=_changed(plain, key[_HASH_BYTES:]).hex(),
    )


def _changed(text: bytes, key: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, key, strict=True))


def seal(values: Sequence[Array], salt: str) -> Seal | None:
    """Return the fingerprint of a value at all trials; None where it could be guessed.

    Args:
        values: for each trial the value, of the shape asked for.
        salt: makes the fingerprint of this answer another than that of an equal value elsewhere.
    """
    exponents = tuple(_exponent(value) for value in values)
    positions = [
        [
            _positions(salt, trial, value, exponents[trial], level)
            for trial, value in enumerate(values)
        ]
        for level in range(len(LEVELS))
    ]
    eighths = [[_eighths(entry) for entry in row] for row in positions]
    cells = [
        [_cells(each, eighth) for each, eighth in zip(row, own, strict=True)]
        for row, own in zip(positions, eighths, strict=True)
    ]
    bits = [[_bits(value, distance) for value in values] for distance in LEVELS]
    whole = tuple(
        _slow_hash(salt, row).hex() if sum(own) >= _ENOUGH_BITS else ""
        for row, own in zip(cells, bits, strict=True)
    )
    if not whole[0]:
        return None
    each = tuple(
        tuple(
            _slow_hash(salt, [cell]).hex() if own >= _ENOUGH_BITS else ""
            for cell, own in zip(row, row_bits, strict=True)
        )
        for row, row_bits in zip(cells, bits, strict=True)
    )
    written = tuple(tuple(tuple(map(int, eighth)) for eighth in row) for row in eighths)
    return Seal(salt, tuple(value.shape for value in values), exponents, written, whole, each)


def _exponent(value: Array) -> int:
    """Return the least e with every entry below ``2**e``; 0 where there is none but zeros."""
    largest = float(np.abs(value).max(initial=0.0))
    return math.frexp(largest)[1] if largest > 0 else 0


def _positions(salt: str, trial: int, value: Array, exponent: int, level: int) -> Array:
    """Return the projections of a value, of shape ``(projections,)``, in units of a level's cells.

    The weights of a projection add up to 1 without their signs, so that an error of some share of
    the largest entry moves it by no more than that share.
    """
    number = int.from_bytes(hashlib.sha256(f"{salt} {trial}".encode()).digest()[:16], "big")
    random = np.random.Generator(np.random.Philox(key=number))
    count = min(_PROJECTIONS, value.size)
    weights = random.uniform(0.5, 1.0, (count, value.size))
    weights *= np.where(random.random((count, value.size)) < 0.5, -1.0, 1.0)
    weights /= np.abs(weights).sum(axis=1, keepdims=True)
    projections = (weights * (value.ravel() / 2.0**exponent)).sum(axis=1)
    width = _WIDTH * LEVELS[level] / math.sqrt(max(value.size, 1))
    return np.asarray(projections / width)


def _eighths(positions: Array) -> NDArray[np.int64]:
    """Return in which eighth of its cell each position lies."""
    return np.floor((positions - np.floor(positions)) * _EIGHTHS).astype(np.int64)


def _cells(positions: Array, eighths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each position's cell on a grid with the true eighth in the middle of a cell."""
    with np.errstate(invalid="ignore", over="ignore"):
        moved = np.floor(positions + 0.5 - (eighths + 0.5) / _EIGHTHS)
    return np.asarray(np.clip(moved, -(2.0**62), 2.0**62).astype(np.int64))


def _bits(value: Array, distance: float) -> float:
    """Return how many bits of a value at one trial are left to guess within a distance.

    A projection spreads over 2 divided by the root of the number of entries, as its cells do.
    """
    each = math.log2(2.0 / (_WIDTH * distance)) - _KNOWN_BITS
    return min(_free_entries(value), _PROJECTIONS) * each


def _free_entries(value: Array) -> int:
    """Count the entries that differ from one another in size and are no simple fractions."""
    largest = float(np.abs(value).max(initial=0.0))
    if largest == 0.0:
        return 0
    entries = np.abs(value.ravel())
    simple = np.abs(entries * _SIMPLE - np.round(entries * _SIMPLE)) < 1e-9 * max(1.0, largest)
    return len(set(np.round(entries[~simple] / largest, _DISTINCT_DIGITS).tolist()))


def _slow_hash(salt: str, cells: Sequence[NDArray[np.int64]], length: int = _HASH_BYTES) -> bytes:
    return _hashed(salt, b"".join(cell.astype("<i8").tobytes() for cell in cells), length)


@lru_cache(maxsize=1 << 12)  # an answer that was not changed is asked for at each save
def _hashed(salt: str, content: bytes, length: int) -> bytes:
    return hashlib.scrypt(
        content,
        salt=salt.encode(),
        n=_SCRYPT_COST,
        r=_SCRYPT_BLOCKS,
        p=1,
        maxmem=64 << 20,
        dklen=length,
    )

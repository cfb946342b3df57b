"""What a worker prints, cut where the prints of one call end and those of the next begin."""

from __future__ import annotations

from autograder.client.output_text import OutputTail
from autograder.worker.protocol import BOUNDARY

__all__ = ["Prints"]


class Prints:
    """The bytes of one output stream, in which the worker writes a boundary after each call.

    A student's code can write a boundary, too: it mixes up its own prints, and nothing else.
    """

    def __init__(self) -> None:
        self._call = OutputTail()
        self._rest = bytearray()

    @property
    def size(self) -> int:
        """The bytes that are held or counted and not taken yet."""
        return self._call.size + len(self._rest)

    def add(self, data: bytes) -> None:
        """Take the next bytes."""
        self._rest += data

    def reach(self, boundary: bytes) -> bool:
        """Give the present call what lies before ``boundary``; say whether that is there."""
        if self._rest.startswith(boundary):  # most calls print nothing
            del self._rest[: len(boundary)]
            return True
        before, found, after = self._rest.partition(boundary)
        if found:
            if before:
                self._count(before)
            self._rest = after
            return True
        self._rest = bytearray(BOUNDARY.sub(b"", self._rest))
        # the rest may be the beginning of a boundary
        certain = max(len(self._rest) - len(boundary) + 1, 0)
        self._count(self._rest[:certain])
        del self._rest[:certain]
        return False

    def take(self, folder: str) -> str:
        """Return the present call's prints, bounded and cleaned; the next call begins."""
        if not self._call.size:
            return ""
        printed, self._call = self._call, OutputTail()
        return printed.text(folder)

    def take_all(self, folder: str) -> str:
        """Return everything that is there as the present call's: no boundary will come any more."""
        self._count(self._rest)
        self._rest = bytearray()
        return self.take(folder)

    def _count(self, data: bytearray) -> None:
        """Give the present call bytes, without other boundaries: they hold random numbers."""
        self._call.add(BOUNDARY.sub(b"", data))

"""What every way to new workers offers and shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from autograder.worker.layers.layer import Resources

if TYPE_CHECKING:
    from autograder.client.channel import Channel

__all__ = ["START_SECONDS", "Process", "Spawner", "WorkerSetup"]

START_SECONDS: Final = 60.0
"""For a Python to import numpy: a tenth of a second, or ten on a cold and busy machine."""


class Process(Protocol):
    """A worker's process and all that it has started."""

    channel: Channel

    def end(self, patience: float) -> int | None:
        """End it with every descendant that can be found; return how it ended by itself, if it did.

        Args:
            patience: Seconds in which it may still end by itself.

        Returns:
            The exit status, negative for a signal; None if it had to be killed.
        """
        ...


class Spawner(Protocol):
    """A way to new workers."""

    def reasons(self) -> Mapping[str, str]:
        """Return for every layer of isolation nothing, or why it is not in force.

        Raises:
            GraderError: No Python that can serve as a worker could be started.
        """
        ...

    def start(self, uid: int | None) -> Process:
        """Start a process that waits for its first request; ``uid`` is the user it will change to.

        Raises:
            GraderError: None could be started.
        """
        ...

    def close(self) -> None:
        """End whatever this spawner keeps running."""
        ...


class WorkerSetup(Struct, frozen=True):
    """Where workers come from, and what each of them gets."""

    spawner: Spawner
    resources: Resources
    scratch: str | None
    left_out: frozenset[str] = frozenset()
    """Layers that are not to be used, though they work."""

    def bounds(self, memory: int | None) -> Resources:
        """Return the bounds of one worker that is to have some bytes of memory, or the usual."""
        if memory is None:
            return self.resources
        return replace(self.resources, memory=min(memory, self.resources.most_memory))

    def layers(self) -> tuple[str, ...]:
        """Name the layers of isolation in force, in the order in which they are applied."""
        return tuple(name for name, reason in self.reasons().items() if not reason)

    def reasons(self) -> Mapping[str, str]:
        """Return for every layer nothing, or why it is not in force."""
        reasons = self.spawner.reasons()
        return {
            name: reason or ("left out" if name in self.left_out else "")
            for name, reason in reasons.items()
        }

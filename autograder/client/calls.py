"""Groups of calls that are on their way together, and their replies as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.client.exchange import Call, Received, Returned, reply
from autograder.worker.messages import Reply

__all__ = ["Batch"]


class Batch:
    """The replies to several groups of calls, each group in turn.

    The worker makes the calls of a group up to the first that ends with an exception and no value,
    and then those of the next group. Where it is lost, it makes none any more.
    """

    def __init__(
        self,
        groups: Sequence[Sequence[Call]],
        received: Iterator[Received[Returned]],
    ) -> None:
        """Take what :meth:`Session.batch` hands over; callers go there."""
        self._sizes = [len(group) for group in groups]
        self._received = received
        self._next = 0

    @property
    def is_over(self) -> bool:
        """Whether no group has a reply any more."""
        return self._next == len(self._sizes)

    def replies(self) -> Iterator[Reply]:
        """Yield the replies to the next group; all of them have to be taken."""
        size = self._sizes[self._next]
        self._next += 1
        for _ in range(size):
            received = next(self._received)
            if received.value is None:
                self._next = len(self._sizes)
            yield reply(received)
            if received.value is None or received.value.ends:
                return

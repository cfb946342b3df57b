"""One function of many arguments, in several forks at a time, each call within bounds."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from autograder.oracle.bounded import FORKS, Bounds, Fork
from autograder.oracle.within import ExceededError

__all__ = ["each_bounded"]

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def each_bounded(
    function: Callable[[Argument], Result],
    arguments: Sequence[Argument],
    bounds: Bounds,
    forks: int,
) -> Iterator[tuple[Argument, Result | None]]:
    """Yield each argument with what the function returns, as the results come.

    None where a call takes more than it may. A fork serves one argument after another, so that what
    one of them had imported and worked out serves those after it; one that has failed is replaced.

    Raises:
        AutograderError: as the function does; GraderError for what else it raises.
    """
    if not FORKS:
        fork = Fork(function, bounds)
        for argument in arguments:
            fork.ask(argument)
            yield argument, _answer(fork)
        return
    waiting = list(reversed(arguments))
    idle = [Fork(function, bounds) for _ in range(min(forks, len(waiting)))]
    busy: dict[Fork[Argument, Result], Argument] = {}
    try:
        while waiting or busy:
            while idle and waiting:
                fork = idle.pop()
                busy[fork] = waiting.pop()
                fork.ask(busy[fork])
            for fork in _ready(list(busy)):
                result = _answer(fork)
                argument = busy.pop(fork)
                if result is None:
                    fork.close()
                idle.append(Fork(function, bounds) if result is None else fork)
                yield argument, result
    finally:
        for fork in (*idle, *busy):
            fork.close()


def _answer(fork: Fork[Argument, Result]) -> Result | None:
    try:
        return fork.answer()
    except ExceededError:
        return None


def _ready(busy: Sequence[Fork[Argument, Result]]) -> Sequence[Fork[Argument, Result]]:
    """Wait until some have answered, or should have: those that ended have nothing more to say."""
    ended = [fork for fork in busy if not fork.is_open]
    if ended:
        return ended
    left = max(min(fork.deadline for fork in busy) - time.monotonic(), 0)
    answered, _, _ = select.select(busy, [], [], left)
    return answered or [fork for fork in busy if fork.deadline <= time.monotonic()]

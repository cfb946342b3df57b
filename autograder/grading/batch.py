"""Problems that one process is asked for: all in one message whose expected answers are drawn.

Their replies come one by one, each within its own limit, and are judged while the process works.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from autograder.client.calls import Batch
from autograder.client.exchange import Call
from autograder.client.session import Session
from autograder.grading.calls import ProblemReplies, calls_of, gather
from autograder.grading.prefetch import Prefetch
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.model import Problem
from autograder.report import Status, Visibility
from autograder.worker.messages import Lost

__all__ = ["Asker", "has_own_process"]

_LARGEST: Final = 4 << 20
"""Bytes of a message with several problems: their inputs lie in the student's process at a time."""


def has_own_process(problem: Problem) -> bool:
    """Whether a problem is asked where no other is: it says so, or it is hidden.

    A visible row must not tell of its inputs, as code that sees both could.
    """
    hidden = any(answer.visibility is not Visibility.VISIBLE for answer in problem.answers)
    return problem.fresh or hidden


class Asker:
    """Asks for the problems of one set, in turn, by the process of one session."""

    def __init__(
        self,
        session: Session,
        module: str,
        key: AnswerKey,
        prefetch: Prefetch,
        lost: Sequence[Lost],
    ) -> None:
        """Take over the process; ``lost`` are the names that the module was to bind."""
        self._session, self._module = session, module
        self._key, self._prefetch, self._lost = key, prefetch, lost
        self._batch: Batch | None = None

    def ask(self, problem: Problem) -> ProblemReplies:
        """Return the replies to a problem that has just been taken off the queue.

        Where the process ended in it that others had used, they are those of a clean one: an
        earlier answer may have set an alarm or taken the memory, and each answer pays for itself.
        There it has its whole time: behind others it has a part, as code that hangs takes both.
        What others replied before it ended is kept, and those that come after are asked anew.

        Raises:
            StaffError: a trial has no expected answer that can be vouched for.
        """
        was_clean = self._is_done and self._session.is_clean
        replies = self._gather(problem)
        if not replies.is_lost or was_clean:
            return replies
        again = self._gather(problem)
        has_no_time = _has(again, Status.NOT_RUN)
        return replies if has_no_time and not _has(replies, Status.TIMED_OUT) else again

    @property
    def _is_done(self) -> bool:
        return self._batch is None or self._batch.is_over

    def _gather(self, problem: Problem) -> ProblemReplies:
        trials = self._key.trials(problem)
        if self._batch is None or self._batch.is_over:
            self._batch = self._send(problem)
        return gather(problem, self._batch.replies(), trials, self._lost)

    def _send(self, problem: Problem) -> Batch:
        """Send a problem, and those right behind it whose answers need no drawing any more."""
        calls = calls_of(self._key, self._module, problem)
        groups, size = [calls], _size(calls)
        for each in takewhile(self._may_follow, self._prefetch.queue):
            calls = calls_of(self._key, self._module, each)
            size += _size(calls)
            if size > _LARGEST:
                break
            groups.append(calls)
        batch = self._session.batch(groups, hurried=1 if self._session.is_clean else 0)
        self._prefetch.compute_next()
        return batch

    def _may_follow(self, problem: Problem) -> bool:
        return not has_own_process(problem) and self._key.share(problem) is not None


def _size(calls: Sequence[Call]) -> int:
    return sum(call.size for call in calls)


def _has(replies: ProblemReplies, status: Status) -> bool:
    return any(stop.status is status for stop in replies.stops.values())

"""Asking one submission for the answers of one problem: the calls, trial by trial, until something ends them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from autograder import feedback
from autograder.answer_key import AnswerKey, KeyedTrial
from autograder.calling import call_seed, inputs_of, unpack
from autograder.errors import StaffError
from autograder.report import Status
from autograder.spec.model import Problem
from autograder.verdict import Stop
from autograder.worker.messages import Reply, Request
from autograder.worker.session import Session

__all__ = ["Transcript", "interview", "request"]

_REPLY_FLOOR: Final = 1 << 16
_REPLY_FACTOR: Final = 4  # a reply may be four times as large as what is expected: float128, lists, strings


@dataclass(slots=True)
class Transcript:
    """What the calls of one problem gave: values by answer and trial, prints by trial, why they ended."""

    values: dict[str, list[Any]] = field(default_factory=dict)
    stops: dict[str, Stop] = field(default_factory=dict)
    outputs: list[str] = field(default_factory=list)


def interview(session: Session, module: str, problem: Problem, key: AnswerKey, deadline: float | None) -> Transcript:
    """Call a student's module at every trial of a problem; stop at the first trial that does not end well."""
    transcript = Transcript({answer.id: [] for answer in problem.answers})
    requests = _Ahead(session, (request(module, problem, key, trial) for trial in key.stream(problem)))
    while (asked := requests.take()) is not None:
        if deadline is not None and time.monotonic() >= deadline:
            _stop_all(transcript, problem, Stop(Status.NOT_RUN, feedback.about_no_time()))
            break
        reply = session.call(asked, requests.prepare)
        transcript.outputs.append(reply.output)
        _take(transcript, problem, reply)
        if transcript.stops:
            break
    return transcript


class _Ahead:
    """Takes requests one by one; the next can be made, trial and all, while a student's code runs."""

    def __init__(self, session: Session, requests: Iterator[Request]) -> None:
        self._session = session
        self._requests = requests
        self._ready: list[Request | None] = []
        self._error: StaffError | None = None

    def prepare(self) -> None:
        """Make the next request; an error waits until the request is taken."""
        try:
            following = next(self._requests, None)
        except StaffError as error:
            self._error = error
            return
        if following is not None:
            self._session.expect(following)
        self._ready.append(following)

    def take(self) -> Request | None:
        """Return the next request, or None where there is no more.

        Raises:
            StaffError: its trial has no expected answer that can be vouched for.
        """
        if not self._ready and self._error is None:
            self.prepare()
        if self._error is not None:
            raise self._error
        return self._ready.pop()


def request(module: str, problem: Problem, key: AnswerKey, trial: KeyedTrial) -> Request:
    """Build what is sent to a student's process for one trial: inputs, and nothing that was expected."""
    expected = sum(each.value.nbytes for each in trial.expected.values())
    return Request(
        module=module,
        code=problem.call.code,
        inputs=inputs_of(problem, trial.trial.values),
        names=problem.call.reads,
        label=f"the grader's call of {problem.id}",
        seed=call_seed(key.seed, problem, trial.trial),
        reply_cap=_REPLY_FLOOR + _REPLY_FACTOR * expected,
        limit=problem.time_limit.call,
    )


def _take(transcript: Transcript, problem: Problem, reply: Reply) -> None:
    """Note what a reply holds; an answer without a value stops."""
    answers = unpack(problem, reply.values)
    if isinstance(answers, str):
        _stop_all(transcript, problem, Stop(Status.NOT_NUMERIC, f"Your code {answers}."))
        return
    for name, value in answers.items():
        transcript.values[name].append(value)
    if reply.outcome != "done":
        stop = _stop(problem, reply)
        for answer in problem.answers:
            if answer.id not in answers or reply.outcome != "raised":
                transcript.stops[answer.id] = stop
        return
    for answer in problem.answers:
        if answer.id not in answers:
            transcript.stops[answer.id] = Stop(Status.RAISED, feedback.about_unbound(answer))


def _stop_all(transcript: Transcript, problem: Problem, stop: Stop) -> None:
    transcript.stops.update({answer.id: stop for answer in problem.answers})


def _stop(problem: Problem, reply: Reply) -> Stop:
    match reply.outcome:
        case "timed_out":
            return Stop(Status.TIMED_OUT, feedback.about_time_out(problem.time_limit.call))
        case "no_time":
            return Stop(Status.NOT_RUN, feedback.about_no_time())
        case "flooded":
            return Stop(Status.CRASHED, feedback.about_flood())
        case "raised":
            assert reply.failure is not None
            return Stop(Status.RAISED, feedback.about_failure(reply.failure, problem))
    return Stop(Status.CRASHED, feedback.about_crash(reply.failure))

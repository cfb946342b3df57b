"""Asking one submission for the answers of one problem: a call for each trial, until something ends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from autograder.client.channel import nothing
from autograder.client.session import Session
from autograder.grading import feedback
from autograder.grading.verdict import Stop
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.trials import call_seed
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.model import Answer, Problem
from autograder.report import Status
from autograder.worker.messages import Reply, Request

__all__ = ["Transcript", "interview", "request"]

_REPLY_FLOOR: Final = 1 << 16
_REPLY_FACTOR: Final = (
    4  # a reply may be four times as large as what is expected: float128, lists, strings
)


class Transcript(Struct):
    """What the calls of one problem gave: values by answer and trial, prints by trial, why they ended."""

    values: dict[str, list[Any]] = {}
    stops: dict[str, Stop] = {}
    outputs: list[str] = []


def interview(
    session: Session,
    module: str,
    problem: Problem,
    key: AnswerKey,
    meanwhile: Callable[[], None] = nothing,
) -> Transcript:
    """Call a student's module at every trial of a problem, up to the first that gives nothing.

    ``meanwhile`` is called while the student's code runs.

    Raises:
        StaffError: a trial has no expected answer that can be vouched for.
    """
    transcript = Transcript({answer.id: [] for answer in problem.answers})
    requests = [request(module, problem, key, trial) for trial in key.trials(problem)]
    for reply in session.calls(requests, meanwhile):
        transcript.outputs.append(reply.output)
        _take(transcript, problem, reply)
    return transcript


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
    """Note what a reply holds; an answer without a value stops, and has no values after that.

    One with a value goes on, whatever came of the others: it is right only if it is at every trial.
    """
    answers = unpack(problem, reply.values)
    if isinstance(answers, str):
        _stop_all(transcript, problem, Stop(Status.NOT_NUMERIC, f"Your code {answers}."))
        return
    for answer in problem.answers:
        if answer.id in transcript.stops:
            continue
        if answer.id in answers:
            transcript.values[answer.id].append(answers[answer.id])
        else:
            transcript.stops[answer.id] = _stop(problem, answer, reply)


def _stop_all(transcript: Transcript, problem: Problem, stop: Stop) -> None:
    transcript.stops = {**{answer.id: stop for answer in problem.answers}, **transcript.stops}


def _stop(problem: Problem, answer: Answer, reply: Reply) -> Stop:
    match reply.outcome:
        case "done":
            return Stop(Status.RAISED, feedback.about_unbound(answer))
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

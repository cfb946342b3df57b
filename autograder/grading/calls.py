"""The calls for the answers of one problem, one for each trial, and what their replies hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

from msgspec import Struct

from autograder.client.exchange import Call
from autograder.grading import failures, feedback
from autograder.grading.verdict import Stop
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.trials import call_seed
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.model import Answer, Problem
from autograder.report import Status
from autograder.worker.messages import ENDLESS, Lost, Outcome, Reply, Request

__all__ = ["ProblemReplies", "calls_of", "gather"]

_REPLY_FLOOR: Final = 1 << 16
"""Bytes that every reply may have: a wrong answer of a small problem may be a larger array."""
_REPLY_FACTOR: Final = 4
"""Times the expected size: numbers in lists or as float128 take up to four times the bytes."""


_Written = tuple[Sequence[KeyedTrial], tuple[Call, ...]]
_WRITTEN: Final[WeakKeyDictionary[AnswerKey, dict[tuple[str, str, str], _Written]]] = (
    WeakKeyDictionary()
)
"""The calls of each problem by module, set and id, with the trials that they were written for."""

_LOST: Final[frozenset[Outcome]] = frozenset({"timed_out", "crashed", "flooded", "protocol"})
"""Outcomes after which there is no process any more."""


class ProblemReplies(Struct):
    """What the calls of one problem gave: values by answer and trial, prints, why they ended."""

    values: dict[str, list[Any]] = {}
    stops: dict[str, Stop] = {}
    outputs: list[str] = []
    """What each call printed, by trial."""
    deprecated: dict[tuple[str, str], None] = {}
    """Places in the student's files, and why later versions refuse what stands there."""
    imported: dict[tuple[str, str], None] = {}
    """Places in the student's files, and the modules that were imported there."""
    is_lost: bool = False
    """Whether the process ended or was stopped: perhaps by what an earlier answer left behind."""

    def output_of(self, trial: int) -> str:
        """Return what the call at a trial printed, the last call's if there were fewer."""
        return self.outputs[min(trial, len(self.outputs) - 1)] if self.outputs else ""


def calls_of(key: AnswerKey, module: str, problem: Problem) -> tuple[Call, ...]:
    """Return a call of a student's module for every trial of a problem, written once for a class.

    Raises:
        StaffError: a trial has no expected answer that can be vouched for.
    """
    trials, written = key.trials(problem), _WRITTEN.setdefault(key, {})
    place = (module, problem.set, problem.id)
    known = written.get(place)
    if known is None or known[0] is not trials:
        calls = tuple(Call.of(_request(module, problem, trial)) for trial in trials)
        known = written[place] = (trials, calls)
    return known[1]


def _request(module: str, problem: Problem, trial: KeyedTrial) -> Request:
    """Build what is sent to a student's process for one trial: inputs, nothing that is expected."""
    expected_bytes = sum(expected.value.nbytes for expected in trial.expected.values())
    return Request(
        module=module,
        code=problem.call.code,
        inputs=inputs_of(problem, trial.trial.values),
        names=problem.call.reads,
        label=f"the grader's call of {problem.id}",
        seed=call_seed(problem, trial.trial),
        reply_cap=_REPLY_FLOOR + _REPLY_FACTOR * expected_bytes,
        limit=problem.time_limit.call,
    )


def gather(
    problem: Problem, replies: Iterable[Reply], trials: Sequence[KeyedTrial], lost: Sequence[Lost]
) -> ProblemReplies:
    """Gather what a problem's calls gave, up to the first that gave nothing.

    ``lost`` are the names that the module was to bind.
    """
    gathered = ProblemReplies({answer.id: [] for answer in problem.answers})
    for reply, trial in zip(replies, trials, strict=False):
        gathered.outputs.append(reply.output)
        if reply.deprecated:
            gathered.deprecated.update(dict.fromkeys(reply.deprecated))
        if reply.imported:
            gathered.imported.update(dict.fromkeys(reply.imported))
        gathered.is_lost = reply.outcome in _LOST
        _take(gathered, problem, reply, trial, lost)
    return gathered


def _take(
    gathered: ProblemReplies,
    problem: Problem,
    reply: Reply,
    trial: KeyedTrial,
    lost: Sequence[Lost],
) -> None:
    """Note what a reply holds; an answer without a value stops, and has none after that.

    One with a value goes on, whatever came of the others: it is right only if it is at every trial.
    """
    answers = unpack(problem, reply.values)
    if isinstance(answers, str):
        _stop_all(gathered, problem, Stop(Status.NOT_NUMERIC, f"Your code {answers}."))
        return
    for answer in problem.answers:
        if answer.id in gathered.stops:
            continue
        if answer.id in answers:
            gathered.values[answer.id].append(answers[answer.id])
        else:
            gathered.stops[answer.id] = _stop(problem, answer, reply, trial, lost)


def _stop_all(gathered: ProblemReplies, problem: Problem, stop: Stop) -> None:
    gathered.stops = {**{answer.id: stop for answer in problem.answers}, **gathered.stops}


def _stop(
    problem: Problem, answer: Answer, reply: Reply, trial: KeyedTrial, lost: Sequence[Lost]
) -> Stop:
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
            values = trial.trial.values
            if reply.failure.type == ENDLESS:
                said = failures.about_endless(reply.failure, problem, values)
                return Stop(Status.TIMED_OUT, said)
            said = failures.about_failure(reply.failure, problem, values, lost)
            return Stop(Status.RAISED, said)
    return Stop(Status.CRASHED, feedback.about_crash(reply.failure))

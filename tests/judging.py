"""How tests judge functions without a worker: called in this process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.grading.verdict import Stop, Verdict, decide
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset import Problem
from autograder.problemset.call import inputs_of, unpack
from autograder.report import Status
from autograder.worker.server import execute


def judged(
    key: AnswerKey, problem: Problem, names: Mapping[str, Any], **more: Any
) -> dict[str, Verdict]:
    """Judge what some names answer, called in this process as a worker calls a student's."""
    trials = key.trials(problem)
    values: dict[str, list[Any]] = {answer.id: [] for answer in problem.answers}
    stop = None
    for trial in trials:
        inputs = inputs_of(problem, trial.trial.values)
        bound, failure = execute(names, problem.call.code, inputs, problem.call.reads, problem.id)
        answers = unpack(problem, bound)
        if failure is not None or isinstance(answers, str):
            stop = Stop(Status.RAISED, str(failure or answers))
            break
        for name, value in answers.items():
            values[name].append(value)
    return {
        answer.id: decide(answer, trials, values[answer.id], stop, **more)
        for answer in problem.answers
    }

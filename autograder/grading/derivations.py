"""The working of an answer: its first wrong step, what the mistake is called, what it earns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec.structs import replace

from autograder.grading.verdict import Verdict
from autograder.notation.as_formula import as_formula
from autograder.notation.operations import LOOKS
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.target import Expected
from autograder.paper.answers import Paper
from autograder.paper.chains import Sheet
from autograder.paper.steps import Step, share_of_steps, steps_of
from autograder.paper.worlds import scope_of
from autograder.problemset.formula import FormulaError, parse_formula
from autograder.problemset.model import (
    Answer,
    Asks,
    ByReference,
    Change,
    Problem,
    Slope,
    Value,
)
from autograder.report import Status

__all__ = ["first_wrong", "judged_steps", "with_steps"]

_SHOWN: Final = 80  # characters of a line that is quoted


def judged_steps(
    key: AnswerKey, problem: Problem, answer: Answer, sheet: Sheet
) -> tuple[Step, ...]:
    """Return the steps by which a sheet derives an answer.

    Raises:
        StaffError: the problem has no trials that can be vouched for.
    """
    paper = Paper(scope_of(key, problem, answer), sheet.of_problem(problem))
    truth = tuple(keyed.expected[answer.id].value for keyed in key.trials(problem))
    return steps_of(paper, problem, answer, truth)


def with_steps(
    verdict: Verdict, key: AnswerKey, problem: Problem, answer: Answer, steps: Sequence[Step]
) -> Verdict:
    """Return a verdict with what the steps earn and what is wrong with the first wrong one."""
    result = verdict.share * (answer.points - answer.step_points)
    earned = share_of_steps(steps, answer.steps) * answer.step_points
    share = (result + earned) / answer.points if answer.points else 0.0
    wrong = next((step for step in steps if not step.right), None)
    said = _summary(steps, answer)
    if wrong is None:
        return replace(verdict, share=share, message=f"{verdict.message} {said}".strip())
    mistake, sentence = (
        _named(key, problem, answer, wrong) if answer.feedback != "verdict" else (None, "")
    )
    status = Status.INCORRECT if verdict.status is Status.CORRECT else verdict.status
    opening = "The result is right. " if verdict.status is Status.CORRECT else ""
    message = f"{opening}{said} {_about(wrong)}{sentence}".strip()
    return replace(
        verdict, status=status, share=share, message=message, mistake=mistake or verdict.mistake
    )


def first_wrong(
    key: AnswerKey, problem: Problem, answer: Answer, steps: Sequence[Step]
) -> tuple[str | None, str]:
    """Return the id of the mistake in the first wrong step, if known, and what is said of it."""
    wrong = next((step for step in steps if not step.right), None)
    return _named(key, problem, answer, wrong) if wrong is not None else (None, "")


def _summary(steps: Sequence[Step], answer: Answer) -> str:
    right = sum(step.right for step in steps)
    short = f", of at least {answer.steps} to be shown" if len(steps) < answer.steps else ""
    return f"{right} of {len(steps)} steps are right{short}."


def _about(step: Step) -> str:
    """Say where the first wrong step stands and what it does not follow from."""
    line = step.chain.statement.line
    written = step.text if len(step.text) <= _SHOWN else f"{step.text[:_SHOWN]} ..."
    if step.error is not None:
        return f"In the derivation at line {line}: {step.error}\n"
    left = f"`{step.chain.names[0]}`" if step.chain.names else "what is asked"
    source = "what stands before it" if step.previous is not None else left
    return (
        f"The first wrong step, in the derivation at line {line}: `{written}` is not equal to "
        f"{source}. "
    )


def _named(key: AnswerKey, problem: Problem, answer: Answer, step: Step) -> tuple[str | None, str]:
    """Return the mistake of a step and its sentence: the side before it is the truth."""
    from autograder.diagnose import Diagnostician

    if step.error is not None or any(value is None for value in (*step.before, *step.value)):
        return None, ""
    asks = _asks(problem, answer, step)
    asked = replace(answer, asks=asks)
    posed = replace(problem, id=f"{problem.id}, a step", answers=(asked,), mistakes=())
    posed_key = _key_for(key, problem, posed, asked, step)
    diagnosis = Diagnostician(posed_key).name(posed, asked, step.value)
    return (diagnosis.mistake, diagnosis.sentence) if diagnosis else (None, "")


def _asks(problem: Problem, answer: Answer, step: Step) -> Asks:
    """Return the side before a step as a question, as far as formulas of sets can say it."""
    if step.previous is None:
        return _asked_by_left(problem, answer, step.chain.names)
    scope = replace(step.scope, paper=step.chain.notation != "python")
    written = as_formula(step.previous, scope, step.chain.statement.text)
    try:
        return Value(parse_formula(written)) if written else ByReference()
    except FormulaError:
        return ByReference()


def _asked_by_left(problem: Problem, answer: Answer, names: Sequence[str]) -> Asks:
    """Return what the left side of a chain asks: the answer, or the change of a line for a step."""
    if answer.id in names:
        return answer.asks
    asks = answer.asks
    line = next((name[1:] for name in names if name[1:] in problem.forward.assigned), "")
    if not isinstance(asks, Slope) or not line:
        return ByReference()
    return Change(asks.wrt, parse_formula(line), f"d{asks.wrt.name}")


def _key_for(
    key: AnswerKey, problem: Problem, posed: Problem, asked: Answer, step: Step
) -> AnswerKey:
    """Return a key in which the side before a step is what is expected, at the same trials.

    Steps and introduced names are further inputs there.
    """
    [problem_set] = [own for own in key.sets if own.name == problem.set]
    alone = replace(problem_set, problems=(posed,), reference=None)
    worlds = step.scope.worlds[LOOKS:]
    further = _further_names(problem, asked.asks, step.scope.names)
    trials = []
    for keyed, world, before in zip(key.trials(problem), worlds, step.before, strict=True):
        assert before is not None
        values = {**keyed.trial.values, **{name: np.asarray(world[name]) for name in further}}
        expected = {asked.id: Expected(before, np.zeros(before.shape))}
        trials.append(KeyedTrial(replace(keyed.trial, values=values), expected))
    made = AnswerKey([alone], key.seed)
    made.adopt(alone, {posed.id: (tuple(trials), {})})
    return made


def _further_names(problem: Problem, asks: Asks, there: frozenset[str]) -> frozenset[str]:
    """Return the names beyond a problem's own that a question reads, and possible others.

    Where one step is read, another may have been written for it.
    """
    if isinstance(asks, Change):
        return frozenset({asks.along})
    if not isinstance(asks, Value):
        return frozenset()
    known = {*problem.given, *problem.let.assigned, *problem.forward.assigned, *problem.dimensions}
    steps = {f"d{name}" for name in known} & there
    read = asks.formula.names - known
    return frozenset(read | steps if read & steps else read)

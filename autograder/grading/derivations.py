"""The working of an answer: which step is the first that is wrong, what its mistake is called, what it earns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from msgspec.structs import replace

from autograder.grading.verdict import Verdict
from autograder.notation.as_formula import as_formula
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.target import Expected
from autograder.paper.answers import Paper
from autograder.paper.chains import Sheet
from autograder.paper.steps import Step, share_of_steps, steps_of
from autograder.paper.worlds import scope_of
from autograder.problemset.formula import FormulaError, parse_formula
from autograder.problemset.model import Answer, ByReference, Problem, Value
from autograder.report import Status

__all__ = ["judged_steps", "with_steps"]

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
    return f"The first wrong step, in the derivation at line {line}: `{written}` is not equal to {source}. "


def _named(key: AnswerKey, problem: Problem, answer: Answer, step: Step) -> tuple[str | None, str]:
    """Return the mistake of a step and its sentence: the side before it is the truth."""
    from autograder.diagnose import Diagnostician

    if step.error is not None or any(value is None for value in (*step.before, *step.value)):
        return None, ""
    asked = replace(answer, asks=_asks(key, problem, answer, step))
    posed = replace(problem, id=f"{problem.id}, a step", answers=(asked,), mistakes=())
    posed_key = _key_for(key, problem, posed, asked, step)
    diagnosis = Diagnostician(posed_key).name(posed, asked, step.value)
    return (diagnosis.mistake, diagnosis.sentence) if diagnosis else (None, "")


def _asks(key: AnswerKey, problem: Problem, answer: Answer, step: Step) -> Any:
    """Return the side before a step as the question, where the formulas of sets can say it."""
    if step.previous is None:
        return answer.asks if answer.id in step.chain.names else ByReference()
    paper = replace(scope_of(key, problem, answer), paper=step.chain.notation != "python")
    written = as_formula(step.previous, paper, step.chain.statement.text)
    try:
        formula = parse_formula(written) if written else None
    except FormulaError:
        return ByReference()
    known = {*problem.given, *problem.let.assigned, *problem.forward.assigned, *problem.dimensions}
    return Value(formula) if formula is not None and formula.names <= known else ByReference()


def _key_for(
    key: AnswerKey, problem: Problem, posed: Problem, asked: Answer, step: Step
) -> AnswerKey:
    """Return a key in which the side before a step is what is expected, at the same trials."""
    [problem_set] = [own for own in key.sets if own.name == problem.set]
    alone = replace(problem_set, problems=(posed,), reference=None)
    trials = tuple(
        KeyedTrial(keyed.trial, {asked.id: Expected(before, np.zeros(before.shape))})
        for keyed, before in zip(key.trials(problem), step.before, strict=True)
        if before is not None
    )
    made = AnswerKey([alone], key.seed)
    made.adopt(alone, {posed.id: (trials, {})})
    return made

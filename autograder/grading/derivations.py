"""The working of an answer: its first wrong step, what the mistake is called, what it earns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from autograder.grading.carried import EARLIER_WRONG, Carried
from autograder.grading.verdict import Verdict
from autograder.notation.as_formula import as_formula
from autograder.notation.operands import LOOKS
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.compiled import Expected
from autograder.paper.answers import Paper, Values
from autograder.paper.chains import Sheet
from autograder.paper.elsewhere import Elsewhere
from autograder.paper.steps import Step, steps_of
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
from autograder.report import Line, Mark, Status

__all__ = ["Working", "first_wrong", "judged", "with_steps"]

_SHOWN: Final = 80  # characters of a line that is quoted


class Working(Struct, frozen=True):
    """The steps of a derivation, and how much of them all they are worth."""

    every: tuple[Step, ...] = ()
    worth: float = 0.0
    """How many steps are right; one that is right by wrong answers above counts for its share."""
    by: tuple[str, ...] = ()
    """The wrong answers above by which steps are right that would else be wrong."""
    carried: frozenset[int] = frozenset()
    """Places of those steps among all."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are judged."""
        return tuple(step for step in self.every if not step.note)


def judged(
    key: AnswerKey, problem: Problem, answer: Answer, sheet: Sheet, own: Carried | None = None
) -> Working:
    """Judge the steps by which a sheet derives an answer.

    ``own`` says what the answer should be by the student's own answers above it; where more steps
    are right by these, they are judged so.

    Raises:
        StaffError: the problem has no trials that can be vouched for.
    """
    paper = Paper(scope_of(key, problem, answer), sheet, problem)
    trials = key.trials(problem)
    elsewhere = Elsewhere(key, problem, answer, paper)
    steps = steps_of(paper, problem, answer, _truth(answer, trials), elsewhere)
    right = sum(step.right for step in steps)
    if own is None or answer.follows is None:
        return Working(steps, right)
    spared = (None,) * (len(trials) - len(own.trials))
    elsewhere = Elsewhere(key, problem, answer, paper, by_own=True)
    truth = (*_truth(answer, own.trials), *spared)
    again = steps_of(paper, problem, answer, truth, elsewhere)
    more = sum(step.right for step in again) - right
    if more <= 0:
        return Working(steps, right)
    pairs = enumerate(zip(again, steps, strict=True))
    carried = frozenset(at for at, (by_own, plain) in pairs if by_own.right > plain.right)
    return Working(again, right + answer.follows.credit * more, own.wrong, carried)


def _truth(answer: Answer, trials: Sequence[KeyedTrial]) -> Values:
    return tuple(keyed.expected[answer.id].value for keyed in trials)


def with_steps(
    verdict: Verdict, key: AnswerKey, problem: Problem, answer: Answer, working: Working
) -> Verdict:
    """Return a verdict with what the steps earn and what is wrong with the first wrong one."""
    result = verdict.share * (answer.points - answer.step_points)
    earned = working.worth / max(len(working.steps), answer.steps) * answer.step_points
    share = (result + earned) / answer.points if answer.points else 0.0
    wrong = next((step for step in working.steps if not step.right), None)
    said = _summary(working, answer)
    lines = () if answer.feedback == "verdict" else _lines(working)
    verdict = replace(verdict, share=share, lines=lines)
    if wrong is None:
        return replace(verdict, message=f"{verdict.message} {said}".strip())
    status = Status.INCORRECT if verdict.status is Status.CORRECT else verdict.status
    opening = _opening(verdict)
    if answer.feedback == "verdict":
        message = f"{opening or f'{verdict.message} '}{said}"
        return replace(verdict, status=status, message=message)
    mistake, sentence = _named(key, problem, answer, wrong)
    message = f"{opening}{said} {_about(wrong)}{sentence}".strip()
    return replace(verdict, status=status, message=message, mistake=mistake or verdict.mistake)


def _lines(working: Working) -> tuple[Line, ...]:
    """Return what was written, each line with its mark and what is said of it."""
    return tuple(
        Line(
            step.place.line,
            _shortened(step.written),
            *_marked(working, at, step),
            step.reason,
            step.place.cell,
        )
        for at, step in enumerate(working.every)
    )


def _marked(working: Working, place: int, step: Step) -> tuple[Mark, str]:
    """Return the mark of a step and what is said beside it."""
    if step.note:
        return "not_judged", step.note
    if place in working.carried:
        return "carried", f"Right by your {' and '.join(working.by)}."
    return ("right", "") if step.right else ("wrong", step.why)


def _opening(verdict: Verdict) -> str:
    """Return what is said of a result before its steps; of a wrong one they say what is wrong."""
    if verdict.status is Status.CORRECT:
        return "The result is right. "
    return f"{verdict.message} " if verdict.mistake == EARLIER_WRONG else ""


def first_wrong(
    key: AnswerKey, problem: Problem, answer: Answer, steps: Sequence[Step]
) -> tuple[str | None, str]:
    """Return the id of the mistake in the first wrong step, if known, and what is said of it."""
    wrong = next((step for step in steps if not (step.right or step.note)), None)
    return _named(key, problem, answer, wrong) if wrong is not None else (None, "")


def _summary(working: Working, answer: Answer) -> str:
    steps = working.steps
    right = sum(step.right for step in steps)
    short = f", of at least {answer.steps} to be shown" if len(steps) < answer.steps else ""
    by = f", by your {' and '.join(working.by)}" if working.by else ""
    return f"{right} of {len(steps)} steps are right{by}{short}."


def _about(step: Step) -> str:
    """Say where the first wrong step stands and what it does not follow from."""
    if step.error is not None:
        return f"In the derivation at {step.place}: {step.error}\n"
    return f"The first wrong step, at {step.place}: `{_shortened(step.text)}` {step.why} "


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ..."


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
    assert step.scope is not None
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
    assert step.scope is not None
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

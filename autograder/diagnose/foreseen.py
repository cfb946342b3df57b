"""The wrong answers that a set itself foresees, under ``mistakes:``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.explanation import Diagnosis
from autograder.diagnose.mistake import NOTHING
from autograder.errors import StaffError
from autograder.oracle.reference import Solution
from autograder.oracle.target import Compiled
from autograder.problemset.formula import FormulaError, parse_formula
from autograder.problemset.model import Mistake, Problem

__all__ = ["foreseen_origins"]


def foreseen_origins(subject: Subject) -> Iterator[tuple[Candidate, Diagnosis]]:
    """Yield each foreseen wrong answer with what the set says of it."""
    for mistake in subject.problem.mistakes:
        compute = _by_formula(subject.problem, mistake) or _by_function(subject, mistake)
        if compute is not None:
            yield Candidate(NOTHING, compute), Diagnosis(mistake.id, mistake.hint)


def _by_formula(problem: Problem, mistake: Mistake) -> Callable[[TrialContext], Any] | None:
    try:
        formula = parse_formula(mistake.answer)
    except FormulaError:
        return None
    known = {*problem.given, *problem.dimensions, *problem.let.assigned, *problem.forward.assigned}
    if formula.names - known:
        return None
    call = Compiled(problem, problem.forward, formula)
    return lambda context: call(context.values)


def _by_function(subject: Subject, mistake: Mistake) -> Callable[[TrialContext], Any] | None:
    """Return what the solution answers with another function of its file for the right one."""
    problem = subject.problem
    try:
        solution = subject.key.solution(problem)
    except StaffError:
        return None
    if mistake.answer not in solution.names or not problem.call.needs:
        return None
    names: Mapping[str, object] = {
        **solution.names,
        problem.call.needs[0]: solution.names[mistake.answer],
    }
    wrong = Solution(solution.path, names)
    return lambda context: wrong.answers(problem, context.values)[subject.answer.id]

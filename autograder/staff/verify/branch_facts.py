"""What the trials do with a forward's branches, and whether its wrong versions are rejected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.grading.verdict import decide
from autograder.oracle.answer_key import AnswerKey, KeyedTrial
from autograder.oracle.branches import Branches, branches_at
from autograder.oracle.compiled import Expected
from autograder.oracle.draws import pool_of
from autograder.oracle.target import target_of
from autograder.oracle.tolerance import ERRORS
from autograder.oracle.trials import Numbers
from autograder.problemset.model import ByReference, Problem
from autograder.staff.verify.differences import advice, largest_difference
from autograder.staff.verify.forward_mutants import ForwardMutant, forward_mutants, moves_of
from autograder.staff.verify.judging import quiet, rejects
from autograder.staff.verify.model import BranchFact, Mutation, Survivor

__all__ = ["branch_facts", "mutate_forward"]


def branch_facts(key: AnswerKey, problem: Problem) -> Iterator[BranchFact]:
    """Yield for each branch of a forward how many trials take each side, and whether one cannot."""
    taken = [branches_at(problem, keyed.trial.values) for keyed in key.trials(problem)]
    if not any(taken):
        return
    pool = _pool(key, problem, taken)
    for text in dict.fromkeys(text for seen in (*taken, *pool) for text in _own(seen)):
        sides = [set(seen[text].sides.tolist()) for seen in taken if text in seen]
        on, off = sum(bool(side - {0}) for side in sides), sum(0 in side for side in sides)
        every = {
            side for seen in (*taken, *pool) if text in seen for side in seen[text].sides.tolist()
        }
        yield BranchFact(text, on, off, reachable=len(every) > 1)


def _own(seen: Branches) -> Iterator[str]:
    return (text for text, branch in seen.items() if not branch.rival)


def _pool(key: AnswerKey, problem: Problem, taken: list[Branches]) -> list[Branches]:
    return [seen for _, seen in pool_of(problem, Numbers(problem, key.seed), taken)]


def mutate_forward(key: AnswerKey, problem: Problem, fresh: Sequence[AnswerKey]) -> Mutation:
    """Hand in the answers of every wrong version of a forward; no reference is needed for it.

    One that gets full marks is tried at the other seeds of ``fresh``, as mutants of references are.
    """
    if all(isinstance(answer.asks, ByReference) for answer in problem.answers):
        return Mutation()
    trials = key.trials(problem)
    taken = [branches_at(problem, keyed.trial.values) for keyed in trials]
    moves = moves_of(_pool(key, problem, taken)) if any(taken) else {}
    rejected, equivalent, survivors = 0, list[str](), list[Survivor]()
    with quiet():
        for mutant in forward_mutants(problem, moves):
            values = _answers(mutant, trials)
            if values is None:
                rejected += 1
            elif why := _hidden_by(key, fresh, problem, mutant, taken, values):
                survivors.append(Survivor(mutant.mistake, mutant.change, why))
            else:
                equivalent.append(mutant.change)
    return Mutation(rejected, equivalent=tuple(equivalent), survivors=tuple(survivors))


def _crossed(mutant: ForwardMutant, taken: Sequence[Branches]) -> bool:
    """Say whether some trial has an entry between a threshold and where a mutant has it."""
    low, high = sorted((0.0, mutant.shift))
    return any(
        ((low < seen[text].margins) & (seen[text].margins < high)).any()
        for seen in taken
        for text in (mutant.branch, f"{mutant.branch}, lower end")
        if text in seen
    )


Values = dict[str, list[Expected]]


def _answers(mutant: ForwardMutant, trials: Sequence[KeyedTrial]) -> Values | None:
    """Return what a wrong forward gives for each answer at some trials, where that is right.

    None where it is not, at whichever trial that shows first, or where the forward fails.
    """
    found: Values = {answer.id: [] for answer in mutant.problem.answers}
    try:
        for keyed in trials:
            for answer in mutant.problem.answers:
                target = target_of(mutant.problem, answer)
                expected = target.expected(keyed.trial.values, 0) if target else None
                if expected and rejects(answer, keyed, expected.value):
                    return None
                found[answer.id].append(expected or keyed.expected[answer.id])
    except Exception:  # a wrong formula may raise anything
        return None
    return found if _right(mutant.problem, trials, found) else None


def _right(problem: Problem, trials: Sequence[KeyedTrial], values: Values) -> bool:
    """Whether answers get full marks."""
    return all(
        decide(answer, trials, [expected.value for expected in values[answer.id]], None).share
        == 1.0
        for answer in problem.answers
    )


def _hidden_by(
    key: AnswerKey,
    fresh: Sequence[AnswerKey],
    problem: Problem,
    mutant: ForwardMutant,
    taken: Sequence[Branches],
    values: Values,
) -> str:
    """Say why a wrong version that gets full marks is not seen; nothing where it is not wrong."""
    trials = key.trials(problem)
    own = {name: [expected.value for expected in found] for name, found in values.items()}
    true = {name: [keyed.expected[name].value for keyed in trials] for name in values}
    bounds = {
        name: [
            ERRORS * (expected.error + keyed.expected[name].error)
            for expected, keyed in zip(found, trials, strict=True)
        ]
        for name, found in values.items()
    }
    difference = largest_difference(trials, own, true, bounds)
    if difference:
        return advice(problem, trials, difference)
    if _crossed(mutant, taken):  # trials see it: another side does not matter there
        return ""
    for other in fresh:
        if _answers(mutant, other.trials(problem)) is None:
            return f"only other seeds tell it from the truth (seed {key.seed!r} does not)"
    return ""

"""Whether the rules of answers that follow others give what is expected, at every seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.follow import Rule, rule_of
from autograder.problemset.model import Problem
from autograder.staff.verify.model import BrokenRule

__all__ = ["broken_rules"]


def broken_rules(keys: Sequence[AnswerKey], problem: Problem) -> Iterator[BrokenRule]:
    """Yield what is wrong with each rule of a problem, the first thing of each."""
    for answer in problem.answers:
        rule = rule_of(problem, answer)
        if rule is None:
            continue
        found = next(_failures(rule, keys, problem), None)
        if found is not None:
            yield found
            continue
        for name in rule.ignored(keys[0].trials(problem)):
            yield BrokenRule(answer.id, ignored=name)


def _failures(rule: Rule, keys: Sequence[AnswerKey], problem: Problem) -> Iterator[BrokenRule]:
    for key in keys:
        try:
            trials = key.trials(problem)
        except StaffError:  # which another rule says
            continue
        position = rule.first_failure(trials)
        if position is not None:
            trial = trials[position].trial
            sizes = ", ".join(f"{name} = {length}" for name, length in trial.dims.items())
            yield BrokenRule(rule.answer.id, key.seed, f"the {trial.kind} trial at {sizes}")

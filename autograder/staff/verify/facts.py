"""Finding out everything about one problem; nothing is judged here (see :mod:`.rules`)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from autograder.errors import StaffError
from autograder.grading.uses import broken
from autograder.oracle.answer_key import AnswerKey, draw_ahead
from autograder.problemset.model import Problem, ProblemSet, Slope
from autograder.staff.verify.branch_facts import branch_facts, mutate_forward
from autograder.staff.verify.carried import broken_rules
from autograder.staff.verify.foreseen import foreseen_facts
from autograder.staff.verify.judging import AskedAtKeys
from autograder.staff.verify.layouts import hidden_layouts
from autograder.staff.verify.model import Facts, Options
from autograder.staff.verify.mutation import mutate
from autograder.staff.verify.references import losses
from autograder.staff.verify.second import opinions
from autograder.staff.verify.signatures import disagreements, statement_shapes
from autograder.staff.verify.smooth import kinks
from autograder.staff.verify.worlds import STRUCTURED, fresh_keys, worlds
from autograder.submission.code import read_bundle
from autograder.worker.cells import read_cells
from autograder.worker.messages import Bundle, Module

__all__ = ["gather", "seeds"]

_BY_ENTRY: Final = re.compile(
    r"entr(y|ies) by (entry|itself|themselves)|(each|every) entry|independent|ignor\w+ (the|its) s",
    re.I,
)
"""How a statement says that the entries of a symmetric matrix move one by one."""


def seeds(options: Options) -> tuple[str, ...]:
    """Return the seeds at which a reference has to get full marks, the stated one first."""
    return (options.seed, *(f"{options.seed}-{number}" for number in range(1, options.seeds)))


def gather(problem_set: ProblemSet, problem: Problem, options: Options) -> Facts:
    """Return what is true of a problem.

    As much as can be found out where something of it is broken.
    """
    key = AnswerKey([problem_set], options.seed)
    keys = [key, *map(key.under, seeds(options)[1:])]
    fresh = fresh_keys(key, keys[1:])
    contradictions, remarks = disagreements(problem_set, problem)
    facts = Facts(
        problem_set.name,
        problem.id,
        broken_uses=tuple(_broken_uses(problem_set, problem)),
        disagreements=contradictions,
        remarks=remarks,
        dependent=tuple(_dependent(problem)),
    )
    start = time.perf_counter()
    if len(keys) > 1:
        draw_ahead(keys, problem)
    try:
        dropped = {str(kind): reason for kind, reason in key.dropped(problem).items()}
    except StaffError as error:
        return replace(facts, unusable=str(error))
    facts = replace(
        facts,
        dropped=dropped,
        opinions=tuple(opinions(key, problem)),
        kinks=tuple(kinks(key, problem)),
        branches=tuple(branch_facts(key, problem)),
        forward_mutation=mutate_forward(
            key, problem, [one for one in fresh if not _unusable([one], problem)]
        ),
        foreseen=tuple(foreseen_facts(key, problem)),
        broken_rules=tuple(broken_rules(keys, problem)),
        disagreements=(*facts.disagreements, *statement_shapes(key, problem)),
    )
    return _with_reference(facts, keys, fresh, problem, start)


def _with_reference(
    facts: Facts,
    keys: Sequence[AnswerKey],
    fresh: Sequence[AnswerKey],
    problem: Problem,
    start: float,
) -> Facts:
    """Add what takes a reference to find out, and a right one."""
    key, *others = keys
    asked_at = AskedAtKeys(problem)
    try:
        lost = tuple(losses([key], asked_at))
        seconds = time.perf_counter() - start
        if unusable := _unusable(others, problem):
            return replace(facts, unusable=unusable)
        lost = lost or tuple(losses(others, asked_at))
    except StaffError as error:
        return replace(facts, no_reference=str(error))
    if lost:  # then its mutants prove nothing
        return replace(facts, losses=lost, seconds=seconds)
    other_worlds = worlds(key, asked_at, fresh)
    return replace(
        facts,
        seconds=seconds,
        mutation=mutate(key, asked_at, other_worlds),
        hidden=tuple(hidden_layouts(key, problem, other_worlds)),
    )


def _unusable(keys: Sequence[AnswerKey], problem: Problem) -> str:
    """Say why there is no answer key at some seed, or nothing."""
    for key in keys:
        try:
            key.trials(problem)
        except StaffError as error:
            return f"at seed {key.seed!r}: {error}"
    return ""


def _broken_uses(problem_set: ProblemSet, problem: Problem) -> Iterator[str]:
    """Yield what the set's own rules on code say of its reference, which is as good as any."""
    path = problem_set.reference
    if path is None or not problem.uses.any:
        return
    files = {
        beside.relative_to(path.parent).as_posix(): beside.read_bytes()
        for beside in sorted(path.parent.rglob("*.py"))
    }
    module = Module(path.stem, path.name, read_cells(path.name, path.read_bytes()))
    code = read_bundle(Bundle({path.stem: module}, files), path.stem)
    yield from (one.sentence for one in broken(problem, code, path.stem))


def _dependent(problem: Problem) -> Iterator[str]:
    """Yield the inputs with dependent entries by which a derivative is taken and not said to be."""
    if _BY_ENTRY.search(problem.statement):
        return
    for answer in problem.answers:
        asks = answer.asks
        given = problem.given.get(asks.wrt.name) if isinstance(asks, Slope) else None
        if given is not None and given.domain.name in STRUCTURED:
            yield f"{given.name} is {given.domain.name}"

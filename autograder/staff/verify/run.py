"""Looking at all problems of some sets, in several processes at a time."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from autograder.client.threads import ONE_THREAD
from autograder.errors import GraderError, SpecError
from autograder.oracle.bounded import FORKS, Bounds, address_space, run_bounded
from autograder.oracle.forks import each_bounded
from autograder.oracle.sets import load_set
from autograder.oracle.within import ExceededError, in_turn
from autograder.problemset import ProblemSet
from autograder.problemset.files import SUFFIX, find_sets
from autograder.staff.verify.facts import gather
from autograder.staff.verify.model import Diagnostic, Facts, Options, Result, Verification
from autograder.staff.verify.rules import check, unloadable
from autograder.staff.verify.traced import traced_functions

__all__ = ["Progress", "verify"]

Progress = Callable[[int, int, str], None]
"""Is told how many problems are done, of how many, and which was the last."""

_BOUNDS: Final = Bounds(seconds=300.0, memory=1 << 30)
"""For looking at one problem, which takes 2 s and 50 MB: its reference is called a thousand times.
"""
_UNBOUNDED: Final = (
    f"looking at it took more than {_BOUNDS.seconds:g} s or {_BOUNDS.memory >> 20} MB, "
    "or ended Python: does its reference or companion always end?"
)

_COLLECTED: Final = (5_000, 400, 10)
"""When garbage is looked for: what few new objects are thrown away soon are still at hand then.

Nearly all that a problem makes lives until its end, in 10,000 objects: to go through those again,
and through what earlier problems left, took a tenth of all processor time.
"""

_LEFT_BEHIND: Final = 64 << 20
"""Bytes that one problem may leave until all garbage is looked for: then its arrays are large."""

Task = tuple[str, str]


def verify(options: Options, names: Sequence[str], jobs: int, progress: Progress) -> Verification:
    """Look at every problem of the named sets, or of all, and say what is wrong with each.

    Raises:
        UsageError: there is no such set.
        GraderError: a process that looked at problems died.
    """
    sets, unusable = _load(options, names)
    tasks = [(known.name, problem.id) for known in sets for problem in known.problems]
    with suppress(ImportError):  # the second opinion says so
        traced_functions()  # imports once what otherwise each fork would
    found: dict[Task, Facts] = {}
    for done, (task, facts) in enumerate(_gather_all(options, tasks, jobs), 1):
        found[task] = facts
        progress(done, len(tasks), ".".join(task))
    results = tuple(Result(found[task], check(found[task])) for task in tasks)
    return Verification(results, tuple(unusable), options.seed, options.seeds)


def _load(options: Options, names: Sequence[str]) -> tuple[list[ProblemSet], list[Diagnostic]]:
    """Load each set by itself, so that a broken one does not hide the others."""
    sets: list[ProblemSet] = []
    faults: list[Diagnostic] = []
    for path in find_sets(options.problems, names):
        try:
            sets.append(_set(options, path))
        except SpecError as error:
            faults.extend(map(unloadable, error.faults))
    return sets, faults


@lru_cache(maxsize=64)
def _set(options: Options, path: Path) -> ProblemSet:
    return load_set(path, options.reference)


def _gather_one(options: Options, task: Task) -> Facts:
    name, problem_id = task
    problem_set = _set(options, options.problems / f"{name}{SUFFIX}")
    [problem] = [problem for problem in problem_set.problems if problem.id == problem_id]
    gc.set_threshold(*_COLLECTED)
    before = address_space()
    with in_turn():
        facts = gather(problem_set, problem, options)
    if address_space() - before > _LEFT_BEHIND:
        gc.collect()
    return facts


def _gather_all(options: Options, tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, Facts]]:
    """Yield the facts of each problem as they come."""
    gather_one = partial(_gather_one, options)
    each = (
        each_bounded(gather_one, tasks, _BOUNDS, jobs)
        if FORKS or jobs == 1
        else _in_a_pool(gather_one, tasks, jobs)
    )
    for task, facts in each:
        yield task, facts or Facts(*task, unusable=_UNBOUNDED)


def _in_a_pool(
    gather_one: Callable[[Task], Facts], tasks: Sequence[Task], jobs: int
) -> Iterator[tuple[Task, Facts | None]]:
    """Do the same where no fork is safe: in processes that are started anew."""
    for variable, value in ONE_THREAD.items():  # the processes are the parallelism
        os.environ.setdefault(variable, value)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=context) as pool:
        futures = {pool.submit(_bounded, gather_one, task): task for task in tasks}
        try:
            yield from ((futures[done], done.result()) for done in as_completed(futures))
        except BrokenProcessPool:
            raise GraderError(
                "a process of `verify` was ended from outside: too little memory?"
            ) from None


def _bounded(gather_one: Callable[[Task], Facts], task: Task) -> Facts | None:
    try:
        return run_bounded(lambda: gather_one(task), _BOUNDS)
    except ExceededError:
        return None

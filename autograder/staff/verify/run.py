"""Looking at all problems of some sets, in several processes at a time."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from pathlib import Path
from typing import Final

from autograder.errors import GraderError, SpecError
from autograder.oracle.bounded import Bounds, ExceededError, run_bounded
from autograder.oracle.sets import load_set
from autograder.problemset import ProblemSet
from autograder.problemset.load import SUFFIX, find_sets
from autograder.staff.verify.facts import gather
from autograder.staff.verify.model import Diagnostic, Facts, Options, Result, Verification
from autograder.staff.verify.rules import check, unloadable

__all__ = ["Progress", "verify"]

Progress = Callable[[int, int, str], None]
"""Is told how many problems are done, of how many, and which was the last."""

_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

_BOUNDS: Final = Bounds(seconds=300.0, memory=1 << 30)
"""For looking at one problem, which takes 2 s and 50 MB: its reference is called a thousand times.
"""
_UNBOUNDED: Final = (
    f"looking at it took more than {_BOUNDS.seconds:g} s or {_BOUNDS.memory >> 20} MB, "
    "or ended Python: does its reference or companion always end?"
)

Task = tuple[str, str]


def verify(options: Options, names: Sequence[str], jobs: int, progress: Progress) -> Verification:
    """Look at every problem of the named sets, or of all, and say what is wrong with each.

    Raises:
        UsageError: there is no such set.
        GraderError: a process that looked at problems died.
    """
    sets, unusable = _load(options, names)
    tasks = [(known.name, problem.id) for known in sets for problem in known.problems]
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
    try:
        return run_bounded(lambda: gather(problem_set, problem, options), _BOUNDS)
    except ExceededError:
        return Facts(problem_set.name, problem.id, unusable=_UNBOUNDED)


def _gather_all(options: Options, tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, Facts]]:
    """Yield the facts of each problem as they come."""
    if jobs == 1 or len(tasks) < 2:
        yield from ((task, _gather_one(options, task)) for task in tasks)
        return
    for variable in _THREADS:  # the processes are the parallelism
        os.environ.setdefault(variable, "1")
    context = multiprocessing.get_context(
        "spawn"
    )  # the same on every platform, and safe beside threads
    with ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=context) as pool:
        try:
            yield from _as_they_come(pool, options, tasks)
        except BrokenProcessPool:
            raise GraderError(
                "a process of `verify` was ended from outside: too little memory?"
            ) from None


def _as_they_come(
    pool: Executor, options: Options, tasks: Sequence[Task]
) -> Iterator[tuple[Task, Facts]]:
    futures: dict[Future[Facts], Task] = {
        pool.submit(_gather_one, options, task): task for task in tasks
    }
    for future in as_completed(futures):
        yield futures[future], future.result()

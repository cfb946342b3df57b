"""Figures that are taken within one process, as JSON: what `compare.py` runs in each revision.

`python benchmarks/probe.py loading|check|naming`, with the revision to measure on PYTHONPATH and
its checkout as the current folder. A fresh process each time, so that nothing is known from before.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import sys
import time
from pathlib import Path

PROBLEMS, REFERENCE = Path("problems"), Path("reference")
SET = "06_layers"
NAMED_SETS = ("06_layers", "08_networks")
CHECKS = 7


def loading() -> dict[str, float]:
    """Milliseconds to load the bank, and to draw its answer key."""
    from autograder.oracle.answer_key import AnswerKey
    from autograder.oracle.sets import load_sets

    began = time.perf_counter()
    sets = load_sets(PROBLEMS, REFERENCE)
    loaded = time.perf_counter()
    key = AnswerKey(sets)
    for problem_set in sets:
        for problem in problem_set.problems:
            key.trials(problem)
    done = time.perf_counter()
    return {"loading": 1e3 * (loaded - began), "key": 1e3 * (done - loaded)}


def check() -> dict[str, float]:
    """Milliseconds of a re-check of the reference of a set, as `check --watch` does it."""
    from autograder.client.workers import Workers
    from autograder.student.check import Checker
    from autograder.student.opening import find_source
    from autograder.student.terminal import lines

    work = Path("layers.py").resolve()
    with Workers() as workers:
        source = find_source(work)
        checker = Checker(source.load([SET]), source.seed, source.platform, workers)
        times = []
        for _ in range(CHECKS):
            work.touch()
            began = time.perf_counter()
            list(lines(checker.check(source.hand_in(work))))
            times.append(1e3 * (time.perf_counter() - began))
    return {"again": statistics.median(times[1:])}


def naming() -> dict[str, float]:
    """Milliseconds of CPU to name the bank's wrong answers to two sets: cold, and once more."""
    from autograder.diagnose import Diagnostician

    spec = importlib.util.spec_from_file_location("bench", "tests/diagnose/conftest.py")
    sys.modules["bench"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    bench = module.Bench(module.load_bank(REFERENCE, foreseen=True))
    cold, warm = [], []
    for cases in bench.wrong(NAMED_SETS):
        for case in cases:
            bench.diagnostician = Diagnostician(bench.key)
            for times in (cold, warm):
                began = time.process_time()
                bench.name(case)
                times.append(1e3 * (time.process_time() - began))
    return {
        "cold": statistics.median(cold),
        "cold, worst": max(cold),
        "warm": statistics.median(warm),
    }


if __name__ == "__main__":
    print(json.dumps({"loading": loading, "check": check, "naming": naming}[sys.argv[1]]()))

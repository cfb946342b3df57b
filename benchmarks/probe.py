"""Figures that are taken within one process, as JSON: what `compare.py` runs in each revision.

`python benchmarks/probe.py loading|check|naming|warm`, with the revision to measure on PYTHONPATH
and its checkout as the current folder. A fresh process each time, so that nothing is known from
before.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

PROBLEMS, REFERENCE = Path("problems"), Path("reference")
SET = "06_layers"
NAMED_SETS = ("06_layers", "08_networks")
CHECKS = 7
FIRST = 20
"""Submissions of a class before the clock starts: keys are drawn, indexes of mistakes built."""
MOVED = {
    "grade": ("autograder.grading.grade", "autograder.grading"),
    "Workers": ("autograder.client.workers", "autograder.worker.client"),
    "AnswerKey": ("autograder.oracle.answer_key", "autograder.answer_key"),
    "load_sets": ("autograder.oracle.sets", "autograder.spec"),
    "Submission": ("autograder.submission.files", "autograder.submission"),
    "results": ("autograder.gradescope.results", "autograder.render.gradescope"),
}
"""Name -> the module that has it, and the one that had it before there were rooms."""


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


def warm() -> dict[str, float]:
    """Submissions a second of a class, results.json included, in one process of the grader.

    The class is an export, of the set that it is named by: `warm SET FOLDER`.
    """
    stem, export = sys.argv[2], Path(sys.argv[3])
    grade, results, submission = _found("grade"), _found("results"), _found("Submission")
    handed = [
        submission(folder.name, {file.name: file.read_bytes() for file in folder.iterdir()})
        for folder in sorted(export.iterdir())
        if folder.is_dir()
    ]
    key = _found("AnswerKey")(_found("load_sets")(PROBLEMS, REFERENCE, [stem]))
    with _found("Workers")() as workers:
        for each in handed[:FIRST]:
            results(grade(key, each, workers))
        began, points = time.perf_counter(), 0.0
        for each in handed[FIRST:]:
            report = grade(key, each, workers)
            results(report)
            points += report.score
        took = time.perf_counter() - began
    return {"a second": (len(handed) - FIRST) / took, "points": points}


def _found(name: str) -> Any:
    """Return what has a name, wherever the revision has it."""
    now, before = MOVED[name]
    try:
        return getattr(importlib.import_module(now), name)
    except (ModuleNotFoundError, AttributeError):
        return getattr(importlib.import_module(before), name)


if __name__ == "__main__":
    what = {"loading": loading, "check": check, "naming": naming, "warm": warm}[sys.argv[1]]
    print(json.dumps(what()))

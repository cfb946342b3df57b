"""How many wrong answers of the bank are named, and what naming one costs.

Run: ``python benchmarks/bench_diagnose.py``. It prints the share of wrong submissions in which
every wrong answer is named (with the mistakes that the sets foresee, without, and without
references either), the unnamed ones, and the milliseconds per wrong answer: cold, with nothing
known of the problem but its trials, and warm.
"""

from __future__ import annotations

import collections
import importlib.util
import statistics
import sys
import tempfile
import time
from pathlib import Path

from autograder.diagnose import Diagnostician

ROOT = Path(__file__).resolve().parent.parent


def _bench_module():
    spec = importlib.util.spec_from_file_location(
        "bench", ROOT / "tests" / "diagnose" / "conftest.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # data classes look their module up
    spec.loader.exec_module(module)
    return module


def measure(bench, title):
    """Print what is named of a bench's wrong submissions, and the times."""
    submissions = [cases for cases in bench.wrong() if cases]
    cold, warm, unnamed, ids = [], [], [], collections.Counter()
    for cases in submissions:
        names = []
        for case in cases:
            bench.diagnostician = Diagnostician(bench.key)
            names.append(_timed(bench, case, cold))
            _timed(bench, case, warm)
            ids[names[-1].mistake if names[-1] else "-"] += 1
        if not all(names):
            unnamed.append(f"{cases[0].problem.id} {cases[0].tag}")
    print(
        f"\n{title}: {1 - len(unnamed) / len(submissions):.1%} of {len(submissions)} wrong submissions named"
    )
    print("  cold", _summary(cold), " warm", _summary(warm))
    print("  unnamed:", ", ".join(unnamed))
    print("  ids:", ", ".join(f"{name} {count}" for name, count in ids.most_common()))


def _timed(bench, case, times):
    start = time.perf_counter()
    diagnosis = bench.name(case)
    times.append(1e3 * (time.perf_counter() - start))
    return diagnosis


def _summary(times):
    ordered = sorted(times)
    rare = ordered[int(0.99 * len(ordered))]
    return f"median {statistics.median(ordered):.2f} ms, 99 % {rare:.1f}, max {ordered[-1]:.1f}"


def main():
    """Measure the three situations."""
    module = _bench_module()
    with tempfile.TemporaryDirectory() as nothing:
        for title, references, foreseen in (
            ("as shipped", ROOT / "reference", True),
            ("without foreseen mistakes", ROOT / "reference", False),
            ("without references either", Path(nothing), False),
        ):
            measure(module.Bench(module.load_bank(references, foreseen=foreseen)), title)


if __name__ == "__main__":
    main()

"""How many wrong answers of the bank are named, by what choice, and what naming one costs.

Run: ``python benchmarks/bench_diagnose.py``. It prints, for the bank as shipped, without the
mistakes that the sets foresee, and without references either: the share of wrong submissions in
which every wrong answer is named, the unnamed ones, the ties (equally simple explanations that say
different things, so that none is named), the dearer names (a name although a simpler explanation
exists: there should be none), and the milliseconds of the processor per wrong answer: cold, with
nothing known of the problem but its trials (the median of three times), and warm; then the dearest
one in turn with ``import numpy, yaml``, for a loaded machine is slower at both.
"""

from __future__ import annotations

import collections
import gc
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.client.collector import rarely_collected
from autograder.diagnose import Diagnosis, Diagnostician

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
ROUNDS_BESIDE_IMPORTS = 9


def _bench_module():
    path = ROOT / "tests" / "diagnose" / "conftest.py"
    spec = importlib.util.spec_from_file_location("bench", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # data classes look their module up
    spec.loader.exec_module(module)
    return module


def measure(bench, title):
    """Print what is named of a bench's wrong submissions, and the times."""
    submissions = [cases for cases in bench.wrong() if cases]
    dearest = (0.0, submissions[0][0])
    cold, warm, unnamed, ids = [], [], [], collections.Counter()
    for cases in submissions:
        names = []
        for case in cases:
            name, first = _cold(bench, case)
            names.append(name)
            cold.append(first)
            dearest = max(dearest, (first, case), key=lambda pair: pair[0])
            warm.append(_timed(bench, case)[1])
            ids[names[-1].mistake if names[-1] else "-"] += 1
        if not all(names):
            unnamed.append(f"{cases[0].problem.id} {cases[0].tag}")
    share = 1 - len(unnamed) / len(submissions)
    print(f"\n{title}: {share:.1%} of {len(submissions)} wrong submissions named")
    print("  cold", _summary(cold), " warm", _summary(warm))
    print("  dearest", _beside_imports(bench, dearest[1]))
    print("  unnamed:", ", ".join(unnamed))
    print("  ids:", ", ".join(f"{name} {count}" for name, count in ids.most_common()))


def judge_names(bench):
    """Print every tie and every dearer name of a bench's wrong answers."""
    bench.diagnostician = Diagnostician(bench.key)
    ties, dearer = [], []
    for case in (case for cases in bench.wrong() for case in cases):
        given = bench.name(case)
        found = bench.diagnostician.explanations(case.problem, case.answer, case.values)
        least = [one for one in found if one.cost == found[0].cost]
        subject = bench.diagnostician.subject(case.problem, case.answer)
        said = sorted({Diagnosis.of(one, subject).sentence for one in least})
        where = f"{case.problem.id} {case.answer.id} {case.tag}"
        if given and given.explanation and given.explanation.cost > found[0].cost:
            dearer.append(f"{where}: {given.sentence} | {' | '.join(said)}")
        elif len(said) > 1 and given is None:
            ties.append(f"{where}: {' | '.join(said)}")
    for name, rows in (("ties", ties), ("dearer names", dearer)):
        print(f"  {name}: {len(rows)}", *rows, sep="\n    ")


def _cold(bench, case):
    """Return a wrong answer's name, and the median of some first searches for it, in ms."""
    times = []
    for _ in range(ROUNDS):  # one of some hundred meets another load of the machine now and then
        bench.diagnostician = Diagnostician(bench.key)
        gc.collect()  # or now and then a name is charged with the whole bank's garbage
        gc.freeze()
        name, taken = _timed(bench, case)
        times.append(taken)
    return name, statistics.median(times)


def _beside_imports(bench, case):
    """Return a cold search and an import in turn, in milliseconds of the processor."""
    searches, imports = [], []
    for _ in range(ROUNDS_BESIDE_IMPORTS):
        began = os.times()
        subprocess.run([sys.executable, "-c", "import numpy, yaml"], check=True)
        ended = os.times()
        imports.append(1e3 * sum(ended[2:4]) - 1e3 * sum(began[2:4]))
        searches.append(_cold(bench, case)[1])
    search, one = statistics.median(searches), statistics.median(imports)
    where = f"{case.problem.id} {case.answer.id} {case.tag}"
    return f"{where}: {search:.0f} ms, {search / one:.2f} times an import of {one:.0f} ms"


def _timed(bench, case):
    start = time.process_time()
    diagnosis = bench.name(case)
    return diagnosis, 1e3 * (time.process_time() - start)


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
            bench = module.Bench(module.load_bank(references, foreseen=foreseen))
            with rarely_collected():  # as every command does
                measure(bench, title)
                judge_names(bench)


if __name__ == "__main__":
    main()

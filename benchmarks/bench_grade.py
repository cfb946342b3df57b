"""Time of `autograder grade` on the whole shipped bank, as a ratio to importing numpy and yaml.

The submission is every reference solution under the name that its set asks for, so that each answer
is right and each trial is run. Graded twice: with no answer key kept from an earlier run, and with
one, as on a second run or in an image that Gradescope starts. Every command starts a fresh
interpreter, with the package's bytecode in its place, as numpy's and yaml's is; runs alternate, so
that a busy machine slows all of them.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.oracle.sets import load_sets

ROOT = Path(__file__).resolve().parent.parent
RUNS = 9


def main() -> None:
    sets = load_sets(ROOT / "problems", ROOT / "reference")
    problems = [problem for problem_set in sets for problem in problem_set.problems]
    answers = sum(len(problem.answers) for problem in problems)
    print(f"{len(sets)} sets, {answers} answers; medians of {RUNS} runs")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "handed_in").mkdir()
        for problem_set in sets:
            shutil.copy(problem_set.reference, folder / "handed_in" / problem_set.submit)
        _run(folder, RUNS)  # writes the bytecode
        times = [_run(folder, number) for number in range(RUNS)]
    base = statistics.median(row[0] for row in times)
    print(f"import numpy, yaml         {base * 1e3:5.0f} ms")
    for column, label in ((1, "first run, no key kept"), (2, "with a kept key       ")):
        seconds = statistics.median(row[column] for row in times)
        ratios = sorted(row[column] / row[0] for row in times)
        ratio = f"ratio {statistics.median(ratios):4.1f}   ({ratios[0]:.1f} .. {ratios[-1]:.1f})"
        print(f"grade, {label} {seconds * 1e3:6.0f} ms   {ratio}")


def _run(folder: Path, number: int) -> tuple[float, float, float]:
    base = [sys.executable, "-c", "import numpy, yaml"]
    report = str(folder / "report.json")
    options = ["--format", "json", "--out", report]
    grade = [sys.executable, "-m", "autograder", "grade", str(folder / "handed_in"), *options]
    kept = folder / f"kept-{number}"
    return _seconds(base, kept), _seconds(grade, kept), _seconds(grade, kept)


def _seconds(command: list[str], kept: Path) -> float:
    environment = {**os.environ, "AUTOGRADER_CACHE": str(kept), "PYTHONDONTWRITEBYTECODE": ""}
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

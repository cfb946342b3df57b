"""Time of `autograder grade` on the whole shipped bank, as a ratio to importing numpy and yaml.

The submission is every reference solution under the name that its set asks for, so that each answer is right
and each trial is run. Both commands start a fresh interpreter; runs alternate, so that a busy machine slows both.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.spec import load_sets

ROOT = Path(__file__).resolve().parent.parent
RUNS = 9


def main() -> None:
    sets = load_sets(ROOT / "problems", ROOT / "reference")
    with tempfile.TemporaryDirectory() as folder:
        for each in sets:
            shutil.copy(ROOT / "reference" / f"{each.name}.py", Path(folder) / each.submit)
        report = Path(folder) / "report.json"
        grade = [sys.executable, "-m", "autograder", "grade", folder, "--format", "json", "--out", str(report)]
        base = [sys.executable, "-c", "import numpy, yaml"]
        times = [(_seconds(base), _seconds(grade)) for _ in range(RUNS)]
    base_time, grade_time = (statistics.median(column) for column in zip(*times, strict=True))
    ratios = [after / before for before, after in times]
    answers = sum(len(problem.answers) for each in sets for problem in each.problems)
    print(f"{len(sets)} sets, {answers} answers")
    print(f"import numpy, yaml   {base_time * 1e3:7.0f} ms")
    print(f"autograder grade     {grade_time * 1e3:7.0f} ms")
    print(f"ratio                {statistics.median(ratios):7.1f}   ({min(ratios):.1f} .. {max(ratios):.1f})")


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

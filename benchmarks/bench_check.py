"""What a student waits for: a cold `autograder check` of 13 problems, and a re-check after a save.

Both as ratios to `python -c "import numpy, yaml"`, the medians of runs that take turns. A cold
check is a command of its own from a kit; a re-check is what `--watch` does at each save.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from autograder.client.workers import Workers
from autograder.oracle.sets import load_sets
from autograder.student.check import Checker
from autograder.student.kit import kit_files
from autograder.student.opening import find_source
from autograder.student.terminal import lines

ROOT = Path(__file__).resolve().parents[1]
SET = "06_layers"
COLD_LIMIT, SAVED_LIMIT = 2.5, 0.5


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def command(*arguments: str, folder: Path) -> Callable[[], object]:
    """Return what runs a Python with arguments in a folder."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    line = [sys.executable, *arguments]
    return lambda: subprocess.run(
        line, cwd=folder, env=environment, capture_output=True, check=False
    )


def main() -> None:
    """Measure, and print a line for each way to check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sets = load_sets(ROOT / "problems", ROOT / "reference", [SET])
        for path, content in kit_files(sets).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        right = (ROOT / "reference" / f"{SET}.py").read_text(encoding="utf-8")
        work = folder / "layers.py"
        for label, text in (
            ("all right", right),
            ("half wrong", right.replace("return ", "return 2 * ", 7)),
        ):
            work.write_text(text, encoding="utf-8")
            measure(label, folder, work, rounds)


def measure(label: str, folder: Path, work: Path, rounds: int) -> None:
    """Print the ratios of a cold check and of a re-check of one file."""
    imports = command("-c", "import numpy, yaml", folder=folder)
    cold = command("-m", "autograder", "check", work.name, folder=folder)
    with Workers() as workers:
        source = find_source(work)
        checker = Checker(source.load([SET]), source.seed, source.platform, workers)

        def again() -> None:
            work.touch()
            list(lines(checker.check(source.hand_in(work))))

        again()
        times = [(seconds(imports), seconds(cold), seconds(again)) for _ in range(rounds)]
    base, first, saved = (statistics.median(column) for column in zip(*times, strict=True))
    print(
        f"{label}: cold {first / base:.2f} (at most {COLD_LIMIT}), "
        f"after a save {saved / base:.2f} (at most {SAVED_LIMIT}); import numpy, yaml {base:.3f} s"
    )


if __name__ == "__main__":
    main()

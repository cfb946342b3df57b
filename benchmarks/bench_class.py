"""Submissions a second, CPU time and memory of `autograder regrade` by the size of the class.

The submissions are generated (:mod:`class_export`): right, wrong, raising, in notebooks, to the
13 problems of the layers set, with every layer of isolation that this machine has. A student whose
code never ends costs ten seconds of a processor, the limit of a call twice; one class has one in
500 of them, the others none. The rate is that of the time after the first tenth, while the keys are
read and the first of each mistake is named. Beside it, on files of the same class, what else could
be done: a fresh process of each grader for each file, in turn, as ratios to a warm submission.
`python benchmarks/bench_class.py --sizes 500 2000 10000 --plot docs/pictures/class.svg`.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from class_export import ROOT, STEM, Class, write_export
from measure import IMPORTS, descendants, in_turn, megabytes, open_folder, run, table
from peers import PINNED, install, peers_of, write_tests
from plots import Panel, draw

SAMPLE = 4
"""Files of the class that are graded by a process each, by every peer."""
FOLDERS = ["--problems", str(ROOT / "problems"), "--reference", str(ROOT / "reference")]
LOOKS = 0.5
"""Seconds between two looks at how far a run is, and at its memory."""


@dataclass
class Run:
    """A class that was graded."""

    size: int
    hangs: bool
    wall: float = 0.0
    cpu: float = 0.0
    looks: list[tuple[float, int, float]] = field(default_factory=list)
    """Seconds, submissions in the store, megabytes of all processes."""

    @property
    def name(self) -> str:
        return f"{self.size}{', one in 500 hangs' if self.hangs else ''}"

    @property
    def rate(self) -> float:
        """Submissions a second, sustained: after the first tenth, to the end."""
        began, first = next((s, done) for s, done, _ in self.looks if done >= self.size / 10)
        return (self.size - first) / (self.looks[-1][0] - began)

    @property
    def memory(self) -> str:
        """The most of the first and of the last quarter, in megabytes."""
        quarters = [
            [mb for _, done, mb in self.looks if low <= 4 * done / self.size < low + 1]
            for low in (0, 3)
        ]
        return " - ".join(f"{max(each, default=0):.0f}" for each in quarters)


def regrade(folder: Path, size: int, python: str, *, hangs: bool = False) -> Run:
    """Grade a class, and look at it from time to time."""
    made = Run(size, hangs)
    export = write_export(folder / f"class-{size}-{hangs}", size, hangs=hangs)
    command = [python, __file__, "--grade", str(export), str(folder / f"{size}-{hangs}.sqlite")]
    before, began = cpu(), time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        for line in running.stdout:
            memory = sum(map(megabytes, descendants(running.pid)))
            made.looks.append((time.monotonic() - began, int(line), memory))
    assert running.returncode == 0, running.returncode
    made.wall, made.cpu = time.monotonic() - began, cpu() - before
    return made


def grade(export: Path, path: Path) -> None:
    """Do what the command does, and print from time to time how many are done."""
    from autograder.cohort.grader import Course
    from autograder.cohort.pool import grade_here
    from autograder.cohort.regrade import regrade as graded
    from autograder.cohort.store import Store

    last = [0.0]

    def progress(what: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if what == "grading" and (now - last[0] >= LOOKS or done == total):
            last[0] = now
            print(done, flush=True)

    course = Course(ROOT / "problems", ROOT / "reference", (STEM,))
    jobs = len(os.sched_getaffinity(0)) + 1
    with Store(path, create=True) as store:
        graded(export, course, store, partial(grade_here, jobs=jobs), progress)


def cpu() -> float:
    """Return the CPU seconds of all that this process started and that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def each_by_itself(folder: Path, python: str) -> dict[str, tuple[float, float]]:
    """Return the median wall and CPU seconds of a process for each file, for each way to grade."""
    students, places = Class(hangs=False), []
    for number in range(1, SAMPLE + 1):
        places.append(folder / f"student-{number}")
        places[-1].mkdir()
        write_tests(places[-1], STEM, students.source(number))
    own = [python, "-m", "autograder", "grade", "layers.py", "--set", STEM, *FOLDERS]
    ways = {"import numpy, yaml": IMPORTS, "autograder grade": own}
    ways |= {peer.name: peer.command for peer in peers_of(install())}
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}

    def measured(name: str, place: Path) -> float:
        # a wrong answer has another status than a right one
        cost = run(ways[name], place, good=range(256))
        costs[name].append((cost.wall, cost.cpu))
        return cost.wall

    for place in places:
        work = {name: lambda name=name, place=place: measured(name, place) for name in ways}
        in_turn(work, 1, warm_up=False)
    return {
        name: (statistics.median(w for w, _ in each), statistics.median(c for _, c in each))
        for name, each in costs.items()
    }


def plot(runs: list[Run], path: Path) -> None:
    """Draw how many are done by when, beside the smallest class's pace, and the memory."""
    smooth = [run for run in runs if not run.hangs]
    pace = min(smooth, key=lambda run: run.size)
    times = {
        "by the clock": [(run.size, run.wall) for run in smooth],
        "CPU, all processes": [(run.size, run.cpu) for run in smooth],
        f"CPU of {pace.size}, scaled up": [
            (run.size, pace.cpu / pace.size * run.size) for run in smooth
        ],
    }
    memory = {
        f"{run.name} submissions": [(100 * done / run.size, mb) for _, done, mb in run.looks]
        for run in runs
    }
    picture = draw(
        Panel("submissions", "seconds", {name: [(0, 0), *line] for name, line in times.items()}),
        Panel("% of the class done", "MB, all processes", memory, points=False),
    )
    path.write_text(picture, encoding="utf-8")


def main() -> None:
    """Measure, print tables, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 400])
    parser.add_argument(
        "--hanging", type=int, default=0, help="a class with hanging code, its size"
    )
    parser.add_argument("--python", default=sys.executable, help="has the package; a user's own")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--grade", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.grade:
        grade(*given.grade)
        return
    with open_folder() as folder:
        os.environ["AUTOGRADER_CACHE"] = str(folder / "kept")
        regrade(folder, 10, given.python)  # bytecode and keys
        runs = [regrade(folder, size, given.python) for size in given.sizes]
        if given.hanging:
            runs.append(regrade(folder, given.hanging, given.python, hangs=True))
        rows = [
            (
                run.name,
                f"{run.wall:.1f}",
                f"{run.rate:.0f}",
                f"{1e3 * run.cpu / run.size:.1f}",
                run.memory,
            )
            for run in runs
        ]
        head = (
            "submissions",
            "s",
            "sustained, a second",
            "CPU ms each",
            "MB, first - last quarter",
        )
        print(f"load of this machine before the end: {os.getloadavg()[0]:.1f}", end="\n\n")
        print(table(head, rows), end="\n\n")
        if given.plot:
            plot(runs, given.plot)
        warm = min((run for run in runs if not run.hangs), key=lambda run: run.cpu / run.size)
        clock, used = 1 / warm.rate, warm.cpu / warm.size
        found = [
            (
                name,
                f"{1e3 * wall:.0f}",
                f"{wall / clock:.0f}",
                f"{1e3 * cpu:.0f}",
                f"{cpu / used:.0f}",
            )
            for name, (wall, cpu) in each_by_itself(folder, given.python).items()
        ]
        print(", ".join(f"{name} {version}" for name, version in PINNED.items()), end="\n\n")
        head = ("a process for each file", "ms", "to a warm one", "CPU ms", "to a warm one")
        print(table(head, found))


if __name__ == "__main__":
    main()

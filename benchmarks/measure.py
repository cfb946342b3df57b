"""What the benchmarks share: the cost of a command, medians with their spread, and tables."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.problemset.model import ProblemSet

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = [sys.executable, "-c", "import numpy, yaml"]
"""What times are given as ratios to: a Python that has imported what everybody needs."""
_LOOKS = 0.1  # seconds between two looks at the memory of processes


class CommandError(Exception):
    """A command that was to be measured did not end well."""


@dataclass(frozen=True)
class Cost:
    """What a command took: wall and CPU seconds of all its processes, the largest one's peak."""

    wall: float
    cpu: float
    peak: float
    """MB of the largest process."""


def run(
    command: Sequence[str],
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    good: Sequence[int] = (0,),
) -> Cost:
    """Run a command to its end; return what it took.

    Raises:
        CommandError: it ended with another status than the good ones; the last line that it wrote.
    """
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        running = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        _, status, used = os.wait4(running.pid, 0)
        wall = time.perf_counter() - began
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode not in good:
            log.seek(0)
            said = log.read().decode(errors="replace").strip().splitlines() or ["nothing was said"]
            raise CommandError(
                f"{' '.join(command[:6])}: status {running.returncode}: {said[-1][:300]}"
            )
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


class Memory:
    """The largest memory of a process and all below it in MB, shared pages counted once."""

    def __init__(self, pid: int) -> None:
        self.most, self._pid, self._done = 0.0, pid, threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_LOOKS):
            self.most = max(self.most, sum(map(megabytes, descendants(self._pid))))


def descendants(pid: int) -> list[int]:
    """Return a process and all that are below it."""
    parents = {}
    for name in (path.name for path in Path("/proc").iterdir() if path.name.isdigit()):
        try:
            text = Path(f"/proc/{name}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        parents[int(name)] = int(text.rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def megabytes(pid: int) -> float:
    """Return the memory of a process, of shared pages its share; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def hand_in(sets: Iterable[ProblemSet], folder: Path) -> Path:
    """Put the references to some sets into a folder, under the names that the sets ask for."""
    folder.mkdir(exist_ok=True)
    for problem_set in sets:
        solution = problem_set.working or problem_set.reference
        assert solution is not None  # every set of the bank has one
        shutil.copy(solution, folder / problem_set.submit)
    return folder


@contextmanager
def open_folder() -> Iterator[Path]:
    """Yield a temporary folder that workers with a user of their own can read."""
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(
    work: Mapping[str, Callable[[], float]], rounds: int, warm_up: bool = True
) -> dict[str, list[float]]:
    """Measure everything in turn, again and again; return each one's figures in order."""
    if warm_up:
        for measure in work.values():
            measure()
    found: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, measure in work.items():
            found[name].append(measure())
    return found


def ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """Return the ratio of each pair of figures that were taken in the same round."""
    return [one / other for one, other in zip(above, below, strict=True)]


def spread(figures: Sequence[float], form: str = ".2f") -> str:
    """Write figures as their median and, in brackets, the least and the largest."""
    if len(figures) == 1:
        return format(figures[0], form)
    least, most = (format(value, form) for value in (min(figures), max(figures)))
    return f"{statistics.median(figures):{form}} ({least} - {most})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table whose columns stand below each other."""
    cells = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    lines = (
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    )
    return "\n".join(f"| {line} |" for line in lines)

"""What a wrong answer costs beyond a right one where slips in the reference may never end.

References that loop, append, recurse and print, on half a processor and 768 MB as the platform's
least container has them (a control group of version 1, as root; else on the whole machine, which
the first line says). For each: `grade`, the platform's entry point and `verify --seeds 1`, which
runs every changed reference. Fails where a wrong answer takes more than 2 s beyond a right one, or
anything more than 300 MB.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from measure import ROOT, Memory, open_folder

BEYOND = 2.0
"""Seconds."""
MOST = 300.0
"""MB of the grader with all its processes, shared pages counted once."""
PROCESSORS = 0.5
MEMORY = 768
GROUPS = Path("/sys/fs/cgroup")
SET = """title: T
submit: work.py
problems:
  first: {given: {v: "vector[m]"}, forward: sum(v**2), answer: first(v), wrt: v, shape: [m, 1]}
  second: {given: {v: "vector[m]"}, forward: sum(v**3), answer: second(v), wrt: v, shape: [m, 1]}
"""
SECOND = "\ndef second(v):\n    return 3 * v**2\n"
REFERENCES = {
    "a line": "def first(v):\n    return 2 * v\n",
    "while": """
def first(v):
    total, k = 0 * v, 0
    while k < 2:
        total = total + v
        k += 1
    return total
""",
    "while and append": """
def first(v):
    rows = []
    while len(rows) < 2:
        rows.append(v * 1.0)
    return rows[0] + rows[1]
""",
    "for, 20,000 times": """
def first(v):
    total = 0 * v
    for row in range(20_000):
        total = total + v / 10_000
    return total
""",
    "for and append": """
import numpy as np
def first(v):
    rows = []
    for row in range(len(v)):
        rows.append(2 * v[row])
    return np.array(rows)
""",
    "recursion": """
def first(v, n=2):
    return 0 * v if n == 0 else v + first(v, n - 1)
""",
    "prints": """
def first(v):
    for row in v:
        print("debug", row)
    return 2 * v
""",
}
RIGHT = "def first(v):\n    return 2 * v\n" + SECOND
Taken = dict[str, tuple[float, float]]
WRONG = "def first(v):\n    return v + 1\n\ndef second(v):\n    return 3 * v\n"


@contextlib.contextmanager
def container() -> Iterator[list[str]]:
    """Yield what to write in front of a command, so that it runs in the platform's container."""
    if os.geteuid() != 0 or not (GROUPS / "cpu" / "cpu.cfs_quota_us").exists():
        print("No control groups can be made here: on the whole machine.", file=sys.stderr)
        yield []
        return
    limits = {
        "cpu": ("cpu.cfs_quota_us", str(round(100_000 * PROCESSORS))),
        "memory": ("memory.limit_in_bytes", str(MEMORY << 20)),
    }
    groups = [Path(tempfile.mkdtemp(prefix="autograder-", dir=GROUPS / kind)) for kind in limits]
    for group, (file, value) in zip(groups, limits.values(), strict=True):
        (group / file).write_text(value)
    enter = "".join(f"echo $$ > {group}/cgroup.procs; " for group in groups)
    try:
        yield ["sh", "-c", f'{enter}exec "$@"', "sh"]
    finally:
        for group in groups:
            _remove(group)


def _remove(group: Path) -> None:
    """Remove a control group, once the last process in it is gone."""
    for _ in range(50):
        try:
            group.rmdir()
            return
        except OSError:  # busy
            time.sleep(0.1)


def run(command: Sequence[str], **variables: str) -> tuple[float, float]:
    """Run a command; return its seconds and its largest memory in MB."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    began = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd="/", env=environment, stdout=quiet, stderr=quiet)
    with Memory(process.pid) as memory:
        process.wait()
    return time.perf_counter() - began, memory.most


def stage(folder: Path, reference: str) -> None:
    """Write a course, both submissions, and the platform's folders for each of them."""
    for name in ("right", "wrong"):
        root = folder / name
        for path, text in (
            ("source/problems/01_x.yaml", SET),
            ("source/reference/01_x.py", reference + SECOND),
            ("submission/work.py", RIGHT if name == "right" else WRONG),
            ("results/.keep", ""),
        ):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)


def measure(enter: list[str], reference: str) -> Taken:
    """Return for each command the seconds beyond a right answer, and the largest memory.

    Of `verify`, which hands in no answer, all its seconds.
    """
    autograder = [*enter, sys.executable, "-m", "autograder"]
    with open_folder() as folder:
        stage(folder, reference)
        taken = {}
        for name in ("right", "wrong"):
            source = folder / name / "source"
            sets = [
                "--problems",
                str(source / "problems"),
                "--reference",
                str(source / "reference"),
            ]
            work = str(folder / name / "submission" / "work.py")
            run([*autograder, "grade", work, *sets])  # draws the key, which later runs have
            taken["grade", name] = run([*autograder, "grade", work, *sets])
            entry = [*enter, sys.executable, "-m", "autograder.gradescope"]
            root = {"AUTOGRADER_ROOT": str(folder / name), "AUTOGRADER_REQUIRE": ""}
            run(entry, **root)
            taken["platform", name] = run(entry, **root)
        found = {
            command: (taken[command, "wrong"][0] - taken[command, "right"][0],
                      taken[command, "wrong"][1])
            for command in ("grade", "platform")
        }  # fmt: skip
        return {**found, "verify": run([*autograder, "verify", "--seeds", "1", *sets])}


def table(found: Mapping[str, Taken]) -> Sequence[str]:
    """Return the lines of a table."""
    lines = ["| reference | command | seconds | MB |", "| --- | --- | --- | --- |"]
    return lines + [
        f"| {name} | {command} | {max(seconds, 0):.1f} | {memory:.0f} |"
        for name, taken in found.items()
        for command, (seconds, memory) in taken.items()
    ]


def main() -> int:
    with container() as enter:
        found = {name: measure(enter, reference) for name, reference in REFERENCES.items()}
    print("\n".join(table(found)))
    costs = [cost for taken in found.values() for cost in taken.items()]
    late = any(seconds > BEYOND for command, (seconds, _) in costs if command != "verify")
    return int(late or any(memory > MOST for _, (_, memory) in costs))


if __name__ == "__main__":
    sys.exit(main())

"""What a submission can cost the grader beyond its own limits: time and memory of its own process.

Every kind of submission is made to be dear in one way: much to read, to stage, to print, to return,
to remove. Each is graded in a process of its own, behind an honest one that both figures are taken
beyond. `python benchmarks/bench_costs.py` prints the table of docs/limits.md and fails where a
bound is exceeded.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.client.workers import Workers
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_set
from autograder.submission.files import open_submission

ALLOWED = 6.0
"""Seconds of the set's own limit for a submission."""
BEYOND = 2.0
"""Seconds beyond its own limit that a submission may cost the grader."""
MEMORY = 200.0
"""MB beyond what an honest submission takes."""
SET = f"""
title: Two answers
submit: work.py
time_limit: {{call: 1.5, import: 2, submission: {ALLOWED:g}}}
problems:
  first:
    {{given: {{v: "vector[m]"}}, forward: sum(v**2), answer: first(v), wrt: v, shape: [m, 1]}}
  second:
    {{given: {{v: "vector[m]"}}, forward: sum(v**3), answer: second(v), wrt: v, shape: [m, 1]}}
"""
HONEST = (
    "import os, time\n\ndef first(v):\n    return 2 * v\n\ndef second(v):\n    return 3 * v**2\n"
)

Files = Mapping[str, bytes]


def _both(body: str) -> Files:
    """Return a submission in which both answers do the same."""
    lines = [f"def {name}(v):\n    {body}\n" for name in ("first", "second")]
    return {"work.py": "\n".join(["import os, time", *lines]).encode()}


def _beside(**files: bytes) -> Files:
    """Return an honest submission with other files beside it."""
    return {"work.py": HONEST.encode(), **files}


def _zipped(files: Files) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def _nested(depth: int, content: bytes, place: str = "") -> bytes:
    """Zip five of what is one level less deep, down to five files."""
    places = [f"{place}{number}" for number in range(5)]
    if depth == 1:
        return _zipped({f"{name}.txt": content for name in places})
    return _zipped({f"{name}.zip": _nested(depth - 1, content, name) for name in places})


def _listing(count: int) -> bytes:
    """Return a zip of one small file that lists it again and again."""
    data = _zipped({"a.txt": b"1"})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    listed = data[start:end] * count
    tail = struct.pack("<II", len(listed), start) + b"\0\0"
    return data[:start] + listed + data[end : end + 12] + tail


def _large(number: int, size: int) -> Files:
    return {f"{name}.dat": bytes(size) for name in range(number)}


NOTEBOOK = b'{"cells": [{"outputs": [' + b"[]," * (3 << 20) + b"0]}]}"
MAKE = "number = 0\n    while True:\n        {}\n        number += 1"
CASES: Mapping[str, Callable[[], Files]] = {
    "5 files of 1 MB of zeros in a zip": lambda: _beside(**{"a.zip": _nested(1, bytes(1 << 20))}),
    "5 x 5 x 5 of them in zips in zips": lambda: _beside(**{"a.zip": _nested(3, bytes(1 << 20))}),
    "180,000 files listed by a zip": lambda: _beside(**{"a.zip": _listing(180_000)}),
    "100,000 files listed by each of 20 zips": lambda: _beside(
        **{f"{name}.zip": _listing(100_000) for name in range(20)}
    ),
    "180,000 files in a folder": lambda: _beside(**{f"d/{name}": b"" for name in range(180_000)}),
    "20 notebooks of 9 MB of brackets": lambda: _beside(
        **{f"{name}.ipynb": NOTEBOOK for name in range(20)}
    ),
    "50 MB staged for every process that ends": lambda: {
        **_both("os._exit(3)"),
        **_large(5, 10 << 20),
    },
    "an own folder filled with files": lambda: _both(
        MAKE.format("os.close(os.open(str(number), os.O_CREAT))")
    ),
    "an own folder filled with folders": lambda: _both(MAKE.format("os.mkdir(str(number))")),
    "prints of brackets and slashes": lambda: _both("print('(/' * 20_000)\n    return v"),
    "prints without end": lambda: _both("while True: print('(/' * 1000)"),
    "an error of brackets and slashes": lambda: _both("raise ValueError('(/' * 10**6)"),
    "100,000 truth values returned": lambda: _both("return [True] * 100_000"),
    "100,000 texts returned": lambda: _both("return ['x'] * 100_000"),
    "lists of lists returned": lambda: _both("return [[[[1]] * 40] * 40] * 40"),
    "8 MB returned": lambda: _both("return np.zeros(1 << 20)\n\nimport numpy as np"),
    "pipes closed and a process that stays": lambda: _both(
        "os.closerange(0, 64)\n    time.sleep(60)"
    ),
    "loops without end": lambda: _both("while True: pass"),
}


@dataclass(frozen=True)
class Costs:
    """What a submission took beyond an honest one."""

    seconds: float
    megabytes: float

    @property
    def is_bounded(self) -> bool:
        return self.seconds <= ALLOWED + BEYOND and self.megabytes <= MEMORY


def measure(case: str) -> Costs:
    """Grade a submission of a kind in a process of its own."""
    command = [sys.executable, __file__, "--case", case]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return Costs(*json.loads(done.stdout))


def _measure_here(case: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as name, Workers() as workers:
        folder = Path(name)
        path = folder / "set.yaml"
        path.write_text(SET, encoding="utf-8")
        key = AnswerKey([load_set(path, folder)])
        _graded(key, {"work.py": HONEST.encode()}, folder / "honest", workers)
        before = _graded(key, {"work.py": HONEST.encode()}, folder / "again", workers)
        after = _graded(key, CASES[case](), folder / "dear", workers)
    return after[0] - before[0], after[1] - before[1]


def _graded(key: AnswerKey, files: Files, folder: Path, workers: Workers) -> tuple[float, float]:
    """Return the seconds of reading and grading, and this process's peak in MB."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    del files
    began = time.perf_counter()
    grade(key, open_submission(folder, ["work.py"]), workers)
    seconds = time.perf_counter() - began
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(found: Mapping[str, Costs]) -> Sequence[str]:
    """Return the lines of the table."""
    head = ["| submission | seconds | MB |", "| --- | --- | --- |"]
    return head + [
        f"| {case} | {max(costs.seconds, 0):.1f} | {max(costs.megabytes, 0):.0f} |"
        for case, costs in found.items()
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES)
    chosen = parser.parse_args()
    if chosen.case is not None:
        print(json.dumps(_measure_here(chosen.case)))
        return 0
    found = {case: measure(case) for case in CASES}
    print("\n".join(table(found)))
    return 0 if all(costs.is_bounded for costs in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

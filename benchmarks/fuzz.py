"""10,000 broken and odd submissions through real grading; every one must give a valid report.

Each is made from a seed and its number: mutated source, mutated notebooks, mutated zips, zips in
zips and very many files, odd return values. A report is valid if it has one row for each answer, a
known status and no more points than there are; in the end no process and no file may be left.
`python benchmarks/fuzz.py [--count N] [--seed S] [--only NUMBER]`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from autograder.client.workers import Workers
from autograder.gradescope.results import results
from autograder.grading.grade import grade
from autograder.grading.naming import namer_of
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_set
from autograder.report import Report, Status
from autograder.submission.files import open_submission

COUNT = 10_000
SET = """
title: A set to be fuzzed
submit: work.py
time_limit: {call: 0.3, import: 0.5, submission: 20}
problems:
  gradient:
    given: {A: "matrix[m, n]"}
    forward: sum(A**3)
    answer: gradient(A)
    wrt: A
    shape: [m, n]
    points: 3
  pair:
    given: {A: "vector[m]"}
    forward: s = sum(A * A)
    answer: pair(A) -> value, slope
    answers:
      value: {expected: s, shape: []}
      slope: {wrt: A, shape: [m, 1]}
  net:
    given: {A: "vector[m]"}
    forward: s = sum(A * A)
    run: |
      net = Net(A)
      loss = net.loss()
      grad = net.grad()
    stub: "class Net: ..."
    answers:
      loss: {expected: s, shape: []}
      grad: {wrt: A, shape: [m, 1]}
"""
SOURCE = '''"""My homework, façade and all."""
import numpy as np
from math import sqrt
import matplotlib.pyplot as plt

def helper(x, power=2):
    # the power of x
    if power == 0:
        return np.ones_like(x)
    return x * helper(x, power - 1)

def gradient(A):
    m, n = A.shape
    result = np.zeros((m, n))
    for i in range(m):
        for j in range(n):
            result[i, j] = 3 * A[i, j] ** 2
    return result

def pair(A):
    value = float(np.sum(A * A))
    slope = 2.0 * A
    return value, slope

class Net:
    def __init__(self, A):
        self.A = A

    def loss(self):
        return sum(float(a) ** 2 for a in self.A)

    def grad(self):
        return helper(self.A, 1) * 2

print("gradient", gradient(np.eye(2)))
plt.show()
'''
CELLS = [
    "%matplotlib inline\nimport numpy as np",
    "!ls",
    *re.split(r"\n\n(?=\S)", SOURCE),
    "gradient(np.eye(3))",
    "1 / 0",
    "x = (",
]
TOKENS = (
    *"()[]{}:,.=@%!?'\"#\\\t\n\r\f\0\ufeff_é☃𝔸",
    *(
        "==",
        "**",
        "'''",
        "lambda",
        "yield",
        "return",
        "await",
        "async",
        "del",
        "global",
        "nonlocal",
        "import",
        "from",
    ),
    *(
        "class",
        "def",
        "if",
        "else",
        "while True:",
        "for",
        "in",
        "with",
        "try:",
        "except:",
        "finally:",
        "raise",
        "None",
    ),
    *(
        "np.nan",
        "np.inf",
        "-1",
        "0",
        "1e309",
        "10**9",
        "...",
        "A",
        "self",
        "exit()",
        "input()",
        "__import__",
    ),
)
VALUES = (
    "None", "...", "NotImplemented", "A", "A.T", "A[0]", "A.tolist()", "A.astype(object)",
    "A + 1j", "A > 0", "A.shape", "np.nan", "-np.inf", "A * np.nan", "10**400", "-0.0", "''",
    "b'x'", "[]", "()", "{}", "{'a': A}", "set()", "[A, A]", "[[1, 2], [3]]", "range(5)",
    "iter(A)", "(x for x in A)", "lambda: A", "type", "np", "object()", "print(A)", "np.matrix(A)",
    "np.ma.masked_array(A, A > 0)", "np.array(['a', 'b'])", "np.array([None])", "np.empty((0, 3))",
    "np.zeros((1,) * 30)", "np.float16(1)", "A.astype('>f4')", "A.astype(np.longdouble)",
    "np.datetime64('2020-01-01')", "np.zeros(3, [('a', int)])", "memoryview(A)", "bytearray(3)",
    "Exception('x')", "A.view(type('S', (np.ndarray,), {}))",
    "type('F', (float,), {'__float__': lambda s: 1 / 0})(1)",
    "type('A', (), {'__array__': lambda *a: 1 / 0})()", "np.zeros(10**7)", "'x' * 10**7",
    "[0] * 10**6", "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", "str(A)", "3 * A**2",
    "[A for _ in iter(int, 1)]", "print('x' * 100000)", "__import__('sys').exit()",
    "__import__('os')._exit(3)", "1 / 0", "[].append(A)", "A @ A",
)  # fmt: skip

Files = Mapping[str, bytes]


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Change a few places: bytes, tokens, lines."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 8, 30))):
        at, length = rng.randrange(len(changed) + 1), rng.choice((1, 1, 2, 5, 40))
        match rng.randrange(6):
            case 0:
                changed[at : at + 1] = bytes((rng.randrange(256),))
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = rng.choice(TOKENS).encode()
            case 3:
                changed[at:at] = rng.randbytes(length)
            case 4:
                changed[at:at] = changed[at : at + length] * rng.choice((1, 2, 50))
            case 5:
                lines = changed.split(b"\n")
                rng.shuffle(lines[: rng.randrange(len(lines) + 1)])
                del lines[rng.randrange(len(lines))]
                changed = bytearray(b"\n".join(lines))
    return bytes(changed)


def odd_source(rng: random.Random) -> Files:
    name = rng.choice(("work.py",) * 9 + ("hw/work.py", "Work.py", "wrok.py", "work.txt"))
    return {name: mutate(SOURCE.encode(rng.choice(("utf-8", "utf-8", "cp1252", "utf-16"))), rng)}


def odd_notebook(rng: random.Random) -> Files:
    cells: list[object] = [_odd_cell(source, rng) for source in CELLS]
    if rng.random() < 0.3:
        cells.insert(
            rng.randrange(len(cells)), rng.choice((None, 3, "text", [], {}, {"cell_type": "code"}))
        )
    old = {"nbformat": 3, "worksheets": [{"cells": cells}]}
    notebook = rng.choice(
        (
            {"nbformat": 4, "cells": cells},
            {"nbformat": 4, "cells": cells},
            old,
            {"cells": None},
            cells,
        )
    )
    data = json.dumps(notebook).encode()
    return {"work.ipynb": mutate(data, rng) if rng.random() < 0.4 else data}


def _odd_cell(source: str, rng: random.Random) -> object:
    text = mutate(source.encode(), rng).decode("utf-8", "replace") if rng.random() < 0.2 else source
    field = rng.choice(("source", "source", "source", "input"))
    kind = "code" if rng.random() < 0.95 else rng.choice(("markdown", "raw", None, 5))
    return {
        "cell_type": kind,
        field: text.splitlines(keepends=True) if rng.random() < 0.5 else text,
    }


def odd_zip(rng: random.Random) -> Files:
    data = io.BytesIO()
    names = [
        "work.py",
        "work.py",
        "hw/work.py",
        "../work.py",
        "/work.py",
        "a" * 300,
        "work.py/x.py",
        "CON",
        "é.py",
        "x\0.py",
    ]
    with zipfile.ZipFile(
        data, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    ) as archive:
        for name in dict.fromkeys(rng.choices(names, k=rng.randrange(1, 5))):
            archive.writestr(name, SOURCE if rng.random() < 0.8 else mutate(SOURCE.encode(), rng))
    content = data.getvalue()
    return {"work.zip": mutate(content, rng) if rng.random() < 0.5 else content}


def odd_nest(rng: random.Random) -> Files:
    """Make archives in archives, or very many files, with the work somewhere among them."""
    if rng.random() < 0.02:
        many = rng.choice((100, 1900, 2100, 4000))
        names = [f"{'d/' * rng.randrange(3)}{number}.txt" for number in range(many)]
        return {**dict.fromkeys(names, b""), "work.py": SOURCE.encode()}
    content, name = SOURCE.encode(), rng.choice(("work.py", "hw/work.py"))
    for _ in range(rng.randrange(1, 6)):
        beside: dict[str, bytes] = {}
        for number in range(rng.choice((0, 0, 1, 1, 5, 40))):
            size = rng.choice((0, 10, 10, 1000, 1000, 20_000))
            beside[f"{number}.{rng.choice(('txt', 'py', 'zip'))}"] = bytes(size)
        content = _zipped({name: content, **beside}, rng)
        if rng.random() < 0.2:
            content = mutate(content, rng)
        name = rng.choice(("a.zip", "b/c.zip", "A.ZIP", "d.zip"))
    return {name: content, **({"work.py": SOURCE.encode()} if rng.random() < 0.3 else {})}


def _zipped(files: Files, rng: random.Random) -> bytes:
    data = io.BytesIO()
    method = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return data.getvalue()


def odd_values(rng: random.Random) -> Files:
    values = [rng.choice(VALUES) for _ in range(6)]
    lines = [
        "import numpy as np",
        f"def gradient(A): return {values[0]}",
        f"def pair(A): return {values[1]}, {values[2]}"
        if rng.random() < 0.8
        else f"def pair(A): return {values[1]}",
        "class Net:",
        f"    def __init__(self, A): self.A = {values[3]}",
        f"    def loss(self, A=np.ones((3, 1))): return {values[4]}",
        f"    def grad(self, A=np.ones((3, 1))): return {values[5]}",
    ]
    return {"work.py": "\n".join(lines).encode()}


KINDS: tuple[Callable[[random.Random], Files], ...] = (
    odd_source,
    odd_notebook,
    odd_zip,
    odd_nest,
    odd_values,
)


def submissions(seed: int, numbers: range) -> Iterator[tuple[int, Files]]:
    """Yield submissions by number; the same seed and number give the same one."""
    for number in numbers:
        rng = random.Random(f"{seed}:{number}")
        yield number, KINDS[number % len(KINDS)](rng)


def faults_of(report: Report, expected: set[tuple[str, str]]) -> list[str]:
    """List what is not valid about a report."""
    rows = [(row.problem, row.answer) for row in report.rows]
    faults = [] if sorted(rows) == sorted(expected) else [f"the rows are {rows}"]
    faults += [
        f"{row.answer}: {row.score:g} of {row.max_score:g}"
        for row in report.rows
        if not _has_honest_points(row)
    ]
    faults += [
        f"{row.answer}: staff error" for row in report.rows if row.status is Status.STAFF_ERROR
    ]
    if json.loads(report.dumps())["score"] != report.score:
        faults.append("the score changes when it is written")
    json.dumps(results(report), allow_nan=False).encode()
    return faults


def _has_honest_points(row: object) -> bool:
    status, score, most = row.status, row.score, row.max_score  # type: ignore[attr-defined]  # a Row
    return score == (most if status is Status.CORRECT else 0.0)


def run(
    count: int, seed: int, workers: Workers, folder: Path, first: int = 0
) -> tuple[Counter[str], list[str]]:
    """Grade ``count`` submissions; return how often each status came, and what was not valid.

    They are staged in ``folder``.
    """
    path = folder / "set.yaml"
    path.write_text(SET, encoding="utf-8")
    key = AnswerKey([load_set(path, folder)])
    expected = {
        (problem.id, answer.id) for problem in key.sets[0].problems for answer in problem.answers
    }
    statuses: Counter[str] = Counter()
    faults: list[str] = []
    for number, files in submissions(seed, range(first, first + count)):
        with tempfile.TemporaryDirectory(dir=folder) as name:
            for relative, content in files.items():
                Path(name, relative).parent.mkdir(parents=True, exist_ok=True)
                Path(name, relative).write_bytes(content)
            try:
                report = grade(key, open_submission(Path(name)), workers)
                faults += [f"{number}: {fault}" for fault in faults_of(report, expected)]
            except Exception as error:
                faults.append(f"{number}: {type(error).__name__}: {error}")
                continue
        statuses.update(row.status.value for row in report.rows)
    namer_of(workers, key).close()  # the grader's own process; what is left then is the zygote
    return statuses, faults


def left_behind(scratch: Path) -> list[str]:
    """Name the processes below this one but the zygote, and the files that workers have left.

    Folders that take long to remove are removed meanwhile; that has some seconds to end.
    """
    deadline = time.monotonic() + 20
    while (left := _left(scratch)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def _left(scratch: Path) -> list[str]:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    processes = children.read_text().split()[1:] if children.exists() else []
    return [f"process {pid}" for pid in processes] + [str(path) for path in scratch.iterdir()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="grade the one submission of this number")
    chosen = parser.parse_args()
    count, first = (1, chosen.only) if chosen.only is not None else (chosen.count, 0)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name, "scratch")
        scratch.mkdir()
        for folder in (Path(name), scratch):
            folder.chmod(0o711)
        began = time.perf_counter()
        with Workers(scratch=str(scratch)) as workers:
            statuses, faults = run(count, chosen.seed, workers, Path(name), first)
            faults += left_behind(scratch)
        seconds = time.perf_counter() - began
        print(f"isolation: {' '.join(workers.isolation)}")
    pace = f"{seconds:.0f} s, {1000 * seconds / count:.0f} ms each"
    print(f"{count} submissions in {pace}; {len(faults)} faults")
    print("rows: " + ", ".join(f"{status} {number}" for status, number in statuses.most_common()))
    print("\n".join(faults[:50]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

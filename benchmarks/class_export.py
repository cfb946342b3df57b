"""Writes a class of generated submissions to a set of the bank as Gradescope exports it: seeded,
the same each time.

Each student answers each problem rightly, by one of the bank's wrong answers, by code that raises,
or not at all; some hand in notebooks, some never come back from a call. `python
benchmarks/class_export.py FOLDER --count 2000`.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEM = "06_layers"
HANGS_EVERY = 500
"""One student in this many hangs, in one of these ways in turn."""
HANGS = (
    "    i, total = 0, 0.0\n    while i < len(inputs):\n        total += 0.0 * i",  # nothing counts
    "    while True:\n        pass",
    "    import time\n    time.sleep(1e6)",
    "    i = 1\n    while i != 0:\n        i += 2",  # past the end, which no look can tell
)
NOTEBOOKS_EVERY = 8
FIRST = [
    "Ada",
    "Alan",
    "Emmy",
    "Carl",
    "Sofia",
    "Kurt",
    "Grace",
    "Edsger",
    "Barbara",
    "Donald",
    "Mary",
    "Henri",
    "Hedy",
    "Niels",
]
LAST = [
    "Lovelace",
    "Turing",
    "Noether",
    "Gauss",
    "Kovalevskaya",
    "Goedel",
    "Hopper",
    "Dijkstra",
    "Liskov",
    "Knuth",
]


def definitions(path: Path) -> dict[str, list[str]]:
    """Return the source of each definition of a file by its name, without decorators."""
    found: dict[str, list[str]] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.decorator_list = []
            found.setdefault(node.name, []).append(ast.unparse(node))
    return found


class Class:
    """The students of a class and what each of them hands in."""

    def __init__(self, seed: int = 0, stem: str = STEM, *, hangs: bool = True) -> None:
        self.seed, self.hangs = seed, hangs
        self.submit = stem.partition("_")[2]
        self.right = {
            name: sources[0]
            for name, sources in definitions(ROOT / "reference" / f"{stem}.py").items()
        }
        self.wrong = definitions(ROOT / "tests" / "wrong" / f"{stem}.py")

    def source(self, number: int) -> str:
        """Return the file of a student."""
        draw = random.Random(f"{self.seed}-{number}")
        skill = draw.betavariate(4, 2)
        parts = [f"# handed in by student {number}\nimport numpy as np"]
        for name, right in self.right.items():
            parts.append(self._answer(draw, skill, name, right))
        if self.hangs and number % HANGS_EVERY == HANGS_EVERY // 2:
            name = draw.choice(list(self.right))
            body = HANGS[number // HANGS_EVERY % len(HANGS)]
            parts.append(f"def {name}(*inputs):\n{body}")
        return "\n\n\n".join(filter(None, parts)) + "\n"

    def _answer(self, draw: random.Random, skill: float, name: str, right: str) -> str:
        if draw.random() < skill:
            return right
        what = draw.random()
        if what < 0.1:
            return ""
        if what < 0.2:
            head = right.partition("\n")[0]
            return f"{head}\n    return np.nosuchfunction({draw.randrange(100)})"
        return draw.choice(self.wrong.get(name, [right]))

    def files(self, number: int) -> dict[str, str]:
        """Return the files of a student by name."""
        source = self.source(number)
        if number % NOTEBOOKS_EVERY:
            return {f"{self.submit}.py": source}
        cells = [
            {
                "cell_type": "code",
                "execution_count": None,
                "metadata": {},
                "outputs": [],
                "source": cell,
            }
            for cell in source.split("\n\n\n")
        ]
        whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        return {f"{self.submit}.ipynb": json.dumps(whole)}


def metadata(numbers: Sequence[int]) -> Iterator[str]:
    """Yield the lines of Gradescope's file for some students."""
    for number in numbers:
        name = f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]} {number}"
        yield f"submission_{100000 + number}:\n  :submitters:\n"
        yield (
            f"  - :name: {name}\n    :sid: '{700000 + number}'\n    :email: s{number}@example.com\n"
        )
        yield f"  :created_at: 2026-03-{1 + number % 28:02} 10:00:00.000000000 Z\n"
        yield "  :score: 0.0\n  :status: processed\n  :results: {}\n  :history: []\n"


def write_export(
    folder: Path, count: int, seed: int = 0, stem: str = STEM, *, hangs: bool = True
) -> Path:
    """Write the export of a class of ``count`` students to a set; return its folder."""
    students = Class(seed, stem, hangs=hangs)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        own = folder / f"submission_{100000 + number}"
        own.mkdir(exist_ok=True)
        for name, text in students.files(number).items():
            (own / name).write_text(text, encoding="utf-8")
    text = "---\n" + "".join(metadata(range(count)))
    (folder / "submission_metadata.yml").write_text(text, encoding="utf-8")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    print(write_export(given.folder, given.count, given.seed))


if __name__ == "__main__":
    main()

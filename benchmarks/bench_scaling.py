"""How `autograder grade` grows with the problems of a set, its trials and the size of its arrays.

The sets are made here: so many layers `tanh(W_i @ x)`; one problem with so many branches, each of
which asks for trials of its own; one layer of so many inputs and outputs. The submission is right
everywhere. Figures are processor time of all processes as ratios to importing numpy and yaml, the
medians of rounds in which all sizes take turns, once with no key kept and once with one.
`python benchmarks/bench_scaling.py --plot docs/pictures/scaling.svg` draws them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import IMPORTS, open_folder, run, table
from plots import Line, Panel, draw

PROBLEMS = (1, 5, 10, 20, 40, 80)
BRANCHES = (0, 1, 2, 4, 8)
SIZES = (2, 8, 32, 64, 128, 256)
Lines = list[str]
Found = Mapping[str, Mapping[str, Line]]


@dataclass(frozen=True)
class Made:
    """A set of some size with a right submission to it, in a folder."""

    size: int
    folder: Path


def layers(count: int) -> tuple[Lines, Lines]:
    """Return the problems and the answers of so many layers."""
    problems, answers = [], []
    for number in range(count):
        problems += [
            f"  layer_{number}:",
            '    given: {x: "vector[n]", W: "matrix[m, n]"}',
            f"    forward: tanh({1 + number / 100}*W @ x)",
            f"    answer: layer_{number}(x, W)",
            "    wrt: x",
            "    shape: [n, m]",
        ]
        answers += [
            f"def layer_{number}(x, W):",
            f"    a = {1 + number / 100}",
            "    return a * W.T * (1 - np.tanh(a * W @ x) ** 2).T",
        ]
    return problems, answers


def branches(count: int) -> tuple[Lines, Lines]:
    """Return one problem whose forward has so many branches, and its answer."""
    terms = [f"relu(sum(x) - {number / 4})" for number in range(count)]
    slopes = [f"(np.sum(x) > {number / 4})" for number in range(count)]
    return [
        "  branches:",
        '    given: {x: "vector[n]"}',
        f"    forward: {' + '.join(['sum(x**2)', *terms])}",
        "    answer: branches(x)",
        "    wrt: x",
        "    shape: [n, 1]",
    ], ["def branches(x):", f"    return {' + '.join(['2 * x', *slopes])}"]


def wide(size: int) -> tuple[Lines, Lines]:
    """Return one layer of so many inputs and outputs, and its answer."""
    problems, answers = layers(1)
    at = problems.index('    given: {x: "vector[n]", W: "matrix[m, n]"}')
    problems[at:at] = [f"    dims: {{n: {size}, m: {size}}}"]
    return problems, answers


def write(folder: Path, size: int, parts: tuple[Lines, Lines]) -> Made:
    """Write a set and a right submission."""
    problems, answers = parts
    made = Made(size, folder)
    (folder / "problems").mkdir(parents=True)
    head = ["title: Made", "convention: denominator", "submit: answers.py", "problems:"]
    (folder / "problems" / "made.yaml").write_text("\n".join([*head, *problems, ""]))
    (folder / "answers.py").write_text("\n".join(["import numpy as np", *answers, ""]))
    return made


KINDS: Sequence[tuple[str, Sequence[int], Callable[[int], tuple[Lines, Lines]]]] = (
    ("problems", PROBLEMS, layers),
    ("trials of one problem", BRANCHES, branches),
    ("inputs and outputs of a layer", SIZES, wide),
)


def cost(made: Made, kept: str) -> float:
    """Return the processor seconds of grading the submission, with the keys that a folder keeps."""
    command = [sys.executable, "-m", "autograder", "grade", "answers.py", "--problems", "problems"]
    environment = {**os.environ, "AUTOGRADER_CACHE": str(made.folder / kept)}
    return run(command, made.folder, environment).cpu


def trials(made: Made) -> int:
    """Return at how many trials the answer to the first problem is looked at."""
    from autograder.oracle.answer_key import AnswerKey
    from autograder.oracle.sets import load_sets

    sets = load_sets(made.folder / "problems")
    return len(AnswerKey(sets).trials(next(iter(sets[0].problems))))


def grown(made: Sequence[Made], rounds: int) -> dict[str, Line]:
    """Return for a first run and for a kept key the median ratio at each size."""
    found: dict[str, dict[int, list[float]]] = {"first run": {}, "kept key": {}}
    for each in made:
        cost(each, "kept")
    for number in range(rounds):
        base = run(IMPORTS).cpu
        for each in made:
            for name, kept in (("first run", f"first-{number}"), ("kept key", "kept")):
                found[name].setdefault(each.size, []).append(cost(each, kept) / base)
    return {
        name: [(size, statistics.median(values)) for size, values in line.items()]
        for name, line in found.items()
    }


def measured(rounds: int) -> Found:
    """Return for each of the kinds the ratios by size."""
    found = {}
    with open_folder() as folder:
        for across, sizes, make in KINDS:
            made = [write(folder / f"{make.__name__}-{size}", size, make(size)) for size in sizes]
            if make is branches:
                made = [Made(trials(each), each.folder) for each in made]
            found[across] = grown(made, rounds)
    return found


def text(found: Found) -> str:
    """Write a table for each of the kinds."""
    return "\n\n".join(
        table(
            [across, *lines],
            [
                [str(size), *(f"{value:.2f}" for _, value in row)]
                for row in zip(*lines.values(), strict=True)
                for size in [row[0][0]]
            ],
        )
        for across, lines in found.items()
    )


def picture(found: Found) -> str:
    """Draw a chart for each of the kinds."""
    title = "processor time, to import numpy, yaml"
    return draw(*(Panel(across, title, lines) for across, lines in found.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    found = measured(given.rounds)
    print(text(found))
    if given.plot:
        given.plot.write_text(picture(found), encoding="utf-8")


if __name__ == "__main__":
    main()

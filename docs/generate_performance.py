"""Writes docs/performance.md and its picture: what a grading takes, measured; some minutes.

Run it as root, with a Python that every user may read, on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import platform
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "benchmarks"))

import bench_grade  # noqa: E402 - scripts beside the package
import bench_parts  # noqa: E402
import bench_scaling  # noqa: E402
import numpy as np  # noqa: E402
from stages import STAGES  # noqa: E402

from autograder.client.workers import Workers  # noqa: E402

PAGE, PICTURE = HERE / "performance.md", HERE / "pictures" / "performance.svg"
GROWTH = HERE / "pictures" / "scaling.svg"
HEAD = """# What a grading takes

Written by `python docs/generate_performance.py` on {machine},
Python {python}, numpy {numpy}, with the layers {layers}.
**Every figure is a ratio to
`python -c "import numpy, yaml"`**, measured in the same round: seconds differ from machine to
machine and from hour to hour, ratios much less. Medians of {rounds} rounds.

## Whole commands

{commands}

`first` draws the answer key, `kept` takes it from an earlier run or from the image that Gradescope
starts; `again` is what `check --watch` does after a save. `run_autograder` grades the bank in a
folder shaped like the platform's; it is to take no more than 0.2 beyond `grade`.

## The floor, and what stands between

![The stages of three programs as bars](pictures/performance.svg)

The floor is the least program that grades the bank's sets in code: one Python imports numpy and
yaml and forks once; the fork runs the student's files and makes every call; the parent compares
each value with the expected array. It isolates nothing, has no limit of time, reads no set and
names no mistake: `benchmarks/floor.py`. Beside it is `autograder grade` on the same files with a
clock, `benchmarks/stages.py`. Walls; in brackets the processor time of the grader's own process.

{parts}

What stands between, and why:

- *Own modules*: click, msgspec and ours, while the workers' Python starts beside them.
- *Problem sets*: YAML read, formulas checked and compiled; a set that cannot be right is refused,
  which is not looked at again in the shipped sets. With a kept key the records are kept that all
  that gave. A shipped set is not read unless its file was handed in.
- *The workers' Python*: a second interpreter, which tries every layer; student code runs in forks
  of it, beside no expected answer. Where there is one processor, or a part of one as on Gradescope,
  a command leaves its words and its environment behind, becomes a Python that was told nothing,
  imports numpy once, and forks the workers' Python: all processes together then take a fifth less
  for a small set, a quarter less for the bank with a kept key. Where a second processor is free, a
  small set would take an eighth longer by it: the interpreter starts twice in turn, and memory that
  was shared is copied.
- *The answer key*: inputs drawn, derivatives with their bounds; half of it by a second process.
- *Student code*: files imported and calls made, as in the floor, behind the layers.
- *Asked, read, judged*: calls written, replies checked, for student code may have written them, and
  verdicts.

What a stage takes is shared with whatever else the machine does at that time: where two processors
are free, the workers' Python, the worker and half of the key run beside the grader.

## Why a small set takes more than is wanted

A set of four answers with a kept key keeps two processors busy until the layers are known: one with
the grader, one with the workers' Python. In milliseconds, on the machine where this was written and
with nothing else running, where the base takes 58:

| the grader                        | ms | the workers' Python                     | ms |
| --------------------------------- | -- | --------------------------------------- | -- |
| the interpreter                   | 8  | is not started yet                      | 11 |
| typing, click, msgspec            | 30 | the interpreter                         | 10 |
| numpy and own modules             | 41 | numpy                                   | 36 |
| the set and the submission        | 4  | msgspec, layers, what workers may read  | 18 |
| waits                             | 6  | the worker's modules, each layer tried  | 14 |
| **the layers are known**          | 89 | **the layers are known**                | 89 |

Then a worker is forked and confined, the file is run, called and judged, and all processes end: 13.
What is wanted, 1.4, is 81 ms: less than either takes until they meet, and most of both is numpy and
two interpreters. One processor takes 129 for all of it, where numpy is imported once.

## Why the whole bank takes more than is wanted

Of the bank's sets one is answered on paper; a second process grades it while student code runs.
With a kept key all processes together take 4.3 times the base in processor time (320 ms beside 75
on a busy machine): the grader 47 %, the text 10 %, the workers' Python, the worker and trying the
layers the rest. On two processors that is 2.15 at the very least, so that 2.0 is out of reach by
doing things side by side. What is largest:

- *two interpreters with numpy*, 2.0: on two processors they start side by side.
- *the text*, 0.5, and nobody waits for it where there are two processors: a third of it makes
  modules and patterns ready, the rest reads lines and evaluates each at nine inputs, and at one of
  other lengths. What they are compared with is kept beside the key. By a first run the text takes
  1.1, for that and its share of the key.
- *own modules*, 0.8, and *problem sets*, 0.1 where what they were read to is kept; 0.4 where YAML
  is read, yaml's own import with it.

A first run draws 650 derivatives with their bounds beside that: 125 ms of processor time, 0.2 ms
each, in two processes.

## As it grows

![Processor time by problems, by trials and by size](pictures/scaling.svg)

Processor time of all processes of `autograder grade`, on sets that are made for this: so many
problems, one problem of so many trials (more branches in the forward ask for more), one layer of so
many inputs and outputs. How a class grows is in [docs/class.md](class.md), how a derivative does in
[docs/derivative.md](derivative.md).

{growth}
"""


def draw(found: bench_parts.Found) -> str:
    """Return the stages of each program as bars, as SVG."""
    import vl_convert

    values = [
        {"program": name, "stage": stage, "ratio": wall, "order": STAGES.index(stage)}
        for name, stages in bench_parts.medians(found).items()
        for stage, (wall, _) in stages.items()
    ]
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "width": 620,
        "height": {"step": 44},
        "data": {"values": values},
        "mark": "bar",
        "encoding": {
            "y": {"field": "program", "type": "nominal", "title": None, "sort": None},
            "x": {
                "field": "ratio",
                "type": "quantitative",
                "title": "wall, as a ratio to importing numpy and yaml",
            },
            "color": {
                "field": "stage",
                "type": "nominal",
                "title": None,
                "sort": list(STAGES),
                "scale": {"scheme": "tableau10"},
                "legend": {"orient": "bottom", "columns": 3, "labelLimit": 240},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }
    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg


def page(rounds: int) -> tuple[str, dict[Path, str]]:
    """Measure; return the page and the pictures."""
    commands, parts = bench_grade.measured(rounds), bench_parts.measured(rounds)
    growth = bench_scaling.measured(rounds)
    with Workers() as workers:
        layers = ", ".join(workers.isolation)
    text = HEAD.format(
        machine=f"{platform.system()} {platform.release().split('-')[0]}, {platform.machine()}",
        python=platform.python_version(),
        numpy=np.__version__,
        layers=layers,
        rounds=rounds,
        commands=bench_grade.commands_table(commands),
        parts=bench_parts.parts_table(parts),
        growth=bench_scaling.text(growth),
    )
    return text, {PICTURE: draw(parts), GROWTH: bench_scaling.picture(growth)}


def main() -> None:
    """Measure, and write the page and its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    text, pictures = page(parser.parse_args().rounds)
    for path, written in {PAGE: text, **pictures}.items():
        path.write_text(written, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

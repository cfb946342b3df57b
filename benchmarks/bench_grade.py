"""Whole commands, as ratios to importing numpy and yaml: a small set, the bank, the platform, kits.

The submission is every reference under the name that its set asks for, so that each answer is right
and each trial is run. It is graded twice: with no answer key kept from an earlier run, and with
one, as on a second run or in an image that Gradescope starts. Every command starts a fresh
interpreter, with its bytecode in place, as numpy's and yaml's is; runs alternate, so that a busy
machine slows all of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Final

from compare import ENTRIES, SMALL, lay_out
from measure import IMPORTS, open_folder, run, spread, table

WANTED: Final[Mapping[str, float | None]] = {
    f"grade, {SMALL}, first": 1.6,
    f"grade, {SMALL}, kept": 1.4,
    "grade, bank, first": 3.0,
    "grade, bank, kept": 2.0,
    "run_autograder, first": None,  # what `grade` takes and 0.2
    "run_autograder, kept": None,
    "check, 13 problems, cold": 2.5,
    "check, 13 problems, again": 0.5,
}
"""The most that each command is to take."""
_WALL: Final = ", ms"


def measured(rounds: int) -> dict[str, list[float]]:
    """Return for each command the ratio of every round."""
    found: dict[str, list[float]] = {name: [] for name in WANTED}
    with open_folder() as folder:
        tree = lay_out(None, folder, "now")
        for entry in ("small", "bank", "platform", "check"):
            ENTRIES[entry].take(tree)  # writes the bytecode
            for _ in range(rounds):
                base = 1e3 * run(IMPORTS, tree.work, tree.environment(tree.work)).wall
                for figure, value in ENTRIES[entry].take(tree).items():
                    name = figure.removesuffix(_WALL)
                    if name in found:
                        found[name].append(value / base)
    return found


def commands_table(found: Mapping[str, Sequence[float]]) -> str:
    """Write the ratios beside what is wanted."""
    rows = [
        (name, spread(values), "-" if WANTED[name] is None else f"{WANTED[name]:.1f}")
        for name, values in found.items()
    ]
    return table(("command", "ratio, median (least - most)", "wanted"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    print(commands_table(measured(parser.parse_args().rounds)))


if __name__ == "__main__":
    main()

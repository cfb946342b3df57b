"""Sets with one fault each, made from the shipped ones by a seeded generator.

``python tests/problemset_faults.py`` prints each fault with what is said of it, for a reader who
judges whether the words are of use.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from autograder.errors import SpecError
from autograder.oracle.sets import load_set

ROOT: Final = Path(__file__).resolve().parents[1]
COUNT: Final = 150
_SEED: Final = 20_26


class Faulty(NamedTuple):
    """A set with one fault: what was done to it, where (a line from 1), and its text."""

    kind: str
    set: str
    line: int
    text: str


Change = Callable[[str, random.Random], str | None]
"""A line -> the line with a fault, or None where it offers none."""


def _misspelt(pattern: str) -> Change:
    """Drop a letter of what a pattern finds."""

    def change(line: str, chance: random.Random) -> str | None:
        match = re.search(pattern, line)
        if match is None or len(match[1]) < 5:
            return None
        at = match.start(1) + chance.randrange(1, len(match[1]) - 1)
        return line[:at] + line[at + 1 :]

    return change


def _replaced(pattern: str, new: str) -> Change:
    def change(line: str, _: random.Random) -> str | None:
        changed = re.sub(pattern, new, line, count=1)
        return changed if changed != line else None

    return change


CHANGES: Final[Mapping[str, Change]] = {
    "key misspelt": _misspelt(r"^    (given|forward|answer|shape|points|statement): "),
    "kind misspelt": _misspelt(r"(matrix|vector|scalar|tensor)\["),
    "function misspelt": _misspelt(r"^    forward: .*\b(sigmoid|softmax|maximum|trace|logdet)\("),
    "a power by ^": _replaced(r"^(    forward: .*)\*\*", r"\1^"),
    "np. before a function": _replaced(
        r"^(    forward: .*)\b(sum|exp|tanh|log|mean)\(", r"\1np.\2("
    ),
    "a dot product by .": _replaced(r"^(    forward: .*?)(\w+) @ ", r"\1\2 . "),
    "no quotes in braces": _replaced(
        r'^(    given: \{.*)"((?:matrix|vector)\[\w+, ?\w+\])"', r"\1\2"
    ),
    "one quote missing": _replaced(r'^(    given: \{.*\])"', r"\1"),
    "an unknown variable": _replaced(r"^(    wrt: )\w+$", r"\1nothing"),
    "another shape": _replaced(r"^(    shape: \[)(\w+), (\w+)\]$", r"\1\3, \2, 1]"),
    "an unknown dimension": _replaced(r"^(    shape: \[)\w+", r"\1zz"),
    "points in words": _replaced(r"^(    points: )\d+", r"\1two"),
    "a tab": _replaced(r"^    (forward|wrt|shape|answer): ", r"\t\1: "),
    "a blank too few": _replaced(r"^    (forward|wrt|shape): ", r"   \1: "),
    "a blank too many": _replaced(r"^    (forward|wrt|shape): ", r"     \1: "),
    "a bracket left open": _replaced(r"^(    shape: \[.*)\]$", r"\1"),
    "a call of nothing": _replaced(r"^(    answer: \w+)\(.*\)$", r"\1"),
    "an unknown argument": _replaced(r"^(    answer: \w+\()\w+", r"\1nothing"),
    "a convention in capitals": _replaced(r"^(convention: )denominator", r"\1Denominators"),
    "no file to hand in": _replaced(r"^(submit: \w+)\.py", r"\1"),
}  # fmt: skip
"""Kind of fault -> how a line gets it."""


def faulty_sets() -> tuple[Faulty, ...]:
    """Return :data:`COUNT` sets with one fault each, every kind about as often."""
    chance = random.Random(_SEED)  # the same faults every time
    found: list[Faulty] = []
    pools = {kind: list(_offered(kind, chance)) for kind in CHANGES}
    for pool in pools.values():
        chance.shuffle(pool)
    while len(found) < COUNT:
        for pool in pools.values():
            if pool and len(found) < COUNT:
                found.append(pool.pop())
    return tuple(found)


def _offered(kind: str, chance: random.Random) -> Iterator[Faulty]:
    for path in sorted((ROOT / "problems").glob("*.yaml")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for position, line in enumerate(lines):
            changed = CHANGES[kind](line, chance)
            if changed is not None:
                text = "\n".join([*lines[:position], changed, *lines[position + 1 :]])
                yield Faulty(kind, path.name, position + 1, text)


def said_of(faulty: Faulty, folder: Path) -> SpecError | None:
    """Return what is said of a set with a fault, or None where it loads."""
    path = folder / "problems" / faulty.set
    path.parent.mkdir(exist_ok=True)
    path.write_text(faulty.text, encoding="utf-8")
    companion = ROOT / "problems" / faulty.set.replace(".yaml", ".py")
    if companion.is_file():
        path.with_suffix(".py").write_bytes(companion.read_bytes())
    try:
        load_set(path)
    except SpecError as error:
        return error
    return None


def main() -> None:
    """Print every fault and what is said of it."""
    with tempfile.TemporaryDirectory() as folder:
        for faulty in faulty_sets():
            line = faulty.text.split("\n")[faulty.line - 1].strip()
            print(f"{faulty.kind} | {line}\n    {said_of(faulty, Path(folder))}")


if __name__ == "__main__":
    main()

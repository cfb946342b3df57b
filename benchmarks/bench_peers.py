"""One submission to the 13-problem layers set, graded by us and by what else there is.

Walls of whole commands, in turn, as ratios to `autograder check`, which is what a student runs; in
brackets the least and the largest. Ours run with every layer of isolation that this machine has,
the others with none, and on the very arrays of our answer key: they draw nothing and differentiate
nothing. Each is first seen to accept what is right and to refuse what is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from measure import IMPORTS, ROOT, CommandError, in_turn, open_folder, ratios, run, spread, table
from peers import PINNED, Peer, install, peers_of, write_tests

STEM = "06_layers"
OURS = "autograder check"
IMPORT = "import numpy, yaml"
BYTECODE = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
"""What is installed has its bytecode, and so has everything here after the first round."""
FULL_MARKS = "13 of 13 answers correct"


def ours() -> tuple[Peer, ...]:
    """Return our commands, for a folder that is also a kit."""
    python = [sys.executable, "-m", "autograder"]
    grade = ["grade", "layers.py", "--problems", str(ROOT / "problems")]
    grade += ["--reference", str(ROOT / "reference"), "--set", STEM]
    return (
        Peer(OURS, [*python, "check", "layers.py"]),
        Peer("autograder grade", [*python, *grade], FULL_MARKS),
    )


def unpack_kit(folder: Path) -> None:
    """Put a kit of the set into a folder."""
    from autograder.oracle.sets import load_sets
    from autograder.student.kit import kit_files

    for path, content in kit_files(
        load_sets(ROOT / "problems", ROOT / "reference", [STEM])
    ).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    right = (ROOT / "reference" / f"{STEM}.py").read_text(encoding="utf-8")
    wrong = right.replace("return 2 * (A - y)", "return A - y")
    python = install()
    with open_folder() as folder:
        places = {}
        for name, code in (("right", right), ("wrong", wrong)):
            places[name] = folder / name
            places[name].mkdir()
            unpack_kit(places[name])
            write_tests(places[name], STEM, code)
        graders = (*ours(), *peers_of(python))
        for grader in graders:
            if not grader.accepts(places["right"]) or grader.accepts(places["wrong"]):
                raise CommandError(f"{grader.name} does not tell right from wrong")
        work = {
            each.name: lambda each=each: run(each.command, places["right"], BYTECODE).wall
            for each in graders
        }
        found = in_turn({IMPORT: lambda: run(IMPORTS, folder, BYTECODE).wall, **work}, rounds)
    print(", ".join(f"{name} {version}" for name, version in PINNED.items()), end="\n\n")
    rows = [
        (
            name,
            spread([1e3 * each for each in walls], ".0f"),
            spread(ratios(walls, found[OURS])),
            spread(ratios(walls, found[IMPORT])),
        )
        for name, walls in found.items()
    ]
    print(table(("command", "ms", f"to `{OURS}`", f"to `{IMPORT}`"), rows))


if __name__ == "__main__":
    main()

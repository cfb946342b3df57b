"""The last step of building the platform's image: the reference solutions, handed in, get full marks.

``python -m autograder.selftest SOURCE`` grades them with the real ``run_autograder`` in a scratch folder that
is shaped like Gradescope's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError, GraderError, StaffError
from autograder.oracle.sets import load_sets
from autograder.problemset import ProblemSet

__all__ = ["main", "run"]


def run(source: Path) -> float:
    """Grade the references of ``source`` through its ``run_autograder`` and return their points.

    A set without a reference cannot be tested and is passed over.

    Raises:
        StaffError: they did not get full marks, naming every answer that did not; or there are none.
        GraderError: student code did not run as a user of its own, though this process is root.
    """
    tested = [each for each in load_sets(source / "problems", source / "reference") if each.reference]
    if not tested:
        raise StaffError(f"{source / 'reference'}: found no reference solution; expected NN_topic.py")
    with tempfile.TemporaryDirectory(prefix="autograder-selftest-") as name:
        root = Path(name)
        (root / "source").symlink_to(source.resolve())
        _hand_in(tested, root / "submission")
        # What it prints is the build's log; the verdict is read from where the platform reads it.
        environment = {**os.environ, "AUTOGRADER_ROOT": name}
        subprocess.run([source.resolve() / "run_autograder"], cwd=root, env=environment, check=True)  # noqa: S603
        results = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    points = _full_marks(results, {each.name for each in tested})
    if os.geteuid() == 0 and "uid" not in results["extra_data"]["isolation"]:
        # On the platform everything else that keeps students from the references builds on this layer.
        raise GraderError(
            "Student code ran as root: either this machine forbids changing the user, or its Python lies in a "
            "folder that is closed to others. Run `autograder doctor` to see which."
        )
    return points


def main() -> int:
    """Run the self-test on the folder that the command line names; return 0 for full marks, else 1."""
    try:
        points = run(Path(sys.argv[1]))
    except AutograderError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"The reference solutions get all {points:g} points.\n")
    return 0


def _hand_in(sets: Iterable[ProblemSet], submission: Path) -> None:
    submission.mkdir()
    for each in sets:
        assert each.reference is not None
        with (submission / each.submit).open("ab") as file:  # two sets may be answered by one file
            file.write(each.reference.read_bytes() + b"\n")


def _full_marks(results: dict[str, Any], tested: set[str]) -> float:
    tests = [test for test in results["tests"] if test.get("extra_data", {}).get("set") in tested]
    if not tests:
        raise StaffError(f"The reference solutions were not graded: {results.get('output', results['tests'])}")
    lost = [
        f"{test['name']}: {test['score']:g} of {test['max_score']:g}\n{test.get('output', '')}"
        for test in tests
        if test["status"] != "passed"
    ]
    if lost:
        raise StaffError("\n".join(["The reference solutions did not get full marks.", *lost]))
    return sum(float(test["score"]) for test in tests)


if __name__ == "__main__":
    sys.exit(main())

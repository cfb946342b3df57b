"""What grading the bank takes, stage by stage, beside the floor: what no grader can do without.

Ratios of the wall to `python -c "import numpy, yaml"`, the medians of runs that take turns; in
brackets the processor time of the grader's own process. The submission is every reference in code.
`floor.py` is the least possible program, `stages.py` is `autograder grade` with a clock.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from measure import IMPORTS, ROOT, CommandError, hand_in, open_folder, run, table
from stages import STAGES

from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.problemset.call import inputs_of
from autograder.problemset.model import ProblemSet

HERE = Path(__file__).resolve().parent
FLOOR, KEPT, FIRST = "floor", "kept key", "first run"
Found = Mapping[str, Mapping[str, Sequence[tuple[float, float]]]]
"""Program -> stage -> wall and processor time of each round, as ratios."""


def plan_of(sets: Sequence[ProblemSet]) -> dict[str, Any]:
    """Return what the floor's program is given: sources, calls, what is expected of them."""
    key, sources, calls = AnswerKey(sets), {}, []
    for problem_set in sets:
        assert problem_set.reference is not None
        sources[problem_set.name] = problem_set.reference.read_text(encoding="utf-8")
        for problem in problem_set.problems:
            for keyed in key.trials(problem):
                expected = [np.asarray(keyed.expected[each.id].value) for each in problem.answers]
                inputs, names = inputs_of(problem, keyed.trial.values), problem.call.reads
                calls.append((problem_set.name, problem.call.code, inputs, names, expected))
    return {"sources": sources, "calls": calls}


def staged(script: str, argument: Path, kept: Path) -> dict[str, Any]:
    """Run one of the two programs; return what it printed."""
    own = {"AUTOGRADER_CACHE": str(kept), "PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(HERE / script), str(time.monotonic()), str(argument)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True
    )
    if done.returncode:
        raise CommandError(done.stderr.strip().splitlines()[-1])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(rounds: int) -> Found:
    """Measure all programs in turn."""
    sets = [each for each in load_sets(ROOT / "problems", ROOT / "reference") if not each.working]
    found: dict[str, dict[str, list[tuple[float, float]]]] = {
        name: {stage: [] for stage in STAGES} for name in (FLOOR, KEPT, FIRST)
    }
    with open_folder() as folder:
        submission, plan = hand_in(sets, folder / "handed_in"), folder / "plan"
        plan.write_bytes(pickle.dumps(plan_of(sets)))
        points = sum(problem_set.points for problem_set in sets)
        for number in range(-1, rounds):  # the first one writes the bytecode
            kept = folder / f"kept-{number}"
            base = run(IMPORTS, folder, {**os.environ, "PYTHONDONTWRITEBYTECODE": ""})
            taken = {
                FIRST: staged("stages.py", submission, kept),
                KEPT: staged("stages.py", submission, kept),
                FLOOR: staged("floor.py", plan, kept),
            }
            if taken[FLOOR]["right"] != taken[FLOOR]["of"]:
                raise CommandError(f"the floor finds {taken[FLOOR]['right']} right")
            if {taken[FIRST]["score"], taken[KEPT]["score"]} != {points}:
                raise CommandError("the references are not given full marks")
            for name, result in taken.items() if number >= 0 else ():
                for stage, (wall, cpu) in result["stages"].items():
                    found[name][stage].append((wall / base.wall / 1e3, cpu / base.cpu / 1e3))
    return found


def medians(found: Found) -> dict[str, dict[str, tuple[float, float]]]:
    """Return the medians of all rounds."""
    return {
        name: {
            stage: (
                statistics.median(wall for wall, _ in rounds),
                statistics.median(cpu for _, cpu in rounds),
            )
            for stage, rounds in stages.items()
        }
        for name, stages in found.items()
    }


def parts_table(found: Found) -> str:
    """Write the ratios of all stages, and of the whole of each round."""
    middle = medians(found)
    rows = [
        (stage, *(_cell(*middle[name][stage]) for name in (FLOOR, KEPT, FIRST))) for stage in STAGES
    ]
    wholes = []
    for name in (FLOOR, KEPT, FIRST):
        sums = [
            [sum(each) for each in zip(*rounds, strict=True)]
            for rounds in zip(*found[name].values(), strict=True)
        ]
        walls, cpus = zip(*sums, strict=True)
        wholes.append(_cell(statistics.median(walls), statistics.median(cpus)))
    return table(("stage", FLOOR, KEPT, FIRST), [*rows, ("**the whole**", *wholes)])


def _cell(wall: float, cpu: float) -> str:
    return f"{wall:.2f} ({cpu:.2f})" if max(wall, cpu) >= 0.005 else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    print(parts_table(measured(parser.parse_args().rounds)))


if __name__ == "__main__":
    main()

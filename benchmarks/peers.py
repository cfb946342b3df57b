"""Other graders on the work of ours: each has the trials of a set as arrays, and asserts on them.

They install, pinned, into `benchmarks/.peers`, a folder of their own, and none of them isolates
anything. What they hold against is written out here from our answer key: the inputs of every trial,
how the student's function is called, and what each answer should be.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.problemset.call import inputs_of
from autograder.problemset.model import Problem, ProblemSet

ROOT: Final = Path(__file__).resolve().parent.parent
PINNED: Final = {
    "gradescope-utils": "0.5.0",
    "ipykernel": "7.4.0",
    "nbgrader": "0.9.6",
    "numpy": "2.4.6",
    "otter-grader": "7.0.0",
    "pytest": "9.2.0",
}
_FOLDER: Final = Path(__file__).with_name(".peers")
_TOLERANCE: Final = 1e-5

JUDGE: Final = '''
"""Holds a student's names against what was drawn: numpy's asserts, shapes included."""
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
CASES = json.loads((HERE / "cases.json").read_text())
ARRAYS = np.load(HERE / "cases.npz")


def check(problem, names):
    for trial in CASES[problem]:
        inputs = {name: ARRAYS[key][()] for name, key in trial["inputs"].items()}
        scope = {**names, **inputs, "np": np}
        exec(trial["code"], scope)
        found = scope[trial["result"]]
        found = found if len(trial["answers"]) > 1 else [found]
        for answer, key in zip(found, trial["answers"]):
            expected = ARRAYS[key]
            assert np.shape(answer) == expected.shape
            np.testing.assert_allclose(answer, expected, rtol=TOLERANCE, atol=TOLERANCE)
'''
UNITTEST: Final = """
import sys, unittest
from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
import judge, layers

class Answers(unittest.TestCase):
    pass

def made(problem):
    @weight(1)
    def test(self):
        judge.check(problem, vars(layers))
    return test

for problem in judge.CASES:
    setattr(Answers, "test_" + problem, made(problem))
with open("results.json", "w") as stream:
    found = JSONTestRunner(visibility="visible", stream=stream).run(
        unittest.defaultTestLoader.loadTestsFromTestCase(Answers))
sys.exit(not found.wasSuccessful())
"""
PYTEST: Final = """
import pytest, judge, layers

@pytest.mark.parametrize("problem", judge.CASES)
def test_answer(problem):
    judge.check(problem, vars(layers))
"""
OTTER: Final = """
import sys
sys.path.insert(0, {folder!r})
import judge
from otter.test_files import test_case

OK_FORMAT = False
name = {problem!r}
points = 1

@test_case()
def test_answer(env):
    judge.check({problem!r}, env)
"""


@dataclass(frozen=True)
class Peer:
    """Another grader: what it is called, the command, and what it prints of a right submission."""

    name: str
    command: Sequence[str]
    says: str = ""
    """What stands in its output where all is right; nothing where its exit status tells."""

    def accepts(self, folder: Path) -> bool:
        """Run it in a folder; say whether it finds everything right there."""
        done = subprocess.run(self.command, cwd=folder, capture_output=True, text=True)
        if self.says:
            return self.says in done.stdout + done.stderr
        return done.returncode == 0


def install(pinned: Mapping[str, str] = PINNED, folder: Path = _FOLDER) -> Path:
    """Return the Python of the folder that has all peers at their pinned versions."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wanted = [f"{name}=={version}" for name, version in pinned.items()]
    noted = folder / "pinned.json"
    if not noted.exists() or json.loads(noted.read_text()) != wanted:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
        noted.write_text(json.dumps(wanted))
    return python


def peers_of(python: Path) -> tuple[Peer, ...]:
    """Return the commands of all peers, for a folder that :func:`write_tests` has filled."""
    run = [str(python), "-m"]
    return (
        Peer("gradescope-utils, numpy's asserts", [str(python), "run_tests.py"]),
        Peer("pytest, numpy's asserts", [*run, "pytest", "-q", "test_layers.py"]),
        Peer(
            "otter-grader, `otter check`",
            [str(python.with_name("otter")), "check", "layers.py", "-t", "otter_tests"],
            "All tests passed!",
        ),
        Peer(
            "nbgrader, `nbgrader validate`",
            [str(python.with_name("nbgrader")), "validate", "layers.ipynb"],
            "Success!",
        ),
    )


def write_tests(folder: Path, stem: str, code: str) -> None:
    """Fill a folder with a submission and with what each peer needs to judge it."""
    [problem_set] = load_sets(ROOT / "problems", ROOT / "reference", [stem])
    _write_cases(folder, problem_set)
    judge = JUDGE.replace("TOLERANCE", repr(_TOLERANCE))
    for name, text in (("judge", judge), ("run_tests", UNITTEST), ("test_layers", PYTEST)):
        (folder / f"{name}.py").write_text(text.lstrip())
    (folder / "layers.py").write_text(code)
    (folder / "otter_tests").mkdir()
    names = [problem.id for problem in problem_set.problems]
    for name in names:
        text = OTTER.format(folder=str(folder), problem=name)
        (folder / "otter_tests" / f"{name}.py").write_text(text.lstrip())
    (folder / "layers.ipynb").write_text(json.dumps(_notebook(code, names)))


def _write_cases(folder: Path, problem_set: ProblemSet) -> None:
    key, arrays = AnswerKey([problem_set]), {}
    cases = {problem.id: _trials(key, problem, arrays) for problem in problem_set.problems}
    (folder / "cases.json").write_text(json.dumps(cases))
    np.savez(folder / "cases.npz", **arrays)


def _trials(key: AnswerKey, problem: Problem, arrays: dict[str, Any]) -> list[Mapping[str, Any]]:
    trials = []
    for keyed in key.trials(problem):
        place = f"{problem.id}.{keyed.trial.kind}.{keyed.trial.index}"
        inputs = inputs_of(problem, keyed.trial.values)
        for name, value in inputs.items():
            arrays[f"{place}.{name}"] = np.asarray(value)
        for answer in problem.answers:
            arrays[f"{place}={answer.id}"] = keyed.expected[answer.id].value
        trials.append(
            {
                "code": problem.call.code,
                "result": problem.call.reads[0],
                "inputs": {name: f"{place}.{name}" for name in inputs},
                "answers": [f"{place}={answer.id}" for answer in problem.answers],
            }
        )
    return trials


def _notebook(code: str, problems: Sequence[str]) -> dict[str, Any]:
    """Return a notebook with a submission and nbgrader's cells that judge it."""
    own = {"grade": False, "locked": False, "schema_version": 3, "solution": True, "task": False}
    test = {**own, "grade": True, "locked": True, "solution": False, "points": 1}
    cells = [(code, {**own, "grade_id": "work"})]
    cells += [
        (f"import judge\njudge.check({name!r}, globals())", {**test, "grade_id": name})
        for name in problems
    ]
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "metadata": {"nbgrader": noted},
                "execution_count": None,
                "outputs": [],
                "source": textwrap.dedent(text),
            }
            for number, (text, noted) in enumerate(cells)
        ],
    }

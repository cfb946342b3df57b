"""A bench for diagnoses: the shipped bank with and without its foreseen mistakes, and its wrong
answers in process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from autograder.diagnose import Diagnosis, Diagnostician
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.compare import judge, look
from autograder.oracle.reference import Solution
from autograder.oracle.sets import load_sets
from autograder.problemset import ProblemSet
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.companion import import_file
from autograder.problemset.model import Answer, Problem
from autograder.worker.server import execute

ROOT = Path(__file__).resolve().parents[2]


def _collector():
    return import_file(ROOT / "tests" / "wrong" / "collect.py", "collect")


@dataclass(frozen=True)
class Case:
    """One answer that a wrong submission gets wrong, with its values at the trials."""

    problem: Problem
    answer: Answer
    tag: str
    values: list[Any]
    names: Mapping[str, Any]


@dataclass
class Bench:
    """Sets, their key, a diagnostician.

    Solutions come from the reference folder even where the sets have none.
    """

    sets: list[ProblemSet]
    key: AnswerKey = field(init=False)
    diagnostician: Diagnostician = field(init=False)

    def __post_init__(self) -> None:
        self.key = AnswerKey(self.sets)
        self.diagnostician = Diagnostician(self.key)

    def problem(self, name: str) -> Problem:
        return next(
            problem
            for problem_set in self.sets
            for problem in problem_set.problems
            if problem.id == name
        )

    def run(
        self, problem: Problem, names: Mapping[str, Any], values: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return what some names answer at a trial's inputs: no answer where they raise."""
        with np.errstate(all="ignore"):
            bound, _ = execute(
                names, problem.call.code, inputs_of(problem, values), problem.call.reads, problem.id
            )
        answers = unpack(problem, bound)
        return {} if isinstance(answers, str) else answers

    def values(self, problem: Problem, names: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Return each answer's values at the trials, up to the first that does not end well."""
        values: dict[str, list[Any]] = {answer.id: [] for answer in problem.answers}
        for keyed in self.key.trials(problem):
            answers = self.run(problem, names, keyed.trial.values)
            for name, value in answers.items():
                values[name].append(value)
            if len(answers) < len(values):
                break
        return values

    def wrong(self, sets: tuple[str, ...] = ()) -> Iterator[list[Case]]:
        """Yield each wrong submission of some sets or all, as the answers that it gets wrong."""
        for problem_set in self.sets:
            if sets and problem_set.name not in sets:
                continue
            solution = Solution.load(
                problem_set.name, ROOT / "reference" / f"{problem_set.name}.py"
            )
            problems = {problem.id: problem for problem in problem_set.problems}
            for item in COLLECT.load(problem_set.name):
                problem, names = problems[item.problem], {**solution.names, **item.names}
                values = self.values(problem, names)
                yield [
                    Case(problem, answer, item.tag, values[answer.id], names)
                    for answer in problem.answers
                    if self.is_wrong(problem, answer, values[answer.id])
                ]

    def is_wrong(self, problem: Problem, answer: Answer, values: list[Any]) -> bool:
        trials = self.key.trials(problem)
        looks = [
            look(value, keyed.expected[answer.id])
            for value, keyed in zip(values, trials, strict=False)
        ]
        return bool(looks) and judge(looks)[0] in ("wrong", "wrong_shape", "wrong_axes")

    def name(self, case: Case) -> Diagnosis | None:
        return self.diagnostician.name(case.problem, case.answer, case.values)


COLLECT = _collector()


def load_bank(references: Path, *, foreseen: bool) -> list[ProblemSet]:
    sets = load_sets(ROOT / "problems", references)
    if foreseen:
        return sets
    return [replace(s, problems=tuple(replace(p, mistakes=()) for p in s.problems)) for s in sets]


@pytest.fixture(scope="session")
def bench_of():
    """Make a bench of the bank with the references of a folder, without foreseen mistakes."""
    return lambda references: Bench(load_bank(references, foreseen=False))


@pytest.fixture(scope="session")
def full() -> Bench:
    """The bank as it ships."""
    return Bench(load_bank(ROOT / "reference", foreseen=True))


@pytest.fixture(scope="session")
def plain() -> Bench:
    """The bank without the mistakes that its sets foresee."""
    return Bench(load_bank(ROOT / "reference", foreseen=False))


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The bank as a student has it: no reference, no foreseen mistake."""
    return Bench(load_bank(tmp_path_factory.mktemp("no_reference"), foreseen=False))


@pytest.fixture
def diagnosed(write_set):
    """Diagnose `wrong(inputs)` at the trials of a one-problem set."""

    def diagnose(problem, wrong, **files):
        problem_set = write_set(problem, **files)
        key = AnswerKey([problem_set])
        [one] = problem_set.problems
        values = [wrong(**keyed.trial.values) for keyed in key.trials(one)]
        return Diagnostician(key).name(one, one.answers[0], values)

    return diagnose


@pytest.fixture
def named(diagnosed):
    """Name the mistake of `wrong(inputs)` at the trials of a one-problem set."""

    def name(problem, wrong, **files):
        diagnosis = diagnosed(problem, wrong, **files)
        return diagnosis.mistake if diagnosis else None

    return name


BY_X = """
made_up:
  given: {GIVEN}
  forward: FORWARD
  answer: made_up(NAMES)
  wrt: x
  convention: jacobian
  shape: SHAPE
"""


@pytest.fixture
def by_x(diagnosed):
    """Diagnose `wrong(inputs)` as an answer for the derivative of a forward by x."""

    def diagnose(given, forward, shape, wrong):
        names = ", ".join(re.findall(r"(\w+):", given))
        problem = BY_X.replace("GIVEN", given).replace("FORWARD", forward)
        return diagnosed(problem.replace("SHAPE", shape).replace("NAMES", names), wrong)

    return diagnose

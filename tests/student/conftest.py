"""What these tests share: the shipped bank as a kit, and both graders in process."""

from __future__ import annotations

import functools
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.diagnose import diagnostician
from autograder.grading.verdict import Stop, decide
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.companion import import_file
from autograder.report import Row, Status
from autograder.student.hints import with_hint
from autograder.student.key import StudentKey, student_set
from autograder.student.kit import kit_files, write_kit
from autograder.student.kit_file import read_index, read_kit_set
from autograder.worker.server import execute

ROOT = Path(__file__).resolve().parents[2]
BANKS = {"bank": ROOT, "unseen": ROOT / "tests" / "unseen"}

collect = import_file(ROOT / "tests" / "wrong" / "collect.py", "collect")


class Course:
    """Problem sets with their references, and the kit that students get of them."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.sets = load_sets(root / "problems", root / "reference")
        self.key = AnswerKey(self.sets)
        self.files = kit_files(self.sets)
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.zip = folder.parent / "kit.zip"
        write_kit(self.files, self.zip)
        index = read_index(folder)
        self.student_sets = [
            student_set(folder / "sets" / f"{name}.json", read_kit_set(folder, name))
            for name in index.sets
        ]
        self.student_key = StudentKey(self.student_sets, index.seed)
        self.student_problems = {
            (loaded.problem_set.name, problem.id): problem
            for loaded in self.student_sets
            for problem in loaded.problem_set.problems
        }

    def submissions(self):
        """Yield (set, problem, tag, names) for every reference and every wrong answer."""
        for problem_set in self.sets:
            for problem in problem_set.problems:
                names = self.key.solution(problem).names
                yield problem_set, problem, "reference", names
            problems = {problem.id: problem for problem in problem_set.problems}
            folder = ROOT / "tests" / "wrong" if self.root == ROOT else self.root / "wrong"
            for wrong in collect.load(problem_set.name, folder):
                problem = problems[wrong.problem]
                names = {**self.key.solution(problem).names, **wrong.names}
                yield problem_set, problem, wrong.tag, names

    def platform(self, problem, names, *, named=False):
        """Judge as the platform does."""
        return _judged(self.key, problem, names, named=named)

    def student(self, problem, names, *, named=False):
        """Judge as a check does, from the kit alone."""
        own = self.student_problems[(problem.set, problem.id)]
        [kept] = [loaded for loaded in self.student_sets if loaded.problem_set.name == problem.set]
        locks = functools.partial(kept.hints, problem.id) if named else None
        return _judged(self.student_key, own, names, named=named, locks=locks)


def _judged(key, problem, names, *, named, locks=None):
    trials = key.trials(problem)
    values, stop = {answer.id: [] for answer in problem.answers}, None
    for keyed in trials:
        inputs = inputs_of(problem, keyed.trial.values)
        bound, failure = execute(names, problem.call.code, inputs, problem.call.reads, problem.id)
        answers = unpack(problem, bound)
        if failure is not None or isinstance(answers, str):
            stop = Stop(Status.RAISED, type(failure).__name__ if failure else answers)
            break
        for name, value in answers.items():
            values[name].append(value)
    if isinstance(key, StudentKey):
        key.open(problem, values)
        trials = key.trials(problem)
    more = {"diagnose": partial(diagnostician(key).name, problem)} if named else {}
    found = {
        answer.id: decide(
            answer,
            trials,
            values[answer.id],
            stop,
            **more,
            allowances=partial(key.allowances, problem, answer),
        )
        for answer in problem.answers
    }
    if locks is None:
        return found
    return {
        answer.id: _hinted(
            found[answer.id],
            answer,
            trials,
            values[answer.id],
            locks(answer.id),
            partial(key.allowances, problem, answer),
        )
        for answer in problem.answers
    }


def _hinted(verdict, answer, trials, values, locks, allowances):
    """Lay the course's own words over a verdict, as a check does."""
    row = Row("", "", "", verdict.status, 0, 1, verdict.message, verdict.mistake)
    told = with_hint(row, answer, trials, values, locks, allowances)
    return replace(verdict, message=told.message, mistake=told.mistake)


@pytest.fixture(scope="session")
def courses(tmp_path_factory):
    """Make a bank's course and kit once."""
    return functools.cache(lambda name: Course(BANKS[name], tmp_path_factory.mktemp(name) / "kit"))


@pytest.fixture(scope="session", params=BANKS)
def course(request, courses):
    """A bank with its kit: the shipped one, and the one that nothing was tuned on."""
    return courses(request.param)


@pytest.fixture(scope="session")
def shipped_kit(courses):
    """The shipped bank's kit."""
    return courses("bank")

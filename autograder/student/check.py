"""A check before handing in: Gradescope's verdicts, found without a single answer at hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from autograder.client.workers import Workers
from autograder.errors import UsageError, unknown
from autograder.grading.feedback import BLANK, about_carrying, with_mistake
from autograder.grading.grade import grade
from autograder.oracle.target import target_of
from autograder.problemset.model import Answer, Problem, ProblemSet, Word
from autograder.report import Report, Row, Status
from autograder.student.evidence import Evidence, evidence
from autograder.student.hints import NAMED, with_hint
from autograder.student.key import StudentKey, StudentSet
from autograder.student.kit_file import Platform
from autograder.student.outlook import cautions, unprotected
from autograder.student.reading import FileRead, HandedIn
from autograder.student.shapes import words_of
from autograder.student.started import is_not_started
from autograder.submission.files import support_files
from autograder.worker.isolation import LAYERS
from autograder.worker.messages import KEPT, STILL_READ

__all__ = ["Check", "Checker", "Item", "State"]

State: TypeAlias = Literal[
    "right", "wrong", "not_started", "missing", "unjudged", "readable", "not_run", "staff_error"
]

_UNJUDGED: Final = (
    "The shape is right. The numbers are not judged here: with so few of them, a kit could not "
    "hold "
    "their fingerprint without giving them away."
)
_READABLE: Final = (
    "Your answer can be read: it is {asked}. Whether it is the right one is not judged here: with "
    "so few to choose from, a kit could not know without giving it away."
)
_ENDED: Final = (STILL_READ, KEPT)
"""How a remark ends on a place where an import of the file would end, or never would."""
_NOT_KNOWN: Final[frozenset[State]] = frozenset({"unjudged", "readable"})
"""States of answers of which a kit does not know whether they are right."""
_STATES: Final[Mapping[Status, State]] = {
    Status.CORRECT: "right",
    Status.MISSING: "missing",
    Status.NOT_RUN: "not_run",
    Status.STAFF_ERROR: "staff_error",
}


class Item(Struct, frozen=True):
    """One answer: the row that Gradescope would show, and what a check can say beyond it."""

    problem: Problem
    answer: Answer
    row: Row
    state: State
    file: FileRead
    evidence: Evidence | None = None

    @property
    def is_on_paper(self) -> bool:
        """Whether it is answered by a line of text: there is no call that fails."""
        is_code = any(name in self.file.code for name in self.problem.call.needs)
        return self.file.is_text or (bool(self.row.lines) and not is_code)


class Check(Struct, frozen=True):
    """All that one check found."""

    files: tuple[FileRead, ...]
    absent: tuple[str, ...]
    titles: Mapping[str, str]
    """Set -> its title."""
    items: tuple[Item, ...]
    report: Report
    cautions: tuple[str, ...]
    unprotected: str
    support: Mapping[str, Path]
    """Set -> the folder of the staff's modules for students, where there is one."""

    @property
    def clean(self) -> bool:
        """Whether everything that could be judged is right."""
        return all(item.state in ("right", "unjudged", "readable") for item in self.items)

    @property
    def points(self) -> float:
        """The points that are earned, parts of an answer's too."""
        return sum(item.row.score for item in self.items if item.state not in _NOT_KNOWN)

    @property
    def max_points(self) -> float:
        """The points of all answers that were looked at."""
        return sum(item.row.max_score for item in self.items)


class Checker:
    """Checks files against the sets of a kit, as often as they change; what it computes is kept."""

    def __init__(
        self, sets: Sequence[StudentSet], seed: str, place: Platform, workers: Workers
    ) -> None:
        self._sets = {loaded.problem_set.name: loaded for loaded in sets}
        self._seed, self._place, self._workers = seed, place, workers
        self._keys: dict[tuple[tuple[str, ...], frozenset[str]], StudentKey] = {}

    def check(self, handed_in: HandedIn, problems: Collection[str] = ()) -> Check:
        """Judge what was handed in, all of it or some problems by id or number.

        Raises:
            UsageError: no set that is answered has such a problem.
        """
        key = self._key(handed_in.sets, frozenset(problems))
        values: dict[tuple[str, str], Mapping[str, Sequence[Any]]] = {}

        def listen(problem: Problem, seen_values: Mapping[str, Sequence[Any]]) -> None:
            key.open(problem, seen_values)
            values[(problem.set, problem.id)] = seen_values

        report = grade(key, handed_in.submission, self._workers, listen=listen)
        files = {file.set: _as_run(file, report.remarks) for file in handed_in.files}
        asked = [
            (problem, answer)
            for problem_set in key.sets
            for problem in problem_set.problems
            for answer in problem.answers
        ]
        items = tuple(
            self._item(problem, answer, row, files[problem.set], key, values)
            for (problem, answer), row in zip(asked, report.rows, strict=True)
            if not self._sets[problem.set].is_unseen(problem.id, answer.id)
        )
        items = tuple(_with_carrying(item, items) for item in items)
        return Check(
            files=handed_in.files,
            absent=handed_in.absent,
            titles={problem_set.name: problem_set.title for problem_set in key.sets},
            items=items,
            report=report,
            cautions=self._cautions(key.sets, handed_in, items),
            unprotected=unprotected(
                self._workers.missing, {layer.name: layer.stops for layer in LAYERS}
            ),
            support={
                problem_set.name: folder
                for problem_set in key.sets
                if (folder := problem_set.path.parent / "support").is_dir()
            },
        )

    def _cautions(
        self, sets: Sequence[ProblemSet], handed_in: HandedIn, items: Sequence[Item]
    ) -> tuple[str, ...]:
        unseen = sum(
            len(answers)
            for problem_set in sets
            for answers in self._sets[problem_set.name].kit.unseen.values()
        )
        support = {name.split("/")[0].removesuffix(".py") for name in support_files(sets)}
        unjudged = [item.row.number for item in items if item.state == "unjudged"]
        unnamed = [
            item.row.number
            for item in items
            if item.row.status in NAMED and item.row.mistake is None and item.state == "wrong"
        ]
        return cautions(self._place, handed_in.files, unjudged, unseen, unnamed, support)

    def _key(self, names: tuple[str, ...], problems: frozenset[str]) -> StudentKey:
        place = (names, problems)
        if place not in self._keys:
            sets = [self._sets[name] for name in names]
            self._keys[place] = StudentKey(_chosen(sets, problems), self._seed)
        return self._keys[place]

    def _item(
        self,
        problem: Problem,
        answer: Answer,
        row: Row,
        file: FileRead,
        key: StudentKey,
        values: Mapping[tuple[str, str], Mapping[str, Sequence[Any]]],
    ) -> Item:
        state = self._state(problem, answer, row, file)
        if state == "unjudged":
            row = replace(row, message=_UNJUDGED)
        elif isinstance(answer.asks, Word) and state == "readable":
            row = replace(row, message=_READABLE.format(asked=words_of(answer.asks)))
        seen_values = values.get((problem.set, problem.id))
        if state != "wrong" or seen_values is None:
            return Item(problem, answer, row, state, file)
        locks = self._sets[problem.set].hints(problem.id, answer.id)
        answered, allowances = seen_values[answer.id], partial(key.allowances, problem, answer)
        row = with_hint(row, answer, key.trials(problem), answered, locks, allowances)
        item = Item(problem, answer, row, state, file)
        if answer.feedback != "full" or (item.is_on_paper and not answered):
            return item  # a line that cannot be read has no trial at which it stops
        entries = target_of(problem, answer) is not None
        found = evidence(
            problem, answer, key.trials(problem), answered, allowances, entries=entries
        )
        return replace(item, evidence=found)

    def _state(self, problem: Problem, answer: Answer, row: Row, file: FileRead) -> State:
        state = _STATES.get(row.status, "wrong")
        if state in ("wrong", "right") and is_not_started(problem, row, file.code):
            return "not_started"
        if file.is_text and state == "missing" and BLANK in row.message:
            return "not_started"
        if state != "right" or target_of(problem, answer) is not None:
            return state
        if isinstance(answer.asks, Word):
            return "readable"
        sealed = self._sets[problem.set].is_sealed(problem.id, answer.id)
        return "right" if sealed else "unjudged"


def _as_run(file: FileRead, remarks: Sequence[str]) -> FileRead:
    """Return what is known of a file once it was run."""
    begins = f"{PurePath(file.path).name}, line "
    ended = any(each.startswith(begins) and each.rstrip(".").endswith(_ENDED) for each in remarks)
    return replace(file, is_whole=not ended)


def _with_carrying(item: Item, items: Sequence[Item]) -> Item:
    """Say of a wrong answer below a wrong one that the platform judges it again by that."""
    follows = item.answer.follows
    if follows is None or item.row.status is not Status.INCORRECT:
        return item
    wrong = tuple(
        other.answer.id
        for other in items
        if other.problem is item.problem
        and other.answer.id in follows.answers
        and other.row.status is Status.INCORRECT
    )
    if not wrong:
        return item
    message = with_mistake(item.row.message, about_carrying(wrong))
    return replace(item, row=replace(item.row, message=message))


def _chosen(sets: Sequence[StudentSet], wanted: frozenset[str]) -> list[StudentSet]:
    """Return the sets with the problems that are wanted, by id or number.

    All of them where none is.
    """
    if not wanted:
        return list(sets)
    names = {
        name
        for loaded in sets
        for problem in loaded.problem_set.problems
        for name in (problem.id, *(answer.number for answer in problem.answers))
    }
    for name in sorted(wanted - names):
        raise UsageError(*unknown(name, sorted(names)), where="--problem")
    chosen = [(loaded, _of_interest(loaded.problem_set, wanted)) for loaded in sets]
    return [
        replace(each, problem_set=replace(each.problem_set, problems=problems))
        for each, problems in chosen
        if problems
    ]


def _of_interest(problem_set: ProblemSet, wanted: frozenset[str]) -> tuple[Problem, ...]:
    return tuple(
        problem
        for problem in problem_set.problems
        if wanted & {problem.id, *(answer.number for answer in problem.answers)}
    )

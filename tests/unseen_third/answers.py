"""An unseen set as loaded: its problems and its wrong answers."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.problemset import Problem
from autograder.problemset.companion import import_file

_COLLECT = Path(__file__).resolve().parent.parent / "wrong" / "collect.py"


class Unseen:
    """The sets in a folder's ``problems``, solved in its ``reference`` and wrongly in ``wrong``."""

    def __init__(self, folder: Path) -> None:
        """Load everything; a set that cannot be right raises.

        ``wrong`` has the wrong answers by id: their problem's id, and a number in file order.
        """
        self.sets = load_sets(folder / "problems", folder / "reference")
        self.problems = {one.id: one for loaded in self.sets for one in loaded.problems}
        self.without_reference = load_sets(folder / "problems")
        collect = import_file(_COLLECT, "collect")
        found = [
            each for loaded in self.sets for each in collect.load(loaded.name, folder / "wrong")
        ]
        self.wrong = {f"{one.problem}-{number}": one for number, one in _numbered(found)}

    @cached_property
    def _references(self) -> AnswerKey:
        return AnswerKey(self.sets)

    def laid_over(self, wrong: Any) -> tuple[Problem, dict[str, Any]]:
        """Return a wrong answer's problem, and its reference's names with the wrong ones over."""
        problem = self.problems[wrong.problem]
        return problem, {**self._references.solution(problem).names, **wrong.names}

    def wrong_parts(self, wrong: Any) -> list[str]:
        """Return which answers of its problem a wrong answer's label does not call right."""
        problem = self.problems[wrong.problem]
        return [one.id for one in problem.answers if f"{one.id} right" not in wrong.hint]


def _numbered(found: list[Any]) -> Iterator[tuple[int, Any]]:
    """Yield the wrong answers, those of each problem numbered from 1."""
    numbers: Counter[str] = Counter()
    for one in found:
        numbers[one.problem] += 1
        yield numbers[one.problem], one

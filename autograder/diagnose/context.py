"""One answer at one trial, as a diagnosis sees it: inputs, forward, the true answer."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.calculus import Question
from autograder.diagnose.layout_words import layout_in_words
from autograder.diagnose.mistake import Setting, Step
from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.compare import NotNumeric, read_numeric
from autograder.oracle.compiled import Compiled
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of
from autograder.problemset.formula import Program
from autograder.problemset.model import Answer, Derivative, Problem, Second, Slope
from autograder.problemset.notes import Notes, read_notes

if TYPE_CHECKING:
    from autograder.oracle.answer_key import AnswerKey

__all__ = ["UNNAMED", "Candidate", "Subject", "TrialContext", "in_words"]

Array = NDArray[np.float64]

_LARGEST: Final = 20_000  # entries of a prediction; the bank's largest expected answer has 1,260


_IN_TEX: Final = re.compile(r"[\\_{}]")
"""What stands between the letters of a name in a formula of TeX: h_1 or h_{1} is h1."""
_TELLING: Final = 0.5  # of the largest share of entries that are not zero at a trial
_ROUNDING: Final = 1e-13
"""Of the true answer: what is left of a wrong one that is zero at a trial but for rounding."""


UNNAMED: Final = "out"
"""What :func:`autograder.problemset.formula.parse_program` calls a line without a name."""


def in_words(name: str) -> str:
    """Return what a student reads for an input or a line, which need not have a name."""
    return "the function's value" if name == UNNAMED else name


class Candidate(Struct, frozen=True, eq=False):
    """An array that an answer may come from, and the deviation it stands for."""

    step: Step
    compute: Callable[[TrialContext], Any]
    also: tuple[Step, ...] = ()
    """What deviates besides, elsewhere in the working."""


class Subject:
    """An answer whose wrong versions are to be explained, with a context for each trial."""

    def __init__(
        self, key: AnswerKey, problem: Problem, answer: Answer, start: int | None = None
    ) -> None:
        """Prepare an answer; ``start`` is the trial to look at first, where it is not the usual."""
        self.key, self.problem, self.answer = key, problem, answer
        self._shown: dict[str, str] = {}
        self._lines = {
            name: Compiled(problem, Program(problem.forward.lines[:position]), formula)
            for position, (name, formula) in enumerate(problem.forward.lines)
        }
        self.contexts = tuple(TrialContext(self, keyed) for keyed in key.trials(problem))
        self.start = _first(self.contexts) if start is None else self.contexts[start]
        """The trial at which explanations are looked for."""

    @cached_property
    def truth_at(self) -> Callable[[Mapping[str, Any]], Any]:
        """The true answer as a function of the inputs, by complex steps alone."""
        return Question(self.problem, self.answer).unchanged()

    @property
    def slope(self) -> Slope | None:
        """What is asked, where that is a derivative or a change along a step; None for a value."""
        asks = self.answer.asks
        return asks if isinstance(asks, Slope) else None

    @property
    def notes(self) -> Notes:
        """The notes of the course, in whose words and with whose places mistakes are told."""
        return read_notes(self.problem.book)

    @property
    def setting(self) -> Setting:
        """What is asked for."""
        return "derivative" if isinstance(self.answer.asks, (Derivative, Second)) else "value"

    @property
    def layout(self) -> str:
        """A sentence on the layout that is asked for, or nothing."""
        target = target_of(self.problem, self.answer)
        if self.slope is None or not isinstance(target, DerivativeTarget) or target.batch:
            return ""
        return layout_in_words(target.layout, self.slope.wrt.name)

    def as_shown(self, text: str) -> str:
        """Return a name or a formula with the lines that no student has seen written out."""
        if text not in self._shown:
            self._shown[text] = self._written_out(text)
        return self._shown[text]

    def _written_out(self, text: str) -> str:
        if text == in_words(UNNAMED):
            return text
        for name, formula in reversed(self.problem.forward.lines):
            if name in self._unseen and name in text:
                whole = ast.unparse(formula.tree)
                written = whole if text == name else f"({whole})"
                text = re.sub(rf"\b{re.escape(name)}\b", written, text)
        return _without_parentheses(text)

    @cached_property
    def _unseen(self) -> frozenset[str]:
        """The lines of the forward of which neither the statement nor what is asked has a name."""
        statement = self.problem.statement
        said = set(re.findall(r"\w+", f"{statement} {_IN_TEX.sub('', statement)}"))
        said.update(answer.id for answer in self.problem.answers)
        lines = (name for name, _ in self.problem.forward.lines)
        return frozenset(name for name in lines if said.isdisjoint((name, name.replace("_", ""))))

    def environment(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs and, as far as they can be computed, the lines of the forward."""
        known = dict(values)
        for name, function in self._lines.items():
            known[name] = _quietly(function, values)
        return {name: value for name, value in known.items() if value is not None}


def _without_parentheses(text: str) -> str:
    """Return a formula without the parentheses that it does not need; other words as they are."""
    try:
        return ast.unparse(ast.parse(text, mode="eval"))
    except SyntaxError:
        return text


def _first(contexts: Sequence[TrialContext]) -> TrialContext:
    """Return the smallest trial, for explanations are many, where no branch takes most away."""
    ordinary = [context for context in contexts if context.trial.kind == "ordinary"]
    fullest = max(context.share for context in ordinary)
    telling = (context for context in ordinary if context.share >= _TELLING * fullest)
    return min(telling, key=lambda context: context.size)


def _quietly(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call what may raise anything at some dimensions; None says that it did."""
    try:
        return function(*arguments)
    except Exception:
        return None


class TrialContext:
    """One trial of a subject."""

    def __init__(self, subject: Subject, keyed: KeyedTrial) -> None:
        self.subject, self.keyed, self.trial = subject, keyed, keyed.trial
        self.values = keyed.trial.values
        self.truth: Array = keyed.expected[subject.answer.id].value
        self._environment: dict[str, Any] | None = None
        self._seen: dict[Candidate, Array | None] = {}
        self.floor = _ROUNDING * float(np.abs(self.truth).max(initial=0.0))
        """What in a wrong answer is not told from zero."""

    @property
    def environment(self) -> Mapping[str, Any]:
        """The inputs and the lines of the forward by name."""
        if self._environment is None:
            self._environment = self.subject.environment(self.values)
        return self._environment

    @property
    def share(self) -> float:
        """The share of the true answer's entries that are not zero."""
        return float(np.count_nonzero(self.truth)) / max(self.truth.size, 1)

    @property
    def size(self) -> int:
        """The number of entries of all inputs."""
        return sum(map(np.size, self.values.values()))

    def value(self, origin: Candidate) -> Array | None:
        """Return what a origin is here; None where it is no finite array of a modest size."""
        if origin not in self._seen:
            self._seen[origin] = _quietly(lambda: _as_array(origin.compute(self)))
        return self._seen[origin]


def _as_array(value: Any) -> Array | None:
    read = read_numeric(value)
    if isinstance(read, NotNumeric) or not 0 < read.array.size <= _LARGEST:
        return None
    return read.array if np.isfinite(read.array).all() else None

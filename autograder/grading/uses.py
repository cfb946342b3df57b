"""What a set forbids and requires of the code itself, whatever the code returns.

Read off the syntax tree, within bounds, and off the imports that were made during the calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from autograder.errors import GraderError
from autograder.grading.feedback import with_mistake
from autograder.grading.verdict import Verdict
from autograder.oracle.bounded import Bounds, ExceededError, run_bounded
from autograder.problemset.model import Problem, ProblemSet
from autograder.report import Status
from autograder.submission.code import Code, read_bundle
from autograder.submission.loops import loops_of
from autograder.submission.uses import Part, matches, parts_of, uses_of
from autograder.worker.messages import Bundle

__all__ = ["Broken", "Rules", "broken"]

_BOUNDS: Final = Bounds(seconds=10.0, memory=512 << 20)
"""For reading one submission's source; a file of 5,000 lines takes 0.5 s."""
_NUMBERS: Final = frozenset({"scalar", "dimension", "index"})

Places = Mapping[tuple[str, str], None]
"""Places in the student's files, and the modules that were imported there during a call."""


class Broken(Struct, frozen=True):
    """One rule that is broken: its mistake, what it is about, and the sentence for the student."""

    mistake: str
    about: str
    sentence: str


class Rules:
    """The rules of one set, and how one submission's file keeps them."""

    def __init__(self, bundle: Bundle, module: str, problem_set: ProblemSet) -> None:
        """Read the file, if a problem asks for anything."""
        self._found: Mapping[str, Sequence[Broken]] = {}
        self.note = ""
        """What staff should know: why the file could not be judged; or nothing."""
        asking = [problem for problem in problem_set.problems if problem.uses.any]
        if not asking or module not in bundle.modules:
            return
        try:
            self._found = run_bounded(lambda: _judged(bundle, module, asking), _BOUNDS)
        except (ExceededError, GraderError):
            self.note = (
                f"{problem_set.name}: what this submission's code uses could not be read; "
                "`forbid`, `require` and `vectorised` were not judged"
            )

    def applied(self, problem: Problem, verdict: Verdict, imported: Places) -> Verdict:
        """Return a verdict with what breaking a rule costs, and each broken rule told once."""
        found = [*self._found.get(problem.id, ()), *_imported(problem, imported)]
        told = list({one.about: one for one in found}.values())
        if not told:
            return verdict
        credit = problem.uses.credit
        message, status = verdict.message, verdict.status
        if status is Status.CORRECT and credit < 1:
            status = Status.INCORRECT
            message = f"The result is right; {_cost(credit)} for the way to it."
        for one in told:
            message = with_mistake(message, one.sentence)
        return replace(
            verdict,
            status=status,
            message=message,
            share=verdict.share * credit,
            mistake=verdict.mistake or told[0].mistake,
        )


def _cost(credit: float) -> str:
    if credit == 0:
        return "no points are given"
    return f"{credit:.0%} of the points are given"


def _judged(
    bundle: Bundle, module: str, problems: Sequence[Problem]
) -> dict[str, tuple[Broken, ...]]:
    code = read_bundle(bundle, module)
    return {problem.id: tuple(broken(problem, code, module)) for problem in problems}


def broken(problem: Problem, code: Code, module: str) -> Iterator[Broken]:
    """Yield the rules of a problem that a file breaks, each at its first place."""
    parts = parts_of(code, module, problem.call.needs)
    if not parts:  # there is nothing to judge: the row says that it is missing
        return
    yield from _of_names(problem, parts)
    if problem.uses.vectorised:
        arrays = [name for name, given in problem.given.items() if given.form not in _NUMBERS]
        for loop in loops_of(parts, problem.call.code, arrays)[:1]:
            sentence = "a Python loop over the entries of an array; let numpy take the whole array."
            yield Broken("use.loop", "loop", f"{loop.place}: {sentence}")


def _of_names(problem: Problem, parts: Sequence[Part]) -> Iterator[Broken]:
    uses = uses_of(parts)
    for rule, words in problem.uses.forbid.items():
        place = next((use.place for use in uses if matches(rule, use.name)), None)
        if place is not None:
            yield _forbidden(rule, place, words)
    for rule, words in problem.uses.require.items():
        if not any(matches(rule, use.name) for use in uses):
            said = f"`{rule}` is not used{'.' if words else ', and is asked for here.'}"
            yield Broken("use.missing", f"require {rule}", f"{said} {words}".strip())


def _forbidden(rule: str, place: str, words: str) -> Broken:
    said = f"{place}: `{rule}` is used{'.' if words else ', which is not allowed here.'}"
    return Broken("use.forbidden", f"forbid {rule}", f"{said} {words}".strip())


def _imported(problem: Problem, imported: Places) -> Iterator[Broken]:
    for rule, words in problem.uses.forbid.items():
        for place, name in imported:
            if matches(rule, name):
                yield _forbidden(rule, place, words)
                break

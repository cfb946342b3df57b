"""What a set forbids and requires of the code itself, whatever the code returns.

Read off the syntax tree, within bounds, and off the imports that were made during the calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from autograder.problemset.model import Problem
from autograder.submission.code import Code, read_bundle
from autograder.submission.loops import loops_of
from autograder.submission.uses import Part, matches, parts_of, uses_of
from autograder.worker.messages import Bundle

__all__ = ["Broken", "Places", "broken", "imported_in_calls", "judged"]

_NUMBERS: Final = frozenset({"scalar", "dimension", "index"})

Places = Mapping[tuple[str, str], None]
"""Places in the student's files, and the modules that were imported there during a call."""


class Broken(Struct, frozen=True):
    """One rule that is broken: its mistake, what it is about, and the sentence for the student."""

    mistake: str
    about: str
    sentence: str


def judged(
    bundle: Bundle, module: str, problems: Sequence[Problem]
) -> dict[str, tuple[Broken, ...]]:
    """Return the rules of each problem, by its id, that a submission's file breaks."""
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


def imported_in_calls(problem: Problem, imported: Places) -> Iterator[Broken]:
    """Yield the rules of a problem that a module breaks which its calls have imported."""
    for rule, words in problem.uses.forbid.items():
        for place, name in imported:
            if matches(rule, name):
                yield _forbidden(rule, place, words)
                break

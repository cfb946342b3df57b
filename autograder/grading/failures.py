"""The sentences about code that failed: with which inputs, for want of what, by whose version.

They name shapes and the student's own lines, and never a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.errors import nearest
from autograder.grading.packages import about_missing_module
from autograder.grading.sizes import listed
from autograder.grading.versions import about_version
from autograder.problemset.model import Problem
from autograder.worker.messages import Failure, Loaded, Lost

__all__ = [
    "about_endless",
    "about_failure",
    "about_lost_name",
    "about_missing_name",
    "about_order",
    "about_unreadable_file",
    "find_lost",
    "inputs_in_words",
]

_ABSENT: Final = r"^name '(\w+)' is not defined"
_HIDDEN: Final = ("inside ", "under ", "it stands ")
"""How the reason begins of a definition that was read, and stands where it cannot be called."""
_LONGEST_CHAIN: Final = 5


def about_missing_name(name: str, filename: str, loaded: Loaded) -> str:
    """Say that a function or class is not defined, and why, or which name is near."""
    if lost := find_lost(name, loaded.lost):
        return about_lost_name(lost, loaded.lost)
    hint = nearest(name, loaded.names)
    return f"{filename} defines no {name}. {hint[:1].upper()}{hint[1:]}".strip()


def find_lost(name: str, lost: Sequence[Lost]) -> Lost | None:
    """Return the record of a name that was lost, the last one: later definitions count."""
    return next((record for record in reversed(lost) if record.name == name), None)


def about_lost_name(record: Lost, lost: Sequence[Lost]) -> str:
    """Say where a name stands and why it was lost, followed to the first cause."""
    if record.reason.startswith(_HIDDEN):
        return f"{record.name} is in {record.place}, {record.reason}."
    said = [f"{record.name} is in {record.place}, but that statement failed: {record.reason}."]
    return " ".join([*said, *_causes(record, lost)])


def _causes(record: Lost, lost: Sequence[Lost]) -> list[str]:
    """Say what a failed statement wanted, and where that was to come from."""
    said: list[str] = []
    known = {record}
    for _ in range(_LONGEST_CHAIN):
        if record.module:
            return [*said, about_missing_module(record.module)]
        if version := about_version(*_type_and_text(record.reason)):
            return [*said, version]
        cause = _source_of(record.needs, [other for other in lost if other not in known])
        if cause is None:
            return said
        known.add(cause)
        said.append(_about_cause(record.needs, cause))
        record = cause
    return said


def _source_of(name: str, lost: Sequence[Lost]) -> Lost | None:
    """Return the failed statement that was to bind a name: by its name, or a star import."""
    if not name:
        return None
    return find_lost(name, lost) or find_lost("*", lost)


def _about_cause(name: str, cause: Lost) -> str:
    if cause.name == "*":
        return f"{name} may have been meant to come from {cause.place}: {cause.reason}."
    return f"{name} was to come from {cause.place}, which failed: {cause.reason}."


def _type_and_text(reason: str) -> tuple[str, str]:
    kind, _, text = reason.partition(": ")
    return kind, text


def about_failure(
    failure: Failure, problem: Problem, values: Mapping[str, Any], lost: Sequence[Lost]
) -> str:
    """Say which exception was raised, with inputs of which shapes, where, and for want of what."""
    called = f" when called as {problem.call.text}" if problem.call.text else ""
    inputs = inputs_in_words(problem, values)
    lines = [
        f"Your code raised an exception{called}{inputs}.",
        f"{failure.type}: {failure.message}".rstrip(": "),
        *_frames(failure, problem),
        _about_cause_of(failure, lost),
    ]
    return "\n".join(filter(None, lines))


def about_endless(failure: Failure, problem: Problem, values: Mapping[str, Any]) -> str:
    """Say which loop never ends, with inputs of which shapes, and where the call was stopped."""
    called = f" when called as {problem.call.text}" if problem.call.text else ""
    said = f"Your code never comes back{called}{inputs_in_words(problem, values)}."
    places = dict.fromkeys(_frames(failure, problem))  # where it was stopped is there twice
    return "\n".join([said, failure.message, *places])


def inputs_in_words(problem: Problem, values: Mapping[str, Any]) -> str:
    """Return ``, with W of shape (3, 5)`` for the arrays that a call is given, or nothing."""
    shapes = {
        name: value.shape
        for name, value in values.items()
        if name in problem.call.uses and isinstance(value, np.ndarray) and value.ndim
    }
    words = [f"{name} of shape {shape}" for name, shape in shapes.items()]
    return f", with {listed(words)}" if words else ""


def _frames(failure: Failure, problem: Problem) -> list[str]:
    lines = []
    for frame in failure.frames:
        if problem.call.unpack and frame.function == "<module>":
            continue  # the call itself, which the first line shows
        inside = f", in {frame.function}" if frame.function != "<module>" else ""
        lines.append(f"  {frame.file}, line {frame.line}{inside}: {frame.source}".rstrip(": "))
    return lines


def _about_cause_of(failure: Failure, lost: Sequence[Lost]) -> str:
    """Say for want of what a call failed, or by whose version, or nothing."""
    if failure.type == "ModuleNotFoundError":
        found = re.match(r"No module named '([\w.]+)'", failure.message)
        return about_missing_module(found.group(1)) if found else ""
    absent = re.match(_ABSENT, failure.message) if failure.type == "NameError" else None
    cause = _source_of(absent.group(1), lost) if absent else None
    if absent and cause is not None:
        return " ".join([_about_cause(absent.group(1), cause), *_causes(cause, lost)])
    return about_version(failure.type, failure.message)


def about_order(problem: Problem, parameters: Mapping[str, tuple[str, ...]]) -> str:
    """Say that a function takes the inputs in another order than it is called with, or nothing."""
    function, _, rest = problem.call.text.partition("(")
    called = [argument.strip() for argument in rest.rstrip(")").split(",")]
    taken = list(parameters.get(function, ()))
    if taken == called or sorted(taken) != sorted(called):
        return ""
    return (
        f"Your {function} takes its arguments in another order, ({', '.join(taken)}): "
        f"it is called as {problem.call.text}."
    )


def about_unreadable_file(failure: Failure, filename: str) -> str:
    """Say why Python cannot read a file at all, with the line."""
    places = [f"  {frame.file}, line {frame.line}: {frame.source}" for frame in failure.frames]
    source = failure.frames[-1].source if failure.frames else ""
    version = about_version(failure.type, f"{failure.message} `{source}`")
    said = f"{filename} cannot be read. {failure.type}: {failure.message}"
    return "\n".join(filter(None, [said, *places, version]))

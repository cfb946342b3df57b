"""Whether statement, starter, call and reference speak of the same functions, arguments, shapes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from msgspec import Struct

from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.formula import FormulaError
from autograder.problemset.model import Problem, ProblemSet, Slope
from autograder.problemset.sizes import Size, parse_size, shape_text
from autograder.staff.starter import starter

__all__ = [
    "Signature",
    "declared",
    "disagreements",
    "starter_signatures",
    "statement_shapes",
]

_TUPLE: Final = re.compile(r"`\(([^()`]*)\)`")
_CALL: Final = re.compile(r"`(?P<name>[A-Za-z_]\w*)\((?P<arguments>[^()`]*)\)`")


class Signature(Struct, frozen=True):
    """The arguments of a function, without ``self``, and how many of them have to be given."""

    arguments: tuple[str, ...]
    required: int
    open: bool
    """Whether it takes any further arguments."""

    def __str__(self) -> str:
        return f"({', '.join(self.arguments)})"


Signatures = Mapping[str, Signature]


def starter_signatures(problem_set: ProblemSet) -> Signatures:
    """Return what the starter file of a set declares, ``Class.method`` included.

    Raises:
        StaffError: no starter file can be written from the set.
    """
    if problem_set.digest not in _DECLARED:
        _DECLARED[problem_set.digest] = declared(starter(problem_set.public()))
    return _DECLARED[problem_set.digest]


_DECLARED: Final[dict[str, Signatures]] = {}
"""What the starter file of a set declares, by the set's digest: it is asked for each problem."""


@lru_cache(maxsize=4)  # each problem of a set asks for the same
def declared(source: str) -> Signatures:
    """Return the signature of each function, class and method of a Python source.

    A class has its ``__init__``'s.
    """
    signatures: dict[str, Signature] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            signatures[node.name] = _signature(node, skip=0)
        elif isinstance(node, ast.ClassDef):
            methods = {
                item.name: _signature(item, skip=1)
                for item in node.body
                if isinstance(item, ast.FunctionDef)
            }
            signatures[node.name] = methods.pop("__init__", Signature((), 0, open=False))
            signatures |= {f"{node.name}.{name}": signature for name, signature in methods.items()}
    return signatures


def _signature(node: ast.FunctionDef, skip: int) -> Signature:
    names = tuple(argument.arg for argument in (*node.args.posonlyargs, *node.args.args))[skip:]
    return Signature(names, len(names) - len(node.args.defaults), open=node.args.vararg is not None)


# Statement, call, starter and reference


def disagreements(
    problem_set: ProblemSet, problem: Problem
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return where two of them contradict each other, and what differs and may be meant."""
    try:
        start = starter_signatures(problem_set)
    except StaffError as error:
        return (str(error),), ()
    path = problem_set.reference
    reference = _declared_by(path) if path is not None else None
    found = [*_missing_in_starter(problem, start)]
    if reference is not None:
        found += _against_reference(problem, start, reference)
    found += _in_statement(problem, start)
    return tuple(found), tuple(_remarks(problem, start, reference or {}))


def _declared_by(path: Path) -> Signatures:
    try:
        return declared(path.read_text(encoding="utf-8-sig"))
    except SyntaxError:  # said already: the reference does not load
        return {}


def _missing_in_starter(problem: Problem, start: Signatures) -> Iterator[str]:
    for name in problem.call.needs:
        if name not in start and problem.call.text != name:  # a name alone is assigned
            yield f"the call needs {name}, which the starter file does not declare"


def _against_reference(problem: Problem, start: Signatures, reference: Signatures) -> Iterator[str]:
    for name in _of_problem(problem, start):
        here, there = start[name], reference.get(name)
        if there is None:
            if "." in name and name.split(".")[0] in reference:
                yield (
                    f"the starter file declares {name}{here}, which the reference's class does "
                    f"not have"
                )
            continue  # a function that is missing altogether costs the reference its marks
        if not there.required <= len(here.arguments) and not there.open:
            yield f"the starter file has {name}{here}, the reference {name}{there}"
        elif here.arguments != there.arguments and sorted(here.arguments) == sorted(
            there.arguments
        ):
            yield (
                f"the arguments of {name} stand in another order in the starter file {here} "
                f"and the reference {there}"
            )


def _of_problem(problem: Problem, start: Signatures) -> list[str]:
    return [name for name in start if name.split(".")[0] in problem.call.needs]


def _in_statement(problem: Problem, start: Signatures) -> Iterator[str]:
    """Yield the calls in a statement that the starter file declares with other arguments."""
    own = {name.rpartition(".")[2]: start[name] for name in _of_problem(problem, start)}
    for match in _CALL.finditer(problem.statement):
        signature = own.get(match["name"])
        arguments = tuple(part.strip() for part in match["arguments"].split(",") if part.strip())
        if signature is not None and _contradicts(arguments, signature):
            yield f"the statement says {match[0]}, the starter file {match['name']}{signature}"


def _contradicts(arguments: tuple[str, ...], signature: Signature) -> bool:
    if sorted(arguments) == sorted(signature.arguments):
        return arguments != signature.arguments
    return (
        not signature.required <= len(arguments) <= len(signature.arguments) and not signature.open
    )


def statement_shapes(key: AnswerKey, problem: Problem) -> Iterator[str]:
    """Yield the derivatives whose shape a statement that names shapes never names."""
    if len(problem.answers) != 1:
        return
    [answer] = problem.answers
    named = [_sizes(match[1]) for match in _TUPLE.finditer(problem.statement)]
    if not isinstance(answer.asks, Slope) or not answer.shape or not named:
        return
    trial = key.trials(problem)[0].trial
    known = {
        tuple(size.value(trial.dims) for size in sizes)
        for sizes in named
        if _is_known(sizes, problem)
    }
    if tuple(size.value(trial.dims) for size in answer.shape) not in known:
        yield (
            f"the statement names shapes, but not that of the answer, `{shape_text(answer.shape)}`"
        )


def _sizes(text: str) -> tuple[Size, ...]:
    try:
        return tuple(parse_size(part.strip()) for part in text.split(",") if part.strip())
    except FormulaError:  # such as `(N, d1, ..., dk)`
        return ()


def _is_known(sizes: tuple[Size, ...], problem: Problem) -> bool:
    return all(name in problem.dimensions for size in sizes for name in size.names)


def _remarks(problem: Problem, start: Signatures, reference: Signatures) -> Iterator[str]:
    """Yield the functions whose arguments are named otherwise in the reference."""
    for name in _of_problem(problem, start):
        here, there = start[name], reference.get(name, start[name])
        if sorted(here.arguments) != sorted(there.arguments[: len(here.arguments)]):
            yield f"{name} has the arguments {here} in the starter file, {there} in the reference"

"""Mutants of a reference solution: what its file defines with one slip of the pen in it.

The slips (:mod:`.slips`) are put into every function that a problem's call enters, helpers and
methods included. They serve twice: a wrong answer that a mutant gives is named by its slip, and
``verify`` counts the mutants that the trials do not tell from the reference.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from autograder.diagnose.mistake import LESS_LIKELY, Mistake, Step
from autograder.diagnose.products import PARENTHESES
from autograder.diagnose.slips import AS_IF_OTHER, AXIS, OPERAND, changes_of, elsewhere
from autograder.diagnose.syntax import (
    Places,
    Site,
    are_alike,
    copied,
    located,
    put_in_place,
    sites,
    walk,
)
from autograder.diagnose.told_by_place import kinds_of_places, told_at, told_of_axis
from autograder.oracle.reference import Solution
from autograder.problemset.model import Problem

__all__ = ["Mutant", "mutants"]

Definition: TypeAlias = ast.FunctionDef | ast.ClassDef
Change: TypeAlias = tuple[Mistake, Step, Places]
"""A slip, what a wrong answer that it gives is told, what is put where."""


_SLIP: Final = "__slip__"
"""The name under which a function that is compiled with all its slips reads which is made."""

_UNNAMED: Final = LESS_LIKELY + LESS_LIKELY // 2
"""What one quantity for another costs where no sentence can say which: others are asked first."""

_BRACKET: Final = LESS_LIKELY // 2
"""What a factor of one term only costs: where that term then cancels, it is a term left out."""


class Mutant(Struct, frozen=True, eq=False):
    """A wrong solution: the slip, where it is, and what the file then defines."""

    mistake: Mistake
    places: Places
    names: Mapping[str, object]
    told: Step
    """What a wrong answer that it gives is told; no mistake where nothing true is known."""

    @property
    def change(self) -> str:
        """The change in words, by which staff find the line."""
        return "; ".join(_describe(site.node, new) for site, new in self.places)


def mutants(problem: Problem, solution: Solution, values: Mapping[str, Any]) -> Iterator[Mutant]:
    """Yield every mutant of the functions that a problem's call enters at some inputs, none twice.

    What does not even compile, or fails while it is defined, is no mutant.
    """
    file = _Definitions(solution)
    entered = _entered(problem, solution, values)
    for position, function in file.functions:
        if _first_line(function) not in entered:
            continue
        is_called = f"{function.name}(" in problem.call.code
        given = frozenset((*problem.given, *problem.dimensions)) if is_called else frozenset[str]()
        changes = list(_different(_changes(function, given)))
        defined = file.with_each(position, [places for _, _, places in changes])
        for (mistake, told, places), names in zip(changes, defined, strict=True):
            if names is not None:
                yield Mutant(mistake, places, names, told)


def _different(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield the changes that change something, each once."""
    seen: dict[tuple[tuple[int, type[ast.AST], str], ...], list[list[ast.AST]]] = {}
    for change in changes:
        nodes = [site.node for site, _ in change[2]]
        news = [located(new, site.node) for site, new in change[2]]
        if are_alike(news, nodes):
            continue
        names = (getattr(new, "id", "") for new in news)  # of many names for one, each is told soon
        here = seen.setdefault(tuple(zip(map(id, nodes), map(type, news), names, strict=True)), [])
        if not any(are_alike(news, known) for known in here):
            here.append(news)
            yield change


def _changes(function: ast.FunctionDef, given: frozenset[str]) -> Iterator[Change]:
    """Yield the slips in a function, of whose names students know ``given``."""
    variables, own_sites = _variables(function), list(_sites(function))
    kinds = kinds_of_places(own_sites)
    for site in own_sites:
        for mistake, new in changes_of(site.node, variables):
            if not _holds_itself(site, new):
                told, surcharge = told_at(mistake, site.node, kinds)
                step = _named(site.node, new, given) if told is OPERAND else Step(told)
                surcharge += step.surcharge + (_BRACKET if told is PARENTHESES else 0)
                yield mistake, replace(step, surcharge=surcharge), ((site, new),)
    for places in elsewhere(own_sites):
        yield AXIS, Step(told_of_axis(AXIS, [site.node for site, _ in places])), places


def _named(old: ast.AST, new: ast.AST, given: frozenset[str]) -> Step:
    """Return what one name for another is told as: both where students know both."""
    names = [part.id for part in (old, new) if isinstance(part, ast.Name)]
    if given.issuperset(names):
        return Step(AS_IF_OTHER, {"name": names[0], "other": names[1]})
    return Step(OPERAND, surcharge=_UNNAMED)


def _holds_itself(site: Site, new: ast.AST) -> bool:
    """Whether a change puts a list into itself, as in ``out.append(out)`` and ``out[i] = out``.

    No array comes of such a list, and numpy takes a tenth of a second to find that out.
    """
    match site.parent:
        case ast.Call(func=ast.Attribute(value=ast.Name(name), attr="append" | "insert")):
            pass
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(name), slice=ast.Name())]):
            pass
        case _:
            return False
    return site.field != "func" and isinstance(new, ast.Name) and new.id == name


def _entered(problem: Problem, solution: Solution, values: Mapping[str, Any]) -> frozenset[int]:
    """Return the first lines of the solution's functions that a call of the problem enters."""
    lines: set[int] = set()
    file = solution.names["__file__"]

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename == file:
            lines.add(frame.f_code.co_firstlineno)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        solution.answers(problem, values)
    finally:
        sys.setprofile(before if callable(before) else None)  # a profiler in C cannot be put back
    return frozenset(lines)


@lru_cache(maxsize=2)  # the problems of a set have one reference, and come one after another
def _parsed(
    path: Path, text: str
) -> tuple[Sequence[Definition], Sequence[CodeType], Sequence[tuple[int, ast.FunctionDef]]]:
    """Return the functions and classes of a file, each compiled, and all functions in them."""
    body = ast.parse(text).body
    definitions = [item for item in body if isinstance(item, (ast.FunctionDef, ast.ClassDef))]
    functions = [
        (position, node)
        for position, definition in enumerate(definitions)
        for node in walk(definition)
        if isinstance(node, ast.FunctionDef)
    ]
    return definitions, [_compiled(path, definition) for definition in definitions], functions


def _compiled(path: Path, definition: Definition) -> CodeType:
    return compile(ast.Module([definition], []), str(path), "exec", dont_inherit=True)


class _Definitions:
    """The functions and classes of a reference file, to be defined again with a change in one.

    All are, for each finds the others in its module. What the file computes beside them (imports,
    constants) is taken as it is.
    """

    def __init__(self, solution: Solution) -> None:
        self._solution = solution
        text = solution.path.read_text(encoding="utf-8-sig")
        self._definitions, self._codes, self.functions = _parsed(solution.path, text)
        """Every function and method with the position of its definition."""

    def with_each(
        self, position: int, changes: Sequence[Places]
    ) -> Iterator[Mapping[str, object] | None]:
        """Yield what the file defines with each of some changes in one definition.

        None where it cannot be defined so.
        """
        together = self._compiled(position, _in_one(changes))
        for number, places in enumerate(changes):
            changed = together or self._compiled(position, places)
            yield changed and self._names(position, changed, number)

    def _compiled(self, position: int, places: Places) -> CodeType | None:
        try:
            with put_in_place(places):
                return _compiled(self._solution.path, self._definitions[position])
        except (SyntaxError, ValueError, TypeError, RecursionError):
            return None

    def _names(self, position: int, changed: CodeType, number: int) -> Mapping[str, object] | None:
        names = {**self._solution.names, _SLIP: number}
        try:
            for code in (*self._codes[:position], changed, *self._codes[position + 1 :]):
                exec(code, names)  # noqa: S102  # the staff's own file
        except Exception:  # a slip in a default or a decorator may raise anything
            return None
        return names


def _in_one(changes: Sequence[Places]) -> Places:
    """Return one change that makes each of some changes where ``_SLIP`` is its number.

    It is compiled once instead of as often as there are slips in a function.
    """
    options: dict[int, tuple[Site, list[tuple[int, ast.AST]]]] = {}
    for number, places in enumerate(changes):
        for site, new in places:  # a copy, as the nodes of the function in it will be changed
            options.setdefault(id(site.node), (site, []))[1].append((number, copied(new)))
    return [(site, _choice(site.node, news)) for site, news in options.values()]


def _choice(node: ast.AST, options: Sequence[tuple[int, ast.AST]]) -> ast.AST:
    """Return what is a node, and each of its replacements where ``_SLIP`` is its number."""
    made = node
    for number, new in reversed(options):
        test = ast.Compare(ast.Name(_SLIP, ast.Load()), [ast.Eq()], [ast.Constant(number)])
        if isinstance(made, ast.stmt) and isinstance(new, ast.stmt):
            made = ast.If(test, [new], [made])
        elif isinstance(made, ast.expr) and isinstance(new, ast.expr):
            made = ast.IfExp(test, new, made)
    return located(made, node)


def _first_line(function: ast.FunctionDef) -> int:
    """Return the line at which Python says a function begins: its first decorator's, if any."""
    return min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])


def _sites(function: ast.FunctionDef) -> Iterator[Site]:
    """Yield the places of a function's statements; a docstring and arguments hold no formulas."""
    for index, statement in enumerate(function.body):
        if index == 0 and ast.get_docstring(function, clean=False) is not None:
            continue
        if isinstance(statement, ast.AugAssign):
            yield Site(function, "body", index, statement)
        if not isinstance(statement, ast.FunctionDef):  # an inner function is walked by itself
            yield from sites(statement)


def _variables(function: ast.FunctionDef) -> tuple[str, ...]:
    """Return a function's parameters and the names that it assigns."""
    parameters = [argument.arg for argument in function.args.args if argument.arg != "self"]
    assigned = [
        node.id
        for node in walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return tuple(dict.fromkeys((*parameters, *assigned)))


def _describe(old: ast.AST, new: ast.AST) -> str:
    replaced = "left out" if isinstance(new, ast.Pass) else f"-> `{ast.unparse(new)}`"
    return f"line {getattr(old, 'lineno', 0)}: `{ast.unparse(old)}` {replaced}"

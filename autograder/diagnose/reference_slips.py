"""Candidates that come from the set's reference solution: what it answers with one slip of the pen in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.mistake import Mistake, Step
from autograder.diagnose.mutants import AXIS, elsewhere, mutants_of
from autograder.diagnose.syntax import Site, sites
from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.reference import Solution
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.model import Problem

__all__ = ["ReferenceSlips", "changed_answers"]


class _Slip(Struct, frozen=True, eq=False):
    """A function or method of the solution with one slip in it, compiled."""

    mistake: Mistake
    code: Any
    owner: str | None
    """The class that the method belongs to."""
    name: str


class ReferenceSlips:
    """All slips of one problem's solution, and what it answers with them: shared by the problem's answers."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self._problem, self._solution = problem, solution
        self._call = compile(problem.call.code, problem.id, "exec", dont_inherit=True)
        # by the trial's identity; the trial is kept beside its answers, so that no other can take
        # its id
        self._answers: dict[int, tuple[KeyedTrial, dict[_Slip, Mapping[str, Any]]]] = {}
        self.slips = tuple(self._find())

    def answers(self, slip: _Slip, context: TrialContext) -> Mapping[str, Any]:
        """Return the value of each answer at a trial."""
        _, answers = self._answers.setdefault(id(context.keyed), (context.keyed, {}))
        if slip not in answers:
            answers[slip] = self._run(slip, context)
        return answers[slip]

    def _run(self, slip: _Slip, context: TrialContext) -> Mapping[str, Any]:
        space: dict[str, Any] = {**self._solution.names, "np": np}
        self._overlay(slip, space)
        for name in self._problem.call.reads:
            space.pop(name, None)
        space.update(inputs_of(self._problem, context.values))
        with suppress(Exception):  # a slip may raise anything; answers bound before it stand
            exec(self._call, space)  # noqa: S102  # the staff's code, changed in one place
        answers = unpack(
            self._problem, {name: space[name] for name in self._problem.call.reads if name in space}
        )
        return {} if isinstance(answers, str) else answers

    @staticmethod
    def _overlay(slip: _Slip, space: dict[str, Any]) -> None:
        own: dict[str, Any] = {}
        exec(slip.code, space, own)  # noqa: S102
        changed = own[slip.name]
        if slip.owner is None:
            space[slip.name] = changed
        else:
            space[slip.owner] = type(slip.owner, (space[slip.owner],), {slip.name: changed})

    def _find(self) -> Iterator[_Slip]:
        for owner, definition in _definitions(self._solution.path, self._problem):
            _without_docstring(definition)
            names = _variables(definition)
            places = [
                site for statement in definition.body for site in _sites_of(statement, definition)
            ]
            changes = [
                (m, ((site, new),)) for site in places for m, new in mutants_of(site.node, names)
            ]
            for mistake, changed in (*changes, *((AXIS, changed) for changed in elsewhere(places))):
                code = _compiled(changed, definition)
                if code is not None:
                    yield _Slip(mistake, code, owner, definition.name)


def _definitions(path: Path, problem: Problem) -> Iterator[tuple[str | None, ast.FunctionDef]]:
    """Yield the functions and methods that a problem's call may reach."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name in problem.call.needs:
            yield None, node
        if isinstance(node, ast.ClassDef) and node.name in problem.call.needs:
            methods = [item for item in node.body if isinstance(item, ast.FunctionDef)]
            yield from ((node.name, method) for method in methods if method.name != "__init__")


def _without_docstring(definition: ast.FunctionDef) -> None:
    if len(definition.body) > 1 and ast.get_docstring(definition) is not None:
        del definition.body[0]


def _sites_of(statement: ast.stmt, definition: ast.FunctionDef) -> Iterator[Site]:
    if isinstance(statement, ast.AugAssign):
        yield Site(definition, "body", definition.body.index(statement), statement)
    yield from sites(statement)


def _variables(definition: ast.FunctionDef) -> tuple[str, ...]:
    """Return a function's parameters and the names that it assigns."""
    names = [argument.arg for argument in definition.args.args if argument.arg != "self"]
    stored = [
        n.id
        for n in ast.walk(definition)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    return tuple(dict.fromkeys([*names, *stored]))


def _compiled(changed: Sequence[tuple[Site, ast.AST]], definition: ast.FunctionDef) -> Any:
    for site, new in changed:
        site.put(new)
    try:
        return compile(ast.Module([definition], []), "slip", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, TypeError):
        return None
    finally:
        for site, _ in changed:
            site.put(site.node)


def changed_answers(subject: Subject, slips: ReferenceSlips) -> Iterator[Candidate]:
    """Yield what an answer becomes by each slip."""
    for slip in slips.slips:
        yield Candidate(Step(slip.mistake), partial(_answer, slips, slip, subject.answer.id))


def _answer(slips: ReferenceSlips, slip: _Slip, answer: str, context: TrialContext) -> Any:
    return slips.answers(slip, context)[answer]

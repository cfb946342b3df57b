"""How the student is called: ``answer: f(v, B) -> left, right`` and ``run:`` blocks.

Parsed here, and carried out: what goes into a call, and what comes out of it by answer.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.errors import unknown
from autograder.problemset.formula import FormulaError
from autograder.problemset.model import Call, Problem

__all__ = ["RESULT", "inputs_of", "parse_answer", "parse_run", "unpack"]

RESULT: Final = "__answer__"
"""The name under which the student's process keeps what the function returned."""

_ALWAYS_THERE: Final = frozenset({*dir(builtins), "np"})


def parse_answer(text: str, inputs: Collection[str]) -> tuple[Call, tuple[str, ...]]:
    """Parse ``f(v, B) -> left, right``; return the call and the answers' names.

    Without an arrow the one answer is called as the function is. ``f``, without brackets, is a
    name that the student assigns, where there are no inputs; it and ``f()`` take an assigned value
    and a function alike.

    Raises:
        FormulaError: the text is no call, or it uses a name that is no input.
    """
    call_text, _, names_text = text.partition("->")
    function, names_used = _parse_call(call_text.strip(), tuple(inputs))
    names = tuple(name.strip() for name in names_text.split(",") if name.strip()) or (function,)
    for name in names:
        if not name.isidentifier():
            raise FormulaError(
                f"the answer's name {name!r}", "names after `->`, such as `-> left, right`"
            )
    for name in sorted(names_used - set(inputs) - _ALWAYS_THERE):
        raise FormulaError(
            *unknown(
                name,
                inputs,
                f"the argument {name!r}",
                f"a given, a `let` or a dimension ({', '.join(inputs) or 'there is none'})",
            )
        )
    code = f"{RESULT} = {_assigned_or_called(call_text.strip(), function)}"
    return Call(
        code,
        (function,),
        frozenset(names_used & set(inputs)),
        (RESULT,),
        call_text.strip(),
        unpack=True,
    ), names


def _parse_call(text: str, inputs: Sequence[str]) -> tuple[str, set[str]]:
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise FormulaError(
            repr(text), "a call such as f(v, B)", f"It cannot be parsed: {error.msg}."
        ) from None
    if isinstance(node, ast.Name):
        if not inputs:  # with inputs its value would have to change
            return node.id, set()
        example = f"{node.id}({', '.join(inputs)})"
        raise FormulaError(
            repr(text), "a call of the student's function with its inputs", f"Such as {example}."
        )
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise FormulaError(repr(text), "a call of the student's function, such as f(v, B)")
    used: set[str] = set()
    for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
        if isinstance(argument, ast.Name):  # as most are: there is nothing to walk through
            used.add(argument.id)
            continue
        loaded, stored = _names(argument)
        used |= loaded - stored
    return node.func.id, used


def _assigned_or_called(text: str, function: str) -> str:
    if text not in (function, f"{function}()"):
        return text
    return f"{function}() if callable({function}) else {function}"


def parse_run(text: str, answers: Sequence[str], inputs: Collection[str]) -> Call:
    """Parse a ``run:`` block; every answer must be bound by it.

    Raises:
        FormulaError: the block is no Python, or it leaves an answer unbound.
    """
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise FormulaError(
            f"line {error.lineno} of the block: {error.msg}", "Python statements"
        ) from None
    loaded, stored = _names(tree)
    for name in answers:
        if name not in stored:
            raise FormulaError(
                *unknown(
                    name,
                    stored,
                    f"the answer {name!r}, which the block never binds",
                    "each name under `answers`",
                )
            )
        if name in inputs:
            raise FormulaError(
                f"the answer {name!r}, which is also an input", "answers with names of their own"
            )
    needs = loaded - stored - set(inputs) - _ALWAYS_THERE
    return Call(
        text.rstrip() + "\n",
        tuple(sorted(needs)),
        frozenset(loaded & set(inputs)),
        tuple(answers),
        "",
        unpack=False,
    )


def _names(tree: ast.AST) -> tuple[set[str], set[str]]:
    """Return the names that are read somewhere in a tree, and those that something in it binds."""
    loaded, stored = set[str](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (loaded if isinstance(node.ctx, ast.Load) else stored).add(node.id)
        elif isinstance(node, ast.arg):
            stored.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            stored.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            stored |= {name.asname or name.name.partition(".")[0] for name in node.names}
    return loaded, stored


# One call: what goes into it, and what comes out.


def inputs_of(problem: Problem, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs that the call uses, as a student expects them: numbers, fresh arrays."""
    return {name: _plain(values[name]) for name in sorted(problem.call.uses)}


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    return np.array(value) if isinstance(value, np.ndarray) else value


def unpack(problem: Problem, bound: Mapping[str, Any]) -> dict[str, Any] | str:
    """Return the value of each answer that was bound, or say how what came does not fit."""
    if not problem.call.unpack:
        return dict(bound)
    [name] = problem.call.reads
    if name not in bound:
        return {}
    ids = [answer.id for answer in problem.answers]
    value = bound[name]
    if len(ids) == 1:
        return {ids[0]: value}
    wanted = f"{len(ids)} values are expected: {', '.join(ids)}"
    if isinstance(value, np.ndarray) and value.ndim:
        value = list(value)  # as Python unpacks an array: along its first axis
    if not isinstance(value, (tuple, list)):
        return f"returned one value; {wanted}"
    if len(value) != len(ids):
        return f"returned {len(value)} values; {wanted}"
    return dict(zip(ids, value, strict=True))

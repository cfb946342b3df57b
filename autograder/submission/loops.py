"""Python loops over the entries of an array, in a student's function and what it calls.

A loop counts where its variable indexes an array, or runs over one. Steps of an algorithm, layers
in a list and keys of a dictionary are no entries. What is an array is known of the inputs, of what
numpy returns, and of what is computed from these.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeAlias

from autograder.submission.uses import Part, Use, aliases_within, dotted

__all__ = ["loops_of"]

_HIDDEN: Final = frozenset(
    f"numpy.{name}"
    for name in ("vectorize", "apply_along_axis", "apply_over_axes", "frompyfunc", "fromiter",
                 "ndindex", "nditer", "ndenumerate")
)  # fmt: skip
"""Functions that are a loop over entries in another form."""
_OVER: Final = frozenset({"zip", "enumerate", "reversed", "map", "iter", "list", "sorted"})
_LIBRARIES: Final = ("numpy.", "scipy.", "torch.", "jax.", "tensorflow.")
_ROUNDS: Final = 4
"""Times that what is known of one function is carried over to those that it calls."""
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)

Known: TypeAlias = "dict[str, set[int]]"
"""Function -> the positions of its parameters that are arrays, ``self`` left out."""


def loops_of(parts: Sequence[Part], call: str, arrays: Collection[str]) -> list[Use]:
    """Return each loop over entries, and where it stands.

    Args:
        parts: what the function leads to.
        call: how the function is called, in Python.
        arrays: the inputs that are arrays.
    """
    known: Known = {}
    _carry(ast.parse(call), set(arrays), known, {})
    scopes = [_Scope(part, node, arrays) for part in parts for node in _scopes(part.node)]
    for _ in range(_ROUNDS):
        for scope in scopes:
            scope.learn(known)
    found = {use.place: use for scope in scopes for use in scope.loops()}
    return list(found.values())


def _scopes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what has names of its own: functions and methods; else the statement itself."""
    functions: list[ast.AST] = [n for n in ast.walk(node) if isinstance(n, _FUNCTIONS)]
    yield from functions or [node]


def _carry(tree: ast.AST, arrays: Collection[str], known: Known, aliases: dict[str, str]) -> None:
    """Note which parameters of the functions called are arrays."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func, aliases).rpartition(".")[2]
        for position, argument in enumerate(node.args):
            if _is_array(argument, arrays, aliases):
                known.setdefault(name, set()).add(position)


def _is_array(node: ast.AST, arrays: Collection[str], aliases: dict[str, str]) -> bool:
    """Whether an expression is an array for all that is known."""
    match node:
        case ast.Name(id=name):
            return name in arrays
        case ast.Attribute(value=value, attr=attribute):
            return (attribute == "T" and _is_array(value, arrays, aliases)) or (
                isinstance(value, ast.Name) and value.id == "self" and f"self.{attribute}" in arrays
            )
        case ast.Call(func=function):
            name = dotted(function, aliases)
            if name.startswith(_LIBRARIES):
                return name not in ("numpy.shape", "numpy.size", "numpy.ndim")
            return (
                isinstance(function, ast.Attribute)
                and function.attr not in ("item", "tolist")
                and _is_array(function.value, arrays, aliases)
            )
        case ast.BinOp(left=left, right=right, op=operator):
            return isinstance(operator, ast.MatMult) or any(
                _is_array(side, arrays, aliases) for side in (left, right)
            )
        case ast.UnaryOp(operand=operand):
            return _is_array(operand, arrays, aliases)
        case ast.Subscript(value=value):
            return _is_array(value, arrays, aliases)
    return False


class _Scope:
    """One function, and which of its names are arrays."""

    def __init__(self, part: Part, node: ast.AST, arrays: Collection[str]) -> None:
        self._part, self._node = part, node
        self._aliases = aliases_within(part)
        self._arrays = {*arrays, *(f"self.{name}" for name in arrays)}
        name = getattr(node, "name", part.name)
        self._name = name
        self._parameters = [
            argument.arg
            for argument in (node.args.args if isinstance(node, _FUNCTIONS) else [])
            if argument.arg != "self"
        ]

    def learn(self, known: Known) -> None:
        """Take over what is known of the parameters, and note it of what is called."""
        for position in known.get(self._name, ()):
            if position < len(self._parameters):
                self._arrays.add(self._parameters[position])
        for node in ast.walk(self._node):
            if isinstance(node, ast.Assign) and _is_array(node.value, self._arrays, self._aliases):
                self._arrays |= {ast.unparse(target) for target in node.targets}
        _carry(self._node, self._arrays, known, self._aliases)

    def loops(self) -> Iterator[Use]:
        """Yield the loops over entries, each with its place."""
        for node in ast.walk(self._node):
            if self._counts(node):
                yield Use("loop", self._part.statement.place(node))

    def _counts(self, node: ast.AST) -> bool:
        match node:
            case (
                ast.For(target=target, iter=source, body=body)
                | ast.AsyncFor(target=target, iter=source, body=body)
            ):
                return self._runs_over(source) or self._indexes(_names(target), body)
            case ast.While(test=test, body=body):
                counted = {
                    name
                    for inner in body
                    for step in ast.walk(inner)
                    if isinstance(step, ast.AugAssign)
                    for name in _names(step.target)
                }
                return self._indexes(_names(test) & counted, body)
            case ast.Call(func=function, args=arguments):
                name = dotted(function, self._aliases)
                return name in _HIDDEN or (name == "map" and any(map(self._array, arguments[1:])))
        if isinstance(node, _COMPREHENSIONS):
            names = {name for part in node.generators for name in _names(part.target)}
            over = any(self._runs_over(part.iter) for part in node.generators)
            return over or self._indexes(names, [node])
        return False

    def _array(self, node: ast.AST) -> bool:
        return _is_array(node, self._arrays, self._aliases)

    def _runs_over(self, source: ast.expr) -> bool:
        match source:
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in _OVER:
                return any(self._array(argument) for argument in arguments)
        return self._array(source)

    def _indexes(self, names: set[str], body: Sequence[ast.AST]) -> bool:
        """Whether one of the names is an index of an array; what only keeps a history is none."""
        kept = {id(node) for statement in body for node in _histories(statement, body)}
        return any(
            isinstance(node, ast.Subscript)
            and id(node) not in kept
            and self._array(node.value)
            and names & _names(node.slice)
            for statement in body
            for node in ast.walk(statement)
        )


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _histories(statement: ast.AST, body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield the places that keep what the loop carries from step to step: ``history[t] = w``."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Assign) and _names(node.value) & _carried(body):
            yield from (target for target in node.targets if isinstance(target, ast.Subscript))


def _carried(body: Sequence[ast.AST]) -> set[str]:
    """Return the names that a loop's body makes anew from their own values."""
    carried: set[str] = set()
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                carried.add(node.target.id)
            if isinstance(node, ast.Assign):
                targets = {name for target in node.targets for name in _plain(target)}
                carried |= targets & _names(node.value)
    return carried


def _plain(target: ast.expr) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id

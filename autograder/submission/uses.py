"""Which names of libraries a student's function uses, itself and by the helpers that it calls.

Read off the syntax tree: aliases are followed (``import numpy as n``, ``from numpy import gradient
as g``, ``g = np.gradient``), and so are functions, classes and modules of the student's own.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from autograder.submission.code import Code, Statement

__all__ = ["Part", "Use", "aliases_within", "dotted", "matches", "parts_of", "uses_of"]

Aliases: TypeAlias = "dict[str, str]"
"""Name in a file -> what it stands for, with dots: ``numpy.gradient``."""

_SHORT: Final[Mapping[str, str]] = {
    "np": "numpy",
    "jnp": "jax.numpy",
    "pd": "pandas",
    "tf": "tensorflow",
}
"""What everybody calls a package, where a rule says it that way."""
_PACKAGES: Final = frozenset({*_SHORT.values(), "jax", "scipy", "torch"})
"""Packages that a file of the student's does not take the place of."""
_IMPORTERS: Final = frozenset({"__import__", "importlib.import_module"})
_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MOST_PARTS: Final = 500


class Use(Struct, frozen=True):
    """A name with all its dots, and where it is used; one dot first for a method of any object."""

    name: str
    place: str


class Part(Struct, frozen=True):
    """What binds a name of the student's that is reached: a definition or an assignment."""

    name: str
    node: ast.AST
    statement: Statement
    aliases: Aliases
    own: frozenset[str]
    """The student's own files, whose names are no library's."""


def matches(rule: str, name: str) -> bool:
    """Whether a name is what a rule speaks of: ``torch``, ``np.linalg``, or ``gradient`` alone."""
    first, dot, rest = rule.partition(".")
    full = _SHORT.get(first, first) + dot + rest
    if name == full or name.startswith(f"{full}."):
        return True
    return not dot and name.rpartition(".")[2] == rule


def uses_of(parts: Sequence[Part]) -> list[Use]:
    """Return what the parts use, in the order in which it stands there."""
    return [use for part in parts for use in _uses(part)]


def parts_of(code: Code, module: str, roots: Collection[str]) -> list[Part]:
    """Return what binds the roots in a module, and all of the student's that it leads to."""
    files = {name: _File(name, statements, code) for name, statements in code.items()}
    waiting, found = [(module, root) for root in roots], dict[tuple[str, str], list[Part]]()
    while waiting and len(found) < _MOST_PARTS:
        place = waiting.pop(0)
        name, root = place
        if place in found or name not in files:
            continue
        found[place] = files[name].parts(root)
        for part in found[place]:
            waiting += _own(part, files)
    return [part for parts in found.values() for part in parts]


class _File:
    """The names that one file binds at its top."""

    def __init__(self, name: str, statements: Sequence[Statement], code: Code) -> None:
        self.aliases: Aliases = {}
        self.definitions: dict[str, list[tuple[ast.AST, Statement]]] = {}
        self._name, self._code = name, code
        for statement in statements:
            for node in _at_top(statement.node):
                self._bind(node, statement)

    def parts(self, name: str) -> list[Part]:
        """Return what binds a name, or what it is imported from."""
        return [
            Part(name, node, statement, self.aliases, frozenset(self._code) - _PACKAGES)
            for node, statement in self.definitions.get(name, ())
        ]

    def _bind(self, node: ast.AST, statement: Statement) -> None:
        if isinstance(node, _DEFINITIONS):
            self.definitions[node.name] = [(node, statement)]
            self.aliases[node.name] = f"{self._name}.{node.name}"
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            imported = _imported(node, self._code)
            self.aliases.update(imported)
            for name in imported:
                self.definitions.setdefault(name, []).append((node, statement))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                self._assign(target, node, node.value, statement)

    def _assign(
        self, target: ast.expr, node: ast.AST, value: ast.expr, statement: Statement
    ) -> None:
        if isinstance(target, ast.Name):
            self.definitions[target.id] = [(node, statement)]
            stands_for = dotted(value, self.aliases)
            self.aliases[target.id] = stands_for or f"{self._name}.{target.id}"
            return
        owner = _first(target)
        if owner:  # `Linear.backward = f` is a part of Linear
            self.definitions.setdefault(owner, []).append((node, statement))


def _at_top(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a statement, and those within it that bind names of the file."""
    yield node
    if not isinstance(node, (*_DEFINITIONS, ast.Assign, ast.Expr)):
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, (ast.stmt, ast.ExceptHandler)):
                yield from _at_top(inner)


def _imported(node: ast.Import | ast.ImportFrom, code: Code) -> Aliases:
    """Return what an import binds; of ``from a import *`` all that a file of the student's has."""
    if isinstance(node, ast.Import):
        return {
            name.asname or name.name.partition(".")[0]: name.name
            if name.asname
            else name.name.partition(".")[0]
            for name in node.names
        }
    source = node.module or ""
    names = {name.asname or name.name: f"{source}.{name.name}".strip(".") for name in node.names}
    if "*" in names:
        del names["*"]
        for statement in code.get(source, ()):
            if isinstance(statement.node, _DEFINITIONS):
                names[statement.node.name] = f"{source}.{statement.node.name}"
    return names


def _first(node: ast.AST) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def dotted(node: ast.AST, aliases: Aliases) -> str:
    """Return the full name that an expression stands for; ``.name`` of an object that has none."""
    match node:
        case ast.Name(id=name):
            return aliases.get(name, name)
        case ast.Attribute(value=value, attr=attribute):
            return f"{dotted(value, aliases)}.{attribute}"
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if (
            dotted(function, aliases) in _IMPORTERS
        ):
            return name
        case ast.Call(func=ast.Name(id="getattr"), args=[owner, ast.Constant(value=str(name)), *_]):
            return f"{dotted(owner, aliases)}.{name}"
    return ""


def aliases_within(part: Part) -> Aliases:
    """Return what names stand for within a part: its own imports and short names as well."""
    aliases = dict(part.aliases)
    for node in ast.walk(part.node):
        match node:
            case ast.Import() | ast.ImportFrom():
                aliases.update(_imported(node, {}))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                stands_for = dotted(value, aliases)
                if stands_for:
                    aliases[name] = stands_for
    return aliases


def _uses(part: Part) -> Iterator[Use]:
    aliases = aliases_within(part)
    found: list[tuple[int, int, Use]] = []
    within: set[int] = set()
    for node in ast.walk(part.node):
        names: list[str] = []
        if isinstance(node, (ast.Attribute, ast.Name, ast.Call)):
            if id(node) in within or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                continue
            names = [dotted(node, aliases)]
            if isinstance(node, ast.Attribute):  # the whole of `np.linalg.inv`, not its parts
                within.update(id(inner) for inner in _chain(node))
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and not isinstance(
            part.node, (ast.Import, ast.ImportFrom)
        ):
            names = list(_imported(node, {}).values())
            if isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names):
                names.append(f"{node.module}.*")
        place = part.statement.place(node)
        found += [
            (getattr(node, "lineno", 0), getattr(node, "col_offset", 0), Use(name, place))
            for name in names
            if name and name.partition(".")[0] not in part.own
        ]
    yield from (use for _, _, use in sorted(found, key=lambda entry: entry[:2]))


def _chain(node: ast.Attribute) -> Iterator[ast.AST]:
    inner: ast.AST = node.value
    while isinstance(inner, ast.Attribute):
        yield inner
        inner = inner.value
    if isinstance(inner, ast.Name):
        yield inner


def _own(part: Part, files: Mapping[str, _File]) -> Iterator[tuple[str, str]]:
    """Yield the student's own names that a part mentions, with the file that has each."""
    home = next(name for name, file in files.items() if file.aliases is part.aliases)
    aliases = aliases_within(part)
    for node in ast.walk(part.node):
        if isinstance(node, ast.Name):
            yield home, node.id
        if isinstance(node, (ast.Name, ast.Attribute)):
            module, _, name = dotted(node, aliases).rpartition(".")
            if module in files:
                yield module, name
    if isinstance(part.node, (ast.Import, ast.ImportFrom)):
        for full in _imported(part.node, {}).values():
            module, _, name = full.rpartition(".")
            if module in files:
                yield module, name

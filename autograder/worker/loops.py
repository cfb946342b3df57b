"""Loops of a student's file that can be judged by the values they go round with.

A ``while`` loop that does nothing but plain arithmetic with the variables in sight is decided by
the values of those variables: if they are all the same when it comes round again, it goes round for
ever. Here such loops are found; :mod:`.pictures` takes the values. Whatever else may
have a state of its own (an iterator, a random number, a file, an object of some class, a clock)
makes a loop none of them. Runs beside student code, and asks no method of the student's.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import linecache
import math
import types
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

import numpy as np
from msgspec import Struct

from autograder.worker.pictures import UNBOUND, NotPlainError

__all__ = ["PlainLoop", "plain_loops"]

_PLAIN_NODES: Final = (
    ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.comprehension,
    ast.Assign, ast.AugAssign, ast.AnnAssign, ast.If, ast.While, ast.For, ast.Pass, ast.Break,
    ast.Continue, ast.Expr, ast.Return, ast.arguments, ast.arg, ast.keyword, ast.Name, ast.Constant,
    ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Subscript, ast.Slice, ast.Tuple,
    ast.List, ast.Attribute, ast.Call, ast.ListComp,
)  # fmt: skip
_BUILTINS: Final = {
    "abs", "all", "any", "bool", "complex", "divmod", "enumerate", "float", "int", "len", "list",
    "max", "min", "pow", "range", "reversed", "round", "sorted", "sum", "tuple", "zip",
}  # fmt: skip
_METHODS: Final = {
    "T", "all", "any", "append", "argmax", "argmin", "astype", "conj", "copy", "cumsum", "diagonal",
    "dot", "dtype", "fill", "flatten", "imag", "insert", "item", "max", "mean", "min", "ndim",
    "pop", "prod", "ravel", "real", "reshape", "shape", "size", "squeeze", "std", "sum", "swapaxes",
    "tolist", "trace", "transpose", "var",
}  # fmt: skip
"""Attributes of numbers, lists and arrays that depend on nothing else."""
_NUMPY: Final = {
    "all", "allclose", "any", "arange", "argmax", "argmin", "array", "asarray", "atleast_1d",
    "atleast_2d", "broadcast_to", "clip", "column_stack", "concatenate", "cumsum", "diag", "dot",
    "einsum", "expand_dims", "eye", "full", "full_like", "hstack", "identity", "inf", "inner",
    "isclose", "kron", "linspace", "max", "mean", "min", "nan", "newaxis", "ones", "ones_like",
    "outer", "pi", "prod", "ravel", "repeat", "reshape", "squeeze", "stack", "std", "sum",
    "tensordot", "trace", "transpose", "tril", "triu", "var", "vdot", "vstack", "where", "zeros",
    "zeros_like",
}  # fmt: skip
_LINEAR_ALGEBRA: Final = frozenset({"det", "inv", "norm", "solve", "slogdet", "eigvalsh", "cond"})
_WATCHFUL: Final = (ast.Try, ast.With, getattr(ast, "TryStar", ast.Try))
_DEEPEST_CALL: Final = 6


class PlainLoop(Struct, frozen=True):
    """A ``while`` loop that a frame is in, and all that decides what it does."""

    frame: types.FrameType
    node: ast.While
    names: frozenset[str]
    """Variables of the frame that it reads or binds."""
    shared: frozenset[str]
    """Of the module's: what it and the functions that it calls read."""

    @property
    def first(self) -> int:
        """The line that the loop begins in."""
        return self.node.lineno

    @property
    def last(self) -> int:
        """The last line of its body."""
        return self.node.body[-1].end_lineno or self.node.lineno

    @property
    def places(self) -> frozenset[int]:
        """The lines that are in no loop within it: nothing is half done at their beginning."""
        lines = set(range(self.first, self.last + 1))
        for inner in ast.walk(self.node):
            if isinstance(inner, (ast.While, ast.For)) and inner is not self.node:
                lines -= set(range(inner.lineno, (inner.end_lineno or inner.lineno) + 1))
        return frozenset(lines)

    @property
    def is_empty(self) -> bool:
        """Whether it goes round without doing anything, as the compiler knows, too."""
        still = (ast.Pass, ast.Continue)
        does_nothing = all(isinstance(statement, still) for statement in self.node.body)
        test = self.node.test
        return does_nothing and isinstance(test, ast.Constant) and bool(test.value)

    def values(self) -> list[object]:
        """Return the values of all its variables, in the order of their names."""
        local, module = self.frame.f_locals, self.frame.f_globals
        own = [local.get(name, UNBOUND) for name in sorted(self.names)]
        return own + [module.get(name, UNBOUND) for name in sorted(self.shared)]


def plain_loops(frames: Iterable[types.FrameType]) -> Iterator[PlainLoop]:
    """Yield the plain loops that frames are in, innermost first.

    There is none where one of the frames is in a ``try`` or a ``with``, which would see it end.
    """
    inside = [(frame, _above(frame)) for frame in frames]
    if any(isinstance(node, _WATCHFUL) for _, above in inside for node in above):
        return
    for frame, above in inside:
        for node in reversed(above):
            if isinstance(node, ast.While):
                reader = _Reader(frame)
                with contextlib.suppress(NotPlainError):
                    reader.read(node, frame.f_code, 0)
                    names, shared = frozenset(reader.names), frozenset(reader.shared)
                    yield PlainLoop(frame, node, names, shared)


def _above(frame: types.FrameType) -> list[ast.AST]:
    """Return the statements of a frame's own function that hold its line, outermost first."""
    found: list[ast.AST] = []
    inside: ast.AST | None = _tree(frame.f_code.co_filename)
    while inside is not None:
        if isinstance(inside, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found = []
        found.append(inside)
        inside = next((node for node in _statements(inside) if _holds(node, frame.f_lineno)), None)
    is_own = isinstance(found[0], ast.FunctionDef) and found[0].name == frame.f_code.co_name
    return found if is_own else []


def _tree(filename: str) -> ast.Module:
    """Return the statements of a file as tracebacks know it; none where it cannot be read."""
    return _parsed("".join(linecache.getlines(filename)))


@functools.lru_cache(maxsize=4)  # each frame and each function that a loop calls asks for its file
def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, (ast.ExceptHandler, getattr(ast, "match_case", ast.ExceptHandler))):
            yield from _statements(child)


def _holds(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


class _Reader:
    """Reads what a loop does, and notes the variables that it depends on."""

    def __init__(self, frame: types.FrameType) -> None:
        self._frame = frame
        self.names: set[str] = set()
        self.shared: set[str] = set()

    def read(self, node: ast.AST, code: types.CodeType, depth: int) -> None:
        """Note what the statements below a node depend on.

        Raises:
            NotPlainError: on more than plain values.
        """
        if depth > _DEEPEST_CALL:
            raise NotPlainError
        local = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}
        if code.co_cellvars or code.co_freevars:  # another function may see and change them
            raise NotPlainError
        if depth == 0:
            self.names |= local & _names(node)
        local |= _bound_by_comprehensions(node)
        called = {id(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
        for part in ast.walk(node):
            if not isinstance(part, _PLAIN_NODES):
                raise NotPlainError
            if isinstance(part, ast.Call):
                self._read_call(part, local, depth)
            elif isinstance(part, ast.Attribute):
                self._read_attribute(part, local)
            elif isinstance(part, ast.Name) and part.id not in local and id(part) not in called:
                self._read_shared(part.id)

    def _read_shared(self, name: str) -> None:
        """Note a name of the module that is no function which is called, as data."""
        value = self._of_module(name)
        if not isinstance(value, types.ModuleType):  # of those, what is read is looked at
            self.shared.add(name)

    def _of_module(self, name: str) -> Any:
        return self._frame.f_globals.get(name, getattr(builtins, name, UNBOUND))

    def _read_attribute(self, node: ast.Attribute, local: Collection[str]) -> None:
        if not isinstance(node.ctx, ast.Load):
            raise NotPlainError
        module = self._module(node.value, local)
        if module is None:
            if node.attr not in _METHODS:
                raise NotPlainError
        elif not _is_plain_part(module, node.attr):
            raise NotPlainError

    def _module(self, node: ast.expr, local: Collection[str]) -> types.ModuleType | None:
        """Return the module that an expression names, if it does."""
        if isinstance(node, ast.Name) and node.id not in local:
            value = self._of_module(node.id)
            return value if isinstance(value, types.ModuleType) else None
        if isinstance(node, ast.Attribute) and node.attr == "linalg":
            return np.linalg if self._module(node.value, local) is np else None
        return None

    def _read_call(self, node: ast.Call, local: Collection[str], depth: int) -> None:
        if isinstance(node.func, ast.Attribute):
            return  # read as an attribute
        if not isinstance(node.func, ast.Name) or node.func.id in local:
            raise NotPlainError
        name = node.func.id
        value = self._of_module(name)
        if isinstance(value, types.FunctionType):
            self._read_function(value, depth)
        elif value is not getattr(builtins, name, None) or name not in _BUILTINS:
            raise NotPlainError

    def _read_function(self, function: types.FunctionType, depth: int) -> None:
        """Read a function of the same module that the loop calls."""
        code = function.__code__
        if function.__globals__ is not self._frame.f_globals or function.__kwdefaults__:
            raise NotPlainError
        node = _definition(code)
        if node is None or node.decorator_list or node.args.defaults:
            raise NotPlainError
        for statement in node.body:
            self.read(statement, code, depth + 1)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _bound_by_comprehensions(node: ast.AST) -> set[str]:
    parts = (part for part in ast.walk(node) if isinstance(part, ast.comprehension))
    return {name for part in parts for name in _names(part.target)}


def _is_plain_part(module: types.ModuleType, name: str) -> bool:
    if module is np:
        value = getattr(np, name, None)
        return name in _NUMPY or name == "linalg" or isinstance(value, (np.ufunc, type))
    return name in _LINEAR_ALGEBRA if module is np.linalg else module is math


def _definition(code: types.CodeType) -> ast.FunctionDef | None:
    for node in ast.walk(_tree(code.co_filename)):
        if isinstance(node, ast.FunctionDef) and _is_of(node, code):
            return node
    return None


def _is_of(node: ast.FunctionDef, code: types.CodeType) -> bool:
    return (node.name, node.lineno) == (code.co_name, code.co_firstlineno)

"""The small language of ``forward:``, ``let:`` and ``expected:``: parsed, checked, compiled once.

A formula is Python's expression syntax cut down to arithmetic, comparisons, ``.T``, indexing, array
literals and calls of a documented table of functions (:mod:`autograder.problemset.functions`). The
syntax tree is checked node by node and only then compiled; nothing outside the table can be
reached. One compiled program serves real and complex input alike.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Collection, Mapping
from types import CodeType
from typing import Any, Final

from msgspec import Struct

from autograder.errors import StaffError, nearest
from autograder.problemset.formula_faults import advice, parse_advice, unknown_function
from autograder.problemset.functions import (
    COMPARISONS,
    CONSTANTS,
    FUNCTIONS,
    TAKES_A_LIST,
    array_literal,
)

__all__ = ["Formula", "FormulaError", "Program", "parse_formula", "parse_program"]

_KEYWORDS: Final = frozenset({"axis", "keepdims"})
_SECOND_IS_AN_AXIS: Final = {
    "max": "maximum({0}, {1}), the larger of two entry by entry",
    "min": "minimum({0}, {1}), the smaller of two entry by entry",
    "norm": "sum(abs({0})), the sum of sizes, or sum(abs({0})**p)**(1/p)",
}
"""Functions whose second argument numpy reads as an axis (or an order), and what may be meant."""
_OPERATORS: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.USub, ast.UAdd)
_LIST: Final = "__array__"
_OUTPUT: Final = "__output__"
_PROGRAM: Final = "__program__"

_DEEPEST: Final = 100
"""Parts within parts of a formula; the longest of the bank has 12."""
_SHORT: Final = _DEEPEST - 10
"""Characters that hold too few parts to be too deep, a statement and a name's context included."""
_TOO_LONG: Final = (
    "a formula that is too long",
    f"at most {_DEEPEST} parts within each other; give parts of it names of their own",
)
_MOST_BITS: Final = 1024  # of a whole number that a float64 can hold


class FormulaError(StaffError, ValueError):
    """A formula, or another text of the language, cannot be read."""


class Formula(Struct, frozen=True, eq=False):
    """One checked expression: its text, the variables it reads, the functions it calls."""

    source: str
    names: frozenset[str]
    calls: frozenset[str]
    tree: ast.expr

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def check_calls(self, functions: Collection[str]) -> None:
        """Refuse a call of what neither the table nor ``functions`` has, by a FormulaError."""
        known = {*FUNCTIONS, *functions}
        for name in sorted(self.calls - known):
            hint = unknown_function(name, nearest(name, known))
            raise FormulaError(f"the function {name!r}", "a function that formulas know", hint)


class Program(Struct, frozen=True):
    """Lines ``name = formula`` in order; a later line may read the names of earlier ones."""

    lines: tuple[tuple[str, Formula], ...]

    @property
    def assigned(self) -> tuple[str, ...]:
        """The names that the lines assign, in order."""
        return tuple(name for name, _ in self.lines)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The right-hand sides, in order."""
        return tuple(formula for _, formula in self.lines)

    @property
    def reads(self) -> frozenset[str]:
        """The names that some line reads before any line assigns them."""
        seen: set[str] = set()
        free: set[str] = set()
        for name, formula in self.lines:
            free |= formula.names - seen
            seen.add(name)
        return frozenset(free)

    def without(self, name: str) -> Program:
        """Cut the program at a line: ``name`` becomes one of the names it reads."""
        return Program(tuple(line for line in self.lines if line[0] != name))

    def compile(
        self, output: Formula, functions: Mapping[str, Callable[..., Any]]
    ) -> Callable[..., Any]:
        """Compile to a Python function of the names that are read (by keyword).

        It returns ``output``.
        """
        space: dict[str, Any] = {
            "__builtins__": {},
            **CONSTANTS,
            **_LOWERED,
            **FUNCTIONS,
            **functions,
        }
        exec(_compiled(self, output), space)  # noqa: S102  # every formula was checked node by node
        function: Callable[..., Any] = space[_PROGRAM]
        return function


def parse_formula(text: str) -> Formula:
    """Parse and check one expression.

    Raises:
        FormulaError: the text is no formula.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise FormulaError(repr(text), "a formula", _reason(error, text)) from None
    except (RecursionError, MemoryError):
        raise FormulaError(*_TOO_LONG) from None
    return _checked(tree, text.strip(), text.strip())


def _check_depth(root: ast.AST, text: str) -> None:
    """Refuse what later steps, which call themselves for each part, could not go through.

    ``text`` is what it was parsed from: a part within a part takes a character at least.

    Raises:
        FormulaError: parts lie in each other too deep.
    """
    if len(text) < _SHORT:
        return
    left = [(root, 0)]
    while left:
        node, depth = left.pop()
        if depth > _DEEPEST:
            raise FormulaError(*_TOO_LONG)
        left += ((part, depth + 1) for part in ast.iter_child_nodes(node))


def _whole(node: ast.AST) -> int | None:
    """Return the value of an expression of whole numbers alone.

    Raises:
        FormulaError: a power in it has more digits than any result can keep.
    """
    match node:
        case ast.Constant(value=int(value)):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value_of = _whole(operand)
            return None if value_of is None else -value_of
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            base, exponent = _whole(left), _whole(right)
            if base is None or exponent is None or exponent < 0:
                return None
            if exponent * base.bit_length() > _MOST_BITS:
                raise FormulaError(
                    f"the power {ast.unparse(node)}",
                    f"a number of at most {_MOST_BITS} bits, which float64 has",
                )
            return int(base**exponent)
    return None


def parse_program(text: str) -> Program:
    """Parse and check lines ``name = formula``; a last line without a name is called ``out``.

    Raises:
        FormulaError: a line is no formula, or a name is assigned twice.
    """
    try:
        statements = ast.parse(text.strip()).body
    except (SyntaxError, ValueError) as error:
        raise FormulaError(repr(text), "lines `name = formula`", _reason(error, text)) from None
    except (RecursionError, MemoryError):
        raise FormulaError(*_TOO_LONG) from None
    for statement in statements:
        _check_depth(statement, text)
    lines: list[tuple[str, Formula]] = []
    for position, statement in enumerate(statements, 1):
        name, value = _line(statement, last=position == len(statements))
        if name in dict(lines):
            raise FormulaError(f"a second line `{name} = ...`", "each name assigned once")
        lines.append((name, _checked(value, ast.unparse(value), text.strip())))
    return Program(tuple(lines))


def _line(statement: ast.stmt, *, last: bool) -> tuple[str, ast.expr]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            _check_name(name)
            return name, value
        case ast.Expr(value=value) if last:
            return "out", value
    raise FormulaError(
        f"the line `{ast.unparse(statement)}`",
        "`name = formula` (the last line may be a bare formula)",
    )


def _check_name(name: str) -> None:
    if name.startswith("__"):  # such names are the compiled program's own
        raise FormulaError(f"the name `{name}`", "a name without two leading underscores")


def _reason(error: SyntaxError | ValueError, text: str) -> str:
    """Say what to write instead, or at least what Python says of it."""
    at = error.lineno if isinstance(error, SyntaxError) and error.lineno else 1
    lines = text.strip().splitlines() or [""]
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    hint = parse_advice(lines[min(at, len(lines)) - 1])
    place = f" in line {at}" if len(lines) > 1 else ""
    return f"It cannot be parsed{place}: {said}. {hint}".strip()


def _checked(tree: ast.expr, source: str, text: str) -> Formula:
    """Check a tree; ``text`` is what it was parsed from, in which its nodes have their places."""
    _check_depth(tree, text)
    for node in ast.walk(tree) if "**" in text else ():
        _whole(node)
    checker = _Checker(text, tree)
    checker.visit(tree)
    return Formula(source, frozenset(checker.names), frozenset(checker.calls), tree)


class _Checker(ast.NodeVisitor):
    """Visits every node; a kind of node without a method here is refused."""

    def __init__(self, text: str, tree: ast.expr) -> None:
        self._text = text
        self._whole = self._written(tree)
        self.names: set[str] = set()
        self.calls: set[str] = set()

    def generic_visit(self, node: ast.AST) -> None:
        raise FormulaError(
            self._within(self._written(node)),
            "arithmetic, comparisons, .T, indexing, arrays or calls of known functions",
            advice(node),
        )

    def _written(self, node: ast.AST) -> str:
        """Return a part of the formula as its author wrote it, on one line."""
        return " ".join((ast.get_source_segment(self._text, node) or ast.unparse(node)).split())

    def _within(self, part: str) -> str:
        """Name a part and the formula that it stands in, once where it is all of it."""
        return f"`{part}`" if part == self._whole else f"`{part}` in `{self._whole}`"

    def _descend(self, node: ast.AST) -> None:
        super().generic_visit(node)

    visit_List = visit_Tuple = visit_Slice = _descend
    visit_Load = _descend

    def visit(self, node: ast.AST) -> None:
        if not isinstance(node, _OPERATORS):
            super().visit(node)

    def _operation(self, node: ast.BinOp | ast.UnaryOp) -> None:
        if not isinstance(node.op, _OPERATORS):
            self.generic_visit(node)
        self._descend(node)

    visit_BinOp = visit_UnaryOp = _operation

    def visit_Name(self, node: ast.Name) -> None:
        _check_name(node.id)
        if node.id not in CONSTANTS:
            self.names.add(node.id)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, (int, float, str, type(None))):
            self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr != "T":
            raise FormulaError(
                self._within(f".{node.attr}"),
                "`.T`, the only attribute a formula has",
                advice(node),
            )
        self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        self.visit(node.slice)

    def visit_Compare(self, node: ast.Compare) -> None:
        if len(node.ops) != 1 or type(node.ops[0]).__name__ not in COMPARISONS:
            self.generic_visit(node)
        self.visit(node.left)
        self.visit(node.comparators[0])

    def visit_Call(self, node: ast.Call) -> None:
        if not isinstance(node.func, ast.Name):
            self.generic_visit(node)
            return
        self.visit_Name(node.func)
        self.names.discard(node.func.id)
        self.calls.add(node.func.id)
        self._refuse_a_second_argument(node, node.func.id)
        for keyword in node.keywords:
            if keyword.arg not in _KEYWORDS:
                raise FormulaError(
                    f"the argument {self._within(f'{keyword.arg}=')}", "`axis=` or `keepdims=`"
                )
            self.visit(keyword.value)
        for argument in node.args:
            self.visit(argument)

    def _refuse_a_second_argument(self, node: ast.Call, name: str) -> None:
        """Refuse ``max(x, 0)``: the 0 would be an axis, and is nearly always meant as a number."""
        if name not in _SECOND_IS_AN_AXIS or len(node.args) < 2:
            return
        first, second = map(ast.unparse, node.args[:2])
        meant = _SECOND_IS_AN_AXIS[name].format(first, second)
        raise FormulaError(
            self._within(self._written(node)),
            f"{meant}; or {name}({first}, axis={second}), along an axis",
            "A second argument without a name can be read either way.",
        )


class _Lowering(ast.NodeTransformer):
    """Turns comparisons and lists into calls, which mean the same for complex numbers."""

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        name = f"__{type(node.ops[0]).__name__}__"
        return _call(name, self.visit(node.left), self.visit(node.comparators[0]))

    def visit_List(self, node: ast.List) -> ast.expr:
        return _call(_LIST, ast.List([self._entry(item) for item in node.elts], ast.Load()))

    def _entry(self, item: ast.expr) -> ast.expr:
        if isinstance(item, ast.List):
            return ast.List([self._entry(inner) for inner in item.elts], ast.Load())
        visited: ast.expr = self.visit(item)
        return visited

    def visit_Call(self, node: ast.Call) -> ast.expr:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.List(elts=items), *others]) if (
                name in TAKES_A_LIST
            ):
                arguments = [
                    ast.List(list(map(self.visit, items)), ast.Load()),
                    *map(self.visit, others),
                ]
            case _:
                arguments = list(map(self.visit, node.args))
        keywords = [ast.keyword(k.arg, self.visit(k.value)) for k in node.keywords]
        return ast.Call(node.func, arguments, keywords)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


@functools.lru_cache(maxsize=1024)  # the answers of one problem share most of its programs
def _compiled(program: Program, output: Formula) -> CodeType:
    """Compile the definition of the function that :meth:`Program.compile` returns."""
    parameters = sorted(Program((*program.lines, (_OUTPUT, output))).reads)
    body = [
        *(f"{name} = {_lowered(formula)}" for name, formula in program.lines),
        f"return {_lowered(output)}",
    ]
    header = f"def {_PROGRAM}({', '.join(['*', *parameters]) if parameters else ''}):"
    return compile("\n    ".join([header, *body]), f"<formula {output.source}>", "exec")


def _lowered(formula: Formula) -> str:
    """Write a formula in Python: as it stands, unless something in it wants lowering."""
    if any(isinstance(node, (ast.Compare, ast.List)) for node in ast.walk(formula.tree)):
        return ast.unparse(_Lowering().visit(ast.parse(formula.source, mode="eval").body))
    return (
        f"({formula.source}\n)"  # in brackets a line may end anywhere, and a comment ends with it
    )


_LOWERED: Final[Mapping[str, Callable[..., Any]]] = {
    _LIST: array_literal,
    **{f"__{name}__": function for name, function in COMPARISONS.items()},
}

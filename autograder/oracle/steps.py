"""Where a formula fails: its parts are worked out one by one, until one raises or is no number.

For the messages to staff: the shapes of both operands in letters, or the number of which a
logarithm was taken.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct

from autograder.derivative.forward import quiet
from autograder.errors import Mismatch
from autograder.problemset.formula import Formula, Program, parse_formula
from autograder.problemset.functions import FUNCTIONS
from autograder.problemset.model import Asks, Change, Derivative, Problem, Second, Truth, Value
from autograder.problemset.sizes import shape_text, size_of

__all__ = [
    "Step",
    "asked_lines",
    "cure",
    "first_bad_number",
    "first_failure",
    "in_letters",
    "spread_apart",
    "usage",
]

_CURES: Final[Mapping[str, str]] = {
    "log": "positive", "log1p": "positive", "sqrt": "positive", "**": "positive",
    "exp": "scale 0.5", "expm1": "scale 0.5", "sinh": "scale 0.5", "cosh": "scale 0.5",
    "/": "nonzero", "inv": "invertible", "solve": "invertible", "logdet": "invertible",
}  # fmt: skip
"""Function or operator that leaves its domain -> the domain of an input that keeps it in."""
_OPTIONS: Final = frozenset({"axis", "keepdims"})
_PARTS: Final = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Attribute, ast.Subscript, ast.Compare)


class Step(Struct, frozen=True):
    """One part of a formula: its text, its operands with their values, and its own value."""

    text: str
    function: str
    operands: Mapping[str, Any]
    value: Any = None
    error: Exception | None = None


def first_failure(
    problem: Problem, program: Program, trial_values: Sequence[Mapping[str, Any]]
) -> tuple[Step, ...]:
    """Return the first part that raises, as it is at each trial; nothing where none does."""
    found = [
        next((step for step in _steps(problem, program, values) if step.error), None)
        for values in trial_values
    ]
    steps = tuple(step for step in found if step is not None)
    return steps if len({step.text for step in steps}) == 1 else steps[:1]


def first_bad_number(problem: Problem, program: Program, values: Mapping[str, Any]) -> Step | None:
    """Return the first part that is not finite although its operands are.

    None where there is none.
    """
    for step in _steps(problem, program, values):
        if step.error:
            return None
        operands = step.operands.values()
        if all(map(_is_finite, operands)) and not _is_finite(step.value):
            return step
    return None


def spread_apart(
    problem: Problem, program: Program, trial_values: Sequence[Mapping[str, Any]]
) -> tuple[Step, ...]:
    """Return the first part that makes a table of a column and an array of one axis, at each trial.

    Both stand for a vector, so that entry by entry is nearly always meant. Nothing where none does.
    """
    found = [
        next((step for step in _steps(problem, program, values) if _is_table(step)), None)
        for values in trial_values
    ]
    steps = tuple(step for step in found if step is not None)
    return steps if len({step.text for step in steps}) == 1 else steps[:1]


def _is_table(step: Step) -> bool:
    shapes = sorted((np.shape(value) for value in step.operands.values()), key=len)
    if step.function or step.error or [len(shape) for shape in shapes] != [1, 2]:
        return False
    [(length,), (rows, columns)] = shapes
    return bool(columns == 1 and np.shape(step.value) == (rows, length) and min(rows, length) > 1)


def asked_lines(problem: Problem, asks: Asks) -> Program:
    """Return the lines of the forward, and then the formula that is asked for, if it is another."""
    match asks:
        case (
            Value(formula=formula)
            | Truth(formula=Formula() as formula)
            | Derivative(of=Formula() as formula)
            | Change(of=Formula() as formula)
            | Second(of=Formula() as formula)
        ):
            return Program((*problem.forward.lines, ("", formula)))
    return problem.forward


def cure(problem: Problem, step: Step) -> Mismatch:
    """Say at which number a part has no finite value, and which domain would keep it away."""
    operation = step.function or ("/" if "/" in step.text else "**")
    name, number = next(iter(step.operands.items()), ("", None))
    at = f" at {name} = {_worst(step, number):.3g}" if name else ""
    domain = _CURES.get(operation, "in [0.1, 2]")
    named = parse_formula(name or step.text).names
    given = ", ".join(sorted(named & problem.given.keys())) or "the inputs"
    return Mismatch(
        f"`{step.text}` is no finite number{at}",
        "",
        f"Give {given} a domain, such as `{domain}`.",
    )


def _worst(step: Step, operand: Any) -> float:
    """Return the entry of an operand for which the part is not finite."""
    operand = np.asarray(operand, dtype=float)
    value = np.asarray(step.value)
    bad = ~np.isfinite(value) if value.shape == operand.shape else np.ones(operand.shape, bool)
    return float(operand[bad].flat[0])


def in_letters(steps: Sequence[Step], dims: Sequence[Mapping[str, int]]) -> str:
    """Say of which shapes the operands of a part are: ``W.T is (n, m), A is (M, 1)``."""
    texts = []
    for name in steps[0].operands:
        shapes = [np.shape(step.operands[name]) for step in steps]
        if shapes[0] and len({len(shape) for shape in shapes}) == 1:
            lengths = zip(*shapes, strict=True)
            sizes = [size_of(axis, dims[: len(shapes)]) or axis[0] for axis in lengths]
            texts.append(f"{name} is {shape_text(sizes)}")
    return ", ".join(texts)


def _steps(problem: Problem, program: Program, values: Mapping[str, Any]) -> Iterator[Step]:
    """Yield the parts of each line, up to the first that raises."""
    known = dict(values)
    with quiet():
        for name, formula in program.lines:
            for step in _parts(problem, formula.tree, known):
                yield step
                if step.error:
                    return
            known[name] = _step(problem, formula.tree, {}, known).value


def _parts(problem: Problem, node: ast.expr, values: Mapping[str, Any]) -> Iterator[Step]:
    """Yield the parts below a node and then its own."""
    operands: dict[str, Any] = {}
    for child in _operands(node):
        yield from _parts(problem, child, values)
        operands[ast.unparse(child)] = _step(problem, child, {}, values).value
    if isinstance(node, _PARTS):
        yield _step(problem, node, operands, values)


def _operands(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions that a node is made of, those within lists, slices and keywords too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*_PARTS, ast.Name)):
            if not (isinstance(node, ast.Call) and child is node.func):
                yield child
        elif isinstance(child, (ast.List, ast.Tuple, ast.Slice, ast.keyword)):
            yield from _operands(child)


def _step(
    problem: Problem, node: ast.expr, operands: Mapping[str, Any], values: Mapping[str, Any]
) -> Step:
    text = ast.unparse(node)
    function = (
        node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    )
    formula = parse_formula(text)
    try:
        call = Program(()).compile(formula, problem.companion)
        value = call(**{name: values[name] for name in formula.names})
    except Exception as error:  # a formula may raise anything numpy raises
        return Step(text, function, operands, error=error)
    return Step(text, function, operands, value)


def _is_finite(value: Any) -> bool:
    array = np.asarray(value)
    return array.dtype.kind not in "fc" or bool(np.isfinite(array).all())


def usage(function: str) -> str:
    """Return how a function of formulas is called, ``unvec(x, rows, columns)``, or nothing."""
    try:
        parameters = inspect.signature(FUNCTIONS[function]).parameters.values()
    except (KeyError, ValueError):  # what is written in C may have no signature
        return ""
    names = [one.name for one in parameters if one.default is one.empty or one.name in _OPTIONS]
    return f"{function}({', '.join(names)})"

"""Derivatives by a part of the forward: by what the chain goes through, or by another quantity.

A part may be one of several through which the variable acts; then its derivative is what is left
where the chain ends too early. Or all of the output may be taken as a function of the part: of the
variance instead of the standard deviation, of a precision instead of a covariance.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.diagnose.calculus import STEP, by_another, moves_alike, through
from autograder.diagnose.context import Subject, TrialContext
from autograder.diagnose.formula_trees import formula_of
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.origin import Arrays, Origin
from autograder.diagnose.syntax import are_alike, called, copied, walk
from autograder.oracle.compiled import Compiled
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of
from autograder.problemset.formula import Formula, Program
from autograder.problemset.model import Problem

__all__ = ["INNER"]

Array = NDArray[np.float64]

_PART: Final = "inner_part"
"""What a part is called that is a line of its own."""
_MOST_PARTS: Final = 10
_PROBE_SEED: Final = 7


def _by_part(subject: Subject) -> Arrays:
    """Differentiate by each part that depends on the variable and is no line of its own."""
    slope = subject.slope
    if slope is None or slope.wrt.index:
        return
    for part in _parts(subject, slope.wrt.name):
        if not moves_alike(subject.problem, slope.wrt.name, formula_of(part), subject.start.values):
            problem = replace(subject.problem, forward=_with_line(subject.problem.forward, part))
            compute = _attempted(problem, subject)
            if compute is not None:
                yield {"name": ast.unparse(part)}, compute


def _attempted(problem: Problem, subject: Subject) -> Callable[[TrialContext], Any] | None:
    """Return the derivative by a part, None where there is none."""
    assert subject.slope is not None
    try:
        derivative = by_another(problem, subject.slope, _PART, subject.start.values)
    except Exception:  # an operation may raise anything
        return None
    return lambda context: derivative(context.values)


def _parts(subject: Subject, variable: str) -> list[ast.expr]:
    """Return the parts of lines that move with a variable, each once, the outermost first."""
    moving, found = {variable}, dict[str, ast.expr]()
    for name, formula in subject.problem.forward.lines:
        if moving.isdisjoint(formula.names):
            continue
        moving.add(name)
        for node in walk(formula.tree):
            is_part = isinstance(node, (ast.BinOp, ast.Call)) and node is not formula.tree
            if is_part and isinstance(node, ast.expr) and not moving.isdisjoint(_names(node)):
                found.setdefault(ast.unparse(node), node)
    return list(found.values())[:_MOST_PARTS]


def _names(node: ast.AST) -> Iterator[str]:
    return (part.id for part in walk(node) if isinstance(part, ast.Name))


def _with_line(forward: Program, part: ast.expr) -> Program:
    """Return a forward in which a part has a line of its own, wherever it stands."""
    lines = list[tuple[str, Formula]]()
    for name, formula in forward.lines:
        changed = _replaced(formula, partial(are_alike, part), ast.Name(_PART))
        if changed is not formula and all(line != _PART for line, _ in lines):
            lines.append((_PART, formula_of(part)))
        lines.append((name, changed))
    return Program(tuple(lines))


def _replaced(formula: Formula, is_it: Callable[[ast.AST], bool], by: ast.expr) -> Formula:
    if not any(map(is_it, walk(formula.tree))):
        return formula
    return formula_of(_Replacing(is_it, by).visit(copied(formula.tree)))


class _Replacing(ast.NodeTransformer):
    def __init__(self, is_it: Callable[[ast.AST], bool], by: ast.expr) -> None:
        self._is_it, self._by = is_it, by

    def visit(self, node: ast.AST) -> Any:
        return copied(self._by) if self._is_it(node) else self.generic_visit(node)


# All of the output as a function of a part


def _by_function(subject: Subject) -> Arrays:
    """Differentiate by each function of the variable alone, entry by entry, and by its inverse."""
    slope, target = subject.slope, target_of(subject.problem, subject.answer)
    if slope is None or slope.wrt.index or not isinstance(target, DerivativeTarget) or target.batch:
        return
    variable = slope.wrt.name
    if variable not in subject.start.values:  # a line of the forward, of which nobody was told
        return
    for part in _parts(subject, variable):
        if set(_names(part)) - {called(node) for node in walk(part)} == {variable}:
            function = Compiled(subject.problem, Program(()), formula_of(part))
            if _slopes(function, variable, subject.start.values) is not None:
                compute = partial(_divided, target, function, variable)
                yield {"name": ast.unparse(part)}, compute
    shape = np.shape(subject.start.values[variable])
    if len(shape) == 2 and shape[0] == shape[1] > 1 and _is_inverted(subject, variable):
        problem = replace(subject.problem, forward=_by_inverse(subject.problem.forward, variable))
        inverse = _attempted(problem, subject)
        if inverse is not None:
            yield {"name": f"inv({variable})"}, inverse


def _slopes(function: Any, variable: str, values: Mapping[str, Any]) -> Array | None:
    """Return a function's slope at each entry; None where it is none entry by entry."""
    x = np.asarray(values[variable], dtype=float)
    along = 1.0 + np.random.default_rng(_PROBE_SEED).random(x.shape)
    try:
        found = [
            np.imag(function({**values, variable: x + 1j * STEP * one})) / STEP / one
            for one in (np.ones(x.shape), along)
        ]
    except Exception:  # an operation may raise anything
        return None
    if any(slope.shape != x.shape or not np.isfinite(slope).all() for slope in found):
        return None
    return np.asarray(found[0]) if np.allclose(*found) and found[0].all() else None


def _divided(
    target: DerivativeTarget, function: Any, variable: str, context: TrialContext
) -> Array | None:
    slopes = _slopes(function, variable, context.values)
    if slopes is None:
        return None
    forward, x = target.forward.at(context.values)
    out = np.shape(forward(x))
    spread = np.reshape(slopes, (*x.shape, *(1 for _ in out)))
    return np.asarray(context.truth / target.arrange(np.broadcast_to(spread, (*x.shape, *out))))


def _is_inverted(subject: Subject, variable: str) -> bool:
    """Whether a forward has the inverse of a variable, or what is often written by it."""
    return any(
        isinstance(node, ast.Call) and called(node) in _OF_INVERSES and variable in _names(node)
        for _, formula in subject.problem.forward.lines
        for node in walk(formula.tree)
    )


_OF_INVERSES: Final = frozenset({"inv", "logdet", "det", "solve"})


def _by_inverse(forward: Program, variable: str) -> Program:
    """Return a forward as a function of the inverse of a variable, which is a line."""
    of_part = ast.Call(ast.Name("inv"), [ast.Name(_PART)], [])
    of_variable = ast.Call(ast.Name("inv"), [ast.Name(variable)], [])

    def is_variable(node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id == variable

    lines = ((name, _replaced(formula, is_variable, of_part)) for name, formula in forward.lines)
    return Program(((_PART, formula_of(of_variable)), *lines))


# Each entry of the output by its own entry of a part


def _by_own_entry(subject: Subject) -> Arrays:
    """Differentiate each entry of the output by its own entry of what it is a function of."""
    slope, target = subject.slope, target_of(subject.problem, subject.answer)
    if slope is None or slope.wrt.index or not isinstance(target, DerivativeTarget) or target.batch:
        return
    function, x = target.forward.at(subject.start.values)
    if np.size(function(x)) == 1:
        return
    for part in _parts(subject, slope.wrt.name):
        problem = replace(subject.problem, forward=_with_line(subject.problem.forward, part))
        compute = partial(_own_entries, target, through(problem, slope, formula_of(part), _PART))
        yield {"name": ast.unparse(part)}, compute


def _own_entries(
    target: DerivativeTarget,
    through_part: Callable[[Any], tuple[Array, Array]],
    context: TrialContext,
) -> Array | None:
    """Return the chain rule with the diagonal alone of what lies behind a part.

    None where the part has another number of entries, or the chain another path.
    """
    function, x = target.forward.at(context.values)
    out = np.shape(function(x))
    inner, outer = through_part(context.values)
    size = int(np.prod(out))
    if size == 1 or outer.size != size**2:
        return None
    first, last = np.reshape(inner, (x.size, size)), np.reshape(outer, (size, size))
    whole = target.arrange(np.reshape(first @ last, (*x.shape, *out)))
    if not np.allclose(whole, context.truth):
        return None
    own = first * np.diagonal(last)
    return np.asarray(target.arrange(np.reshape(own, (*x.shape, *out))))


INNER: Final = (
    Origin(
        Mistake(
            "chain.inner",
            Rank.EXCHANGED,
            "This is the derivative by {name}; the derivative of {name} itself is missing from"
            " the chain.",
        ),
        _by_part,
    ),
    Origin(
        Mistake(
            "operand.wrt",
            Rank.LEFT_OUT,
            "You differentiated with respect to {name}, as if that were the variable.",
        ),
        _by_function,
    ),
    Origin(
        Mistake(
            "diagonal.only",
            Rank.EXCHANGED,
            "Each entry of the output is differentiated by its own entry of {name} alone: it"
            " depends on the others too.",
        ),
        _by_own_entry,
    ),
)
"""Derivatives by a part of the forward."""

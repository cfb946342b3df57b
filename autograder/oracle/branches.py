"""Which sides of its branches a forward takes at some inputs, and how near to the thresholds.

A branch is a ``relu``, ``abs``, ``maximum``, ``clip``, ``where`` or comparison of a formula, or
numpy's own in a companion function: the function is evaluated once with a table of functions that
note their arguments. What a companion decides by itself, on plain Python numbers say, is not seen.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.forward import quiet
from autograder.oracle.branch_notes import (
    Note,
    by_bounds,
    by_equality,
    by_mask,
    by_order,
    by_place,
    by_sign,
)
from autograder.oracle.traced_arrays import Notes, traced
from autograder.problemset.formula import Formula, Program, parse_formula
from autograder.problemset.functions import COMPARISONS, FUNCTIONS
from autograder.problemset.model import Change, Derivative, Problem, Second, Value

__all__ = ["Branches", "Seen", "branches_at"]

Branches: TypeAlias = "Mapping[str, Seen]"
"""Text of a branch -> what one trial shows of it."""


class Seen(Struct, frozen=True):
    """One branch at one trial: ``margins`` ``(k,)`` from the threshold, ``sides`` ``(k,)`` taken.

    There is one entry for each decision: ``k`` is 1 for a branch on a scalar.
    """

    margins: NDArray[np.float64]
    sides: NDArray[np.intp]
    rival: bool = False
    """Whether it is no branch of the forward, but a condition that may be taken for one of them."""


def branches_at(problem: Problem, values: Mapping[str, Any]) -> Branches:
    """Return the branches that the forward and ``expected`` meet at a trial's inputs.

    Nothing is returned where a formula raises: the trial is then of no use anyway.
    """
    if problem not in _WATCHED:
        _WATCHED[problem] = _Watched(problem)
    return _WATCHED[problem].at(values)


class _Watched:
    """The formulas of a problem, compiled with functions that note which way they go."""

    def __init__(self, problem: Problem) -> None:
        self._notes: Notes = []
        lines = (*problem.forward.lines, *_asked(problem))
        self._sites = [site for _, formula in lines for site in _sites(formula.tree, problem)]
        self._scalars = [given.name for given in problem.given.values() if given.form == "scalar"]
        self._function = None
        if self._sites:
            program = Program(lines)
            output = parse_formula(problem.forward.assigned[-1]) if problem.forward.lines else None
            self._function = program.compile(output or lines[-1][1], self._functions(problem))
            self._reads = sorted(program.reads)

    def at(self, values: Mapping[str, Any]) -> Branches:
        """Return what each branch does at some inputs."""
        if self._function is None:
            return {}
        self._notes.clear()
        try:
            with quiet():
                self._function(**{name: values[name] for name in self._reads})
        except Exception:  # a formula may raise anything at inputs it was not written for
            return {}
        return {**_merged(self._texts()), **_rivals(self._scalars, values)}

    def _functions(self, problem: Problem) -> Mapping[str, Callable[..., Any]]:
        def noted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **options: Any) -> Any:
                self._notes.append((name, list(_NOTED[name](*arguments, **options))))
                return function(*arguments, **options)

            return call

        def watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **options: Any) -> Any:
                notes: Notes = []
                result = traced(function, arguments, options, notes)
                self._notes.append((name, [note for _, found in notes for note in found]))
                return result

            return call

        comparisons = {f"__{name}__": function for name, function in COMPARISONS.items()}
        table = {**FUNCTIONS, **comparisons}
        return {
            **{name: noted(name, table[name]) for name in _NOTED},
            **{name: watched(name, function) for name, function in problem.companion.items()},
        }

    def _texts(self) -> Iterator[Note]:
        """Yield the notes of the last call, with the whole text of each branch."""
        for (name, found), (text, counts) in zip(self._notes, self._sites, strict=False):
            for part, margins, sides in found if counts else ():
                own = f"{name}: {part}" if text == name else f"{text}{part}"
                yield own, margins, sides


_WATCHED: WeakKeyDictionary[Problem, _Watched] = WeakKeyDictionary()


def _merged(notes: Iterable[Note]) -> Branches:
    """Return one entry a text; one in a loop, or that stands twice, decides several times."""
    margins: dict[str, list[NDArray[np.float64]]] = {}
    sides: dict[str, list[NDArray[np.intp]]] = {}
    for text, margin, side in notes:
        if margin.size:
            margins.setdefault(text, []).append(margin)
            sides.setdefault(text, []).append(side)
    return {
        text: Seen(np.concatenate(found), np.concatenate(sides[text]))
        for text, found in margins.items()
    }


def _rivals(scalars: Sequence[str], values: Mapping[str, Any]) -> Branches:
    """Return what a student may compare by mistake: the sign of each scalar input, any two of them.

    Arrays need none: among their many entries such conditions come apart by themselves.
    """
    signs = {name: float(values[name]) for name in scalars}
    orders = {
        text: margin
        for a, b in itertools.combinations(scalars, 2)
        for text, margin in (
            (f"{a} > {b}", signs[a] - signs[b]),
            (f"abs({a}) > abs({b})", abs(signs[a]) - abs(signs[b])),
        )
    }
    return {
        f"rival {text}": Seen(np.array([margin]), np.array([int(margin > 0)]), rival=True)
        for text, margin in (signs | orders).items()
    }


def _asked(problem: Problem) -> Iterator[tuple[str, Formula]]:
    """Yield the formulas that answers ask for beside the forward's lines, under own names."""
    seen: set[Formula] = set()
    for position, answer in enumerate(problem.answers):
        match answer.asks:
            case (
                Value(formula=formula)
                | Derivative(of=formula)
                | Change(of=formula)
                | Second(of=formula)
            ):
                if formula is not None and formula not in seen:
                    seen.add(formula)
                    yield f"__answer_{position}__", formula


def _sites(node: ast.AST, problem: Problem) -> Iterator[tuple[str, bool]]:
    """Yield the text of each branch in the order of evaluation, and whether it is one of its own.

    A ``where`` whose condition is a comparison is the branch of that comparison.
    """
    for child in ast.iter_child_nodes(node):
        yield from _sites(child, problem)
    if isinstance(node, ast.Compare):
        yield ast.unparse(node), True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        if name in problem.companion:
            yield name, True
        elif name == "where":
            yield (
                ast.unparse(node),
                not any(isinstance(n, ast.Compare) for n in ast.walk(node.args[0])),
            )
        elif name in _NOTED:
            yield ast.unparse(node), True


_NOTED: Final[Mapping[str, Callable[..., Iterator[Note]]]] = {
    "relu": by_sign, "abs": by_sign, "sign": by_sign,
    "maximum": by_order, "minimum": by_order, "clip": by_bounds, "where": by_mask,
    "max": by_place(1), "min": by_place(-1),
    "__Lt__": by_order, "__LtE__": by_order, "__Gt__": by_order, "__GtE__": by_order,
    "__Eq__": by_equality, "__NotEq__": by_equality,
}  # fmt: skip
"""Function of formulas that branches -> what is noted of a call."""

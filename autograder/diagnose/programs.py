"""Sources that need no reference: what comes of a problem's own formulas with one thing wrong.

The formulas of ``forward``, ``of`` and ``expected`` are changed at one place: by a slip of the pen
(:mod:`.mutants`), by a wrong rule of differentiation, or by holding a part fixed that moves. Then
the same is asked of them as of the right ones. To find a change it is enough to follow one random
direction of the variable; only a change that is found is compiled and differentiated in full.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.calculus import STEP, Question, stated_output
from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.index import Prediction, direction
from autograder.diagnose.mistake import Mistake, Step
from autograder.diagnose.mutants import AXIS, elsewhere, mutants_of
from autograder.diagnose.rules import MATRIX_RULES, RULES, constant, power_rules, rules_of
from autograder.diagnose.scene import Source, Subject
from autograder.diagnose.syntax import Site, called, sites
from autograder.diagnose.views import IDENTITY
from autograder.oracle.target import ChangeTarget, DerivativeTarget, Forward, target_of
from autograder.problemset.formula import Formula, Program, parse_formula
from autograder.problemset.layout import Layout

__all__ = ["HELD_FIXED", "POWER", "SCALED", "Formulas"]

Array = NDArray[np.float64]

_HELPER: Final = "wrong_rule"
_OUTPUT: Final = "wrong_output"
_OF_FORWARD: Final = 0.3
"""A slip in the function is less likely than one in its derivative: the forward is printed in the problem."""
_REDUCTIONS: Final = frozenset({"mean", "var", "std", "max", "norm"})

HELD_FIXED: Final = Mistake(
    "path.missing", 2.0,
    "One appearance of the variable is treated as a constant: each appearance gives a term.",
    "Definition 3, Concept 27",
)  # fmt: skip
POWER: Final = Mistake(
    "power.rule", 2.0, "The power rule is not right: a factor or an exponent is off.", "A.4"
)
SCALED: Final = Mistake(
    "scale.part", 2.4, "One term is {scale} times what it should be.", "Definition 3"
)


class _Change(Struct, frozen=True):
    """Nodes put in places of the formulas, and the functions that they call."""

    step: Step
    places: tuple[tuple[Site, ast.AST], ...]
    functions: Mapping[str, Callable[..., Any]]


class Formulas:
    """The formulas that an answer depends on, in syntax trees that can be changed at one place at a time."""

    def __init__(self, subject: Subject) -> None:
        problem, answer = subject.problem, subject.answer
        self.subject, self._question = subject, Question(problem, answer)
        output = stated_output(answer.asks)
        lines = [*problem.forward.lines, *([(_OUTPUT, output)] if output else [])]
        self._has_output = output is not None
        self._trees = {name: ast.Expr(copy.deepcopy(formula.tree)) for name, formula in lines}
        self._goal = next(reversed(self._trees), "")
        self._parents = {
            id(child): node for tree in self._trees.values() for node, child in _edges(tree)
        }
        self._evaluator = Evaluator(tuple(self._trees.values()), problem.companion)
        self._point, self._cut = self._start()
        self._used = self._needed()

    def _start(self) -> tuple[dict[str, Any], str]:
        """Return the inputs at the first trial, the variable moved a complex step, and the line it replaces."""
        values, slope = dict(self.subject.start.values), self.subject.slope
        if slope is None:
            return values, ""
        wrt = slope.wrt
        function, x = Forward(self.subject.problem, wrt, parse_formula(wrt.name)).at(values)
        values[wrt.name] = function(x + 1j * STEP * self._along(x))
        return values, wrt.name

    def _along(self, x: Array) -> Array:
        target = target_of(self.subject.problem, self.subject.answer)
        if isinstance(target, ChangeTarget):
            return np.reshape(self.subject.start.values[target.along], x.shape)
        return direction(x.shape)

    def _needed(self) -> frozenset[str]:
        """Return the lines that the output depends on, and that the variable does not replace."""
        seen, todo = set[str](), [self._goal]
        while todo:
            current = todo.pop()
            if current in self._trees and current != self._cut and current not in seen:
                seen.add(current)
                todo.extend(
                    node.id for node in ast.walk(self._trees[current]) if isinstance(node, ast.Name)
                )
        return frozenset(seen)

    def directions(self) -> dict[tuple[int, ...], Array]:
        """Return the array whose product with the answer a prediction's is, where that is not a random one."""
        target = target_of(self.subject.problem, self.subject.answer)
        if not isinstance(target, DerivativeTarget):
            return {}
        function, x = target.forward.at(self.subject.start.values)
        raw = np.multiply.outer(direction(x.shape), direction(np.shape(function(x))))
        layout: Layout = target.layout
        return {self.subject.start.truth.shape: layout.arrange(raw)}

    # What the changes predict

    def slips(self) -> Iterator[Prediction]:
        """Yield what every slip of the pen predicts."""
        yield from filter(None, map(self._predicted, self._slips()))

    def wrong_rules(self) -> Iterator[Prediction]:
        """Yield what every wrong rule of differentiation, applied at one place, predicts."""
        if self.subject.slope is not None:
            yield from filter(None, map(self._predicted, self._rules()))

    def _predicted(self, change: _Change) -> Prediction | None:
        for site, new in change.places:
            site.put(new)
        try:
            value = np.asarray(self._evaluate(change))
        except (
            Exception
        ):  # a change may be nonsense: shapes that do not meet, an index beyond the end
            return None
        finally:
            for site, _ in change.places:
                site.put(site.node)
        return self._projected(change, value)

    def _projected(self, change: _Change, value: NDArray[Any]) -> Prediction | None:
        shape = value.shape
        if self.subject.slope is not None:
            value = np.imag(value) / STEP
            if isinstance(target_of(self.subject.problem, self.subject.answer), DerivativeTarget):
                shape = self.subject.start.truth.shape
        product = (
            float(np.ravel(value) @ direction(value.shape).ravel())
            if value.dtype.kind in "fiub"
            else np.nan
        )
        key = () if all(length == 1 for length in shape) else shape
        if not np.isfinite(product):
            return None
        return Prediction(Source(change.step, self._compute(change)), IDENTITY, key, product)

    def _evaluate(self, change: _Change) -> Any:
        """Return the output at the first trial, with the places changed."""
        changed = {id(node) for site, _ in change.places for node in self._above(site)}
        known, moved = dict(self._point), set[str]()
        for name, tree in self._trees.items():
            if name not in self._used:
                continue
            touched = id(tree) in changed
            reads_moved = (
                any(isinstance(n, ast.Name) and n.id in moved for n in ast.walk(tree))
                if moved
                else False
            )
            evaluator = self._evaluator.fresh() if reads_moved else self._evaluator
            known[name] = evaluator.value(tree.value, known, changed, change.functions)
            if touched or reads_moved:
                moved.add(name)
        return known[self._goal]

    def _above(self, site: Site) -> Iterator[ast.AST]:
        node: ast.AST | None = site.parent
        yield site.node
        while node is not None:
            yield node
            node = self._parents.get(id(node))

    def _compute(self, change: _Change) -> Callable[[Any], Any]:
        """Return the full answer under a change, compiled when it is first asked for."""
        made: list[Callable[[Mapping[str, Any]], Any]] = []

        def compute(scene: Any) -> Any:
            if not made:
                made.append(self._compiled(change))
            return made[0](scene.values)

        return compute

    def _compiled(self, change: _Change) -> Callable[[Mapping[str, Any]], Any]:
        for site, new in change.places:
            site.put(new)
        try:
            lines = [(name, _formula(tree.value)) for name, tree in self._trees.items()]
        finally:
            for site, _ in change.places:
                site.put(site.node)
        output = lines.pop()[1] if self._has_output else None
        return self._question.of(Program(tuple(lines)), output, change.functions)

    # The changes

    def _sites(self) -> list[Site]:
        return [
            site for name, tree in self._trees.items() if name in self._used for site in sites(tree)
        ]

    def _slips(self) -> Iterator[_Change]:
        alike = _interchangeable(self.subject)
        surcharge = _OF_FORWARD if self.subject.slope is not None else 0.0
        places = self._sites()
        for site in places:
            names = alike.get(site.node.id, ()) if isinstance(site.node, ast.Name) else ()
            for mistake, new in mutants_of(site.node, names):
                yield _Change(Step(mistake, surcharge=surcharge), ((site, new),), {})
            yield from self._scaled_terms(site, surcharge)
        for changed in elsewhere(places):
            yield _Change(Step(AXIS, surcharge=surcharge), changed, {})

    def _scaled_terms(self, site: Site, surcharge: float) -> Iterator[_Change]:
        """Yield sums with their last term times or over a dimension."""
        match site.node:
            case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()) as op, right=right):
                for name in self.subject.problem.dimensions:
                    for kind, scale in ((ast.Div(), f"1/{name}"), (ast.Mult(), name)):
                        term = ast.BinOp(right, kind, ast.Name(name, ast.Load()))
                        new = ast.BinOp(left, op, term)
                        yield _Change(Step(SCALED, {"scale": scale}, surcharge), ((site, new),), {})

    def _rules(self) -> Iterator[_Change]:
        places = self._sites()
        for site in places:
            for step, rule, operands in _rules_at(site.node):
                keywords = getattr(site.node, "keywords", [])
                new = ast.Call(
                    ast.Name(_HELPER, ast.Load()),
                    list(operands),
                    keywords if step.mistake in _KEEP else [],
                )
                yield _Change(step, ((site, new),), {_HELPER: rule})
        reductions = [site for site in places if called(site.node) in _REDUCTIONS]
        if len(reductions) > 1:
            yield _Change(
                Step(HELD_FIXED),
                tuple((site, _fixed(site.node)) for site in reductions),
                {_HELPER: constant},
            )


def _edges(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            yield node, child


def _fixed(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.expr)
    return ast.Call(ast.Name(_HELPER, ast.Load()), [node], [])


def _formula(tree: ast.expr) -> Formula:
    calls = frozenset(filter(None, map(called, ast.walk(tree))))
    names = frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)) - calls
    return Formula(ast.unparse(tree), names, calls, tree)


def _interchangeable(subject: Subject) -> Mapping[str, tuple[str, ...]]:
    """Return, for each input or line, those of its shape at the first trial (its dimensions all differ)."""
    environment = subject.start.environment
    shapes = {name: getattr(value, "shape", ()) for name, value in environment.items()}
    return {
        name: tuple(other for other, its in shapes.items() if its == shape)
        for name, shape in shapes.items()
    }


_KEEP: Final = frozenset(
    mistake for mistakes in (RULES, *MATRIX_RULES.values()) for mistake in mistakes
)
"""The rules that are called as the function is, keywords included."""


def _rules_at(node: ast.AST) -> Iterator[tuple[Step, Callable[..., Any], Sequence[ast.expr]]]:
    """Yield the wrong rules for one node: the deviation, the function, what it is called with."""
    if isinstance(node, ast.Call):
        name = called(node)
        for mistake in RULES:
            for rule in rules_of(name, mistake):
                yield Step(mistake, {"name": name}), rule, node.args
        for mistake in MATRIX_RULES.get(name, ()):
            assert mistake.make is not None
            for rule in mistake.make():
                yield Step(mistake), rule, node.args
    match node:
        case ast.BinOp(
            left=base, op=ast.Pow(), right=ast.Constant(value=int() | float() as exponent)
        ):
            for rule in power_rules(exponent):
                yield Step(POWER), rule, [base]
    if isinstance(node, (ast.Name, ast.BinOp, ast.Call, ast.Attribute)):
        yield Step(HELD_FIXED), constant, [node]

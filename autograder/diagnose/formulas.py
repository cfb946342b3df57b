"""Candidates that need no reference: what comes of a problem's own formulas with one thing wrong.

The formulas of ``forward``, ``of`` and ``expected`` are changed at one place
(:mod:`.formula_changes`), and the same is asked of them as of the right ones. To find a change it
is enough to follow one random direction of the variable; only a change that is found is compiled
and differentiated in full.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import STEP, Question
from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.formula_changes import Change, slips
from autograder.diagnose.formula_trees import FormulaTrees
from autograder.diagnose.index import Prediction, direction
from autograder.diagnose.operations import EQUAL_TERMS
from autograder.diagnose.rule_changes import wrong_rules
from autograder.diagnose.syntax import put_in_place
from autograder.diagnose.views import IDENTITY
from autograder.oracle.target import ChangeTarget, DerivativeTarget, Forward, target_of
from autograder.problemset.formula import parse_formula

__all__ = ["Formulas"]

Array = NDArray[np.float64]


class Formulas:
    """What an answer becomes by each change of the formulas that it depends on."""

    def __init__(self, subject: Subject, shown: Collection[str]) -> None:
        """Prepare the formulas of a subject, of which students have seen the names ``shown``."""
        problem, answer = subject.problem, subject.answer
        self.subject = self._subject = subject
        self._shown, self._question = frozenset(shown), Question(problem, answer)
        self._is_all_shown = frozenset(problem.forward.assigned) <= self._shown
        self._trees = FormulaTrees(problem, answer)
        self._evaluator = Evaluator(tuple(self._trees.lines.values()), problem.companion)
        self._point, self._variable = self._start()
        self._used = self._trees.needed(self._variable)

    def _start(self) -> tuple[dict[str, Any], str]:
        """Return the first trial's inputs, the variable moved, and the line that it replaces."""
        values, slope = dict(self._subject.start.values), self._subject.slope
        if slope is None:
            return values, ""
        wrt = slope.wrt
        function, x = Forward(self._subject.problem, wrt, parse_formula(wrt.name)).at(values)
        values[wrt.name] = function(x + 1j * STEP * self._along(x))
        return values, wrt.name

    def _along(self, x: Array) -> Array:
        target = target_of(self._subject.problem, self._subject.answer)
        if isinstance(target, ChangeTarget):
            return np.reshape(self._subject.start.values[target.along], x.shape)
        return direction(x.shape)

    @cached_property
    def _directions(self) -> dict[tuple[int, ...], Array]:
        return self.directions()

    def directions(self) -> dict[tuple[int, ...], Array]:
        """Return, by shape, the array on which answers are projected, where it is no random one.

        For a derivative it is the outer product of the input's and the output's random direction,
        in the answer's layout: changes are evaluated along one direction of the input only.
        """
        target = target_of(self._subject.problem, self._subject.answer)
        if not isinstance(target, DerivativeTarget):
            return {}
        function, x = target.forward.at(self._subject.start.values)
        raw = np.multiply.outer(direction(x.shape), direction(np.shape(function(x))))
        return {self._subject.start.truth.shape: target.arrange(raw)}

    def slips(self) -> Iterator[Prediction]:
        """Yield what every slip of the pen predicts."""
        changes = slips(self._subject, self._trees.sites(self._used))
        yield from filter(None, map(self._predicted, changes))

    def wrong_rules(self) -> Iterator[Prediction]:
        """Yield what every wrong rule of differentiation, applied at one place, predicts."""
        if self._subject.slope is not None:
            sites, moving = self._trees.sites(self._used), self._trees.moving(self._variable)
            changes = wrong_rules(sites, self._variable, moving)
            if not self._is_all_shown:
                changes = filter(self._is_shown, changes)
            yield from filter(None, map(self._predicted, changes))

    def _is_shown(self, change: Change) -> bool:
        """Whether a rule is one for a function that the problem shows, or for the variable.

        Products and powers of lines that nobody has shown say nothing of a student's rules, nor
        does the number of their terms.
        """
        if change.step.mistake is EQUAL_TERMS:
            return False
        name = change.step.slots.get("name", "")
        of_variable = all(
            isinstance(site.node, ast.Name) and site.node.id == self._variable
            for site, _ in change.places
        )
        return name in self._shown or (of_variable and not name)

    def _predicted(self, change: Change) -> Prediction | None:
        if change.by_entry:
            return self._by_entry(change)
        try:
            value = np.asarray(
                self._trees.evaluated(
                    self._evaluator, self._point, self._used, change.places, change.functions
                )
            )
        except Exception:  # nonsense: shapes that do not meet, an index beyond the end
            return None
        return self._projected(change, value)

    def _by_entry(self, change: Change) -> Prediction | None:
        """Return what a change predicts whose answer is no sum over the entries that move."""
        candidate = Candidate(change.step, self._compute(change))
        value = self._subject.start.value(candidate)
        if value is None:
            return None
        along = self._directions.get(value.shape, direction(value.shape))
        return Prediction(candidate, IDENTITY, value.shape, float(value.ravel() @ along.ravel()))

    def _projected(self, change: Change, value: NDArray[Any]) -> Prediction | None:
        shape = value.shape
        if self._subject.slope is not None:
            value = np.imag(value) / STEP
            target = target_of(self._subject.problem, self._subject.answer)
            if isinstance(target, DerivativeTarget):
                shape = self._subject.start.truth.shape
        if value.dtype.kind not in "fiub":
            return None
        product = float(np.ravel(value) @ direction(value.shape).ravel())
        if not np.isfinite(product):
            return None
        key = () if all(length == 1 for length in shape) else shape
        return Prediction(Candidate(change.step, self._compute(change)), IDENTITY, key, product)

    def _compute(self, change: Change) -> Callable[[TrialContext], Any]:
        """Return the full answer under a change, compiled when it is first asked for."""
        made: list[Callable[[Mapping[str, Any]], Any]] = []

        def compute(context: TrialContext) -> Any:
            if not made:
                made.append(self._compiled(change))
            return made[0](context.values)

        return compute

    def _compiled(self, change: Change) -> Callable[[Mapping[str, Any]], Any]:
        with put_in_place(change.places):
            program, output = self._trees.program()
        return self._question.of(program, output, change.functions)
